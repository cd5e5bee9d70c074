COPY tallystick_data.settlement_item
    (council_id, line_id, attempt, batch, transaction, item, vat_percent_e4)
FROM STDIN (FORMAT binary)
