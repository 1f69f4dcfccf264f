//! JSON lines: stable keys, absent values null, lossless and safe to print.

pub use crate::jobs::article_json as article;
use crate::model::{Feed, FeedPolled, FeedSettings};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// One line; C0, C1, bidi and other invisible characters as `\uXXXX`.
pub fn line(value: &Value) -> String {
    let plain = value.to_string();
    let mut out = String::with_capacity(plain.len());
    for c in plain.chars() {
        if is_unsafe(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                write!(out, "\\u{unit:04x}").expect("writing to a string cannot fail");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Control and format characters, line and paragraph separators, private use, noncharacters, and
/// letters and marks in name that show nothing.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{3164}' | '\u{ffa0}' | '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{10ffff}')
}

pub fn feed(feed: &Feed) -> Value {
    let health = &feed.health;
    json!({
        "id": feed.id, "url": feed.url, "title": feed.title, "outlet": feed.outlet_name,
        "folder": feed.folder, "site": feed.site, "unread": feed.unread, "total": feed.total,
        "last_polled": health.last_polled, "last_result": some(&health.last_result),
        "last_success": health.last_success, "next_due": health.next_due,
        "why": some(&health.why), "error": health.error,
        "failures": health.failures, "gone": health.is_gone,
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
        "feed": polled.feed, "url": polled.url, "result": polled.result, "new": polled.new,
        "updated": polled.updated, "bytes": polled.bytes, "ms": polled.milliseconds,
        "why": some(&polled.why),
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
        assert!(line.chars().all(|c| !is_unsafe(c)), "{line}");
        assert_eq!(serde_json::from_str::<Value>(&line).unwrap(), hostile);
    }

    #[test]
    fn ordinary_letters_stay_readable() {
        assert_eq!(line(&json!("Tolúlọpẹ́ ɓaƙo 中文")), "\"Tolúlọpẹ́ ɓaƙo 中文\"");
    }
}
