SELECT tallystick_data.sweep_unfinished_load($1)
