//! Which feeds a refresh asks, and why the others wait.

use super::super::{Context, JobError};
use crate::model::{Feed, FeedId, FeedPolled, PollResult, PollState, Timestamp, Which, place_of};
use crate::schedule::{self, By, Verdict};
use crate::text::{Clean, clean_line};
use std::collections::HashSet;

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
    let refusing = reader.host_waits(now)?;
    let (mut asked, mut waiting, mut overdue) = (Vec::new(), Vec::new(), Vec::new());
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
            Verdict::Wait {
                until: Some(until),
                why,
            } if state.health.next_due.is_some_and(|due| due <= now) => {
                overdue.push((feed.id, until, why));
            }
            Verdict::Wait { .. } => {}
        }
    }
    put_off(context, overdue)?;
    // One that was refused the last time may make its whole host wait: the others have had their turn then.
    asked.sort_by_key(|asked| {
        let health = &asked.state.health;
        (health.failures, health.last_polled)
    });
    Ok((asked, waiting))
}

/// Feeds whose time has come, but not that of their hosts: they are due then, or whoever waits for the first that is due
/// would look again and again.
fn put_off(context: &Context, feeds: Vec<(FeedId, Timestamp, String)>) -> Result<(), JobError> {
    if !feeds.is_empty() {
        context.store.put_off(feeds, context.now())?;
    }
    Ok(())
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
