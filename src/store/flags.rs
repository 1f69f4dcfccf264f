//! The flags of articles and the kept counts, which follow from marks, feeds and works: each change
//! names the works that it touched, and one `settle` at its end makes all of it right again.

use super::{Answer, StoreError, shared};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// The row of `count` for the lists of all.
pub const ALL: i64 = 0;

/// Kept counts of a feed, or how they change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub total: i64,
    pub unread: i64,
    pub saved: i64,
}

/// Works whose flags must be made anew; of most it is only whether they are read that changed.
pub const TOUCHED_TABLE: &str =
    "CREATE TEMP TABLE touched (work INTEGER PRIMARY KEY, is_read_only INTEGER NOT NULL DEFAULT 0)";

/// The flags of this work's articles must be made anew.
pub fn touch(connection: &Connection, work: i64) -> Answer<()> {
    let sql = "INSERT INTO temp.touched (work) VALUES (?1) \
               ON CONFLICT (work) DO UPDATE SET is_read_only = 0";
    connection.prepare_cached(sql)?.execute([work])?;
    Ok(())
}

/// The same where nothing changed but whether the work is read.
pub fn touch_read(connection: &Connection, work: i64) -> Answer<()> {
    let sql = "INSERT OR IGNORE INTO temp.touched (work, is_read_only) VALUES (?1, 1)";
    connection.prepare_cached(sql)?.execute([work])?;
    Ok(())
}

/// The same where several feeds have an article of the work: another may stand for it.
pub fn touch_shared(connection: &Connection, work: i64) -> Answer<()> {
    let sql = "INSERT INTO temp.touched (work) SELECT work FROM article WHERE work = ?1 \
               GROUP BY work HAVING count(*) > 1 \
               ON CONFLICT (work) DO UPDATE SET is_read_only = 0";
    connection.prepare_cached(sql)?.execute([work])?;
    Ok(())
}

/// The same where a feed that is gone, or none, has an article of the work: it is seen while it is kept.
pub fn touch_left(connection: &Connection, work: i64) -> Answer<()> {
    let sql = "INSERT INTO temp.touched (work) SELECT a.work FROM article a JOIN feed f ON f.id = a.feed \
               WHERE a.work = ?1 AND (f.removed_at IS NOT NULL OR f.is_internal = 1) LIMIT 1 \
               ON CONFLICT (work) DO UPDATE SET is_read_only = 0";
    connection.prepare_cached(sql)?.execute([work])?;
    Ok(())
}

/// The same for the work of this article.
pub fn touch_article(connection: &Connection, article: i64) -> Answer<()> {
    let sql = "INSERT INTO temp.touched (work) SELECT work FROM article WHERE id = ?1 \
               ON CONFLICT (work) DO UPDATE SET is_read_only = 0";
    connection.prepare_cached(sql)?.execute([article])?;
    Ok(())
}

/// The same for all works of a feed.
pub fn touch_feed(connection: &Connection, feed: i64) -> Answer<()> {
    let sql = "INSERT INTO temp.touched (work) SELECT work FROM article WHERE feed = ?1 \
               ON CONFLICT (work) DO UPDATE SET is_read_only = 0";
    connection.prepare_cached(sql)?.execute([feed])?;
    Ok(())
}

const TOUCHED: &str = "temp.touched t CROSS JOIN article a INDEXED BY article_work \
     ON a.work = t.work AND t.is_read_only = 0";

const UNREAD: &str = "(SELECT read_at FROM mark WHERE mark.work = article.work) IS NULL";

/// What a saved or queued article said stays, also when its feed goes: its whole text stands for the work where no
/// feed that is left has the whole of it.
const STANDS: &str = "CASE WHEN a.muted_by IS NOT NULL OR f.is_internal = 1 THEN 0 \
     WHEN f.removed_at IS NULL THEN 1 \
     WHEN (SELECT is_whole FROM entry WHERE article = a.id) = 1 \
         AND EXISTS (SELECT 1 FROM mark m WHERE m.work = a.work \
             AND (m.saved_at IS NOT NULL OR m.queue_rank IS NOT NULL)) \
         AND NOT EXISTS (SELECT 1 FROM article o JOIN feed g ON g.id = o.feed \
             JOIN entry e ON e.article = o.id WHERE o.work = a.work AND e.is_whole = 1 \
             AND o.muted_by IS NULL AND g.removed_at IS NULL AND g.is_internal = 0) THEN 2 \
     ELSE 0 END";

/// What was kept is seen also if its feed is gone, or it is a page of no feed, where it stands for its work.
const VISIBLE: &str = "article.muted_by IS NULL AND m.dismissed_at IS NULL \
     AND ((f.removed_at IS NULL AND f.is_internal = 0) OR (article.id = w.shown_article \
     AND (m.saved_at IS NOT NULL OR m.queue_rank IS NOT NULL \
     OR EXISTS (SELECT 1 FROM tag WHERE tag.work = article.work))))";

/// As one subquery a row: joined to a set, `SQLite` walked the set anew for each article.
fn right_flags() -> String {
    format!(
        "SELECT article.id = w.shown_article, {VISIBLE}, \
         article.id = w.shown_article AND m.saved_at IS NOT NULL AND m.dismissed_at IS NULL, \
         article.id = w.shown_article AND {VISIBLE} \
         AND (f.is_hidden = 0 OR f.is_internal = 1 OR f.removed_at IS NOT NULL) \
         FROM work w CROSS JOIN feed f LEFT JOIN mark m ON m.work = w.id \
         WHERE w.id = article.work AND f.id = article.feed"
    )
}

/// Makes flags and kept counts follow the marks of the touched works.
pub fn settle(connection: &Connection) -> Answer<()> {
    let is_any = |sql: &str| {
        let mut statement = connection.prepare_cached(sql)?;
        Ok::<_, StoreError>(statement.query_row([], |row| row.get::<_, bool>(0))?)
    };
    if is_any("SELECT EXISTS (SELECT 1 FROM temp.touched WHERE is_read_only = 0)")? {
        settle_all(connection)?;
    }
    if is_any("SELECT EXISTS (SELECT 1 FROM temp.touched WHERE is_read_only = 1)")? {
        settle_read(connection)?;
    }
    connection
        .prepare_cached("DELETE FROM temp.touched")?
        .execute([])?;
    Ok(())
}

/// Where only whether they are read changed: what becomes other by it is counted as it is set.
fn settle_read(connection: &Connection) -> Answer<()> {
    let sql = format!(
        "UPDATE article INDEXED BY article_work SET unread = ({UNREAD}) \
         WHERE work IN (SELECT work FROM temp.touched WHERE is_read_only = 1) \
         AND unread IS NOT ({UNREAD}) RETURNING feed, unread, visible, listed, shown, work"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    let mut changes: BTreeMap<i64, Sums> = BTreeMap::new();
    let mut copied = BTreeSet::new();
    while let Some(row) = rows.next()? {
        if row.get(2)? && !row.get::<_, bool>(4)? {
            copied.insert(row.get(5)?);
        }
        let change = if row.get(1)? { 1 } else { -1 };
        for (feed, counts) in [(row.get(0)?, row.get(2)?), (ALL, row.get(3)?)] {
            if counts {
                changes.entry(feed).or_default().unread += change;
            }
        }
    }
    for (feed, sums) in changes {
        add(connection, feed, sums)?;
    }
    for work in copied {
        if let Some((feeds, is_unread)) = shared::of_work(connection, work)? {
            let unread = if is_unread { 1 } else { -1 };
            shared::add(connection, &feeds, shared::Number { total: 0, unread })?;
        }
    }
    Ok(())
}

fn settle_all(connection: &Connection) -> Answer<()> {
    let (before, sets) = sums(connection)?;
    // Of those that are seen, the outlet's own stands for the work, else the first. It follows from
    // what is there alone, so that undoing gives back the same.
    let shown = format!(
        "UPDATE work SET shown_article = (SELECT a.id FROM article a \
         JOIN feed f ON f.id = a.feed WHERE a.work = work.id ORDER BY {STANDS} DESC, \
         f.is_hidden, a.own DESC, a.id LIMIT 1) \
         WHERE id IN (SELECT work FROM temp.touched WHERE is_read_only = 0) AND (shown_article IS NULL OR \
         (SELECT count(*) FROM article a WHERE a.work = work.id) > 1)"
    );
    connection.prepare_cached(&shown)?.execute([])?;
    // What is set is written in each index that has it, whether it is another or not: the flag that changes most is set
    // alone, and none where it is right.
    for (flags, right) in [
        ("unread", UNREAD),
        ("(shown, visible, saved, listed)", &right_flags()),
    ] {
        let sql = format!(
            "UPDATE article INDEXED BY article_work SET {flags} = ({right}) \
             WHERE work IN (SELECT work FROM temp.touched WHERE is_read_only = 0) \
             AND {flags} IS NOT ({right})"
        );
        connection.prepare_cached(&sql)?.execute([])?;
    }
    let (mut changes, mut changed_sets) = sums(connection)?;
    for (feed, old) in before {
        let sums = changes.entry(feed).or_default();
        sums.total -= old.total;
        sums.unread -= old.unread;
        sums.saved -= old.saved;
    }
    for (feed, sums) in changes {
        add(connection, feed, sums)?;
    }
    for (feeds, old) in sets {
        let number = changed_sets.entry(feeds).or_default();
        number.total -= old.total;
        number.unread -= old.unread;
    }
    for (feeds, number) in changed_sets {
        shared::add(connection, &feeds, number)?;
    }
    Ok(())
}

/// What the touched works contribute to each feed's counts and to those of all, and to the sets of feeds that show the same.
fn sums(connection: &Connection) -> Answer<(BTreeMap<i64, Sums>, shared::Sets)> {
    let sql = format!(
        "SELECT a.feed, sum(a.visible), sum(a.visible AND a.unread), sum(a.listed), \
         sum(a.listed AND a.unread), sum(a.saved), sum(a.visible AND NOT a.shown) FROM {TOUCHED} GROUP BY a.feed"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    let mut all = Sums::default();
    let mut found = BTreeMap::new();
    let mut has_copies = false;
    while let Some(row) = rows.next()? {
        has_copies |= row.get::<_, bool>(6)?;
        found.insert(
            row.get(0)?,
            Sums {
                total: row.get(1)?,
                unread: row.get(2)?,
                saved: 0,
            },
        );
        all.total += row.get::<_, i64>(3)?;
        all.unread += row.get::<_, i64>(4)?;
        all.saved += row.get::<_, i64>(5)?;
    }
    found.insert(ALL, all);
    // Of what one feed shows there is no set, and that is nearly all that comes.
    let sets = if has_copies {
        shared::of(connection, TOUCHED)?
    } else {
        shared::Sets::default()
    };
    Ok((found, sets))
}

/// Adds to the kept counts of a feed.
pub fn add(connection: &Connection, feed: i64, sums: Sums) -> Answer<()> {
    if sums == Sums::default() {
        return Ok(());
    }
    let sql = "INSERT INTO count (feed, total, unread, saved) VALUES (?1, ?2, ?3, ?4) \
               ON CONFLICT (feed) DO UPDATE SET total = total + excluded.total, \
               unread = unread + excluded.unread, saved = saved + excluded.saved";
    connection
        .prepare_cached(sql)?
        .execute([feed, sums.total, sums.unread, sums.saved])?;
    Ok(())
}
