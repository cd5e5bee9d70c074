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

-- Line 1: a visit's slot. Line 2: a service without slots, carer not named.
CREATE TEMP TABLE paid ON COMMIT DROP AS SELECT * FROM tallystick_data.verdict;
INSERT INTO paid
    (council_id, line_id, run_id, occasion, verdict, delivered_minutes, provider, invoice_id,
     line_no, identity_turn, package_id, order_id, order_key, slot, turn, claimed_start, carer_ref,
     secondary, counted_e4, delivered_start, delivered_end, payable_pence, payable_vat_pence,
     vat_percent_e4, due_date, lot_id, item)
VALUES (1, 1, 1, 0, 'matched', 30, 'P001', 1, '1', 1, 7, 11, 11, 1, 1, NULL, NULL, NULL, NULL,
        '2026-11-02 07:30Z', '2026-11-02 08:00Z', 950, 0, 0, '2026-11-13', 1, 1),
       (1, 2, 1, 0, 'matched', 30, 'P001', 1, '2', 1, 7, 12, 12, NULL, 1, '2026-11-02 09:00Z', '', false, 300000,
        '2026-11-02 09:00Z', '2026-11-02 09:30Z', 950, 0, 0, '2026-11-13', 1, 2);
INSERT INTO tallystick_data.verdict SELECT * FROM paid;

CREATE FUNCTION pg_temp.pay(old_line bigint, changes text) RETURNS text
LANGUAGE sql AS $$
    SELECT format('INSERT INTO tallystick_data.verdict
                   SELECT (jsonb_populate_record(NULL::tallystick_data.verdict,
                           to_jsonb(p) || %L::jsonb)).* FROM paid p WHERE line_id = %s',
                  changes, old_line)
$$;

-- The same line, and the same invoice line as another line a year later.
SELECT pg_temp.refuses(pg_temp.pay(1, '{"invoice_id": 8, "slot": 2}'), 'verdict_pk');
SELECT pg_temp.refuses(pg_temp.pay(1, '{"line_id": 9, "run_id": 2, "slot": 2}'), 'paid_line_once');

-- But once more after a credit in full, as its next life.
SELECT pg_temp.accepts(pg_temp.pay(1, '{"line_id": 9, "run_id": 2, "slot": 2, "identity_turn": 2}'));

-- The same slot under another invoice, on another night, and of a later version of the order line.
SELECT pg_temp.refuses(pg_temp.pay(1, '{"line_id": 9, "run_id": 2, "invoice_id": 9}'),
                       'paid_line_slot_once');
SELECT pg_temp.refuses(pg_temp.pay(1, '{"line_id": 9, "run_id": 2, "invoice_id": 9, "order_id": 99}'),
                       'paid_line_slot_once');
-- A slot is one of an order line.
SELECT pg_temp.refuses(pg_temp.pay(1, '{"line_id": 9, "invoice_id": 9, "order_key": null, "order_id": null}'),
                       'verdict_slot_has_its_order');
-- The second carer's slot is another one; a slot that a credit gave back has its next turn.
SELECT pg_temp.accepts(pg_temp.pay(1, '{"line_id": 9, "invoice_id": 9, "slot": 2}'));
SELECT pg_temp.accepts(pg_temp.pay(1, '{"line_id": 9, "invoice_id": 9, "turn": 2}'));

-- The same service under another invoice; another carer's, or the second carer's, is another one.
SELECT pg_temp.refuses(pg_temp.pay(2, '{"line_id": 9, "run_id": 2, "invoice_id": 9}'),
                       'paid_line_service_once');
SELECT pg_temp.accepts(pg_temp.pay(2, '{"line_id": 9, "invoice_id": 9, "carer_ref": "C2"}'));
SELECT pg_temp.accepts(pg_temp.pay(2, '{"line_id": 9, "invoice_id": 9, "secondary": true}'));

-- What one council paid says nothing of another.
SELECT pg_temp.accepts(pg_temp.pay(1, '{"council_id": 2}'));

-- An order line has one key: only its first reading brings one.
CREATE FUNCTION pg_temp.read_order(order_id bigint, order_key bigint, reading integer) RETURNS text
LANGUAGE sql AS $$
    SELECT format('INSERT INTO tallystick_data.order_line (council_id, order_id, order_key, reading,
                       package_id, file_id, source_row, order_no, order_line, basis, status, version)
                   VALUES (1, %s, %s, %s, 7, 1, 1, ''PO1'', ''1'', ''visit'', ''active'', 0)',
                  order_id, order_key, reading)
$$;
SELECT pg_temp.accepts(pg_temp.read_order(1, 1, 1) || ';' || pg_temp.read_order(2, 1, 2));
SELECT pg_temp.refuses(pg_temp.read_order(1, 1, 1) || ';' || pg_temp.read_order(2, 2, 1),
                       'order_line_once');
SELECT pg_temp.refuses(pg_temp.read_order(2, 2, 2), 'order_line_key_is_the_first');
SELECT pg_temp.refuses(pg_temp.read_order(2, 1, 1), 'order_line_key_is_the_first');

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
