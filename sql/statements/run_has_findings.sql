-- Lines held or rejected, rows of any kind rejected, files set aside, batches that wait for their
-- release: also those of a night that was killed and taken up again.
SELECT r.held > 0 OR r.rejected > 0
    OR EXISTS (
        SELECT FROM tallystick_data.rejected_row j
        WHERE j.council_id = $1 AND j.run_id = $2)
    OR EXISTS (
        SELECT FROM tallystick_data.inbound_file f
        WHERE f.council_id = $1 AND f.run_id = $2 AND f.state = 'quarantined')
    OR EXISTS (
        SELECT FROM tallystick_data.settlement_batch b
        WHERE b.council_id = $1 AND NOT EXISTS (
            SELECT FROM tallystick_data.settlement_step s
            WHERE s.council_id = $1 AND s.batch = b.batch AND s.state <> 'prepared'))
FROM tallystick_data.run r
WHERE r.council_id = $1 AND r.run_id = $2
