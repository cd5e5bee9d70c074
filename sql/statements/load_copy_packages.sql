COPY tallystick_data.care_package (council_id, package_id, provider, client_ref, service)
FROM STDIN (FORMAT binary)
