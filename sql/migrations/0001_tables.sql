-- The record (written once, never edited), the pay-once keys, and the working
-- sets.  Tables are in tallystick_data; what the public sees are the views of
-- schema tallystick (0002).
--
-- council_id is first in every key, so that the schema runs unchanged on Citus,
-- distributed by council.  Ids are given by the program under the run's lock:
-- a record's is made of its file's and its row's (file_id * 2^32 + source_row),
-- so that it says where the record stands in loading order.
-- Lines stand in sheets, up to 128 a row, and what is paid once is notched into sticks
-- (docs/database.md).  Tables of lines have no foreign keys to others: looking each row up would
-- take longer than writing it.

CREATE SCHEMA IF NOT EXISTS tallystick_data;

CREATE TABLE tallystick_data.council (
    council_id bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    timezone text NOT NULL,
    CONSTRAINT council_pk PRIMARY KEY (council_id)
);

CREATE TABLE tallystick_data.run (
    council_id bigint NOT NULL,
    run_id bigint NOT NULL,
    business_date date NOT NULL,
    state text NOT NULL,
    state_since timestamptz NOT NULL DEFAULT clock_timestamp(),
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    first_line_id bigint NOT NULL, -- bill lines that it reads have this number or a higher one
    lines_in bigint NOT NULL DEFAULT 0,
    pence_in bigint NOT NULL DEFAULT 0,
    carried bigint NOT NULL DEFAULT 0,
    carried_pence bigint NOT NULL DEFAULT 0,
    matched bigint NOT NULL DEFAULT 0,
    matched_pence bigint NOT NULL DEFAULT 0,
    variance bigint NOT NULL DEFAULT 0,
    variance_pence bigint NOT NULL DEFAULT 0,
    held bigint NOT NULL DEFAULT 0,
    held_pence bigint NOT NULL DEFAULT 0,
    rejected bigint NOT NULL DEFAULT 0,
    rejected_pence bigint NOT NULL DEFAULT 0,
    duplicate bigint NOT NULL DEFAULT 0,
    duplicate_pence bigint NOT NULL DEFAULT 0,
    paid_pence bigint NOT NULL DEFAULT 0,
    not_paid_pence bigint NOT NULL DEFAULT 0,
    CONSTRAINT run_pk PRIMARY KEY (council_id, run_id),
    CONSTRAINT run_council_fk FOREIGN KEY (council_id)
        REFERENCES tallystick_data.council (council_id),
    CONSTRAINT run_state_known CHECK (state IN
        ('open', 'loaded', 'matched', 'reported', 'settled', 'exported', 'closed')),
    -- A run that cannot prove itself does not close.
    CONSTRAINT run_lines_agree CHECK (state <> 'closed' OR
        lines_in = matched + variance + held + rejected + duplicate),
    CONSTRAINT run_pence_agree CHECK (state <> 'closed' OR
        pence_in = matched_pence + variance_pence + held_pence + rejected_pence + duplicate_pence),
    CONSTRAINT run_paid_agrees CHECK (state <> 'closed' OR
        paid_pence + not_paid_pence = matched_pence + variance_pence),
    CONSTRAINT run_closed_is_finished CHECK ((state = 'closed') = (finished_at IS NOT NULL))
);
CREATE UNIQUE INDEX run_one_unclosed ON tallystick_data.run (council_id) WHERE state <> 'closed';

CREATE TABLE tallystick_data.inbound_file (
    council_id bigint NOT NULL,
    file_id bigint NOT NULL,
    run_id bigint NOT NULL,
    feed text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    sha256 bytea NOT NULL,
    state text NOT NULL,
    reason text,
    reference text,
    rows_read bigint NOT NULL,
    rows_loaded bigint NOT NULL,
    rows_rejected bigint NOT NULL,
    CONSTRAINT inbound_file_pk PRIMARY KEY (council_id, file_id),
    CONSTRAINT inbound_file_run_fk FOREIGN KEY (council_id, run_id)
        REFERENCES tallystick_data.run (council_id, run_id),
    CONSTRAINT inbound_file_state_known CHECK (state IN ('loaded', 'duplicate', 'quarantined')),
    CONSTRAINT inbound_file_rows_agree CHECK (rows_read = rows_loaded + rows_rejected
        OR state <> 'loaded')
);
-- Content is loaded once, under whatever name; standing data may come back.
CREATE UNIQUE INDEX inbound_file_content_once ON tallystick_data.inbound_file
    (council_id, sha256) WHERE state = 'loaded'
    AND kind NOT IN ('rate', 'provider', 'contact', 'suspension');
CREATE UNIQUE INDEX inbound_file_reference_once ON tallystick_data.inbound_file
    (council_id, reference) WHERE state = 'loaded' AND reference IS NOT NULL;
CREATE INDEX inbound_file_by_content ON tallystick_data.inbound_file (council_id, sha256);
CREATE INDEX inbound_file_by_run ON tallystick_data.inbound_file (council_id, run_id);

CREATE TABLE tallystick_data.rejected_row (
    council_id bigint NOT NULL,
    file_id bigint NOT NULL,
    source_row integer NOT NULL,
    run_id bigint NOT NULL,
    kind text NOT NULL,
    line bigint NOT NULL,
    column_no integer NOT NULL,
    field text NOT NULL,
    code text NOT NULL,
    reason text NOT NULL,
    raw text NOT NULL,
    provider text COLLATE "C",
    invoice_no text COLLATE "C",
    line_no text COLLATE "C",
    client_ref text COLLATE "C",
    CONSTRAINT rejected_row_pk PRIMARY KEY (council_id, file_id, source_row),
    CONSTRAINT rejected_row_file_fk FOREIGN KEY (council_id, file_id)
        REFERENCES tallystick_data.inbound_file (council_id, file_id)
);
CREATE INDEX rejected_row_by_run ON tallystick_data.rejected_row (council_id, run_id);

-- Provider, client and service: what orders, bills and pairing have in common.
CREATE TABLE tallystick_data.care_package (
    council_id bigint NOT NULL,
    package_id bigint NOT NULL,
    provider text COLLATE "C" NOT NULL,
    client_ref text COLLATE "C" NOT NULL,
    service text COLLATE "C" NOT NULL,
    CONSTRAINT care_package_pk PRIMARY KEY (council_id, package_id),
    CONSTRAINT care_package_once UNIQUE (council_id, provider, client_ref, service)
);

-- An invoice of a provider: its number stands for the two in what is paid once, because a number is
-- compared faster than texts.  invoice_once leaves room for one number each.
CREATE TABLE tallystick_data.invoice (
    council_id bigint NOT NULL,
    invoice_id bigint NOT NULL,
    provider text COLLATE "C" NOT NULL,
    invoice_no text COLLATE "C" NOT NULL,
    CONSTRAINT invoice_pk PRIMARY KEY (council_id, invoice_id),
    CONSTRAINT invoice_once UNIQUE (council_id, provider, invoice_no)
);

-- Order lines, every version that was read, in sheets as bill lines are.  order_key stands for
-- (order_no, order_line) in whatever refers to an order line through all its versions: it is the
-- order_id of the first one.  What most lines say is NULL.
CREATE TABLE tallystick_data.order_sheet (
    council_id bigint NOT NULL,
    sheet bigint NOT NULL, -- order_id >> 7
    part integer NOT NULL, -- 0: as they were read; 1: those that were perhaps read before; 2: cancelled
    first_planned timestamptz, -- the least and the greatest planned_start of its lines
    last_planned timestamptz,
    has_unplanned boolean NOT NULL, -- a line without planned_start
    place smallint[] COMPRESSION lz4 NOT NULL, -- order_id & 127
    blocks smallint[] COMPRESSION lz4 NOT NULL, -- the place of each one's first line
    -- Of a block:
    package_id bigint[] COMPRESSION lz4 NOT NULL,
    order_no text[] COMPRESSION lz4 COLLATE "C" NOT NULL,
    cost_centre text[] COMPRESSION lz4,
    gl_code text[] COMPRESSION lz4,
    care_manager text[] COMPRESSION lz4 COLLATE "C",
    -- Of a line:
    order_key bigint[] COMPRESSION lz4, -- NULL: order_id
    reading integer[] COMPRESSION lz4, -- the how-manieth of that order_no and order_line; NULL: the first
    order_line text[] COMPRESSION lz4 COLLATE "C" NOT NULL,
    basis text[] COMPRESSION lz4, -- NULL: visit
    status text[] COMPRESSION lz4, -- NULL: active
    version bigint[] COMPRESSION lz4, -- NULL: 0
    planned_start timestamptz[] COMPRESSION lz4,
    planned_minutes integer[] COMPRESSION lz4,
    carers integer[] COMPRESSION lz4, -- NULL: 1, of a visit
    quantity_e4 bigint[] COMPRESSION lz4,
    period text[] COMPRESSION lz4,
    valid_from date[] COMPRESSION lz4,
    valid_to date[] COMPRESSION lz4,
    rate_e6 bigint[] COMPRESSION lz4,
    unit_price_e6 bigint[] COMPRESSION lz4,
    CONSTRAINT order_sheet_pk PRIMARY KEY (council_id, sheet, part),
    CONSTRAINT order_sheet_fits CHECK (cardinality(place) BETWEEN 1 AND 128),
    CONSTRAINT order_sheet_is_even CHECK (cardinality(place) = ALL (ARRAY[
        cardinality(order_key), cardinality(reading), cardinality(order_line), cardinality(basis),
        cardinality(status), cardinality(version), cardinality(planned_start),
        cardinality(planned_minutes), cardinality(carers), cardinality(quantity_e4),
        cardinality(period), cardinality(valid_from), cardinality(valid_to), cardinality(rate_e6),
        cardinality(unit_price_e6)])),
    CONSTRAINT order_sheet_blocks_are_even CHECK (
        blocks[1] = place[1] AND cardinality(blocks) BETWEEN 1 AND cardinality(place)
        AND cardinality(blocks) = ALL (ARRAY[
            cardinality(package_id), cardinality(order_no), cardinality(cost_centre),
            cardinality(gl_code), cardinality(care_manager)]))
);
CREATE INDEX order_sheet_by_time ON tallystick_data.order_sheet
    (council_id, last_planned, first_planned);
CREATE INDEX order_sheet_unplanned ON tallystick_data.order_sheet (council_id, sheet)
    WHERE has_unplanned;

CREATE VIEW tallystick_data.order_line AS
SELECT s.council_id, s.sheet << 7 | u.place AS order_id,
       coalesce(u.order_key, s.sheet << 7 | u.place) AS order_key,
       coalesce(u.reading, 1) AS reading, s.package_id[u.block] AS package_id,
       s.sheet >> 25 AS file_id, ((s.sheet << 7 | u.place) & 4294967295)::integer AS source_row,
       s.order_no[u.block] AS order_no, u.order_line, coalesce(u.basis, 'visit') AS basis,
       coalesce(u.status, 'active') AS status, coalesce(u.version, 0) AS version, u.planned_start,
       u.planned_minutes, CASE WHEN u.basis IS NULL THEN coalesce(u.carers, 1) END AS carers,
       u.quantity_e4, u.period, u.valid_from, u.valid_to, u.rate_e6, u.unit_price_e6,
       s.cost_centre[u.block] AS cost_centre, s.gl_code[u.block] AS gl_code,
       s.care_manager[u.block] AS care_manager, s.sheet, s.first_planned AS sheet_first_planned,
       s.last_planned AS sheet_last_planned, s.has_unplanned AS sheet_has_unplanned
FROM tallystick_data.order_sheet s
CROSS JOIN LATERAL (
    SELECT unnest(s.place) AS place, width_bucket(unnest(s.place), s.blocks) AS block,
           unnest(s.order_key) AS order_key, unnest(s.reading) AS reading,
           unnest(s.order_line) AS order_line, unnest(s.basis) AS basis, unnest(s.status) AS status,
           unnest(s.version) AS version, unnest(s.planned_start) AS planned_start,
           unnest(s.planned_minutes) AS planned_minutes, unnest(s.carers) AS carers,
           unnest(s.quantity_e4) AS quantity_e4, unnest(s.period) AS period,
           unnest(s.valid_from) AS valid_from, unnest(s.valid_to) AS valid_to,
           unnest(s.rate_e6) AS rate_e6, unnest(s.unit_price_e6) AS unit_price_e6) u;

-- One of them, without going through the others of its sheet.
CREATE FUNCTION tallystick_data.order_line_at(council_id bigint, order_id bigint)
RETURNS SETOF tallystick_data.order_line
LANGUAGE sql STABLE
AS $$
    SELECT s.council_id, s.sheet << 7 | s.place[a.at],
           coalesce(s.order_key[a.at], s.sheet << 7 | s.place[a.at]), coalesce(s.reading[a.at], 1),
           s.package_id[a.block], s.sheet >> 25,
           ((s.sheet << 7 | s.place[a.at]) & 4294967295)::integer, s.order_no[a.block],
           s.order_line[a.at], coalesce(s.basis[a.at], 'visit'), coalesce(s.status[a.at], 'active'),
           coalesce(s.version[a.at], 0), s.planned_start[a.at], s.planned_minutes[a.at],
           CASE WHEN s.basis[a.at] IS NULL THEN coalesce(s.carers[a.at], 1) END,
           s.quantity_e4[a.at], s.period[a.at], s.valid_from[a.at], s.valid_to[a.at],
           s.rate_e6[a.at], s.unit_price_e6[a.at], s.cost_centre[a.block], s.gl_code[a.block],
           s.care_manager[a.block], s.sheet, s.first_planned, s.last_planned, s.has_unplanned
    FROM tallystick_data.order_sheet s
    CROSS JOIN LATERAL ROWS FROM (array_position(s.place, ($2 & 127)::smallint),
                                  width_bucket(($2 & 127)::smallint, s.blocks)) AS a (at, block)
    WHERE s.council_id = $1 AND s.sheet = $2 >> 7 AND a.at IS NOT NULL
$$;

-- Which sheets hold lines of a package.
CREATE TABLE tallystick_data.package_sheet (
    council_id bigint NOT NULL,
    package_id bigint NOT NULL,
    first_sheet bigint NOT NULL,
    part integer NOT NULL, -- of the sheets
    first_planned timestamptz, -- of the package's lines there
    last_planned timestamptz,
    has_unplanned boolean NOT NULL,
    sheets bigint[] NOT NULL,
    planned_until timestamptz GENERATED ALWAYS AS
        (CASE WHEN has_unplanned THEN 'infinity' ELSE last_planned END) STORED,
    CONSTRAINT package_sheet_pk PRIMARY KEY (council_id, package_id, first_sheet, part)
);
-- Of a client's years, what is planned from a day on.
CREATE INDEX package_sheet_by_plan ON tallystick_data.package_sheet
    (council_id, package_id, planned_until);

-- An order line is read for the first time once, so that there is one key.  A stick is 256
-- neighbouring numbers: of the lines of an order (digits: 0); or, of the lines called 1, which many
-- orders have and no other, of orders that agree in all but their last digits, so many of them as
-- there are, at most 9.  A row is one cutting of notches into it, a notch (number & 255, from the
-- left) a line.  Each cutting says what was notched before, which the foreign key sees to, and cuts
-- nothing that was: so a line is notched once, ever.
CREATE TABLE tallystick_data.order_stick (
    council_id bigint NOT NULL,
    order_no text COLLATE "C" NOT NULL, -- without its last digits
    digits integer NOT NULL,
    stick integer NOT NULL, -- number >> 8
    cutting integer NOT NULL, -- 1..
    notches_before bit(256) NOT NULL,
    notches_now bit(256) NOT NULL,
    notches_after bit(256) NOT NULL GENERATED ALWAYS AS (notches_before | notches_now) STORED,
    prior_cutting integer GENERATED ALWAYS AS (nullif(cutting - 1, 0)) STORED,
    lines integer NOT NULL, -- read for the first time
    sheets bigint[] NOT NULL, -- that hold these
    sheet_notches bit(256)[] NOT NULL, -- and which of them
    CONSTRAINT order_stick_pk PRIMARY KEY (council_id, order_no, digits, stick, cutting),
    CONSTRAINT order_stick_after
        UNIQUE (council_id, order_no, digits, stick, cutting, notches_after),
    CONSTRAINT order_stick_follows FOREIGN KEY
        (council_id, order_no, digits, stick, prior_cutting, notches_before)
        REFERENCES tallystick_data.order_stick
        (council_id, order_no, digits, stick, cutting, notches_after),
    CONSTRAINT order_stick_begins CHECK (
        cutting > 1 OR (cutting = 1 AND notches_before = 0::bit(256))),
    CONSTRAINT order_stick_read_once CHECK (notches_before & notches_now = 0::bit(256)),
    CONSTRAINT order_stick_is_cut CHECK (notches_now <> 0::bit(256)),
    CONSTRAINT order_stick_has_its_lines CHECK (bit_count(notches_now) = lines
        AND cardinality(sheets) = cardinality(sheet_notches))
);

-- Lines of no such number, or of a larger one, and lines called 1 of orders without a digit.
CREATE TABLE tallystick_data.order_other_line (
    council_id bigint NOT NULL,
    order_no text COLLATE "C" NOT NULL,
    order_line text COLLATE "C" NOT NULL,
    order_id bigint NOT NULL,
    CONSTRAINT order_other_line_pk PRIMARY KEY (council_id, order_no, order_line),
    CONSTRAINT order_other_line_is_no_notch CHECK (CASE WHEN order_line = '1'
        THEN order_no !~ '[0-9]$' ELSE order_line !~ '^(0|[1-9][0-9]{0,8})$' END)
);

-- Later readings of an order line.
CREATE TABLE tallystick_data.order_line_again (
    council_id bigint NOT NULL,
    order_id bigint NOT NULL,
    order_key bigint NOT NULL,
    reading integer NOT NULL, -- 2..
    order_no text COLLATE "C" NOT NULL,
    order_line text COLLATE "C" NOT NULL,
    CONSTRAINT order_line_again_pk PRIMARY KEY (council_id, order_id),
    CONSTRAINT order_line_again_once UNIQUE (council_id, order_no, order_line, reading),
    CONSTRAINT order_line_key_is_the_first CHECK (reading > 1 AND order_key <> order_id)
);

-- Which sheets hold lines of an order, and perhaps some that hold none of them.
CREATE FUNCTION tallystick_data.sheets_of_order(council_id bigint, order_no text)
RETURNS TABLE (sheet bigint)
LANGUAGE sql STABLE
AS $$
    SELECT unnest(s.sheets) FROM tallystick_data.order_stick s
    WHERE s.council_id = $1 AND s.order_no = $2 AND s.digits = 0
    UNION ALL
    SELECT k.sheet
    FROM (SELECT greatest(length(rtrim($2, '0123456789')), length($2) - 9)) AS l (length)
    CROSS JOIN LATERAL (SELECT left($2, l.length) AS order_no,
                               nullif(substr($2, 1 + l.length), '')::integer AS number) e
    JOIN tallystick_data.order_stick s ON s.council_id = $1 AND s.order_no = e.order_no
        AND s.digits = length($2) - l.length AND s.stick = e.number >> 8
    CROSS JOIN LATERAL unnest(s.sheets, s.sheet_notches) AS k (sheet, notches)
    WHERE get_bit(k.notches, e.number & 255) = 1
    UNION ALL
    SELECT s.order_id >> 7 FROM tallystick_data.order_other_line s
    WHERE s.council_id = $1 AND s.order_no = $2
    UNION ALL
    SELECT s.order_id >> 7 FROM tallystick_data.order_line_again s
    WHERE s.council_id = $1 AND s.order_no = $2
$$;

-- Working set: order lines of tonight's load that may have been read before, until all are there and
-- their readings can be counted; empty after it.
CREATE UNLOGGED TABLE tallystick_data.order_line_waiting (
    council_id bigint NOT NULL,
    order_id bigint NOT NULL,
    order_key bigint, -- NULL: not known yet
    reading integer,
    package_id bigint NOT NULL,
    order_no text COLLATE "C" NOT NULL,
    order_line text COLLATE "C" NOT NULL,
    basis text, -- as in order_sheet
    status text,
    version bigint,
    planned_start timestamptz,
    planned_minutes integer,
    carers integer,
    quantity_e4 bigint,
    period text,
    valid_from date,
    valid_to date,
    rate_e6 bigint,
    unit_price_e6 bigint,
    cost_centre text,
    gl_code text,
    care_manager text COLLATE "C",
    sheet bigint NOT NULL GENERATED ALWAYS AS (order_id >> 7) STORED,
    -- As in order_stick; stick is NULL where the line has none.
    stem text COLLATE "C" NOT NULL GENERATED ALWAYS AS (CASE WHEN order_line = '1' THEN left(order_no,
        greatest(length(rtrim(order_no, '0123456789')), length(order_no) - 9)) ELSE order_no END) STORED,
    digits integer NOT NULL GENERATED ALWAYS AS (CASE WHEN order_line = '1' THEN least(9,
        length(order_no) - length(rtrim(order_no, '0123456789'))) ELSE 0 END) STORED,
    stick integer GENERATED ALWAYS AS (CASE
        WHEN order_line = '1' THEN nullif(substr(order_no, 1 +
            greatest(length(rtrim(order_no, '0123456789')), length(order_no) - 9)), '')::integer >> 8
        WHEN order_line ~ '^(0|[1-9][0-9]{0,8})$' THEN order_line::integer >> 8 END) STORED,
    notch integer GENERATED ALWAYS AS (CASE
        WHEN order_line = '1' THEN nullif(substr(order_no, 1 +
            greatest(length(rtrim(order_no, '0123456789')), length(order_no) - 9)), '')::integer & 255
        WHEN order_line ~ '^(0|[1-9][0-9]{0,8})$' THEN order_line::integer & 255 END) STORED,
    CONSTRAINT order_line_waiting_pk PRIMARY KEY (council_id, order_id)
);

-- Working set: notches of tonight's load into sticks that may have other cuttings, until they are
-- cut; empty after it.
CREATE UNLOGGED TABLE tallystick_data.order_notch_waiting (
    council_id bigint NOT NULL,
    order_no text COLLATE "C" NOT NULL,
    digits integer NOT NULL,
    stick integer NOT NULL,
    sheet bigint NOT NULL,
    notches bit(256) NOT NULL,
    lines integer NOT NULL,
    CONSTRAINT order_notch_waiting_pk PRIMARY KEY (council_id, order_no, digits, stick, sheet)
);

-- Working set: versions of order lines that a later one replaced.  All others
-- are in force.
CREATE TABLE tallystick_data.replaced_order (
    council_id bigint NOT NULL,
    order_id bigint NOT NULL,
    CONSTRAINT replaced_order_pk PRIMARY KEY (council_id, order_id)
);

-- Bill lines, a sheet of up to 128 a row: lines of a file whose numbers agree in all but the last 7
-- bits.  A column has an element a block of neighbours that say the same in all such columns, or an
-- element a line; one that no line fills is NULL as a whole.
CREATE TABLE tallystick_data.bill_sheet (
    council_id bigint NOT NULL,
    sheet bigint NOT NULL, -- line_id >> 7
    run_id bigint NOT NULL, -- the run that read it
    providers text[] COLLATE "C" NOT NULL, -- of its lines, each once
    place smallint[] COMPRESSION lz4 NOT NULL, -- line_id & 127
    blocks smallint[] COMPRESSION lz4 NOT NULL, -- the place of each one's first line
    -- Of a block:
    package_id bigint[] COMPRESSION lz4 NOT NULL,
    invoice_no text[] COMPRESSION lz4 COLLATE "C" NOT NULL,
    invoice_date date[] COMPRESSION lz4,
    order_no text[] COMPRESSION lz4 COLLATE "C",
    carer_ref text[] COMPRESSION lz4 COLLATE "C",
    rate_e6 bigint[] COMPRESSION lz4,
    -- Of a line:
    line_no text[] COMPRESSION lz4 COLLATE "C" NOT NULL,
    order_line text[] COMPRESSION lz4 COLLATE "C",
    outcome text[] COMPRESSION lz4, -- NULL: delivered
    description text[] COMPRESSION lz4,
    credits_invoice_no text[] COMPRESSION lz4 COLLATE "C",
    credits_line_no text[] COMPRESSION lz4 COLLATE "C",
    claimed_start timestamptz[] COMPRESSION lz4 NOT NULL,
    claimed_end timestamptz[] COMPRESSION lz4, -- NULL: as many hours as the quantity says after it
    actual_start timestamptz[] COMPRESSION lz4,
    actual_end timestamptz[] COMPRESSION lz4,
    notice_at timestamptz[] COMPRESSION lz4,
    quantity_e4 bigint[] COMPRESSION lz4,
    net_pence bigint[] COMPRESSION lz4,
    vat_pence bigint[] COMPRESSION lz4,
    unit text[] COMPRESSION lz4,
    secondary boolean[] COMPRESSION lz4, -- NULL: no
    CONSTRAINT bill_sheet_pk PRIMARY KEY (council_id, sheet),
    CONSTRAINT bill_sheet_fits CHECK (cardinality(place) BETWEEN 1 AND 128),
    CONSTRAINT bill_sheet_is_even CHECK (cardinality(place) = ALL (ARRAY[
        cardinality(line_no), cardinality(order_line), cardinality(outcome),
        cardinality(description), cardinality(credits_invoice_no), cardinality(credits_line_no),
        cardinality(claimed_start), cardinality(claimed_end), cardinality(actual_start),
        cardinality(actual_end), cardinality(notice_at), cardinality(quantity_e4),
        cardinality(net_pence), cardinality(vat_pence), cardinality(unit),
        cardinality(secondary)])),
    CONSTRAINT bill_sheet_blocks_are_even CHECK (
        blocks[1] = place[1] AND cardinality(blocks) BETWEEN 1 AND cardinality(place)
        AND cardinality(blocks) = ALL (ARRAY[
            cardinality(package_id), cardinality(invoice_no), cardinality(invoice_date),
            cardinality(order_no), cardinality(carer_ref), cardinality(rate_e6)])),
    -- As many ends, or quantities that tell them, as lines; which has which: the program.
    CONSTRAINT bill_sheet_lines_end CHECK (
        coalesce(cardinality(array_remove(claimed_end, NULL)), 0)
        + coalesce(cardinality(array_remove(quantity_e4, NULL)), 0) >= cardinality(place))
);

-- Its lines one by one.  Who looks a line up by its number says its sheet as well, so that no other
-- sheet is opened.  (Sets in a SELECT list are gone through without being stored first, as those in
-- FROM are.)
CREATE VIEW tallystick_data.bill_line AS
SELECT s.council_id, s.sheet << 7 | u.place AS line_id, s.package_id[u.block] AS package_id,
       s.run_id, s.sheet >> 25 AS file_id,
       ((s.sheet << 7 | u.place) & 4294967295)::integer AS source_row,
       s.invoice_no[u.block] AS invoice_no, u.line_no, s.carer_ref[u.block] AS carer_ref,
       s.order_no[u.block] AS order_no, u.order_line, u.outcome, u.description,
       u.credits_invoice_no, u.credits_line_no, u.claimed_start,
       coalesce(u.claimed_end, u.claimed_start + u.quantity_e4 * interval '0.36 seconds')
           AS claimed_end, u.actual_start, u.actual_end, u.notice_at, u.quantity_e4,
       s.rate_e6[u.block] AS rate_e6, u.net_pence, u.vat_pence,
       s.invoice_date[u.block] AS invoice_date, u.unit, coalesce(u.secondary, false) AS secondary,
       s.sheet, s.providers
FROM tallystick_data.bill_sheet s
CROSS JOIN LATERAL (
    SELECT unnest(s.place) AS place, width_bucket(unnest(s.place), s.blocks) AS block,
           unnest(s.line_no) AS line_no, unnest(s.order_line) AS order_line,
           unnest(s.outcome) AS outcome, unnest(s.description) AS description,
           unnest(s.credits_invoice_no) AS credits_invoice_no,
           unnest(s.credits_line_no) AS credits_line_no, unnest(s.claimed_start) AS claimed_start,
           unnest(s.claimed_end) AS claimed_end, unnest(s.actual_start) AS actual_start,
           unnest(s.actual_end) AS actual_end, unnest(s.notice_at) AS notice_at,
           unnest(s.quantity_e4) AS quantity_e4, unnest(s.net_pence) AS net_pence,
           unnest(s.vat_pence) AS vat_pence, unnest(s.unit) AS unit,
           unnest(s.secondary) AS secondary) u;

-- One of them, without going through the others of its sheet.
CREATE FUNCTION tallystick_data.bill_line_at(council_id bigint, line_id bigint)
RETURNS SETOF tallystick_data.bill_line
LANGUAGE sql STABLE
AS $$
    SELECT s.council_id, s.sheet << 7 | s.place[a.at], s.package_id[a.block], s.run_id, s.sheet >> 25,
           ((s.sheet << 7 | s.place[a.at]) & 4294967295)::integer, s.invoice_no[a.block],
           s.line_no[a.at], s.carer_ref[a.block], s.order_no[a.block], s.order_line[a.at],
           s.outcome[a.at], s.description[a.at], s.credits_invoice_no[a.at],
           s.credits_line_no[a.at], s.claimed_start[a.at],
           coalesce(s.claimed_end[a.at],
                    s.claimed_start[a.at] + s.quantity_e4[a.at] * interval '0.36 seconds'),
           s.actual_start[a.at], s.actual_end[a.at], s.notice_at[a.at], s.quantity_e4[a.at],
           s.rate_e6[a.block], s.net_pence[a.at], s.vat_pence[a.at], s.invoice_date[a.block],
           s.unit[a.at], coalesce(s.secondary[a.at], false), s.sheet, s.providers
    FROM tallystick_data.bill_sheet s
    CROSS JOIN LATERAL ROWS FROM (array_position(s.place, ($2 & 127)::smallint),
                                  width_bucket(($2 & 127)::smallint, s.blocks)) AS a (at, block)
    WHERE s.council_id = $1 AND s.sheet = $2 >> 7 AND a.at IS NOT NULL
$$;

-- Verdicts that one run gave a provider's lines of one sheet, when they or their money changed:
-- written once.  A sheet is the lines of a file whose numbers agree in all but the last seven bits
-- (sheet = line_id >> 7, place = line_id & 127): a row costs the same whatever it holds, so that a
-- million lines are written as some ten thousand rows.  Every array has an element a line, or a block
-- of neighbours, in one order; a column of NULLs only is NULL.  What most lines say is NULL: they are
-- matched.  A line is paid if its block has a lot_id.  turn counts how often the slot or service was
-- paid and given back by a credit in full, identity_turn the same of the invoice line.
CREATE TABLE tallystick_data.verdict_sheet (
    council_id bigint NOT NULL,
    sheet bigint NOT NULL,
    run_id bigint NOT NULL,
    provider text COLLATE "C" NOT NULL,
    due_date date NOT NULL, -- of all its lines: those of a file were received on one day
    first_start timestamptz NOT NULL, -- of what the lines delivered
    last_end timestamptz NOT NULL,
    place smallint[] COMPRESSION lz4 NOT NULL, -- line_id & 127
    blocks smallint[] COMPRESSION lz4 NOT NULL, -- the place of each one's first line
    -- Of a block:
    package_id bigint[] COMPRESSION lz4 NOT NULL,
    invoice_id bigint[] COMPRESSION lz4 NOT NULL,
    slot integer[] COMPRESSION lz4,
    verdict text[] COMPRESSION lz4 COLLATE "C", -- NULL: matched
    reasons text[] COMPRESSION lz4 COLLATE "C", -- codes, parted by commas; NULL: none
    detail json[] COMPRESSION lz4,
    expected_less_payable bigint[] COMPRESSION lz4, -- of their pence
    billed_less_delivered integer[] COMPRESSION lz4, -- of their minutes
    expected_less_delivered integer[] COMPRESSION lz4, -- of their minutes
    -- Of a block of paid lines:
    identity_turn smallint[] COMPRESSION lz4, -- NULL: 1
    turn smallint[] COMPRESSION lz4, -- NULL: 1
    lot_id bigint[] COMPRESSION lz4,
    vat_percent_e4 integer[] COMPRESSION lz4, -- NULL: 0
    carer_ref text[] COMPRESSION lz4 COLLATE "C",
    item_less_place smallint[] COMPRESSION lz4, -- items are 1.. within a lot
    -- Of a line:
    line_no text[] COMPRESSION lz4 COLLATE "C" NOT NULL,
    delivered_start timestamptz[] COMPRESSION lz4 NOT NULL,
    delivered_end timestamptz[] COMPRESSION lz4, -- NULL: delivered_minutes after delivered_start
    payable_pence bigint[] COMPRESSION lz4 NOT NULL,
    payable_vat_pence bigint[] COMPRESSION lz4, -- NULL: 0
    order_id bigint[] COMPRESSION lz4, -- the version that it was compared with
    order_key bigint[] COMPRESSION lz4, -- of all versions; NULL: the order_id
    delivered_minutes integer[] COMPRESSION lz4 NOT NULL,
    CONSTRAINT verdict_sheet_pk PRIMARY KEY (council_id, sheet, run_id, provider),
    CONSTRAINT verdict_sheet_fits CHECK (cardinality(place) BETWEEN 1 AND 128),
    CONSTRAINT verdict_sheet_is_even CHECK (cardinality(place) = ALL (ARRAY[
        cardinality(line_no), cardinality(delivered_start), cardinality(delivered_end),
        cardinality(payable_pence), cardinality(payable_vat_pence), cardinality(order_id),
        cardinality(order_key), cardinality(delivered_minutes)])),
    CONSTRAINT verdict_sheet_blocks_are_even CHECK (
        blocks[1] = place[1] AND cardinality(blocks) BETWEEN 1 AND cardinality(place)
        AND cardinality(blocks) = ALL (ARRAY[
            cardinality(package_id), cardinality(invoice_id), cardinality(slot),
            cardinality(verdict), cardinality(reasons), cardinality(detail),
            cardinality(expected_less_payable), cardinality(billed_less_delivered),
            cardinality(expected_less_delivered), cardinality(identity_turn), cardinality(turn),
            cardinality(lot_id), cardinality(vat_percent_e4), cardinality(carer_ref),
            cardinality(item_less_place)])),
    CONSTRAINT verdict_sheet_verdict_known CHECK (array_remove(verdict, NULL)
        <@ ARRAY['variance', 'held', 'rejected', 'duplicate'] COLLATE "C"),
    -- As many blocks as are paid have lot and item, and no more have what paid lines have; which of
    -- them: `verify`.
    CONSTRAINT verdict_sheet_paid_is_complete CHECK (
        coalesce(cardinality(array_remove(lot_id, NULL)), 0) = cardinality(blocks)
            - coalesce(cardinality(array_remove(array_remove(verdict, NULL), 'variance')), 0)
        AND (lot_id IS NULL) = (item_less_place IS NULL)
        AND cardinality(array_remove(lot_id, NULL)) = cardinality(array_remove(item_less_place, NULL))
        AND (lot_id IS NOT NULL OR num_nonnulls(identity_turn, turn, vat_percent_e4) = 0)),
    -- A line that is not paid is a block by itself: the program sees to it, and `verify` looks.
    CONSTRAINT verdict_sheet_pays_if_agreed CHECK (
        greatest(cardinality(array_remove(payable_pence, 0)),
                 cardinality(array_remove(payable_vat_pence, NULL)))
        <= CASE WHEN lot_id IS NULL THEN 0 ELSE cardinality(place)
            - coalesce(cardinality(array_remove(array_remove(verdict, NULL), 'variance')), 0) END),
    -- Lines that are all matched say no more.
    CONSTRAINT verdict_sheet_matched_is_bare CHECK (
        (reasons IS NULL AND detail IS NULL) OR verdict IS NOT NULL)
);
CREATE INDEX verdict_sheet_by_time ON tallystick_data.verdict_sheet
    (council_id, provider, last_end, first_start);
CREATE INDEX verdict_sheet_by_run ON tallystick_data.verdict_sheet (council_id, run_id);

-- On which sheets an invoice's judged lines are.
CREATE TABLE tallystick_data.invoice_sheet (
    council_id bigint NOT NULL,
    invoice_id bigint NOT NULL,
    sheet bigint NOT NULL,
    CONSTRAINT invoice_sheet_pk PRIMARY KEY (council_id, invoice_id, sheet)
);

-- What is paid once is notched into a tally stick: 64 neighbouring places, stick = n >> 6 and
-- place = n & 63.  A row is one cutting of notches; it names what was notched before it, which is
-- the cutting before, and there is one of each number: so the cuttings of a stick follow each other
-- in one line without gaps, and a place is notched once, ever.
-- A bill line; n: line_id.
CREATE TABLE tallystick_data.line_stick (
    council_id bigint NOT NULL,
    stick bigint NOT NULL,
    cutting integer NOT NULL,
    notches_before bigint NOT NULL,
    notches_now bigint NOT NULL,
    notches_after bigint NOT NULL GENERATED ALWAYS AS (notches_before | notches_now) STORED,
    prior_cutting integer GENERATED ALWAYS AS (nullif(cutting - 1, 0)) STORED,
    CONSTRAINT line_stick_pk PRIMARY KEY (council_id, stick, cutting),
    CONSTRAINT line_stick_after UNIQUE (council_id, stick, cutting, notches_after),
    CONSTRAINT line_stick_paid_once CHECK (notches_before & notches_now = 0),
    CONSTRAINT line_stick_is_cut CHECK (notches_now <> 0),
    CONSTRAINT line_stick_begins CHECK (cutting > 1 OR (cutting = 1 AND notches_before = 0)),
    CONSTRAINT line_stick_follows FOREIGN KEY (council_id, stick, prior_cutting, notches_before)
        REFERENCES tallystick_data.line_stick (council_id, stick, cutting, notches_after)
);

-- A visit's slot, in each of its turns; n: order_key.  line_ids: which lines were paid for the slots
-- of this cutting, in the order of their places.
CREATE TABLE tallystick_data.slot_stick (
    council_id bigint NOT NULL,
    slot integer NOT NULL,
    turn integer NOT NULL,
    stick bigint NOT NULL,
    cutting integer NOT NULL,
    notches_before bigint NOT NULL,
    notches_now bigint NOT NULL,
    notches_after bigint NOT NULL GENERATED ALWAYS AS (notches_before | notches_now) STORED,
    prior_cutting integer GENERATED ALWAYS AS (nullif(cutting - 1, 0)) STORED,
    line_ids bigint[] COMPRESSION lz4 NOT NULL,
    CONSTRAINT slot_stick_pk PRIMARY KEY (council_id, stick, slot, turn, cutting),
    CONSTRAINT slot_stick_after UNIQUE (council_id, stick, slot, turn, cutting, notches_after),
    CONSTRAINT slot_stick_paid_once CHECK (notches_before & notches_now = 0),
    CONSTRAINT slot_stick_is_cut CHECK (notches_now <> 0),
    CONSTRAINT slot_stick_begins CHECK (cutting > 1 OR (cutting = 1 AND notches_before = 0)),
    CONSTRAINT slot_stick_has_its_lines CHECK (
        cardinality(line_ids) = bit_count(notches_now::bit(64))),
    CONSTRAINT slot_stick_follows
        FOREIGN KEY (council_id, stick, slot, turn, prior_cutting, notches_before)
        REFERENCES tallystick_data.slot_stick (council_id, stick, slot, turn, cutting, notches_after)
);

-- An invoice line, in each of its turns; n: line_no, which is written in one way if it is a number.
CREATE TABLE tallystick_data.invoice_stick (
    council_id bigint NOT NULL,
    invoice_id bigint NOT NULL,
    identity_turn integer NOT NULL,
    stick bigint NOT NULL,
    cutting integer NOT NULL,
    notches_before bigint NOT NULL,
    notches_now bigint NOT NULL,
    notches_after bigint NOT NULL GENERATED ALWAYS AS (notches_before | notches_now) STORED,
    prior_cutting integer GENERATED ALWAYS AS (nullif(cutting - 1, 0)) STORED,
    CONSTRAINT invoice_stick_pk PRIMARY KEY (council_id, invoice_id, identity_turn, stick, cutting),
    CONSTRAINT invoice_stick_after
        UNIQUE (council_id, invoice_id, identity_turn, stick, cutting, notches_after),
    CONSTRAINT invoice_stick_paid_once CHECK (notches_before & notches_now = 0),
    CONSTRAINT invoice_stick_is_cut CHECK (notches_now <> 0),
    CONSTRAINT invoice_stick_begins CHECK (cutting > 1 OR (cutting = 1 AND notches_before = 0)),
    CONSTRAINT invoice_stick_follows
        FOREIGN KEY (council_id, invoice_id, identity_turn, stick, prior_cutting, notches_before)
        REFERENCES tallystick_data.invoice_stick
            (council_id, invoice_id, identity_turn, stick, cutting, notches_after)
);

-- An invoice line whose line_no is no such number, or too large a one.
CREATE TABLE tallystick_data.invoice_other_line (
    council_id bigint NOT NULL,
    invoice_id bigint NOT NULL,
    line_no text COLLATE "C" NOT NULL,
    identity_turn integer NOT NULL,
    CONSTRAINT invoice_other_line_paid_once PRIMARY KEY
        (council_id, invoice_id, line_no, identity_turn),
    CONSTRAINT invoice_other_line_is_other CHECK (line_no !~ '^(0|[1-9][0-9]{0,8})$')
);

-- A paid line, basis period and unit: a service without slots is paid once in each of its turns.
CREATE TABLE tallystick_data.paid_service (
    council_id bigint NOT NULL,
    line_id bigint NOT NULL,
    package_id bigint NOT NULL,
    claimed_start timestamptz NOT NULL,
    carer_ref text COLLATE "C" NOT NULL, -- empty: none is named
    secondary boolean NOT NULL,
    turn integer NOT NULL,
    order_key bigint NOT NULL,
    period_first date,
    counted_e4 bigint NOT NULL, -- minutes or units
    CONSTRAINT paid_service_pk PRIMARY KEY (council_id, line_id),
    CONSTRAINT paid_service_once UNIQUE
        (council_id, package_id, claimed_start, carer_ref, secondary, turn)
);

-- A paid credit, and the line that it takes from.
CREATE TABLE tallystick_data.paid_credit (
    council_id bigint NOT NULL,
    line_id bigint NOT NULL,
    credits_line_id bigint NOT NULL,
    run_id bigint NOT NULL,
    provider text COLLATE "C" NOT NULL,
    net_pence bigint NOT NULL,
    CONSTRAINT paid_credit_pk PRIMARY KEY (council_id, line_id),
    CONSTRAINT paid_credit_is_negative CHECK (net_pence <= 0)
);
CREATE INDEX paid_credit_by_line ON tallystick_data.paid_credit (council_id, credits_line_id);
CREATE INDEX paid_credit_by_run ON tallystick_data.paid_credit (council_id, run_id);

-- Verdicts are sent by sessions of their own, and committed just before the run moves on.  Stages
-- read verdict_sheet itself: those of a killed night are gone before they begin.
CREATE VIEW tallystick_data.judged_sheet AS
SELECT s.*
FROM tallystick_data.verdict_sheet s
JOIN tallystick_data.run r ON r.council_id = s.council_id AND r.run_id = s.run_id
WHERE r.state NOT IN ('open', 'loaded');

-- Verdicts line by line.  Where one looks lines up by number: AND v.sheet = line_id >> 7.
-- The outer joins cost nothing where their columns are not asked for.
CREATE VIEW tallystick_data.verdict AS
SELECT s.council_id, s.sheet, (s.sheet << 7) + u.place AS line_id, s.run_id,
       s.package_id[u.block] AS package_id, s.invoice_id[u.block] AS invoice_id, u.delivered_start,
       coalesce(u.delivered_end,
           u.delivered_start + make_interval(mins => u.delivered_minutes)) AS delivered_end,
       u.payable_pence + s.expected_less_payable[u.block] AS expected_pence, u.payable_pence,
       coalesce(u.payable_vat_pence, 0) AS payable_vat_pence,
       u.order_id, coalesce(u.order_key, u.order_id) AS order_key, u.delivered_minutes,
       u.delivered_minutes + s.billed_less_delivered[u.block] AS billed_minutes,
       u.delivered_minutes + s.expected_less_delivered[u.block] AS expected_minutes,
       s.slot[u.block] AS slot, s.due_date,
       coalesce(s.verdict[u.block], 'matched') AS verdict, s.provider, u.line_no,
       string_to_array(s.reasons[u.block], ',') AS reasons, s.detail[u.block]::jsonb AS detail,
       CASE WHEN s.lot_id[u.block] IS NOT NULL THEN coalesce(s.identity_turn[u.block], 1::smallint)
           END AS identity_turn,
       CASE WHEN s.lot_id[u.block] IS NOT NULL THEN coalesce(s.turn[u.block], 1::smallint) END AS turn,
       s.lot_id[u.block] AS lot_id, s.item_less_place[u.block] + u.place AS item,
       CASE WHEN s.lot_id[u.block] IS NOT NULL THEN coalesce(s.vat_percent_e4[u.block], 0) END
           AS vat_percent_e4, s.carer_ref[u.block] AS carer_ref,
       y.claimed_start, y.secondary, y.period_first, y.counted_e4, c.credits_line_id
FROM tallystick_data.judged_sheet s
CROSS JOIN LATERAL (
    SELECT unnest(s.place) AS place, width_bucket(unnest(s.place), s.blocks) AS block,
           unnest(s.line_no) AS line_no, unnest(s.delivered_start) AS delivered_start,
           unnest(s.delivered_end) AS delivered_end, unnest(s.payable_pence) AS payable_pence,
           unnest(s.payable_vat_pence) AS payable_vat_pence, unnest(s.order_id) AS order_id,
           unnest(s.order_key) AS order_key, unnest(s.delivered_minutes) AS delivered_minutes) u
LEFT JOIN tallystick_data.paid_service y ON y.council_id = s.council_id
    AND y.line_id = (s.sheet << 7) + u.place AND s.lot_id[u.block] IS NOT NULL
LEFT JOIN tallystick_data.paid_credit c ON c.council_id = s.council_id
    AND c.line_id = (s.sheet << 7) + u.place AND s.lot_id[u.block] IS NOT NULL;

CREATE VIEW tallystick_data.paid_line AS
SELECT v.council_id, v.sheet, v.line_id, v.run_id, v.provider, v.invoice_id, i.invoice_no, v.line_no,
       v.identity_turn, v.package_id, v.order_id, v.order_key,
       (SELECT o.order_no FROM tallystick_data.order_line o
        WHERE o.council_id = v.council_id AND o.sheet = v.order_id >> 7
        AND o.order_id = v.order_id) AS order_no,
       (SELECT o.order_line FROM tallystick_data.order_line o
        WHERE o.council_id = v.council_id AND o.sheet = v.order_id >> 7
        AND o.order_id = v.order_id) AS order_line,
       v.slot, v.turn, v.claimed_start, v.carer_ref, v.secondary, v.period_first,
       coalesce(v.counted_e4, 0) AS counted_e4, v.delivered_start,
       v.delivered_end, v.payable_pence AS net_pence, v.payable_vat_pence AS vat_pence,
       v.vat_percent_e4, v.credits_line_id, v.due_date, v.lot_id, v.item
FROM tallystick_data.verdict v
LEFT JOIN tallystick_data.invoice i ON i.council_id = v.council_id AND i.invoice_id = v.invoice_id
WHERE v.lot_id IS NOT NULL;

-- Slots that were paid, and the line that each was paid to.  Where one looks slots up by order_key:
-- AND s.stick = order_key >> 6.
CREATE VIEW tallystick_data.paid_slot AS
SELECT s.council_id, s.stick, (s.stick << 6) + p.place AS order_key, s.slot, s.turn,
       s.line_ids[1 + bit_count((s.notches_now & ~((-1)::bigint << p.place))::bit(64))::integer]
           AS line_id
FROM tallystick_data.slot_stick s
CROSS JOIN LATERAL generate_series(0, 63) AS p (place)
WHERE s.notches_now >> p.place & 1 = 1;

-- The line that a slot was paid to, unless credits have taken all of it back: none, and the slot is
-- open again.
CREATE FUNCTION tallystick_data.payee_of_slot(council_id bigint, order_key bigint, slot integer)
RETURNS SETOF bigint
LANGUAGE sql STABLE
AS $$
    SELECT l.line_id
    FROM tallystick_data.slot_stick y
    CROSS JOIN LATERAL (
        SELECT y.line_ids[1 + bit_count(
            (y.notches_now & ~((-1)::bigint << ($2 & 63)::integer))::bit(64))::integer]
            AS line_id) l
    WHERE y.council_id = $1 AND y.stick = $2 >> 6 AND y.slot = $3
    AND y.notches_now >> ($2 & 63)::integer & 1 = 1
    AND NOT EXISTS (
        SELECT 1 FROM tallystick_data.paid_credit t
        WHERE t.council_id = $1 AND t.credits_line_id = l.line_id
        HAVING count(*) > 0 AND -sum(t.net_pence) >= (
            SELECT v.payable_pence FROM tallystick_data.verdict v
            WHERE v.council_id = $1 AND v.sheet = l.line_id >> 7 AND v.line_id = l.line_id
            AND v.turn IS NOT NULL))
$$;

-- Working set: lines that are looked at again every night.
CREATE TABLE tallystick_data.held_line (
    council_id bigint NOT NULL,
    line_id bigint NOT NULL,
    provider text COLLATE "C" NOT NULL,
    order_no text COLLATE "C",
    order_line text COLLATE "C",
    slot integer,
    CONSTRAINT held_line_pk PRIMARY KEY (council_id, line_id)
);
CREATE INDEX held_line_by_provider ON tallystick_data.held_line (council_id, provider);
CREATE INDEX held_line_by_order ON tallystick_data.held_line (council_id, order_no, order_line);

-- Working set: order lines that a slot may have become free of tonight, and by which line: a held
-- line that left the slot, or a credit of the line that was paid for it.  report empties it.
CREATE TABLE tallystick_data.freed_slot (
    council_id bigint NOT NULL,
    line_id bigint NOT NULL,
    order_no text COLLATE "C" NOT NULL,
    order_line text COLLATE "C" NOT NULL,
    CONSTRAINT freed_slot_pk PRIMARY KEY (council_id, line_id, order_no, order_line)
);

-- What one night pays of one invoice, in pieces that fit a transaction: made when its lines are
-- paid, and what batches are made of.  content: its lines as its files show them (lot_content.c).
CREATE TABLE tallystick_data.payment_lot (
    council_id bigint NOT NULL,
    lot_id bigint NOT NULL,
    run_id bigint NOT NULL,
    provider text COLLATE "C" NOT NULL,
    invoice_no text COLLATE "C" NOT NULL,
    part integer NOT NULL, -- 1.. of what that night pays of the invoice
    lines integer NOT NULL,
    net_pence bigint NOT NULL,
    vat_pence bigint NOT NULL,
    due_date date NOT NULL,
    content_sha256 bytea NOT NULL,
    content text COMPRESSION lz4 COLLATE "C" NOT NULL,
    CONSTRAINT payment_lot_pk PRIMARY KEY (council_id, lot_id),
    CONSTRAINT payment_lot_fits_a_transaction CHECK (lines BETWEEN 1 AND 999)
);

-- Working set: lots that wait for a batch.
CREATE TABLE tallystick_data.open_lot (
    council_id bigint NOT NULL,
    lot_id bigint NOT NULL,
    CONSTRAINT open_lot_pk PRIMARY KEY (council_id, lot_id)
);

CREATE TABLE tallystick_data.evidence (
    council_id bigint NOT NULL,
    evidence_id bigint NOT NULL,
    file_id bigint NOT NULL,
    source_row integer NOT NULL,
    provider text COLLATE "C" NOT NULL,
    client_ref text COLLATE "C" NOT NULL,
    carer_ref text COLLATE "C" NOT NULL,
    service text COLLATE "C",
    visit_ref text COLLATE "C",
    log_in timestamptz NOT NULL,
    log_out timestamptz NOT NULL,
    method text,
    CONSTRAINT evidence_pk PRIMARY KEY (council_id, evidence_id)
);
CREATE INDEX evidence_by_client ON tallystick_data.evidence
    (council_id, provider, client_ref, log_in, log_out);

-- Standing data: the latest row of a key is in force.
CREATE TABLE tallystick_data.rate_entry (
    council_id bigint NOT NULL,
    rate_id bigint NOT NULL,
    file_id bigint NOT NULL,
    source_row integer NOT NULL,
    provider text COLLATE "C" NOT NULL,
    service text COLLATE "C" NOT NULL,
    day_type text NOT NULL,
    kind text NOT NULL,
    minutes integer NOT NULL,
    rate_e6 bigint NOT NULL,
    from_time_s integer NOT NULL, -- -1: no window
    to_time_s integer NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT rate_entry_pk PRIMARY KEY (council_id, rate_id)
);
CREATE INDEX rate_entry_by_provider ON tallystick_data.rate_entry (council_id, provider);

CREATE TABLE tallystick_data.provider (
    council_id bigint NOT NULL,
    provider text COLLATE "C" NOT NULL,
    file_id bigint NOT NULL,
    source_row integer NOT NULL,
    name text NOT NULL,
    rail text,
    card_token text,
    card_last4 text,
    merchant_id text,
    sort_code text,
    account_no text,
    account_name text,
    vat_no text,
    contact_email text,
    status text NOT NULL,
    per_transaction_limit_pence bigint,
    CONSTRAINT provider_pk PRIMARY KEY (council_id, provider, file_id, source_row)
);

CREATE TABLE tallystick_data.contact (
    council_id bigint NOT NULL,
    care_manager text COLLATE "C" NOT NULL,
    file_id bigint NOT NULL,
    source_row integer NOT NULL,
    email text NOT NULL,
    name text,
    CONSTRAINT contact_pk PRIMARY KEY (council_id, care_manager, file_id, source_row)
);

CREATE TABLE tallystick_data.suspension (
    council_id bigint NOT NULL,
    client_ref text COLLATE "C" NOT NULL,
    from_date date NOT NULL,
    file_id bigint NOT NULL,
    source_row integer NOT NULL,
    to_date date,
    reason text,
    CONSTRAINT suspension_pk PRIMARY KEY (council_id, client_ref, from_date, file_id, source_row)
);

CREATE TABLE tallystick_data.decision (
    council_id bigint NOT NULL,
    decision_id bigint NOT NULL,
    run_id bigint NOT NULL,
    provider text COLLATE "C" NOT NULL,
    invoice_no text COLLATE "C" NOT NULL,
    line_no text COLLATE "C" NOT NULL,
    decision text NOT NULL,
    decided_by text NOT NULL,
    reason text NOT NULL,
    CONSTRAINT decision_pk PRIMARY KEY (council_id, decision_id),
    CONSTRAINT decision_known CHECK (decision IN ('pay', 'pay_expected', 'reject'))
);
CREATE INDEX decision_by_line ON tallystick_data.decision
    (council_id, provider, invoice_no, line_no);

-- Once a slot, for ever.
CREATE TABLE tallystick_data.missed_visit (
    council_id bigint NOT NULL,
    order_no text COLLATE "C" NOT NULL,
    order_line text COLLATE "C" NOT NULL,
    slot integer NOT NULL,
    order_id bigint NOT NULL,
    run_id bigint NOT NULL,
    CONSTRAINT missed_visit_pk PRIMARY KEY (council_id, order_no, order_line, slot)
);
CREATE INDEX missed_visit_by_run ON tallystick_data.missed_visit (council_id, run_id);

CREATE TABLE tallystick_data.settlement_batch (
    council_id bigint NOT NULL,
    batch text NOT NULL,
    run_id bigint NOT NULL,
    rail text NOT NULL,
    business_date date NOT NULL,
    due_date date NOT NULL,
    transactions integer NOT NULL,
    lines integer NOT NULL,
    net_pence bigint NOT NULL,
    vat_pence bigint NOT NULL,
    content_sha256 bytea NOT NULL,
    prepared_by text NOT NULL,
    CONSTRAINT settlement_batch_pk PRIMARY KEY (council_id, batch),
    CONSTRAINT settlement_batch_rail_known CHECK (rail IN ('card', 'bank')),
    CONSTRAINT settlement_batch_not_empty CHECK (transactions > 0 AND lines >= transactions)
);
CREATE INDEX settlement_batch_by_date ON tallystick_data.settlement_batch
    (council_id, business_date, rail);

-- A batch's life, a row a step; the latest step is its state.
CREATE TABLE tallystick_data.settlement_step (
    council_id bigint NOT NULL,
    batch text NOT NULL,
    step integer NOT NULL,
    state text NOT NULL,
    run_id bigint NOT NULL,
    done_by text,
    CONSTRAINT settlement_step_pk PRIMARY KEY (council_id, batch, step),
    CONSTRAINT settlement_step_batch_fk FOREIGN KEY (council_id, batch)
        REFERENCES tallystick_data.settlement_batch (council_id, batch),
    CONSTRAINT settlement_step_state_once UNIQUE (council_id, batch, state),
    CONSTRAINT settlement_step_state_known CHECK (state IN
        ('prepared', 'withdrawn', 'released', 'exported'))
);

CREATE TABLE tallystick_data.settlement_transaction (
    council_id bigint NOT NULL,
    batch text NOT NULL,
    transaction integer NOT NULL,
    attempt integer NOT NULL,
    provider text COLLATE "C" NOT NULL,
    invoice_no text COLLATE "C",
    lines integer NOT NULL,
    net_pence bigint NOT NULL,
    vat_pence bigint NOT NULL,
    due_date date NOT NULL,
    CONSTRAINT settlement_transaction_pk PRIMARY KEY (council_id, batch, transaction, attempt),
    CONSTRAINT settlement_transaction_batch_fk FOREIGN KEY (council_id, batch)
        REFERENCES tallystick_data.settlement_batch (council_id, batch)
);

-- A lot is settled once for each attempt, and so is each of its lines.
CREATE TABLE tallystick_data.settlement_lot (
    council_id bigint NOT NULL,
    lot_id bigint NOT NULL,
    attempt integer NOT NULL,
    batch text NOT NULL,
    transaction integer NOT NULL,
    first_item integer NOT NULL, -- of the transaction: where the lot's first line stands
    CONSTRAINT settlement_lot_pk PRIMARY KEY (council_id, lot_id, attempt)
);
CREATE INDEX settlement_lot_by_batch ON tallystick_data.settlement_lot
    (council_id, batch, transaction, first_item);

-- A load's rows are sent by sessions of their own and committed just before the
-- load itself; if the night is killed between the two, they belong to no file.
-- They are in no view, and the next attempt takes them away.  A function of the
-- owner's, because the night may not delete from the record.  The planner does not
-- know that little is beyond the last file, but takes any BETWEEN for little: else it would read
-- all sheets.
CREATE FUNCTION tallystick_data.sweep_unfinished_load(swept_council_id bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
AS $$
    DELETE FROM tallystick_data.bill_sheet
    WHERE council_id = swept_council_id AND sheet BETWEEN (
        SELECT (COALESCE(max(file_id), 0) + 1) << 25 FROM tallystick_data.inbound_file
        WHERE council_id = swept_council_id) AND 9223372036854775807;
    -- These have no index by number; there are such rows only if there are such sheets.
    DELETE FROM tallystick_data.package_sheet
    WHERE council_id = swept_council_id AND EXISTS (
        SELECT FROM tallystick_data.order_sheet WHERE council_id = swept_council_id
        AND sheet BETWEEN (
            SELECT (COALESCE(max(file_id), 0) + 1) << 25 FROM tallystick_data.inbound_file
            WHERE council_id = swept_council_id) AND 9223372036854775807)
    AND first_sheet >= (
        SELECT (COALESCE(max(file_id), 0) + 1) << 25 FROM tallystick_data.inbound_file
        WHERE council_id = swept_council_id);
    DELETE FROM tallystick_data.order_stick
    WHERE council_id = swept_council_id AND EXISTS (
        SELECT FROM tallystick_data.order_sheet WHERE council_id = swept_council_id
        AND sheet BETWEEN (
            SELECT (COALESCE(max(file_id), 0) + 1) << 25 FROM tallystick_data.inbound_file
            WHERE council_id = swept_council_id) AND 9223372036854775807)
    AND sheets[1] >= (
        SELECT (COALESCE(max(file_id), 0) + 1) << 25 FROM tallystick_data.inbound_file
        WHERE council_id = swept_council_id);
    DELETE FROM tallystick_data.order_other_line
    WHERE council_id = swept_council_id AND EXISTS (
        SELECT FROM tallystick_data.order_sheet WHERE council_id = swept_council_id
        AND sheet BETWEEN (
            SELECT (COALESCE(max(file_id), 0) + 1) << 25 FROM tallystick_data.inbound_file
            WHERE council_id = swept_council_id) AND 9223372036854775807)
    AND order_id >= (
        SELECT (COALESCE(max(file_id), 0) + 1) << 32 FROM tallystick_data.inbound_file
        WHERE council_id = swept_council_id);
    DELETE FROM tallystick_data.order_sheet
    WHERE council_id = swept_council_id AND sheet BETWEEN (
        SELECT (COALESCE(max(file_id), 0) + 1) << 25 FROM tallystick_data.inbound_file
        WHERE council_id = swept_council_id) AND 9223372036854775807;
    DELETE FROM tallystick_data.order_line_waiting WHERE council_id = swept_council_id;
    DELETE FROM tallystick_data.order_notch_waiting WHERE council_id = swept_council_id;
    DELETE FROM tallystick_data.evidence
    WHERE council_id = swept_council_id AND evidence_id BETWEEN (
        SELECT (COALESCE(max(file_id), 0) + 1) << 32 FROM tallystick_data.inbound_file
        WHERE council_id = swept_council_id) AND 9223372036854775807;
$$;

-- The same of a match's verdicts.
CREATE FUNCTION tallystick_data.sweep_unfinished_match(swept_council_id bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
AS $$
    DELETE FROM tallystick_data.verdict_sheet
    WHERE council_id = swept_council_id AND run_id IN (
        SELECT r.run_id FROM tallystick_data.run r
        WHERE r.council_id = swept_council_id AND r.state IN ('open', 'loaded'));
$$;

-- What a sheet's column holds is compressed in its row, and nothing is planned on its elements.
DO $$
DECLARE
    sheet_column record;
BEGIN
    FOR sheet_column IN
        SELECT a.attrelid::regclass AS sheet, a.attname AS name
        FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid AND c.relnamespace = 'tallystick_data'::regnamespace
        JOIN pg_type t ON t.oid = a.atttypid AND t.typcategory = 'A'
        WHERE c.relkind = 'r' AND a.attnum > 0 AND a.attcompression = 'l'
    LOOP
        EXECUTE format('ALTER TABLE %1$s ALTER %2$I SET STORAGE MAIN, ALTER %2$I SET STATISTICS 0',
                       sheet_column.sheet, sheet_column.name);
    END LOOP;
END
$$;
