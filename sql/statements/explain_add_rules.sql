-- Once each content.
INSERT INTO tallystick_data.rules_in_force (council_id, rules_sha256, rules, holidays)
VALUES ($1, $2, $3, $4)
ON CONFLICT (council_id, rules_sha256) DO NOTHING
