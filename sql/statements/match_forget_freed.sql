DELETE FROM tallystick_data.freed_slot WHERE council_id = $1
