-- Batches of run $2, and those of earlier runs that have not left. $1: the council's code.
SELECT batch, rail, state, transactions, lines, total_pence, due_date
FROM tallystick.settlement_batch
WHERE council = $1 AND (run_id = $2 OR state IN ('prepared', 'released'))
ORDER BY business_date, batch
