-- How many order and bill lines the planner thinks there are; sheets are mostly full.
SELECT (SELECT 128 * GREATEST(reltuples, 0)::bigint FROM pg_class
        WHERE oid = 'tallystick_data.order_sheet'::regclass),
       (SELECT 128 * GREATEST(reltuples, 0)::bigint FROM pg_class
        WHERE oid = 'tallystick_data.bill_sheet'::regclass)
