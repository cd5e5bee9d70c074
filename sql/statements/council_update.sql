UPDATE tallystick_data.council SET name = $2, timezone = $3
WHERE council_id = $1 AND (name <> $2 OR timezone <> $3)
