-- How far the record goes as run $2 is matched under the rules $3.
INSERT INTO tallystick_data.match_basis
    (council_id, run_id, rules_sha256, file_id, order_id, line_id, evidence_id, rate_id, decision_id)
SELECT $1, $2, $3,
    (SELECT COALESCE(max(file_id), 0) FROM tallystick_data.inbound_file WHERE council_id = $1),
    (SELECT COALESCE(max(sheet) << 7 | 127, 0) FROM tallystick_data.order_sheet WHERE council_id = $1),
    (SELECT COALESCE(max(sheet) << 7 | 127, 0) FROM tallystick_data.bill_sheet WHERE council_id = $1),
    (SELECT COALESCE(max(evidence_id), 0) FROM tallystick_data.evidence WHERE council_id = $1),
    (SELECT COALESCE(max(rate_id), 0) FROM tallystick_data.rate_entry WHERE council_id = $1),
    (SELECT COALESCE(max(decision_id), 0) FROM tallystick_data.decision WHERE council_id = $1)
