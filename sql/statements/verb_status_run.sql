SELECT run_id, business_date::text AS business_date, state,
       business_date AS business_day
FROM tallystick_data.run
WHERE council_id = $1 AND ($2 IS NULL OR run_id = $2)
ORDER BY run_id DESC
LIMIT 1
