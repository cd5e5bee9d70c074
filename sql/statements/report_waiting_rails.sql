-- Rails on which a batch of run $2 waits until people release it.
SELECT DISTINCT b.rail
FROM tallystick_data.settlement_batch b
WHERE b.council_id = $1 AND b.run_id = $2
AND NOT EXISTS (
    SELECT FROM tallystick_data.settlement_step s
    WHERE s.council_id = b.council_id AND s.batch = b.batch AND s.state <> 'prepared')
