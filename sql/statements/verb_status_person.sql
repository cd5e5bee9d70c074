-- Lines still held under each reason that holds them (a difference within its limit, or only reported,
-- does not); visits
-- that nobody billed, by provider, care signals by kind, periods below order by basis, weeks of
-- providers that drift by measure, each as many as they are; rows rejected, by feed and field, with
-- the first one's words; files set aside, and those whose content was loaded before; what could not be fetched; decisions that decide nothing; the
-- feeds $3, which brought no file; batches that wait for their release; declined transactions that
-- nobody has tried again; what does not agree about payments.
-- command: what a person types.
SELECT what, item, words, lines, pence, command
FROM (
    SELECT 0 AS place, 'held' AS what, reason AS item, NULL AS words, count(*) AS lines,
           sum(coalesce(b.net_pence[array_position(b.place, (h.line_id & 127)::smallint)],
                        v.expected_pence, 0))::bigint AS pence, NULL AS command
    FROM tallystick_data.held_line h
    CROSS JOIN LATERAL (
        SELECT s.run_id, s.reasons[a.block] AS reasons, s.detail[a.block] AS detail,
               s.payable_pence[a.at] + s.expected_less_payable[a.block] AS expected_pence
        FROM tallystick_data.judged_sheet s
        CROSS JOIN LATERAL ROWS FROM (
            array_position(s.place, (h.line_id & 127)::smallint),
            width_bucket((h.line_id & 127)::smallint, s.blocks)) AS a (at, block)
        WHERE s.council_id = $1 AND s.sheet = h.line_id >> 7 AND a.at IS NOT NULL
        ORDER BY s.run_id DESC
        LIMIT 1) v
    JOIN tallystick_data.bill_sheet b ON b.council_id = $1 AND b.sheet = h.line_id >> 7
    CROSS JOIN LATERAL unnest(string_to_array(v.reasons, ',')) AS reason
    WHERE h.council_id = $1 AND v.run_id <= $2
    AND v.detail -> reason ->> 'zone' IS DISTINCT FROM 'within'
    GROUP BY reason
    UNION ALL
    SELECT 1, 'missed', p.provider, 'planned visits that nobody billed', count(*), NULL, NULL
    FROM tallystick_data.missed_visit m
    CROSS JOIN LATERAL (
        SELECT * FROM tallystick_data.order_line e
        WHERE e.council_id = $1 AND e.sheet = m.order_id >> 7 AND e.order_id = m.order_id
        OFFSET 0) o
    JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = o.package_id
    WHERE m.council_id = $1 AND m.run_id = $2
    GROUP BY p.provider
    UNION ALL
    SELECT 2, 'care signal', s.signal, NULL, count(*), NULL, NULL
    FROM tallystick_data.care_signal s
    WHERE s.council_id = $1 AND s.run_id = $2
    GROUP BY s.signal
    UNION ALL
    SELECT 3, 'below order', o.basis, NULL, count(*), NULL, NULL
    FROM tallystick_data.under_delivery u
    CROSS JOIN LATERAL (
        SELECT * FROM tallystick_data.order_line e
        WHERE e.council_id = $1 AND e.sheet = u.order_id >> 7 AND e.order_id = u.order_id
        OFFSET 0) o
    WHERE u.council_id = $1 AND u.run_id = $2
    GROUP BY o.basis
    UNION ALL
    SELECT 4, 'drift', d.measure, NULL, count(*), NULL, NULL
    FROM tallystick_data.drift d
    WHERE d.council_id = $1 AND d.run_id = $2
    GROUP BY d.measure
    UNION ALL
    SELECT 5, 'rejected', concat_ws(': ', f.feed, nullif(j.field, '')),
           (array_agg(j.reason ORDER BY j.file_id, j.source_row))[1], count(*), NULL, NULL
    FROM tallystick_data.rejected_row j
    JOIN tallystick_data.inbound_file f ON f.council_id = $1 AND f.file_id = j.file_id
    WHERE j.council_id = $1 AND j.run_id = $2
    GROUP BY f.feed, j.field
    UNION ALL
    SELECT 6, 'quarantined', feed || ': ' || name, reason, NULL, NULL, NULL
    FROM tallystick_data.inbound_file
    WHERE council_id = $1 AND run_id = $2 AND state = 'quarantined'
    UNION ALL
    SELECT 6, 'not read', place, words, NULL, NULL, NULL
    FROM tallystick_data.arrival_finding
    WHERE council_id = $1 AND run_id = $2
    UNION ALL
    SELECT 6, 'loaded before', feed || ': ' || name, reason, NULL, NULL, NULL
    FROM tallystick_data.inbound_file
    WHERE council_id = $1 AND run_id = $2 AND state = 'duplicate'
    UNION ALL
    SELECT 6, 'missing', feed, 'brought no file, and has to', NULL, NULL, NULL
    FROM unnest($3::text[]) AS n (feed)
    UNION ALL
    SELECT 6, 'decision', concat_ws(' ', provider, invoice_no, line_no),
           coalesce(file || ':' || line || ': ', '') || words, NULL, NULL, NULL
    FROM tallystick_data.idle_decision
    WHERE council_id = $1 AND run_id = $2
    UNION ALL
    SELECT 7, 'to release', b.batch,
           CASE WHEN b.transactions = 1 THEN '1 transaction'
                ELSE b.transactions || ' transactions' END || ', due ' || b.due_date
           || coalesce(', released by ' || a.people || ' and waiting for one more', ''),
           b.lines, b.net_pence + b.vat_pence, 'tallystick release ' || b.batch || ' --by NAME'
    FROM tallystick_data.settlement_batch b
    CROSS JOIN LATERAL (
        SELECT string_agg(p.approved_by, ', ' ORDER BY p.approval) AS people
        FROM tallystick_data.batch_approval p
        WHERE p.council_id = $1 AND p.batch = b.batch) a
    WHERE b.council_id = $1 AND b.run_id <= $2
      AND NOT EXISTS (
          SELECT FROM tallystick_data.settlement_step s
          WHERE s.council_id = $1 AND s.batch = b.batch AND s.state <> 'prepared')
    UNION ALL
    SELECT 8, 'declined', a.batch || '/' || a.transaction,
           coalesce(a.message, 'no reason given'), t.lines, t.net_pence + t.vat_pence,
           'tallystick retry ' || a.batch || ' ' || a.transaction || ' --by NAME'
    FROM tallystick_data.transaction_answer a
    JOIN tallystick_data.settlement_transaction t
        ON t.council_id = $1 AND t.batch = a.batch AND t.transaction = a.transaction
    WHERE a.council_id = $1 AND a.run_id <= $2 AND a.answer = 'declined'
      AND NOT EXISTS (
          SELECT FROM tallystick_data.transaction_retry r
          WHERE r.council_id = $1 AND r.batch = a.batch AND r.transaction = a.transaction)
    UNION ALL
    SELECT 9, 'payment', place, words, NULL, pence, NULL
    FROM tallystick_data.settlement_finding
    WHERE council_id = $1 AND run_id = $2
    UNION ALL
    SELECT 10, 'to approve', i.kind || ' ' || i.item_id,
           i.words || coalesce('; approved by ' || a.people || ' and waiting for one more', ''),
           NULL, i.pence, 'tallystick approve ' || i.item_id || ' --by NAME'
    FROM tallystick_data.open_item i
    CROSS JOIN LATERAL (
        SELECT string_agg(p.approved_by, ', ' ORDER BY p.approved_by) AS people
        FROM tallystick_data.approval p
        WHERE p.council_id = $1 AND p.item_id = i.item_id) a
    WHERE i.council_id = $1 AND i.run_id <= $2
    UNION ALL
    SELECT 11, 'adjusted', a.cause, CASE WHEN a.is_self_billed THEN 'paid with the next batch'
           ELSE 'for the provider to credit or bill' END, count(*),
           sum(a.new_expected_pence - a.old_expected_pence)::bigint, NULL
    FROM tallystick_data.adjustment a
    WHERE a.council_id = $1 AND a.run_id = $2
    AND a.new_expected_pence <> a.old_expected_pence
    GROUP BY a.cause, a.is_self_billed) needs
ORDER BY place, lines DESC, item COLLATE "C"
