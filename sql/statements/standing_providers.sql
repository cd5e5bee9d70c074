SELECT provider, name, rail, card_token, card_last4, merchant_id, sort_code, account_no,
       account_name, vat_no, contact_email, status, per_transaction_limit_pence
FROM (
    SELECT DISTINCT ON (provider) *
    FROM tallystick_data.provider WHERE council_id = $1
    ORDER BY provider, file_id DESC, source_row DESC) latest
ORDER BY provider COLLATE "C"
