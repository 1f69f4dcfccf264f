//! While the network is away: who may still ask for something, and what is done when it is back.

use super::State;
use crate::model::{Feed, Timestamp, Which};
use crate::tui::core::{Effect, Timer};
use crate::tui::kit::said;

/// Seconds until it is asked whether the network is back: twice as many each time, up to the last.
const FIRST_PROBE: i64 = 30;
const LAST_PROBE: i64 = 600;
/// What a person does asks no more often than this.
const PATIENCE: i64 = 60;
/// A feed that is due again at once is not asked for sooner than this.
const SHORTEST_WAIT: i64 = 30;
/// The longest a timer waits; then it is armed again.
const LONGEST_WAIT: i64 = 3600;

/// Requests met with no network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    /// How often it was asked in vain whether it is back.
    tries: u32,
    next_probe: Timestamp,
    /// When something was last tried.
    tried: Timestamp,
}

pub fn is_away(state: &State) -> bool {
    state.settings.is_offline || state.away.is_some()
}

pub fn lost(state: &mut State) {
    let now = state.now;
    state.away.get_or_insert(Away {
        tries: 0,
        next_probe: now.plus(FIRST_PROBE),
        tried: now,
    });
}

/// It was asked whether the network is there, and it is not.
pub fn still_away(state: &mut State) {
    let now = state.now;
    if state.away.is_none() {
        return lost(state);
    }
    if let Some(away) = &mut state.away {
        away.tries = away.tries.saturating_add(1);
        let wait = (FIRST_PROBE << away.tries.min(10)).min(LAST_PROBE);
        (away.next_probe, away.tried) = (now.plus(wait), now);
    }
}

/// Somebody answers again: what had to wait goes on.
pub fn back(state: &mut State, effects: &mut Vec<Effect>) {
    if state.away.take().is_none() {
        return;
    }
    state.say(said("online again"));
    if state.refresh.is_none() && state.settings.polls {
        // Also what was saved meanwhile is fetched behind it.
        effects.push(Effect::Refresh(Which::Due));
    }
    if let Some(reader) = state.reader.as_mut().filter(|reader| reader.is_open) {
        reader.lose_pictures();
        if !reader.row.is_whole && reader.row.url.is_some() && !reader.is_fetching {
            (reader.is_fetching, reader.trouble) = (true, None);
            effects.push(Effect::FullText(reader.article()));
        }
    }
}

/// Whether what a person does may ask for something by the way. Notes that it is tried.
pub fn may_ask(state: &mut State) -> bool {
    let now = state.now;
    if state.settings.is_offline {
        return false;
    }
    let Some(away) = &mut state.away else {
        return true;
    };
    let is_due = now.since(away.tried) >= PATIENCE;
    if is_due {
        away.tried = now;
    }
    is_due
}

/// The poll that is due by the clock.
pub fn poll(state: &mut State) -> Option<Effect> {
    if state.refresh.is_some() || state.settings.is_offline {
        return None;
    }
    state.is_probing = state.away.is_some();
    Some(Effect::Refresh(match &state.away {
        Some(away) => Which::Probe(away.tries),
        None => Which::Due,
    }))
}

/// One timer, for the feed that is due first; while the network is away not before it is worth trying.
pub fn next_poll(state: &mut State) -> Option<Effect> {
    if !state.settings.polls || state.settings.is_offline {
        return None;
    }
    let due = |feed: &Feed| feed.health.next_due.filter(|_| !feed.health.is_gone);
    let first: Timestamp = state.outlets.feeds.iter().filter_map(due).min()?;
    let now = state.now;
    let at = if let Some(away) = &state.away {
        first.max(away.next_probe).max(now.plus(1))
    } else {
        let at = first.max(now.plus(SHORTEST_WAIT));
        // Whatever happens meanwhile does not put it off again and again.
        let planned = state.poll_at.filter(|planned| *planned > now);
        planned.map_or(at, |planned| planned.min(at))
    };
    state.poll_at = Some(at);
    let seconds = at.since(now).clamp(1, LONGEST_WAIT);
    Some(Effect::Later {
        timer: Timer::Due,
        milliseconds: seconds as u64 * 1000,
    })
}
