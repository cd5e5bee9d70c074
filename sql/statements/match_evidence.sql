SELECT evidence_id, file_id, source_row, provider, client_ref, carer_ref, log_in, log_out
FROM tallystick_data.evidence
WHERE council_id = $1 AND provider = $2 AND log_in < $4 AND log_out > $3
ORDER BY evidence_id
