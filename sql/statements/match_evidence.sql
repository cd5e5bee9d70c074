-- Evidence up to number $6 of the clients $3 (from $4 to $5, seconds) with provider $2.
-- No piece is longer than a month, so that what began earlier need not be looked at.
SELECT DISTINCT ON (e.evidence_id) e.evidence_id, e.file_id, e.source_row, e.provider, e.client_ref,
       e.carer_ref, e.log_in, e.log_out
FROM unnest($3::text[], $4::bigint[], $5::bigint[]) AS k (client_ref, from_s, to_s)
CROSS JOIN LATERAL (
    SELECT * FROM tallystick_data.evidence n
    WHERE n.council_id = $1 AND n.provider = $2 AND n.client_ref = k.client_ref
    AND n.log_in <= to_timestamp(k.to_s)
    AND n.log_in > to_timestamp(k.from_s) - interval '32 days'
    AND n.log_out >= to_timestamp(k.from_s) AND n.evidence_id <= $6
    OFFSET 0) e
ORDER BY e.evidence_id
