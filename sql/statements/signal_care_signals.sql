-- What was raised for provider $2's clients $3 before.
SELECT s.client_ref, s.signal, s.week, s.last_week
FROM tallystick_data.care_signal s
WHERE s.council_id = $1 AND s.provider = $2 AND s.client_ref = ANY ($3)
