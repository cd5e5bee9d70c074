SELECT EXISTS (
    SELECT 1 FROM tallystick_data.invoice i
    JOIN tallystick_data.verdict v ON v.council_id = $1 AND v.invoice_id = i.invoice_id
    WHERE i.council_id = $1 AND i.provider = $2 AND i.invoice_no = $3 AND v.line_no = $4)
