-- Adds to the sums of provider $2's clients and weeks.
INSERT INTO tallystick_data.client_week AS w
    (council_id, provider, client_ref, week, visits, planned_minutes, delivered_minutes,
     no_replies, short_handed)
SELECT $1, $2, k.client_ref, k.week, k.visits, k.planned_minutes, k.delivered_minutes,
       k.no_replies, k.short_handed
FROM unnest($3::text[], $4::date[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
            $9::bigint[])
    AS k (client_ref, week, visits, planned_minutes, delivered_minutes, no_replies, short_handed)
ON CONFLICT (council_id, provider, client_ref, week) DO UPDATE SET
    visits = w.visits + excluded.visits,
    planned_minutes = w.planned_minutes + excluded.planned_minutes,
    delivered_minutes = w.delivered_minutes + excluded.delivered_minutes,
    no_replies = w.no_replies + excluded.no_replies,
    short_handed = w.short_handed + excluded.short_handed
