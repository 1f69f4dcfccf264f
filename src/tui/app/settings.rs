//! Settings that can be changed while the interface runs: by `set`, and when the
//! configuration changes.

use super::{Over, State};
use crate::config::{MEASURES, MarkRead};
use crate::model::Theme;
use crate::tui::core::{Ask, Call, Configured, Effect};
use crate::tui::kit::said;

type Set = fn(&mut State, &str) -> Option<()>;
type Get = fn(&State) -> String;

/// Name, what it may be, how it is read, how it is set.
const SETTINGS: [(&str, &str, Get, Set); 5] = [
    (
        "measure",
        "20 to 200",
        |s| s.measure.to_string(),
        |s, text| {
            s.measure = text.parse().ok().filter(|it| MEASURES.contains(it))?;
            Some(())
        },
    ),
    (
        "sidebar",
        "14 to 40",
        |s| super::layout::sidebar(s).to_string(),
        |s, text| {
            s.sidebar = text.parse().ok().filter(|it| (14..=40).contains(it))?;
            Some(())
        },
    ),
    (
        "mark_read",
        "open, end or never",
        |s| mark_read(s).to_owned(),
        |s, text| {
            let all = [MarkRead::Open, MarkRead::End, MarkRead::Never];
            let names = ["open", "end", "never"];
            let at = names.iter().position(|name| *name == text)?;
            s.settings.mark_read = all[at];
            Some(())
        },
    ),
    (
        "ascii",
        "true or false",
        |s| s.settings.is_ascii.to_string(),
        |s, text| {
            s.settings.is_ascii = text.parse().ok()?;
            Some(())
        },
    ),
    (
        "bidi",
        "true or false",
        |s| s.settings.bidi.to_string(),
        |s, text| {
            s.settings.bidi = text.parse().ok()?;
            Some(())
        },
    ),
];

/// Widths are remembered with the place, however they were set.
const KEPT: [&str; 2] = ["measure", "sidebar"];

fn mark_read(state: &State) -> &'static str {
    match state.settings.mark_read {
        MarkRead::Open => "open",
        MarkRead::End => "end",
        MarkRead::Never => "never",
    }
}

/// The configuration changed: what it says counts from now on.
pub fn configured(state: &mut State, new: Configured, effects: &mut Vec<Effect>) {
    if new.settings.measure != state.settings.measure {
        state.measure = new.settings.measure;
    }
    state.pressed = super::Pressed::default();
    state.keymap = new.keymap;
    let before = std::mem::replace(&mut state.settings, new.settings);
    state.settings.keep_choice(&before);
    if let Some(reader) = &mut state.reader {
        if before.pictures != state.settings.pictures {
            reader.lose_pictures();
        }
        effects.push(reader.outdated());
    }
    state.say(said(if new.is_partly_later {
        "settings read anew; for connections those of before hold until the next start"
    } else {
        "settings read anew"
    }));
}

/// The folder of themes was read anew.
pub fn themes(state: &mut State, themes: Vec<Theme>) {
    state.settings.know(themes);
    if let Some(Over::Themes(view)) = state.over.last_mut() {
        view.renew(&state.settings);
    }
}

/// Each setting with its value, as `set` takes them.
pub fn listed(state: &State) -> Vec<String> {
    let line = |(name, _, get, _): &(&str, &str, Get, Set)| format!("{name} {}", get(state));
    SETTINGS.iter().map(line).collect()
}

/// `set NAME VALUE`.
pub fn set(state: &mut State, call: &mut Call) {
    let text = call.argument.take().unwrap_or_default();
    let (name, value) = text.split_once(' ').unwrap_or((&text, ""));
    let Some((name, range, _, set)) = SETTINGS.iter().find(|(known, ..)| *known == name) else {
        let names: Vec<&str> = SETTINGS.iter().map(|(name, ..)| *name).collect();
        let why = format!(
            "“{name}” cannot be set here; there are {}",
            names.join(", ")
        );
        return call.ask(Ask::Complain(said(&why)));
    };
    let set = set(state, value.trim());
    if set.is_some() {
        // What is laid out already was so for the settings before.
        let (is_ascii, bidi) = (state.settings.is_ascii, state.settings.bidi);
        call.ask(Ask::Effect(Effect::Shows { is_ascii, bidi }));
        let again = state.reader.as_mut().map(super::Reader::outdated);
        call.asks.extend(again.map(Ask::Effect));
    }
    call.ask(match set {
        Some(()) if KEPT.contains(name) => Ask::Say(said(&format!("{name}: {}", value.trim()))),
        Some(()) => Ask::Say(said(&format!("{name}: {}, for this run", value.trim()))),
        None => Ask::Complain(said(&format!("{name} is {range}"))),
    });
}
