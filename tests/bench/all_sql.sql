-- Matching all in SQL, second part: keys, the nearest visit by index, prices by join, what lines
-- take from each other by window functions, checks, and a table of verdicts with its keys.  It
-- knows the rules that the generator's month needs (docs/matching.md, sections 3 to 7 and 9) and no
-- others: no bands, no windows of rates, no terms by provider, no earlier nights, no credits, and
-- pairs are nearest first.
SET LOCAL work_mem = '256MB';
SET LOCAL maintenance_work_mem = '512MB';
SET LOCAL max_parallel_workers_per_gather = 2;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL enable_memoize = off;
SET LOCAL jit = off;

ALTER TABLE sql_order ADD PRIMARY KEY (order_no, order_line);
CREATE INDEX sql_order_by_client ON sql_order (client_ref, service, planned_start)
    WHERE basis = 'visit' AND status = 'active';
ANALYZE sql_order;
ANALYZE sql_bill;
ANALYZE sql_rate;

-- One scan, in parallel: the nearest visit within two hours, the price, everything as integers.
CREATE UNLOGGED TABLE sql_pair AS
WITH rate AS (
    SELECT provider, service, day_type, (rate * 100)::integer AS hour_pence, valid_from,
           lead(valid_from, 1, 'infinity') OVER (PARTITION BY provider, service, day_type
                                                 ORDER BY valid_from) AS valid_to
    FROM sql_rate
    WHERE kind = 'hour'
)
SELECT l.provider, l.invoice_no, l.line_no, l.client_ref, l.carer_ref, l."start", l."end",
       (date_part('epoch', l."end" - l."start") / 60)::integer AS delivered_minutes,
       (l.quantity * 60)::integer AS billed_minutes, (l.rate * 100)::integer AS rate_pence,
       (l.net * 100)::integer AS net_pence,
       o.order_no, o.order_line, o.planned_minutes, o.off_s, r.hour_pence
FROM sql_bill l
LEFT JOIN LATERAL (
    SELECT order_no, order_line, planned_start, planned_minutes,
           abs(date_part('epoch', l."start" - planned_start))::integer AS off_s
    FROM sql_order
    WHERE client_ref = l.client_ref AND service = l.service AND provider = l.provider
      AND basis = 'visit' AND status = 'active'
      AND planned_start BETWEEN l."start" - interval '120 minutes'
                            AND l."start" + interval '120 minutes'
    ORDER BY off_s, planned_start
    LIMIT 1) o ON true
LEFT JOIN rate r
       ON r.provider = l.provider AND r.service = l.service
      AND r.day_type = CASE WHEN date_part('isodow', coalesce(o.planned_start, l."start")) > 5
                            THEN 'weekend' ELSE 'weekday' END
      AND coalesce(o.planned_start, l."start") >= r.valid_from
      AND coalesce(o.planned_start, l."start") < r.valid_to;

CREATE TABLE sql_verdict AS
WITH carer AS (
    SELECT *,
           lag("end") OVER w > "start" AS carer_is_busy,
           lag(client_ref) OVER w = client_ref AS is_same_client
    FROM sql_pair
    WINDOW w AS (PARTITION BY provider, carer_ref ORDER BY "start", invoice_no, line_no)
), line AS (
    SELECT *,
           (2 * delivered_minutes + 15) / 30 * 15 AS expected_minutes,
           row_number() OVER (PARTITION BY provider, invoice_no, line_no
                              ORDER BY "start", net_pence) AS copy,
           row_number() OVER (PARTITION BY order_no, order_line
                              ORDER BY coalesce(carer_is_busy, false), off_s, invoice_no, line_no)
               AS turn
    FROM carer
), priced AS (
    SELECT *, (2 * hour_pence * expected_minutes + 60) / 120 AS expected_pence FROM line
), checked AS ( -- zones: 0 agrees, 1 within, 2 outside
    SELECT *,
           CASE WHEN copy > 1 THEN 'repeated'
                WHEN carer_is_busy AND is_same_client THEN 'duplicate_visit'
                WHEN carer_is_busy THEN 'carer_overlap'
                WHEN order_no IS NULL OR turn > 1 THEN 'no_slot'
                WHEN hour_pence IS NULL THEN 'no_rate' END AS obstacle,
           CASE WHEN off_s <= 900 THEN 0 WHEN off_s <= 1800 THEN 1 ELSE 2 END AS start_zone,
           CASE WHEN delivered_minutes >= planned_minutes THEN 0
                WHEN planned_minutes - delivered_minutes <= 5 THEN 1 ELSE 2 END AS short_zone,
           CASE WHEN delivered_minutes <= planned_minutes THEN 0
                WHEN delivered_minutes - planned_minutes <= 5 THEN 1 ELSE 2 END AS long_zone,
           CASE WHEN billed_minutes = expected_minutes THEN 0
                WHEN abs(billed_minutes - expected_minutes) <= 5 THEN 1 ELSE 2 END AS billed_zone,
           CASE WHEN rate_pence = hour_pence THEN 0 WHEN rate_pence < hour_pence THEN 1
                ELSE 2 END AS rate_zone,
           CASE WHEN net_pence = expected_pence THEN 0
                WHEN net_pence < expected_pence
                  OR (net_pence - expected_pence <= 100
                      AND 50 * (net_pence - expected_pence) <= expected_pence) THEN 1
                ELSE 2 END AS amount_zone,
           CASE WHEN abs(net_pence - (2 * rate_pence * billed_minutes + 60) / 120) <= 1 THEN 0
                ELSE 2 END AS arithmetic_zone
    FROM priced
), judged AS (
    SELECT *, greatest(start_zone, short_zone, long_zone, billed_zone, rate_zone, amount_zone,
                       arithmetic_zone) AS worst
    FROM checked
)
SELECT provider, invoice_no, line_no, copy,
       CASE WHEN obstacle = 'repeated' THEN 'duplicate'
            WHEN obstacle IS NOT NULL OR worst = 2 THEN 'held'
            WHEN worst = 1 THEN 'variance' ELSE 'matched' END AS verdict,
       CASE WHEN obstacle IS NOT NULL THEN ARRAY[obstacle]
            WHEN worst = 0 THEN '{}'
            ELSE array_remove(ARRAY[
                CASE WHEN start_zone > 0 THEN 'start' END,
                CASE WHEN short_zone > 0 THEN 'short' END,
                CASE WHEN long_zone > 0 THEN 'long' END,
                CASE WHEN billed_zone > 0 THEN 'billed' END,
                CASE WHEN rate_zone > 0 THEN 'rate' END,
                CASE WHEN amount_zone > 0 THEN 'amount' END,
                CASE WHEN arithmetic_zone > 0 THEN 'arithmetic' END], NULL) END AS reasons,
       "start" AS delivered_start, delivered_minutes, billed_minutes, expected_minutes,
       expected_pence,
       CASE WHEN obstacle IS NULL AND worst < 2 THEN net_pence ELSE 0 END AS payable_pence,
       order_no, order_line
FROM judged;

ALTER TABLE sql_verdict ADD PRIMARY KEY (provider, invoice_no, line_no, copy);
CREATE UNIQUE INDEX sql_verdict_slot_once ON sql_verdict (order_no, order_line)
    WHERE verdict IN ('matched', 'variance');
