-- What `explain` needs to walk through a night again, years later: the rules
-- and the calendar in force, and how much of the record there was.  Everything
-- else is never edited, so that "up to this number" is the state.

-- What a council's lines are judged by, as its configuration had it, and the
-- days of its calendar, once each content.
CREATE TABLE tallystick_data.rules_in_force (
    council_id bigint NOT NULL,
    rules_sha256 bytea NOT NULL, -- of both
    rules text NOT NULL,
    holidays text NOT NULL, -- one ISO date a line
    CONSTRAINT rules_in_force_pk PRIMARY KEY (council_id, rules_sha256)
);

-- How far the record went when a run was matched: the highest numbers then.
CREATE TABLE tallystick_data.match_basis (
    council_id bigint NOT NULL,
    run_id bigint NOT NULL,
    rules_sha256 bytea NOT NULL,
    file_id bigint NOT NULL, -- providers and suspensions too
    order_id bigint NOT NULL,
    line_id bigint NOT NULL,
    evidence_id bigint NOT NULL,
    rate_id bigint NOT NULL,
    decision_id bigint NOT NULL,
    CONSTRAINT match_basis_pk PRIMARY KEY (council_id, run_id),
    CONSTRAINT match_basis_rules_fk FOREIGN KEY (council_id, rules_sha256)
        REFERENCES tallystick_data.rules_in_force (council_id, rules_sha256)
);
