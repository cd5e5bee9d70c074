INSERT INTO tallystick_data.schema_version (number, name, sha256, applied_at)
VALUES ($1, $2, $3, now())
