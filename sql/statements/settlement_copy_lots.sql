COPY tallystick_data.settlement_lot
    (council_id, lot_id, attempt, batch, transaction, first_item)
FROM STDIN (FORMAT binary)
