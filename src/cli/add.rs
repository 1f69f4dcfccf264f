//! `add`: finds the feed behind an address, subscribes and fetches it.

use super::error::{Exit, Failure, Outcome};
use super::json;
use super::session::Session;
use crate::jobs;
use crate::model::{Candidate, NewFeed};

#[derive(clap::Args)]
pub struct Arguments {
    /// A site, a page, a feed, a channel
    url: String,
    /// This address is the feed: do not look for another
    #[arg(long)]
    exact: bool,
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
    let found = if arguments.exact {
        NewFeed {
            url: arguments.url.clone(),
            ..NewFeed::default()
        }
    } else {
        let candidates = jobs::find_feeds(&context, &arguments.url)?;
        chosen(&arguments.url, &candidates, session)?
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
        session.print_json(&json::feed(&subscribed))?;
    } else {
        session.say(&format!(
            "{}: {} articles",
            subscribed.title, subscribed.total
        ));
    }
    Ok(if subscribed.health.error.is_some() {
        Exit::Partly
    } else {
        Exit::Done
    })
}

/// The best candidate; others are named, so that they can be had with `--exact`.
fn chosen(asked: &str, candidates: &[Candidate], session: &Session) -> Result<NewFeed, Failure> {
    let [best, others @ ..] = candidates else {
        return Err(Failure::nothing(format!(
            "no feed was found at {asked}; if you know its address, use --exact"
        )));
    };
    for other in others.iter().take(5) {
        session.say(&format!("also found: {} {}", other.url, other.title));
    }
    Ok(NewFeed {
        url: best.url.clone(),
        title: best.title.to_string(),
        ..NewFeed::default()
    })
}
