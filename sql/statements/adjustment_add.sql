-- What run $2 found of provider $3, due on $4, after approval of item $5.
INSERT INTO tallystick_data.adjustment
    (council_id, line_id, number, run_id, provider, cause, is_self_billed, old_expected_pence,
     new_expected_pence, vat_percent_e4, due_date, item_id)
SELECT $1, u.line_id, u.number, $2, $3, u.cause, u.self_billed <> 0, u.old_pence, u.new_pence,
       u.vat_percent_e4, $4, $5
FROM unnest($6::bigint[], $7::bigint[], $8::text[], $9::bigint[], $10::bigint[], $11::bigint[],
            $12::bigint[])
    AS u (line_id, number, cause, self_billed, old_pence, new_pence, vat_percent_e4)
