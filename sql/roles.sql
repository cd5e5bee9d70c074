-- Who may do what: docs/database.md, "Roles".  Run by somebody who may create
-- roles, in the database, after `tallystick migrate`; again after every
-- migration.  Running it twice changes nothing.
--
--   tallystick_batch   runs the night: reads, adds to the record, keeps working sets
--   tallystick_reader  reads the public views
-- Neither owns anything; the owner of the schema is whoever ran the migrations.

SELECT 'CREATE ROLE tallystick_batch NOLOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tallystick_batch') \gexec
SELECT 'CREATE ROLE tallystick_reader NOLOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tallystick_reader') \gexec

BEGIN;

REVOKE ALL ON SCHEMA tallystick, tallystick_data FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA tallystick, tallystick_data
    FROM PUBLIC, tallystick_batch, tallystick_reader;

GRANT USAGE ON SCHEMA tallystick TO tallystick_batch, tallystick_reader;
GRANT USAGE ON SCHEMA tallystick_data TO tallystick_batch;
GRANT SELECT ON ALL TABLES IN SCHEMA tallystick TO tallystick_batch, tallystick_reader;

-- The record is added to; what was written stays as it was written.
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA tallystick_data TO tallystick_batch;
-- The night's own row and the council's name follow events.
GRANT UPDATE ON tallystick_data.council, tallystick_data.run TO tallystick_batch;
-- Working sets are derived and may be thrown away.
GRANT UPDATE, DELETE
    ON tallystick_data.order_line_waiting, tallystick_data.order_notch_waiting,
       tallystick_data.replaced_order, tallystick_data.held_line,
       tallystick_data.freed_slot, tallystick_data.open_lot, tallystick_data.provider_week,
       tallystick_data.client_week,
       tallystick_data.open_adjustment
    TO tallystick_batch;
-- What a killed night left behind goes by these functions only.
REVOKE ALL ON FUNCTION tallystick_data.sweep_unfinished_load FROM PUBLIC;
REVOKE ALL ON FUNCTION tallystick_data.sweep_unfinished_match FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tallystick_data.sweep_unfinished_load TO tallystick_batch;
GRANT EXECUTE ON FUNCTION tallystick_data.sweep_unfinished_match TO tallystick_batch;
-- Only the owner migrates.
REVOKE INSERT ON tallystick_data.schema_version FROM tallystick_batch;

COMMIT;
