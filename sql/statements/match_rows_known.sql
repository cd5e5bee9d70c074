-- How many sheets of verdicts the planner thinks there are.
SELECT GREATEST(reltuples, 0)::bigint FROM pg_class
WHERE oid = 'tallystick_data.verdict_sheet'::regclass
