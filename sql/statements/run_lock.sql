SELECT pg_try_advisory_lock(hashtextextended('tallystick run', $1))
