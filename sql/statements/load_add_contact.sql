INSERT INTO tallystick_data.contact (council_id, care_manager, file_id, source_row, email, name)
VALUES ($1, $2, $3, $4, $5, $6)
