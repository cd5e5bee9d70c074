INSERT INTO tallystick_data.under_delivery
    (council_id, run_id, order_no, order_line, period_first, period_last, order_id, quantity_e4,
     delivered_e4)
SELECT $1, $2, k.order_no, k.order_line, k.period_first, k.period_last, k.order_id,
       k.quantity_e4, k.delivered_e4
FROM unnest($3::text[], $4::text[], $5::date[], $6::date[], $7::bigint[], $8::bigint[],
            $9::bigint[])
    AS k (order_no, order_line, period_first, period_last, order_id, quantity_e4, delivered_e4)
