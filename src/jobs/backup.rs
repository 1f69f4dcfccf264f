//! A copy of the store while it is used; and what is done with a store that is damaged.

use super::files::{Existing, write_file};
use super::{Context, JobError};
use crate::feed;
use crate::model::{ArticleId, Identity, Origin, ParsedEntry, Repaired, Report, Timestamp};
use crate::store::{Store, StoreError};
use crate::text::clean_line;
use std::collections::HashMap;
use std::path::Path;

/// Bytes that a disk must take which is not full.
const TRIAL: usize = 256 << 10;

/// A whole copy of the store under this name, or none; answers its size in bytes.
pub fn backup(context: &Context, to: &Path, existing: Existing) -> Result<u64, JobError> {
    if context.store.is_file(to) {
        let name = clean_line(&to.to_string_lossy());
        return Err(StoreError::Itself(name).into());
    }
    let reader = context.store.reader()?;
    write_file(to, existing, |part, _| {
        reader.backup(part)?;
        Ok(())
    })
}

/// Looks whether the store is whole, after an end that may not have been a clean one; says so only
/// when it is not.
pub fn check(context: &Context) -> Result<(), JobError> {
    if let Some(why) = context.store.reader()?.glance()? {
        tracing::error!("the store is damaged: {why}");
        let text = format!(
            "the store is damaged ({why}); end tidings, then `tidings doctor --repair` saves what can be read"
        );
        context.report(Report::Message {
            text: clean_line(&text),
            is_error: true,
        });
    }
    Ok(())
}

/// Whether the store takes changes, and the disk beside it a little more: reading tells of neither.
pub fn try_writing(context: &Context, dir: &Path) -> Result<(), JobError> {
    context.store.try_writing()?;
    let trial = dir.join("trial");
    write_file(&trial, Existing::Replace, |_, out| {
        out.write_all(&vec![0x5a; TRIAL]).map_err(JobError::Write)
    })?;
    std::fs::remove_file(trial).map_err(JobError::Write)
}

/// What a repair did.
#[derive(Debug, Default)]
pub struct Mended {
    pub repaired: Repaired,
    /// Subscriptions that only their copy beside the store still had.
    pub subscribed: usize,
    /// Something is subscribed to.
    pub has_feeds: bool,
}

/// Makes a damaged store in `dir` whole as far as it can be read; subscriptions that were lost come
/// back from their copy `subscriptions`.
pub fn repair(dir: &Path, subscriptions: &Path, now: Timestamp) -> Result<Mended, JobError> {
    let repaired = Store::repair(dir, now)?;
    let mut mended = Mended {
        repaired,
        subscribed: 0,
        has_feeds: true,
    };
    if mended.repaired.set_aside.is_none() {
        return Ok(mended);
    }
    let has_feeds = |store: &Store| Ok::<_, JobError>(!store.reader()?.feeds()?.is_empty());
    let store = Store::open(dir)?;
    recognise(&store)?;
    let Ok(bytes) = std::fs::read(subscriptions) else {
        mended.has_feeds = has_feeds(&store)?;
        return Ok(mended);
    };
    let (feeds, _) = crate::outlet::read_subscriptions(&bytes, Origin::Own);
    let known = store.reader()?.feeds()?;
    let lost: Vec<_> = feeds
        .into_iter()
        .filter(|feed| !known.iter().any(|known| known.url == feed.url))
        .collect();
    mended.subscribed = lost.len();
    if !lost.is_empty() {
        store.subscribe_all(&lost, now)?;
    }
    mended.has_feeds = has_feeds(&store)?;
    Ok(mended)
}

/// Articles that nothing recognises any more would all come a second time with the next change of their feeds.
fn recognise(store: &Store) -> Result<(), JobError> {
    let reader = store.reader()?;
    for (feed, articles) in reader.unrecognised()? {
        let mut known: HashMap<Identity, Option<ArticleId>> = HashMap::new();
        for id in articles {
            let Some(article) = reader.article(id)? else {
                continue;
            };
            let texts = reader.feed_texts(id)?.unwrap_or_default();
            let entry = ParsedEntry {
                link: article.row.url,
                title: article.row.title,
                published: article.row.published,
                summary: texts.summary,
                content: texts.content,
                ..ParsedEntry::default()
            };
            for identity in feed::known_again(entry, article.site.as_deref()) {
                // What two of them have names neither.
                let of = |other: Option<ArticleId>| other.filter(|other| *other == id);
                known
                    .entry(identity)
                    .and_modify(|other| *other = of(*other))
                    .or_insert(Some(id));
            }
        }
        let named = known.into_iter().filter_map(|(it, id)| Some((it, id?)));
        store.recognise(feed, named.collect())?;
    }
    Ok(())
}
