//! Subscribing, and the copy of the subscriptions beside the store.

use super::find::address;
use super::{Context, JobError, refresh};
use crate::model::{FeedId, NewFeed, Report, Which};
use crate::text::{Clean, clean_line};
use std::io::Write as _;
use std::path::Path;

/// Subscribes and polls at once. A feed that cannot be reached stays subscribed: the poll's report
/// says what is wrong with it.
pub fn subscribe(context: &Context, feed: &NewFeed) -> Result<FeedId, JobError> {
    let feed = with_full_address(feed)?;
    let id = context.store.subscribe(&feed, context.now())?;
    write_subscriptions(context)?;
    if context.web.is_some() {
        refresh(context, &Which::Feeds(vec![id]))?;
        // The document has told the feed's own title.
        write_subscriptions(context)?;
    }
    report(context, &[id])?;
    Ok(id)
}

/// Subscribes to many as one change, without polling; addresses that cannot be fetched are left out.
pub fn import(context: &Context, feeds: &[NewFeed]) -> Result<Vec<FeedId>, JobError> {
    let sound: Vec<NewFeed> = feeds
        .iter()
        .filter_map(|feed| with_full_address(feed).ok())
        .collect();
    let ids = context.store.subscribe_all(&sound, context.now())?;
    write_subscriptions(context)?;
    report(context, &ids)?;
    Ok(ids)
}

/// Subscriptions from a file of OPML or addresses; what was left out is said in the second part.
pub fn import_subscriptions(
    context: &Context,
    bytes: &[u8],
) -> Result<(Vec<FeedId>, Vec<Clean>), JobError> {
    let (feeds, mut left_out) = crate::outlet::read_subscriptions(bytes);
    for feed in &feeds {
        if let Err(error) = with_full_address(feed) {
            left_out.push(clean_line(&error.to_string()));
        }
    }
    Ok((import(context, &feeds)?, left_out))
}

fn with_full_address(feed: &NewFeed) -> Result<NewFeed, JobError> {
    let url = address(&feed.url)?.to_string();
    Ok(NewFeed {
        url,
        ..feed.clone()
    })
}

fn report(context: &Context, ids: &[FeedId]) -> Result<(), JobError> {
    for feed in context.store.reader()?.feeds()? {
        if ids.contains(&feed.id) {
            context.report(Report::Subscribed {
                feed: feed.id,
                title: feed.title,
            });
        }
    }
    Ok(())
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
pub fn write_whole(file: &Path, text: &str) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    use std::sync::atomic::{AtomicU64, Ordering};
    // Two jobs of one process may write at a time.
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let new = file.with_extension(format!("new-{}-{number}", std::process::id()));
    let mut options = std::fs::OpenOptions::new();
    let mut handle = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&new)?;
    let written = handle
        .write_all(text.as_bytes())
        .and_then(|()| handle.sync_all());
    let moved = written.and_then(|()| std::fs::rename(&new, file));
    if moved.is_err() {
        // What could not be finished is not left lying about.
        let _ = std::fs::remove_file(&new);
    }
    moved
}
