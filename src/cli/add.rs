//! `add`: finds the feed behind an address, shows what is in it, subscribes and fetches it.

use super::error::{Exit, Failure, Outcome, complain, warn_of_secret};
use super::json;
use super::session::Session;
use crate::jobs;
use crate::model::{
    Candidate, Feed, Headline, NewFeed, PollResult, Remedy, Report, Trouble, counted, folder_names,
    without_secrets,
};
use crate::text::Clean;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};

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
    let instead = "`tidings import -` takes addresses from standard input";
    warn_of_secret(&arguments.url, instead);
    let store = session.store()?;
    let context = session.plain_context(store.clone())?;
    let mut newest = Vec::new();
    let found = if arguments.exact {
        NewFeed {
            url: jobs::exact_address(&context, &arguments.url)?,
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
    let mut feed = NewFeed {
        folder: folder_names(&arguments.folder),
        ..found
    };
    feed.settings.title.clone_from(&arguments.title);
    if !arguments.exact {
        feed = jobs::https_first(&context, &feed);
    }
    let (context, heard) = listening(&context);
    let id = jobs::subscribe(&context, &feed)?;
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
        let heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
        if let (true, Some(why)) = (line["error"].is_null(), &heard.failed) {
            line["error"] = json!(why);
        }
        drop(heard);
        session.print_json(&line)?;
    }
    let written = jobs::write_subscriptions(&context);
    let heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
    let said = if heard.is_known {
        known(&subscribed, arguments, session)
    } else {
        new(&subscribed, &heard, session)
    };
    let copied = session.copied(written);
    Ok(if copied == Exit::Done { said } else { copied })
}

/// It is subscribed to, and was fetched if that could be.
fn new(subscribed: &Feed, heard: &Heard, session: &Session) -> Exit {
    if !session.global.json {
        let articles = counted(subscribed.total as usize, "article");
        session.say(&format!("{}: {articles}", subscribed.title));
    }
    let but = match (&subscribed.health.error, &heard.failed, &heard.waits) {
        (Some(error), ..) => match subscribed.remedy(Trouble::Failing, session.now()) {
            Remedy::Wait(until) => {
                let until = session.time(until);
                format!("{error}; it asked to wait until {until}")
            }
            Remedy::BackOff(until) => {
                let until = session.time(until);
                format!("{error}; tidings waits until {until}")
            }
            Remedy::Password => {
                let (now, time) = (session.now(), |time| session.time(time));
                let how = super::feeds::remedy(subscribed, Trouble::Failing, now, time);
                format!("{error}: `{how}`")
            }
            _ => error.to_string(),
        },
        (None, Some(why), _) => why.to_string(),
        (None, None, Some(why)) => format!("not fetched yet: {why}"),
        (None, None, None) => return Exit::Done,
    };
    let id = subscribed.id;
    complain(&format!(
        "subscribed, but {but}; `tidings remove {id}` takes it back"
    ));
    Exit::Partly
}

/// It was there before: what was asked for besides is not done to it.
fn known(feed: &Feed, arguments: &Arguments, session: &Session) -> Exit {
    let (title, id) = (&feed.title, feed.id);
    session.say(&format!("already subscribed to {title}, feed {id}"));
    if arguments.folder.is_empty() && arguments.title.is_none() {
        return Exit::Done;
    }
    complain(&format!(
        "its folder and title are as they were; `tidings edit {id} --folder F --title T` sets them"
    ));
    Exit::Partly
}

/// What is reported while a feed is subscribed to and fetched.
#[derive(Default)]
struct Heard {
    /// It was subscribed to before.
    is_known: bool,
    /// Why it may not be asked now.
    waits: Option<Clean>,
    /// Why nothing came, or could not be stored: of a store that takes nothing the feed tells nothing.
    failed: Option<Clean>,
}

fn listening(context: &jobs::Context) -> (jobs::Context, Arc<Mutex<Heard>>) {
    let heard: Arc<Mutex<Heard>> = Arc::default();
    let (inner, hearing) = (context.sink.clone(), heard.clone());
    let sink: jobs::Sink = Arc::new(move |report| {
        let mut heard = hearing.lock().unwrap_or_else(PoisonError::into_inner);
        match &report {
            Report::Subscribed { is_new, .. } => heard.is_known = !is_new,
            Report::FeedPolled(polled) if polled.result == PollResult::Waiting => {
                heard.waits = Some(polled.why.clone());
            }
            Report::FeedPolled(polled) if polled.result == PollResult::Failed => {
                heard.failed = Some(polled.why.clone());
            }
            _ => {}
        }
        drop(heard);
        inner(report);
    });
    let context = jobs::Context {
        sink,
        ..context.clone()
    };
    (context, heard)
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
    let how = match chosen.found_by {
        "the address itself" => String::new(),
        how => format!(" (found by: {how})"),
    };
    let (url, title) = (without_secrets(&chosen.url), &chosen.title);
    session.say(&format!("{url} {title}{how}"));
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
