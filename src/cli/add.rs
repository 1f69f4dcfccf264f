//! `add`: finds the feed behind an address, shows what is in it, subscribes and fetches it.

use super::error::{Exit, Failure, Outcome, complain};
use super::json;
use super::session::Session;
use crate::jobs;
use crate::model::{Candidate, Headline, NewFeed, without_secrets};
use serde_json::{Value, json};

#[derive(clap::Args)]
pub struct Arguments {
    /// A site, a page, a feed, a channel, a profile
    url: String,
    /// This address is the feed: do not look for another
    #[arg(long, conflicts_with_all = ["list", "pick"])]
    exact: bool,
    /// Only show what feeds are there, with their newest entries
    #[arg(long)]
    list: bool,
    /// Take the feed with this number in the list, not the best
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u16).range(1..))]
    pick: u16,
    /// Put it into this folder, with / between folders in folders
    #[arg(long, default_value = "")]
    folder: String,
    /// Your own name for it
    #[arg(long)]
    title: Option<String>,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let store = session.store()?;
    let context = session.plain_context(store.clone())?;
    let mut newest = Vec::new();
    let found = if arguments.exact {
        NewFeed {
            url: arguments.url.clone(),
            ..NewFeed::default()
        }
    } else {
        let candidates = jobs::find_feeds(&context, &arguments.url)?;
        if arguments.list {
            return list(&arguments.url, &candidates, session);
        }
        let chosen = chosen(arguments, &candidates, session)?;
        newest.clone_from(&chosen.newest);
        NewFeed {
            url: chosen.url.clone(),
            title: chosen.title.to_string(),
            ..NewFeed::default()
        }
    };
    let split = arguments
        .folder
        .split('/')
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let mut feed = NewFeed {
        folder: split.map(str::to_owned).collect(),
        ..found
    };
    feed.settings.title.clone_from(&arguments.title);
    if !arguments.exact {
        feed = jobs::https_first(&context, &feed);
    }
    let id = jobs::subscribe(&context, &feed)?;
    jobs::write_subscriptions(&context)?;
    let subscribed = store
        .reader()?
        .feeds()?
        .into_iter()
        .find(|feed| feed.id == id);
    let subscribed =
        subscribed.ok_or_else(|| Failure::nothing("the feed was removed meanwhile"))?;
    if session.global.json {
        let mut line = json::feed(&subscribed, session.now());
        line["newest"] = headlines(&newest);
        session.print_json(&line)?;
    } else {
        session.say(&format!(
            "{}: {} articles",
            subscribed.title, subscribed.total
        ));
    }
    let Some(error) = subscribed.health.error else {
        return Ok(Exit::Done);
    };
    complain(&format!(
        "subscribed, but {error}; `tidings remove {id}` takes it back"
    ));
    Ok(Exit::Partly)
}

/// The candidate that was asked for, shown before it is subscribed to; others are named.
fn chosen<'a>(
    arguments: &Arguments,
    candidates: &'a [Candidate],
    session: &Session,
) -> Result<&'a Candidate, Failure> {
    let asked = &arguments.url;
    if candidates.is_empty() {
        return Err(nothing(asked));
    }
    let Some(chosen) = candidates.get(usize::from(arguments.pick) - 1) else {
        let count = candidates.len();
        return Err(Failure::usage(format!(
            "{asked} has {count} feeds; --list shows them"
        )));
    };
    session.say(&format!(
        "{} {}",
        without_secrets(&chosen.url),
        chosen.title
    ));
    for entry in &chosen.newest {
        session.say(&headline(entry, session));
    }
    let others = candidates.iter().enumerate().filter(|it| it.1 != chosen);
    for (index, other) in others.take(5) {
        let (number, url, title) = (index + 1, without_secrets(&other.url), &other.title);
        session.say(&format!("also found: {url} {title} (--pick {number})"));
    }
    Ok(chosen)
}

fn nothing(asked: &str) -> Failure {
    Failure::nothing(format!(
        "no feed was found at {asked}; if you know its address, use --exact"
    ))
}

fn list(asked: &str, candidates: &[Candidate], session: &Session) -> Outcome {
    if candidates.is_empty() {
        return Err(nothing(asked));
    }
    for (number, candidate) in (1..).zip(candidates) {
        let (url, title, how) = (
            without_secrets(&candidate.url),
            &candidate.title,
            candidate.found_by,
        );
        if session.global.json {
            session.print_json(&json!({
                "url": url, "title": json::some(title), "found_by": how,
                "newest": headlines(&candidate.newest),
            }))?;
            continue;
        }
        let line = format!("{number:>2}  {title}  {url} ({how})");
        session.print(&crate::text::clean_line(&line))?;
        for entry in &candidate.newest {
            session.print(&headline(entry, session))?;
        }
    }
    Ok(Exit::Done)
}

/// `    3h  Title`
fn headline(entry: &Headline, session: &Session) -> String {
    let age = entry.published.map(|it| age(session.now().since(it)));
    let (age, title) = (age.unwrap_or_default(), &entry.title);
    format!("    {age:>4}  {title}")
}

/// Seconds as short as they can be understood.
fn age(seconds: i64) -> String {
    const UNITS: [(i64, &str); 5] = [
        (365 * 86_400, "y"),
        (7 * 86_400, "w"),
        (86_400, "d"),
        (3_600, "h"),
        (60, "m"),
    ];
    let unit = UNITS.iter().find(|unit| seconds >= unit.0);
    unit.map_or_else(
        || "now".to_owned(),
        |(of, word)| format!("{}{word}", seconds / of),
    )
}

fn headlines(newest: &[Headline]) -> Value {
    let all = newest.iter();
    all.map(|it| json!({ "title": it.title, "published": it.published }))
        .collect()
}
