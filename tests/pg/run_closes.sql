-- docs/database.md: a run that cannot prove its totals does not close.
BEGIN;
INSERT INTO tallystick_data.council (council_id, code, name, timezone)
VALUES (1, 'KENT', 'Kent', 'Europe/London'), (2, 'ESSEX', 'Essex', 'Europe/London');
INSERT INTO tallystick_data.run
    (council_id, run_id, business_date, state, started_at, first_line_id,
     lines_in, matched, variance, held, rejected, duplicate,
     pence_in, matched_pence, variance_pence, held_pence, rejected_pence, duplicate_pence,
     paid_pence, not_paid_pence)
VALUES (1, 1, '2026-11-09', 'exported', now(), 1, 15, 5, 4, 3, 2, 1,
        1500, 500, 400, 300, 200, 100, 850, 50);

SELECT pg_temp.accepts($$ UPDATE tallystick_data.run SET state = 'closed', finished_at = now() $$);
SELECT pg_temp.refuses(
    $$ UPDATE tallystick_data.run SET lines_in = 16, state = 'closed', finished_at = now() $$,
    'run_lines_agree');
SELECT pg_temp.refuses(
    $$ UPDATE tallystick_data.run SET pence_in = 1501, state = 'closed', finished_at = now() $$,
    'run_pence_agree');
SELECT pg_temp.refuses(
    $$ UPDATE tallystick_data.run SET paid_pence = 851, state = 'closed', finished_at = now() $$,
    'run_paid_agrees');
SELECT pg_temp.refuses($$ UPDATE tallystick_data.run SET state = 'closed' $$,
                       'run_closed_is_finished');
SELECT pg_temp.refuses($$ UPDATE tallystick_data.run SET state = 'done' $$, 'run_state_known');

-- While it is under way the totals may differ.
SELECT pg_temp.accepts($$ UPDATE tallystick_data.run SET lines_in = 16 $$);

-- One night at a time for a council; another council's does not matter.
SELECT pg_temp.refuses(
    $$ INSERT INTO tallystick_data.run (council_id, run_id, business_date, state, started_at, first_line_id)
       VALUES (1, 2, '2026-11-10', 'open', now(), 1) $$,
    'run_one_unclosed');
SELECT pg_temp.accepts(
    $$ INSERT INTO tallystick_data.run (council_id, run_id, business_date, state, started_at, first_line_id)
       VALUES (2, 1, '2026-11-10', 'open', now(), 1) $$);
ROLLBACK;
