-- A schema that breaks every rule of schema.sql, so that the lint is seen to bark.
CREATE SCHEMA bad_data;
CREATE SCHEMA bad_public;
CREATE TABLE bad_data.line_stick (line_id bigint, month date) PARTITION BY RANGE (month);
CREATE TABLE bad_data.two_levels PARTITION OF bad_data.line_stick
    FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY RANGE (line_id);
CREATE TABLE bad_data.narrow (council_id integer NOT NULL, id serial UNIQUE);
CREATE TABLE bad_data.parent (
    id bigint NOT NULL,
    council_id bigint NOT NULL,
    CONSTRAINT parent_pk PRIMARY KEY (id, council_id)
);
CREATE TABLE bad_data.child (
    council_id bigint NOT NULL,
    parent_id bigint,
    a_column_whose_name_is_longer_than_forty_eight_bytes text,
    CONSTRAINT child_pk PRIMARY KEY (council_id),
    CONSTRAINT child_parent_fk FOREIGN KEY (parent_id, council_id)
        REFERENCES bad_data.parent (id, council_id) ON DELETE CASCADE
);
CREATE FUNCTION bad_data.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER child_touch BEFORE INSERT ON bad_data.child
    FOR EACH ROW EXECUTE FUNCTION bad_data.touch();
CREATE RULE child_ignore AS ON DELETE TO bad_data.child DO INSTEAD NOTHING;
ALTER TABLE bad_data.child ENABLE ROW LEVEL SECURITY;
CREATE POLICY child_of_parent ON bad_data.child
    USING (council_id IN (SELECT council_id FROM bad_data.parent));
GRANT UPDATE, DELETE ON bad_data.child TO PUBLIC;
GRANT UPDATE (id) ON bad_data.parent TO PUBLIC;
