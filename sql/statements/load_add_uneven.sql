INSERT INTO tallystick_data.uneven_document (council_id, file_id, difference_pence, totals)
VALUES ($1, $2, $3, $4)
