-- A decision of a file that cannot be carried out as its line stood when the file was read, and why.
CREATE TABLE tallystick_data.refused_decision (
    council_id bigint NOT NULL,
    decision_id bigint NOT NULL,
    run_id bigint NOT NULL, -- that read it
    file_id bigint NOT NULL,
    line bigint NOT NULL, -- of the file
    words text NOT NULL,
    CONSTRAINT refused_decision_pk PRIMARY KEY (council_id, decision_id)
);
CREATE INDEX refused_decision_by_run ON tallystick_data.refused_decision (council_id, run_id);

-- Decisions that run_id read and that decide nothing: those refused, and of runs before there were
-- such records those about a line that no earlier night had judged.
CREATE OR REPLACE VIEW tallystick_data.idle_decision AS
SELECT n.council_id, n.run_id, d.provider, d.invoice_no, d.line_no, f.feed, f.name AS file, n.line,
       n.words
FROM tallystick_data.refused_decision n
JOIN tallystick_data.decision d
    ON d.council_id = n.council_id AND d.decision_id = n.decision_id
JOIN tallystick_data.inbound_file f ON f.council_id = n.council_id AND f.file_id = n.file_id
UNION ALL
SELECT r.council_id, r.run_id, d.provider, d.invoice_no, d.line_no, NULL, NULL, NULL,
       'no earlier night read such a line, so that nothing is decided'
FROM tallystick_data.run r
JOIN tallystick_data.decision d
    ON d.council_id = r.council_id
    AND d.run_id = coalesce((SELECT max(b.run_id) FROM tallystick_data.run b
                             WHERE b.council_id = r.council_id AND b.run_id < r.run_id), 0)
WHERE NOT EXISTS (
    SELECT FROM tallystick_data.refused_decision n
    WHERE n.council_id = d.council_id AND n.decision_id = d.decision_id)
AND NOT EXISTS (
    SELECT FROM tallystick_data.invoice i
    JOIN tallystick_data.invoice_sheet n
        ON n.council_id = r.council_id AND n.invoice_id = i.invoice_id
    JOIN tallystick_data.verdict v
        ON v.council_id = r.council_id AND v.sheet = n.sheet AND v.invoice_id = i.invoice_id
    WHERE i.council_id = r.council_id AND i.provider = d.provider
    AND i.invoice_no = d.invoice_no AND v.line_no = d.line_no AND v.run_id < r.run_id);
