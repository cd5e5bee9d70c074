DELETE FROM tallystick_data.held_line WHERE council_id = $1 AND provider = $2
