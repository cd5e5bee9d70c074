-- What run $2 found about payments: those that wait, what does not agree, and what was declined.
SELECT place, words, pence FROM (
    SELECT 1 AS part, finding_id AS number, place, words, pence
    FROM tallystick_data.settlement_finding
    WHERE council_id = $1 AND run_id = $2
    UNION ALL
    SELECT 2, a.response_id, a.batch || '/' || a.transaction,
           concat_ws(': ', 'was declined', a.message) || '; tallystick retry tries it again',
           t.net_pence + t.vat_pence
    FROM tallystick_data.transaction_answer a
    JOIN tallystick_data.settlement_transaction t
        ON t.council_id = $1 AND t.batch = a.batch AND t.transaction = a.transaction
    WHERE a.council_id = $1 AND a.run_id = $2 AND a.answer = 'declined') found
ORDER BY part, number, place COLLATE "C"
