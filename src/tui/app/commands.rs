//! Commands that work in every view.

use super::{Help, Over, State, grant, lists};
use crate::model::{Scope, Timestamp};
use crate::tui::core::Shape::{Count, Nothing};
use crate::tui::core::{Ask, Call, Command, Effect, End, Pane, Purpose, Step, command};
use crate::tui::kit::said;

/// Columns that `<` and `>` change.
const STEP: u16 = 4;
const SIDEBAR: std::ops::RangeInclusive<u16> = 14..=40;
const MEASURE: std::ops::RangeInclusive<u16> = 32..=120;

#[allow(clippy::too_many_lines, reason = "a table of commands or events")]
pub fn commands() -> Vec<Command<State>> {
    let mut table = moving();
    table.extend(going());
    table.extend([
        command(
            "undo",
            &["u"],
            Nothing,
            "take back the newest change",
            "undo",
            |_: &mut State, call| {
                call.ask(Ask::Effect(Effect::Undo));
            },
        ),
        command(
            "redo",
            &["^R"],
            Nothing,
            "do again what was taken back",
            "redo",
            |_, call| {
                call.ask(Ask::Effect(Effect::Redo));
            },
        ),
        command(
            "reload-all",
            &["R"],
            Nothing,
            "poll every feed that may be polled",
            "reload all",
            |_, call| {
                call.ask(Ask::RefreshAll);
            },
        ),
        command(
            "add",
            &["+"],
            Nothing,
            "add a feed: any address of a site or feed",
            "add",
            |state, _| {
                grant::add(state);
            },
        ),
        command(
            "search",
            &["/"],
            Nothing,
            "search all articles",
            "search",
            |_, call| {
                call.ask(Ask::Prompt(Purpose::Search, String::new()));
            },
        ),
        command(
            "show-read",
            &["."],
            Nothing,
            "show read articles too, or hide them",
            "show read",
            |_, call| {
                call.ask(Ask::ToggleRead);
            },
        ),
        command(
            "zen",
            &["z"],
            Nothing,
            "the article alone, without first and last line",
            "zen",
            |state, call| {
                if state.focus == Pane::Reader {
                    state.is_zen = !state.is_zen;
                } else {
                    call.ask(Ask::Complain(said("open an article first")));
                }
            },
        ),
        command(
            "narrower",
            &["<"],
            Count,
            "narrower text; in lists, narrower sidebar",
            "",
            |state, call| {
                resize(state, call, false);
            },
        ),
        command(
            "wider",
            &[">"],
            Count,
            "wider text; in lists, wider sidebar",
            "",
            |state, call| {
                resize(state, call, true);
            },
        ),
        command(
            "help",
            &["?"],
            Nothing,
            "what the keys do here",
            "help",
            help,
        ),
        command(
            "redraw",
            &["^L"],
            Nothing,
            "draw the screen anew",
            "",
            |_, call| {
                call.ask(Ask::Effect(Effect::Redraw));
            },
        ),
        command(
            "suspend",
            &["^Z"],
            Nothing,
            "to the shell; fg comes back",
            "",
            |_, call| {
                call.ask(Ask::Effect(Effect::Suspend));
            },
        ),
        command(
            "cancel",
            &["Esc", "^C"],
            Nothing,
            "end what is under way; ^C twice quits",
            "",
            |_, call| {
                call.ask(Ask::Cancel);
            },
        ),
        command(
            "back",
            &["q"],
            Nothing,
            "back; at the root quit",
            "",
            |_, call| call.ask(Ask::Back),
        ),
        command("quit", &["Q"], Nothing, "quit", "", |_, call| {
            call.ask(Ask::End(End::Quit));
        }),
    ]);
    table
}

fn moving() -> Vec<Command<State>> {
    vec![
        command(
            "next-unread",
            &["n"],
            Nothing,
            "the next unread article, across feeds",
            "",
            |_, call| {
                call.ask(Ask::Unread(Step::Forward));
            },
        ),
        command(
            "previous-unread",
            &["p"],
            Nothing,
            "the previous unread article",
            "",
            |_, call| {
                call.ask(Ask::Unread(Step::Backward));
            },
        ),
        command(
            "next-feed",
            &["]", "^N"],
            Nothing,
            "the next feed with unread articles",
            "",
            |state, call| {
                feed(state, call, Step::Forward);
            },
        ),
        command(
            "previous-feed",
            &["[", "^P"],
            Nothing,
            "the previous feed with unread articles",
            "",
            |state, call| {
                feed(state, call, Step::Backward);
            },
        ),
        command(
            "next-pane",
            &["Tab"],
            Nothing,
            "the keys to the next pane",
            "",
            |state, _| {
                cycle(state, Step::Forward);
            },
        ),
        command(
            "previous-pane",
            &["S-Tab"],
            Nothing,
            "the keys to the pane before",
            "",
            |state, _| {
                cycle(state, Step::Backward);
            },
        ),
    ]
}

fn going() -> [Command<State>; 7] {
    [
        command(
            "go-unread",
            &["g u"],
            Nothing,
            "go to all that is unread",
            "unread",
            |state, call| {
                go(state, call, Scope::Unread);
            },
        ),
        command(
            "go-all",
            &["g a"],
            Nothing,
            "go to all articles",
            "all",
            |state, call| {
                go(state, call, Scope::All);
            },
        ),
        command(
            "go-saved",
            &["g s"],
            Nothing,
            "go to the saved articles",
            "saved",
            |state, call| {
                go(state, call, Scope::Saved);
            },
        ),
        command(
            "go-queue",
            &["g q"],
            Nothing,
            "go to the queue",
            "queue",
            |state, call| {
                go(state, call, Scope::Queue);
            },
        ),
        command(
            "go-today",
            &["g t"],
            Nothing,
            "go to what came today",
            "today",
            |state, call| {
                go(state, call, Scope::Today(Timestamp::default()));
            },
        ),
        command(
            "go-history",
            &["g h"],
            Nothing,
            "go to what was read last",
            "history",
            |state, call| {
                go(state, call, Scope::History);
            },
        ),
        command(
            "go-feeds",
            &["g f"],
            Nothing,
            "go to the feeds",
            "feeds",
            |_, call| {
                call.ask(Ask::Focus(Pane::Outlets));
            },
        ),
    ]
}

fn go(state: &mut State, call: &mut Call, scope: Scope) {
    let mut effects = Vec::new();
    state.is_from_sidebar = false;
    lists::open(state, scope, &mut effects);
    call.asks.extend(effects.into_iter().map(Ask::Effect));
}

fn feed(state: &mut State, call: &mut Call, step: Step) {
    let mut effects = Vec::new();
    lists::next_feed(state, step, &mut effects);
    call.asks.extend(effects.into_iter().map(Ask::Effect));
}

fn help(state: &mut State, _: &mut Call) {
    if matches!(state.over.last(), Some(Over::Help(_))) {
        return;
    }
    let listed = state.keymap.listed(state.view());
    state.over.push(Over::Help(Help::new(listed)));
}

fn cycle(state: &mut State, step: Step) {
    let mut panes = vec![Pane::Outlets, Pane::Articles];
    if state.reader.is_some() {
        panes.push(Pane::Reader);
    }
    let at = panes
        .iter()
        .position(|pane| *pane == state.focus)
        .unwrap_or(0);
    let next = if step.is_forward() {
        at + 1
    } else {
        at + panes.len() - 1
    };
    state.focus = panes[next % panes.len()];
    if let Some(reader) = state
        .reader
        .as_mut()
        .filter(|_| state.focus == Pane::Reader)
    {
        reader.is_open = true;
    }
}

fn resize(state: &mut State, call: &mut Call, is_wider: bool) {
    let by = STEP.saturating_mul(call.times() as u16);
    let (what, width, range) = match state.focus {
        Pane::Reader => ("text", state.measure, MEASURE),
        Pane::Outlets | Pane::Articles => ("sidebar", super::layout::sidebar(state), SIDEBAR),
    };
    let new = if is_wider {
        width.saturating_add(by)
    } else {
        width.saturating_sub(by)
    };
    let new = new.clamp(*range.start(), *range.end());
    match state.focus {
        Pane::Reader => state.measure = new,
        Pane::Outlets | Pane::Articles => state.sidebar = new,
    }
    state.say(said(&format!("{what}: {new} columns")));
    let later = Effect::Later {
        timer: crate::tui::core::Timer::Remember,
        milliseconds: 1000,
    };
    call.ask(Ask::Effect(later));
}
