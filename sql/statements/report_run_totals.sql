-- Lines and pence of run $2, as its row proves them.
SELECT lines_in, pence_in, carried, carried_pence, matched, matched_pence, variance,
       variance_pence, held, held_pence, rejected, rejected_pence, duplicate, duplicate_pence,
       paid_pence, not_paid_pence
FROM tallystick_data.run
WHERE council_id = $1 AND run_id = $2
