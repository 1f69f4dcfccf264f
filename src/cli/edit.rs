//! `edit`: a feed's title, folder or address, undoable.

use super::error::{Exit, Failure, Outcome};
use super::feeds;
use super::session::Session;
use crate::jobs;
use crate::model::Change;

#[derive(clap::Args)]
pub struct Arguments {
    /// The feed by id, address or title
    feed: String,
    /// Your own name for it; empty takes the feed's
    #[arg(long)]
    title: Option<String>,
    /// Folder, with / between folders in folders; empty: none
    #[arg(long)]
    folder: Option<String>,
    /// Another address of the same feed
    #[arg(long)]
    url: Option<String>,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let store = session.store()?;
    let feed = feeds::named(&store.reader()?, std::slice::from_ref(&arguments.feed))?[0];
    let title = arguments
        .title
        .clone()
        .map(|title| Change::RenameFeed(feed, title));
    let folder = arguments
        .folder
        .as_deref()
        .map(|path| Change::MoveFeed(feed, folders(path)));
    let url = arguments.url.clone().map(|url| Change::FeedUrl(feed, url));
    let changes: Vec<Change> = [title, folder, url].into_iter().flatten().collect();
    if changes.is_empty() {
        return Err(Failure::usage(
            "say what to change: --title, --folder or --url",
        ));
    }
    for change in changes {
        session.say(&store.apply(&change, session.now())?.message);
    }
    jobs::write_subscriptions(&session.plain_context(store)?)?;
    Ok(Exit::Done)
}

fn folders(path: &str) -> Vec<String> {
    path.split('/')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}
