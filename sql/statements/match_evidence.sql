-- No piece is longer than a month, so that what began earlier need not be looked at.
SELECT evidence_id, file_id, source_row, provider, client_ref, carer_ref, log_in, log_out
FROM tallystick_data.evidence
WHERE council_id = $1 AND provider = $2 AND log_in < $4 AND log_in > $3 - interval '32 days'
AND log_out > $3 AND evidence_id <= $5
ORDER BY evidence_id
