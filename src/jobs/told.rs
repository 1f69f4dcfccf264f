//! Telling: the reader of what a filter marked as alert, and the reader's own programs (hooks) of what
//! is new, saved or an alert. They get JSON, a line an article, and then end of file.

use super::{Context, JobError, process};
use crate::config::{Hooks, Tell};
use crate::model::{ArticleId, ArticleRow, Report, minutes};
use crate::store::{StoreError, Stored};
use crate::text::{Clean, clean_line, is_unseen};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::time::Duration;

/// Headlines that a notification names; of the rest it says how many.
const NAMED: usize = 5;

/// What came, gathered over a refresh: each hook runs once for all of it.
#[derive(Clone, Debug, Default)]
pub struct News {
    pub new: Vec<ArticleId>,
    pub saved: Vec<ArticleId>,
    pub alerts: Vec<ArticleId>,
}

impl News {
    pub fn add(&mut self, stored: &Stored) {
        self.new.extend_from_slice(&stored.new);
        self.saved.extend_from_slice(&stored.changed.saved);
        self.alerts.extend_from_slice(&stored.changed.alerts);
    }
}

/// An article as JSON: the keys of `list --json`.
pub fn article_json(row: &ArticleRow) -> Value {
    let some = |text: &Clean| Some(text.as_str().to_owned()).filter(|text| !text.is_empty());
    json!({
        "id": row.id, "feed": row.feed, "feed_title": row.feed_title, "title": row.title,
        "author": some(&row.author), "url": row.url, "published": row.published,
        "updated": row.updated, "first_seen": row.first_seen,
        "read": row.mark.read_at.is_some(), "saved": row.mark.saved_at.is_some(),
        "queued": row.mark.queue_rank.is_some(), "tags": row.mark.tags,
        "summary": some(&row.excerpt), "language": row.language, "words": row.words,
        "minutes": minutes(row.words), "whole": row.is_whole,
        "pictures": row.has_pictures,
    })
}

/// One line, lossless and safe to print: what a terminal obeys or shows nothing of as `\uXXXX`.
pub fn json_line(value: &Value) -> String {
    let plain = value.to_string();
    let mut out = String::with_capacity(plain.len());
    for c in plain.chars() {
        if is_unseen(c) {
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

/// Hooks whose program is not there, a line each.
pub fn check_hooks(hooks: &Hooks) -> Vec<String> {
    let tell: &[String] = match hooks.tell {
        Tell::Command => &hooks.tell_command,
        _ => &[],
    };
    let all = [
        ("new", hooks.new.as_slice()),
        ("saved", &hooks.saved),
        ("alert", &hooks.alert),
        ("tell_command", tell),
    ];
    let missing = all.into_iter().filter_map(|(name, command)| {
        let program = command.first().filter(|it| !process::is_there(it))?;
        Some(format!("hooks.{name}: there is no program {program}"))
    });
    missing.collect()
}

/// Runs the hooks for what came, and tells the reader of alerts. What goes wrong is said in a line.
pub fn tell(context: &Context, news: &News) {
    let hooks = &context.config.hooks;
    for (event, command, articles) in [
        ("new", &hooks.new, &news.new),
        ("saved", &hooks.saved, &news.saved),
        ("alert", &hooks.alert, &news.alerts),
    ] {
        if let Err(error) = hook(context, event, command, articles) {
            context.report(Report::Message {
                text: clean_line(&error.to_string()),
                is_error: true,
            });
        }
    }
    if let Err(error) = alert(context, &news.alerts) {
        context.report(Report::Message {
            text: clean_line(&error.to_string()),
            is_error: true,
        });
    }
}

/// Articles were saved by the reader.
pub fn tell_saved(context: &Context, saved: &[ArticleId]) {
    tell(
        context,
        &News {
            saved: saved.to_vec(),
            ..News::default()
        },
    );
}

fn rows(context: &Context, articles: &[ArticleId]) -> Result<Vec<ArticleRow>, StoreError> {
    let reader = context.store.reader()?;
    let mut rows = Vec::with_capacity(articles.len());
    for id in articles {
        rows.extend(reader.article(*id)?.map(|article| article.row));
    }
    // What a filter hid is no news.
    rows.retain(|row| row.muted_by.is_none());
    Ok(rows)
}

fn hook(
    context: &Context,
    event: &str,
    command: &[String],
    articles: &[ArticleId],
) -> Result<(), JobError> {
    if command.is_empty() || articles.is_empty() {
        return Ok(());
    }
    let mut input = String::new();
    for row in rows(context, articles)? {
        let mut line = article_json(&row);
        line["event"] = Value::from(event);
        input.push_str(&json_line(&line));
        input.push('\n');
    }
    if input.is_empty() {
        return Ok(());
    }
    let patience = Duration::from_secs(context.config.hooks.timeout);
    let done = process::run(command, input.into_bytes(), patience)?;
    if !done.is_success() {
        let said = done.said();
        return Err(JobError::other(format!("hook {event} failed: {said}")));
    }
    Ok(())
}

fn alert(context: &Context, articles: &[ArticleId]) -> Result<(), JobError> {
    let rows = rows(context, articles)?;
    if rows.is_empty() {
        return Ok(());
    }
    let hooks = &context.config.hooks;
    let titles: Vec<Clean> = rows.iter().map(|row| row.title.clone()).collect();
    let (head, body) = words(&rows);
    let patience = Duration::from_secs(hooks.timeout);
    // Told in the interface whatever becomes of the program that tells it elsewhere.
    context.report(Report::Alerts(titles));
    let tell = |command: &[String]| {
        let done = process::run(command, Vec::new(), patience)?;
        if !done.is_success() {
            let said = done.said();
            return Err(JobError::other(format!("an alert was not told: {said}")));
        }
        Ok(())
    };
    match hooks.tell {
        Tell::None => {}
        Tell::Desktop => tell(&process::notification(&head, &body))?,
        Tell::Command => {
            if hooks.tell_command.is_empty() {
                return Err(JobError::other("[hooks] tell_command is empty"));
            }
            let mut command = hooks.tell_command.clone();
            command.extend([head.into_string(), body.into_string()]);
            tell(&command)?;
        }
        // The terminal is the interface's.
        Tell::Osc9 | Tell::Osc99 | Tell::Osc777 | Tell::Bell => {}
    }
    Ok(())
}

/// Head and body of a notification.
fn words(rows: &[ArticleRow]) -> (Clean, Clean) {
    if let [row] = rows {
        return (row.feed_title.clone(), row.title.clone());
    }
    let mut titles: Vec<&str> = rows
        .iter()
        .take(NAMED)
        .map(|row| row.title.as_str())
        .collect();
    let more = format!("and {} more", rows.len().saturating_sub(NAMED));
    if rows.len() > NAMED {
        titles.push(&more);
    }
    let head = clean_line(&format!("{} articles", rows.len()));
    (head, clean_line(&titles.join(" · ")))
}
