-- Adds to the sums of provider $2's weeks, and gives those weeks as they stand then.
INSERT INTO tallystick_data.provider_week AS w
    (council_id, provider, week, payable_pence, expected_pence, expected_minutes,
     delivered_minutes)
SELECT $1, $2, k.week, k.payable_pence, k.expected_pence, k.expected_minutes, k.delivered_minutes
FROM unnest($3::date[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
    AS k (week, payable_pence, expected_pence, expected_minutes, delivered_minutes)
ON CONFLICT (council_id, provider, week) DO UPDATE SET
    payable_pence = w.payable_pence + excluded.payable_pence,
    expected_pence = w.expected_pence + excluded.expected_pence,
    expected_minutes = w.expected_minutes + excluded.expected_minutes,
    delivered_minutes = w.delivered_minutes + excluded.delivered_minutes
RETURNING w.week, w.payable_pence, w.expected_pence, w.expected_minutes, w.delivered_minutes
