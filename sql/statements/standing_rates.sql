-- The rate cards of providers $2.
SELECT DISTINCT ON (provider, service, day_type, kind, minutes, from_time_s, valid_from)
    rate_id, file_id, source_row, provider, service, day_type, kind, minutes, rate_e6,
    from_time_s, to_time_s, valid_from, valid_to
FROM tallystick_data.rate_entry r
WHERE council_id = $1 AND provider = ANY ($2::text[]) AND rate_id <= $3
AND NOT EXISTS ( -- of a file that waits for people in run $4
    SELECT 1 FROM tallystick_data.waiting_item i
    WHERE i.council_id = $1 AND i.kind = 'rate' AND i.file_id = r.file_id
    AND NOT EXISTS (
        SELECT 1 FROM tallystick_data.approved_item d
        WHERE d.council_id = $1 AND d.item_id = i.item_id AND d.run_id < $4))
ORDER BY provider, service, day_type, kind, minutes, from_time_s, valid_from, rate_id DESC
