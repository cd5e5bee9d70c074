-- The night's role adds to the record and cannot change it; a reader sees the views and no more.
CREATE FUNCTION pg_temp.may(who text, wanted text, statement text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
    got text := 'yes';
BEGIN
    BEGIN
        EXECUTE format('SET LOCAL ROLE %I', who);
        EXECUTE statement;
        RAISE EXCEPTION USING ERRCODE = 'TS000';
    EXCEPTION
        WHEN SQLSTATE 'TS000' THEN NULL;
        WHEN insufficient_privilege THEN got := 'no';
    END;
    RESET ROLE;
    IF got <> wanted THEN
        RETURN NEXT format('may %s: %s, not %s: %s', who, got, wanted, statement);
    END IF;
END $$;

SELECT pg_temp.may('tallystick_batch', 'yes', 'SELECT FROM tallystick_data.verdict');
SELECT pg_temp.may('tallystick_batch', 'yes',
                   'INSERT INTO tallystick_data.council VALUES (9, ''K'', ''K'', ''UTC'')');
SELECT pg_temp.may('tallystick_batch', 'yes', 'UPDATE tallystick_data.run SET lines_in = 1');
SELECT pg_temp.may('tallystick_batch', 'yes', 'DELETE FROM tallystick_data.held_line');
SELECT pg_temp.may('tallystick_batch', 'yes', 'DELETE FROM tallystick_data.freed_slot');
SELECT pg_temp.may('tallystick_batch', 'yes', 'DELETE FROM tallystick_data.order_line_waiting');
SELECT pg_temp.may('tallystick_batch', 'yes', 'DELETE FROM tallystick_data.order_notch_waiting');
SELECT pg_temp.may('tallystick_batch', 'yes',
                   'UPDATE tallystick_data.provider_week SET payable_pence = 0');
SELECT pg_temp.may('tallystick_batch', 'yes', 'UPDATE tallystick_data.client_week SET visits = 0');
SELECT pg_temp.may('tallystick_batch', 'no', 'CREATE TABLE tallystick_data.other ()');
SELECT pg_temp.may('tallystick_batch', 'no', 'DELETE FROM tallystick_data.run');
SELECT pg_temp.may('tallystick_batch', 'no', 'DELETE FROM tallystick_data.schema_version');
SELECT pg_temp.may('tallystick_batch', 'no',
                   format('UPDATE tallystick_data.%I SET council_id = council_id', name))
FROM unnest(ARRAY['bill_sheet', 'verdict_sheet', 'invoice_sheet', 'line_stick', 'slot_stick', 'invoice_stick',
                  'invoice_other_line', 'paid_service', 'paid_credit', 'order_sheet', 'order_stick', 'order_line_again',
                  'order_other_line', 'package_sheet', 'evidence', 'rate_entry',
                  'provider', 'decision', 'settlement_lot', 'payment_lot', 'settlement_batch', 'settlement_step',
                  'inbound_file', 'rejected_row', 'missed_visit', 'match_basis', 'rules_in_force', 'drift', 'under_delivery',
                  'care_signal', 'lot_ending', 'transaction_answer', 'audit_entry', 'batch_approval']) AS name;
SELECT pg_temp.may('tallystick_batch', 'no', format('DELETE FROM tallystick_data.%I', name))
FROM unnest(ARRAY['bill_sheet', 'verdict_sheet', 'line_stick', 'slot_stick', 'invoice_stick',
                  'invoice_other_line', 'paid_service', 'order_sheet', 'order_stick', 'order_line_again',
                  'order_other_line', 'package_sheet', 'settlement_lot', 'payment_lot',
                  'inbound_file', 'under_delivery', 'care_signal']) AS name;
SELECT pg_temp.may('tallystick_reader', 'yes', 'SELECT FROM tallystick.line_verdict');
SELECT pg_temp.may('tallystick_reader', 'no', 'SELECT FROM tallystick_data.provider');
SELECT pg_temp.may('tallystick_reader', 'no', 'INSERT INTO tallystick_data.council VALUES (9)');
