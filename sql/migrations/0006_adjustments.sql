-- What happens to a paid line when what it was paid on changes later, what waits
-- for a second person, and what another process paid before this one.
-- docs/matching.md, sections 9 and 11; docs/manual.md, "approve".

-- The difference between what a paid line was expected to cost and what it would
-- cost under the rules now in force.  self-billed: paid with a lot of its own;
-- else told, for the provider to credit or to bill.  Each is told once.
CREATE TABLE tallystick_data.adjustment (
    council_id bigint NOT NULL,
    line_id bigint NOT NULL,
    number integer NOT NULL, -- 1.. of the line
    run_id bigint NOT NULL,
    provider text COLLATE "C" NOT NULL,
    cause text NOT NULL,
    is_self_billed boolean NOT NULL,
    old_expected_pence bigint NOT NULL, -- as last paid or told
    new_expected_pence bigint NOT NULL,
    vat_percent_e4 integer NOT NULL,
    due_date date NOT NULL,
    item_id bigint, -- of waiting_item, where people have to approve it
    CONSTRAINT adjustment_pk PRIMARY KEY (council_id, line_id, number),
    CONSTRAINT adjustment_cause_known CHECK (cause IN ('order', 'rate', 'evidence', 'credit'))
);
CREATE INDEX adjustment_by_run ON tallystick_data.adjustment (council_id, run_id);
CREATE INDEX adjustment_by_item ON tallystick_data.adjustment (council_id, item_id)
    WHERE item_id IS NOT NULL;

-- How an adjustment was paid: once.
CREATE TABLE tallystick_data.adjustment_lot (
    council_id bigint NOT NULL,
    line_id bigint NOT NULL,
    number integer NOT NULL,
    lot_id bigint NOT NULL,
    item integer NOT NULL, -- 1.. within its lot
    net_pence bigint NOT NULL,
    vat_pence bigint NOT NULL,
    CONSTRAINT adjustment_lot_pk PRIMARY KEY (council_id, line_id, number),
    CONSTRAINT adjustment_lot_adjustment_fk FOREIGN KEY (council_id, line_id, number)
        REFERENCES tallystick_data.adjustment (council_id, line_id, number)
);

-- Working set: adjustments that are to be paid and are in no lot yet.
CREATE TABLE tallystick_data.open_adjustment (
    council_id bigint NOT NULL,
    line_id bigint NOT NULL,
    number integer NOT NULL,
    CONSTRAINT open_adjustment_pk PRIMARY KEY (council_id, line_id, number)
);

-- What is not used before people_needed people other than who made it approve.
CREATE TABLE tallystick_data.waiting_item (
    council_id bigint NOT NULL,
    item_id bigint NOT NULL,
    run_id bigint NOT NULL, -- that found it
    kind text NOT NULL,
    people_needed integer NOT NULL,
    made_by text, -- NULL: whoever sent the file, or the night
    words text NOT NULL, -- what it is
    pence bigint,
    provider text COLLATE "C", -- kinds payee and adjustment
    file_id bigint, -- kinds rate and payee: of the file that brought it
    source_row integer, -- kind payee
    payee_details text COLLATE "C", -- kind payee: of its row
    decision_id bigint, -- kind decision
    CONSTRAINT waiting_item_pk PRIMARY KEY (council_id, item_id),
    CONSTRAINT waiting_item_kind_known CHECK (kind IN
        ('adjustment', 'payee', 'rate', 'decision')),
    CONSTRAINT waiting_item_needs_people CHECK (people_needed > 0)
);
CREATE INDEX waiting_item_by_provider ON tallystick_data.waiting_item (council_id, provider);
CREATE INDEX waiting_item_by_file ON tallystick_data.waiting_item (council_id, file_id);
CREATE INDEX waiting_item_by_decision ON tallystick_data.waiting_item (council_id, decision_id);

-- Who approved it: each person once.
CREATE TABLE tallystick_data.approval (
    council_id bigint NOT NULL,
    item_id bigint NOT NULL,
    approved_by text NOT NULL,
    run_id bigint NOT NULL, -- the last that there had been
    CONSTRAINT approval_pk PRIMARY KEY (council_id, item_id, approved_by),
    CONSTRAINT approval_item_fk FOREIGN KEY (council_id, item_id)
        REFERENCES tallystick_data.waiting_item (council_id, item_id)
);

-- Items that enough people have approved, and after which run: they count from the next one on.
CREATE TABLE tallystick_data.approved_item (
    council_id bigint NOT NULL,
    item_id bigint NOT NULL,
    run_id bigint NOT NULL,
    CONSTRAINT approved_item_pk PRIMARY KEY (council_id, item_id),
    CONSTRAINT approved_item_fk FOREIGN KEY (council_id, item_id)
        REFERENCES tallystick_data.waiting_item (council_id, item_id)
);

-- What a payee is paid by, as one text.
ALTER TABLE tallystick_data.provider
    ADD COLUMN payee_details text COLLATE "C" GENERATED ALWAYS AS (
        COALESCE(rail, '') || '|' || COALESCE(card_token, '') || '|' || COALESCE(card_last4, '')
        || '|' || COALESCE(merchant_id, '') || '|' || COALESCE(sort_code, '') || '|'
        || COALESCE(account_no, '') || '|' || COALESCE(account_name, '')) STORED;

-- Items that somebody still has to approve, for they would change something: an adjustment that is
-- not paid, what the payee's last record says, a decision on a line that is held.
CREATE VIEW tallystick_data.open_item AS
SELECT i.*
FROM tallystick_data.waiting_item i
WHERE NOT EXISTS (
    SELECT FROM tallystick_data.approved_item d
    WHERE d.council_id = i.council_id AND d.item_id = i.item_id)
AND CASE i.kind
    WHEN 'adjustment' THEN EXISTS (
        SELECT FROM tallystick_data.adjustment a
        JOIN tallystick_data.open_adjustment o
            ON o.council_id = a.council_id AND o.line_id = a.line_id AND o.number = a.number
        WHERE a.council_id = i.council_id AND a.item_id = i.item_id)
    WHEN 'payee' THEN i.payee_details = (
        SELECT p.payee_details FROM tallystick_data.provider p
        WHERE p.council_id = i.council_id AND p.provider = i.provider
        ORDER BY p.file_id DESC, p.source_row DESC LIMIT 1)
    WHEN 'decision' THEN EXISTS (
        SELECT FROM tallystick_data.decision e
        JOIN tallystick_data.held_line h ON h.council_id = e.council_id AND h.provider = e.provider
        JOIN tallystick_data.bill_line b ON b.council_id = h.council_id AND b.line_id = h.line_id
        WHERE e.council_id = i.council_id AND e.decision_id = i.decision_id
        AND b.invoice_no = e.invoice_no AND b.line_no = e.line_no)
    ELSE true END;

-- Visits that another process paid before this one began.
CREATE TABLE tallystick_data.paid_before (
    council_id bigint NOT NULL,
    paid_id bigint NOT NULL,
    file_id bigint NOT NULL,
    source_row integer NOT NULL,
    provider text COLLATE "C" NOT NULL,
    client_ref text COLLATE "C" NOT NULL,
    service text COLLATE "C" NOT NULL,
    start timestamptz NOT NULL,
    invoice_no text COLLATE "C" NOT NULL,
    line_no text COLLATE "C",
    amount_pence bigint,
    CONSTRAINT paid_before_pk PRIMARY KEY (council_id, paid_id)
);
CREATE INDEX paid_before_by_client ON tallystick_data.paid_before
    (council_id, provider, client_ref, start);
CREATE INDEX paid_before_by_invoice ON tallystick_data.paid_before
    (council_id, provider, invoice_no);

-- Approvals are in the chain of who did what.
CREATE OR REPLACE VIEW tallystick_data.audited_act AS
SELECT s.council_id, 'batch' AS act, s.batch AS subject, s.step::bigint AS number,
       coalesce(s.done_by, '') AS done_by,
       concat_ws(' ', s.state, encode(b.content_sha256, 'hex'), s.reason) AS content
FROM tallystick_data.settlement_step s
JOIN tallystick_data.settlement_batch b ON b.council_id = s.council_id AND b.batch = s.batch
UNION ALL
SELECT council_id, 'batch approval', batch, approval, approved_by, encode(content_sha256, 'hex')
FROM tallystick_data.batch_approval
UNION ALL
SELECT council_id, 'retry', batch, transaction, retried_by, rail
FROM tallystick_data.transaction_retry
UNION ALL
SELECT council_id, 'decision', '', decision_id, decided_by,
       concat_ws(' ', provider, invoice_no, line_no, decision, reason)
FROM tallystick_data.decision
UNION ALL
SELECT a.council_id, 'approval', a.approved_by, a.item_id, a.approved_by,
       concat_ws(' ', i.kind, i.words, i.pence)
FROM tallystick_data.approval a
JOIN tallystick_data.waiting_item i ON i.council_id = a.council_id AND i.item_id = a.item_id;

-- What adjustments a run made lots of; with its paid_pence the net of all its lots.
ALTER TABLE tallystick_data.run
    ADD COLUMN adjustments bigint NOT NULL DEFAULT 0,
    ADD COLUMN adjusted_pence bigint NOT NULL DEFAULT 0;

-- An adjustment as a line of its own: of the original's invoice, and naming it as a credit would.
CREATE VIEW tallystick.adjustment AS
SELECT c.code AS council, a.provider, b.invoice_no, b.line_no || '-A' || a.number AS line_no,
       b.invoice_no AS credits_invoice_no, b.line_no AS credits_line_no, k.client_ref, k.service,
       a.cause, a.old_expected_pence, a.new_expected_pence,
       a.new_expected_pence - a.old_expected_pence AS difference_pence,
       COALESCE(l.net_pence, 0) AS net_pence, COALESCE(l.vat_pence, 0) AS vat_pence,
       CASE WHEN NOT a.is_self_billed THEN 'told'
            WHEN l.lot_id IS NOT NULL THEN 'paid'
            WHEN o.line_id IS NOT NULL THEN 'waiting'
            ELSE 'lapsed' END AS state,
       a.item_id AS waiting_item, a.due_date, s.batch, s.transaction, a.run_id
FROM tallystick_data.adjustment a
JOIN tallystick_data.council c USING (council_id)
CROSS JOIN LATERAL tallystick_data.bill_line_at(a.council_id, a.line_id) b
JOIN tallystick_data.care_package k
    ON k.council_id = b.council_id AND k.package_id = b.package_id
LEFT JOIN tallystick_data.adjustment_lot l
    ON l.council_id = a.council_id AND l.line_id = a.line_id AND l.number = a.number
LEFT JOIN tallystick_data.open_adjustment o
    ON o.council_id = a.council_id AND o.line_id = a.line_id AND o.number = a.number
LEFT JOIN LATERAL (
    SELECT i.batch, i.transaction
    FROM tallystick_data.settlement_lot i
    WHERE i.council_id = l.council_id AND i.lot_id = l.lot_id
    ORDER BY i.attempt DESC LIMIT 1) s ON true;

CREATE VIEW tallystick.waiting_item AS
SELECT c.code AS council, i.item_id, i.kind, i.words, i.pence, i.made_by, i.people_needed,
       (SELECT count(*) FROM tallystick_data.approval a
        WHERE a.council_id = i.council_id AND a.item_id = i.item_id) AS people, i.run_id
FROM tallystick_data.waiting_item i
JOIN tallystick_data.council c USING (council_id);
