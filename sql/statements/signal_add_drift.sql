INSERT INTO tallystick_data.drift
    (council_id, run_id, provider, week, measure, difference, base, limit_percent_e4)
SELECT $1, $2, $3, k.week, k.measure, k.difference, k.base, k.limit_percent_e4
FROM unnest($4::date[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[])
    AS k (week, measure, difference, base, limit_percent_e4)
