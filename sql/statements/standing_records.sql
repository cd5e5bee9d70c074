-- The records of providers $2 that are in force.
SELECT DISTINCT ON (provider)
    provider, name, rail, card_token, card_last4, merchant_id, sort_code, account_no,
    account_name, vat_no, contact_email, status, per_transaction_limit_pence
FROM tallystick_data.provider p
WHERE council_id = $1 AND provider = ANY ($2::text[]) AND file_id <= $3
AND NOT EXISTS ( -- details that wait for people in run $4
    SELECT 1 FROM tallystick_data.waiting_item i
    WHERE i.council_id = $1 AND i.kind = 'payee' AND i.provider = p.provider
    AND i.payee_details = p.payee_details AND (i.file_id, i.source_row) <= (p.file_id, p.source_row)
    AND NOT EXISTS (
        SELECT 1 FROM tallystick_data.approved_item d
        WHERE d.council_id = $1 AND d.item_id = i.item_id AND d.run_id < $4))
ORDER BY provider, file_id DESC, source_row DESC
