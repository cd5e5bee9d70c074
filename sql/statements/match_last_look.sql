-- The business date of the run before $2, whose first line is $3, if its rules were $4 and so were
-- those that $2 was matched by; but no row if what it thought not to be missed may be so now: a
-- provider is no longer suspended, or a client's suspension ends earlier.
SELECT before.business_date
FROM tallystick_data.run before
JOIN tallystick_data.match_basis old ON old.council_id = $1 AND old.run_id = before.run_id
    AND old.rules_sha256 = $4
JOIN tallystick_data.match_basis new ON new.council_id = $1 AND new.run_id = $2
    AND new.rules_sha256 = $4
WHERE before.council_id = $1 AND before.run_id = (
    SELECT max(r.run_id) FROM tallystick_data.run r WHERE r.council_id = $1 AND r.run_id < $2)
AND NOT EXISTS (
    SELECT 1 FROM (
        SELECT DISTINCT n.provider FROM tallystick_data.provider n
        WHERE n.council_id = $1 AND n.file_id >= $3 >> 32) k
    CROSS JOIN LATERAL (
        SELECT e.status FROM tallystick_data.provider e
        WHERE e.council_id = $1 AND e.provider = k.provider AND e.file_id < $3 >> 32
        ORDER BY e.file_id DESC, e.source_row DESC LIMIT 1) earlier
    CROSS JOIN LATERAL (
        SELECT l.status FROM tallystick_data.provider l
        WHERE l.council_id = $1 AND l.provider = k.provider
        ORDER BY l.file_id DESC, l.source_row DESC LIMIT 1) later
    WHERE earlier.status = 'suspended' AND later.status <> 'suspended')
AND NOT EXISTS (
    SELECT 1 FROM (
        SELECT DISTINCT n.client_ref, n.from_date FROM tallystick_data.suspension n
        WHERE n.council_id = $1 AND n.file_id >= $3 >> 32) k
    CROSS JOIN LATERAL (
        SELECT e.to_date FROM tallystick_data.suspension e
        WHERE e.council_id = $1 AND e.client_ref = k.client_ref AND e.from_date = k.from_date
        AND e.file_id < $3 >> 32
        ORDER BY e.file_id DESC, e.source_row DESC LIMIT 1) earlier
    CROSS JOIN LATERAL (
        SELECT l.to_date FROM tallystick_data.suspension l
        WHERE l.council_id = $1 AND l.client_ref = k.client_ref AND l.from_date = k.from_date
        ORDER BY l.file_id DESC, l.source_row DESC LIMIT 1) later
    WHERE later.to_date < COALESCE(earlier.to_date, 'infinity'))
