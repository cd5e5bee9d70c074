COPY tallystick_data.slot_stick
    (council_id, slot, turn, stick, cutting, notches_before, notches_now, line_ids)
FROM STDIN (FORMAT binary)
