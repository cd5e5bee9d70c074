-- Files of run $2 whose content was loaded before, as report_unread.sql has what was not read: by name,
-- the first $3, each with how many there are.
SELECT feed, name, NULL::bigint, NULL::integer, '', reason, count(*) OVER ()
FROM tallystick_data.inbound_file
WHERE council_id = $1 AND run_id = $2 AND state = 'duplicate'
ORDER BY name, feed, file_id
LIMIT $3
