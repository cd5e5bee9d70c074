-- What run $2 found about payments: those that wait, and what does not agree.
SELECT place, words, pence FROM tallystick_data.settlement_finding
WHERE council_id = $1 AND run_id = $2
ORDER BY finding_id
