SELECT client_ref, from_date, to_date, reason FROM (
    SELECT DISTINCT ON (client_ref, from_date) client_ref, from_date, to_date, reason
    FROM tallystick_data.suspension WHERE council_id = $1 AND file_id <= $2
    ORDER BY client_ref, from_date, file_id DESC, source_row DESC) latest
ORDER BY client_ref COLLATE "C", from_date
