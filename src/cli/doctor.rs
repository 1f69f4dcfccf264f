//! `doctor`: is the store whole, how are the feeds, where is everything.

use super::error::{Exit, Outcome};
use super::json;
use super::session::Session;
use serde_json::json;

#[derive(clap::Args)]
pub struct Arguments {}

pub fn run(_: &Arguments, session: &mut Session) -> Outcome {
    let paths = session.paths.clone();
    let reader = session.store()?.reader()?;
    let mut lines = vec![
        format!("configuration: {}", paths.config_file.display()),
        format!("data: {}", paths.data_dir.display()),
        format!("state: {}", paths.state_dir.display()),
    ];
    lines.extend(reader.check()?.iter().map(ToString::to_string));
    let feeds = reader.feeds()?;
    let failing: Vec<_> = feeds
        .iter()
        .filter(|feed| feed.health.error.is_some())
        .collect();
    lines.push(format!("feeds: {}, {} failing", feeds.len(), failing.len()));
    for line in lines {
        if session.global.json {
            let (name, value) = line.split_once(": ").unwrap_or((&line, ""));
            session.print_json(&json!({ "check": name, "result": value }))?;
        } else {
            session.print(&crate::text::clean_line(&line))?;
        }
    }
    for feed in &failing {
        if session.global.json {
            session.print_json(&json::feed(feed))?;
            continue;
        }
        let error = feed.health.error.as_deref().unwrap_or_default();
        session.print(&format!("  ! {} ({}): {error}", feed.title, feed.id))?;
    }
    Ok(if failing.is_empty() {
        Exit::Done
    } else {
        Exit::Partly
    })
}
