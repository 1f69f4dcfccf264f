//! A list without rows says why, and what to do.

use super::State;
use super::lists;
use crate::model::Scope;
use crate::tui::views::articles::Words;

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
        return all(&["Nothing found.", "g u unread   g a all   / search"]);
    }
    if state.outlets.feeds.is_empty() && state.refresh.is_none() {
        return all(&[
            "No feeds yet.",
            "+ adds one: any address of a site or feed.",
        ]);
    }
    if state.refresh.is_some() || (!state.polled.is_empty() && state.outlets.counts.all == 0) {
        return progress(state);
    }
    let counts = &state.outlets.counts;
    let elsewhere = format!(
        "{} saved, {} queued, {} unread.",
        counts.saved, counts.queued, counts.unread
    );
    let scope = &state.articles.query.scope;
    let (why, what) = match lists::spot(&state.articles) {
        _ if *scope == Scope::Unread => (
            "Nothing unread.",
            "g q queue   g s saved   . show read   R reload all",
        ),
        _ if *scope == Scope::Saved => (
            "Nothing saved.",
            "s saves an article, whole; it is never removed.   g u unread",
        ),
        _ if *scope == Scope::Queue => (
            "The queue is empty.",
            "a queues an article for later.   g u unread",
        ),
        Some(_) => (
            "Nothing unread here.",
            ". show read   r reload   ] next feed   g u unread",
        ),
        None => ("Nothing here yet.", "R reload all   + add a feed"),
    };
    all(&[why, &elsewhere, what])
}

fn all(lines: &[&str]) -> Vec<Words> {
    lines
        .iter()
        .map(|line| Words::Line((*line).to_owned()))
        .collect()
}

/// Feeds with what became of them, while nothing is there to read.
fn progress(state: &State) -> Vec<Words> {
    let heading = match (&state.refresh, state.away.is_some()) {
        (Some(_), _) => "Fetching. What comes is listed at once.",
        (None, true) => "No network: nothing came. R tries again.",
        (None, false) => "Nothing came. i says what is wrong with a feed, R tries again.",
    };
    let mut lines = vec![
        Words::Line(heading.to_owned()),
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
