-- Run once, in a new database: psql -v password=PASSWORD -d signpost -f postgresql.sql
-- Unlogged: what people told is not in the write-ahead log, so not in archives of it, nor on a standby. A clean stop keeps
-- the conversations; a crash of the database empties the table, and people are told to start again.
CREATE ROLE signpost LOGIN PASSWORD :'password';
CREATE UNLOGGED TABLE conversations (
    id text PRIMARY KEY,
    spoken_at double precision NOT NULL,
    saves integer NOT NULL,
    events text NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
-- No samples of rows for the planner: they go into a table of the catalogue, which is logged, and stay when the rows go.
ALTER TABLE conversations
    ALTER id SET STATISTICS 0, ALTER spoken_at SET STATISTICS 0, ALTER saves SET STATISTICS 0, ALTER events SET STATISTICS 0;
CREATE INDEX ix_conversations_spoken_at ON conversations (spoken_at);
-- A worker may read, write and delete conversations, and nothing else.
GRANT SELECT, INSERT, UPDATE, DELETE ON conversations TO signpost;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
