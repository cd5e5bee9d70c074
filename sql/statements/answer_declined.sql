-- Transactions that run $2 read to be declined, by batch and number; and how many nights by then
-- have read one of their batch.
WITH declined AS (
    SELECT batch, transaction
    FROM tallystick_data.transaction_answer
    WHERE council_id = $1 AND run_id = $2 AND answer = 'declined'
), nights AS (
    SELECT d.batch, count(DISTINCT a.run_id) AS count
    FROM (SELECT DISTINCT batch FROM declined) d
    JOIN tallystick_data.transaction_answer a ON a.council_id = $1 AND a.batch = d.batch
    WHERE a.answer = 'declined' AND a.run_id <= $2
    GROUP BY d.batch
)
SELECT d.batch, n.count, d.transaction
FROM declined d
JOIN nights n ON n.batch = d.batch
ORDER BY d.batch COLLATE "C", d.transaction
