COPY tallystick_data.provider
    (council_id, provider, file_id, source_row, name, rail, card_token, card_last4, merchant_id,
     sort_code, account_no, account_name, vat_no, contact_email, status,
     per_transaction_limit_pence)
FROM STDIN (FORMAT binary)
