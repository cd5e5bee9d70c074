-- Transaction $3 of batch $2, or each of the batch's that has no answer yet where $3 is null:
-- number, pence with VAT, and the answer that it has.  The batch's state stands in every row; a
-- batch without such a transaction gives one row without a number, one that is not known none.
SELECT s.state, t.transaction, t.net_pence + t.vat_pence, t.answer
FROM tallystick_data.settlement_batch b
CROSS JOIN LATERAL (
    SELECT p.state FROM tallystick_data.settlement_step p
    WHERE p.council_id = $1 AND p.batch = $2 ORDER BY p.step DESC LIMIT 1) s
LEFT JOIN LATERAL (
    SELECT x.transaction, x.net_pence, x.vat_pence, a.answer
    FROM tallystick_data.settlement_transaction x
    LEFT JOIN tallystick_data.transaction_answer a
        ON a.council_id = $1 AND a.batch = $2 AND a.transaction = x.transaction
    WHERE x.council_id = $1 AND x.batch = $2
      AND CASE WHEN $3 IS NULL THEN a.answer IS NULL ELSE x.transaction = $3 END) t ON true
WHERE b.council_id = $1 AND b.batch = $2
ORDER BY t.transaction
