//! Subscribing, and the copy of the subscriptions beside the store.

use super::find::address;
use super::{Context, JobError, refresh};
use crate::model::{FeedId, NewFeed, Report, Which};
use std::io::Write as _;
use std::path::Path;

/// Subscribes and polls at once.
pub fn subscribe(context: &Context, feed: &NewFeed) -> Result<FeedId, JobError> {
    let feed = NewFeed {
        url: address(&feed.url)?.to_string(),
        ..feed.clone()
    };
    let id = context.store.subscribe(&feed, context.now())?;
    if context.web.is_some() {
        refresh(context, &Which::Feeds(vec![id]))?;
    }
    let title = context
        .store
        .reader()?
        .feeds()?
        .into_iter()
        .find(|feed| feed.id == id);
    let title = title.map(|feed| feed.title).unwrap_or_default();
    context.report(Report::Subscribed { feed: id, title });
    Ok(id)
}

/// Subscribes to many as one change, without polling; addresses that cannot be fetched are left out.
pub fn import(context: &Context, feeds: &[NewFeed]) -> Result<Vec<FeedId>, JobError> {
    let sound: Vec<NewFeed> = feeds
        .iter()
        .filter_map(|feed| {
            Some(NewFeed {
                url: address(&feed.url).ok()?.to_string(),
                ..feed.clone()
            })
        })
        .collect();
    Ok(context.store.subscribe_all(&sound, context.now())?)
}

/// Writes the copy of the subscriptions: whole or not at all.
pub fn write_subscriptions(context: &Context) -> Result<(), JobError> {
    let Some(file) = &context.subscriptions else {
        return Ok(());
    };
    let text = crate::outlet::write_opml(&context.store.reader()?.feeds()?, true);
    write_whole(file, &text)
        .map_err(|error| JobError::other(format!("{} cannot be written: {error}", file.display())))
}

/// For the reader's eyes only: addresses may hold passwords.
fn write_whole(file: &Path, text: &str) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let new = file.with_extension(format!("new-{}", std::process::id()));
    let mut options = std::fs::OpenOptions::new();
    let mut handle = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&new)?;
    handle.write_all(text.as_bytes())?;
    handle.sync_all()?;
    std::fs::rename(&new, file)
}
