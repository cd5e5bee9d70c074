INSERT INTO tallystick_data.adjustment_lot
    (council_id, line_id, number, lot_id, item, net_pence, vat_pence)
SELECT $1, u.line_id, u.number, u.lot_id, u.item, u.net_pence, u.vat_pence
FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
    AS u (line_id, number, lot_id, item, net_pence, vat_pence)
