COPY tallystick_data.evidence
    (council_id, evidence_id, file_id, source_row, provider, client_ref, carer_ref, service,
     visit_ref, log_in, log_out, method)
FROM STDIN (FORMAT binary)
