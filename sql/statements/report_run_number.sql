-- Which run of its business date run $2 is: 1 for the first.
SELECT count(*) FROM tallystick_data.run r
JOIN tallystick_data.run this ON this.council_id = r.council_id AND this.run_id = $2
WHERE r.council_id = $1 AND r.business_date = this.business_date AND r.run_id <= this.run_id
