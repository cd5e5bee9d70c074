-- Rows of bills that run $2 rejected, as response_lines.sql has them.
COPY (
    SELECT j.provider, j.file_id, j.source_row, f.name, j.invoice_no, j.line_no, j.client_ref,
           NULL AS service, 'rejected' AS verdict, ARRAY[j.code] AS reasons, NULL AS detail,
           nullif(j.field, '') AS field, j.reason AS words, NULL AS planned_start,
           NULL AS delivered_start, NULL AS billed_minutes, NULL AS expected_minutes,
           NULL AS net_pence, NULL AS vat_pence, NULL AS expected_pence, 0::bigint AS payable_pence,
           0::bigint AS payable_vat_pence, NULL AS due_date
    FROM tallystick_data.rejected_row j
    JOIN tallystick_data.inbound_file f ON f.council_id = $1 AND f.file_id = j.file_id
    WHERE j.council_id = $1 AND j.run_id = $2 AND j.kind = 'bill' AND j.provider <> ''
    ORDER BY j.provider, j.file_id, j.source_row
) TO STDOUT (FORMAT binary)
