-- The chain in order, each entry beside the row that it is about, as that is now.
COPY (
    SELECT e.entry, e.act, e.subject, e.number, e.done_at, e.done_by, e.content, e.entry_sha256,
           a.act IS NOT NULL, a.done_by, a.content
    FROM tallystick_data.audit_entry e
    LEFT JOIN tallystick_data.audited_act a ON a.council_id = $1 AND a.act = e.act
        AND a.subject COLLATE "C" = e.subject AND a.number = e.number
    WHERE e.council_id = $1
    ORDER BY e.entry
) TO STDOUT (FORMAT binary)
