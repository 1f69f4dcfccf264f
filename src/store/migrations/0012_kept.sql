-- What was saved, queued or tagged is in the lists of all, also if its feed is gone or it is a page of no feed.
UPDATE article SET visible = 1, listed = 1 WHERE id IN (
    SELECT a.id FROM feed f JOIN article a ON a.feed = f.id
    JOIN work w ON w.id = a.work AND w.shown_article = a.id LEFT JOIN mark m ON m.work = a.work
    WHERE (f.is_internal = 1 OR f.removed_at IS NOT NULL) AND a.muted_by IS NULL AND m.dismissed_at IS NULL
    AND (m.saved_at IS NOT NULL OR m.queue_rank IS NOT NULL OR EXISTS (SELECT 1 FROM tag WHERE tag.work = a.work))
);
INSERT OR REPLACE INTO count (feed, total, unread, saved)
SELECT f.id, count(*), sum(a.unread), 0 FROM feed f JOIN article a ON a.feed = f.id AND a.visible = 1
WHERE f.is_internal = 1 OR f.removed_at IS NOT NULL GROUP BY f.id;
UPDATE count SET
    total = (SELECT count(*) FROM article WHERE listed = 1),
    unread = (SELECT count(*) FROM article WHERE listed = 1 AND unread = 1)
WHERE feed = 0;
