-- Rows that somebody answers for and that the chain does not have.
SELECT a.act, a.subject, a.number
FROM tallystick_data.audited_act a
WHERE a.council_id = $1 AND NOT EXISTS (
    SELECT FROM tallystick_data.audit_entry e
    WHERE e.council_id = $1 AND e.act = a.act AND e.subject = a.subject COLLATE "C"
      AND e.number = a.number)
ORDER BY a.act COLLATE "C", a.subject COLLATE "C", a.number
