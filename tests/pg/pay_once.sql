-- What is paid once is refused the second time, whenever and under whatever name it comes back.
BEGIN;
INSERT INTO tallystick_data.council (council_id, code, name, timezone)
VALUES (1, 'KENT', 'Kent', 'Europe/London'), (2, 'ESSEX', 'Essex', 'Europe/London');
INSERT INTO tallystick_data.run
    (council_id, run_id, business_date, state, started_at, finished_at, first_line_id)
VALUES (1, 1, '2026-11-09', 'closed', now(), now(), 1),
       (1, 2, '2027-11-09', 'open', now(), NULL, 3), (2, 1, '2026-11-09', 'open', now(), NULL, 1);

-- An invoice has one number, so that its lines cannot be paid again under another.
INSERT INTO tallystick_data.invoice (council_id, invoice_id, provider, invoice_no)
VALUES (1, 1, 'P001', 'INV1');
SELECT pg_temp.refuses($$ INSERT INTO tallystick_data.invoice VALUES (1, 2, 'P001', 'INV1') $$,
                       'invoice_once');
SELECT pg_temp.accepts($$ INSERT INTO tallystick_data.invoice VALUES (1, 2, 'P002', 'INV1') $$);

-- Sticks: lines, invoice lines, slots and order lines are notched in four tables of one pattern.
CREATE FUNCTION pg_temp.notched(kind text, places integer[]) RETURNS text
LANGUAGE sql AS $$
    SELECT CASE kind WHEN 'order'
           THEN quote_literal(coalesce(bit_or(set_bit(0::bit(256), p, 1)), 0::bit(256)))
           ELSE coalesce(bit_or(1::bigint << p), 0)::text END
    FROM unnest(places) AS p
$$;
CREATE FUNCTION pg_temp.cut(kind text, keys text, stick bigint, cutting integer,
                            before integer[], now integer[]) RETURNS text
LANGUAGE sql AS $$
    SELECT format('INSERT INTO tallystick_data.%s_stick (council_id%s, stick, cutting,
                       notches_before, notches_now) VALUES (%s, %s, %s, %s, %s)', kind,
                  CASE kind WHEN 'slot' THEN ', line_ids, slot, turn'
                            WHEN 'invoice' THEN ', invoice_id, identity_turn'
                            WHEN 'order' THEN ', sheets, sheet_notches, lines, digits, order_no' ELSE '' END,
                  replace(replace(keys, 'LINES', quote_literal(now)), 'COUNT',
                          cardinality(now)::text), stick, cutting,
                  pg_temp.notched(kind, before), pg_temp.notched(kind, now))
$$;
-- Council 1's lines, slot 1 in turn 1, invoice 1 in turn 1: of stick 5 places 3 and 63 were paid
-- first, then place 4.
CREATE TEMP TABLE kind ON COMMIT DROP AS
SELECT k.kind, k.keys, pg_temp.cut(kind, keys, 5, 1, '{}', '{3,63}') || ';'
       || pg_temp.cut(kind, keys, 5, 2, '{3,63}', '{4}') || ';' AS paid
FROM (VALUES ('line', '1'), ('slot', '1, LINES, 1, 1'), ('invoice', '1, 1, 1'),
             ('order', '1, ''{7}'', ARRAY[0::bit(256)], COUNT, 0, ''PO1''')) AS k (kind, keys);
SELECT pg_temp.accepts(paid) FROM kind;
-- The same place again, although it is said that it was notched.
SELECT pg_temp.refuses(paid || pg_temp.cut(kind, keys, 5, 3, '{3,4,63}', now),
                       kind || CASE kind WHEN 'order' THEN '_stick_read_once' ELSE '_stick_paid_once' END)
FROM kind, (VALUES ('{3}'::integer[]), ('{63}'), ('{4}'), ('{4,5}'), ('{0,63}')) AS p (now);
-- As if it had not been: a cutting that names less, or more, than the one before it left.
SELECT pg_temp.refuses(paid || pg_temp.cut(kind, keys, 5, 3, before, now),
                       kind || '_stick_follows')
FROM kind, (VALUES ('{3,63}'::integer[], '{4}'::integer[]), ('{4,63}', '{3}'), ('{3,4}', '{63}'),
                   ('{}', '{3}'), ('{3,4,5,63}', '{6}')) AS p (before, now);
-- As a cutting that there is already.
SELECT pg_temp.refuses(paid || pg_temp.cut(kind, keys, 5, 2, '{3,63}', '{5}'), kind || '_stick_pk')
FROM kind;
SELECT pg_temp.refuses(paid || pg_temp.cut(kind, keys, 5, 1, '{}', '{3}'), kind || '_stick_pk')
FROM kind;
-- With a number left out, after nothing, or from another beginning.
SELECT pg_temp.refuses(paid || pg_temp.cut(kind, keys, 5, 4, '{3,4,63}', '{5}'),
                       kind || '_stick_follows')
FROM kind;
SELECT pg_temp.refuses(pg_temp.cut(kind, keys, 6, 2, '{}', '{3}'), kind || '_stick_follows')
FROM kind;
SELECT pg_temp.refuses(pg_temp.cut(kind, keys, 6, n, '{}', '{3}'), kind || '_stick_begins')
FROM kind, generate_series(-1, 0) AS n;
SELECT pg_temp.refuses(pg_temp.cut(kind, keys, 6, 1, '{3}', '{4}'), kind || '_stick_begins')
FROM kind;
SELECT pg_temp.refuses(pg_temp.cut(kind, keys, 6, 1, '{}', '{}'), kind || '_stick_is_cut')
FROM kind;
-- Other places, other sticks, another council's; another slot, turn or invoice.
SELECT pg_temp.accepts(paid || pg_temp.cut(kind, keys, 5, 3, '{3,4,63}', '{0,5,62}') || ';'
                       || pg_temp.cut(kind, keys, 6, 1, '{}', '{3,63}') || ';'
                       || pg_temp.cut(kind, '2' || substr(keys, 2), 5, 1, '{}', '{3,63}'))
FROM kind;
SELECT pg_temp.accepts(paid || pg_temp.cut(kind, regexp_replace(keys, '1$', '2'), 5, 1, '{}', '{3}')
                       || ';'
                       || pg_temp.cut(kind, regexp_replace(keys, '1, 1$', '2, 1'), 5, 1, '{}', '{3}'))
FROM kind WHERE kind IN ('slot', 'invoice');
SELECT pg_temp.accepts(paid || pg_temp.cut(kind, replace(keys, 'PO1', 'PO2'), 5, 1, '{}', '{3}')
                       || ';' || pg_temp.cut(kind, replace(keys, '0, ''P', '2, ''P'), 5, 1, '{}', '{3}'))
FROM kind WHERE kind = 'order';
-- Every slot of a cutting names the line that was paid for it.
SELECT pg_temp.refuses(pg_temp.cut('slot', '1, ''{7}'', 1, 1', 6, 1, '{}', '{3,4}'),
                       'slot_stick_has_its_lines');
-- Two lines of an order under one number are not one.
SELECT pg_temp.refuses(pg_temp.cut('order', '1, ''{7}'', ARRAY[0::bit(256)], 3, 0, ''PO1''', 6, 1,
                                   '{}', '{3,4}'),
                       'order_stick_has_its_lines');

-- An invoice line whose number is none, or more than a stick could hold.
CREATE FUNCTION pg_temp.pay_other(line_no text, turn integer) RETURNS text
LANGUAGE sql AS $$
    SELECT format('INSERT INTO tallystick_data.invoice_other_line VALUES (1, 1, %L, %s);',
                  line_no, turn)
$$;
SELECT pg_temp.accepts(pg_temp.pay_other('7a', 1) || pg_temp.pay_other('7a', 2)
                       || pg_temp.pay_other('7b', 1) || pg_temp.pay_other('1234567890', 1));
SELECT pg_temp.refuses(pg_temp.pay_other('7a', 1) || pg_temp.pay_other('7a', 1),
                       'invoice_other_line_paid_once');
SELECT pg_temp.refuses(pg_temp.pay_other(line_no, 1), 'invoice_other_line_is_other')
FROM unnest(ARRAY['0', '7', '123456789']) AS n (line_no);

-- A service without slots, carer not named; another carer's, or the second carer's, is another one.
CREATE FUNCTION pg_temp.pay_service(line_id bigint, changes text) RETURNS text
LANGUAGE sql AS $$
    SELECT format('INSERT INTO tallystick_data.paid_service
                   SELECT (jsonb_populate_record(NULL::tallystick_data.paid_service,
                           %L::jsonb || %L::jsonb)).*;',
                  '{"council_id": 1, "package_id": 7, "claimed_start": "2026-11-02 09:00Z",
                    "carer_ref": "", "secondary": false, "turn": 1, "order_key": 12,
                    "counted_e4": 300000, "line_id": ' || line_id || '}', changes)
$$;
SELECT pg_temp.refuses(pg_temp.pay_service(2, '{}')
                       || pg_temp.pay_service(9, '{"order_key": 13, "period_first": "2026-11-02"}'),
                       'paid_service_once');
SELECT pg_temp.refuses(pg_temp.pay_service(2, '{}') || pg_temp.pay_service(2, '{"turn": 2}'),
                       'paid_service_pk');
SELECT pg_temp.accepts(pg_temp.pay_service(2, '{}') || pg_temp.pay_service(3, '{"carer_ref": "C2"}')
                       || pg_temp.pay_service(4, '{"secondary": true}')
                       || pg_temp.pay_service(5, '{"turn": 2}')
                       || pg_temp.pay_service(2, '{"council_id": 2}'));

-- A credit takes from one line.
SELECT pg_temp.refuses($$ INSERT INTO tallystick_data.paid_credit
                          VALUES (1, 9, 2, 1, 'P001', -1), (1, 9, 3, 1, 'P001', -1) $$,
                       'paid_credit_pk');
SELECT pg_temp.refuses($$ INSERT INTO tallystick_data.paid_credit VALUES (1, 9, 2, 1, 'P001', 1) $$,
                       'paid_credit_is_negative');

-- What a run says of a provider's lines of a sheet, it says once, and of each line.
CREATE FUNCTION pg_temp.judge(changes text) RETURNS text
LANGUAGE sql AS $$
    SELECT format('INSERT INTO tallystick_data.verdict_sheet
                   SELECT (jsonb_populate_record(NULL::tallystick_data.verdict_sheet,
                           %L::jsonb || %L::jsonb)).*;',
                  '{"council_id": 1, "sheet": 3, "run_id": 1, "provider": "P001",
                    "due_date": "2026-11-13",
                    "first_start": "2026-11-02 07:30Z", "last_end": "2026-11-02 08:00Z",
                    "place": [1, 2], "blocks": [1, 2], "package_id": [7, 7], "invoice_id": [1, 1],
                    "delivered_start": ["2026-11-02 07:30Z", "2026-11-02 07:30Z"],
                    "payable_pence": [950, 0], "delivered_minutes": [30, 30],
                    "verdict": [null, "held"], "line_no": ["1", "2"],
                    "reasons": [null, "no_slot"], "lot_id": [1, null], "item_less_place": [0, null]}', changes)
$$;
SELECT pg_temp.accepts(pg_temp.judge('{}') || pg_temp.judge('{"provider": "P002"}')
                       || pg_temp.judge('{"run_id": 2}') || pg_temp.judge('{"sheet": 4}'));
SELECT pg_temp.refuses(pg_temp.judge('{}') || pg_temp.judge('{}'), 'verdict_sheet_pk');
SELECT pg_temp.refuses(pg_temp.judge('{"line_no": ["1"]}'), 'verdict_sheet_is_even');
SELECT pg_temp.refuses(pg_temp.judge('{"delivered_end": [null]}'), 'verdict_sheet_is_even');
SELECT pg_temp.refuses(pg_temp.judge(changes), 'verdict_sheet_blocks_are_even')
FROM unnest(ARRAY['{"detail": [null]}', '{"blocks": [2, 3]}', '{"package_id": [7, 7, 7]}',
                  '{"blocks": [1]}']) AS c (changes);
SELECT pg_temp.refuses(pg_temp.judge(changes), 'verdict_sheet_verdict_known')
FROM unnest(ARRAY['{"verdict": [null, "hold"]}', '{"verdict": ["matched", "held"],
                    "payable_pence": [0, 0], "lot_id": null, "item_less_place": null}']) AS c (changes);
SELECT pg_temp.refuses(pg_temp.judge(changes), 'verdict_sheet_paid_is_complete')
FROM unnest(ARRAY['{"lot_id": null}', '{"item_less_place": null}', '{"verdict": ["held", "held"]}',
                  '{"lot_id": [1, 1]}', '{"verdict": [null, "variance"]}',
                  '{"item_less_place": [null, null]}', '{"item_less_place": [0, 0]}',
                  '{"verdict": null, "reasons": null}']) AS c (changes);
SELECT pg_temp.refuses(pg_temp.judge('{"verdict": ["held", "held"], "payable_pence": [0, 0],
    "lot_id": null, "item_less_place": null, ' || paid || '}'), 'verdict_sheet_paid_is_complete')
FROM unnest(ARRAY['"turn": [2, 2]', '"identity_turn": [2, 2]', '"vat_percent_e4": [200000, 200000]']) AS c (paid);
SELECT pg_temp.refuses(pg_temp.judge(changes), 'verdict_sheet_pays_if_agreed')
FROM unnest(ARRAY['{"payable_pence": [950, 1]}', '{"payable_vat_pence": [190, 1]}']) AS c (changes);
SELECT pg_temp.refuses(pg_temp.judge('{"verdict": null, "lot_id": [1, 1], "item_less_place": [1, 2]}'),
                       'verdict_sheet_matched_is_bare');

-- An order line has one key, also where its number is none, or more than a stick could hold; later
-- readings are numbered, and refer to an earlier one.
CREATE FUNCTION pg_temp.read_other(order_line text, order_id bigint) RETURNS text
LANGUAGE sql AS $$
    SELECT format('INSERT INTO tallystick_data.order_other_line VALUES (1, ''PO'', %L, %s);',
                  order_line, order_id)
$$;
SELECT pg_temp.accepts(pg_temp.read_other('7a', 1) || pg_temp.read_other('1234567890', 2)
                       || pg_temp.read_other('1', 3));
SELECT pg_temp.refuses(pg_temp.read_other('7a', 1) || pg_temp.read_other('7a', 2),
                       'order_other_line_pk');
SELECT pg_temp.refuses(pg_temp.read_other(order_line, 1), 'order_other_line_is_no_notch')
FROM unnest(ARRAY['0', '7', '123456789']) AS n (order_line);
SELECT pg_temp.refuses($$ INSERT INTO tallystick_data.order_other_line VALUES (1, 'PO1', '1', 1) $$,
                       'order_other_line_is_no_notch');
CREATE FUNCTION pg_temp.read_again(order_id bigint, order_key bigint, reading integer) RETURNS text
LANGUAGE sql AS $$
    SELECT format('INSERT INTO tallystick_data.order_line_again VALUES (1, %s, %s, %s, ''PO1'', ''1'');',
                  order_id, order_key, reading)
$$;
SELECT pg_temp.accepts(pg_temp.read_again(2, 1, 2) || pg_temp.read_again(3, 1, 3));
SELECT pg_temp.refuses(pg_temp.read_again(2, 1, 2) || pg_temp.read_again(3, 1, 2),
                       'order_line_again_once');
SELECT pg_temp.refuses(pg_temp.read_again(2, 1, 2) || pg_temp.read_again(2, 1, 3),
                       'order_line_again_pk');
SELECT pg_temp.refuses(pg_temp.read_again(2, 2, 2), 'order_line_key_is_the_first');
SELECT pg_temp.refuses(pg_temp.read_again(2, 1, 1), 'order_line_key_is_the_first');

-- Of each line of a sheet everything is said, and a sheet comes once.
CREATE FUNCTION pg_temp.read_sheet(relation text, changes text) RETURNS text
LANGUAGE sql AS $$
    SELECT format('INSERT INTO tallystick_data.%1$I
                   SELECT (jsonb_populate_record(NULL::tallystick_data.%1$I, %2$L::jsonb || %3$L::jsonb)).*;',
                  relation, '{"council_id": 1, "sheet": 3, "part": 0, "has_unplanned": true, "run_id": 1,
                    "providers": ["P001"], "place": [1, 2], "blocks": [1, 2],
                    "package_id": [7, 7],
                    "invoice_no": ["I", "I"], "line_no": ["1", "2"], "order_no": ["PO1", "PO1"],
                    "order_line": ["1", "2"],
                    "claimed_start": ["2026-11-02 07:30Z", "2026-11-02 07:30Z"],
                    "claimed_end": ["2026-11-02 08:00Z", "2026-11-02 08:00Z"]}', changes)
$$;
SELECT pg_temp.accepts(pg_temp.read_sheet(r, '{}') || pg_temp.read_sheet(r, '{"sheet": 4}'))
FROM unnest(ARRAY['bill_sheet', 'order_sheet']) AS r;
SELECT pg_temp.refuses(pg_temp.read_sheet(r, '{}') || pg_temp.read_sheet(r, '{}'), r || '_pk')
FROM unnest(ARRAY['bill_sheet', 'order_sheet']) AS r;
SELECT pg_temp.refuses(pg_temp.read_sheet(r, changes), r || '_is_even')
FROM unnest(ARRAY['bill_sheet', 'order_sheet']) AS r,
     unnest(ARRAY['{"place": [1, 2, 3]}', '{"order_line": ["1"]}']) AS changes;
SELECT pg_temp.refuses(pg_temp.read_sheet(r, changes), r || '_blocks_are_even')
FROM unnest(ARRAY['bill_sheet', 'order_sheet']) AS r,
     unnest(ARRAY['{"blocks": [2, 3]}', '{"blocks": [1]}', '{"package_id": [7, 7, 7]}']) AS changes;

-- A bill line ends some time: when it says, or as long as its quantity after it began.
SELECT pg_temp.accepts(pg_temp.read_sheet('bill_sheet', changes))
FROM unnest(ARRAY['{"claimed_end": null, "quantity_e4": [5000, 5000]}',
                  '{"claimed_end": [null, "2026-11-02 08:00Z"], "quantity_e4": [5000, null]}']) AS changes;
SELECT pg_temp.refuses(pg_temp.read_sheet('bill_sheet', changes), 'bill_sheet_lines_end')
FROM unnest(ARRAY['{"claimed_end": null}', '{"claimed_end": null, "quantity_e4": [5000, null]}']) AS changes;

-- The same content is loaded once, under any name; standing data may come back; a file that was
-- set aside was not loaded.
INSERT INTO tallystick_data.inbound_file
    (council_id, file_id, run_id, feed, kind, name, sha256, state, reference,
     rows_read, rows_loaded, rows_rejected)
VALUES (1, 1, 1, 'visits', 'bill', 'a.csv', sha256('a'), 'loaded', 'REF1', 2, 2, 0),
       (1, 2, 1, 'rates', 'rate', 'r.csv', sha256('r'), 'loaded', NULL, 1, 1, 0);
CREATE FUNCTION pg_temp.load(changes text) RETURNS text
LANGUAGE sql AS $$
    SELECT format('INSERT INTO tallystick_data.inbound_file
                   SELECT (jsonb_populate_record(NULL::tallystick_data.inbound_file,
                           to_jsonb(f) || %L::jsonb)).*
                   FROM tallystick_data.inbound_file f WHERE file_id = 1', changes)
$$;
SELECT pg_temp.refuses(pg_temp.load('{"file_id": 9, "name": "b.csv", "reference": null}'),
                       'inbound_file_content_once');
SELECT pg_temp.refuses(pg_temp.load('{"file_id": 9, "sha256": "'
                                    || replace(sha256('b')::text, '\', '\\') || '"}'),
                       'inbound_file_reference_once');
SELECT pg_temp.accepts(pg_temp.load('{"file_id": 9, "state": "quarantined", "rows_loaded": 0}'));
SELECT pg_temp.accepts(pg_temp.load('{"file_id": 9, "kind": "rate", "reference": null}'));

-- A missed visit is reported once.
INSERT INTO tallystick_data.missed_visit (council_id, order_no, order_line, slot, order_id, run_id)
VALUES (1, 'PO1', '1', 1, 1, 1);
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.missed_visit
           (council_id, order_no, order_line, slot, order_id, run_id)
       VALUES (1, 'PO1', '1', 1, 2, 2) $$, 'missed_visit_pk');

-- A lot, and so each of its lines, is settled once for each attempt; batch_life.sql has the rest.
INSERT INTO tallystick_data.settlement_lot
    (council_id, lot_id, attempt, batch, transaction, first_item)
VALUES (1, 1, 1, 'KENT-20261109-card-1', 1, 1);
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.settlement_lot
           (council_id, lot_id, attempt, batch, transaction, first_item)
       VALUES (1, 1, 1, 'KENT-20261110-card-1', 1, 1) $$, 'settlement_lot_pk');
INSERT INTO tallystick_data.lot_ending (council_id, lot_id, attempt, ending, run_id)
VALUES (1, 1, 1, 'withdrawn', 1);
SELECT pg_temp.accepts(
    $$ INSERT INTO tallystick_data.settlement_lot
           (council_id, lot_id, attempt, batch, transaction, first_item)
       VALUES (1, 1, 2, 'KENT-20261110-card-1', 1, 1) $$);

-- A lot is made once, and fits a transaction.
INSERT INTO tallystick_data.payment_lot
    (council_id, lot_id, run_id, provider, invoice_no, part, lines, net_pence, vat_pence, due_date,
     content_sha256, content)
VALUES (1, 1, 1, 'P001', 'INV1', 1, 2, 1900, 0, '2026-11-13', sha256('x'), 'x');
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.payment_lot SELECT * FROM tallystick_data.payment_lot $$,
    'payment_lot_pk');
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.payment_lot
           (council_id, lot_id, run_id, provider, invoice_no, part, lines, net_pence, vat_pence,
            due_date, content_sha256, content)
       VALUES (1, 2, 1, 'P001', 'INV1', 1, 1000, 1000, 0, '2026-11-13', sha256('y'), 'y') $$,
    'payment_lot_fits_a_transaction');
ROLLBACK;
