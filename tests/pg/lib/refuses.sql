-- Two helpers for the tests of constraints.  A test prints nothing if all is well.
\set QUIET on
SET client_min_messages = warning;

-- The statement must be refused by the constraint of that name.
CREATE FUNCTION pg_temp.refuses(statement text, wanted text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
    by_constraint text;
BEGIN
    EXECUTE statement;
    RETURN NEXT format('accepted, but %s should refuse: %s', wanted, statement);
EXCEPTION WHEN integrity_constraint_violation THEN
    GET STACKED DIAGNOSTICS by_constraint = CONSTRAINT_NAME;
    IF by_constraint <> wanted THEN
        RETURN NEXT format('refused by %s, not %s: %s', by_constraint, wanted, statement);
    END IF;
END $$;

-- The statement must pass, and leaves nothing behind.
CREATE FUNCTION pg_temp.accepts(statement text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
BEGIN
    BEGIN
        EXECUTE statement;
        RAISE EXCEPTION USING ERRCODE = 'TS000';
    EXCEPTION
        WHEN SQLSTATE 'TS000' THEN NULL;
        WHEN OTHERS THEN RETURN NEXT format('refused (%s): %s', SQLERRM, statement);
    END;
END $$;
