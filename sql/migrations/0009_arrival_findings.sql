-- What a night could not fetch or read of what was to arrive, besides files set aside: a server that
-- was away or refused, a name in the spool that is no file or that no feed takes.  Told by the run
-- that found it.
CREATE TABLE tallystick_data.arrival_finding (
    council_id bigint NOT NULL,
    run_id bigint NOT NULL,
    number bigint NOT NULL, -- 1..
    place text NOT NULL, -- a feed's file or server, or a path
    words text NOT NULL,
    CONSTRAINT arrival_finding_pk PRIMARY KEY (council_id, run_id, number)
);

-- Decisions that run_id read and that decide nothing, for no earlier night had judged such a line.
CREATE VIEW tallystick_data.idle_decision AS
SELECT r.council_id, r.run_id, d.provider, d.invoice_no, d.line_no
FROM tallystick_data.run r
JOIN tallystick_data.decision d
    ON d.council_id = r.council_id
    AND d.run_id = coalesce((SELECT max(b.run_id) FROM tallystick_data.run b
                             WHERE b.council_id = r.council_id AND b.run_id < r.run_id), 0)
WHERE NOT EXISTS (
    SELECT FROM tallystick_data.invoice i
    JOIN tallystick_data.invoice_sheet n
        ON n.council_id = r.council_id AND n.invoice_id = i.invoice_id
    JOIN tallystick_data.verdict v
        ON v.council_id = r.council_id AND v.sheet = n.sheet AND v.invoice_id = i.invoice_id
    WHERE i.council_id = r.council_id AND i.provider = d.provider
    AND i.invoice_no = d.invoice_no AND v.line_no = d.line_no AND v.run_id < r.run_id);
