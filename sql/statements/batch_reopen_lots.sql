-- The lots of batch $2 (of its transaction $3, where that is given) wait for a batch again.
INSERT INTO tallystick_data.open_lot (council_id, lot_id)
SELECT council_id, lot_id
FROM tallystick_data.settlement_lot
WHERE council_id = $1 AND batch = $2 AND ($3 IS NULL OR transaction = $3)
