-- A batch takes each step of its life once, and its number is given once.
BEGIN;
INSERT INTO tallystick_data.council (council_id, code, name, timezone)
VALUES (1, 'KENT', 'Kent', 'Europe/London');
INSERT INTO tallystick_data.run (council_id, run_id, business_date, state, started_at, first_line_id)
VALUES (1, 1, '2026-11-09', 'settled', now(), 1);
INSERT INTO tallystick_data.settlement_batch
    (council_id, batch, run_id, rail, business_date, due_date, transactions, lines, net_pence,
     vat_pence, content_sha256, prepared_by)
VALUES (1, 'KENT-20261109-card-1', 1, 'card', '2026-11-09', '2026-11-13', 1, 1, 950, 0,
        sha256('x'), 'run 1');
INSERT INTO tallystick_data.settlement_step (council_id, batch, step, state, run_id)
VALUES (1, 'KENT-20261109-card-1', 1, 'prepared', 1),
       (1, 'KENT-20261109-card-1', 2, 'released', 1),
       (1, 'KENT-20261109-card-1', 3, 'exported', 1);

SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.settlement_step (council_id, batch, step, state, run_id)
       VALUES (1, 'KENT-20261109-card-1', 4, 'released', 1) $$,
    'settlement_step_state_once');
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.settlement_step (council_id, batch, step, state, run_id)
       VALUES (1, 'KENT-20261109-card-1', 3, 'withdrawn', 1) $$,
    'settlement_step_pk');
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.settlement_batch
       SELECT council_id, batch, run_id, rail, business_date, due_date, transactions, lines,
              net_pence, vat_pence, content_sha256, prepared_by
       FROM tallystick_data.settlement_batch $$,
    'settlement_batch_pk');
ROLLBACK;
