SELECT EXISTS (
    SELECT 1 FROM tallystick_data.inbound_file
    WHERE council_id = $1 AND reference = $2 AND state = 'loaded')
