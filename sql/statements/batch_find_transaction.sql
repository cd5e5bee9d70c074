-- Transaction $3 of batch $2: whose, which attempt, and what became of it.
SELECT t.provider, t.attempt, t.net_pence + t.vat_pence, a.answer, r.retried_by
FROM tallystick_data.settlement_transaction t
LEFT JOIN tallystick_data.transaction_answer a
    ON a.council_id = $1 AND a.batch = $2 AND a.transaction = $3
LEFT JOIN tallystick_data.transaction_retry r
    ON r.council_id = $1 AND r.batch = $2 AND r.transaction = $3
WHERE t.council_id = $1 AND t.batch = $2 AND t.transaction = $3
