SELECT EXISTS (
    SELECT 1 FROM tallystick_data.verdict
    WHERE council_id = $1 AND provider = $2 AND invoice_no = $3 AND line_no = $4)
