//! Is the store whole? For `doctor`.

use super::{Answer, open};
use crate::text::{Clean, clean_line};
use rusqlite::Connection;

/// "name: result" lines.
pub fn lines(connection: &Connection) -> Answer<Vec<Clean>> {
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let integrity: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    let size = number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")?;
    let waiting = number("SELECT count(*) FROM unindexed")?;
    let articles = number("SELECT count(*) FROM article")?;
    let kept = number("SELECT value FROM count WHERE name = 'unread'")?;
    let counted = number("SELECT count(*) FROM article WHERE listed = 1 AND unread = 1")?;
    let counts = if kept == counted {
        "right".to_owned()
    } else {
        format!("{kept} kept, {counted} counted")
    };
    let lines = [
        format!(
            "store: {integrity}, schema {}, {} kB",
            open::schema(),
            size.div_euclid(1000)
        ),
        format!("articles: {articles}, {waiting} of them not indexed yet"),
        format!("unread: {kept}, counts {counts}"),
    ];
    Ok(lines.iter().map(|line| clean_line(line)).collect())
}
