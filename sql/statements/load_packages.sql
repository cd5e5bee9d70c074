SELECT package_id, provider, client_ref, service FROM tallystick_data.care_package
WHERE council_id = $1 ORDER BY package_id
