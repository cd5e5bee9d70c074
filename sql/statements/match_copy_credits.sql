COPY tallystick_data.paid_credit
    (council_id, line_id, credits_line_id, run_id, provider, net_pence)
FROM STDIN (FORMAT binary)
