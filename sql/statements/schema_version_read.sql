SELECT number, name, sha256 FROM tallystick_data.schema_version ORDER BY number
