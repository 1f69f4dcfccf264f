//! Which list is shown, and how one gets from list to list.

use super::memory::hides;
use super::place::List;
use super::{AfterRows, Articles, State, Wanted, search};
use crate::model::{ArticleId, ArticleQuery, SavedFilter, SavedFilterId, Scope, Sort};
use crate::text::Clean;
use crate::tui::core::{Effect, Pane, Step};
use crate::tui::kit::said;
use crate::tui::views::outlets::Spot;

/// Shows a list as it was left.
pub fn open(state: &mut State, scope: Scope, effects: &mut Vec<Effect>) {
    // First: it may be the list that is shown.
    leave(state, effects);
    let place = state.memory.selected(&List::of(&scope));
    go(state, scope, place, effects);
}

/// Shows a list from its top.
pub fn open_at_top(state: &mut State, scope: Scope, effects: &mut Vec<Effect>) {
    leave(state, effects);
    go(state, scope, None, effects);
}

/// The list of a named query, as it was left.
pub fn open_named(state: &mut State, id: SavedFilterId, effects: &mut Vec<Effect>) {
    let Some(named) = state.named(id).cloned() else {
        return state.complain(said("there is no such list any more"));
    };
    let query = match named_query(state, &named) {
        Ok(query) => query,
        Err(why) => return state.complain(why),
    };
    leave(state, effects);
    let place = state.memory.selected(&List::Named(id.get()));
    show(state, query, Some(named), place, effects);
    arrive(state);
}

/// What a named query means now, in the order of its list; the error is for the person.
pub fn named_query(state: &State, named: &SavedFilter) -> Result<ArticleQuery, Clean> {
    let query =
        asked(state, &named.query).map_err(|why| said(&format!("list “{}”: {why}", named.name)))?;
    Ok(state.memory.query(&List::Named(named.id.get()), query))
}

/// What is counted beside the name: what its list shows, but what is read only where the list is about
/// the reader's marks. None for a query that cannot be read any more.
pub fn counted_query(state: &State, named: &SavedFilter) -> Option<ArticleQuery> {
    let query = asked(state, &named.query).ok()?;
    let show_read = !hides(&List::Named(named.id.get()), &query);
    Some(ArticleQuery { show_read, ..query })
}

fn go(state: &mut State, scope: Scope, place: Option<ArticleId>, effects: &mut Vec<Effect>) {
    let query = query(state, scope);
    show(state, query, None, place, effects);
    arrive(state);
}

/// Whatever is shown is left for another list.
fn leave(state: &mut State, effects: &mut Vec<Effect>) {
    remember(state);
    super::reading::close_for_list(state, effects);
    super::grant::close_all(state);
    (state.search, state.news) = (None, None);
    state.after_rows = None;
}

fn arrive(state: &mut State) {
    if let Some(spot) = spot(&state.articles) {
        state.outlets.select(&spot);
    }
    state.focus = Pane::Articles;
}

/// How the list that is shown was left, for when it is opened again.
pub fn remember(state: &mut State) {
    state
        .memory
        .leave(search::first(state.search.as_ref(), &state.articles));
}

fn show(
    state: &mut State,
    query: ArticleQuery,
    named: Option<SavedFilter>,
    place: Option<ArticleId>,
    effects: &mut Vec<Effect>,
) {
    let request = state.articles.request();
    let zone = state.settings.zone.clone();
    let list = Articles::new(query, place, state.last_visit, zone, request);
    state.articles = list.of_named(named);
    changed(state, effects);
}

/// Another question is asked for the list: nothing of the one before is waited for any more, as its answers are given up.
pub fn changed(state: &mut State, effects: &mut Vec<Effect>) {
    state.wanted = None;
    state.slow.forget();
    effects.push(state.articles.load());
}

/// What the words of the list mean now: "newer:1d" in a reader that is left open overnight. Answers whether that is something else.
pub fn renew(state: &mut State) -> bool {
    if state.search.is_some() {
        return false;
    }
    let words = first_words(state);
    let is_first = words.is_some();
    let found = match (&state.articles.named, words) {
        (Some(named), _) => named_query(state, named),
        (None, Some(words)) => asked(state, words),
        (None, None) => return false,
    };
    let Ok(found) = found else {
        return false;
    };
    if found.filter == state.articles.query.filter {
        return false;
    }
    if let Some((first, _)) = state.first.as_mut().filter(|_| is_first) {
        first.filter.clone_from(&found.filter);
    }
    state.articles.query.filter = found.filter;
    true
}

fn query(state: &State, scope: Scope) -> ArticleQuery {
    let scope = if let Scope::Today(_) = scope {
        Scope::Today(state.today)
    } else {
        scope
    };
    let list = List::of(&scope);
    state.memory.query(&list, ArticleQuery::of(scope))
}

/// The list that was shown last, for a new start; that of a query which is gone is that of the unread.
pub fn left(state: &State, list: &List) -> (ArticleQuery, Option<SavedFilter>) {
    let Some(id) = list.named() else {
        return (query(state, list.scope(state.today)), None);
    };
    let named = state.named(id).cloned();
    let found = named.and_then(|named| Some((named_query(state, &named).ok()?, Some(named))));
    found.unwrap_or_else(|| (query(state, Scope::Unread), None))
}

/// Named queries changed: the list of one that was changed or removed follows.
pub fn follow_named(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(was) = search::first(state.search.as_ref(), &state.articles)
        .named
        .clone()
    else {
        return;
    };
    match state.named(was.id) {
        Some(now) if *now == was => {}
        Some(now) => {
            let id = now.id;
            let focus = state.focus;
            open_named(state, id, effects);
            state.focus = focus;
        }
        None => super::follow::leave(state, effects),
    }
}

/// The list is what words find, here or from outside: no list that is remembered.
fn is_found(state: &State) -> bool {
    let list = &state.articles;
    state.search.is_some() || list.query.filter.is_some() && list.named.is_none()
}

/// Another order for the list that is shown, from its top.
pub fn sort(state: &mut State, sort: Sort, effects: &mut Vec<Effect>) {
    let scope = &state.articles.query.scope;
    let has_order = match scope {
        Scope::Queue | Scope::History => false,
        Scope::Feed(_) => sort != Sort::Feed,
        Scope::Unread => sort != Sort::Unread,
        _ => true,
    };
    if !has_order {
        return state.complain(said(match (scope, sort) {
            (Scope::Unread, _) => "all of this list is unread",
            (Scope::Feed(_), _) => "this list is one feed's",
            _ => "this list has an order of its own",
        }));
    }
    if !is_found(state) {
        state.memory.sort(&List::shown(&state.articles), sort);
    }
    let query = ArticleQuery {
        sort,
        ..state.articles.query.clone()
    };
    let named = state.articles.named.clone();
    show(state, query, named, None, effects);
    state.articles = state.articles.clone().known();
    state.say(said(match sort {
        Sort::Newest => "the newest first",
        Sort::Oldest => "the oldest first",
        Sort::Feed => "feed by feed",
        Sort::Unread => "what is unread first",
        Sort::Shortest => "the shortest first",
        Sort::Longest => "the longest first",
        Sort::Best => "what fits best first",
    }));
}

/// The line of the sidebar that stands for a list.
pub fn spot(articles: &Articles) -> Option<Spot> {
    if let Some(named) = &articles.named {
        return Some(Spot::Named(named.id));
    }
    Some(match &articles.query.scope {
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
    let list = List::shown(&state.articles);
    let is_whole = !is_found(state);
    let list = match &list {
        List::Unread if is_whole => List::All,
        List::All if is_whole => List::Unread,
        _ if is_whole && hides(&list, &state.articles.query) => {
            state.memory.toggle_read(&list);
            list
        }
        _ => return state.complain(said("this list shows read articles always")),
    };
    let whole = match list.named() {
        Some(_) => state.articles.query.clone(),
        None => ArticleQuery::of(list.scope(state.today)),
    };
    let query = state.memory.query(&list, whole);
    let shows = query.scope == Scope::All && list.named().is_none()
        || (query.scope != Scope::Unread && query.show_read);
    let selected = state.articles.selected_id();
    let named = state.articles.named.clone();
    show(state, query, named, selected, effects);
    state.articles = state.articles.clone().known();
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

/// The words of the list that was asked for from outside, while that is shown.
pub fn first_words(state: &State) -> Option<&str> {
    let query = &state.articles.query;
    let (first, words) = state.first.as_ref()?;
    let is_shown = first.scope == query.scope && first.filter == query.filter;
    is_shown.then_some(words.as_str())
}

/// To the next unread article from the selection: in this list, else in the next feed's.
pub fn next_unread(
    state: &mut State,
    step: Step,
    times: usize,
    opens: bool,
    effects: &mut Vec<Effect>,
) {
    if step.is_forward()
        && times == 1
        && !opens
        && let Some(id) = state.articles.first_new()
    {
        // What came since the last visit is read first.
        state.articles.select(id);
        state.focus = Pane::Articles;
        return super::reading::preview(state, effects);
    }
    match state.articles.next_unread(step, times) {
        (Some(id), _) => {
            state.articles.select(id);
            if opens {
                super::reading::open(state, true, effects);
            } else {
                state.focus = Pane::Articles;
                super::reading::preview(state, effects);
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
                times: times as u32,
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
    let next = from.and_then(|from| {
        let from = Spot::Feed(from);
        state.outlets.next_unread(Some(&from), step, 1)
    });
    let first = || {
        let first = state.outlets.next_unread(None, step, 1);
        first.filter(|feed| from != Some(*feed))
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
            super::reading::preview(state, effects);
        }
        state.say(said("from the top again"));
    } else {
        super::reading::close(state, effects);
        let where_to = if step.is_forward() { "below" } else { "above" };
        state.say(said(&format!("nothing unread {where_to}")));
    }
}

/// The list of the feed so many further on, of those that have something unread; the last there is, and from there the
/// one at the other end. In the sidebar it is seen from the selected line, else from the list that is shown.
pub fn next_feed(state: &mut State, step: Step, times: usize, effects: &mut Vec<Effect>) {
    let from = if state.focus == Pane::Outlets {
        state.outlets.selected().cloned()
    } else {
        spot(&state.articles)
    };
    if let Some(feed) = state.outlets.next_unread(from.as_ref(), step, times) {
        return open_at_top(state, Scope::Feed(feed), effects);
    }
    let other = state.outlets.next_unread(None, step, 1);
    match other.filter(|feed| from != Some(Spot::Feed(*feed))) {
        Some(feed) => {
            open_at_top(state, Scope::Feed(feed), effects);
            state.say(said(if step.is_forward() {
                "from the first feed again"
            } else {
                "from the last feed again"
            }));
        }
        None => state.say(said("no other feed has unread articles")),
    }
}
