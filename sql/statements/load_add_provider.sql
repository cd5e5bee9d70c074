INSERT INTO tallystick_data.provider
    (council_id, provider, file_id, source_row, name, rail, card_token, card_last4, merchant_id,
     sort_code, account_no, account_name, vat_no, contact_email, status,
     per_transaction_limit_pence)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
