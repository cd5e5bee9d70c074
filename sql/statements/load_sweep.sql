SELECT tallystick_data.sweep_unfinished_load(swept_council_id => $1)
