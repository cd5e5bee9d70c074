-- The control totals of every closed run, each beside what the record makes of it: lines that were
-- held when the run ended from the verdicts that came and went, the others from its own rows; and
-- what it paid beside its payment lots.
WITH line AS (
    SELECT s.sheet << 7 | v.place AS line_id, s.run_id, coalesce(s.verdict[v.block], 'matched') AS verdict,
           v.payable_pence,
           coalesce(b.net_pence[a.at],
                    v.payable_pence + s.expected_less_payable[v.block], 0) AS pence
    FROM tallystick_data.judged_sheet s
    JOIN tallystick_data.bill_sheet b ON b.council_id = $1 AND b.sheet = s.sheet
    CROSS JOIN LATERAL (
        SELECT unnest(s.place) AS place, width_bucket(unnest(s.place), s.blocks) AS block,
               unnest(s.payable_pence) AS payable_pence) v
    CROSS JOIN LATERAL array_position(b.place, v.place) AS a (at)
    WHERE s.council_id = $1 AND a.at IS NOT NULL),
held_span AS (
    SELECT s.run_id, s.until, s.pence
    FROM (
        SELECT l.run_id, l.verdict, l.pence,
               lead(l.run_id) OVER (PARTITION BY l.line_id ORDER BY l.run_id) AS until
        FROM line l
        WHERE l.line_id IN (SELECT h.line_id FROM line h WHERE h.verdict = 'held')) s
    WHERE s.verdict = 'held'),
held AS (
    SELECT c.run_id, sum(c.lines) AS lines, sum(c.pence) AS pence
    FROM (SELECT run_id, 1 AS lines, pence FROM held_span
          UNION ALL
          SELECT until, -1, -pence FROM held_span WHERE until IS NOT NULL) c
    GROUP BY c.run_id),
judged AS (
    SELECT run_id,
           count(*) FILTER (WHERE verdict = 'matched') AS matched,
           sum(pence) FILTER (WHERE verdict = 'matched') AS matched_pence,
           count(*) FILTER (WHERE verdict = 'variance') AS variance,
           sum(pence) FILTER (WHERE verdict = 'variance') AS variance_pence,
           count(*) FILTER (WHERE verdict = 'rejected') AS rejected,
           sum(pence) FILTER (WHERE verdict = 'rejected') AS rejected_pence,
           count(*) FILTER (WHERE verdict = 'duplicate') AS duplicate,
           sum(pence) FILTER (WHERE verdict = 'duplicate') AS duplicate_pence,
           sum(payable_pence) FILTER (WHERE verdict IN ('matched', 'variance')) AS paid_pence,
           sum(pence - payable_pence) FILTER (WHERE verdict IN ('matched', 'variance')) AS not_paid_pence
    FROM line
    GROUP BY run_id),
read AS (
    SELECT run_id, sum(cardinality(place)) AS lines FROM tallystick_data.bill_sheet
    WHERE council_id = $1 GROUP BY run_id),
unreadable AS (
    SELECT run_id, count(*) AS lines FROM tallystick_data.rejected_row
    WHERE council_id = $1 AND kind = 'bill' GROUP BY run_id),
lot AS (
    SELECT run_id, sum(net_pence) AS pence FROM tallystick_data.payment_lot
    WHERE council_id = $1 GROUP BY run_id),
made AS (
    SELECT r.*, coalesce(b.lines, 0) AS read_lines, coalesce(u.lines, 0) AS unreadable_lines,
           coalesce(sum(h.lines) OVER until_now, 0) AS held_now,
           coalesce(sum(h.pence) OVER until_now, 0) AS held_pence_now,
           coalesce(sum(h.lines) OVER before_now, 0) AS held_before
    FROM tallystick_data.run r
    LEFT JOIN read b ON b.run_id = r.run_id
    LEFT JOIN unreadable u ON u.run_id = r.run_id
    LEFT JOIN held h ON h.run_id = r.run_id
    WHERE r.council_id = $1
    WINDOW until_now AS (ORDER BY r.run_id),
           before_now AS (ORDER BY r.run_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
SELECT m.run_id, t.name, t.stored::bigint, coalesce(t.made, 0)::bigint
FROM made m
LEFT JOIN judged j ON j.run_id = m.run_id
LEFT JOIN lot l ON l.run_id = m.run_id
CROSS JOIN LATERAL (VALUES
    (1, 'lines_in', m.lines_in, m.read_lines + m.unreadable_lines + m.held_before),
    (2, 'carried', m.carried, m.held_before),
    (3, 'matched', m.matched, j.matched),
    (4, 'matched_pence', m.matched_pence, j.matched_pence),
    (5, 'variance', m.variance, j.variance),
    (6, 'variance_pence', m.variance_pence, j.variance_pence),
    (7, 'held', m.held, m.held_now),
    (8, 'held_pence', m.held_pence, m.held_pence_now),
    (9, 'rejected', m.rejected, coalesce(j.rejected, 0) + m.unreadable_lines),
    (10, 'rejected_pence', m.rejected_pence, j.rejected_pence),
    (11, 'duplicate', m.duplicate, j.duplicate),
    (12, 'duplicate_pence', m.duplicate_pence, j.duplicate_pence),
    (13, 'paid_pence', m.paid_pence, j.paid_pence),
    (14, 'not_paid_pence', m.not_paid_pence, j.not_paid_pence),
    -- Adjustments are not of lines that the run judged.
    (15, 'paid_pence with adjustments', m.paid_pence + m.adjusted_pence, l.pence)) t (place, name, stored, made)
WHERE m.state = 'closed'
ORDER BY m.run_id, t.place
