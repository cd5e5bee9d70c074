-- Lines of the shadow $1 beside what the other process paid for the same visit, from day $2 to day $3
-- on the clocks of $4: by the invoice line where it says one, else by client, service and start; and
-- what it paid that the shadow has not seen.  How many and how much by outcome, also of what the shadow
-- would pay and the other has not, then the hundred greatest differences.
WITH visit AS (
    SELECT b.* FROM tallystick_data.paid_before b
    JOIN tallystick_data.council c ON c.council_id = b.council_id
    WHERE c.code = $1
    AND ($2 IS NULL OR b.start >= $2::timestamp AT TIME ZONE $4)
    AND ($3 IS NULL OR b.start < ($3 + 1)::timestamp AT TIME ZONE $4)
), line AS (
    SELECT v.provider, v.invoice_no, v.line_no, v.client_ref, v.service, v.delivered_start,
           b.claimed_start, v.verdict, array_to_string(v.reasons, ' ') AS reasons,
           v.payable_pence
    FROM tallystick.line_verdict v
    JOIN tallystick_data.council c ON c.code = v.council
    JOIN tallystick_data.inbound_file f ON f.council_id = c.council_id
        AND f.sha256 = decode(v.source_file, 'hex') AND f.state = 'loaded'
    JOIN tallystick_data.bill_line b ON b.council_id = c.council_id
        AND b.line_id = (f.file_id << 32) + v.source_row
    WHERE v.council = $1 AND v.verdict IN ('matched', 'variance', 'held')
), pair AS (
    SELECT b.paid_id, 1 AS place, n.provider, n.invoice_no, n.line_no, n.verdict, n.reasons, n.payable_pence
    FROM visit b
    JOIN line n ON n.provider = b.provider AND n.invoice_no = b.invoice_no
        AND n.line_no = b.line_no
    UNION ALL
    SELECT b.paid_id, CASE WHEN n.invoice_no = b.invoice_no THEN 2 ELSE 3 END, n.provider,
           n.invoice_no, n.line_no, n.verdict, n.reasons, n.payable_pence
    FROM visit b
    JOIN line n ON n.provider = b.provider AND n.client_ref = b.client_ref
        AND n.service = b.service AND n.claimed_start = b.start
    UNION ALL
    SELECT b.paid_id, 4, n.provider, n.invoice_no, n.line_no, n.verdict, n.reasons, n.payable_pence
    FROM visit b
    JOIN line n ON n.provider = b.provider AND n.client_ref = b.client_ref
        AND n.service = b.service AND n.delivered_start = b.start
), best AS (
    SELECT DISTINCT ON (p.paid_id) p.* FROM pair p
    ORDER BY p.paid_id, p.place, p.verdict = 'held', p.invoice_no, p.line_no
), judged AS (
    SELECT b.provider, COALESCE(l.invoice_no, b.invoice_no) AS invoice_no,
           COALESCE(l.line_no, b.line_no) AS line_no, b.client_ref, b.service, b.start,
           b.amount_pence, l.reasons, l.payable_pence,
           CASE WHEN l.verdict IS NULL THEN 'not seen'
                WHEN l.verdict = 'held' THEN 'would hold'
                WHEN b.amount_pence IS NULL THEN 'would pay'
                WHEN l.payable_pence = b.amount_pence THEN 'agree'
                WHEN l.payable_pence < b.amount_pence THEN 'would pay less'
                ELSE 'would pay more' END AS outcome,
           COALESCE(l.payable_pence, 0) - b.amount_pence AS difference
    FROM visit b
    LEFT JOIN best l ON l.paid_id = b.paid_id
), ranked AS (
    SELECT j.*,
           row_number() OVER (ORDER BY abs(COALESCE(difference, 0)) DESC, provider COLLATE "C",
                              invoice_no COLLATE "C", line_no COLLATE "C", client_ref COLLATE "C",
                              start) AS rank
    FROM judged j WHERE j.outcome <> 'agree'
)
SELECT outcome, count(*) AS visits, sum(amount_pence)::bigint, sum(payable_pence)::bigint,
       sum(difference)::bigint, NULL, NULL, NULL, NULL, NULL, NULL::timestamptz, NULL, 0 AS rank
FROM judged GROUP BY outcome
UNION ALL
SELECT 'not paid', count(*), NULL, sum(n.payable_pence)::bigint, sum(n.payable_pence)::bigint,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0
FROM line n
WHERE n.verdict <> 'held'
AND ($2 IS NULL OR n.claimed_start >= $2::timestamp AT TIME ZONE $4)
AND ($3 IS NULL OR n.claimed_start < ($3 + 1)::timestamp AT TIME ZONE $4)
AND NOT EXISTS (
    SELECT FROM pair p
    WHERE p.provider = n.provider AND p.invoice_no = n.invoice_no AND p.line_no = n.line_no)
HAVING count(*) > 0
UNION ALL
SELECT outcome, NULL, amount_pence, payable_pence, difference, provider, invoice_no, line_no,
       client_ref, service, start, reasons, rank
FROM ranked WHERE rank <= 100
ORDER BY rank, outcome
