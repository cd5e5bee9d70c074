SELECT tallystick_data.sweep_unfinished_match(swept_council_id => $1)
