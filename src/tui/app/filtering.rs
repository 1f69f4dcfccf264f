//! Filters made and changed in the interface: the form, the count of what it means, the change; and the
//! counts of filters and named queries.

use super::{Over, State, lists};
use crate::model::{ArticleRow, Change, Filter, FilterDraft, FilterId, Until};
use crate::text::Clean;
use crate::tui::core::{Effect, Pane};
use crate::tui::kit::said;
use crate::tui::views::filtering::{Filtering, Hits};
use crate::tui::views::filters::Filters;
use jiff::civil::Date;

const DAY: i64 = 86_400;

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

/// The form of a filter that is there; none: of a new one.
pub fn edit(state: &mut State, id: Option<FilterId>, effects: &mut Vec<Effect>) {
    let before = id.map(|id| state.filters.iter().find(|it| it.id == id).cloned());
    if before == Some(None) {
        return state.complain(said("there is no such filter any more"));
    }
    let form = Filtering::of(before.flatten());
    state.over.push(Over::Filtering(form));
    count(state, effects);
}

/// Every filter that acts.
pub fn list(state: &mut State, effects: &mut Vec<Effect>) {
    state.over.retain(|over| !matches!(over, Over::Filters(_)));
    let view = Filters::new(state.filters.clone());
    state.over.push(Over::Filters(view));
    count_judged(state, effects);
}

/// What each filter means now, and what it hid.
pub fn count_judged(state: &mut State, effects: &mut Vec<Effect>) {
    let (now, zone) = (state.now, &state.settings.zone);
    let asked = state.filters.iter().filter_map(|it| {
        let query = crate::query::parse(&it.filter.when, now, zone).ok()?;
        Some((it.id, query))
    });
    let asked: Vec<_> = asked.collect();
    if !asked.is_empty() {
        effects.push(Effect::CountJudged(asked));
        state.slow.counts();
    }
}

/// How many articles the list of each named query has.
pub fn count_named(state: &State) -> Option<Effect> {
    let named = state.outlets.named.iter();
    let asked = named.filter_map(|it| Some((it.id, lists::counted_query(state, it)?)));
    let asked: Vec<_> = asked.collect();
    (!asked.is_empty()).then_some(Effect::CountNamed(asked))
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
    if form.is_blank() {
        return;
    }
    match crate::query::parse(&form.query(), now, &zone) {
        Ok(query) => {
            form.count(Hits::Counting);
            effects.push(Effect::CountHits { request, query });
            state.slow.counts();
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
    if let Some(form) = form(state).filter(|form| form.article() == Some(article)) {
        form.learn(categories);
    }
}

/// Words that are typed for the form.
pub fn take(state: &mut State, text: &str, effects: &mut Vec<Effect>) {
    let Some(form) = form(state) else { return };
    form.take(text);
    count(state, effects);
}

pub fn take_tag(state: &mut State, text: &str) {
    if let Some(form) = form(state) {
        form.take_tag(text);
    }
}

pub fn take_name(state: &mut State, text: &str) {
    if let Some(form) = form(state) {
        form.take_name(text);
    }
}

/// The last day: a date, or so many days from today on; nothing: for ever.
pub fn take_day(state: &mut State, text: &str) {
    let today = state.now.in_zone(&state.settings.zone).date();
    match last_day(text.trim(), today) {
        Err(why) => state.complain(said(why)),
        Ok(day) => {
            if let Some(form) = form(state) {
                form.take_day(day.map(|day| day.to_string()));
            }
        }
    }
}

fn last_day(text: &str, today: Date) -> Result<Option<Date>, &'static str> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = "a day is written 2026-12-31, or 10d for ten days from today";
    let days = text.strip_suffix('d').map(str::trim_end);
    let days = days.and_then(|days| days.parse::<u16>().ok());
    let day = match days {
        Some(days) => today.checked_add(jiff::Span::new().days(days)).ok(),
        None => text.parse().ok(),
    };
    match day {
        None => Err(wrong),
        Some(day) if day < today => Err("that day is over"),
        Some(day) => Ok(Some(day)),
    }
}

pub fn make(state: &mut State, draft: FilterDraft, effects: &mut Vec<Effect>) {
    let past = match crate::query::parse(&draft.when, state.now, &state.settings.zone) {
        Ok(query) => draft.past.then_some(query),
        Err(error) => return state.complain(said(&error.to_string())),
    };
    let until = match draft.until {
        Until::Ever => None,
        Until::Day(day) => Some(day),
        Until::Days(days) => {
            let last = state.now.plus(i64::from(days) * DAY);
            Some(last.in_zone(&state.settings.zone).date().to_string())
        }
    };
    state.over.pop();
    let ticket = state.next_ticket();
    let id = draft.id;
    let before = state.filters.iter().find(|it| Some(it.id) == id);
    let name = if draft.is_name_made {
        free_name(state, draft.name)
    } else {
        draft.name
    };
    let filter = Filter {
        name,
        when: draft.when,
        then: draft.then,
        until,
        off: before.is_some_and(|it| it.filter.off),
    };
    let change = Change::PutFilter { id, filter, past };
    effects.push(Effect::Change { ticket, change });
}

/// The name, with a number behind it where others have it.
fn free_name(state: &State, name: String) -> String {
    let is_free = |name: &String| state.filters.iter().all(|it| it.filter.name != *name);
    let numbered = (2..).map(|number| format!("{name} {number}"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    names.find(is_free).unwrap_or(name)
}

/// What shows filters follows them.
pub fn show(state: &mut State, effects: &mut Vec<Effect>) {
    let mut has_changed = false;
    for over in &mut state.over {
        if let Over::Filters(view) = over {
            has_changed |= view.show(&state.filters);
        }
    }
    if has_changed {
        count_judged(state, effects);
    }
}

/// A filter judges, or no longer.
pub fn switch(state: &mut State, id: FilterId, effects: &mut Vec<Effect>) {
    let Some(it) = state.filters.iter_mut().find(|it| it.id == id) else {
        return;
    };
    // At once: the next key means what is seen.
    it.filter.off = !it.filter.off;
    let filter = it.filter.clone();
    show(state, effects);
    let change = Change::PutFilter {
        id: Some(id),
        filter,
        past: None,
    };
    let ticket = state.next_ticket();
    effects.push(Effect::Change { ticket, change });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_last_day_is_a_date_or_so_many_days_and_not_over() {
        let today = Date::constant(2026, 11, 26);
        let day = |text| last_day(text, today).map(|day| day.map(|day| day.to_string()));
        assert_eq!(day(""), Ok(None));
        assert_eq!(day("2026-12-31"), Ok(Some("2026-12-31".to_owned())));
        assert_eq!(day("10d"), Ok(Some("2026-12-06".to_owned())));
        assert_eq!(day("2026-11-26"), Ok(Some("2026-11-26".to_owned())));
        assert_eq!(day("2026-11-25"), Err("that day is over"));
        for wrong in ["soon", "d", "2026-13-01", "-1d"] {
            assert!(day(wrong).is_err(), "{wrong}");
        }
    }
}
