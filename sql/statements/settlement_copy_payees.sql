COPY tallystick_data.settlement_payee
    (council_id, batch, provider, name, card_token, card_last4, merchant_id, sort_code, account_no,
     account_name, vat_no)
FROM STDIN (FORMAT binary)
