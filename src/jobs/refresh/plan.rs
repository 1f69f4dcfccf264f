//! Which feeds a refresh asks, and why the others wait.

use super::super::{Context, JobError};
use crate::model::{Feed, FeedId, FeedPolled, PollResult, PollState, Timestamp, Which, place_of};
use crate::schedule::{self, By, Verdict};
use crate::text::{Clean, clean_line};
use std::collections::{HashMap, HashSet};

/// A feed that may be asked now.
pub struct Asked {
    pub id: FeedId,
    pub title: Clean,
    /// Host and port.
    pub host: String,
    pub state: PollState,
    /// No other feed of its host waits to be asked.
    pub is_last: bool,
}

pub fn by(which: &Which) -> By {
    match which {
        Which::Due => By::Timer,
        Which::All => By::All,
        Which::Feeds(_) => By::Name,
        Which::Probe(_, of) => by(of),
    }
}

/// What is asked; and, where a person asked, why some are not.
pub fn plan(context: &Context, which: &Which) -> Result<(Vec<Asked>, Vec<FeedPolled>), JobError> {
    let reader = context.store.reader()?;
    let now = context.now();
    let (of, is_probe) = match which {
        Which::Probe(_, of) => (&**of, true),
        other => (other, false),
    };
    let named: Option<HashSet<FeedId>> = match of {
        Which::Feeds(ids) => Some(ids.iter().copied().collect()),
        _ => None,
    };
    let mut feeds = Vec::new();
    let mut states = reader.poll_states()?;
    for feed in reader.feeds()? {
        if let Some(state) = states.remove(&feed.id) {
            // The whole address where it has no host, so that nobody waits for it.
            let host = place_of(&state.url).unwrap_or_else(|| state.url.clone());
            feeds.push((host, feed, state));
        }
    }
    let refusing = refusing(&feeds, now);
    let (mut asked, mut waiting) = (Vec::new(), Vec::new());
    for (host, feed, mut state) in feeds {
        if named
            .as_ref()
            .is_some_and(|named| !named.contains(&feed.id))
        {
            continue;
        }
        let of_host = refusing.get(&host).copied();
        state.retry_after = state.retry_after.max(of_host);
        match schedule::judge(&state, &context.config.polling, now, by(which)) {
            Verdict::Ask => {
                let Feed { id, title, .. } = feed;
                asked.push(Asked {
                    id,
                    title,
                    host,
                    state,
                    is_last: false,
                });
            }
            Verdict::Wait { why, .. } if by(which) != By::Timer && !is_probe => {
                waiting.push(not_asked(&feed, &why));
            }
            Verdict::Wait { .. } => {}
        }
    }
    // One that was refused the last time may make its whole host wait: the others have had their turn then.
    asked.sort_by_key(|asked| asked.state.health.failures);
    Ok((asked, waiting))
}

/// Until when a host wants no request: what one of its feeds was told holds for all.
fn refusing(feeds: &[(String, Feed, PollState)], now: Timestamp) -> HashMap<String, Timestamp> {
    let mut refusing: HashMap<String, Timestamp> = HashMap::new();
    for (host, _, state) in feeds {
        if let Some(until) = state.retry_after.filter(|until| *until > now) {
            let known = refusing.entry(host.clone()).or_insert(until);
            *known = until.max(*known);
        }
    }
    refusing
}

fn not_asked(feed: &Feed, why: &str) -> FeedPolled {
    FeedPolled {
        feed: feed.id,
        url: feed.url.clone(),
        title: feed.title.clone(),
        result: PollResult::Waiting,
        new: 0,
        updated: 0,
        bytes: 0,
        milliseconds: 0,
        why: clean_line(why),
    }
}
