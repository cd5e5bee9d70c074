-- What waits for a second person after run $2, in the words of verb_status_person.sql: items, the last
-- first, and batches; and whether the run, or a person's decision since the run before it, began it.
SELECT place, words, pence, command, is_new
FROM (
    SELECT 0 AS part, i.item_id AS number, i.kind || ' ' || i.item_id AS place,
           i.words || coalesce('; approved by ' || a.people || ' and waiting for one more', '')
               AS words,
           i.pence, 'tallystick approve ' || i.item_id || ' --by NAME' AS command,
           i.run_id = $2 OR EXISTS ( -- no file's, which is of a run later than what its writer saw
               SELECT FROM tallystick_data.decision d
               WHERE d.council_id = $1 AND d.decision_id = i.decision_id AND d.run_id = i.run_id
               AND d.run_id = (SELECT max(r.run_id) FROM tallystick_data.run r
                               WHERE r.council_id = $1 AND r.run_id < $2)) AS is_new
    FROM tallystick_data.open_item i
    CROSS JOIN LATERAL (
        SELECT string_agg(p.approved_by, ', ' ORDER BY p.approved_by) AS people
        FROM tallystick_data.approval p
        WHERE p.council_id = $1 AND p.item_id = i.item_id) a
    WHERE i.council_id = $1 AND i.run_id <= $2
    UNION ALL
    SELECT 1, b.run_id, b.batch,
           CASE WHEN b.transactions = 1 THEN '1 transaction'
                ELSE b.transactions || ' transactions' END || ', due ' || b.due_date
           || coalesce(', released by ' || a.people || ' and waiting for one more', ''),
           b.net_pence + b.vat_pence, 'tallystick release ' || b.batch || ' --by NAME',
           b.run_id = $2
    FROM tallystick_data.settlement_batch b
    CROSS JOIN LATERAL (
        SELECT string_agg(p.approved_by, ', ' ORDER BY p.approval) AS people
        FROM tallystick_data.batch_approval p
        WHERE p.council_id = $1 AND p.batch = b.batch) a
    WHERE b.council_id = $1 AND b.run_id <= $2
      AND NOT EXISTS (
          SELECT FROM tallystick_data.settlement_step s
          WHERE s.council_id = $1 AND s.batch = b.batch AND s.state <> 'prepared')) waits
ORDER BY part, number DESC, place COLLATE "C"
