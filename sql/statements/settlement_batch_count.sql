SELECT count(*) FROM tallystick_data.settlement_batch
WHERE council_id = $1 AND business_date = $2 AND rail = $3
