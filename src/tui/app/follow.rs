//! What is shown follows the subscriptions: the list's feed or folder may be gone, or have another name.

use super::{Articles, State, lists, search};
use crate::model::{FeedId, Scope};
use crate::tui::core::{Effect, Pane};
use crate::tui::kit::{Look, quoted, said};
use crate::tui::views::outlets::{Moves, Outlets};

/// What became of what a list is of.
enum Fate {
    Stays,
    Moved(Vec<String>),
    Gone,
}

/// Feeds were read; what moved since they were read before.
pub fn feeds(state: &mut State, moves: &Moves, effects: &mut Vec<Effect>) {
    let is_ours = std::mem::take(&mut state.awaits_feeds);
    state.memory.follow(&moves.folders);
    let gone: Vec<FeedId> = moves.gone.iter().map(|feed| feed.id).collect();
    state.articles.let_go(&gone);
    for list in search::before(&mut state.search) {
        list.let_go(&gone);
    }
    match fate(&state.outlets, shown(state), moves) {
        Fate::Stays if is_ours => effects.push(state.articles.load()),
        Fate::Stays => {}
        Fate::Moved(to) => {
            rename(state, &to);
            effects.push(state.articles.load());
        }
        Fate::Gone => {
            let words = (!is_ours)
                .then(|| what_is_gone(&state.look(), shown(state), moves))
                .flatten();
            leave(state, effects);
            if let Some(words) = words {
                state.say(said(&words));
            }
        }
    }
}

/// The list that is shown, or was before a search.
fn shown(state: &State) -> &Articles {
    search::first(state.search.as_ref(), &state.articles)
}

fn fate(outlets: &Outlets, list: &Articles, moves: &Moves) -> Fate {
    match &list.query.scope {
        Scope::Feed(id) if outlets.feed(*id).is_none() => Fate::Gone,
        Scope::Folder(path) if outlets.feeds_below(path).is_empty() => {
            let to = moves.folders.get(path).filter(|to| !to.is_empty());
            to.map_or(Fate::Gone, |to| Fate::Moved(to.clone()))
        }
        _ => Fate::Stays,
    }
}

/// The list of the folder goes on by another name, as it is.
fn rename(state: &mut State, to: &[String]) {
    let mut lists = search::before(&mut state.search);
    lists.push(&mut state.articles);
    for list in lists {
        if let Scope::Folder(path) = &mut list.query.scope {
            *path = to.to_vec();
        }
    }
}

/// What nobody did here is said.
fn what_is_gone(look: &Look<'_>, list: &Articles, moves: &Moves) -> Option<String> {
    match &list.query.scope {
        Scope::Feed(id) => {
            let feed = moves.gone.iter().find(|feed| feed.id == *id)?;
            let title = quoted(look, &feed.title);
            Some(format!("{title} was unsubscribed elsewhere"))
        }
        Scope::Folder(path) => Some(format!(
            "the folder {} is gone",
            quoted(look, &path.join("/"))
        )),
        _ => None,
    }
}

/// From a list that is none any more to what is unread; the keys, and what is over the lists, stay where they are.
pub fn leave(state: &mut State, effects: &mut Vec<Effect>) {
    let (focus, over) = (state.focus, std::mem::take(&mut state.over));
    let selected = state.outlets.selected().cloned();
    lists::open_at_top(state, Scope::Unread, effects);
    state.over = over;
    if focus == Pane::Outlets {
        state.focus = focus;
        if let Some(spot) = selected {
            state.outlets.select(&spot);
        }
    }
}
