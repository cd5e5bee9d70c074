SELECT tallystick_data.summarize_new_rows()
