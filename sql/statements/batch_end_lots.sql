-- The lots of batch $2 (of its transaction $3, where that is given) end as $4.
INSERT INTO tallystick_data.lot_ending (council_id, lot_id, attempt, ending, run_id)
SELECT council_id, lot_id, attempt, $4, $5
FROM tallystick_data.settlement_lot
WHERE council_id = $1 AND batch = $2 AND ($3 IS NULL OR transaction = $3)
