-- The reader's queries with names, and filters that act. A removed one keeps its number, so that
-- `article.muted_by` never names another, and undoing gives it back.
CREATE TABLE saved_filter (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    definition TEXT                             -- JSON: name, query; NULL once removed
);
CREATE TABLE filter (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    definition TEXT                             -- JSON: model::Filter; NULL once removed
);
