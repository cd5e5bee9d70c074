-- Waits for such sessions of a night that was killed: one may be about to commit.
SELECT pg_advisory_xact_lock(hashtextextended('tallystick lane', $1))
