//! How feeds are, and what helps: their health, their form, an address looked for behind a site.

use super::{Choose, Form, Health, Over, State, Troubles, grant, press};
use crate::model::{Candidate, Change, Feed, FeedId, FeedSettings, Remedy, Sought, Which};
use crate::text::Clean;
use crate::tui::core::{Effect, Pane};
use crate::tui::kit::{quoted, said, time};
use std::collections::VecDeque;

/// Feeds that are looked for, and pages that are saved, by an address.
#[derive(Default)]
pub struct Finding {
    /// Behind what.
    pub sought: Vec<Sought>,
    /// What was found while something was typed.
    pub found: VecDeque<Choose>,
    /// Addresses of pages that are being saved.
    pub saving: Vec<String>,
}

pub fn troubles(state: &mut State) {
    let view = Troubles::new(state.outlets.known(), state.now);
    state.over.retain(|over| !matches!(over, Over::Troubles(_)));
    state.over.push(Over::Troubles(view));
}

/// Does what helps against what is wrong with the feed.
pub fn mend(state: &mut State, id: FeedId, effects: &mut Vec<Effect>) {
    let Some(feed) = subscribed(state, id) else {
        return;
    };
    let Some(trouble) = feed.trouble(state.now) else {
        return state.say(said("all is well with this feed"));
    };
    let remedy = feed.remedy(trouble, state.now);
    match (remedy, feed.activity.moved_to) {
        (Remedy::Unsubscribe, _) => {
            // Nothing is left to be seen of it here.
            state.over.retain(|over| !matches!(over, Over::Health(_)));
            grant::change(state, Change::RemoveFeed(id), effects);
        }
        (Remedy::FindAnew, _) => find_anew(state, id, effects),
        (Remedy::Password, _) => edit(state, id, Form::at_password),
        (Remedy::TakeAddress, Some(to)) => grant::change(state, Change::FeedUrl(id, to), effects),
        (Remedy::Wait(_) | Remedy::BackOff(_), _) => {
            let offer = remedy.offer(|at| time::point(&state.look(), at));
            state.say(said(&format!("its outlet {offer}")));
        }
        (Remedy::TryNow | Remedy::TakeAddress, _) => {
            grant::refresh(state, Which::Feeds(vec![id]), effects);
        }
        (Remedy::Hide, _) => {
            let settings = FeedSettings {
                hidden: true,
                ..feed.settings
            };
            grant::change(state, Change::FeedSettings(id, settings), effects);
        }
    }
}

/// The feed; says so when it is not there.
fn subscribed(state: &mut State, feed: FeedId) -> Option<Feed> {
    let found = state.outlets.feed(feed).cloned();
    if found.is_none() {
        let why = "this article's feed is not subscribed to any more";
        state.complain(said(state.outlets.why_not(why)));
    }
    found
}

/// The form of a feed, at the line that is wanted.
pub fn edit(state: &mut State, feed: FeedId, at: fn(Form) -> Form) {
    if let Some(feed) = subscribed(state, feed) {
        let others = state.outlets.feeds.iter().filter(|it| it.id != feed.id);
        let taken = others.map(|feed| feed.url.clone()).collect();
        let form = Form::of_feed(&feed, state.outlets.folders()).beside(taken);
        state.over.push(Over::Edit(at(form)));
    }
}

pub fn health(state: &mut State, feed: FeedId) {
    let open = state
        .reader
        .as_ref()
        .filter(|_| state.focus == Pane::Reader);
    let origin: Vec<Clean> = open
        .map(|reader| reader.origin().to_vec())
        .unwrap_or_default();
    // A page that was saved by its address has no feed, but its text comes from somewhere.
    if let Some(line) = origin.first()
        && state.outlets.feed(feed).is_none()
    {
        return state.say(line.clone());
    }
    let Some(feed) = subscribed(state, feed) else {
        return;
    };
    let row = match state.focus {
        Pane::Outlets => None,
        Pane::Articles => state.articles.selected(),
        Pane::Reader => state.reader.as_ref().map(|reader| &reader.row),
    };
    let look = state.look();
    let article = row.filter(|row| row.feed == feed.id).map(|row| {
        let mut lines = vec![said(&quoted(&state.look(), &row.title))];
        if let Some(published) = row.published {
            lines.push(said(&format!(
                "published {}",
                time::point(&look, published)
            )));
        }
        lines.push(said(&format!(
            "here since {}",
            time::point(&look, row.first_seen)
        )));
        if !row.mark.tags.is_empty() {
            let tags = row.mark.tags.iter().map(Clean::as_str);
            lines.push(said(&format!(
                "tagged {}",
                tags.collect::<Vec<_>>().join(", ")
            )));
        }
        if row.feeds > 1 {
            lines.push(said(&format!("carried by {} of your feeds", row.feeds)));
        }
        lines.extend(origin);
        lines
    });
    let view = Health::new(feed, article.unwrap_or_default());
    state.over.push(Over::Health(view));
}

/// Looks for the feeds behind an address.
pub fn find(state: &mut State, address: String, effects: &mut Vec<Effect>) {
    let shown = grant::shown(&address, 60);
    if begin(state, Sought::At(address.clone()), &shown) {
        effects.push(Effect::FindFeeds(address));
    }
}

/// Looks for a feed's address behind its site.
pub fn find_anew(state: &mut State, feed: FeedId, effects: &mut Vec<Effect>) {
    let Some(found) = subscribed(state, feed) else {
        return;
    };
    let shown = crate::text::cut(&found.title, 60);
    if begin(state, Sought::Anew(feed), &format!("the site of {shown}")) {
        effects.push(Effect::FindAnew(feed));
    }
}

fn begin(state: &mut State, sought: Sought, place: &str) -> bool {
    if state.settings.is_offline {
        state.complain(said("offline: no address can be looked at"));
        return false;
    }
    state.finding.sought.push(sought);
    let words = format!("looking for a feed at {place}   Esc cancels");
    state.say(said(&words));
    true
}

/// What was found behind an address; of what is not waited for any more nothing is said.
pub fn found(state: &mut State, asked: &Sought, candidates: Vec<Candidate>, error: Option<Clean>) {
    let Some(at) = state
        .finding
        .sought
        .iter()
        .position(|sought| sought == asked)
    else {
        return;
    };
    state.finding.sought.remove(at);
    state.message = None;
    let feed = match asked {
        Sought::At(_) => None,
        Sought::Anew(feed) => Some(*feed),
    };
    match (candidates.as_slice(), error, asked) {
        (_, Some(error), _) => state.complain(said(&format!("no feed found: {error}"))),
        ([], None, Sought::Anew(_)) => {
            state.complain(said(
                "no feed found at its site; o opens the site, E edits the address",
            ));
        }
        ([], None, Sought::At(address)) => {
            let address = grant::shown(address, 60);
            state.complain(said(&format!("no feed found at {address}")));
        }
        (_, None, _) => {
            let folder = state.outlets.folder();
            let folder = folder.filter(|_| state.focus == Pane::Outlets);
            let view = Choose::new(candidates, feed, folder.unwrap_or_default());
            state.finding.found.push_back(view);
        }
    }
}

/// What was found is shown once nothing is being typed, where the next key would choose: one after the other.
pub fn show_found(state: &mut State) {
    let is_chosen_from = |over: &Over| matches!(over, Over::Choose(_));
    if is_typed(state) || state.over.iter().any(is_chosen_from) {
        return;
    }
    let view = state.finding.found.pop_front();
    state.over.extend(view.map(Over::Choose));
}

fn is_typed(state: &State) -> bool {
    let is_form = matches!(
        state.over.last(),
        Some(Over::Edit(_) | Over::Write(_) | Over::Palette(_))
    );
    state.prompt.is_some() || is_form || press::is_hinting(state)
}
