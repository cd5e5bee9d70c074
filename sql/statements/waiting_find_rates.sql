-- Files of run $2 (numbers from $3 on) with a rate that is not the one in force: $4 people have to
-- approve a file's rates together.  Which they are is
-- verb_approve_rates.sql.
WITH changed AS (
    SELECT r.*
    FROM tallystick_data.rate_entry r
    LEFT JOIN LATERAL (
        SELECT b.* FROM tallystick_data.rate_entry b
        WHERE b.council_id = $1 AND b.provider = r.provider AND b.service = r.service
        AND b.day_type = r.day_type AND b.kind = r.kind AND b.minutes = r.minutes
        AND b.from_time_s = r.from_time_s AND b.valid_from = r.valid_from
        AND b.file_id < r.file_id
        AND NOT EXISTS (
            SELECT 1 FROM tallystick_data.waiting_item i
            WHERE i.council_id = $1 AND i.kind = 'rate' AND i.file_id = b.file_id
            AND NOT EXISTS (
                SELECT 1 FROM tallystick_data.approved_item d
                WHERE d.council_id = $1 AND d.item_id = i.item_id AND d.run_id < $2))
        ORDER BY b.rate_id DESC LIMIT 1) o ON true
    WHERE r.council_id = $1 AND r.rate_id >= $3 << 32
    AND (o.rate_e6, o.to_time_s, o.valid_to) IS DISTINCT FROM (r.rate_e6, r.to_time_s, r.valid_to)
), by_file AS (
    SELECT file_id, count(*) AS rates, count(DISTINCT provider) AS providers
    FROM changed GROUP BY file_id
)
INSERT INTO tallystick_data.waiting_item
    (council_id, item_id, run_id, kind, people_needed, words, file_id)
SELECT $1,
       (SELECT COALESCE(max(item_id), 0) FROM tallystick_data.waiting_item WHERE council_id = $1)
       + row_number() OVER (ORDER BY c.file_id),
       $2, 'rate', $4,
       f.feed || ': ' || f.name || ': ' || c.rates || ' changed rate'
       || CASE c.rates WHEN 1 THEN '' ELSE 's' END || ' of ' || c.providers || ' provider'
       || CASE c.providers WHEN 1 THEN '' ELSE 's' END,
       c.file_id
FROM by_file c
JOIN tallystick_data.inbound_file f ON f.council_id = $1 AND f.file_id = c.file_id
