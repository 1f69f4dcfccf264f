//! Keys, pastes and clicks: to the prompt if it is open, else through the keymap to a command.

use super::super::views::prompt::Outcome;
use super::reach::{self, Waiting};
use super::{AfterRows, Offer, Over, Pressed, State, grant, layout, palette_view, reading, run};
use super::{
    articles, choose, commands, edit, filtering_view, filters, health, help, links, outlets,
    reader, start,
};
use super::{enclosures_view, themes, troubles, write};
use crate::model::Change;
use crate::tui::core::{
    Ask, Call, Chord, EVERYWHERE, Effect, Entry, Event, Found, Key, Mouse, Moves, Pane, Timer,
    print_keys,
};
use crate::tui::kit::{Input, said};
use ratatui::layout::{Position, Rect};

/// A number longer than this is a slip.
const LARGEST_COUNT: u32 = 9_999;
/// A macro with a count runs so often at most.
const MOST_TIMES: u32 = 100;
/// Milliseconds after a prefix until what may follow is shown.
const REST: u64 = 400;
/// Commands of everywhere that make sense over a screen that hides the lists.
pub const OVER_SCREENS: [&str; 33] = [
    "go-filters",
    "saved-filter",
    "save-filter",
    "forget-filter",
    "palette",
    "go-troubles",
    "go",
    "feed",
    "folder",
    "mark",
    "refresh",
    "save",
    "save-page",
    "set",
    "untag",
    "theme",
    "go-feeds",
    "go-history",
    "quit",
    "back",
    "cancel",
    "help",
    "redraw",
    "suspend",
    "add",
    "undo",
    "redo",
    "go-unread",
    "go-all",
    "go-saved",
    "go-queue",
    "go-today",
    "reload-all",
];

/// `Esc` and a key that came together, as they do over a slow line, are told as a chord. They are two where nothing is
/// bound to it; the second may have to wait for what the first asks for.
pub fn parted(state: &State, event: &Event) -> Option<(Event, Event)> {
    let Event::Key(chord) = event else {
        return None;
    };
    let second = chord.behind_escape().filter(|_| !is_bound(state, *chord))?;
    Some((Event::Key(Chord::plain(Key::Esc)), Event::Key(second)))
}

/// Whether what takes keys now has a use for the chord.
fn is_bound(state: &State, chord: Chord) -> bool {
    if state.prompt.is_some() {
        return Input::binds(chord);
    }
    match state.over.last() {
        Some(Over::Edit(_) | Over::Write(_)) => Input::binds(chord),
        Some(Over::Palette(_)) => {
            let found = state.keymap.find_in(palette_view::NAME, &[chord]);
            Input::binds(chord) || matches!(found, Found::Command(_))
        }
        // Letters are typed, and every chord ends that.
        _ if is_hinting(state) => false,
        _ => {
            let begun = state.pressed.keys.iter().copied();
            let keys: Vec<Chord> = begun.chain([chord]).collect();
            state.keymap.find(state.view(), &keys) != Found::Nothing
        }
    }
}

pub fn key(state: &mut State, chord: Chord, effects: &mut Vec<Effect>) {
    effects.push(Effect::LookForChanges);
    if let Some(news) = &mut state.news {
        news.keys += 1;
    }
    if let Some(mut prompt) = state.prompt.take() {
        let mut call = Call::new(None);
        if prompt.press(chord, &mut call) == Outcome::Open {
            state.prompt = Some(prompt);
            // What was wrong with the words is being set right.
            state.message.take_if(|message| message.is_trouble);
        } else {
            state.message = None;
        }
        return grant::all(state, call, effects);
    }
    if matches!(state.over.last(), Some(Over::Palette(_))) {
        return in_palette(state, chord, effects);
    }
    if let Some(Over::Edit(form)) = state.over.last_mut() {
        let mut call = Call::new(None);
        if form.press(chord, &mut call) == edit::Outcome::Closed {
            state.over.pop();
        }
        state.message = None;
        return grant::all(state, call, effects);
    }
    if matches!(state.over.last(), Some(Over::Write(_))) {
        return in_write(state, chord, effects);
    }
    let has_interrupted = std::mem::take(&mut state.pressed.has_interrupted);
    if chord == Chord::ctrl('c') {
        if has_interrupted {
            return grant::one(state, Ask::End(crate::tui::core::End::Quit), effects);
        }
        state.pressed.has_interrupted = true;
    }
    let is_cancel = chord == Chord::plain(Key::Esc) || chord == Chord::ctrl('c');
    let has_begun = state.pressed.count.is_some() || !state.pressed.keys.is_empty();
    if is_cancel && has_begun {
        let has_interrupted = state.pressed.has_interrupted;
        state.pressed = Pressed {
            has_interrupted,
            ..Pressed::default()
        };
        return;
    }
    let offer = state.message.take().map(|message| message.offers);
    let offers = offer.into_iter().chain(state.undo.followed.drain(..));
    // Of what is not stored yet the newest is meant, which waits for it.
    state.undo.offered = offers
        .map(Offer::group)
        .collect::<Option<_>>()
        .unwrap_or_default();
    if let Some(reader) = hinting(state) {
        let mut call = Call::new(None);
        reader.hint(chord, &mut call);
        return grant::all(state, call, effects);
    }
    let counts = state.pressed.keys.is_empty();
    let before = state.pressed.count;
    if let Some(digit) = chord.digit().filter(|_| counts && state.opens_links()) {
        let number = if digit == 0 { 10 } else { digit };
        if let Some(entry) = state.keymap.named(reader::NAME, "browse", false) {
            dispatch(state, entry, Some(number), None, effects);
        }
        return;
    }
    if let Some(digit) = chord
        .digit()
        .filter(|digit| counts && (*digit > 0 || before.is_some()))
    {
        let count = before.unwrap_or(0).saturating_mul(10).saturating_add(digit);
        state.pressed.count = Some(count.min(LARGEST_COUNT));
        return;
    }
    state.pressed.keys.push(chord);
    mean(state, effects);
}

/// All keys are typed into the form of what is written.
fn in_write(state: &mut State, chord: Chord, effects: &mut Vec<Effect>) {
    let Some(Over::Write(mut form)) = state.over.pop() else {
        return;
    };
    let mut call = Call::new(None);
    state.message = None;
    match form.press(chord, &mut call) {
        write::Outcome::Open => state.over.push(Over::Write(form)),
        write::Outcome::Closed => {}
        write::Outcome::Sent => {
            state.written_as = form.format();
            state.writing = Some(form);
            state.say(said("writing"));
        }
    }
    grant::all(state, call, effects);
}

/// Keys of the palette are its commands; all others are typed.
fn in_palette(state: &mut State, chord: Chord, effects: &mut Vec<Effect>) {
    let Some(Over::Palette(palette)) = state.over.last_mut() else {
        return;
    };
    let mut call = Call::new(None);
    match state.keymap.find_in(palette_view::NAME, &[chord]) {
        Found::Command(entry) => {
            run(palette, &palette_view::commands(), entry.name, &mut call);
        }
        _ => palette.press(chord, &mut call),
    }
    state.message = None;
    grant::all(state, call, effects);
}

/// Carries out what the keys pressed so far mean, if they are enough.
fn mean(state: &mut State, effects: &mut Vec<Effect>) {
    let found = state.keymap.find(state.view(), &state.pressed.keys);
    if found == Found::Prefix {
        return effects.push(Effect::Later {
            timer: Timer::Prefix,
            milliseconds: REST,
        });
    }
    let has_interrupted = state.pressed.has_interrupted;
    let after = Pressed {
        has_interrupted,
        ..Pressed::default()
    };
    let pressed = std::mem::replace(&mut state.pressed, after);
    match found {
        Found::Prefix => {}
        Found::Command(entry) => dispatch(state, entry, pressed.count, None, effects),
        Found::Macro(index) => {
            let mut done = Vec::new();
            let lines = state.keymap.macro_lines(index).to_vec();
            let times = pressed.count.unwrap_or(1).min(MOST_TIMES);
            let lines: Vec<String> = (0..times).flat_map(|_| lines.clone()).collect();
            reach::run_lines(state, &lines, &mut done);
            effects.extend(together(state, done));
        }
        Found::Nothing => {
            let keys = print_keys(&pressed.keys);
            let why = if keys == "," {
                "no macro is defined; [macros] in the configuration defines them".to_owned()
            } else {
                format!("{keys} does nothing here")
            };
            state.say(said(&why));
        }
    }
}

/// What a macro changes is one change, where the first of it stood: one undo takes it back. A macro that
/// goes through the history itself is left as it is.
fn together(state: &mut State, effects: Vec<Effect>) -> Vec<Effect> {
    let is_change = |effect: &Effect| matches!(effect, Effect::Change { .. });
    let is_history = |effect: &Effect| matches!(effect, Effect::Undo(_) | Effect::Redo);
    let count = effects.iter().filter(|effect| is_change(effect)).count();
    if count < 2 || effects.iter().any(is_history) {
        return effects;
    }
    let at = effects.iter().position(is_change).unwrap_or(0);
    let (mut tickets, mut changes, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    for effect in effects {
        match effect {
            Effect::Change { ticket, change } => {
                tickets.push(ticket);
                match change {
                    Change::Together(some) => changes.extend(some),
                    one => changes.push(one),
                }
            }
            other => rest.push(other),
        }
    }
    let ticket = tickets[0];
    let mine = |it: &&mut super::Pending| tickets.contains(&it.ticket);
    for pending in state.pending.iter_mut().filter(mine) {
        // The store says what all of it did.
        (pending.ticket, pending.is_bulk) = (ticket, true);
    }
    let change = Change::Together(changes);
    rest.insert(at, Effect::Change { ticket, change });
    rest
}

/// Letters open links in the reader.
pub fn is_hinting(state: &State) -> bool {
    let reads = state.focus == Pane::Reader && state.over.is_empty();
    reads && state.reader.as_ref().is_some_and(super::Reader::is_hinting)
}

/// The reader, while letters open links in it.
fn hinting(state: &mut State) -> Option<&mut super::Reader> {
    let is_hinting = is_hinting(state);
    state.reader.as_mut().filter(|_| is_hinting)
}

pub fn dispatch(
    state: &mut State,
    entry: Entry,
    count: Option<u32>,
    argument: Option<&str>,
    effects: &mut Vec<Effect>,
) {
    reach::give_up(state);
    carry_out(state, (entry, count, argument), true, effects);
}

/// A command with what it takes; `may_wait` for rows that it needs.
pub fn carry_out(
    state: &mut State,
    (entry, count, argument): (Entry, Option<u32>, Option<&str>),
    may_wait: bool,
    effects: &mut Vec<Effect>,
) {
    if entry.view == EVERYWHERE && !state.over.is_empty() && !OVER_SCREENS.contains(&entry.name) {
        return;
    }
    let mut call = Call::with_argument(count, argument);
    call.may_wait = may_wait;
    let name = entry.name;
    match (entry.view, state.over.last_mut()) {
        (EVERYWHERE, _) => run(state, &commands::commands(), name, &mut call),
        (_, Some(Over::Start(view))) => run(view, &start::commands(), name, &mut call),
        (_, Some(Over::Help(view))) => run(view, &help::commands(), name, &mut call),
        (_, Some(Over::Health(view))) => run(view, &health::commands(), name, &mut call),
        (_, Some(Over::Choose(view))) => run(view, &choose::commands(), name, &mut call),
        (_, Some(Over::Filtering(view))) => {
            run(view, &filtering_view::commands(), name, &mut call);
        }
        (_, Some(Over::Filters(view))) => run(view, &filters::commands(), name, &mut call),
        (_, Some(Over::Palette(view))) => {
            run(view, &palette_view::commands(), name, &mut call);
        }
        (_, Some(Over::Troubles(view))) => run(view, &troubles::commands(), name, &mut call),
        // Its keys are typed into it.
        (_, Some(Over::Edit(_) | Over::Write(_))) => {}
        (_, Some(Over::Enclosures(view))) => {
            run(view, &enclosures_view::commands(), name, &mut call);
        }
        (_, Some(Over::Links(view))) => run(view, &links::commands(), name, &mut call),
        (_, Some(Over::Themes(view))) => run(view, &themes::commands(), name, &mut call),
        (outlets::NAME, None) => run(&mut state.outlets, &outlets::commands(), name, &mut call),
        (articles::NAME, None) => {
            state.articles.stop_waiting();
            if articles::lacks_article(&state.articles, name) {
                return state.complain(said(articles::NO_ARTICLE));
            }
            run(&mut state.articles, &articles::commands(), name, &mut call);
        }
        (_, None) => {
            if let Some(view) = &mut state.reader {
                run(view, &reader::commands(), name, &mut call);
            }
        }
    }
    if let Some(rows) = call.needs.take() {
        effects.push(rows);
        let waiting = Waiting::new(entry, count, argument);
        state.after_rows = Some(AfterRows::Do(waiting));
    }
    grant::all(state, call, effects);
}

/// Pasted text goes to the prompt; an address pasted elsewhere is one to add.
pub fn paste(state: &mut State, text: &str, effects: &mut Vec<Effect>) {
    let mut call = Call::new(None);
    match &mut state.prompt {
        Some(prompt) => prompt.paste(text, &mut call),
        None if matches!(state.over.last(), Some(Over::Palette(_))) => {
            if let Some(Over::Palette(palette)) = state.over.last_mut() {
                palette.paste(text);
            }
        }
        None if matches!(state.over.last(), Some(Over::Edit(_))) => {
            if let Some(Over::Edit(form)) = state.over.last_mut() {
                form.paste(text);
            }
        }
        None if matches!(state.over.last(), Some(Over::Write(_))) => {
            if let Some(Over::Write(form)) = state.over.last_mut() {
                form.paste(text);
            }
        }
        None if text.starts_with("http://") || text.starts_with("https://") => {
            call.ask(Ask::Prompt(crate::tui::core::Purpose::Add, text.to_owned()));
        }
        None => call.ask(Ask::Complain(said("pasted text is only taken by + and /"))),
    }
    grant::all(state, call, effects);
}

pub fn mouse(state: &mut State, mouse: Mouse, effects: &mut Vec<Effect>) {
    if state.prompt.is_some() {
        return;
    }
    let layout = layout::layout(state);
    let mut call = Call::new(None);
    let (Mouse::Click { column, row } | Mouse::Wheel { column, row, .. }) = mouse;
    let is_in =
        |area: Option<Rect>| area.filter(|area| area.contains(Position { x: column, y: row }));
    if let Some(over) = state.over.last_mut() {
        match is_in(layout.over) {
            Some(area) => over.mouse(mouse, area, &mut call),
            None => return,
        }
    } else if let Some(area) = is_in(layout.outlets) {
        match mouse {
            Mouse::Click { .. } => state.outlets.click(usize::from(row - area.y), &mut call),
            Mouse::Wheel { lines, .. } => state.outlets.step(i64::from(lines), &mut call),
        }
    } else if let Some(area) = is_in(layout.articles) {
        match mouse {
            Mouse::Click { .. } => {
                if state.focus != Pane::Articles {
                    reading::close(state, effects);
                    state.focus = Pane::Articles;
                }
                state.articles.click(usize::from(row - area.y), &mut call);
            }
            Mouse::Wheel { lines, .. } => state.articles.step(i64::from(lines), &mut call),
        }
    } else if is_in(layout.reader).is_some() {
        match (mouse, &mut state.reader) {
            (Mouse::Wheel { lines, .. }, Some(reader)) => reader.step(i64::from(lines), &mut call),
            (Mouse::Click { .. }, Some(_)) if state.focus != Pane::Reader => call.ask(Ask::Open),
            _ => {}
        }
    }
    grant::all(state, call, effects);
}

impl Over {
    fn mouse(&mut self, mouse: Mouse, area: Rect, call: &mut Call) {
        match mouse {
            Mouse::Wheel { lines, .. } => match self {
                Self::Start(view) => view.step(i64::from(lines), call),
                Self::Help(view) => view.step(i64::from(lines), call),
                Self::Health(view) => view.step(i64::from(lines), call),
                Self::Choose(view) => view.step(i64::from(lines.signum()), call),
                Self::Palette(view) => view.step(i64::from(lines)),
                Self::Troubles(view) => view.step(i64::from(lines.signum()), call),
                Self::Edit(_) | Self::Write(_) => {}
                Self::Enclosures(view) => view.step(i64::from(lines), call),
                Self::Links(view) => view.step(i64::from(lines), call),
                Self::Themes(view) => view.step(i64::from(lines.signum()), call),
                Self::Filtering(view) => view.step(i64::from(lines.signum()), call),
                Self::Filters(view) => view.step(i64::from(lines.signum()), call),
            },
            Mouse::Click { column, row } => {
                let line = usize::from(row - area.y);
                match self {
                    Self::Start(view) => {
                        if let Some(line) =
                            line.checked_sub(usize::from(start::around(area.height).0))
                        {
                            view.click(column - area.x, line);
                        }
                    }
                    Self::Choose(view) => view.click(line, call),
                    Self::Palette(view) => view.click(line, call),
                    Self::Troubles(view) => view.click(line, call),
                    Self::Edit(form) => form.click(line),
                    Self::Write(form) => form.click(line),
                    Self::Enclosures(view) => view.click(line, call),
                    Self::Links(view) => view.click(line, call),
                    Self::Themes(view) => view.click(line, call),
                    Self::Filtering(view) => view.click(line, call),
                    Self::Filters(view) => view.click(line, call),
                    Self::Help(_) | Self::Health(_) => {}
                }
            }
        }
    }
}
