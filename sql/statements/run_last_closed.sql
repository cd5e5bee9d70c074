SELECT max(business_date) FROM tallystick_data.run WHERE council_id = $1 AND state = 'closed'
