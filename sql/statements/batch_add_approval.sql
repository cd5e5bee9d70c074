INSERT INTO tallystick_data.batch_approval
    (council_id, batch, approval, approved_by, content_sha256, run_id)
VALUES ($1, $2, $3, $4, $5, $6)
