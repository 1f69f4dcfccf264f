//! Filters made in the interface: the form over an article, the count of what it means, the change.

use super::{Over, State};
use crate::model::{ArticleRow, Change, Filter, FilterDraft};
use crate::text::Clean;
use crate::tui::core::{Effect, Pane};
use crate::tui::kit::said;
use crate::tui::views::filtering::{Filtering, Hits};

/// The form, filled in from the article that has the keys.
pub fn open(state: &mut State, effects: &mut Vec<Effect>) {
    let row: Option<ArticleRow> = match state.focus {
        Pane::Reader => state.reader.as_ref().map(|reader| reader.row.clone()),
        Pane::Articles | Pane::Outlets => state.articles.selected().cloned(),
    };
    let Some(row) = row else {
        return state.complain(said("select an article first"));
    };
    let folder = state.outlets.feed(row.feed).map(|feed| feed.folder.clone());
    effects.push(Effect::LoadCategories(row.id));
    let form = Filtering::new(row, &folder.unwrap_or_default());
    state.over.push(Over::Filtering(form));
    count(state, effects);
}

fn form(state: &mut State) -> Option<&mut Filtering> {
    match state.over.last_mut() {
        Some(Over::Filtering(form)) => Some(form),
        _ => None,
    }
}

/// Counts what the form means now; an earlier count is given up.
pub fn count(state: &mut State, effects: &mut Vec<Effect>) {
    let request = state.next_ticket();
    let (now, zone) = (state.now, state.settings.zone.clone());
    let Some(form) = form(state) else { return };
    form.request = request;
    match crate::query::parse(&form.query(), now, &zone) {
        Ok(query) => {
            form.count(Hits::Counting);
            effects.push(Effect::CountHits { request, query });
        }
        Err(error) => form.count(Hits::Wrong(said(&error.to_string()))),
    }
}

pub fn counted(state: &mut State, request: u64, count: u32) {
    if let Some(form) = form(state).filter(|form| form.request == request) {
        form.count(Hits::Known(count));
    }
}

pub fn learn(state: &mut State, article: crate::model::ArticleId, categories: Vec<Clean>) {
    if let Some(form) = form(state).filter(|form| form.row().id == article) {
        form.learn(categories);
    }
}

/// Words that are typed for the form.
pub fn take(state: &mut State, text: &str, is_tag: bool, effects: &mut Vec<Effect>) {
    let Some(form) = form(state) else { return };
    form.take(text, is_tag);
    if !is_tag {
        count(state, effects);
    }
}

pub fn make(state: &mut State, draft: FilterDraft, effects: &mut Vec<Effect>) {
    let past = match crate::query::parse(&draft.when, state.now, &state.settings.zone) {
        Ok(query) => draft.past.then_some(query),
        Err(error) => return state.complain(said(&error.to_string())),
    };
    let until = draft.days.map(|days| {
        let last = state.now.plus(i64::from(days) * 86_400);
        last.in_zone(&state.settings.zone).date().to_string()
    });
    state.over.pop();
    let ticket = state.next_ticket();
    let filter = Filter {
        name: draft.name,
        when: draft.when,
        then: draft.then,
        until,
    };
    let id = None;
    let change = Change::PutFilter { id, filter, past };
    effects.push(Effect::Change { ticket, change });
}
