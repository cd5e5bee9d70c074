-- Whether run $2 is the first of its business date, or something came in or changed since the run
-- before: files, what could not be fetched, verdicts, what is told once, steps of batches, another payment that
-- waits, a decision that has to be approved.
WITH earlier AS MATERIALIZED (
    SELECT e.run_id FROM tallystick_data.run r
    JOIN tallystick_data.run e
        ON e.council_id = $1 AND e.business_date = r.business_date AND e.run_id < r.run_id
    WHERE r.council_id = $1 AND r.run_id = $2
)
SELECT NOT EXISTS (SELECT FROM earlier)
    OR EXISTS (
        SELECT FROM tallystick_data.inbound_file f
        WHERE f.council_id = $1 AND f.run_id = $2 AND f.state <> 'duplicate')
    OR EXISTS (
        SELECT FROM tallystick_data.verdict_sheet v WHERE v.council_id = $1 AND v.run_id = $2)
    OR EXISTS (
        SELECT FROM tallystick_data.missed_visit m WHERE m.council_id = $1 AND m.run_id = $2)
    OR EXISTS (
        SELECT FROM tallystick_data.under_delivery u WHERE u.council_id = $1 AND u.run_id = $2)
    OR EXISTS (
        SELECT FROM tallystick_data.care_signal s WHERE s.council_id = $1 AND s.run_id = $2)
    OR EXISTS (
        SELECT FROM tallystick_data.adjustment a WHERE a.council_id = $1 AND a.run_id = $2)
    OR EXISTS (
        SELECT FROM tallystick_data.settlement_step s WHERE s.council_id = $1 AND s.run_id = $2)
    OR EXISTS ( -- decided by a person since the run before
        SELECT FROM tallystick_data.open_item i
        JOIN tallystick_data.decision d ON d.council_id = $1 AND d.decision_id = i.decision_id
        WHERE i.council_id = $1 AND i.run_id = (SELECT max(run_id) FROM earlier)
        AND d.run_id = i.run_id)
    OR EXISTS (
        SELECT FROM tallystick_data.arrival_finding a
        WHERE a.council_id = $1 AND a.run_id = $2 AND NOT EXISTS (
            SELECT FROM tallystick_data.arrival_finding b
            JOIN earlier e ON e.run_id = b.run_id
            WHERE b.council_id = $1 AND b.place = a.place))
    OR EXISTS (
        SELECT FROM tallystick_data.settlement_finding f
        WHERE f.council_id = $1 AND f.run_id = $2 AND NOT EXISTS (
            SELECT FROM tallystick_data.settlement_finding b
            JOIN earlier e ON e.run_id = b.run_id
            WHERE b.council_id = $1 AND b.place = f.place AND b.words = f.words
            AND b.pence IS NOT DISTINCT FROM f.pence))
