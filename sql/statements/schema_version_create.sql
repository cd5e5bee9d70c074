CREATE SCHEMA IF NOT EXISTS tallystick_data;
CREATE TABLE IF NOT EXISTS tallystick_data.schema_version (
    number integer NOT NULL,
    name text NOT NULL,
    sha256 bytea NOT NULL,
    applied_at timestamptz NOT NULL,
    CONSTRAINT schema_version_pk PRIMARY KEY (number)
);
