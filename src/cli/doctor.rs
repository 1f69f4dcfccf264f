//! `doctor`: is the store whole, how are the feeds, where is everything.

use super::error::{Exit, Failure, Outcome};
use super::session::Session;
use super::{feeds, json};
use crate::jobs::{self, Context};
use crate::model::size;
use crate::model::{Feed, Timestamp, Traffic, Trouble, troubled};
use serde_json::json;

#[derive(clap::Args)]
pub struct Arguments {
    /// Make a damaged store whole as far as it can be read; the damaged file is set aside
    #[arg(long)]
    repair: bool,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    if arguments.repair {
        return repair(session);
    }
    let paths = session.paths.clone();
    let store = session.store()?;
    let reader = store.reader()?;
    let mut lines = vec![
        format!("configuration: {}", paths.config_file.display()),
        format!("data: {}", paths.data_dir.display()),
        format!("state: {}", paths.state_dir.display()),
    ];
    let checked = reader.check()?;
    lines.extend(checked.lines.iter().map(ToString::to_string));
    let context = session.plain_context(store)?;
    let written = jobs::try_writing(&context, &paths.data_dir);
    lines.push(match &written {
        Ok(()) => "writing: ok".to_owned(),
        Err(why) => format!("writing: {why}"),
    });
    let feeds = reader.feeds()?;
    let found = troubled(&feeds, session.now());
    let unfetched = feeds.iter().filter(|feed| feed.was_never_fetched()).count();
    let unfetched = match unfetched {
        0 => String::new(),
        some => format!(", {some} never fetched"),
    };
    lines.push(format!(
        "feeds: {}{}{unfetched}",
        feeds.len(),
        summary(&found)
    ));
    lines.extend(traffic(&context)?);
    let faults = super::read::faults(session, &context);
    if faults.is_empty() {
        lines.push("settings: ok".to_owned());
    }
    lines.extend(faults.iter().map(|fault| format!("settings: {fault}")));
    for line in lines {
        if session.global.json {
            let (name, value) = line.split_once(": ").unwrap_or((&line, ""));
            session.print_json(&json!({ "check": name, "result": value }))?;
        } else {
            session.print(&crate::text::clean_line(&line))?;
        }
    }
    for (feed, trouble) in &found {
        if session.global.json {
            session.print_json(&json::feed(feed, session.now()))?;
            continue;
        }
        let (title, id) = (&feed.title, feed.id);
        let line = format!("  ! {title} ({id}): {}", what(feed, *trouble));
        session.print(&crate::text::clean_line(&line))?;
        session.print(&format!(
            "      {}",
            feeds::remedy(feed, *trouble, session.now(), |at| session.time(at))
        ))?;
    }
    let is_broken = |it: &(&Feed, Trouble)| matches!(it.1, Trouble::Gone | Trouble::Failing);
    let is_well = checked.is_sound && written.is_ok() && faults.is_empty();
    Ok(if found.iter().any(is_broken) || !is_well {
        Exit::Partly
    } else {
        Exit::Done
    })
}

/// `, 3 failing, 1 silent`
fn summary(found: &[(&Feed, Trouble)]) -> String {
    use Trouble::{Failing, Gone, Moved, Noisy, Silent};
    let count = |trouble| found.iter().filter(|it| it.1 == trouble).count();
    let counts = [Gone, Failing, Moved, Silent, Noisy].map(|it| (it, count(it)));
    let said = counts
        .iter()
        .filter(|(trouble, count)| *count > 0 || *trouble == Failing);
    said.map(|(trouble, count)| format!(", {count} {}", trouble.word()))
        .collect()
}

/// What is wrong, and when it last worked.
fn what(feed: &Feed, trouble: Trouble) -> String {
    let day = |at: Timestamp| at.to_string().get(..10).unwrap_or_default().to_owned();
    format!("{}; {}", feed.complaint(trouble, day), feed.success(day))
}

fn repair(session: &Session) -> Outcome {
    super::log::start(&session.paths.state_dir);
    let (dir, copy) = (&session.paths.data_dir, session.paths.subscriptions());
    let mended = crate::jobs::repair(dir, &copy, session.now())?;
    let Some(aside) = &mended.repaired.set_aside else {
        session.say("the store is whole; its counts were made anew");
        return Ok(Exit::Done);
    };
    let mut holes = 0;
    for (table, rows, missing) in &mended.repaired.tables {
        holes += missing;
        if session.global.json {
            session.print_json(&json!({ "table": table, "rows": rows, "unreadable": missing }))?;
        } else if *rows > 0 || *missing > 0 {
            let missing = match missing {
                0 => String::new(),
                count => format!(", {count} places could not be read"),
            };
            session.print(&format!("{table}: {rows} rows saved{missing}"))?;
        }
    }
    if mended.repaired.tables.is_empty() {
        session.say("nothing of the file could be read");
        holes += 1;
    }
    if mended.subscribed > 0 {
        session.say(&format!(
            "{} feeds came back from {}",
            mended.subscribed,
            copy.display()
        ));
    }
    if !mended.has_feeds {
        session.say(&format!(
            "no feed could be saved, and none stands in {}; `tidings import FILE` takes a copy of \
             that file, or an export",
            copy.display()
        ));
    }
    let fetches = if mended.has_feeds {
        "; `tidings refresh --all` fetches what feeds still carry"
    } else {
        ""
    };
    session.say(&format!(
        "the damaged file is set aside as {}{fetches}",
        aside.display()
    ));
    Ok(if holes > 0 { Exit::Partly } else { Exit::Done })
}

/// What came on the wire, and what ends fetching ahead.
fn traffic(context: &Context) -> Result<Vec<String>, Failure> {
    let (today, month) = jobs::spent(context)?;
    let line = |name: &str, spent: &Traffic| {
        let Traffic {
            feeds,
            pages,
            pictures,
            enclosures,
        } = *spent;
        format!(
            "bytes {name}: {} (feeds {}, pages {}, pictures {}, enclosures {})",
            size(spent.total()),
            size(feeds),
            size(pages),
            size(pictures),
            size(enclosures)
        )
    };
    let mut allowed = jobs::may_fetch_ahead(context)?;
    if allowed.is_ok() {
        allowed = jobs::within_disk(context, jobs::on_disk(context)?);
    }
    let ahead = match allowed {
        Ok(()) => "allowed".to_owned(),
        Err(why) => why.to_string(),
    };
    Ok(vec![
        line("today", &today),
        line("this month", &month),
        format!("fetching ahead: {ahead}"),
    ])
}
