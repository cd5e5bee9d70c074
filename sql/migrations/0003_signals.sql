-- What a night tells besides verdicts: providers that drift, periods delivered
-- below what was commissioned, and signs that a client's care is slipping.
-- docs/matching.md, sections 8 and 9.

-- Working set: sums a provider and week (Monday, of the delivered start's civil
-- date) over the lines that stand paid and that had an expected price.
CREATE TABLE tallystick_data.provider_week (
    council_id bigint NOT NULL,
    provider text COLLATE "C" NOT NULL,
    week date NOT NULL,
    payable_pence bigint NOT NULL,
    expected_pence bigint NOT NULL,
    expected_minutes bigint NOT NULL, -- these two of lines that had expected minutes
    delivered_minutes bigint NOT NULL,
    CONSTRAINT provider_week_pk PRIMARY KEY (council_id, provider, week)
);

-- Working set: a client's visits by one provider in a week, each counted on the
-- night on which it was first compared with a planned visit.
CREATE TABLE tallystick_data.client_week (
    council_id bigint NOT NULL,
    provider text COLLATE "C" NOT NULL,
    client_ref text COLLATE "C" NOT NULL,
    week date NOT NULL,
    visits bigint NOT NULL, -- delivered
    planned_minutes bigint NOT NULL, -- of those
    delivered_minutes bigint NOT NULL,
    no_replies bigint NOT NULL,
    short_handed bigint NOT NULL, -- visits of two or more carers where one came, at least, and one did not
    CONSTRAINT client_week_pk PRIMARY KEY (council_id, provider, client_ref, week)
);

-- A provider's week that tonight's lines touched and that lies beyond its limit.
CREATE TABLE tallystick_data.drift (
    council_id bigint NOT NULL,
    run_id bigint NOT NULL,
    provider text COLLATE "C" NOT NULL,
    week date NOT NULL,
    measure text NOT NULL,
    difference bigint NOT NULL, -- money: payable - expected, pence; minutes: expected - delivered
    base bigint NOT NULL, -- money: expected pence; minutes: delivered
    limit_percent_e4 bigint NOT NULL,
    CONSTRAINT drift_pk PRIMARY KEY (council_id, run_id, provider, week, measure),
    CONSTRAINT drift_measure_known CHECK (measure IN ('money', 'minutes')),
    CONSTRAINT drift_has_base CHECK (base > 0)
);

-- Once a period, for ever.
CREATE TABLE tallystick_data.under_delivery (
    council_id bigint NOT NULL,
    order_no text COLLATE "C" NOT NULL,
    order_line text COLLATE "C" NOT NULL,
    period_first date NOT NULL,
    period_last date NOT NULL,
    order_id bigint NOT NULL,
    run_id bigint NOT NULL,
    quantity_e4 bigint NOT NULL, -- minutes or units
    delivered_e4 bigint NOT NULL,
    CONSTRAINT under_delivery_pk PRIMARY KEY (council_id, order_no, order_line, period_first)
);
-- For it: what was delivered of each period.
CREATE INDEX paid_service_by_period ON tallystick_data.paid_service
    (council_id, order_key, period_first) WHERE period_first IS NOT NULL;
CREATE INDEX under_delivery_by_run ON tallystick_data.under_delivery (council_id, run_id);

-- Weeks week to last_week (Mondays) of one client: a signal is not raised again
-- for weeks that it was raised for.
CREATE TABLE tallystick_data.care_signal (
    council_id bigint NOT NULL,
    provider text COLLATE "C" NOT NULL,
    client_ref text COLLATE "C" NOT NULL,
    signal text NOT NULL,
    week date NOT NULL,
    last_week date NOT NULL,
    run_id bigint NOT NULL,
    counted bigint NOT NULL, -- shrinking: delivered minutes; else visits
    planned_minutes bigint, -- shrinking only
    care_manager text COLLATE "C", -- of the client's order lines with that provider
    CONSTRAINT care_signal_pk PRIMARY KEY (council_id, provider, client_ref, signal, week),
    CONSTRAINT care_signal_known CHECK (signal IN ('shrinking', 'short_handed', 'no_reply')),
    CONSTRAINT care_signal_planned CHECK ((signal = 'shrinking') = (planned_minutes IS NOT NULL))
);
CREATE INDEX care_signal_by_run ON tallystick_data.care_signal (council_id, run_id);

CREATE VIEW tallystick.drift AS
SELECT c.code AS council, d.provider, d.week, d.measure, d.difference, d.base,
       round(d.difference * 100.0 / d.base, 2) AS percent,
       round(d.limit_percent_e4 / 10000.0, 4) AS limit_percent, d.run_id
FROM tallystick_data.drift d
JOIN tallystick_data.council c USING (council_id);

CREATE VIEW tallystick.under_delivery AS
SELECT c.code AS council, k.provider, k.client_ref, k.service, u.order_no, u.order_line, o.basis,
       u.period_first, u.period_last, round(u.quantity_e4 / 10000.0, 4) AS quantity,
       round(u.delivered_e4 / 10000.0, 4) AS delivered, u.run_id AS reported_run
FROM tallystick_data.under_delivery u
JOIN tallystick_data.council c USING (council_id)
JOIN tallystick_data.order_line o ON o.council_id = u.council_id AND o.order_id = u.order_id
    AND o.sheet = u.order_id >> 7
JOIN tallystick_data.care_package k ON k.council_id = o.council_id AND k.package_id = o.package_id;

CREATE VIEW tallystick.care_signal AS
SELECT c.code AS council, s.provider, s.client_ref, s.signal, s.week, s.last_week, s.counted,
       s.planned_minutes, s.run_id AS reported_run
FROM tallystick_data.care_signal s
JOIN tallystick_data.council c USING (council_id);
