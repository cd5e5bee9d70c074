-- Tells, until its transaction ends, that this session too writes for council $1.
SELECT pg_advisory_xact_lock_shared(hashtextextended('tallystick lane', $1))
