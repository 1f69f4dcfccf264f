//! Commands that work in every view.

use super::bulk::{self, Many};
use super::{
    Help, Over, State, Themes, articles, lists, outlets, palette, reader, settings, writing,
};
use crate::config::MEASURES;
use crate::model::{Scope, Sort, Timestamp};
use crate::tui::core::{Ask, Call, Command, Effect, End, Moves, Pane, Purpose, Step, commands};
use crate::tui::kit::said;

/// Columns that `<` and `>` change.
const STEP: u16 = 4;
const SIDEBAR: std::ops::RangeInclusive<u16> = 14..=40;

pub fn commands() -> Vec<Command<State>> {
    commands! {
        "next-unread" ["n"] Count "" "the next unread article, across feeds; in a search the next match" => |state: &mut State, call| next_match(state, call, Step::Forward);
        "previous-unread" ["p"] Count "" "the previous unread article" => |_, call| call.ask(Ask::Unread(Step::Backward, call.times()));
        "previous-match" ["N"] Count "" "the match before, in a search; else the previous unread article" => |state, call| next_match(state, call, Step::Backward);
        "next-feed" ["]", "^N"] Count "" "the next feed with unread articles" => |state, call| feed(state, call, Step::Forward);
        "previous-feed" ["[", "^P"] Count "" "the previous feed with unread articles" => |state, call| feed(state, call, Step::Backward);
        "next-pane" ["Tab"] Nothing "" "the keys to the next pane" => |state, _| cycle(state, Step::Forward);
        "previous-pane" ["S-Tab"] Nothing "" "the keys to the pane before" => |state, _| cycle(state, Step::Backward);
        "go-unread" ["g u"] Nothing "unread" "go to all that is unread" => |state, call| go(state, call, Scope::Unread);
        "go-all" ["g a"] Nothing "all" "go to all articles" => |state, call| go(state, call, Scope::All);
        "go-saved" ["g s"] Nothing "saved" "go to the saved articles" => |state, call| go(state, call, Scope::Saved);
        "go-queue" ["g q"] Nothing "queue" "go to the queue" => |state, call| go(state, call, Scope::Queue);
        "go-today" ["g t"] Nothing "today" "go to what came today" => |state, call| go(state, call, Scope::Today(Timestamp::default()));
        "go-history" ["g h"] Nothing "history" "go to what was read last" => |state, call| go(state, call, Scope::History);
        "go-feeds" ["g f"] Nothing "feeds" "go to the feeds" => go_feeds;
        "go" [] Query "" "to a view, or to what a query finds" => palette::go;
        "feed" [] Feed "" "to the articles of a feed" => palette::feed;
        "folder" [] Folder "" "to the articles of a folder" => palette::folder;
        "mark-all" ["A a"] Nothing "all" "mark all of this list read" => |state, call| many(state, call, Many::All);
        "mark-above" ["A k"] Nothing "above" "mark all above this one read" => |state, call| many(state, call, Many::Above);
        "mark-below" ["A j"] Nothing "below" "mark all below this one read" => |state, call| many(state, call, Many::Below);
        "mark-older" ["A o"] Nothing "older" "mark all of this list that is older read" => |state, call| many(state, call, Many::Older);
        "mark-feed" ["A f"] Nothing "feed" "mark all of this one's feed read" => |state, call| many(state, call, Many::Feed);
        "mark-folder" ["A F"] Nothing "folder" "mark all of this one's folder read" => |state, call| many(state, call, Many::Folder);
        "mark" [] Marks "" "mark what a query finds: done, saved, tag:NAME and others" => palette::mark;
        "untag" [] Tag "" "take a tag off" => untag;
        "sort-newest" ["S n"] Nothing "newest first" "this list: the newest first" => |state, call| sort(state, call, Sort::Newest);
        "sort-oldest" ["S o"] Nothing "oldest first" "this list: the oldest first" => |state, call| sort(state, call, Sort::Oldest);
        "sort-feed" ["S f"] Nothing "feed by feed" "this list: feed by feed, the newest first" => |state, call| sort(state, call, Sort::Feed);
        "sort-unread" ["S u"] Nothing "unread first" "this list: what is unread first" => |state, call| sort(state, call, Sort::Unread);
        "sort-shortest" ["S s"] Nothing "shortest first" "this list: the shortest first" => |state, call| sort(state, call, Sort::Shortest);
        "sort-longest" ["S l"] Nothing "longest first" "this list: the longest first" => |state, call| sort(state, call, Sort::Longest);
        "go-filters" ["g x"] Nothing "filters" "go to the filters that act: edit, switch off, remove, see what they hid" => |_, call| call.ask(Ask::Filters);
        "go-troubles" ["g i"] Nothing "feeds in trouble" "go to the feeds that want a look: failing, moved, gone, silent, noisy" => |_, call| call.ask(Ask::Troubles);
        "go-outlets" ["g o"] Nothing "outlets" "go to the outlets of the first start, to subscribe to more of them" => |_, call| call.ask(Ask::Starters);
        "undo" ["u"] Nothing "undo" "take back the newest change" => |_, call| call.ask(Ask::Effect(Effect::Undo(Vec::new())));
        "redo" ["^R"] Nothing "redo" "do again what was taken back" => |_, call| call.ask(Ask::Effect(Effect::Redo));
        "reload-all" ["R"] Nothing "reload all" "poll every feed that may be polled" => |_, call| call.ask(Ask::RefreshAll);
        "refresh" [] Feed "" "poll a feed now" => palette::refresh;
        "add" ["+"] Url "add" "add a feed: any address of a site or feed" => |_, call| ask_or(call, Purpose::Add, Ask::Find);
        "import" [] File "" "subscribe to what a file lists: OPML, newsboat's urls, an export" => |_, call| ask_or(call, Purpose::Import, Ask::Import);
        "save" [] Url "" "save any page, whole, without a subscription" => |_, call| ask_or(call, Purpose::SavePage, Ask::SavePage);
        "write-list" [] Words "" "write this list into a file: its ending says as what" => writing::write_list;
        "save-page" ["P"] Url "" "save any page by its address, whole, without a subscription" => |_, call| ask_or(call, Purpose::SavePage, Ask::SavePage);
        "search" ["/"] Query "search" "search all articles" => |_, call| ask_or(call, Purpose::Search, |words| Ask::Search(words, true));
        "filter" ["F"] Query "filter" "narrow this list by a query" => filter;
        "saved-filter" ["f"] Filter "" "the list of a query of your own, by its name" => palette::saved_filter;
        "save-filter" [] Words "" "keep this list's query under a name" => palette::save_filter;
        "forget-filter" [] Filter "" "forget a query of your own" => palette::forget_filter;
        "palette" [":"] Nothing "commands" "any command by its name" => open_palette;
        "set" [] Setting "" "change a setting for this run; measure and sidebar stay as with < and >" => settings::set;
        "show-read" ["."] Nothing "show read" "show read articles too, or hide them" => |_, call| call.ask(Ask::ToggleRead);
        "zen" ["z"] Nothing "zen" "the article alone, without first and last line" => zen;
        "narrower" ["<"] Count "" "narrower text; in lists, narrower sidebar" => |state, call| resize(state, call, false);
        "wider" [">"] Count "" "wider text; in lists, wider sidebar" => |state, call| resize(state, call, true);
        "theme" ["T"] Nothing "" "choose a theme, seeing each" => themes;
        "help" ["?"] Nothing "help" "what the keys do here" => help;
        "redraw" ["^L"] Nothing "" "draw the screen anew" => |_, call| call.ask(Ask::Effect(Effect::Redraw));
        "suspend" ["^Z"] Nothing "" "to the shell; fg comes back" => |_, call| call.ask(Ask::Effect(Effect::Suspend));
        "cancel" ["Esc", "^C"] Nothing "" "end what is under way; ^C twice quits" => |_, call| call.ask(Ask::Cancel);
        "back" ["q"] Nothing "" "back; at the root quit" => |_, call| call.ask(Ask::Back);
        "quit" ["Q"] Nothing "" "quit" => |_, call| call.ask(Ask::End(End::Quit));
    }
}

/// All that a search found matches, read or not.
fn next_match(state: &mut State, call: &mut Call, step: Step) {
    let is_found = state.search.as_ref().is_some_and(|it| !it.narrows);
    if !is_found || state.focus != Pane::Articles {
        return call.ask(Ask::Unread(step, call.times()));
    }
    let times = i64::try_from(call.times()).unwrap_or(i64::MAX);
    let by = if step.is_forward() { times } else { -times };
    state.articles.step(by, call);
}

/// What the argument asks for; without one, a line of text is asked for.
fn ask_or(call: &mut Call, purpose: Purpose, ask: fn(String) -> Ask) {
    let argument = call.argument.take();
    call.ask(argument.map_or_else(|| Ask::Prompt(purpose, String::new()), ask));
}

fn sort(state: &mut State, call: &mut Call, sort: Sort) {
    let mut effects = Vec::new();
    lists::sort(state, sort, &mut effects);
    call.asks.extend(effects.into_iter().map(Ask::Effect));
}

fn many(state: &mut State, call: &mut Call, many: Many) {
    let mut effects = Vec::new();
    bulk::many(state, many, &mut effects);
    call.asks.extend(effects.into_iter().map(Ask::Effect));
}

fn untag(_: &mut State, call: &mut Call) {
    let name = call.argument.take().unwrap_or_default();
    call.ask(Ask::Tag(format!("-{name}"), None));
}

/// The query that the list is narrowed by already can be gone on with.
fn filter(state: &mut State, call: &mut Call) {
    let before = state.search.as_ref().filter(|search| search.narrows);
    let words = before.map_or_else(String::new, |search| search.words.clone());
    let argument = call.argument.take();
    call.ask(argument.map_or_else(
        || Ask::Prompt(Purpose::Narrow, words),
        |words| Ask::Narrow(words, true),
    ));
}

fn open_palette(state: &mut State, call: &mut Call) {
    let mut effects = Vec::new();
    palette::open(state, "", &mut effects);
    call.asks.extend(effects.into_iter().map(Ask::Effect));
}

fn zen(state: &mut State, call: &mut Call) {
    if state.focus == Pane::Reader {
        state.is_zen = !state.is_zen;
    } else {
        call.ask(Ask::Complain(said("open an article first")));
    }
}

fn go_feeds(state: &mut State, call: &mut Call) {
    super::grant::close_all(state);
    state.is_from_list |= state.focus != Pane::Outlets;
    call.ask(Ask::Focus(Pane::Outlets));
}

fn go(state: &mut State, call: &mut Call, scope: Scope) {
    let mut effects = Vec::new();
    state.is_from_sidebar = false;
    lists::open(state, scope, &mut effects);
    call.asks.extend(effects.into_iter().map(Ask::Effect));
}

fn feed(state: &mut State, call: &mut Call, step: Step) {
    let mut effects = Vec::new();
    lists::next_feed(state, step, call.times(), &mut effects);
    call.asks.extend(effects.into_iter().map(Ask::Effect));
}

fn help(state: &mut State, _: &mut Call) {
    if matches!(state.over.last(), Some(Over::Help(_))) {
        return;
    }
    let view = state.view();
    let mut listed = state.keymap.listed(view);
    let others = [articles::NAME, reader::NAME, outlets::NAME];
    for other in others.into_iter().filter(|other| *other != view) {
        listed.extend(state.keymap.of_view(other));
    }
    let help = Help::new(listed, &state.keymap.macros());
    state.over.push(Over::Help(help));
}

fn themes(state: &mut State, call: &mut Call) {
    if !matches!(state.over.last(), Some(Over::Themes(_))) {
        state.over.push(Over::Themes(Themes::new(&state.settings)));
        // One may have been written since.
        call.ask(Ask::Effect(Effect::ReadThemes));
    }
}

fn cycle(state: &mut State, step: Step) {
    let mut panes = vec![Pane::Outlets, Pane::Articles];
    if has_article(state) {
        panes.push(Pane::Reader);
    }
    let at = panes
        .iter()
        .position(|pane| *pane == state.focus)
        .unwrap_or(0);
    let next = if step.is_forward() {
        at + 1
    } else {
        at + panes.len() - 1
    };
    state.focus = panes[next % panes.len()];
    if let Some(reader) = state
        .reader
        .as_mut()
        .filter(|_| state.focus == Pane::Reader)
    {
        reader.is_open = true;
    }
}

/// An article has the keys, or is seen beside the list, or is the one that is selected there: not one left long ago.
fn has_article(state: &State) -> bool {
    let article = state.reader.as_ref().map(reader::Reader::article);
    let is_seen = state.focus == Pane::Reader || super::layout::has_preview(state);
    article.is_some() && (is_seen || article == state.articles.selected_id())
}

fn resize(state: &mut State, call: &mut Call, is_wider: bool) {
    let by = STEP.saturating_mul(call.times() as u16);
    let (what, width, range) = match state.focus {
        Pane::Reader => ("text", state.measure, MEASURES),
        Pane::Outlets | Pane::Articles => ("sidebar", super::layout::sidebar(state), SIDEBAR),
    };
    let new = if is_wider {
        width.saturating_add(by)
    } else {
        width.saturating_sub(by)
    };
    let new = new.clamp(*range.start(), *range.end());
    match state.focus {
        Pane::Reader => state.measure = new,
        Pane::Outlets | Pane::Articles => state.sidebar = new,
    }
    state.say(said(&format!("{what}: {new} columns")));
    let later = Effect::Later {
        timer: crate::tui::core::Timer::Remember,
        milliseconds: 1000,
    };
    call.ask(Ask::Effect(later));
}
