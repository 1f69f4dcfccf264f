//! Questions and changes to the store that take long: the screen says so, and a key gives them up.

use super::{Over, State, lists, search};
use crate::model::{Change, Scope, Target};
use crate::tui::core::{Effect, Timer};
use crate::tui::kit::said;

/// Milliseconds until it is said.
const UNSAID: u64 = 300;
/// Milliseconds until a step through the history is said to be under way.
const UNTURNED: u64 = 8;
/// Milliseconds until a list that takes long is read again because something came.
const PACE: u64 = 3000;

/// What is waited for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slow {
    /// The request for rows that is timed.
    timed: u64,
    /// It has taken long enough to be said, and is not answered.
    is_said: bool,
    /// Its list takes long.
    is_known: bool,
    /// What came meanwhile is not in the list yet.
    is_behind: bool,
    /// Forms have asked what they mean.
    counts: bool,
    /// Steps through the history that are not answered yet.
    turning: u32,
    /// The newest of them takes back.
    takes_back: bool,
    /// Changes to many articles that are not answered yet, the oldest first.
    changes: Vec<Changing>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Changing {
    ticket: u64,
    /// It has taken long enough to be said.
    is_said: bool,
    is_given_up: bool,
}

impl Slow {
    /// A list takes long, now.
    pub fn is_said(&self) -> bool {
        self.is_said
    }

    /// A change takes long, now, and may be given up.
    pub fn is_changing(&self) -> bool {
        self.changes.iter().any(Changing::may_be_given_up)
    }

    /// A change is answered; true if it was given up.
    pub fn changed(&mut self, ticket: u64) -> bool {
        let found = self.changes.iter().position(|it| it.ticket == ticket);
        found.is_some_and(|at| self.changes.remove(at).is_given_up)
    }

    /// A form asks what it means.
    pub fn counts(&mut self) {
        self.counts = true;
    }

    /// A step through the history is done.
    pub fn turned(&mut self) {
        self.turning = self.turning.saturating_sub(1);
    }

    /// What is said where the history has no further step that way.
    pub fn at_end(&self) -> &'static str {
        if self.takes_back {
            "nothing left to undo"
        } else {
            "nothing left to redo"
        }
    }

    /// Another list is shown.
    pub fn forget(&mut self) {
        (self.is_said, self.is_known, self.is_behind) = (false, false, false);
    }
}

impl Changing {
    fn may_be_given_up(&self) -> bool {
        self.is_said && !self.is_given_up
    }
}

/// Changes to more than single articles are timed.
pub fn time_changes(state: &mut State, effects: &mut Vec<Effect>) {
    let tickets: Vec<u64> = effects.iter().filter_map(long_change).collect();
    for ticket in tickets {
        state.slow.changes.push(Changing {
            ticket,
            is_said: false,
            is_given_up: false,
        });
        later(Timer::Change, UNSAID, effects);
    }
}

fn long_change(effect: &Effect) -> Option<u64> {
    match effect {
        Effect::Change { ticket, change } if is_long(change) => Some(*ticket),
        _ => None,
    }
}

/// It asks which articles it means.
fn is_long(change: &Change) -> bool {
    match change {
        Change::Mark { target, .. } => !matches!(target, Target::Articles(_)),
        Change::PutFilter { past, .. } => past.is_some(),
        Change::Together(changes) => changes.iter().any(is_long),
        _ => false,
    }
}

/// Changes that are not answered by now take long.
pub fn changing(state: &mut State) {
    for change in &mut state.slow.changes {
        change.is_said = true;
    }
}

/// A request that is new is timed; counts that nobody sees any more are given up.
pub fn settle(state: &mut State, effects: &mut Vec<Effect>) {
    match state.articles.asked() {
        None => state.slow.is_said = false,
        Some(request) if request != state.slow.timed => {
            (state.slow.timed, state.slow.is_said) = (request, false);
            later(Timer::Slow, UNSAID, effects);
        }
        Some(_) => {}
    }
    let is_form = |over: &Over| matches!(over, Over::Filtering(_) | Over::Filters(_));
    if !state.over.iter().any(is_form) && std::mem::take(&mut state.slow.counts) {
        effects.push(Effect::EndCount);
    }
}

/// The time is over.
pub fn rang(state: &mut State) {
    if state.articles.asked() == Some(state.slow.timed) {
        (state.slow.is_said, state.slow.is_known) = (true, true);
    }
}

/// A step through the history is timed.
pub fn turn(state: &mut State, takes_back: bool, effects: &mut Vec<Effect>) {
    state.slow.takes_back = takes_back;
    state.slow.turning = state.slow.turning.saturating_add(1);
    later(Timer::Turn, UNTURNED, effects);
}

/// A step through the history takes more than a moment.
pub fn turning(state: &mut State) {
    if state.slow.turning > 0 {
        state.say(said("going through the history"));
    }
}

/// The store changed: lists follow, but for one that is being read: it would never be read to its end.
pub fn follow(state: &mut State, effects: &mut Vec<Effect>) {
    if state.articles.asked().is_some() {
        state.slow.is_behind = true;
    } else {
        effects.extend(state.reload());
    }
}

/// Rows came: what came meanwhile is asked for.
pub fn read(state: &mut State, effects: &mut Vec<Effect>) {
    if std::mem::take(&mut state.slow.is_behind) {
        let pace = if state.slow.is_known {
            PACE
        } else {
            super::reports::PACE
        };
        later(Timer::Reload, pace, effects);
    }
}

/// Gives up a change or a list that takes long; back from a list is the one that was narrowed, else that of the
/// unread.
pub fn give_up(state: &mut State, effects: &mut Vec<Effect>) -> bool {
    let mut changes = state.slow.changes.iter_mut();
    if let Some(change) = changes.find(|it| it.may_be_given_up()) {
        change.is_given_up = true;
        effects.push(Effect::GiveUp {
            ticket: change.ticket,
        });
        state.say(said("giving up"));
        return true;
    }
    let is_waiting = !state.articles.is_loaded() || state.search.is_some();
    if !state.slow.is_said || !is_waiting {
        return false;
    }
    if state.search.is_some() {
        search::back(state, effects);
    } else {
        lists::open(state, Scope::Unread, effects);
    }
    state.say(said("given up"));
    true
}

fn later(timer: Timer, milliseconds: u64, effects: &mut Vec<Effect>) {
    effects.push(Effect::Later {
        timer,
        milliseconds,
    });
}
