SELECT EXISTS (
    SELECT 1 FROM tallystick_data.invoice i
    JOIN tallystick_data.invoice_sheet n ON n.council_id = $1 AND n.invoice_id = i.invoice_id
    JOIN tallystick_data.verdict_sheet s ON s.council_id = $1 AND s.sheet = n.sheet
    CROSS JOIN LATERAL (
        SELECT s.invoice_id[width_bucket(unnest(s.place), s.blocks)] AS invoice_id,
               unnest(s.line_no) AS line_no) v
    WHERE i.council_id = $1 AND i.provider = $2 AND i.invoice_no = $3
    AND v.invoice_id = i.invoice_id AND v.line_no = $4)
