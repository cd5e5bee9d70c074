SELECT feed, name, sha256, state, reason FROM tallystick_data.inbound_file
WHERE council_id = $1 AND run_id = $2 ORDER BY file_id
