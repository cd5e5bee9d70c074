COPY tallystick_data.open_lot (council_id, lot_id) FROM STDIN (FORMAT binary)
