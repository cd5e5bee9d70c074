SELECT DISTINCT ON (care_manager) care_manager, email, name
FROM tallystick_data.contact WHERE council_id = $1
ORDER BY care_manager, file_id DESC, source_row DESC
