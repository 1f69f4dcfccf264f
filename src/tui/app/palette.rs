//! What the palette lists for a place, and command lines carried out: the palette's and those of
//! macros.

use super::{Over, State, bulk, lists, press, search, settings};
use crate::model::{
    ArticleQuery, Change, MarkChange, SavedFilter, Scope, Timestamp, folder_names, folder_text,
};
use crate::text::Clean;
use crate::tui::core::{Ask, Call, EVERYWHERE, Effect, Entry, Pane};
use crate::tui::kit::said;
use crate::tui::views::palette::{Choices, Item, NAME, Palette};
use crate::tui::views::{articles, outlets, reader};
use std::collections::BTreeSet;

/// Opens the palette over whatever is there.
pub fn open(state: &mut State, text: &str, effects: &mut Vec<Effect>) {
    let view = state.view();
    let mut names = BTreeSet::new();
    let mut items: Vec<Item> = Vec::new();
    for (entry, keys) in state.keymap.listed(view) {
        names.insert(entry.name);
        items.push(item(entry, &keys, why_not(state, view, &entry)));
    }
    for other in [articles::NAME, reader::NAME, outlets::NAME] {
        for (entry, keys) in state.keymap.of_view(other) {
            if names.insert(entry.name) {
                let why = said(&format!("only in {}", place(other)));
                items.push(item(entry, &keys, Some(why)));
            }
        }
    }
    // The palette's own are its keys, and it is open already.
    items.retain(|item| item.view != NAME && item.name != "palette");
    let palette = Palette::new(items, choices(state), text);
    state.over.push(Over::Palette(palette));
    effects.push(Effect::LoadNames);
}

fn place(view: &str) -> &'static str {
    match view {
        reader::NAME => "an open article",
        outlets::NAME => "the feeds at the left",
        _ => "a list of articles",
    }
}

fn item(entry: Entry, keys: &[String], why_not: Option<Clean>) -> Item {
    Item {
        view: entry.view,
        name: entry.name,
        keys: keys.join("  "),
        args: entry.args,
        needs_argument: entry.keys.is_empty(),
        help: entry.help,
        why_not,
    }
}

fn choices(state: &State) -> Choices {
    let feeds = &state.outlets.feeds;
    let folders: BTreeSet<String> = feeds
        .iter()
        .map(|feed| {
            let names = feed.folder.iter().map(Clean::as_str);
            folder_text(&names.collect::<Vec<_>>())
        })
        .filter(|folder| !folder.is_empty())
        .collect();
    Choices {
        feeds: feeds.iter().map(|feed| feed.title.to_string()).collect(),
        folders: folders.into_iter().collect(),
        tags: state.tags.clone(),
        filters: state
            .outlets
            .named
            .iter()
            .map(|named| named.name.clone())
            .collect(),
        settings: settings::listed(state),
    }
}

/// Why a command that the view has would do nothing now.
pub fn why_not(state: &State, view: &str, entry: &Entry) -> Option<Clean> {
    let is_over = entry.view == EVERYWHERE && !state.over.is_empty();
    if is_over && !press::OVER_SCREENS.contains(&entry.name) {
        return Some(said("only beside the lists; q closes this screen"));
    }
    let is_offline = state.settings.is_offline;
    let needs_network = ["reload", "reload-all", "refresh", "save-page", "add"];
    let needs_row = [
        "done",
        "save",
        "queue",
        "dismiss",
        "toggle-read",
        "tag",
        "untag",
        "open",
        "browse",
        "browse-read",
        "copy-address",
        "copy-title",
        "pick",
        "range",
        "mark-above",
        "mark-below",
        "mark-older",
        "mark-feed",
        "mark-folder",
    ];
    let is_empty = state.articles.selected().is_none();
    let why = match entry.name {
        name if is_offline && needs_network.contains(&name) => "offline: nothing is fetched",
        name if is_empty && view == articles::NAME && needs_row.contains(&name) => {
            "no article is selected"
        }
        "zen" if state.focus != Pane::Reader => "open an article first",
        "unsubscribe" if view == articles::NAME => match state.articles.query.scope {
            Scope::Feed(_) => return None,
            _ => "this list is not one feed's",
        },
        _ => return None,
    };
    Some(said(why))
}

/// Carries out a line that was typed. What was wrong with it can be put right where it was typed.
pub fn run_typed(state: &mut State, line: &str, effects: &mut Vec<Effect>) {
    state.message = None;
    run_line(state, line, effects);
    if state.message.as_ref().is_some_and(|it| it.is_trouble) && state.over.is_empty() {
        open(state, line.trim_start(), effects);
    }
}

/// Carries out a command line.
pub fn run_line(state: &mut State, text: &str, effects: &mut Vec<Effect>) {
    let text = text.trim();
    if let Ok(row) = text.parse::<u32>() {
        return run(state, "bottom", Some(row), None, effects);
    }
    match state.keymap.parse_line(text) {
        Err(why) => state.complain(said(&why)),
        Ok(line) => {
            let argument = line.argument.as_deref();
            run(state, &line.name, line.count, argument, effects);
        }
    }
}

fn run(
    state: &mut State,
    name: &str,
    count: Option<u32>,
    argument: Option<&str>,
    effects: &mut Vec<Effect>,
) {
    let view = state.view();
    let Some(entry) = state.keymap.named(view, name, argument.is_some()) else {
        return state.complain(said(&format!("{name} does not work here")));
    };
    if let Some(why) = why_not(state, view, &entry) {
        return state.complain(why);
    }
    press::dispatch(state, entry, count, argument, effects);
}

/// `go`: a view by its name, what a query finds there, or everywhere.
pub fn go(state: &mut State, call: &mut Call) {
    let Some(text) = call.argument.take() else {
        return call.ask(Ask::Complain(said("go where? a view's name or a query")));
    };
    let Some((scope, rest)) = Scope::named(&text, Timestamp::default()) else {
        super::grant::close_all(state);
        return call.ask(Ask::Search(text, true));
    };
    call.ask(Ask::List {
        scope,
        takes_focus: true,
    });
    if !rest.is_empty() {
        call.ask(Ask::Narrow(rest.to_owned(), true));
    }
}

/// `feed`: the list of the feed that has this title.
pub fn feed(state: &mut State, call: &mut Call) {
    let text = call.argument.take().unwrap_or_default();
    match state.outlets.named(&text) {
        Some(feed) => call.ask(Ask::List {
            scope: Scope::Feed(feed),
            takes_focus: true,
        }),
        None => call.ask(no_feed(state, &text)),
    }
}

/// `refresh`: polls the feed that has this title.
pub fn refresh(state: &mut State, call: &mut Call) {
    let text = call.argument.take().unwrap_or_default();
    call.ask(match state.outlets.named(&text) {
        Some(feed) => Ask::Refresh(vec![feed]),
        None => no_feed(state, &text),
    });
}

fn no_feed(state: &State, text: &str) -> Ask {
    let why = format!("no feed is called “{text}”");
    Ask::Complain(said(state.outlets.why_not(&why)))
}

/// `folder`: the list of a folder, its names joined by `/`; one that is in a name may stand there as it is.
pub fn folder(state: &mut State, call: &mut Call) {
    let text = call.argument.take().unwrap_or_default();
    let mut path = folder_names(&text);
    if state.outlets.feeds_below(&path).is_empty() {
        let known = state.outlets.folders();
        let mut known = known.iter().map(|folder| folder_names(folder));
        path = known.find(|it| it.join("/") == text).unwrap_or(path);
    }
    call.ask(if state.outlets.feeds_below(&path).is_empty() {
        let why = format!("there is no folder “{text}”");
        Ask::Complain(said(state.outlets.why_not(&why)))
    } else {
        Ask::List {
            scope: Scope::Folder(path),
            takes_focus: true,
        }
    });
}

/// `saved-filter`: the list of a query of the reader's; without a name, all of them to choose from.
pub fn saved_filter(state: &mut State, call: &mut Call) {
    let mut effects = Vec::new();
    match call.argument.take() {
        None if state.outlets.named.is_empty() => call.ask(no_filters(state)),
        None => open(state, "saved-filter ", &mut effects),
        Some(name) => match named(state, &name).cloned() {
            None => call.ask(no_filter(&name)),
            Some(named) => {
                state.is_from_sidebar = false;
                lists::open_named(state, named.id, &mut effects);
            }
        },
    }
    call.asks.extend(effects.into_iter().map(Ask::Effect));
}

fn named<'a>(state: &'a State, name: &str) -> Option<&'a SavedFilter> {
    let wanted = crate::text::fold(name);
    let is_same = |filter: &&SavedFilter| crate::text::fold(&filter.name) == wanted;
    let begins =
        |filter: &&SavedFilter| crate::text::fold(&filter.name).starts_with(wanted.trim_end());
    let all = || state.outlets.named.iter();
    all().find(is_same).or_else(|| all().find(begins))
}

fn no_filters(state: &State) -> Ask {
    let key = state.keymap.key_of(EVERYWHERE, "filter");
    let key = key.unwrap_or_else(|| ":filter".to_owned());
    Ask::Complain(said(&format!(
        "no queries of your own yet; {key} narrows a list, :save-filter NAME keeps it"
    )))
}

fn no_filter(name: &str) -> Ask {
    Ask::Complain(said(&format!(
        "no query is called “{name}”; :save-filter NAME keeps this list's"
    )))
}

/// `save-filter`: the query of the list that is shown, under a name.
pub fn save_filter(state: &mut State, call: &mut Call) {
    let name = call.argument.take().unwrap_or_default();
    let query = search::as_query(state);
    if query.is_empty() {
        return call.ask(Ask::Complain(said(
            "this list is no query; / or F makes one",
        )));
    }
    let same = state.outlets.named.iter().find(|named| named.name == name);
    let id = same.map(|named| named.id);
    call.ask(Ask::Change(Change::PutSavedFilter { id, name, query }));
}

/// `forget-filter`: a name that is no longer wanted.
pub fn forget_filter(state: &mut State, call: &mut Call) {
    let name = call.argument.take().unwrap_or_default();
    match named(state, &name).map(|filter| filter.id) {
        None => call.ask(no_filter(&name)),
        Some(id) => {
            call.ask(Ask::Change(Change::RemoveSavedFilter(id)));
        }
    }
}

/// `mark WHAT QUERY`.
pub fn mark(state: &mut State, call: &mut Call) {
    let text = call.argument.take().unwrap_or_default();
    let (what, asked) = text.split_once(' ').unwrap_or((&text, ""));
    let Some(what) = MarkChange::named(what) else {
        let names = crate::model::MARK_NAMES.iter().map(|(name, _)| *name);
        let names = names.collect::<Vec<_>>().join(", ");
        let why = format!("“{what}” is no mark; there are {names}, tag:NAME, untag:NAME");
        return call.ask(Ask::Complain(said(&why)));
    };
    match meant(state, asked) {
        Err(why) => call.ask(Ask::Complain(why)),
        Ok(query) => {
            let mut effects = Vec::new();
            bulk::query(state, what, query, &mut effects);
            call.asks.extend(effects.into_iter().map(Ask::Effect));
        }
    }
}

/// A view, what a query finds there, or everywhere.
fn meant(state: &State, text: &str) -> Result<ArticleQuery, Clean> {
    let (scope, words) = Scope::named(text, state.today).unwrap_or((Scope::All, text));
    let whole = ArticleQuery::of(scope);
    if words.is_empty() && !text.trim().is_empty() {
        return Ok(whole);
    }
    // Without a condition it would be every article of every feed.
    let filter = crate::query::parse_condition(words, state.now, &state.settings.zone);
    let filter = filter.map_err(|why| said(&why.to_string()))?;
    Ok(ArticleQuery {
        filter: Some(filter),
        ..whole
    })
}
