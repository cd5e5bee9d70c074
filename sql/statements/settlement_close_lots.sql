DELETE FROM tallystick_data.open_lot o
USING tallystick_data.settlement_lot s
WHERE o.council_id = $1 AND s.council_id = $1 AND s.batch = $2 AND s.lot_id = o.lot_id
