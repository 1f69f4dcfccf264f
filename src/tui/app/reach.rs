//! Commands whose count goes beyond the rows in memory: the rows are read first, then it is done.

use super::{AfterRows, State, palette, press};
use crate::tui::core::{Effect, Entry};
use crate::tui::kit::said;

/// A command that waits for rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    entry: Entry,
    count: Option<u32>,
    argument: Option<String>,
    /// What a macro does behind it.
    then: Vec<String>,
}

impl Waiting {
    pub fn new(entry: Entry, count: Option<u32>, argument: Option<&str>) -> Self {
        Self {
            entry,
            count,
            argument: argument.map(str::to_owned),
            then: Vec::new(),
        }
    }
}

/// Another command is meant for what is on the screen: what waited is not done behind it.
pub fn give_up(state: &mut State) {
    let is_waiting = |after: &mut AfterRows| matches!(after, AfterRows::Do(_));
    if let Some(AfterRows::Do(waiting)) = state.after_rows.take_if(is_waiting) {
        refuse(state, &waiting);
    }
}

fn refuse(state: &mut State, waiting: &Waiting) {
    let count = waiting.count.unwrap_or(1);
    let name = waiting.entry.name;
    state.say(said(&format!("given up: {count} {name}")));
}

/// The rows are there; it is done where it was asked for.
pub fn go_on(state: &mut State, waiting: &Waiting, effects: &mut Vec<Effect>) {
    if !state.over.is_empty() {
        return refuse(state, waiting);
    }
    let argument = waiting.argument.as_deref();
    let command = (waiting.entry, waiting.count, argument);
    press::carry_out(state, command, false, effects);
    run_lines(state, &waiting.then, effects);
}

/// Lines of a macro, one after the other; behind one that waits, the others do.
pub fn run_lines(state: &mut State, lines: &[String], effects: &mut Vec<Effect>) {
    for (at, line) in lines.iter().enumerate() {
        palette::run_line(state, line, effects);
        if let Some(AfterRows::Do(waiting)) = &mut state.after_rows {
            waiting.then = lines[at + 1..].to_vec();
            return;
        }
    }
}
