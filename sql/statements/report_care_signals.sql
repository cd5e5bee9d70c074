-- Care signals that run $2 raised, by care manager (NULL: finance's), client and week.
SELECT care_manager, provider, client_ref, signal, week, last_week, counted, planned_minutes
FROM tallystick_data.care_signal
WHERE council_id = $1 AND run_id = $2
ORDER BY care_manager COLLATE "C" NULLS FIRST, client_ref COLLATE "C", week,
         provider COLLATE "C", signal COLLATE "C"
