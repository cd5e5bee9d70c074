-- How many order and bill lines the planner thinks there are.
SELECT (SELECT GREATEST(reltuples, 0)::bigint FROM pg_class
        WHERE oid = 'tallystick_data.order_line'::regclass),
       (SELECT GREATEST(reltuples, 0)::bigint FROM pg_class
        WHERE oid = 'tallystick_data.bill_line'::regclass)
