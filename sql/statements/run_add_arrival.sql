-- Once a run, though it may look for what has arrived more than once.
INSERT INTO tallystick_data.arrival_finding (council_id, run_id, number, place, words)
SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4
FROM tallystick_data.arrival_finding
WHERE council_id = $1 AND run_id = $2
HAVING count(*) FILTER (WHERE place = $3 AND words = $4) = 0
