-- Lines that run $2 pays with a variance, and every line that is held, by care
-- manager (NULL: finance's), client and time; those whose last verdict is of a
-- run before $3.
COPY (
WITH wanted AS (
    SELECT v.line_id FROM tallystick_data.verdict v
    WHERE v.council_id = $1 AND v.run_id = $2 AND v.verdict = 'variance' AND $2 < $3
    UNION
    SELECT h.line_id FROM tallystick_data.held_line h WHERE h.council_id = $1
)
SELECT o.care_manager, p.provider, b.invoice_no, b.line_no, p.client_ref, b.carer_ref, p.service,
       o.order_no, o.order_line, v.slot, o.planned_start, o.planned_minutes, v.delivered_start,
       v.delivered_minutes, v.billed_minutes, v.expected_minutes, b.net_pence, v.expected_pence,
       v.payable_pence, v.verdict, v.reasons, v.detail::text, v.run_id = $2, wanted.line_id
FROM wanted
JOIN LATERAL (
    SELECT * FROM tallystick_data.verdict w
    WHERE w.council_id = $1 AND w.line_id = wanted.line_id
    ORDER BY w.run_id DESC LIMIT 1) v ON true
JOIN tallystick_data.bill_line b ON b.council_id = $1 AND b.line_id = wanted.line_id
JOIN tallystick_data.care_package p ON p.council_id = $1 AND p.package_id = b.package_id
LEFT JOIN tallystick_data.order_line o ON o.council_id = $1 AND o.order_id = v.order_id
WHERE v.run_id < $3
ORDER BY o.care_manager COLLATE "C" NULLS FIRST, p.client_ref COLLATE "C", v.delivered_start,
         p.provider COLLATE "C", b.invoice_no COLLATE "C", b.line_id
) TO STDOUT (FORMAT binary)
