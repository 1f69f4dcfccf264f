//! `refresh`: polls what is due, or all, or the feeds that are named.

use super::error::{Exit, Failure, Outcome, complain};
use super::feeds;
use super::json;
use super::session::Session;
use crate::jobs;
use crate::model::{
    Feed, FeedId, PollResult, RefreshProgress, Report, Timestamp, Which, counted, size,
};
use crate::text::{Clean, clean_line};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

#[derive(clap::Args)]
pub struct Arguments {
    /// Feeds by id, address or title; without any, all that are due
    feeds: Vec<String>,
    /// Everything that the outlets' wishes and `polling.floor` allow
    #[arg(long, conflicts_with = "feeds")]
    all: bool,
    /// Leave the search index to a later run
    #[arg(long)]
    no_index: bool,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let store = session.store()?;
    let which = if arguments.all {
        Which::All
    } else if arguments.feeds.is_empty() {
        Which::Due
    } else {
        Which::Feeds(feeds::named(&store.reader()?, &arguments.feeds)?)
    };
    let is_named = matches!(which, Which::Feeds(_));
    let (sink, waits) = noting(sink(session, is_named));
    let context = session.context(store, sink)?;
    let totals = jobs::refresh(&context, &which)?;
    if !arguments.no_index {
        jobs::index(&context)?;
    }
    jobs::prune_now_and_then(&context)?;
    let waits = waits.lock().unwrap_or_else(PoisonError::into_inner);
    let why = nearest(&context, &waits, session.now())?;
    let is_empty = totals.total == 0 && waits.is_empty() && !session.global.json;
    if is_empty && context.store.reader()?.feeds()?.is_empty() {
        session.say("no feed is subscribed to; `tidings add URL` or `tidings import FILE` does");
        return Ok(Exit::Done);
    }
    finish(&totals, waits.len(), &why, session)
}

/// What is reported of feeds that wait.
type Waits = Arc<Mutex<Vec<(FeedId, Clean)>>>;

fn noting(inner: jobs::Sink) -> (jobs::Sink, Waits) {
    let waits = Waits::default();
    let noted = waits.clone();
    let sink: jobs::Sink = Arc::new(move |report| {
        if let Report::FeedPolled(polled) = &report
            && polled.result == PollResult::Waiting
        {
            let mut noted = noted.lock().unwrap_or_else(PoisonError::into_inner);
            noted.push((polled.feed, polled.why.clone()));
        }
        inner(report);
    });
    (sink, waits)
}

/// Why the one waits that may be asked first.
fn nearest(
    context: &jobs::Context,
    waits: &[(FeedId, Clean)],
    now: Timestamp,
) -> Result<Clean, Failure> {
    if waits.is_empty() {
        return Ok(Clean::default());
    }
    if let Some(why) = shared(waits) {
        return Ok(why);
    }
    let feeds = context.store.reader()?.feeds()?;
    let until = |feed: &Feed| (feed.waits_until(now), feed.health.last_polled);
    let of = |id: FeedId| feeds.iter().find(|feed| feed.id == id).map(until);
    let first = waits.iter().min_by_key(|(id, _)| of(*id));
    Ok(first.map(|(_, why)| why.clone()).unwrap_or_default())
}

/// The reason that most of them have, with what the others have; none if each has its own.
fn shared(waits: &[(FeedId, Clean)]) -> Option<Clean> {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, why) in waits {
        *reasons.entry(why.as_str()).or_default() += 1;
    }
    let mut reasons: Vec<(&str, usize)> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let ((most, count), rest) = reasons.split_first()?;
    let others = match rest {
        _ if *count < 2 => return None,
        [] => return Some(clean_line(most)),
        [(why, count)] => format!("{count}: {why}"),
        rest => {
            let count: usize = rest.iter().map(|(_, count)| count).sum();
            format!("{count} for other reasons")
        }
    };
    Some(clean_line(&format!("{count}: {most}; {others}")))
}

/// `waiting` feeds were not asked, those among them that are put off.
fn finish(asked: &RefreshProgress, waiting: usize, why: &Clean, session: &Session) -> Outcome {
    let waiting = u32::try_from(waiting).unwrap_or(u32::MAX);
    let unasked = waiting.saturating_sub(asked.put_off);
    let totals = &RefreshProgress {
        total: asked.total.saturating_add(unasked),
        put_off: asked.put_off.saturating_add(unasked),
        ..asked.clone()
    };
    if session.global.json {
        session.print_json(&json!({
            "feeds": totals.total, "failed": totals.failed, "put_off": totals.put_off, "new": totals.new,
            "updated": totals.updated, "bytes": totals.bytes,
            "bytes_today": totals.bytes_today, "bytes_month": totals.bytes_this_month,
        }))?;
    } else {
        session.say(&summary(totals, why));
    }
    Ok(match asked.failed {
        0 => Exit::Done,
        // Of a cut answer there is something.
        failed if failed - asked.cut == asked.total => Exit::Nothing,
        _ => Exit::Partly,
    })
}

/// "12 new in 14 feeds, 1 failed, 3 put off, 340 kB; today 2.1 MB, this month 30.2 MB".
/// "13 feeds wait: asked just now, again in 14 min", where that is all.
fn summary(totals: &RefreshProgress, why: &Clean) -> String {
    if totals.total == 0 {
        return "nothing is due".to_owned();
    }
    if totals.put_off == totals.total && !why.is_empty() {
        let wait = if totals.total == 1 { "waits" } else { "wait" };
        let feeds = counted(totals.total as usize, "feed");
        return format!("{feeds} {wait}: {why}");
    }
    let but = |count: u32, how: &str| match count {
        0 => String::new(),
        count => format!(", {count} {how}"),
    };
    let (failed, put_off) = (but(totals.failed, "failed"), but(totals.put_off, "put off"));
    format!(
        "{} new in {}{failed}{put_off}, {}; today {}, this month {}",
        totals.new,
        counted(totals.total.saturating_sub(totals.put_off) as usize, "feed"),
        size(totals.bytes),
        size(totals.bytes_today),
        size(totals.bytes_this_month)
    )
}

/// Failures as lines on standard error, JSON on standard output, progress only on a terminal.
/// Why a feed is not asked now is said where it was `named`.
pub fn sink(session: &Session, is_named: bool) -> jobs::Sink {
    let (is_json, quiet) = (session.global.json, session.global.quiet);
    let shows_progress = !is_json && !quiet && std::io::stderr().is_terminal();
    Arc::new(move |report| match report {
        Report::FeedPolled(polled) if is_json => {
            // A closed pipe ends the output, not the refresh.
            let _ = writeln!(
                std::io::stdout().lock(),
                "{}",
                json::line(&json::polled(&polled))
            );
        }
        Report::FeedPolled(polled)
            if matches!(polled.result, PollResult::Failed | PollResult::Cut) =>
        {
            complain(&format!("{}: {}", polled.title, polled.why));
        }
        Report::FeedPolled(polled) if is_named && polled.result == PollResult::Waiting => {
            complain(&format!("{}: {}", polled.title, polled.why));
        }
        Report::Refresh(progress) if shows_progress && !progress.is_finished => {
            let (done, total) = (progress.done, progress.total);
            let line = format!("\r{done}/{total} feeds, {} new", progress.new);
            let _ = std::io::stderr().write_all(line.as_bytes());
        }
        Report::Refresh(progress) if shows_progress => {
            let _ = std::io::stderr().write_all(format!("\r{:60}\r", "").as_bytes());
            debug_assert!(progress.is_finished);
        }
        Report::Message {
            text,
            is_error: true,
        } => complain(&text),
        _ => {}
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One feed's reason was told of all.
    #[test]
    fn the_reason_of_most_is_told_as_theirs() {
        let told = |whys: &[&str]| {
            let waits: Vec<(FeedId, Clean)> = whys
                .iter()
                .map(|why| (FeedId::new(1), clean_line(why)))
                .collect();
            shared(&waits).map(Clean::into_string)
        };
        assert_eq!(told(&[]), None);
        assert_eq!(told(&["until 9:00", "until 10:00"]), None);
        assert_eq!(told(&["leased", "leased"]).as_deref(), Some("leased"));
        let most = told(&["gone", "leased", "leased"]);
        assert_eq!(most.as_deref(), Some("2: leased; 1: gone"));
        let mixed = told(&["gone", "leased", "leased", "until 9:00"]);
        assert_eq!(mixed.as_deref(), Some("2: leased; 2 for other reasons"));
    }
}
