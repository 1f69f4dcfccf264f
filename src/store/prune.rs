//! Removes articles, never what the reader did or how they are recognised: identities, works, marks
//! and tags stay, so that nothing comes back as new.

use super::writer::{Who, Writer};
use super::{Answer, flags, search, shared};
use crate::model::{ArticleId, FeedId, Retention, Timestamp};
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

/// What a feed holds beyond its limits, the oldest first, at most `limit`.
pub fn prunable(
    connection: &Connection,
    retention: &Retention,
    limit: u32,
) -> Answer<Vec<ArticleId>> {
    let also = &retention.also;
    let mut conditions = vec!["1".to_owned()];
    let mut parameters: Vec<i64> = Vec::new();
    let mut add = |sql: &str, values: &[i64]| {
        conditions.push(sql.to_owned());
        parameters.extend_from_slice(values);
    };
    let spared = [
        (also.unread, "m.read_at IS NOT NULL"),
        (also.saved, "m.saved_at IS NULL"),
        (also.queued, "m.queue_rank IS NULL"),
        (
            also.tagged,
            "NOT EXISTS (SELECT 1 FROM tag t WHERE t.work = a.work)",
        ),
    ];
    spared
        .iter()
        .filter(|(is_pruned, _)| !is_pruned)
        .for_each(|(_, sql)| add(sql, &[]));
    if let Some(feed) = retention.feed {
        add("a.feed = ?", &[feed.get()]);
    }
    for feed in &retention.but {
        add("a.feed <> ?", &[feed.get()]);
    }
    if let Some(before) = retention.before {
        add("max(a.sort_at, a.first_seen) < ?", &[before.seconds()]);
    }
    if let Some(before) = retention.read_before {
        add("(m.read_at IS NULL OR m.read_at < ?)", &[before.seconds()]);
    }
    if let Some(newest) = retention.newest {
        // Only what a reader sees is counted (nothing muted, nothing of feeds that are gone or have limits of their own),
        // in works: what several feeds carry is one. What is older than the last of those goes, seen or not.
        let (of_feed, counted) = match retention.feed {
            Some(feed) => (
                format!("AND w.feed = {}", feed.get()),
                format!("feed = {}", feed.get()),
            ),
            None => (String::new(), not_of(&retention.but)),
        };
        let sql = format!(
            "((SELECT max(w.sort_at) FROM article w WHERE w.work = a.work {of_feed}), a.work) <= \
             (SELECT max(sort_at), work FROM article WHERE visible = 1 AND {counted} GROUP BY work \
             ORDER BY max(sort_at) DESC, work DESC LIMIT 1 OFFSET ?)"
        );
        add(&sql, &[i64::from(newest)]);
    }
    let sql = format!(
        "SELECT a.id FROM article a LEFT JOIN mark m ON m.work = a.work WHERE {} \
         ORDER BY a.sort_at, a.id LIMIT {limit}",
        conditions.join(" AND ")
    );
    let mut statement = connection.prepare(&sql)?;
    let rows = statement.query_map(params_from_iter(parameters), |row| row.get(0))?;
    let ids: Vec<i64> = rows.collect::<Result<_, _>>()?;
    Ok(ids.into_iter().map(ArticleId::new).collect())
}

fn not_of(feeds: &[FeedId]) -> String {
    let ids: Vec<String> = feeds.iter().map(|feed| feed.get().to_string()).collect();
    format!("feed NOT IN ({})", ids.join(", "))
}

/// Bytes of the texts of a feed, or of the whole store as it is used (without what is free).
pub fn size(connection: &Connection, feed: Option<FeedId>) -> Answer<u64> {
    let bytes: i64 = match feed {
        Some(feed) => connection.query_row(
            "SELECT coalesce(sum(length(b.bytes)), 0) FROM article a \
             JOIN body b ON b.id BETWEEN a.id * 4 AND a.id * 4 + 3 WHERE a.feed = ?1",
            [feed.get()],
            |row| row.get(0),
        )?,
        None => connection.query_row(
            "SELECT (page_count - freelist_count) * page_size \
             FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
            [],
            |row| row.get(0),
        )?,
    };
    Ok(bytes.unsigned_abs())
}

/// Removes these articles with all their texts; answers how many there were. What the reader has
/// kept meanwhile (`also` says what that is) stays.
pub fn prune(writer: &mut Writer, ids: &[ArticleId], retention: &Retention) -> Answer<u64> {
    writer.transaction(Who::Job, |transaction| {
        let mut gone = 0;
        for id in ids {
            if is_spared(transaction, *id, retention)? {
                continue;
            }
            gone += u64::from(remove(transaction, *id)?);
        }
        flags::settle(transaction)?;
        Ok(gone)
    })
}

/// Marked since it was chosen.
fn is_spared(connection: &Connection, id: ArticleId, retention: &Retention) -> Answer<bool> {
    let also = &retention.also;
    let sql = "SELECT (?2 OR m.read_at IS NOT NULL) AND (?3 OR m.saved_at IS NULL) \
               AND (?4 OR m.queue_rank IS NULL) \
               AND (?5 OR NOT EXISTS (SELECT 1 FROM tag t WHERE t.work = a.work)) \
               AND (?6 IS NULL OR m.read_at IS NULL OR m.read_at < ?6) \
               FROM article a LEFT JOIN mark m ON m.work = a.work WHERE a.id = ?1";
    let may_go = connection
        .prepare_cached(sql)?
        .query_row(
            params![
                id.get(),
                also.unread,
                also.saved,
                also.queued,
                also.tagged,
                retention.read_before.map(Timestamp::seconds),
            ],
            |row| row.get::<_, bool>(0),
        )
        .optional()?;
    Ok(!may_go.unwrap_or(false))
}

fn remove(connection: &Connection, id: ArticleId) -> Answer<bool> {
    let sql = "SELECT work, feed, visible, unread, listed, saved FROM article WHERE id = ?1";
    let found = connection
        .prepare_cached(sql)?
        .query_row([id.get()], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, i64>(1)?,
                [2, 3, 4, 5].map(|column| row.get::<_, i64>(column).unwrap_or(0)),
            ))
        })
        .optional()?;
    let Some((work, feed, [visible, unread, listed, saved])) = found else {
        return Ok(false);
    };
    let of_feed = flags::Sums {
        total: -visible,
        unread: -(visible & unread),
        saved: 0,
    };
    let of_all = flags::Sums {
        total: -listed,
        unread: -(listed & unread),
        saved: -saved,
    };
    flags::add(connection, feed, of_feed)?;
    flags::add(connection, flags::ALL, of_all)?;
    shared::add_work(connection, work, -1)?;
    let title = "UPDATE work SET title = (SELECT title FROM entry WHERE article = ?2) \
                 WHERE id = ?1 AND shown_article = ?2";
    connection
        .prepare_cached(title)?
        .execute([work, id.get()])?;
    search::forget(connection, id)?;
    let blocks = "DELETE FROM block WHERE article = ?1 AND outlet IN (-?2, (SELECT outlet FROM feed WHERE id = ?2))";
    connection
        .prepare_cached(blocks)?
        .execute([id.get(), feed])?;
    for sql in [
        "DELETE FROM article WHERE id = ?1",
        "DELETE FROM entry WHERE article = ?1",
        "DELETE FROM body WHERE id BETWEEN ?1 * 4 AND ?1 * 4 + 3",
        "DELETE FROM revision WHERE article = ?1",
        "DELETE FROM failure WHERE article = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([id.get()])?;
    }
    shared::add_work(connection, work, 1)?;
    // Another feed's copy stands for the work from now on; without one there is none.
    let heir = "UPDATE work SET shown_article = NULL WHERE id = ?1 AND shown_article = ?2";
    connection.prepare_cached(heir)?.execute([work, id.get()])?;
    flags::touch(connection, work)?;
    Ok(true)
}

/// Gives at most `pages` free pages of the file back to the system; false when none is left.
pub fn give_back(writer: &mut Writer, pages: u32) -> Answer<bool> {
    let free = |connection: &Connection| {
        connection.pragma_query_value(None, "freelist_count", |row| row.get::<_, i64>(0))
    };
    let before = free(&writer.connection)?;
    if before == 0 {
        return Ok(false);
    }
    // It goes on only as long as its rows are asked for.
    let sql = format!("PRAGMA incremental_vacuum({pages})");
    let mut statement = writer.connection.prepare(&sql)?;
    let mut rows = statement.query([])?;
    while rows.next()?.is_some() {}
    drop(rows);
    drop(statement);
    let after = free(&writer.connection)?;
    Ok(after > 0 && after < before)
}
