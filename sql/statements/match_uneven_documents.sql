SELECT file_id, difference_pence, totals FROM tallystick_data.uneven_document
WHERE council_id = $1 ORDER BY file_id
