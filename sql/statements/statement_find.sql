-- The transaction that a line of the card statement is: number $3 of batch $2, or where these are
-- null the oldest settled one of merchant $4 for $5 pence with VAT that no statement has shown yet.
SELECT t.batch, t.transaction, t.net_pence + t.vat_pence, coalesce(a.answer = 'settled', false),
       EXISTS (SELECT FROM tallystick_data.statement_line l
               WHERE l.council_id = $1 AND l.batch = t.batch AND l.transaction = t.transaction)
FROM tallystick_data.settlement_transaction t
JOIN tallystick_data.settlement_batch b ON b.council_id = $1 AND b.batch = t.batch
LEFT JOIN tallystick_data.transaction_answer a
    ON a.council_id = $1 AND a.batch = t.batch AND a.transaction = t.transaction
WHERE t.council_id = $1
  AND CASE WHEN $2 IS NOT NULL THEN t.batch = $2 AND t.transaction = $3
      ELSE b.rail = 'card' AND a.answer = 'settled' AND t.net_pence + t.vat_pence = $5
           AND EXISTS (
               SELECT FROM tallystick_data.settlement_payee p
               WHERE p.council_id = $1 AND p.batch = t.batch AND p.provider = t.provider
                 AND p.merchant_id = $4)
           AND NOT EXISTS (
               SELECT FROM tallystick_data.statement_line l
               WHERE l.council_id = $1 AND l.batch = t.batch AND l.transaction = t.transaction) END
ORDER BY b.business_date, t.batch COLLATE "C", t.transaction
LIMIT 1
