-- What a night could not fetch or read of what was to arrive, besides files set aside: a server that
-- was away or refused, a name in the spool that is no file.  Told by the run that found it.
CREATE TABLE tallystick_data.arrival_finding (
    council_id bigint NOT NULL,
    run_id bigint NOT NULL,
    number bigint NOT NULL, -- 1..
    place text NOT NULL, -- a feed's file or server, or a path
    words text NOT NULL,
    CONSTRAINT arrival_finding_pk PRIMARY KEY (council_id, run_id, number)
);
