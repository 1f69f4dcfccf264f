//! JSON lines: stable keys, absent values null, lossless and safe to print.

use super::feeds;
use crate::jobs::article_json;
pub use crate::jobs::json_line as line;
use crate::model::{
    Applied, ArticleRow, Feed, FeedPolled, FeedSettings, Timestamp, Trouble, without_secrets,
    without_user,
};
use serde_json::{Value, json};

pub fn article(row: &ArticleRow) -> Value {
    let mut value = article_json(row);
    drop_user(&mut value);
    value
}

/// The `url` of what has one, without user and password: an outlet may have put those of whoever pays into it.
pub fn drop_user(value: &mut Value) {
    if let Some(Value::String(url)) = value.get_mut("url") {
        *url = without_user(url);
    }
}

pub fn feed(feed: &Feed, now: Timestamp) -> Value {
    let health = &feed.health;
    let trouble = feed.trouble(now);
    json!({
        "id": feed.id, "url": without_secrets(&feed.url), "title": feed.title, "outlet": feed.outlet_name,
        "folder": feed.folder, "site": feed.site.as_deref().map(without_user), "unread": feed.unread, "total": feed.total,
        "last_polled": health.last_polled, "last_result": some(&health.last_result),
        "last_success": health.last_success, "next_due": health.next_due,
        "why": some(&health.why), "error": health.error,
        "failures": health.failures, "gone": health.is_gone,
        "trouble": trouble.map(Trouble::word),
        "remedy": trouble.map(|trouble| feeds::remedy(feed, trouble, now, |at| at.to_string())),
        "settings": settings(&feed.settings),
    })
}

/// What is set for one feed, but for what is secret.
fn settings(settings: &FeedSettings) -> Value {
    let headers: Vec<&String> = settings.headers.iter().map(|(name, _)| name).collect();
    let credentials = if settings.credentials_command.is_some() {
        Some("command")
    } else {
        settings.credentials_file.as_ref().map(|_| "file")
    };
    json!({
        "title": settings.title, "interval": settings.interval, "user": settings.user,
        "credentials": credentials, "headers": headers, "proxy": settings.shown_proxy(),
        "also_in": settings.tags, "full_text": settings.full_text, "prefetch": settings.prefetch,
        "ahead": settings.ahead, "keep_days": settings.keep_days,
        "keep_articles": settings.keep_articles, "keep_megabytes": settings.keep_megabytes,
        "hidden": settings.hidden, "certificate": settings.certificate,
        "http1": settings.http1,
    })
}

pub fn polled(polled: &FeedPolled) -> Value {
    json!({
        "feed": polled.feed, "url": without_secrets(&polled.url), "result": polled.result, "new": polled.new,
        "updated": polled.updated, "bytes": polled.bytes, "ms": polled.milliseconds,
        "why": some(&polled.why),
    })
}

/// What a change did; none: nothing.
pub fn applied(applied: Option<&Applied>, message: &str) -> Value {
    json!({
        "changed": applied.is_some(), "articles": applied.map_or(0, |it| it.articles),
        "message": message,
    })
}

/// Absent is null, not an empty string.
pub fn some(text: &str) -> Value {
    if text.is_empty() {
        Value::Null
    } else {
        Value::from(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_might_obey_is_escaped_and_comes_back_whole() {
        let hostile = json!({"title": "a\u{1b}]0;x\u{7}\u{9b}\u{202e}b\u{e0041}"});
        let line = line(&hostile);
        assert!(!line.chars().any(crate::text::is_unseen), "{line}");
        assert_eq!(serde_json::from_str::<Value>(&line).unwrap(), hostile);
    }

    #[test]
    fn ordinary_letters_stay_readable() {
        assert_eq!(line(&json!("Tolúlọpẹ́ ɓaƙo 中文")), "\"Tolúlọpẹ́ ɓaƙo 中文\"");
    }
}
