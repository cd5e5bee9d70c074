-- Weeks of providers that run $2 found beyond their limit, by provider and week, money first.
SELECT provider, week, measure, difference, base, limit_percent_e4
FROM tallystick_data.drift
WHERE council_id = $1 AND run_id = $2
ORDER BY provider COLLATE "C", week, measure COLLATE "C" DESC
