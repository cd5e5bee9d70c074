-- The next entry of the chain: what was just written, as audited_act has it.  verb_verify.c works
-- the hash out again.
INSERT INTO tallystick_data.audit_entry
    (council_id, entry, act, subject, number, done_at, done_by, content, entry_sha256)
SELECT $1, e.entry, $2, $3, $4, e.done_at, a.done_by, a.content,
       sha256(coalesce(l.entry_sha256, ''::bytea) || convert_to(
           concat_ws(E'\t', e.entry, $2, $3, $4, e.done_at, a.done_by, a.content), 'UTF8'))
FROM tallystick_data.audited_act a
LEFT JOIN LATERAL (
    SELECT t.entry, t.entry_sha256 FROM tallystick_data.audit_entry t
    WHERE t.council_id = $1 ORDER BY t.entry DESC LIMIT 1) l ON true
CROSS JOIN LATERAL (
    SELECT coalesce(l.entry, 0) + 1 AS entry,
           to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS done_at) e
WHERE a.council_id = $1 AND a.act = $2 AND a.subject = $3 AND a.number = $4
