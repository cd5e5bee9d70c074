-- Where run $2 read nothing new: the earlier runs of its date that did, how many files, how many of
-- their lines, and what they said of those and of the lines held before.
WITH had_news AS MATERIALIZED (
    SELECT r.run_id FROM tallystick_data.run r
    JOIN tallystick_data.run this ON this.council_id = $1 AND this.run_id = $2
    WHERE r.council_id = $1 AND r.business_date = this.business_date AND r.run_id <= $2
    AND (EXISTS (SELECT FROM tallystick_data.inbound_file f
                 WHERE f.council_id = $1 AND f.run_id = r.run_id AND f.state <> 'duplicate')
         OR EXISTS (SELECT FROM tallystick_data.verdict_sheet s
                    WHERE s.council_id = $1 AND s.run_id = r.run_id))
)
SELECT r.run_id,
       (SELECT count(*) FROM tallystick_data.inbound_file f
        WHERE f.council_id = $1 AND f.run_id = r.run_id AND f.state <> 'duplicate'),
       r.lines_in - r.carried, r.matched, r.variance, r.held, r.rejected, r.duplicate
FROM tallystick_data.run r
JOIN had_news USING (run_id)
WHERE r.council_id = $1 AND NOT EXISTS (SELECT FROM had_news h WHERE h.run_id = $2)
ORDER BY r.run_id
