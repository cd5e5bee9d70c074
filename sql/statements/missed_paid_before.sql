-- Which of the visits $2 to $5 (provider, client, service, planned start in seconds) another process
-- paid: of each visit that it paid the nearest within $6 seconds, several at one time in order.
-- OFFSET 0 keeps the planner from reading all that was ever paid.
WITH slot AS (
    SELECT u.place, u.provider, u.client_ref, u.service, u.planned_s,
           row_number() OVER (PARTITION BY u.provider, u.client_ref, u.service, u.planned_s
                              ORDER BY u.place) AS rank
    FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[])
        WITH ORDINALITY AS u (provider, client_ref, service, planned_s, place)
), reach AS (
    SELECT provider, client_ref, to_timestamp(min(planned_s) - $6) AS from_at,
           to_timestamp(max(planned_s) + $6) AS to_at
    FROM slot GROUP BY provider, client_ref
), visit AS (
    SELECT b.paid_id, b.provider, b.client_ref, b.service,
           extract(epoch FROM b.start)::bigint AS start_s,
           row_number() OVER (PARTITION BY b.provider, b.client_ref, b.service, b.start
                              ORDER BY b.paid_id) AS rank
    FROM reach r
    CROSS JOIN LATERAL (
        SELECT p.* FROM tallystick_data.paid_before p
        WHERE p.council_id = $1 AND p.provider = r.provider
        AND p.client_ref = r.client_ref AND p.start BETWEEN r.from_at AND r.to_at OFFSET 0) b
    WHERE EXISTS (
        SELECT 1 FROM tallystick_data.council c
        WHERE c.council_id = $1 AND c.code NOT LIKE '%/shadow')
), nearest AS (
    SELECT DISTINCT ON (v.paid_id) s.place
    FROM visit v
    JOIN slot s ON s.provider = v.provider AND s.client_ref = v.client_ref
        AND s.service = v.service AND s.rank = v.rank
    WHERE abs(s.planned_s - v.start_s) <= $6
    ORDER BY v.paid_id, abs(s.planned_s - v.start_s), s.place
)
SELECT DISTINCT place FROM nearest
