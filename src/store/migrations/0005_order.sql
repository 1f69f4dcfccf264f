-- The reader's own order of feeds inside their folder, and of folders inside theirs; where there is
-- none, names decide. A folder is where feeds are: a row here only keeps its place.
ALTER TABLE feed ADD COLUMN rank INTEGER;
CREATE TABLE folder (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL UNIQUE,                  -- JSON: names from the outermost in
    rank INTEGER
);
