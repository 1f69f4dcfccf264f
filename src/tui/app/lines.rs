//! The words of the first and the last line: where one is, what is left, what the machine does,
//! which keys matter here.

use super::search::Search;
use super::{News, Over, State};
use crate::model::{ArticleQuery, Scope};
use crate::tui::core::{EVERYWHERE, Pane, print_keys};
use crate::tui::kit::{Look, Piece, Role, counted, isolated, quoted, shortened, size, time};
use crate::tui::views::articles::Articles;
use crate::tui::views::{articles, reader};
use std::borrow::Cow;

/// Hints of a view in the bottom line at most.
const HINTS: usize = 4;
/// Keys for which it stays to be read what came since the last visit.
const NEWS_KEYS: u32 = 3;
/// Columns of the name of a list that is narrowed.
const LIST: usize = 24;
/// The one word for no network.
const OFFLINE: &str = "offline";

/// What the list is, and how much is in it.
pub fn title(state: &State, look: &Look<'_>) -> String {
    if let Some(search) = &state.search {
        let what = looked_for(state, look, search);
        return format!("{what} {} {}", look.glyphs.dot, loaded(state));
    }
    let counts = &state.outlets.counts;
    let query = &state.articles.query;
    if let Some(named) = &state.articles.named {
        let count = state.outlets.named_counts.get(&named.id);
        let count = match count {
            Some(count @ 0..1000) => count.to_string(),
            Some(_) => "999+".to_owned(),
            None => loaded(state),
        };
        let hides = super::memory::hides(&super::place::List::shown(&state.articles), query);
        let what = if hides { " unread" } else { "" };
        let name = isolated(&named.name);
        return format!("{name} {} {count}{what}", look.glyphs.dot);
    }
    if query.filter.is_some() {
        let count = loaded(state);
        let words = super::lists::first_words(state).unwrap_or_default();
        let words = Some(words).filter(|words| !words.is_empty());
        let what = words.map_or("found".to_owned(), |words| {
            format!("search {}", quoted(look, words))
        });
        return format!("{what} {} {count}", look.glyphs.dot);
    }
    let count = match &query.scope {
        Scope::All => counts.all.to_string(),
        Scope::Unread => unread(state),
        Scope::Saved => counts.saved.to_string(),
        Scope::Queue => counts.queued.to_string(),
        Scope::Today(_) => format!("{} unread", counts.today),
        Scope::History => String::new(),
        Scope::Feed(id) => state
            .outlets
            .feed(*id)
            .map(|feed| of_total(query, feed.unread, feed.total))
            .unwrap_or_default(),
        Scope::Folder(path) => {
            let (unread, total) = state.outlets.sum_below(path);
            of_total(query, unread, total)
        }
    };
    let name = list_name(state, &state.articles);
    if count.is_empty() {
        return name;
    }
    format!("{name} {} {count}", look.glyphs.dot)
}

/// What is looked for, and in which list, where that is not all articles.
fn looked_for(state: &State, look: &Look<'_>, search: &Search) -> String {
    let words = quoted(look, &search.words);
    if !search.narrows {
        return format!("search {words}");
    }
    let list = match &search.within {
        Some(within) => looked_for(state, look, within),
        None => list_name(state, &search.before),
    };
    let list = crate::text::cut_with(&list, LIST, look.glyphs.cut).into_owned();
    format!("{list} {} filter {words}", look.glyphs.dot)
}

fn list_name(state: &State, list: &Articles) -> String {
    if let Some(named) = &list.named {
        return isolated(&named.name).into_owned();
    }
    if list.query.filter.is_some() {
        return "found".to_owned();
    }
    match &list.query.scope {
        Scope::All => "all".to_owned(),
        Scope::Unread => "unread".to_owned(),
        Scope::Saved => "saved".to_owned(),
        Scope::Queue => "queue".to_owned(),
        Scope::Today(_) => "today".to_owned(),
        Scope::History => "history".to_owned(),
        Scope::Feed(id) => {
            let feed = state.outlets.feed(*id);
            isolated(feed.map_or("feed", |feed| feed.title.as_str())).into_owned()
        }
        Scope::Folder(path) => isolated(&path.join("/")).into_owned(),
    }
}

/// How many rows are there; with a sign where there are more than in memory.
fn loaded(state: &State) -> String {
    match state.articles.count() {
        (count, false) => count.to_string(),
        (count, true) => format!("{count}+"),
    }
}

fn unread(state: &State) -> String {
    let feeds = state.outlets.feeds_with_unread();
    let count = state.outlets.counts.unread;
    if feeds > 1 {
        format!("{count} in {feeds} feeds")
    } else {
        count.to_string()
    }
}

fn of_total(query: &ArticleQuery, unread: u32, total: u32) -> String {
    if query.show_read {
        format!("{unread} unread of {total}")
    } else {
        format!("{unread} unread")
    }
}

/// How many articles the list has, with a sign where there are more than is known.
pub fn total(state: &State) -> String {
    let known = found(state).filter(|_| state.articles.has_more());
    // What stands in it only because something was done to it is not found.
    let all = known.map(|found| (found + state.articles.kept()).to_string());
    all.unwrap_or_else(|| loaded(state))
}

/// How many articles the list's query finds, where that is counted.
pub fn found(state: &State) -> Option<usize> {
    let (query, counts) = (&state.articles.query, &state.outlets.counts);
    let counted = match &query.scope {
        _ if query.filter.is_some() => return None,
        Scope::All => counts.all,
        Scope::Unread => counts.unread,
        Scope::Saved => counts.saved,
        Scope::Queue => counts.queued,
        Scope::Feed(id) => {
            let feed = state.outlets.feed(*id)?;
            if query.show_read {
                feed.total
            } else {
                feed.unread
            }
        }
        Scope::Today(_) | Scope::History | Scope::Folder(_) => return None,
    };
    Some(counted as usize)
}

/// What the machine does now.
pub fn activity(state: &State, look: &Look<'_>) -> String {
    if state.is_probing && state.away.is_some() {
        return OFFLINE.to_owned();
    }
    if state.slow.is_said() {
        return format!("looking {}  Esc ends", look.glyphs.wait);
    }
    if state.slow.is_changing() {
        return format!("working {}  Esc gives up", look.glyphs.wait);
    }
    if !state.finding.found.is_empty() {
        return format!("{} feed found", look.glyphs.down);
    }
    if let Some(progress) = &state.refresh {
        let down = look.glyphs.down;
        let bytes = if progress.bytes == 0 {
            String::new()
        } else {
            format!("  {}", size(progress.bytes))
        };
        return format!("{down} {}/{}{bytes}", progress.done, progress.total);
    }
    if let Some(download) = &state.download {
        return super::enclosures::said_of(download, look);
    }
    if !state.finding.saving.is_empty() {
        return format!("{} saving  Esc ends", look.glyphs.down);
    }
    if !state.finding.sought.is_empty() {
        return format!("{} looking", look.glyphs.down);
    }
    if let Some(ahead) = &state.ahead {
        return format!("{} {}/{}", look.glyphs.whole, ahead.done, ahead.total);
    }
    if super::connection::is_away(state) {
        OFFLINE.to_owned()
    } else {
        String::new()
    }
}

/// Left side of the bottom line.
pub fn said(state: &State, look: &Look<'_>) -> Vec<Piece<'static>> {
    if let Some(message) = &state.message {
        let role = if message.is_trouble {
            Role::Trouble
        } else {
            Role::Text
        };
        let mut way_back = Vec::new();
        if message.can_undo
            && let Some(key) = state.keymap.key_of(EVERYWHERE, "undo")
        {
            way_back.push(Piece::new(Role::Key, format!("   {key}")));
            way_back.push(Piece::new(Role::Dim, " undo"));
        }
        let taken: usize = way_back.iter().map(Piece::columns).sum();
        let room = usize::from(state.size.0).saturating_sub(taken);
        // What is wrong takes more lines instead.
        let text = if message.is_trouble {
            Cow::Borrowed(message.text.as_str())
        } else {
            shortened(look, &message.text, room)
        };
        let mut pieces = vec![Piece::new(role, text.into_owned())];
        pieces.append(&mut way_back);
        return pieces;
    }
    let status = match (&state.reader, state.focus, state.over.is_empty()) {
        (Some(reader), Pane::Reader, true) => {
            reader::status(reader, look, usize::from(state.size.0))
        }
        (_, Pane::Articles, true) if state.articles.has_picks() => picked(state),
        (_, Pane::Articles, true) => news(state, look).unwrap_or_default(),
        _ => String::new(),
    };
    vec![Piece::new(Role::Dim, status)]
}

/// How many came since the last visit, and from how many outlets.
fn news(state: &State, look: &Look<'_>) -> Option<String> {
    let (news, visit) = state.news.zip(state.last_visit)?;
    let News {
        articles, outlets, ..
    } = news;
    let scope = &state.articles.query.scope;
    let is_of_all = matches!(scope, Scope::All | Scope::Unread | Scope::Today(_));
    let is_of_all = is_of_all && state.articles.named.is_none() && state.search.is_none();
    if articles == 0 || news.keys > NEWS_KEYS || !is_of_all || super::layout::is_one_pane(state) {
        return None;
    }
    let from = counted(outlets as usize, "outlet");
    let when = time::moment(look, visit);
    Some(format!("{articles} new from {from} since {when}"))
}

fn picked(state: &State) -> String {
    let names = ["done", "save", "queue", "dismiss", "toggle-read", "tag"];
    let key = |name| state.keymap.key_of(articles::NAME, name);
    let keys: Vec<String> = names.into_iter().filter_map(key).collect();
    let picked = state.articles.picked_words();
    format!("{picked}: {}   Esc none", keys.join(" "))
}

/// Keys pressed so far.
pub fn pressed(state: &State) -> Option<Vec<Piece<'static>>> {
    let pressed = &state.pressed;
    if pressed.keys.is_empty() {
        let count = pressed.count?;
        return Some(vec![Piece::new(Role::Key, count.to_string())]);
    }
    let count = pressed.count.map(|count| count.to_string());
    let mut pieces: Vec<Piece<'static>> = Vec::new();
    pieces.extend(count.map(|count| Piece::new(Role::Key, format!("{count} "))));
    pieces.push(Piece::new(Role::Accent, print_keys(&pressed.keys)));
    Some(pieces)
}

/// Right side of the bottom line: the keys that matter here, in the order of the table.
pub fn hints(state: &State) -> Vec<(String, &'static str)> {
    let view = state.view();
    if matches!(state.over.last(), Some(Over::Start(_))) {
        return vec![help_hint(state)];
    }
    if matches!(state.over.last(), Some(Over::Edit(_))) {
        let keys = [("Enter", "save"), ("Tab", "next"), ("Esc", "cancel")];
        return keys.map(|(key, word)| (key.to_owned(), word)).to_vec();
    }
    if matches!(state.over.last(), Some(Over::Write(_))) {
        let keys = [("Enter", "write"), ("Tab", "next"), ("Esc", "cancel")];
        return keys.map(|(key, word)| (key.to_owned(), word)).to_vec();
    }
    let is_well = matches!(state.over.last(), Some(Over::Troubles(view)) if view.is_empty());
    if is_well || view == articles::NAME && state.articles.rows().is_empty() {
        // What can be done stands in the list, or there is nothing to be done.
        return vec![help_hint(state)];
    }
    let listed = state.keymap.listed(view).into_iter();
    let mine = listed.filter(|(entry, keys)| {
        entry.view == view && !entry.hint.is_empty() && entry.name != "top" && !keys.is_empty()
    });
    let mut hints: Vec<(String, &'static str)> = mine
        .map(|(entry, keys)| (keys[0].clone(), entry.hint))
        .take(HINTS)
        .collect();
    hints.push(help_hint(state));
    hints
}

fn help_hint(state: &State) -> (String, &'static str) {
    let key = state.keymap.key_of(EVERYWHERE, "help");
    (key.unwrap_or_default(), "help")
}
