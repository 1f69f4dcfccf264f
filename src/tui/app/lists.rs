//! Which list is shown, and how one gets from list to list.

use super::{AfterRows, Articles, Search, State, Wanted};
use crate::model::{ArticleId, ArticleQuery, Expression, FeedId, SavedFilter, Scope, Sort, Term};
use crate::text::Clean;
use crate::tui::core::{Effect, Pane, Step};
use crate::tui::kit::said;
use crate::tui::views::outlets::Spot;

/// Letters from which on a search begins while it is typed.
const SHORTEST: usize = 2;

/// Shows a list as it was left.
pub fn open(state: &mut State, scope: Scope, effects: &mut Vec<Effect>) {
    let place = state.memory.selected(&scope);
    go(state, scope, place, effects);
}

/// Shows a list from its top.
pub fn open_at_top(state: &mut State, scope: Scope, effects: &mut Vec<Effect>) {
    go(state, scope, None, effects);
}

fn go(state: &mut State, scope: Scope, place: Option<ArticleId>, effects: &mut Vec<Effect>) {
    remember(state);
    super::reading::close_for_list(state, effects);
    state.over.clear();
    state.search = None;
    state.after_rows = None;
    state.wanted = None;
    let query = query(state, scope);
    show(state, query, place, effects);
    if let Some(spot) = spot(&state.articles.query.scope) {
        state.outlets.select(&spot);
    }
    state.focus = Pane::Articles;
}

/// How the list that is shown was left, for when it is opened again.
pub fn remember(state: &mut State) {
    let search = state.search.as_ref();
    let list = search.map_or(&state.articles, |search| &search.before);
    state.memory.leave(list);
}

fn show(
    state: &mut State,
    query: ArticleQuery,
    place: Option<ArticleId>,
    effects: &mut Vec<Effect>,
) {
    let request = state.articles.request();
    let zone = state.settings.zone.clone();
    state.articles = Articles::new(query, place, state.last_visit, zone, request);
    effects.push(state.articles.load());
}

fn query(state: &State, scope: Scope) -> ArticleQuery {
    let scope = if let Scope::Today(_) = scope {
        Scope::Today(state.today)
    } else {
        scope
    };
    state.memory.query(scope)
}

/// Another order for the list that is shown, from its top.
pub fn sort(state: &mut State, sort: Sort, effects: &mut Vec<Effect>) {
    let scope = &state.articles.query.scope;
    let has_order = match scope {
        Scope::Queue | Scope::History => false,
        Scope::Saved | Scope::Feed(_) => sort != Sort::Feed,
        _ => true,
    };
    if !has_order {
        return state.complain(said("this list has an order of its own"));
    }
    if state.search.is_none() {
        state.memory.sort(scope, sort);
    }
    let query = ArticleQuery {
        sort,
        ..state.articles.query.clone()
    };
    show(state, query, None, effects);
    state.articles = state.articles.clone().known();
    state.say(said(match sort {
        Sort::Newest => "the newest first",
        Sort::Oldest => "the oldest first",
        Sort::Feed => "feed by feed",
    }));
}

/// The line of the sidebar that stands for a list.
pub fn spot(scope: &Scope) -> Option<Spot> {
    Some(match scope {
        Scope::Unread => Spot::Unread,
        Scope::Saved => Spot::Saved,
        Scope::Queue => Spot::Queue,
        Scope::Today(_) => Spot::Today,
        Scope::Folder(path) => Spot::Folder(path.clone()),
        Scope::Feed(id) => Spot::Feed(*id),
        Scope::All | Scope::History => return None,
    })
}

/// Shows read articles too, or hides them; the selection stays.
pub fn toggle_read(state: &mut State, effects: &mut Vec<Effect>) {
    let scope = match &state.articles.query.scope {
        Scope::Unread => Scope::All,
        Scope::All if state.search.is_none() => Scope::Unread,
        scope @ (Scope::Feed(_) | Scope::Folder(_) | Scope::Today(_)) => {
            state.memory.toggle_read(scope);
            scope.clone()
        }
        _ => return state.complain(said("this list shows read articles always")),
    };
    let query = query(state, scope);
    let shows = query.scope == Scope::All || (query.scope != Scope::Unread && query.show_read);
    let selected = state.articles.selected_id();
    let request = state.articles.request();
    let zone = state.settings.zone.clone();
    state.articles = Articles::new(query, selected, state.last_visit, zone, request).known();
    effects.push(state.articles.load());
    state.say(said(if shows {
        "read articles are shown"
    } else {
        "read articles are hidden"
    }));
}

/// All articles that a query finds; the error is for the person.
pub fn asked(state: &State, words: &str) -> Result<ArticleQuery, Clean> {
    let filter = crate::query::parse(words, state.now, &state.settings.zone)
        .map_err(|error| said(&error.to_string()))?;
    Ok(ArticleQuery {
        filter: Some(filter),
        ..ArticleQuery::of(Scope::All)
    })
}

/// Results for words typed so far, or for good; no words bring back the list as it was.
pub fn search(state: &mut State, words: &str, is_final: bool, effects: &mut Vec<Effect>) {
    find(state, words, is_final, false, effects);
}

/// The list of a query of the reader's.
pub fn saved(state: &mut State, filter: &SavedFilter, effects: &mut Vec<Effect>) {
    find(state, &filter.query, true, false, effects);
    if let Some(search) = &mut state.search {
        search.name = Some(filter.name.clone());
    }
}

/// The list that is shown, as one writes it in the query language.
pub fn as_query(state: &State) -> String {
    let search = state.search.as_ref();
    let words = search.map(|search| search.words.trim().to_owned());
    let scope = match search {
        Some(search) if search.narrows => &search.before.query.scope,
        Some(_) => &Scope::All,
        None => &state.articles.query.scope,
    };
    let scope = match scope {
        Scope::All | Scope::History | Scope::Today(_) => None,
        Scope::Unread => Some("is:unread".to_owned()),
        Scope::Saved => Some("is:saved".to_owned()),
        Scope::Queue => Some("is:queued".to_owned()),
        Scope::Feed(id) => {
            let feed = state.outlets.feed(*id);
            feed.map(|feed| format!("feed:\"{}\"", feed.title))
        }
        Scope::Folder(path) => Some(format!("folder:\"{}\"", path.join("/"))),
    };
    match (scope, words) {
        (Some(scope), Some(words)) => format!("{scope} ({words})"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => String::new(),
    }
}

/// The list that is shown, narrowed likewise.
pub fn narrow(state: &mut State, words: &str, is_final: bool, effects: &mut Vec<Effect>) {
    find(state, words, is_final, true, effects);
}

fn find(state: &mut State, words: &str, is_final: bool, narrows: bool, effects: &mut Vec<Effect>) {
    let is_short = words.trim().chars().count() < SHORTEST;
    if is_short && (is_final || state.search.is_some()) {
        if let Some(search) = state.search.take() {
            let request = state.articles.request();
            state.articles = search.before;
            state.articles.resume(request);
            effects.push(state.articles.load());
        }
        return;
    }
    if is_short {
        return;
    }
    let mut filter = match crate::query::parse(words, state.now, &state.settings.zone) {
        Ok(filter) => filter,
        Err(error) if is_final => return state.complain(said(&error.to_string())),
        Err(_) => return,
    };
    if !is_final && !words.ends_with([' ', '"', ')']) {
        unfinished(&mut filter);
    }
    let whole = match &state.search {
        Some(search) if narrows => search.before.query.clone(),
        None if narrows => state.articles.query.clone(),
        _ => ArticleQuery::of(Scope::All),
    };
    let query = ArticleQuery {
        filter: Some(match whole.filter {
            Some(before) => Expression::And(vec![before, filter]),
            None => filter,
        }),
        ..whole
    };
    if query != state.articles.query {
        super::reading::close_for_list(state, effects);
        let nothing = placeholder(state);
        let before = std::mem::replace(&mut state.articles, nothing);
        let request = before.request();
        // Of lists found one after another, the list before all of them is the one to go back to.
        let before = state.search.take().map_or(before, |search| search.before);
        let words = words.to_owned();
        state.search = Some(Search {
            words,
            name: None,
            narrows,
            before,
        });
        let zone = state.settings.zone.clone();
        state.articles = Articles::new(query, None, None, zone, request);
        effects.push(state.articles.load());
    }
    state.focus = Pane::Articles;
}

fn placeholder(state: &State) -> Articles {
    Articles::new(
        ArticleQuery::of(Scope::All),
        None,
        None,
        state.settings.zone.clone(),
        0,
    )
}

/// The last word is still being typed.
fn unfinished(expression: &mut Expression) {
    match expression {
        Expression::And(parts) | Expression::Or(parts) => {
            if let Some(last) = parts.last_mut() {
                unfinished(last);
            }
        }
        Expression::Term(Term::Words { is_prefix, .. }) => *is_prefix = true,
        Expression::Not(_) | Expression::Term(_) => {}
    }
}

/// To the next unread article from the selection: in this list, else in the next feed's.
pub fn next_unread(state: &mut State, step: Step, opens: bool, effects: &mut Vec<Effect>) {
    if step.is_forward()
        && !opens
        && let Some(id) = state.articles.first_new()
    {
        // What came since the last visit is read first.
        state.articles.select(id);
        state.focus = Pane::Articles;
        return super::reading::preview(state);
    }
    match state.articles.next_unread(step) {
        (Some(id), _) => {
            state.articles.select(id);
            if opens {
                super::reading::open(state, true, effects);
            } else {
                state.focus = Pane::Articles;
                super::reading::preview(state);
            }
        }
        (None, false) if state.articles.is_loaded() => {
            let request = state.next_ticket();
            let is_forward = step.is_forward();
            state.wanted = Some(Wanted {
                request,
                is_forward,
                opens,
            });
            let query = state.articles.query.clone();
            let from = state.articles.selected_id();
            effects.push(Effect::FindUnread {
                request,
                query,
                from,
                is_forward,
            });
        }
        (None, _) => cross(state, step, opens, effects),
    }
}

/// The list has no more: to the next feed that has.
pub fn cross(state: &mut State, step: Step, opens: bool, effects: &mut Vec<Effect>) {
    let from = match &state.articles.query.scope {
        Scope::Feed(id) => Some(*id),
        Scope::Folder(path) => {
            let feeds = state.outlets.feeds_below(path);
            if step.is_forward() {
                feeds.last().copied()
            } else {
                feeds.first().copied()
            }
        }
        _ => None,
    };
    let next = from.and_then(|from| state.outlets.next_unread(Some(from), step));
    let first = || {
        state
            .outlets
            .next_unread(None, step)
            .filter(|feed| from != Some(*feed))
    };
    let wraps = step.is_forward() && from.is_some() && next.is_none();
    if let Some(feed) = next.or_else(|| first().filter(|_| wraps)) {
        open_at_top(state, Scope::Feed(feed), effects);
        state.after_rows = Some(AfterRows::FirstUnread { opens });
        if wraps {
            state.say(said("from the first feed again"));
        }
    } else if step.is_forward()
        && state.wanted.is_none()
        && let Some(id) = state.articles.unread_above()
    {
        // Passed over before, or new.
        state.articles.select(id);
        if opens {
            super::reading::open(state, true, effects);
        } else {
            super::reading::preview(state);
        }
        state.say(said("from the top again"));
    } else {
        super::reading::close(state, effects);
        let where_to = if step.is_forward() { "below" } else { "above" };
        state.say(said(&format!("nothing unread {where_to}")));
    }
}

/// The list of the next feed that has something unread.
pub fn next_feed(state: &mut State, step: Step, effects: &mut Vec<Effect>) {
    let from: Option<FeedId> = match &state.articles.query.scope {
        Scope::Feed(id) => Some(*id),
        _ => None,
    };
    match state.outlets.next_unread(from, step) {
        Some(feed) => open_at_top(state, Scope::Feed(feed), effects),
        None => state.say(said("no other feed has unread articles")),
    }
}
