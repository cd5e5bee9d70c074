SELECT pg_advisory_unlock(hashtextextended('tallystick run', $1))
