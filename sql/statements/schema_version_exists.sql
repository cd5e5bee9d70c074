SELECT to_regclass('tallystick_data.schema_version') IS NOT NULL
