//! Which articles of several feeds are one work, and which of them stands for it. Only what several
//! feeds can know joins: an address whose titles agree, or a long text; never an id.

use super::{Answer, feeds};
use crate::model::{Arrival, ArticleId, FeedId, Hash, Timestamp};
use rusqlite::{Connection, params};
use std::collections::HashSet;

/// Works of one address that are looked at: a page that changes daily has many.
const CANDIDATES: u32 = 8;

/// Where an article of a work stands in lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joined {
    pub work: i64,
    pub sort_at: i64,
}

/// The work that another feed's article is of already.
pub fn find(connection: &Connection, feed: i64, arrival: &Arrival) -> Answer<Option<Joined>> {
    if !is_any(connection, arrival)? {
        return Ok(None);
    }
    for (key, needs_title) in [(arrival.url_key, true), (arrival.text_hash, false)] {
        let Some(key) = key else { continue };
        for (joined, title) in candidates(connection, feed, &key)? {
            if !needs_title || agree(&title, &arrival.entry.title) {
                return Ok(Some(joined));
            }
        }
    }
    Ok(None)
}

/// Whether any work has one of its keys: of most that arrive none has.
fn is_any(connection: &Connection, arrival: &Arrival) -> Answer<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM work_key WHERE hash = ?1 \
               UNION ALL SELECT 1 FROM work_key WHERE hash = ?2)";
    let keys = params![arrival.url_key, arrival.text_hash];
    Ok(connection
        .prepare_cached(sql)?
        .query_row(keys, |row| row.get(0))?)
}

/// The same by keys of another store, whose kinds are not known: titles must agree.
pub fn find_by(
    connection: &Connection,
    feed: i64,
    keys: &[Hash],
    title: &str,
) -> Answer<Option<Joined>> {
    for key in keys {
        for (joined, known) in candidates(connection, feed, key)? {
            if agree(&known, title) {
                return Ok(Some(joined));
            }
        }
    }
    Ok(None)
}

/// Works with this key that the feed itself has no article of: what stands twice in one feed are two.
/// Of works whose articles were pruned too, so that what was read stays read.
fn candidates(connection: &Connection, feed: i64, key: &Hash) -> Answer<Vec<(Joined, String)>> {
    let sql = "SELECT w.id, w.sort_at, coalesce(e.title, w.title, '') FROM work_key k \
               JOIN work w ON w.id = k.work LEFT JOIN entry e ON e.article = w.shown_article \
               WHERE k.hash = ?1 AND NOT EXISTS \
               (SELECT 1 FROM article a WHERE a.work = w.id AND a.feed = ?2) \
               ORDER BY k.work DESC LIMIT ?3";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_map(params![key, feed, CANDIDATES], |row| {
        Ok((
            Joined {
                work: row.get(0)?,
                sort_at: row.get(1)?,
            },
            row.get(2)?,
        ))
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The feed's own article at this address, of an entry whose headline was changed, and whose id, if it has any, with it: another
/// day's page at the same address has another date, and another headline or text.
pub fn renamed(
    connection: &Connection,
    feed: FeedId,
    arrival: &Arrival,
    met: &HashSet<ArticleId>,
) -> Answer<Option<ArticleId>> {
    let Some(key) = arrival.url_key else {
        return Ok(None);
    };
    let has_id = arrival.entry.id.is_some();
    let sql = "SELECT a.id, e.title, e.published, e.excerpt FROM work_key k \
               JOIN article a INDEXED BY article_work ON a.work = k.work AND a.feed = ?2 \
               JOIN entry e ON e.article = a.id WHERE k.hash = ?1 ORDER BY a.id DESC LIMIT ?3";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![key, feed.get(), CANDIDATES])?;
    while let Some(row) = rows.next()? {
        let id = ArticleId::new(row.get(0)?);
        let text = |at| Ok::<_, rusqlite::Error>(row.get_ref(at)?.as_str().unwrap_or_default());
        let titles = agree(text(1)?, &arrival.entry.title);
        let excerpts = !arrival.excerpt.is_empty() && agree(text(3)?, &arrival.excerpt);
        let is_it = match (row.get::<_, Option<i64>>(2)?, arrival.entry.published) {
            // Two entries with ids of their own may well be of one day, told without a time.
            (Some(old), Some(new)) if new.since(Timestamp::from_seconds(old)).abs() < 2 => {
                !has_id || !new.is_day() || titles || excerpts
            }
            (None, _) | (_, None) if !has_id => titles || excerpts,
            // "Forecast for Monday" and "Forecast for Tuesday" agree, and another id says that it is another one.
            _ => titles && excerpts,
        };
        if is_it && !met.contains(&id) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// Most words of the shorter title stand in the longer one.
fn agree(a: &str, b: &str) -> bool {
    let (a, b) = (crate::text::fold(a), crate::text::fold(b));
    if a == b {
        return true;
    }
    let words = |text| crate::query::tokens(text).collect::<HashSet<&str>>();
    let (a, b) = (words(&a), words(&b));
    let common = a.intersection(&b).count();
    common > 1 && common * 3 >= a.len().min(b.len()) * 2
}

/// By these keys articles of other feeds will find the work.
pub fn remember(connection: &Connection, work: i64, arrival: &Arrival) -> Answer<()> {
    let sql = "INSERT OR IGNORE INTO work_key (hash, work) VALUES (?1, ?2)";
    let mut statement = connection.prepare_cached(sql)?;
    for key in [arrival.url_key, arrival.text_hash].into_iter().flatten() {
        statement.execute(params![key, work])?;
    }
    Ok(())
}

/// Whose an article is, as `article.own` keeps it: the more, the rather it stands for its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Own {
    /// A copy of somebody else's.
    Copy = 0,
    /// Its link leads to the site that its feed claims to be of; nothing but the feed says so. In rows of before there
    /// were ranks, and of exports of then, it may also be `Polled`.
    Claimed = 1,
    /// Its link leads to the host that its feed is polled from.
    Polled = 2,
}

/// `site` is the feed's, as it says.
pub fn own(link: Option<&str>, polled: &str, site: Option<&str>) -> Own {
    let Some(host) = link.map(feeds::host) else {
        return Own::Copy;
    };
    if host == polled {
        return Own::Polled;
    }
    match site.filter(|site| **site == host) {
        Some(site) if feeds::speaks_for(polled, site) => Own::Polled,
        Some(_) => Own::Claimed,
        None => Own::Copy,
    }
}

/// The title that the work has in lists is this one, not only much like it.
pub fn is_titled(connection: &Connection, work: i64, title: &str) -> Answer<bool> {
    let sql = "SELECT coalesce(e.title, w.title, '') FROM work w \
               LEFT JOIN entry e ON e.article = w.shown_article WHERE w.id = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let known: String = statement.query_row([work], |row| row.get(0))?;
    Ok(crate::text::fold(&known).trim() == crate::text::fold(title).trim())
}

/// The outlet's own article says where the work stands in lists, so that a copy with a date of its
/// own cannot hide it. Answers where that is: the first own one decides.
pub fn take_place(connection: &Connection, work: i64, sort_at: i64) -> Answer<i64> {
    if let Some(sort_at) = own_place(connection, work)? {
        return Ok(sort_at);
    }
    for sql in [
        "UPDATE work SET sort_at = ?2 WHERE id = ?1",
        "UPDATE article SET sort_at = ?2 WHERE work = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([work, sort_at])?;
    }
    Ok(sort_at)
}

/// Where the first article that is the outlet's own stands; what older rows do not tell is looked at again.
fn own_place(connection: &Connection, work: i64) -> Answer<Option<i64>> {
    let sql = "SELECT a.sort_at, a.own, e.url, f.url, f.site FROM article a \
               JOIN entry e ON e.article = a.id JOIN feed f ON f.id = a.feed \
               WHERE a.work = ?1 AND a.own > 0 ORDER BY a.own DESC, a.id";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([work])?;
    while let Some(row) = rows.next()? {
        let text = |at| Ok::<_, rusqlite::Error>(row.get_ref(at)?.as_str().ok());
        let (link, url) = (text(2)?, text(3)?.unwrap_or_default());
        let site = text(4)?.map(feeds::host);
        let is_own = row.get::<_, i64>(1)? == Own::Polled as i64
            || own(link, &feeds::host(url), site.as_deref()) == Own::Polled;
        if is_own {
            return Ok(Some(row.get(0)?));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_agree_when_most_of_the_shorter_stands_in_the_longer() {
        assert!(agree(
            "Ferries back on the river",
            "FERRIES BACK ON THE RIVER"
        ));
        assert!(agree(
            "Ferries back on the river",
            "Ferries back on the river | The Tide"
        ));
        assert!(agree(
            "Ferries back on the…",
            "Ferries back on the river after storm"
        ));
        assert!(!agree("Ferries back on the river", "Market prices fall"));
        assert!(!agree("Live", "Live blog"));
    }
}
