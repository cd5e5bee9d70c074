SELECT pg_advisory_xact_lock(hashtextextended('tallystick schema', 0))
