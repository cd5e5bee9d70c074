UPDATE tallystick_data.run
SET adjustments = adjustments + $3, adjusted_pence = adjusted_pence + $4
WHERE council_id = $1 AND run_id = $2
