-- The weeks of provider $2's clients $3, of each from $4 to $5.
SELECT w.client_ref, w.week, w.visits, w.planned_minutes, w.delivered_minutes, w.no_replies,
       w.short_handed
FROM unnest($3::text[], $4::date[], $5::date[]) AS k (client_ref, first_week, last_week)
JOIN tallystick_data.client_week w ON w.council_id = $1 AND w.provider = $2
    AND w.client_ref = k.client_ref AND w.week BETWEEN k.first_week AND k.last_week
ORDER BY w.client_ref COLLATE "C", w.week
