-- Of the feeds $3, in their order, those that have brought no file on run $2's business date.
SELECT n.feed
FROM unnest($3::text[]) WITH ORDINALITY AS n (feed, place)
WHERE NOT EXISTS (
    SELECT FROM tallystick_data.run t
    JOIN tallystick_data.run e
        ON e.council_id = $1 AND e.business_date = t.business_date AND e.run_id <= t.run_id
    JOIN tallystick_data.inbound_file f ON f.council_id = $1 AND f.run_id = e.run_id
    WHERE t.council_id = $1 AND t.run_id = $2 AND f.feed = n.feed)
ORDER BY n.place
