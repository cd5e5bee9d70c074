-- Of the order lines $2/$3, whose keys are $6, in periods that began from $4 to $5: what lines that stand paid
-- delivered, and whether it was reported before.  A row for each, in their order.
SELECT (SELECT COALESCE(sum(y.counted_e4), 0)::bigint FROM tallystick_data.paid_service y
        WHERE y.council_id = $1 AND y.order_key = k.order_key
        AND y.period_first BETWEEN k.first_from AND k.first_until
        AND NOT EXISTS (
            SELECT 1 FROM tallystick_data.paid_credit t
            WHERE t.council_id = $1 AND t.credits_line_id = y.line_id
            HAVING count(*) > 0 AND -sum(t.net_pence) >= (
                SELECT v.payable_pence FROM tallystick_data.verdict v
                WHERE v.council_id = $1 AND v.sheet = y.line_id >> 7 AND v.line_id = y.line_id
                AND v.turn IS NOT NULL))),
       EXISTS (
        SELECT 1 FROM tallystick_data.under_delivery u
        WHERE u.council_id = $1 AND u.order_no = k.order_no AND u.order_line = k.order_line
        AND u.period_first BETWEEN k.first_from AND k.first_until)
FROM unnest($2::text[], $3::text[], $4::date[], $5::date[], $6::bigint[])
    WITH ORDINALITY AS k (order_no, order_line, first_from, first_until, order_key, number)
ORDER BY k.number
