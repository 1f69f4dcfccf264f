//! `offline`: fetches ahead what should be there without a network, and says what there is.

use super::error::{Exit, Outcome};
use super::session::Session;
use crate::jobs::{self, Amount, By};
use crate::model::{Ahead, AheadFailure, AheadProgress, Report};
use crate::model::{counted, size};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;

#[derive(clap::Args)]
pub struct Arguments {
    /// So many articles: the saved ones, the queue, then the newest unread
    #[arg(long, value_name = "N", value_parser = super::error::number::<u32>, allow_negative_numbers = true)]
    articles: Option<u32>,
    /// So much to read, in minutes
    #[arg(long, value_name = "N", value_parser = super::error::number::<u32>, allow_negative_numbers = true)]
    minutes: Option<u32>,
    /// At most so much over the network; without it what is left of `network.daily_budget`
    #[arg(long, value_name = "N", value_parser = super::error::number::<u32>, allow_negative_numbers = true)]
    megabytes: Option<u32>,
    /// Leave out pictures
    #[arg(long)]
    text: bool,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let store = session.store()?;
    let context = session.context(store, sink(session))?;
    let by = By::Person {
        amount: Amount {
            articles: arguments.articles,
            minutes: arguments.minutes,
            megabytes: arguments.megabytes,
        },
        only_text: arguments.text,
    };
    let progress = jobs::prefetch(&context, by)?;
    jobs::index(&context)?;
    if session.global.json {
        json(&progress, session)?;
    } else {
        let ahead = context.config.storage.ahead;
        let is_nothing = [arguments.articles, arguments.minutes].contains(&Some(0));
        session.print(&if is_nothing {
            "nothing was asked for: 0".to_owned()
        } else {
            summary(&progress, ahead)
        })?;
    }
    let news = progress.without_pictures.len() - progress.left_alone as usize;
    let is_done = progress.stopped.is_none() && news == 0;
    Ok(match (progress.whole, progress.total) {
        (whole, total) if whole == total && is_done => Exit::Done,
        (0, _) => Exit::Nothing,
        _ => Exit::Partly,
    })
}

/// "312 of 320 articles whole, 410 minutes to read, 41 MB fetched; 8 failed: …".
fn summary(progress: &AheadProgress, ahead: Ahead) -> String {
    let off = "unread articles are left out, since storage.ahead is off";
    match (progress.total, ahead) {
        (0, Ahead::Off) => return format!("nothing is saved or queued; {off}"),
        (0, _) => return "nothing is saved, queued or unread".to_owned(),
        _ => {}
    }
    let (whole, total) = (progress.whole, progress.total);
    let mut text = format!(
        "{whole} of {total} articles whole, {} to read, {} fetched",
        counted(progress.minutes as usize, "minute"),
        size(progress.bytes)
    );
    if progress.is_offline {
        text.push_str("; there is no network");
    } else if let Some(why) = &progress.stopped {
        text.push_str(&format!("; stopped: {why}"));
    }
    if ahead == Ahead::Off {
        text.push_str(&format!("; {off}"));
    }
    if !progress.failures.is_empty() {
        let (count, reasons) = (progress.failures.len(), reasons(&progress.failures));
        text.push_str(&format!("; {count} failed: {reasons}"));
    }
    if !progress.without_pictures.is_empty() {
        let count = progress.without_pictures.len();
        let alone = match progress.left_alone as usize {
            0 => String::new(),
            left if left == count => ", left alone for now".to_owned(),
            left => format!(", {left} of them left alone for now"),
        };
        let reasons = reasons(&progress.without_pictures);
        text.push_str(&format!("; {count} without all pictures{alone}: {reasons}"));
    }
    text
}

/// Each reason once, the most frequent first.
fn reasons(failures: &[AheadFailure]) -> String {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for failure in failures {
        *counts.entry(failure.why.as_str()).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let said = counts.into_iter().map(|(why, count)| match count {
        1 => why.to_owned(),
        count => format!("{why} ({count} times)"),
    });
    said.collect::<Vec<_>>().join("; ")
}

fn json(progress: &AheadProgress, session: &Session) -> Result<(), super::error::Failure> {
    for failure in progress.failures.iter().chain(&progress.without_pictures) {
        session.print_json(&json!({
            "id": failure.article, "title": failure.title, "error": failure.why,
        }))?;
    }
    session.print_json(&json!({
        "articles": progress.total, "whole": progress.whole, "failed": progress.failures.len(),
        "without_pictures": progress.without_pictures.len(), "left_alone": progress.left_alone,
        "minutes": progress.minutes, "bytes": progress.bytes, "stopped": progress.stopped,
        "offline": progress.is_offline,
    }))
}

/// Progress only on a terminal.
fn sink(session: &Session) -> jobs::Sink {
    let (is_json, quiet) = (session.global.json, session.global.quiet);
    let shows_progress = !is_json && !quiet && std::io::stderr().is_terminal();
    Arc::new(move |report| match report {
        Report::Ahead(progress) if shows_progress => {
            let line = if progress.is_finished {
                format!("\r{:60}\r", "")
            } else {
                let (done, total) = (progress.done, progress.total);
                format!("\r{done}/{total} articles, {}   ", size(progress.bytes))
            };
            // A terminal that is gone shows nothing.
            let _ = std::io::stderr().write_all(line.as_bytes());
        }
        Report::Message {
            text,
            is_error: true,
        } => super::error::complain(&text),
        _ => {}
    })
}
