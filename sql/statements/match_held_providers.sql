SELECT DISTINCT provider FROM tallystick_data.held_line WHERE council_id = $1 ORDER BY provider
