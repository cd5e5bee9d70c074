COPY tallystick_data.client_week (council_id, provider, client_ref, week, visits, planned_minutes,
                                  delivered_minutes, no_replies, short_handed)
FROM STDIN (FORMAT binary)
