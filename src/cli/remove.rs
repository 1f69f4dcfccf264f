//! `remove`: unsubscribes; saved articles stay, and `undo` brings the feed back.

use super::error::{Exit, Outcome};
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
    for feed in feeds::named(&store.reader()?, &arguments.feeds)? {
        session.say(
            &store
                .apply(&Change::RemoveFeed(feed), session.now())?
                .message,
        );
    }
    jobs::write_subscriptions(&session.plain_context(store)?)?;
    Ok(Exit::Done)
}
