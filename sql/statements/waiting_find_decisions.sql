-- Decisions from number $3 to $5 that run $2 (or a person after it) brought, but those refused: $4 people have to
-- approve.
INSERT INTO tallystick_data.waiting_item
    (council_id, item_id, run_id, kind, people_needed, made_by, words, provider, decision_id)
SELECT $1,
       (SELECT COALESCE(max(item_id), 0) FROM tallystick_data.waiting_item WHERE council_id = $1)
       + row_number() OVER (ORDER BY e.decision_id),
       $2, 'decision', $4, e.decided_by,
       e.provider || ' ' || e.invoice_no || ' line ' || e.line_no || ': ' || e.decision || ', by '
       || e.decided_by || ': ' || e.reason,
       e.provider, e.decision_id
FROM tallystick_data.decision e
WHERE e.council_id = $1 AND e.decision_id BETWEEN $3 AND $5
AND NOT EXISTS (
    SELECT 1 FROM tallystick_data.refused_decision n
    WHERE n.council_id = $1 AND n.decision_id = e.decision_id)
