-- Works that several feeds show, by the set of those feeds: what a folder of them counts once.
CREATE TABLE shared (
    feeds  TEXT PRIMARY KEY,                    -- ids in their order, "3,17"
    total  INTEGER NOT NULL,
    unread INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO shared (feeds, total, unread)
SELECT feeds, count(*), sum(unread) FROM (
    SELECT group_concat(feed ORDER BY feed) AS feeds, max(unread) AS unread FROM article
    WHERE visible = 1 GROUP BY work HAVING count(*) > 1
) GROUP BY feeds;
