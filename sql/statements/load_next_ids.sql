SELECT
    (SELECT COALESCE(max(file_id), 0) + 1 FROM tallystick_data.inbound_file WHERE council_id = $1),
    (SELECT COALESCE(max(order_id), 0) + 1 FROM tallystick_data.order_line WHERE council_id = $1),
    (SELECT COALESCE(max(line_id), 0) + 1 FROM tallystick_data.bill_line WHERE council_id = $1),
    (SELECT COALESCE(max(evidence_id), 0) + 1 FROM tallystick_data.evidence WHERE council_id = $1),
    (SELECT COALESCE(max(rate_id), 0) + 1 FROM tallystick_data.rate_entry WHERE council_id = $1),
    (SELECT COALESCE(max(decision_id), 0) + 1 FROM tallystick_data.decision WHERE council_id = $1)
