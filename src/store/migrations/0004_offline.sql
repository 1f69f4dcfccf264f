-- What is there without a network, and what outlives an article that was pruned.

-- Title of the article that stood for the work when it was pruned: by it other feeds' copies still
-- join the work and find it read.
ALTER TABLE work ADD COLUMN title TEXT;

-- All pictures of the text are on the disk.
ALTER TABLE entry ADD COLUMN has_pictures INTEGER NOT NULL DEFAULT 0;

-- What could not be fetched ahead, and until when it is not asked for again.
CREATE TABLE failure (
    article INTEGER PRIMARY KEY,
    tries INTEGER NOT NULL,
    until INTEGER NOT NULL,
    why TEXT NOT NULL
);

-- Hosts that asked to be left alone when they were asked for pages.
CREATE TABLE host_wait (
    host TEXT PRIMARY KEY,                      -- host:port
    until INTEGER NOT NULL
) WITHOUT ROWID;
