//! Retention: what is kept only for a while (articles, sources of pages, counts of bytes) goes, and the file gives the
//! room back in steps that nobody waits for.

use super::{COUNTED, Context, DAY, JobError};
use crate::config::Spared;
use crate::model::Changed;
use crate::model::{Also, FeedId, FeedSettings, Report, Retention};

/// Articles that are looked up at once.
const STEP: u32 = 2000;
/// Of those that go by size: as many as may be too many.
const SIZE_STEP: u32 = 100;
/// Pages that are given back while a change may wait.
const PAGES: u32 = 64;
const MIB: u64 = 1 << 20;
/// Seconds that what was read stays, whatever there is too much of: it may be open still, and marks may be taken back.
const AFTER_READING: i64 = DAY;
/// Seconds between two looks of the open interface.
const PAUSE: i64 = 3600;
const LAST: &str = "pruned_at";

/// Removes what the settings do not keep; answers how many articles went.
pub fn prune(context: &Context) -> Result<u64, JobError> {
    let storage = &context.config.storage;
    let now = context.now();
    let pages = i64::from(storage.keep_pages);
    context.store.prune_pages(now.minus(pages * DAY))?;
    context.store.prune_traffic(now.minus(COUNTED * DAY))?;
    let reader = context.store.reader()?;
    let mut gone = 0;
    let mut own = Vec::new();
    // The limits of a feed that is gone hold on: it may be subscribed to again with all that it had.
    for feed in reader.all_feeds()? {
        if is_own(&feed.settings) {
            own.push(feed.id);
            gone += of_feed(context, feed.id, &feed.settings)?;
        }
    }
    let rule = Rule {
        retention: Retention {
            but: own,
            also: also(&storage.prune_also),
            ..Retention::default()
        },
        days: storage.keep_days,
        articles: storage.keep_articles,
        megabytes: storage.keep_megabytes,
    };
    gone += rule.carry_out(context)?;
    if super::pictures::prune(context)? {
        super::prefetch::note_all_pictures(context)?;
    }
    give_back(context)?;
    if gone > 0 {
        context.report(Report::Changed(Changed {
            articles: true,
            feeds: true,
            ..Changed::default()
        }));
    }
    context
        .store
        .set_state(LAST, context.now().seconds().to_string());
    Ok(gone)
}

/// The same if the last time is a while ago.
pub fn prune_now_and_then(context: &Context) -> Result<(), JobError> {
    let last = context.store.reader()?.state(LAST)?;
    let last = last.and_then(|text| text.parse::<i64>().ok()).unwrap_or(0);
    let since = context.now().seconds().saturating_sub(last);
    if !(0..PAUSE).contains(&since) {
        prune(context)?;
    }
    Ok(())
}

fn is_own(settings: &FeedSettings) -> bool {
    settings.keep_days.is_some()
        || settings.keep_articles.is_some()
        || settings.keep_megabytes.is_some()
}

fn of_feed(context: &Context, feed: FeedId, settings: &FeedSettings) -> Result<u64, JobError> {
    let rule = Rule {
        retention: Retention {
            feed: Some(feed),
            also: also(&context.config.storage.prune_also),
            ..Retention::default()
        },
        days: settings.keep_days.unwrap_or(0),
        articles: settings.keep_articles.unwrap_or(0),
        megabytes: settings.keep_megabytes.unwrap_or(0),
    };
    rule.carry_out(context)
}

fn also(spared: &[Spared]) -> Also {
    Also {
        unread: spared.contains(&Spared::Unread),
        saved: spared.contains(&Spared::Saved),
        queued: spared.contains(&Spared::Queued),
        tagged: spared.contains(&Spared::Tagged),
    }
}

/// Limits of a feed or of all; 0 is none.
struct Rule {
    retention: Retention,
    days: u32,
    articles: u32,
    megabytes: u32,
}

impl Rule {
    fn carry_out(&self, context: &Context) -> Result<u64, JobError> {
        let mut gone = 0;
        if self.days > 0 {
            let before = context.now().minus(i64::from(self.days) * DAY);
            let retention = Retention {
                before: Some(before),
                // Whoever catches up on what is older does not lose each article as he reads it.
                read_before: Some(before),
                ..self.retention.clone()
            };
            gone += remove(context, &retention)?;
        }
        if self.articles > 0 {
            let retention = Retention {
                newest: Some(self.articles),
                ..self.but_just_read(context)
            };
            gone += remove(context, &retention)?;
        }
        if self.megabytes > 0 {
            gone += self.by_size(context)?;
        }
        Ok(gone)
    }

    fn but_just_read(&self, context: &Context) -> Retention {
        Retention {
            read_before: Some(context.now().minus(AFTER_READING)),
            ..self.retention.clone()
        }
    }

    /// The oldest go until it fits, or until there is nothing left that may go.
    fn by_size(&self, context: &Context) -> Result<u64, JobError> {
        let most = u64::from(self.megabytes).saturating_mul(MIB);
        let retention = self.but_just_read(context);
        let mut gone = 0;
        while !context.is_cancelled() {
            let reader = context.store.reader()?;
            if reader.size(retention.feed)? <= most {
                break;
            }
            let ids = reader.prunable(&retention, SIZE_STEP)?;
            let removed = context.store.prune(&ids, &retention)?;
            if removed == 0 {
                break;
            }
            gone += removed;
        }
        Ok(gone)
    }
}

fn remove(context: &Context, retention: &Retention) -> Result<u64, JobError> {
    let mut gone = 0;
    while !context.is_cancelled() {
        let ids = context.store.reader()?.prunable(retention, STEP)?;
        let removed = context.store.prune(&ids, retention)?;
        gone += removed;
        if removed == 0 {
            break;
        }
    }
    Ok(gone)
}

fn give_back(context: &Context) -> Result<(), JobError> {
    while !context.is_cancelled() && context.store.give_back(PAGES)? {}
    Ok(())
}
