-- What the waiting items of runs up to $2 that are of rates (only $3, where one is given) would change if they were
-- approved now, rate by rate, and what is in force of the same kind on the new one's first day, or was last.
-- Of a file that waits nothing is in force.  Rates as they are: at least two places, none dropped.
WITH told AS MATERIALIZED (
    SELECT i.item_id, r.*, b.rate_e6 AS old_e6, b.from_time_s AS old_from_time_s,
           b.to_time_s AS old_to_time_s, b.valid_from AS old_valid_from, b.valid_to AS old_valid_to
    FROM tallystick_data.waiting_item i
    JOIN tallystick_data.rate_entry r ON r.council_id = $1
        AND r.rate_id >= i.file_id << 32 AND r.rate_id < (i.file_id + 1) << 32
    LEFT JOIN LATERAL (
        SELECT e.* FROM tallystick_data.rate_entry e
        WHERE e.council_id = $1 AND e.provider = r.provider AND e.service = r.service
        AND e.day_type = r.day_type AND e.kind = r.kind AND e.minutes = r.minutes
        AND e.from_time_s = r.from_time_s AND e.valid_from <= r.valid_from
        AND e.file_id <> r.file_id
        AND NOT EXISTS (
            SELECT 1 FROM tallystick_data.waiting_item w
            WHERE w.council_id = $1 AND w.kind = 'rate' AND w.file_id = e.file_id
            AND NOT EXISTS (
                SELECT 1 FROM tallystick_data.approved_item d
                WHERE d.council_id = $1 AND d.item_id = w.item_id))
        ORDER BY e.valid_from DESC, e.rate_id DESC LIMIT 1) b ON true
    WHERE i.council_id = $1 AND i.kind = 'rate' AND i.run_id <= $2
    AND ($3::bigint IS NULL OR i.item_id = $3)
    AND NOT EXISTS (
        SELECT 1 FROM tallystick_data.approved_item d
        WHERE d.council_id = $1 AND d.item_id = i.item_id)
    AND (b.valid_from = r.valid_from AND (
        b.rate_id > r.rate_id -- what came later stays in force
        OR (b.rate_e6, b.to_time_s, b.valid_to)
            IS NOT DISTINCT FROM (r.rate_e6, r.to_time_s, r.valid_to))) IS NOT TRUE
), worded AS (
    SELECT t.item_id, t.rate_id, t.provider, t.service, t.day_type, t.kind,
           nullif(t.minutes, 0)::text AS minutes,
           new_window.words AS hours, t.valid_from::text AS valid_from,
           t.valid_to::text AS valid_to, new_rate.words AS rate,
           concat_ws(' ', old_rate.words,
                     CASE WHEN t.old_to_time_s <> t.to_time_s THEN old_window.words END,
                     CASE WHEN (t.old_valid_from, t.old_valid_to)
                         IS DISTINCT FROM (t.valid_from, t.valid_to)
                         THEN 'from ' || t.old_valid_from END,
                     CASE WHEN (t.old_valid_from, t.old_valid_to)
                         IS DISTINCT FROM (t.valid_from, t.valid_to)
                         THEN 'to ' || t.old_valid_to END) AS before
    FROM told t
    CROSS JOIN LATERAL (
        SELECT round(pounds, greatest(2, scale(trim_scale(pounds))))::text AS words
        FROM (SELECT t.rate_e6 * 0.000001 AS pounds) p) new_rate
    CROSS JOIN LATERAL (
        SELECT round(pounds, greatest(2, scale(trim_scale(pounds))))::text AS words
        FROM (SELECT t.old_e6 * 0.000001 AS pounds) p) old_rate
    CROSS JOIN LATERAL (
        SELECT string_agg(regexp_replace(to_char(make_interval(secs => s), 'HH24:MI:SS'), ':00$', ''),
                          '-' ORDER BY place) AS words
        FROM unnest(ARRAY[t.from_time_s, t.to_time_s]) WITH ORDINALITY AS u (s, place)
        WHERE t.from_time_s >= 0) new_window
    CROSS JOIN LATERAL (
        SELECT string_agg(regexp_replace(to_char(make_interval(secs => s), 'HH24:MI:SS'), ':00$', ''),
                          '-' ORDER BY place) AS words
        FROM unnest(ARRAY[t.old_from_time_s, t.old_to_time_s]) WITH ORDINALITY AS u (s, place)
        WHERE t.old_from_time_s >= 0) old_window
)
SELECT item_id, provider, service, day_type, kind, minutes, hours, valid_from, valid_to,
       nullif(before, '') AS before, rate,
       concat_ws(' ', provider, service, day_type, kind, minutes || ' minutes', hours,
                 'from ' || valid_from, 'to ' || valid_to) || ': ' || rate || ', '
       || coalesce('before ' || nullif(before, ''), 'none before')
FROM worded
ORDER BY item_id, rate_id
