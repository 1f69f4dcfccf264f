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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Away {
    /// How often it was asked by the clock whether it is back.
    tries: u32,
    next_probe: Timestamp,
    /// When something was last tried.
    tried: Timestamp,
    /// What was asked for in vain, and goes on by itself.
    wants: Option<Which>,
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
        wants: None,
    });
}

/// A refresh reached nobody; what a person asked for is remembered.
pub fn in_vain(state: &mut State, wanted: Option<Which>) {
    lost(state);
    let now = state.now;
    if let Some(away) = &mut state.away {
        away.tried = now;
        away.wants = wanted.or(away.wants.take());
    }
}

/// Something is to be fetched when the network is back.
pub fn want(state: &mut State) {
    if let Some(away) = &mut state.away {
        away.wants.get_or_insert(Which::Due);
    }
}

/// Somebody answers again: what had to wait goes on.
pub fn back(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(away) = state.away.take() else {
        return;
    };
    state.say(said("online again"));
    if state.refresh.is_none() && (state.settings.polls || away.wants.is_some()) {
        // Also what was saved meanwhile is fetched behind it.
        effects.push(Effect::Refresh(away.wants.unwrap_or(Which::Due)));
    }
    if let Some(reader) = &mut state.reader {
        reader.lose_pictures();
    }
    effects.extend(open_text(state));
}

/// The open article, if its page is still wanted.
fn open_text(state: &mut State) -> Option<Effect> {
    let reader = state.reader.as_mut().filter(|reader| reader.is_open)?;
    let is_wanted = !reader.row.is_whole && reader.row.url.is_some() && !reader.is_fetching;
    if !is_wanted {
        return None;
    }
    (reader.is_fetching, reader.trouble) = (true, None);
    Some(Effect::FullText(reader.article()))
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

/// The poll that is due by the clock; while the network is away, what finds out whether it is back.
pub fn poll(state: &mut State, effects: &mut Vec<Effect>) {
    if state.refresh.is_some() || state.settings.is_offline {
        return;
    }
    let now = state.now;
    let Some(away) = &mut state.away else {
        return effects.push(Effect::Refresh(Which::Due));
    };
    let of = away.wants.clone().unwrap_or(if state.settings.polls {
        Which::Due
    } else {
        // No feed is asked by itself; whether its host is there is another question.
        Which::Feeds(Vec::new())
    });
    effects.push(Effect::Refresh(Which::Probe(away.tries, Box::new(of))));
    away.tries = away.tries.saturating_add(1);
    let wait = (FIRST_PROBE << away.tries.min(10)).min(LAST_PROBE);
    (away.next_probe, away.tried) = (now.plus(wait), now);
    state.is_probing = true;
    effects.extend(open_text(state));
}

/// One timer, for the feed that is due first; while the network is away not before it is worth trying.
pub fn next_poll(state: &mut State) -> Option<Effect> {
    let may_poll = state.settings.polls || state.away.is_some();
    if !may_poll || state.settings.is_offline || state.outlets.feeds.is_empty() {
        return None;
    }
    let due = |feed: &Feed| feed.health.next_due.filter(|_| !feed.health.is_gone);
    let first: Option<Timestamp> = state.outlets.feeds.iter().filter_map(due).min();
    let now = state.now;
    let at = if let Some(away) = &state.away {
        // The word goes by itself, also where no feed is due.
        away.next_probe.max(now.plus(1))
    } else {
        let at = first?.max(now.plus(SHORTEST_WAIT));
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
