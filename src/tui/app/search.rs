//! Lists that words find, and the lists that they were found in: a list that was found can be narrowed, and is there
//! again without that.

use super::lists::{changed, first_words};
use super::{Articles, Prompt, State};
use crate::model::{ArticleQuery, Expression, Scope, Sort, Term};
use crate::query::may_go_on;
use crate::tui::core::{Effect, Pane, Purpose};
use crate::tui::kit::said;

/// Letters from which on a search begins while it is typed.
const SHORTEST: usize = 2;

/// What was searched for, and the list as it was before.
pub struct Search {
    pub words: String,
    /// The same as the query language has it: a word that may go on ends in `*`.
    meant: String,
    /// The list as it was, narrowed; else all articles.
    pub narrows: bool,
    /// Its words are being typed.
    is_typed: bool,
    pub before: Articles,
    /// What that list was found by.
    pub within: Option<Box<Search>>,
}

/// The list before all that was searched for.
pub fn first<'a>(search: Option<&'a Search>, shown: &'a Articles) -> &'a Articles {
    let (mut list, mut search) = (shown, search);
    while let Some(found) = search {
        (list, search) = (&found.before, found.within.as_deref());
    }
    list
}

/// The lists before the one that is shown.
pub fn before(search: &mut Option<Search>) -> Vec<&mut Articles> {
    let (mut lists, mut search) = (Vec::new(), search.as_mut());
    while let Some(found) = search {
        lists.push(&mut found.before);
        search = found.within.as_deref_mut();
    }
    lists
}

/// Results for words typed so far, or for good; no words bring back the list as it was.
pub fn search(state: &mut State, words: &str, is_final: bool, effects: &mut Vec<Effect>) {
    find(state, words, is_final, false, effects);
}

/// The list that is shown, narrowed likewise.
pub fn narrow(state: &mut State, words: &str, is_final: bool, effects: &mut Vec<Effect>) {
    find(state, words, is_final, true, effects);
}

/// Words are asked for: what is shown now is what they are given up for.
pub fn begin(state: &mut State) {
    state.search = state.search.take().map(Search::kept);
}

/// Words that were typed are not meant.
pub fn give_up(state: &mut State, effects: &mut Vec<Effect>) {
    if state.search.as_ref().is_some_and(|search| search.is_typed) {
        back(state, effects);
    }
}

/// The list is there again in which this one was found.
pub fn back(state: &mut State, effects: &mut Vec<Effect>) {
    if let Some(search) = state.search.take() {
        let request = state.articles.request();
        state.articles = search.before;
        state.articles.resume(request);
        state.search = search.within.map(|within| *within);
        changed(state, effects);
    }
}

/// No words: those that were typed are not meant; for good, nor are those before them.
fn without(state: &mut State, is_final: bool, narrows: bool, effects: &mut Vec<Effect>) {
    give_up(state, effects);
    let is_same = |search: &Search| search.narrows == narrows;
    if is_final && state.search.as_ref().is_some_and(is_same) {
        back(state, effects);
    }
}

fn find(state: &mut State, words: &str, is_final: bool, narrows: bool, effects: &mut Vec<Effect>) {
    let least = if is_final { 1 } else { SHORTEST };
    if words.trim().chars().count() < least {
        return without(state, is_final, narrows, effects);
    }
    let mut filter = match crate::query::parse(words, state.now, &state.settings.zone) {
        Ok(filter) => filter,
        Err(error) if is_final => {
            state.complain(said(&error.to_string()));
            // The words stay, to be set right, where there is a line for what is wrong with them.
            if state.size.1 >= super::layout::TALL {
                let purpose = if narrows {
                    Purpose::Narrow
                } else {
                    Purpose::Search
                };
                state.prompt = Some(Prompt::new(purpose, words));
            }
            return;
        }
        Err(_) => return,
    };
    // What was seen while typing is found for good, too.
    let is_open = !words.ends_with([' ', '"', ')', '*']) && unfinished(&mut filter);
    let meant = format!("{}{}", words.trim(), if is_open { "*" } else { "" });
    let query = asked(state, filter, is_final, narrows);
    if query != state.articles.query {
        super::reading::close_for_list(state, effects);
        let (before, within) = show(state, query, is_final);
        state.search = Some(Search {
            words: words.to_owned(),
            meant,
            narrows,
            is_typed: true,
            before,
            within,
        });
        changed(state, effects);
    }
    if is_final {
        begin(state);
    }
    state.focus = Pane::Articles;
}

/// What is asked for by words: of all articles, or of the list that they narrow.
fn asked(state: &State, filter: Expression, is_final: bool, narrows: bool) -> ArticleQuery {
    let asks_for_words = filter.asks_for_words();
    let whole = if narrows {
        narrowed(state).query.clone()
    } else {
        ArticleQuery::of(Scope::All)
    };
    ArticleQuery {
        filter: Some(match whole.filter {
            Some(before) => Expression::And(vec![before, filter]),
            None => filter,
        }),
        sort: if is_final && !narrows && asks_for_words {
            Sort::Best
        } else {
            whole.sort
        },
        ..whole
    }
}

/// The list that words narrow: other words of the same list, not what was narrowed before.
fn narrowed(state: &State) -> &Articles {
    let (shown, found) = match &state.search {
        Some(search) if search.is_typed => (&search.before, search.within.as_deref()),
        search => (&state.articles, search.as_ref()),
    };
    found
        .filter(|found| found.narrows)
        .map_or(shown, |found| &found.before)
}

/// Shows what was found; answers the list that was shown before words were typed, and what that was found by.
fn show(state: &mut State, query: ArticleQuery, is_final: bool) -> (Articles, Option<Box<Search>>) {
    let nothing = placeholder(state);
    let before = std::mem::replace(&mut state.articles, nothing);
    let zone = state.settings.zone.clone();
    let found = Articles::new(query, None, None, zone, before.request());
    // What was found while typing stays until it is in its order.
    let is_same = is_final && found.query.filter == before.query.filter;
    state.articles = if is_same {
        found.showing(&before)
    } else {
        found
    };
    match state.search.take() {
        Some(search) if search.is_typed => (search.before, search.within),
        search => (before, search.map(Box::new)),
    }
}

impl Search {
    /// Its words are meant. Of lists found one after another, the list before all of them is the one to go back to; of one
    /// that narrows what was found, what was found.
    fn kept(mut self) -> Self {
        self.is_typed = false;
        let narrows = self.narrows;
        while let Some(within) = self.within.take_if(|it| !narrows || it.narrows) {
            (self.before, self.within) = (within.before, within.within);
        }
        self
    }
}

/// The list that is shown, as one writes it in the query language.
pub fn as_query(state: &State) -> String {
    // A name of a query is no query.
    let is_query = |words: &&str| !words.is_empty() && !words.starts_with("filter:");
    let (mut words, mut list) = (Vec::new(), Some(&state.articles));
    let mut search = state.search.as_ref();
    while let Some(found) = search {
        words.insert(0, found.meant.as_str());
        list = Some(&found.before).filter(|_| found.narrows);
        search = found.within.as_deref().filter(|_| found.narrows);
    }
    if state.search.is_none() {
        words.extend(first_words(state).filter(is_query));
    }
    let words = match words.as_slice() {
        [] => None,
        [one] => Some((*one).to_owned()),
        many => Some(format!("({})", many.join(") ("))),
    };
    let named = list.and_then(|list| list.named.as_ref());
    let scope = list.map_or(&Scope::All, |list| &list.query.scope);
    let scope = match scope {
        _ if named.is_some() => named.map(|named| match words {
            Some(_) => format!("({})", named.query),
            None => named.query.clone(),
        }),
        Scope::All | Scope::History | Scope::Today(_) => None,
        Scope::Unread => Some("is:unread".to_owned()),
        Scope::Saved => Some("is:saved".to_owned()),
        Scope::Queue => Some("is:queued".to_owned()),
        // A title may be part of another's, have quotes in it, and be changed.
        Scope::Feed(id) => Some(format!("feed:={id}")),
        Scope::Folder(path) => Some(format!("folder:\"{}\"", path.join("/"))),
    };
    match (scope, words) {
        (Some(scope), Some(words)) => format!("{scope} ({words})"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => String::new(),
    }
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

/// The last word is still being typed; true where it is one.
fn unfinished(expression: &mut Expression) -> bool {
    match expression {
        Expression::And(parts) | Expression::Or(parts) => parts.last_mut().is_some_and(unfinished),
        Expression::Term(Term::Words { text, is_prefix }) => {
            *is_prefix |= may_go_on(text);
            true
        }
        Expression::Not(_) | Expression::Term(_) => false,
    }
}
