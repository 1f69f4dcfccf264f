//! Subscribing, and the copy of the subscriptions beside the store.

use super::files::write_whole;
use super::find::address;
use super::{Context, JobError, refresh};
use crate::model::{
    Change, Changed, Feed, FeedId, FeedSettings, GroupId, NewFeed, Origin, Report, Which, counted,
    without_secrets,
};
use crate::store::Reader;
use crate::text::{Clean, clean_line};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Held while the copy of the subscriptions is written.
static WRITING: Mutex<()> = Mutex::new(());

/// Subscribes and polls at once. A feed that cannot be reached stays subscribed: the poll's report
/// says what is wrong with it.
pub fn subscribe(context: &Context, feed: &NewFeed) -> Result<FeedId, JobError> {
    let feed = with_full_address(feed)?;
    let before = known(context)?;
    let id = context.store.subscribe(&feed, context.now())?;
    context.store.name_again(id)?;
    copy_for_now(context);
    if context.web.is_some() {
        refresh(context, &Which::Feeds(vec![id]))?;
        // The document has told the feed's own title.
        copy_for_now(context);
    }
    report(context, &[id], &before)?;
    Ok(id)
}

/// Feeds that are subscribed to, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenIn {
    pub feeds: Vec<FeedId>,
    /// Of those that were here, so many got settings that they had not.
    pub filled: u32,
}

/// Subscribes to many as one change, without polling; addresses that cannot be fetched are left out.
pub fn import(context: &Context, feeds: &[NewFeed]) -> Result<Vec<FeedId>, JobError> {
    Ok(import_from(context, feeds, Origin::Elsewhere)?.feeds)
}

/// The same; a file of the reader's own also fills in what feeds that are here have not set.
pub fn import_from(
    context: &Context,
    feeds: &[NewFeed],
    origin: Origin,
) -> Result<TakenIn, JobError> {
    let here = known_without_secrets(context)?;
    let sound = feeds.iter().filter_map(|feed| {
        let mut feed = with_full_address(feed).ok()?;
        if let Some(url) = here.get(&feed.url) {
            feed.url.clone_from(url);
        }
        Some(feed)
    });
    let sound: Vec<NewFeed> = sound.collect();
    let before = known(context)?;
    let (feeds, group) = context.store.subscribe_group(&sound, context.now())?;
    let (filled, more) = fill_in(context, &sound, &feeds, origin)?;
    let groups = group.into_iter().chain(more).collect();
    context.store.join_groups(groups)?;
    copy_for_now(context);
    report(context, &feeds, &before)?;
    Ok(TakenIn { feeds, filled })
}

/// Settings of the reader's own file, where the feeds that are here have none of them: how many got some, and the group of
/// history. A first import that did not know the file to be the reader's is made good so.
pub fn fill_in(
    context: &Context,
    feeds: &[NewFeed],
    ids: &[FeedId],
    origin: Origin,
) -> Result<(u32, Option<GroupId>), JobError> {
    if origin != Origin::Own {
        return Ok((0, None));
    }
    let here: HashMap<FeedId, FeedSettings> = (context.store.reader()?.feeds()?.into_iter())
        .map(|feed| (feed.id, feed.settings))
        .collect();
    let changes = feeds.iter().zip(ids).filter_map(|(feed, id)| {
        let own = here.get(id)?;
        let filled = own.filled_from(&feed.settings);
        (filled != *own).then_some(Change::FeedSettings(*id, filled))
    });
    let changes: Vec<Change> = changes.collect();
    let count = u32::try_from(changes.len()).unwrap_or(u32::MAX);
    if count == 0 {
        return Ok((0, None));
    }
    let applied = (context.store).apply(&Change::Together(changes), context.now())?;
    Ok((count, applied.group))
}

/// Longest list or export that is taken in.
const LONGEST: u64 = 1 << 30;

/// What a file brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// Feeds that were not subscribed to before.
    pub new: Vec<FeedId>,
    pub feeds: usize,
    /// Of an export.
    pub articles: u32,
    /// What could not be taken, a line each.
    pub left_out: Vec<Clean>,
}

impl Brought {
    /// "12 new of 14 feeds", in a line.
    #[must_use]
    pub fn said(&self) -> Clean {
        let (new, all) = (self.new.len(), self.feeds);
        let articles = match self.articles {
            0 => String::new(),
            count => format!("; {count} articles with their marks"),
        };
        let all = counted(all, "feed");
        clean_line(&format!("{new} new of {all}{articles}"))
    }

    /// The first thing that was left out, and how many more.
    #[must_use]
    pub fn left_out_said(&self) -> Option<Clean> {
        let first = self.left_out.first()?;
        let more = match self.left_out.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        Some(clean_line(&format!("left out: {first}{more}")))
    }
}

/// Subscribes to what a file lists: OPML, addresses, or the export of another tidings. Nothing that
/// would start programs or reroute what is read is taken over.
///
/// # Errors
/// The file cannot be read, or holds no feeds.
pub fn import_file(context: &Context, file: &Path) -> Result<Brought, JobError> {
    let shown = file.display();
    let unreadable =
        |error: &dyn std::fmt::Display| JobError::other(format!("{shown} cannot be read: {error}"));
    let about = std::fs::metadata(file).map_err(|error| unreadable(&error))?;
    if !about.is_file() || about.len() > LONGEST {
        return Err(unreadable(&"it is no file, or a very large one"));
    }
    if crate::store::is_database(file) {
        let moved = super::import_newsboat(context, file)?;
        return Ok(Brought {
            articles: moved.articles.new,
            feeds: moved.feeds,
            left_out: moved.left_out,
            ..Brought::default()
        });
    }
    let bytes = std::fs::read(file).map_err(|error| unreadable(&error))?;
    let bytes = crate::markup::without_mark(bytes);
    let before = known(context)?;
    let mut brought = Brought::default();
    if super::is_state(&bytes) {
        let restored = super::import_state(context, &bytes, Origin::Elsewhere)?;
        brought.articles = restored.articles.new;
        brought.left_out = restored.left_out;
        brought.feeds = known(context)?.len();
    } else {
        let (ids, left_out) = import_subscriptions(context, &bytes, Origin::Elsewhere)?;
        (brought.feeds, brought.left_out) = (ids.len(), left_out);
        if ids.is_empty() {
            let why = "it holds no feeds (OPML, or one address a line)";
            return Err(JobError::other(format!("{shown}: {why}")));
        }
    }
    let after = known(context)?.into_iter();
    brought.new = after.filter(|feed| !before.contains(feed)).collect();
    Ok(brought)
}

fn known(context: &Context) -> Result<Vec<FeedId>, JobError> {
    let feeds = context.store.reader()?.feeds()?;
    Ok(feeds.into_iter().map(|feed| feed.id).collect())
}

/// Subscriptions from a file of OPML or addresses; what was left out is said in the second part.
pub fn import_subscriptions(
    context: &Context,
    bytes: &[u8],
    origin: Origin,
) -> Result<(Vec<FeedId>, Vec<Clean>), JobError> {
    let (feeds, mut left_out) = crate::outlet::read_subscriptions(bytes, origin);
    for feed in &feeds {
        if let Err(error) = with_full_address(feed) {
            left_out.push(clean_line(&error.to_string()));
        }
    }
    Ok((import_from(context, &feeds, origin)?.feeds, left_out))
}

pub(super) fn with_full_address(feed: &NewFeed) -> Result<NewFeed, JobError> {
    let mut url = address(&feed.url)?;
    // A place inside a document is never sent: the same feed would be there twice.
    url.set_fragment(None);
    Ok(NewFeed {
        url: url.into(),
        ..feed.clone()
    })
}

/// The feeds that are here by their addresses as an export writes them, without secrets: those that are the only ones.
pub(super) fn known_without_secrets(
    context: &Context,
) -> Result<HashMap<String, String>, JobError> {
    let feeds = context.store.reader()?.feeds()?;
    let mut found: HashMap<String, Option<String>> = HashMap::new();
    for feed in feeds {
        let bare = without_secrets(&feed.url);
        let is_first = !found.contains_key(&bare);
        found.insert(bare, Some(feed.url).filter(|_| is_first));
    }
    let only = found.into_iter();
    Ok(only.filter_map(|(bare, url)| Some((bare, url?))).collect())
}

fn report(context: &Context, ids: &[FeedId], before: &[FeedId]) -> Result<(), JobError> {
    for feed in context.store.reader()?.feeds()? {
        if ids.contains(&feed.id) {
            context.report(Report::Subscribed {
                feed: feed.id,
                title: feed.title,
                is_new: !before.contains(&feed.id),
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
    // Two threads may write it: what is written last is what was read last.
    let _writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let reader = context.store.reader()?;
    let feeds = reader.feeds()?;
    keep_other(file, &feeds, &reader)?;
    let text = crate::outlet::write_opml(&feeds, true);
    // For the reader's eyes only: addresses may hold passwords.
    write_whole(file, text.as_bytes())
}

/// A copy that has feeds and none of this store is of one that was lost: it is kept under another name, the first such.
fn keep_other(file: &Path, here: &[Feed], reader: &Reader) -> Result<(), JobError> {
    let Ok(copy) = std::fs::read_to_string(file) else {
        return Ok(());
    };
    let is_there =
        |feed: &Feed| copy.contains(&feed.url) || copy.contains(&feed.url.replace('&', "&amp;"));
    let other = file.with_extension("before.opml");
    // The address of a single feed may have been changed.
    let is_single = copy.matches("xmlUrl").count() < 2;
    if is_single || here.iter().any(is_there) || other.exists() {
        return Ok(());
    }
    if reader.all_feeds()?.iter().any(is_there) {
        return Ok(());
    }
    std::fs::rename(file, &other).map_err(JobError::other)?;
    tracing::warn!(
        "subscriptions of another store are kept as {}",
        other.display()
    );
    Ok(())
}

/// The copy while work goes on: the store has what was changed, and whoever began the work writes the copy at its end and
/// says what is wrong with it.
pub fn copy_for_now(context: &Context) {
    if let Err(error) = write_subscriptions(context) {
        tracing::warn!("{error}");
    }
}

/// Writes what stands in files beside the store too, as far as a change, or taking one back, was about it.
pub fn write_changed(context: &Context, changed: &Changed) -> Result<(), JobError> {
    let filters = if changed.filters {
        super::write_filters(context)
    } else {
        Ok(())
    };
    if changed.feeds {
        write_subscriptions(context)?;
    }
    filters
}
