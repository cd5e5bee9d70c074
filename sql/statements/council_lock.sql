SELECT pg_advisory_xact_lock(hashtextextended('tallystick council', 0))
