-- What left with run $2, by the day it was due: lines, each by the first due of those that were paid
-- with it; and the day they left, where it is not the run's.
SELECT l.due_date, sum(l.lines)::bigint AS lines, s.done_on
FROM tallystick_data.settlement_step s
JOIN tallystick_data.settlement_lot i ON i.council_id = $1 AND i.batch = s.batch
JOIN tallystick_data.payment_lot l ON l.council_id = $1 AND l.lot_id = i.lot_id
WHERE s.council_id = $1 AND s.run_id = $2 AND s.state = 'exported'
GROUP BY l.due_date, s.done_on
