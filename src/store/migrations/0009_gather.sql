-- Words that FTS5 gathers in memory before they become a part of the index, 2 MB and not 1: fewer parts to be merged where
-- a thousand articles are indexed together (store::search).
INSERT INTO search (search, rank) VALUES ('hashsize', 2097152);
