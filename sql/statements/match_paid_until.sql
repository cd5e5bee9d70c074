-- When the last visit ended that provider $2 was paid for.
SELECT s.last_end FROM tallystick_data.verdict_sheet s
WHERE s.council_id = $1 AND s.provider = $2 AND s.lot_id IS NOT NULL
ORDER BY s.last_end DESC
LIMIT 1
