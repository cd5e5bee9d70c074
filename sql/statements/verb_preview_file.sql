-- What run $2 made of the one file that it read.
SELECT state, reason, sha256, rows_read, rows_rejected
FROM tallystick.inbound_file
WHERE council = $1 AND run_id = $2
