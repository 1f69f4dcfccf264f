//! Is the store whole? For `doctor`.

use super::{Answer, migrate};
use crate::text::{Clean, clean_line};
use rusqlite::Connection;

/// What is kept beside what can be counted, where they must be equal.
const KEPT: [(&str, &str, &str); 5] = [
    (
        "articles listed",
        "SELECT total FROM count WHERE feed = 0",
        "SELECT count(*) FROM article WHERE listed = 1",
    ),
    (
        "unread",
        "SELECT unread FROM count WHERE feed = 0",
        "SELECT count(*) FROM article WHERE listed = 1 AND unread = 1",
    ),
    (
        "saved",
        "SELECT saved FROM count WHERE feed = 0",
        "SELECT count(*) FROM article WHERE saved = 1",
    ),
    (
        "feeds with wrong counts",
        "SELECT 0",
        "SELECT count(*) FROM feed f LEFT JOIN count c ON c.feed = f.id \
         WHERE (coalesce(c.total, 0), coalesce(c.unread, 0)) <> \
         (SELECT count(*), coalesce(sum(unread), 0) FROM article WHERE feed = f.id AND visible = 1)",
    ),
    (
        "sets of feeds with wrong counts",
        "SELECT 0",
        "WITH counted (feeds, total, unread) AS (SELECT feeds, count(*), sum(unread) FROM \
         (SELECT group_concat(feed ORDER BY feed) AS feeds, max(unread) AS unread FROM article \
         WHERE visible = 1 GROUP BY work HAVING count(*) > 1) GROUP BY feeds) \
         SELECT (SELECT count(*) FROM (SELECT * FROM counted EXCEPT SELECT * FROM shared)) \
         + (SELECT count(*) FROM (SELECT * FROM shared EXCEPT SELECT * FROM counted))",
    ),
];

/// What was looked at, and whether all of it is as it should be.
pub struct Checked {
    /// "name: result".
    pub lines: Vec<Clean>,
    pub is_sound: bool,
}

pub fn store(connection: &Connection) -> Answer<Checked> {
    // At one moment: another process may be writing.
    let connection = connection.unchecked_transaction()?;
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let integrity: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    let schema = number("PRAGMA user_version")?;
    let size = number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")?;
    let free =
        number("SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size")?;
    let articles = number("SELECT count(*) FROM article")?;
    let works = number("SELECT count(*) FROM work")?;
    let waiting = number("SELECT count(*) FROM unindexed")?;
    let mut lines = vec![
        format!(
            "store: {integrity}, schema {schema} of {}",
            migrate::schema()
        ),
        format!(
            "size: {} kB, {} kB of them free",
            size.div_euclid(1000),
            free.div_euclid(1000)
        ),
        format!("articles: {articles} of {works} works, {waiting} not indexed yet"),
    ];
    let mut is_sound = integrity == "ok";
    for (name, kept, counted) in KEPT {
        let (kept, counted) = (number(kept)?, number(counted)?);
        is_sound &= kept == counted;
        lines.push(if kept == counted {
            format!("{name}: {kept}")
        } else {
            format!("{name}: {kept} kept, but {counted} counted")
        });
    }
    if !is_sound {
        lines.push(
            "to mend: `tidings doctor --repair` makes it right, or saves what can be read"
                .to_owned(),
        );
    }
    Ok(Checked {
        lines: lines.iter().map(|line| clean_line(line)).collect(),
        is_sound,
    })
}
