//! A list without rows says why, and what to do.

use super::State;
use super::lists;
use crate::model::Scope;
use crate::tui::core::EVERYWHERE;
use crate::tui::views::articles::{NAME, Words};

pub fn lines(state: &State) -> Vec<Words> {
    if state.slow.is_said() {
        return all(&[
            "Looking through everything that is stored.",
            "Esc gives up.",
        ]);
    }
    if !state.articles.is_loaded() || !state.outlets.is_known {
        return Vec::new();
    }
    if state.search.is_some() {
        return all(&["Nothing found.", "Esc brings the list back."]);
    }
    let is_found = state.articles.query.filter.is_some() && state.articles.named.is_none();
    if is_found && state.outlets.counts.all > 0 {
        let keys = [
            ("go-unread", "unread"),
            ("go-all", "all"),
            ("search", "search"),
        ];
        return all(&["Nothing found.", &hints(state, &keys)]);
    }
    if state.outlets.feeds.is_empty() && state.refresh.is_none() {
        let add = does(state, "add", "adds one: any address of a site or feed.");
        return all(&["No feeds yet.", &add]);
    }
    if state.refresh.is_some() || (!state.polled.is_empty() && state.outlets.counts.all == 0) {
        return progress(state);
    }
    let counts = &state.outlets.counts;
    let scope = &state.articles.query.scope;
    let elsewhere = [
        (Scope::Saved, counts.saved, "saved"),
        (Scope::Queue, counts.queued, "queued"),
        (Scope::Unread, counts.unread, "unread"),
    ];
    let others = elsewhere.iter().filter(|it| it.0 != *scope);
    let others: Vec<String> = others.map(|it| format!("{} {}", it.1, it.2)).collect();
    let elsewhere = format!("{}.", others.join(", "));
    let (why, first, keys): (_, _, &[(&str, &str)]) = match lists::spot(&state.articles) {
        _ if *scope == Scope::Unread => (
            "Nothing unread.",
            String::new(),
            &[
                ("go-queue", "queue"),
                ("go-saved", "saved"),
                ("show-read", "show read"),
                ("reload-all", "reload all"),
            ],
        ),
        _ if *scope == Scope::Saved => (
            "Nothing saved.",
            does(state, "save", saves(state)),
            &[("go-unread", "unread")],
        ),
        _ if *scope == Scope::Queue => (
            "The queue is empty.",
            does(state, "queue", "queues an article for later."),
            &[("go-unread", "unread")],
        ),
        Some(_) => (
            "Nothing unread here.",
            String::new(),
            &[
                ("show-read", "show read"),
                ("reload", "reload"),
                ("next-feed", "next feed"),
                ("go-unread", "unread"),
            ],
        ),
        None => (
            "Nothing here yet.",
            String::new(),
            &[("reload-all", "reload all"), ("add", "add a feed")],
        ),
    };
    let what = [first, hints(state, keys)]
        .into_iter()
        .filter(|it| !it.is_empty());
    all(&[why, &elsewhere, &what.collect::<Vec<_>>().join("   ")])
}

/// The key of a command here, as the reader has set it.
fn key(state: &State, name: &str) -> Option<String> {
    let of = |view| state.keymap.key_of(view, name);
    of(NAME).or_else(|| of(EVERYWHERE))
}

/// What a key does; nothing for a command that has none.
fn does(state: &State, name: &str, what: &str) -> String {
    key(state, name)
        .map(|key| format!("{key} {what}"))
        .unwrap_or_default()
}

fn saves(state: &State) -> &'static str {
    if state.settings.prunes_saved {
        "saves an article, whole."
    } else {
        "saves an article, whole; it is never removed."
    }
}

/// Each key stays with its words where a line ends.
fn hints(state: &State, names: &[(&str, &str)]) -> String {
    let each = names.iter().map(|(name, word)| does(state, name, word));
    each.filter(|it| !it.is_empty())
        .map(|it| it.replace(' ', "\u{a0}"))
        .collect::<Vec<_>>()
        .join("   ")
}

fn all(lines: &[&str]) -> Vec<Words> {
    lines
        .iter()
        .map(|line| Words::Line((*line).to_owned()))
        .collect()
}

/// Feeds with what became of them, while nothing is there to read.
fn progress(state: &State) -> Vec<Words> {
    let again = does(state, "reload-all", "tries again");
    let (what, helps) = match (&state.refresh, state.away.is_some()) {
        (Some(_), _) => ("Fetching. What comes is listed at once.", Vec::new()),
        (None, true) => ("No network: nothing came.", vec![again]),
        (None, false) => {
            let why = does(state, "health", "says what is wrong with a feed");
            ("Nothing came.", vec![why, again])
        }
    };
    let helps: Vec<String> = helps.into_iter().filter(|it| !it.is_empty()).collect();
    let heading = match helps.join(", ") {
        helps if helps.is_empty() => what.to_owned(),
        helps => format!("{what} {helps}."),
    };
    let mut lines = vec![
        Words::Line(heading),
        Words::Pair(String::new(), String::new()),
    ];
    lines.extend(state.outlets.feeds.iter().map(|feed| {
        let how = match state.polled.get(&feed.id) {
            Some(found) => found.as_str(),
            None if state.outlets.polling.contains(&feed.id) => "fetching",
            None => "waiting",
        };
        Words::Pair(feed.title.as_str().to_owned(), how.to_owned())
    }));
    lines
}
