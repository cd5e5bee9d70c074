-- A batch takes the steps of its life in order and each once, what people released is what it
-- holds, and a lot has one live attempt and is settled once, whatever anybody writes.
BEGIN;
INSERT INTO tallystick_data.council (council_id, code, name, timezone)
VALUES (1, 'KENT', 'Kent', 'Europe/London');
INSERT INTO tallystick_data.run (council_id, run_id, business_date, state, started_at, first_line_id)
VALUES (1, 1, '2026-11-09', 'settled', now(), 1);
INSERT INTO tallystick_data.settlement_batch
    (council_id, batch, run_id, rail, business_date, due_date, transactions, lines, net_pence,
     vat_pence, content_sha256, prepared_by)
SELECT 1, 'KENT-20261109-card-' || n, 1, 'card', '2026-11-09', '2026-11-13', 1, 1, 950, 0,
       sha256('x'), 'run 1'
FROM generate_series(1, 4) n;
INSERT INTO tallystick_data.settlement_step
    (council_id, batch, step, prior_state, state, run_id)
VALUES (1, 'KENT-20261109-card-1', 1, NULL, 'prepared', 1),
       (1, 'KENT-20261109-card-1', 2, 'prepared', 'released', 1),
       (1, 'KENT-20261109-card-1', 3, 'released', 'exported', 1);

SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.settlement_step (council_id, batch, step, prior_state, state, run_id)
       VALUES (1, 'KENT-20261109-card-1', 4, 'prepared', 'released', 1) $$,
    'settlement_step_state_once');
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.settlement_step (council_id, batch, step, prior_state, state, run_id)
       VALUES (1, 'KENT-20261109-card-1', 3, 'prepared', 'withdrawn', 1) $$,
    'settlement_step_pk');
-- Its third step was exported, so that nothing can go on from prepared.
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.settlement_step (council_id, batch, step, prior_state, state, run_id)
       VALUES (1, 'KENT-20261109-card-1', 4, 'prepared', 'withdrawn', 1) $$,
    'settlement_step_follows');
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.settlement_step (council_id, batch, step, prior_state, state, run_id)
       VALUES (1, 'KENT-20261109-card-1', 5, 'exported', 'acknowledged', 1) $$,
    'settlement_step_follows');
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.settlement_step (council_id, batch, step, prior_state, state, run_id)
       VALUES (1, 'KENT-20261109-card-2', 2, NULL, 'released', 1) $$,
    'settlement_step_transition');
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.settlement_batch
       SELECT council_id, batch, run_id, rail, business_date, due_date, transactions, lines,
              net_pence, vat_pence, content_sha256, prepared_by
       FROM tallystick_data.settlement_batch $$,
    'settlement_batch_pk');

-- Whoever releases a batch is bound to its content, and counts once.
INSERT INTO tallystick_data.batch_approval
VALUES (1, 'KENT-20261109-card-2', 1, 'Ann', sha256('x'), 1);
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.batch_approval
       VALUES (1, 'KENT-20261109-card-2', 2, 'Ann', sha256('x'), 1) $$,
    'batch_approval_person_once');
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.batch_approval
       VALUES (1, 'KENT-20261109-card-2', 2, 'Bea', sha256('y'), 1) $$,
    'batch_approval_content_fk');

-- Two lots in a transaction of the first batch.
INSERT INTO tallystick_data.settlement_transaction
    (council_id, batch, transaction, attempt, provider, lines, net_pence, vat_pence, due_date)
SELECT 1, 'KENT-20261109-card-' || n, 1, 1, 'P001', 1, 950, 0, '2026-11-13'
FROM generate_series(1, 4) n;
INSERT INTO tallystick_data.settlement_lot
    (council_id, lot_id, attempt, batch, transaction, first_item)
VALUES (1, 7, 1, 'KENT-20261109-card-1', 1, 1), (1, 8, 1, 'KENT-20261109-card-1', 1, 2);
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.settlement_transaction
           (council_id, batch, transaction, attempt, provider, lines, net_pence, vat_pence, due_date)
       VALUES (1, 'KENT-20261109-card-1', 1, 2, 'P001', 1, 950, 0, '2026-11-13') $$,
    'settlement_transaction_once');
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.settlement_lot
           (council_id, lot_id, attempt, batch, transaction, first_item)
       VALUES (1, 7, 1, 'KENT-20261109-card-2', 1, 1) $$,
    'settlement_lot_pk');
-- While its first attempt lives there is no second, nor a third before the second.
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.settlement_lot
           (council_id, lot_id, attempt, batch, transaction, first_item)
       VALUES (1, 7, 2, 'KENT-20261109-card-2', 1, 1) $$,
    'settlement_lot_one_is_live');
INSERT INTO tallystick_data.lot_ending (council_id, lot_id, attempt, ending, run_id)
VALUES (1, 7, 1, 'retried', 1), (1, 8, 1, 'settled', 1);
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.settlement_lot
           (council_id, lot_id, attempt, batch, transaction, first_item)
       VALUES (1, 7, 3, 'KENT-20261109-card-2', 1, 1) $$,
    'settlement_lot_one_is_live');
INSERT INTO tallystick_data.settlement_lot
    (council_id, lot_id, attempt, batch, transaction, first_item)
VALUES (1, 7, 2, 'KENT-20261109-card-2', 1, 1);
-- What was settled is never tried again, and an attempt ends one way.
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.settlement_lot
           (council_id, lot_id, attempt, batch, transaction, first_item)
       VALUES (1, 8, 2, 'KENT-20261109-card-2', 1, 2) $$,
    'settlement_lot_one_is_live');
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.lot_ending (council_id, lot_id, attempt, ending, run_id)
       VALUES (1, 7, 1, 'settled', 1) $$,
    'lot_ending_pk');
INSERT INTO tallystick_data.lot_ending (council_id, lot_id, attempt, ending, run_id)
VALUES (1, 7, 2, 'settled', 1);
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.lot_ending (council_id, lot_id, attempt, ending, run_id)
       VALUES (1, 9, 1, 'settled', 1) $$,
    'lot_ending_lot_fk');

-- One answer a transaction; only what was declined is tried again, once.
INSERT INTO tallystick_data.transaction_answer
    (council_id, batch, transaction, answer, response_id, run_id)
VALUES (1, 'KENT-20261109-card-1', 1, 'declined', 1, 1),
       (1, 'KENT-20261109-card-2', 1, 'settled', 2, 1);
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.transaction_answer
           (council_id, batch, transaction, answer, response_id, run_id)
       VALUES (1, 'KENT-20261109-card-1', 1, 'settled', 3, 1) $$,
    'transaction_answer_pk');
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.transaction_answer
           (council_id, batch, transaction, answer, response_id, run_id)
       VALUES (1, 'KENT-20261109-card-1', 9, 'settled', 3, 1) $$,
    'transaction_answer_transaction_fk');
INSERT INTO tallystick_data.transaction_retry (council_id, batch, transaction, rail, retried_by, run_id)
VALUES (1, 'KENT-20261109-card-1', 1, 'card', 'Ann', 1);
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.transaction_retry (council_id, batch, transaction, rail, retried_by, run_id)
       VALUES (1, 'KENT-20261109-card-1', 1, 'bank', 'Ann', 1) $$,
    'transaction_retry_pk');
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.transaction_retry (council_id, batch, transaction, rail, retried_by, run_id)
       VALUES (1, 'KENT-20261109-card-2', 1, 'card', 'Ann', 1) $$,
    'transaction_retry_answer_fk');
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.transaction_retry (council_id, batch, transaction, answer, rail, retried_by, run_id)
       VALUES (1, 'KENT-20261109-card-2', 1, 'settled', 'card', 'Ann', 1) $$,
    'transaction_retry_of_declined');

-- A card statement's line is of one transaction, and a transaction is on it once.
INSERT INTO tallystick_data.statement_line
    (council_id, statement_id, run_id, file_id, source_row, posted, amount_pence, batch, transaction)
VALUES (1, 1, 1, 1, 1, '2026-11-10', 950, 'KENT-20261109-card-2', 1);
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.statement_line
           (council_id, statement_id, run_id, file_id, source_row, posted, amount_pence, batch, transaction)
       VALUES (1, 2, 1, 1, 2, '2026-11-10', 950, 'KENT-20261109-card-2', 1) $$,
    'statement_line_transaction_once');

-- A row of the chain is about one thing, once.
INSERT INTO tallystick_data.audit_entry
VALUES (1, 1, 'batch', 'KENT-20261109-card-1', 1, '2026-11-09T01:00:00Z', '', 'prepared', sha256('a'));
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.audit_entry
       VALUES (1, 2, 'batch', 'KENT-20261109-card-1', 1, '2026-11-09T01:00:00Z', '', 'x', sha256('b')) $$,
    'audit_entry_once');
ROLLBACK;
