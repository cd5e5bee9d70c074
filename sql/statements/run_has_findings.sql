-- Lines held or rejected, rows of any kind rejected, files set aside, what could not be fetched, decisions that decide
-- nothing, batches that wait for their release, declined transactions
-- that nobody has tried again, payments that do not agree, what waits for an approval, and what a
-- provider has to credit or bill since a change: also those of a night that was killed and
-- taken up again.
SELECT r.held > 0 OR r.rejected > 0
    OR EXISTS (
        SELECT FROM tallystick_data.rejected_row j
        WHERE j.council_id = $1 AND j.run_id = $2)
    OR EXISTS (
        SELECT FROM tallystick_data.inbound_file f
        WHERE f.council_id = $1 AND f.run_id = $2 AND f.state = 'quarantined')
    OR EXISTS (
        SELECT FROM tallystick_data.arrival_finding a
        WHERE a.council_id = $1 AND a.run_id = $2)
    OR EXISTS (
        SELECT FROM tallystick_data.idle_decision d
        WHERE d.council_id = $1 AND d.run_id = $2)
    OR EXISTS (
        SELECT FROM tallystick_data.settlement_batch b
        WHERE b.council_id = $1 AND NOT EXISTS (
            SELECT FROM tallystick_data.settlement_step s
            WHERE s.council_id = $1 AND s.batch = b.batch AND s.state <> 'prepared'))
    OR EXISTS (
        SELECT FROM tallystick_data.transaction_answer a
        WHERE a.council_id = $1 AND a.answer = 'declined' AND NOT EXISTS (
            SELECT FROM tallystick_data.transaction_retry t
            WHERE t.council_id = $1 AND t.batch = a.batch AND t.transaction = a.transaction))
    OR EXISTS (
        SELECT FROM tallystick_data.settlement_finding f
        WHERE f.council_id = $1 AND f.run_id = $2)
    OR EXISTS (SELECT FROM tallystick_data.open_item i WHERE i.council_id = $1)
    OR EXISTS (
        SELECT FROM tallystick_data.adjustment a
        WHERE a.council_id = $1 AND a.run_id = $2 AND NOT a.is_self_billed)
FROM tallystick_data.run r
WHERE r.council_id = $1 AND r.run_id = $2
