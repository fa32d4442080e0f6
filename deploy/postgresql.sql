-- Run once, in a new database: psql -v password=PASSWORD -d signpost -f postgresql.sql
-- Unlogged: what people told is not in the write-ahead log, so not in archives of it, nor on a standby. A clean stop keeps
-- the conversations; a crash of the database empties the table, and people are told to start again.
CREATE ROLE signpost LOGIN PASSWORD :'password';
CREATE UNLOGGED TABLE events (
    id serial PRIMARY KEY,
    sender_id varchar(255) NOT NULL,
    type_name varchar(255) NOT NULL,
    "timestamp" double precision,
    intent_name varchar(255),
    action_name varchar(255),
    data text
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
CREATE INDEX ix_events_sender_id ON events (sender_id);
-- A worker may read, write and delete conversations, and nothing else.
GRANT SELECT, INSERT, DELETE ON events TO signpost;
GRANT USAGE ON SEQUENCE events_id_seq TO signpost;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
