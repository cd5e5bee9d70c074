-- The floor of a night: its order and bill files in two typed tables with primary keys.  `run` puts
-- one \copy for each file behind this, all in one transaction.
CREATE TABLE floor_order (
    order_no text,
    order_line integer,
    provider text NOT NULL,
    client_ref text NOT NULL,
    service text NOT NULL,
    basis text NOT NULL,
    planned_start timestamp NOT NULL,
    planned_minutes integer NOT NULL,
    care_manager text,
    cost_centre text,
    gl_code text,
    status text NOT NULL,
    PRIMARY KEY (order_no, order_line)
);
CREATE TABLE floor_bill (
    invoice_no text,
    line_no integer,
    provider text,
    client_ref text NOT NULL,
    carer_ref text NOT NULL,
    service text NOT NULL,
    "start" timestamp NOT NULL,
    "end" timestamp NOT NULL,
    quantity numeric NOT NULL,
    rate numeric NOT NULL,
    net numeric NOT NULL,
    PRIMARY KEY (provider, invoice_no, line_no)
);
