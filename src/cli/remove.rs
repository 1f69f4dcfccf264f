//! `remove`: unsubscribes; saved articles stay, and `undo` brings the feed back.

use super::error::Outcome;
use super::feeds;
use super::session::Session;
use crate::jobs;
use crate::model::Change;

#[derive(clap::Args)]
pub struct Arguments {
    /// The feeds by id, address or title
    #[arg(required = true)]
    feeds: Vec<String>,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let store = session.store()?;
    let feeds = feeds::named(&store.reader()?, &arguments.feeds)?;
    let mut changes: Vec<Change> = feeds.into_iter().map(Change::RemoveFeed).collect();
    let change = match changes.len() {
        1 => changes.remove(0),
        _ => Change::Together(changes),
    };
    let applied = store.apply(&change, session.now())?;
    let said = session.applied(Some(&applied), "nothing to change");
    let written = jobs::write_subscriptions(&session.plain_context(store)?);
    let copied = session.copied(written);
    Ok(said?.and(copied))
}
