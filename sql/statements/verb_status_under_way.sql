-- Where run $2, which is not closed, stands: since when, in zone $3, whether a night is at work, and what it
-- has read.  A lock's key of 64 bits stands in pg_locks as two halves.
SELECT to_char(r.state_since AT TIME ZONE $3, 'YYYY-MM-DD HH24:MI:SS'),
       EXISTS (
           SELECT FROM pg_locks l
           CROSS JOIN hashtextextended('tallystick run', $1) AS k (key)
           WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
           AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
           AND l.classid = (k.key >> 32 & 4294967295)::oid
           AND l.objid = (k.key & 4294967295)::oid),
       f.files, f.rows_read
FROM tallystick_data.run r
CROSS JOIN LATERAL (
    SELECT count(*) AS files, coalesce(sum(i.rows_read), 0)::bigint AS rows_read
    FROM tallystick_data.inbound_file i
    WHERE i.council_id = $1 AND i.run_id = $2) f
WHERE r.council_id = $1 AND r.run_id = $2 AND r.state <> 'closed'
