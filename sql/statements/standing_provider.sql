SELECT provider, name, rail, card_token, card_last4, merchant_id, sort_code, account_no,
       account_name, vat_no, contact_email, status, per_transaction_limit_pence
FROM tallystick_data.provider
WHERE council_id = $1 AND provider = $2 AND file_id <= $3
ORDER BY file_id DESC, source_row DESC LIMIT 1
