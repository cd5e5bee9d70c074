-- What becomes of a batch after it was prepared: who released or withdrew it, what the bank or the
-- acquirer answered, which transactions were tried again, what the card statement says, and the
-- chain of who did what.  docs/files-out.md, "The life of a batch".

-- Each step names the one before it, so that only the transitions of matcher/payment/batch_state.h
-- can be written, in one line without gaps.
ALTER TABLE tallystick_data.settlement_step
    ADD COLUMN prior_step integer GENERATED ALWAYS AS (nullif(step - 1, 0)) STORED,
    ADD COLUMN prior_state text,
    ADD COLUMN reason text,
    ADD COLUMN done_on date, -- NULL: the run's business date; else an export between nights
    DROP CONSTRAINT settlement_step_state_known,
    ADD CONSTRAINT settlement_step_transition CHECK (
        CASE WHEN prior_state IS NULL THEN step = 1 AND state = 'prepared'
        ELSE (prior_state, state) IN (
            ('prepared', 'withdrawn'),
            ('prepared', 'released'),
            ('released', 'exported'),
            ('exported', 'acknowledged'),
            ('acknowledged', 'settled'),
            ('acknowledged', 'part-declined'),
            ('settled', 'closed'),
            ('part-declined', 'closed')) END),
    ADD CONSTRAINT settlement_step_is_of_state UNIQUE (council_id, batch, step, state),
    ADD CONSTRAINT settlement_step_follows FOREIGN KEY (council_id, batch, prior_step, prior_state)
        REFERENCES tallystick_data.settlement_step (council_id, batch, step, state);

-- Who has released a batch: each person once, and what they saw is what it is.
ALTER TABLE tallystick_data.settlement_batch
    ADD CONSTRAINT settlement_batch_content UNIQUE (council_id, batch, content_sha256);
CREATE TABLE tallystick_data.batch_approval (
    council_id bigint NOT NULL,
    batch text NOT NULL,
    approval integer NOT NULL, -- 1..
    approved_by text NOT NULL,
    content_sha256 bytea NOT NULL,
    run_id bigint NOT NULL, -- the last that there had been
    CONSTRAINT batch_approval_pk PRIMARY KEY (council_id, batch, approval),
    CONSTRAINT batch_approval_person_once UNIQUE (council_id, batch, approved_by),
    CONSTRAINT batch_approval_content_fk FOREIGN KEY (council_id, batch, content_sha256)
        REFERENCES tallystick_data.settlement_batch (council_id, batch, content_sha256)
);

-- Whom a batch pays, as their records were when it was made: a record that changes before the files
-- are written changes no batch, and the batch's hash is of these too.
CREATE TABLE tallystick_data.settlement_payee (
    council_id bigint NOT NULL,
    batch text NOT NULL,
    provider text COLLATE "C" NOT NULL,
    name text NOT NULL,
    card_token text,
    card_last4 text,
    merchant_id text,
    sort_code text,
    account_no text,
    account_name text,
    vat_no text,
    CONSTRAINT settlement_payee_pk PRIMARY KEY (council_id, batch, provider),
    CONSTRAINT settlement_payee_batch_fk FOREIGN KEY (council_id, batch)
        REFERENCES tallystick_data.settlement_batch (council_id, batch)
);

-- A transaction has one number in its batch; attempt counts the times that the same payment was
-- tried, in one batch after the other.
ALTER TABLE tallystick_data.settlement_transaction
    ADD CONSTRAINT settlement_transaction_once UNIQUE (council_id, batch, transaction),
    ADD CONSTRAINT settlement_transaction_attempt CHECK (attempt >= 1);

-- What the bank or the acquirer said, as it was read.
CREATE TABLE tallystick_data.settlement_response (
    council_id bigint NOT NULL,
    response_id bigint NOT NULL, -- file_id * 2^32 + source_row
    run_id bigint NOT NULL,
    file_id bigint NOT NULL,
    source_row integer NOT NULL,
    batch text COLLATE "C" NOT NULL,
    transaction text COLLATE "C", -- NULL: the batch as a whole
    status text NOT NULL,
    responded_at timestamptz,
    amount_pence bigint,
    message text,
    CONSTRAINT settlement_response_pk PRIMARY KEY (council_id, response_id),
    CONSTRAINT settlement_response_status CHECK (status IN ('settled', 'declined', 'received'))
);
CREATE INDEX settlement_response_by_batch ON tallystick_data.settlement_response
    (council_id, batch);

-- The answer that counts: one a transaction, for ever.
CREATE TABLE tallystick_data.transaction_answer (
    council_id bigint NOT NULL,
    batch text NOT NULL,
    transaction integer NOT NULL,
    answer text NOT NULL,
    response_id bigint NOT NULL,
    run_id bigint NOT NULL,
    message text,
    CONSTRAINT transaction_answer_pk PRIMARY KEY (council_id, batch, transaction),
    CONSTRAINT transaction_answer_is_one UNIQUE (council_id, batch, transaction, answer),
    CONSTRAINT transaction_answer_known CHECK (answer IN ('settled', 'declined')),
    CONSTRAINT transaction_answer_transaction_fk FOREIGN KEY (council_id, batch, transaction)
        REFERENCES tallystick_data.settlement_transaction (council_id, batch, transaction)
);
CREATE INDEX transaction_answer_by_run ON tallystick_data.transaction_answer (council_id, run_id);

-- A person's word that a declined transaction is tried again, once; by which rail.
CREATE TABLE tallystick_data.transaction_retry (
    council_id bigint NOT NULL,
    batch text NOT NULL,
    transaction integer NOT NULL,
    answer text NOT NULL DEFAULT 'declined',
    rail text NOT NULL,
    retried_by text NOT NULL,
    run_id bigint NOT NULL, -- the last that there had been
    CONSTRAINT transaction_retry_pk PRIMARY KEY (council_id, batch, transaction),
    CONSTRAINT transaction_retry_rail_known CHECK (rail IN ('card', 'bank')),
    CONSTRAINT transaction_retry_of_declined CHECK (answer = 'declined'),
    CONSTRAINT transaction_retry_answer_fk FOREIGN KEY (council_id, batch, transaction, answer)
        REFERENCES tallystick_data.transaction_answer (council_id, batch, transaction, answer)
);

-- How an attempt to settle a lot ended.  One that is not in here is live.  A lot is settled once,
-- and its next attempt begins only after the last one ended otherwise: however responses come, it
-- is never in two live batches, and never paid twice.
CREATE TABLE tallystick_data.lot_ending (
    council_id bigint NOT NULL,
    lot_id bigint NOT NULL,
    attempt integer NOT NULL,
    ending text NOT NULL,
    lets_another boolean NOT NULL GENERATED ALWAYS AS (ending <> 'settled') STORED,
    run_id bigint NOT NULL,
    CONSTRAINT lot_ending_pk PRIMARY KEY (council_id, lot_id, attempt),
    CONSTRAINT lot_ending_is_one UNIQUE (council_id, lot_id, attempt, lets_another),
    CONSTRAINT lot_ending_known CHECK (ending IN ('withdrawn', 'retried', 'settled')),
    CONSTRAINT lot_ending_lot_fk FOREIGN KEY (council_id, lot_id, attempt)
        REFERENCES tallystick_data.settlement_lot (council_id, lot_id, attempt)
);
CREATE UNIQUE INDEX lot_settled_once ON tallystick_data.lot_ending (council_id, lot_id)
    WHERE ending = 'settled';
ALTER TABLE tallystick_data.settlement_lot
    ADD COLUMN prior_attempt integer GENERATED ALWAYS AS (nullif(attempt - 1, 0)) STORED,
    ADD COLUMN prior_lets_another boolean
        GENERATED ALWAYS AS (CASE WHEN attempt > 1 THEN true END) STORED,
    ADD CONSTRAINT settlement_lot_attempt CHECK (attempt >= 1),
    ADD CONSTRAINT settlement_lot_one_is_live
        FOREIGN KEY (council_id, lot_id, prior_attempt, prior_lets_another)
        REFERENCES tallystick_data.lot_ending (council_id, lot_id, attempt, lets_another);

-- What the card statement shows; batch and transaction: the settled transaction that it is.
CREATE TABLE tallystick_data.statement_line (
    council_id bigint NOT NULL,
    statement_id bigint NOT NULL, -- file_id * 2^32 + source_row
    run_id bigint NOT NULL,
    file_id bigint NOT NULL,
    source_row integer NOT NULL,
    posted date NOT NULL,
    amount_pence bigint NOT NULL,
    merchant_id text COLLATE "C",
    reference text COLLATE "C",
    batch text,
    transaction integer,
    CONSTRAINT statement_line_pk PRIMARY KEY (council_id, statement_id),
    CONSTRAINT statement_line_transaction_once UNIQUE (council_id, batch, transaction),
    CONSTRAINT statement_line_is_of_one CHECK ((batch IS NULL) = (transaction IS NULL)),
    CONSTRAINT statement_line_transaction_fk FOREIGN KEY (council_id, batch, transaction)
        REFERENCES tallystick_data.settlement_transaction (council_id, batch, transaction)
);

-- What does not agree about payments: told once, on the night that found it.
CREATE TABLE tallystick_data.settlement_finding (
    council_id bigint NOT NULL,
    finding_id bigint NOT NULL,
    run_id bigint NOT NULL,
    kind text NOT NULL,
    place text NOT NULL, -- where it stands: BATCH/TRANSACTION, or a file and row
    words text NOT NULL,
    pence bigint,
    CONSTRAINT settlement_finding_pk PRIMARY KEY (council_id, finding_id)
);
CREATE INDEX settlement_finding_by_run ON tallystick_data.settlement_finding (council_id, run_id);

-- Who did what, in order: each row's hash is of the row and of the hash before it, so that no row
-- can be changed, taken out or put in without all later ones telling.
CREATE TABLE tallystick_data.audit_entry (
    council_id bigint NOT NULL,
    entry bigint NOT NULL, -- 1..
    act text NOT NULL,
    subject text COLLATE "C" NOT NULL, -- with number: which row of audited_act
    number bigint NOT NULL,
    done_at text NOT NULL, -- UTC, to the second, by the server's clock
    done_by text NOT NULL, -- empty: the night
    content text NOT NULL,
    entry_sha256 bytea NOT NULL,
    CONSTRAINT audit_entry_pk PRIMARY KEY (council_id, entry),
    CONSTRAINT audit_entry_once UNIQUE (council_id, act, subject, number)
);

-- What the chain holds, from the rows themselves: act, which, by whom, what.
CREATE VIEW tallystick_data.audited_act AS
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
FROM tallystick_data.decision;

CREATE OR REPLACE VIEW tallystick.settlement_batch AS
SELECT c.code AS council, b.batch, b.rail, s.state, b.transactions, b.lines,
       b.net_pence + b.vat_pence AS total_pence, b.vat_pence, b.business_date, b.due_date,
       encode(b.content_sha256, 'hex') AS content_sha256, b.prepared_by,
       released.by AS released_by, b.run_id
FROM tallystick_data.settlement_batch b
JOIN tallystick_data.council c USING (council_id)
JOIN tallystick_data.settlement_step s ON s.council_id = b.council_id AND s.batch = b.batch
LEFT JOIN LATERAL (
    SELECT string_agg(a.approved_by, ', ' ORDER BY a.approval) AS by
    FROM tallystick_data.batch_approval a
    WHERE a.council_id = b.council_id AND a.batch = b.batch
      AND EXISTS (
          SELECT FROM tallystick_data.settlement_step r
          WHERE r.council_id = b.council_id AND r.batch = b.batch AND r.state = 'released')
    ) released ON true
WHERE NOT EXISTS (
    SELECT FROM tallystick_data.settlement_step later
    WHERE later.council_id = s.council_id AND later.batch = s.batch AND later.step > s.step);

CREATE OR REPLACE VIEW tallystick.settlement_transaction AS
SELECT c.code AS council, t.batch, t.transaction, t.attempt, b.rail, t.provider, t.invoice_no,
       t.lines, t.net_pence, t.vat_pence, t.due_date,
       CASE WHEN r.batch IS NOT NULL THEN 'retried'
            WHEN a.answer IS NOT NULL THEN a.answer
            WHEN s.state IN ('prepared', 'released') THEN 'prepared'
            WHEN s.state = 'withdrawn' THEN 'withdrawn'
            ELSE 'exported' END AS state,
       a.message
FROM tallystick_data.settlement_transaction t
JOIN tallystick_data.council c USING (council_id)
JOIN tallystick_data.settlement_batch b ON b.council_id = t.council_id AND b.batch = t.batch
JOIN tallystick_data.settlement_step s ON s.council_id = t.council_id AND s.batch = t.batch
LEFT JOIN tallystick_data.transaction_answer a
       ON a.council_id = t.council_id AND a.batch = t.batch AND a.transaction = t.transaction
LEFT JOIN tallystick_data.transaction_retry r
       ON r.council_id = t.council_id AND r.batch = t.batch AND r.transaction = t.transaction
WHERE NOT EXISTS (
    SELECT FROM tallystick_data.settlement_step later
    WHERE later.council_id = s.council_id AND later.batch = s.batch AND later.step > s.step);

CREATE VIEW tallystick.settlement_finding AS
SELECT c.code AS council, f.kind, f.place, f.words, f.pence, f.run_id
FROM tallystick_data.settlement_finding f
JOIN tallystick_data.council c USING (council_id);
