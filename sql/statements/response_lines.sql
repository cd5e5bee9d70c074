-- What run $2 says of lines: each verdict that it gave and each row of a bill that it rejected, by
-- provider, file and row, rejected rows last.  The planned start is looked up only where words are
-- made of it.
COPY (
    SELECT v.provider, v.line_id >> 32 AS file_id, v.line_id & 4294967295 AS source_row, f.name,
           i.invoice_no, v.line_no, k.client_ref, k.service, v.verdict,
           string_to_array(v.reasons, ',') AS reasons, v.detail::text AS detail, NULL AS field,
           NULL AS words,
           (SELECT o.planned_start[array_position(o.place, (v.order_id & 127)::smallint)]
            FROM tallystick_data.order_sheet o
            WHERE v.verdict <> 'matched' AND o.council_id = $1 AND o.sheet = v.order_id >> 7
            AND (v.order_id & 127)::smallint = ANY (o.place)) AS planned_start,
           v.delivered_start, v.billed_minutes, v.expected_minutes, v.net_pence, v.vat_pence,
           v.expected_pence, v.payable_pence, v.payable_vat_pence, v.due_date,
           false AS is_rejected
    FROM (
        SELECT s.provider, s.sheet << 7 | u.place AS line_id, s.due_date, u.*,
               s.package_id[u.block] AS package_id, s.invoice_id[u.block] AS invoice_id,
               coalesce(s.verdict[u.block], 'matched') AS verdict,
               s.reasons[u.block] AS reasons, s.detail[u.block] AS detail,
               u.delivered_minutes + s.billed_less_delivered[u.block] AS billed_minutes,
               u.delivered_minutes + s.expected_less_delivered[u.block] AS expected_minutes,
               u.payable_pence + s.expected_less_payable[u.block] AS expected_pence,
               coalesce(u.vat_payable, 0) AS payable_vat_pence,
               b.net_pence[a.at] AS net_pence, b.vat_pence[a.at] AS vat_pence
        FROM tallystick_data.verdict_sheet s
        JOIN tallystick_data.bill_sheet b ON b.council_id = $1 AND b.sheet = s.sheet
        CROSS JOIN LATERAL (
            SELECT unnest(s.place) AS place, width_bucket(unnest(s.place), s.blocks) AS block,
                   unnest(s.line_no) AS line_no, unnest(s.order_id) AS order_id,
                   unnest(s.delivered_start) AS delivered_start,
                   unnest(s.delivered_minutes) AS delivered_minutes,
                   unnest(s.payable_pence) AS payable_pence,
                   unnest(s.payable_vat_pence) AS vat_payable) u
        CROSS JOIN LATERAL array_position(b.place, u.place) AS a (at)
        WHERE s.council_id = $1 AND s.run_id = $2 OFFSET 0) v
    JOIN tallystick_data.invoice i ON i.council_id = $1 AND i.invoice_id = v.invoice_id
    JOIN tallystick_data.care_package k ON k.council_id = $1 AND k.package_id = v.package_id
    JOIN tallystick_data.inbound_file f ON f.council_id = $1 AND f.file_id = v.line_id >> 32
    UNION ALL
    SELECT j.provider, j.file_id, j.source_row, f.name, j.invoice_no, j.line_no, j.client_ref,
           NULL, 'rejected', ARRAY[j.code], NULL, nullif(j.field, ''), j.reason, NULL, NULL, NULL,
           NULL, NULL, NULL, NULL, 0, 0, NULL, true
    FROM tallystick_data.rejected_row j
    JOIN tallystick_data.inbound_file f ON f.council_id = $1 AND f.file_id = j.file_id
    WHERE j.council_id = $1 AND j.run_id = $2 AND j.kind = 'bill' AND j.provider <> ''
    ORDER BY provider, is_rejected, file_id, source_row
) TO STDOUT (FORMAT binary)
