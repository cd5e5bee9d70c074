-- Matching all in SQL, first part: staging tables, without a key while they are filled.  `run` puts
-- one \copy for each file behind this; tests/bench/all_sql.sql follows, in the same transaction.
CREATE TABLE sql_order (
    order_no text NOT NULL,
    order_line integer NOT NULL,
    provider text NOT NULL,
    client_ref text NOT NULL,
    service text NOT NULL,
    basis text NOT NULL,
    planned_start timestamp NOT NULL,
    planned_minutes integer NOT NULL,
    care_manager text,
    cost_centre text,
    gl_code text,
    status text NOT NULL
);
CREATE TABLE sql_bill (
    invoice_no text NOT NULL,
    line_no integer NOT NULL,
    provider text NOT NULL,
    client_ref text NOT NULL,
    carer_ref text NOT NULL,
    service text NOT NULL,
    "start" timestamp NOT NULL,
    "end" timestamp NOT NULL,
    quantity numeric NOT NULL,
    rate numeric NOT NULL,
    net numeric NOT NULL
);
CREATE TABLE sql_rate (
    provider text NOT NULL,
    service text NOT NULL,
    day_type text NOT NULL,
    kind text NOT NULL,
    rate numeric NOT NULL,
    valid_from date NOT NULL
);
