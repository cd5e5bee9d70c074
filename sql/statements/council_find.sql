SELECT council_id FROM tallystick_data.council WHERE code = $1
