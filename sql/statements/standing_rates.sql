SELECT DISTINCT ON (service, day_type, kind, minutes, from_time_s, valid_from)
    rate_id, file_id, source_row, provider, service, day_type, kind, minutes, rate_e6,
    from_time_s, to_time_s, valid_from, valid_to
FROM tallystick_data.rate_entry
WHERE council_id = $1 AND provider = $2 AND rate_id <= $3
ORDER BY service, day_type, kind, minutes, from_time_s, valid_from, rate_id DESC
