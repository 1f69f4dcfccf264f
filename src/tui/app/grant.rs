//! What views ask for, done: the one place where one view's wish changes another's state.

use super::{Form, Links, Over, Pending, Prompt, Start, State};
use super::{
    answers, bulk, connection, enclosures, filtering, follow, lists, mend, palette, reading,
    search, slow, writing,
};
use crate::model::{
    ArticleId, ArticleRow, Change, Feed, FeedSettings, MarkChange, NewFeed, SavedFilter,
    SavedFilterId, Scope, Target, Which, without_secrets,
};
use crate::text::Clean;
use crate::tui::core::{Ask, Call, Effect, End, Pane, Purpose};
use crate::tui::kit::{LEAST, counted, quoted_in, said};

/// Columns of a title in what is said, at most.
const TITLE: usize = 32;

pub fn all(state: &mut State, call: Call, effects: &mut Vec<Effect>) {
    for ask in call.asks {
        one(state, ask, effects);
    }
}

pub fn one(state: &mut State, ask: Ask, effects: &mut Vec<Effect>) {
    match ask {
        Ask::Effect(step @ (Effect::Undo(_) | Effect::Redo)) => turn(state, step, effects),
        Ask::Effect(effect) => effects.push(effect),
        Ask::Say(text) => state.say(text),
        Ask::Complain(text) => state.complain(text),
        Ask::Mark { what, articles } => bulk::rows(state, what, articles, effects),
        Ask::MarkPart { what, part } => bulk::part(state, what, part, effects),
        Ask::Tag(name, one) => bulk::tag(state, &name, one, effects),
        Ask::Run(line) => palette::run_typed(state, &line, effects),
        Ask::Narrow(words, is_final) => search::narrow(state, &words, is_final, effects),
        Ask::FindInHelp(words) => {
            if let Some(Over::Help(help)) = state.over.last_mut() {
                help.narrow(&words);
            }
        }
        Ask::Change(change) => self::change(state, change, effects),
        Ask::List { scope, takes_focus } => {
            state.is_from_sidebar = true;
            lists::open(state, scope, effects);
            if !takes_focus && state.over.is_empty() {
                state.focus = Pane::Outlets;
            }
        }
        Ask::ToggleRead => lists::toggle_read(state, effects),
        Ask::Search(words, is_final) => search::search(state, &words, is_final, effects),
        Ask::EndSearch => search::give_up(state, effects),
        Ask::Unread(step, times) => {
            let opens = state.focus == Pane::Reader;
            lists::next_unread(state, step, times, opens, effects);
        }
        Ask::Open => reading::open(state, true, effects),
        Ask::Next(step) => reading::next(state, step, effects),
        Ask::LeaveMarked { what } => reading::leave_marked(state, what, effects),
        Ask::ScrollPreview(lines) => match &mut state.reader {
            Some(reader) => reader.scroll(i64::from(lines)),
            None => state.say(said("there is no preview; Enter opens the article")),
        },
        Ask::FindInText(words, is_final) => reading::find(state, &words, is_final),
        Ask::Refetch(article) => reading::refetch(state, article, effects),
        Ask::Focus(pane) => {
            reading::close(state, effects);
            state.focus = pane;
        }
        Ask::Back => back(state, effects),
        Ask::Cancel => cancel(state, effects),
        Ask::Close => {
            state.over.pop();
        }
        Ask::Follow(url) => follow(state, &url, effects),
        Ask::Links(links) => state.over.push(Over::Links(Links::new(links))),
        Ask::Theme(name) => {
            state.settings.choose(&name);
        }
        Ask::KeepTheme => keep_theme(state, effects),
        Ask::Started => state.over.retain(|over| !matches!(over, Over::Start(_))),
        Ask::Health(feed) => mend::health(state, feed),
        Ask::Prompt(purpose, text) => prompt(state, purpose, &text, effects),
        Ask::Troubles => mend::troubles(state),
        Ask::Mend(feed) => mend::mend(state, feed, effects),
        Ask::Edit(feed) => mend::edit(state, feed, |form| form),
        Ask::EditAddress(feed) => mend::edit(state, feed, Form::at_address),
        Ask::EditFolder(path) => {
            let form = Form::of_folder(path, state.outlets.folders());
            state.over.push(Over::Edit(form));
        }
        Ask::Find(address) => mend::find(state, address, effects),
        Ask::FindAnew(feed) => mend::find_anew(state, feed, effects),
        Ask::Import(file) => import(state, file, effects),
        Ask::Subscribe(feeds) => subscribe(state, feeds, effects),
        Ask::Refresh(feeds) => refresh(state, Which::Feeds(feeds), effects),
        Ask::RefreshFolder(path) => {
            let feeds = state.outlets.feeds_below(&path);
            refresh(state, Which::Feeds(feeds), effects);
        }
        Ask::RefreshAll => refresh(state, Which::All, effects),
        Ask::End(end) => self::end(state, end, effects),
        other => of_forms(state, other, effects),
    }
}

/// A step through the history: back over what was offered, where anything was.
fn turn(state: &mut State, step: Effect, effects: &mut Vec<Effect>) {
    let is_back = step != Effect::Redo;
    slow::turn(state, is_back, effects);
    effects.push(if is_back {
        Effect::Undo(std::mem::take(&mut state.undo.offered))
    } else {
        step
    });
}

/// What forms are opened for, or ask for.
fn of_forms(state: &mut State, ask: Ask, effects: &mut Vec<Effect>) {
    match ask {
        Ask::Starters => {
            let start = Start::again(state.catalogue.clone());
            state.over.push(Over::Start(start));
        }
        Ask::Write(path) => writing::write(state, path, effects),
        Ask::SavePage(address) => save_page(state, address, effects),
        Ask::Enclosure {
            article,
            number,
            fetches,
        } => enclosures::ask(state, article, number, fetches, effects),
        about_filters => filters(state, about_filters, effects),
    }
}

fn save_page(state: &mut State, address: String, effects: &mut Vec<Effect>) {
    if state.settings.is_offline {
        return state.complain(said("offline: nothing is fetched"));
    }
    let shown = shown(&address, 50);
    state.say(said(&format!("saving {shown}")));
    state.finding.saving.push(address.clone());
    effects.push(Effect::SavePage(address));
}

/// What came of it.
pub fn page_saved(state: &mut State, address: &str, error: Option<Clean>) {
    state.finding.saving.retain(|it| it != address);
    match error {
        None => state.say(said(&format!("saved {}", shown(address, 200)))),
        Some(why) => state.complain(why),
    }
}

/// What is asked about named queries and filters that act.
fn filters(state: &mut State, ask: Ask, effects: &mut Vec<Effect>) {
    match ask {
        Ask::Named { id, takes_focus } => {
            state.is_from_sidebar = true;
            lists::open_named(state, id, effects);
            if !takes_focus && state.over.is_empty() {
                state.focus = Pane::Outlets;
            }
        }
        Ask::EditNamed(id) => match state.named(id) {
            Some(named) => state.over.push(Over::Edit(Form::of_named(named))),
            None => state.complain(said("there is no such list any more")),
        },
        Ask::PutNamed { id, name, query } => put_named(state, id, name, query, effects),
        Ask::FilterForm => filtering::open(state, effects),
        Ask::EditFilter(id) => filtering::edit(state, id, effects),
        Ask::Filters => filtering::list(state, effects),
        Ask::SwitchFilter(id) => filtering::switch(state, id, effects),
        Ask::CountHits => filtering::count(state, effects),
        Ask::FilterWords(text) => filtering::take(state, &text, effects),
        Ask::FilterTag(text) => filtering::take_tag(state, &text),
        Ask::FilterName(text) => filtering::take_name(state, &text),
        Ask::FilterDay(text) => filtering::take_day(state, &text),
        Ask::MakeFilter(draft) => filtering::make(state, draft, effects),
        other => unreachable!("{other:?} is granted above"),
    }
}

/// What the form of a named query says; a query that is none brings the form back.
fn put_named(
    state: &mut State,
    id: SavedFilterId,
    name: String,
    query: String,
    effects: &mut Vec<Effect>,
) {
    if let Err(why) = lists::asked(state, &query) {
        let typed = SavedFilter { id, name, query };
        let form = Form::of_named(&typed).with_wrong_query(&why);
        return state.over.push(Over::Edit(form));
    }
    let id = Some(id);
    change(state, Change::PutSavedFilter { id, name, query }, effects);
}

/// The theme that is shown is the theme from now on.
fn keep_theme(state: &mut State, effects: &mut Vec<Effect>) {
    let value = state.settings.choice.clone();
    state.say(said(&format!("theme: {value}")));
    effects.push(Effect::SetState {
        name: super::THEME,
        value,
    });
}

/// A mark: at once on the screen, then in the store.
pub fn mark(
    state: &mut State,
    what: MarkChange,
    articles: Vec<ArticleId>,
    effects: &mut Vec<Effect>,
) {
    let ticket = state.next_ticket();
    let changed = changed(state, &what, &articles);
    state.message = Some(super::Message {
        text: what_was_done(state, &what, &articles, changed),
        is_trouble: false,
        can_undo: changed > 0,
        offers: super::Offer::Change(ticket),
    });
    count(state, &what, &articles);
    show_mark(state, &what, &articles);
    let may_ask = what == MarkChange::Save && connection::may_ask(state);
    if what == MarkChange::Save && !may_ask {
        connection::want(state);
    }
    if may_ask {
        let rows = state
            .articles
            .rows()
            .iter()
            .chain(state.reader.as_ref().map(|r| &r.row));
        let short = rows.filter(|row| !row.is_whole && row.url.is_some());
        let mut wanted: Vec<ArticleId> = short
            .map(|row| row.id)
            .filter(|id| articles.contains(id))
            .collect();
        wanted.dedup();
        effects.extend(wanted.into_iter().map(Effect::FullText));
    }
    let target = Target::Articles(articles.clone());
    let change = Change::Mark {
        what: what.clone(),
        target,
    };
    state.pending.push(Pending {
        ticket,
        what,
        articles,
        stored_before: None,
        is_bulk: false,
    });
    effects.push(Effect::Change { ticket, change });
}

fn prompt(state: &mut State, purpose: Purpose, text: &str, effects: &mut Vec<Effect>) {
    if matches!(purpose, Purpose::Search | Purpose::Narrow) {
        search::begin(state);
    }
    let mut prompt = Prompt::new(purpose, text);
    if matches!(purpose, Purpose::Tag(_)) {
        prompt.know(state.tags.clone());
        effects.push(Effect::LoadNames);
    }
    state.prompt = Some(prompt);
}

/// A mark on everything that shows the articles.
pub fn show_mark(state: &mut State, what: &MarkChange, articles: &[ArticleId]) {
    state.articles.mark(what, articles, state.now);
    for list in search::before(&mut state.search) {
        list.mark(what, articles, state.now);
    }
    if let Some(reader) = state
        .reader
        .as_mut()
        .filter(|r| articles.contains(&r.article()))
    {
        crate::tui::core::marks::apply(&mut reader.row.mark, what, state.now);
    }
}

/// The counts as they will be; the store's own come with its answer.
fn count(state: &mut State, what: &MarkChange, articles: &[ArticleId]) {
    for row in state
        .articles
        .rows()
        .iter()
        .filter(|row| articles.contains(&row.id))
    {
        let mut after = row.mark.clone();
        crate::tui::core::marks::apply(&mut after, what, state.now);
        let change = |was: bool, is: bool| i32::from(is) - i32::from(was);
        let unread = change(row.mark.read_at.is_none(), after.read_at.is_none());
        let counts = &mut state.outlets.counts;
        counts.unread = counts.unread.saturating_add_signed(unread);
        let saved = change(row.mark.saved_at.is_some(), after.saved_at.is_some());
        counts.saved = counts.saved.saturating_add_signed(saved);
        let queued = change(row.mark.queue_rank.is_some(), after.queue_rank.is_some());
        counts.queued = counts.queued.saturating_add_signed(queued);
        if let Some(feed) = state
            .outlets
            .feeds
            .iter_mut()
            .find(|feed| feed.id == row.feed)
        {
            feed.unread = feed.unread.saturating_add_signed(unread);
        }
    }
    state.outlets.recount();
}

/// How many become other by it, as far as the screen knows: of what does not, `u` would take back what was before.
fn changed(state: &State, what: &MarkChange, articles: &[ArticleId]) -> usize {
    let is_change = |id: &&ArticleId| {
        row_of(state, **id).is_none_or(|row| {
            let mut after = row.mark.clone();
            crate::tui::core::marks::apply(&mut after, what, state.now);
            after != row.mark || *what == MarkChange::Unmute && row.muted_by.is_some()
        })
    };
    articles.iter().filter(is_change).count()
}

fn row_of(state: &State, id: ArticleId) -> Option<&ArticleRow> {
    let reader = state.reader.as_ref().map(|reader| &reader.row);
    let mut rows = state.articles.rows().iter().chain(reader);
    rows.find(|row| row.id == id)
}

/// What was done to so many of these; to all of them already where it is none.
fn what_was_done(
    state: &State,
    what: &MarkChange,
    articles: &[ArticleId],
    changed: usize,
) -> Clean {
    let word = match what {
        MarkChange::Read => "read",
        MarkChange::Unread => "unread",
        MarkChange::Done => "done",
        MarkChange::Dismiss => "dismissed",
        MarkChange::Save => "saved",
        MarkChange::Unsave => "no longer saved",
        MarkChange::Queue => "queued",
        MarkChange::Unqueue => "off the queue",
        MarkChange::Tag(name) => &format!("tagged {name}"),
        MarkChange::Untag(name) => &format!("no longer tagged {name}"),
        MarkChange::Unmute => "no longer muted",
    };
    let word = match (changed > 0, word.strip_prefix("no longer ")) {
        (true, _) => word.to_owned(),
        (false, Some(mark)) => format!("not {mark}"),
        (false, None) => format!("already {word}"),
    };
    // The key that takes it back is to stand behind it.
    let room = usize::from(state.size.0).saturating_sub(crate::text::width(&word) + 16);
    let title = |row: &ArticleRow| quoted_in(&state.look(), &row.title, room.min(TITLE));
    let has_room = room >= LEAST;
    let what = match articles {
        [one] => row_of(state, *one).filter(|_| has_room).map(title),
        many if changed == 0 => Some(counted(many.len(), "article")),
        _ => Some(counted(changed, "article")),
    };
    said(&what.map_or(word.clone(), |what| format!("{word}: {what}")))
}

/// Says of an article that is left what was asked for, which opening it may have done already.
pub fn tell_left(state: &mut State, what: &MarkChange, article: ArticleId) {
    let text = what_was_done(state, what, &[article], 1);
    if let Some(message) = state.message.as_mut().filter(|it| !it.can_undo) {
        message.text = text;
    }
}

pub fn change(state: &mut State, change: Change, effects: &mut Vec<Effect>) {
    if let Change::RemoveFeed(feed) = &change
        && state.articles.query.scope == Scope::Feed(*feed)
    {
        follow::leave(state, effects);
    }
    let ticket = state.next_ticket();
    let other = match &change {
        Change::FeedUrl(feed, url) => Some((*feed, url, None)),
        Change::EditFeed(feed, edit) => Some((*feed, &edit.url, Some(&edit.settings))),
        _ => None,
    };
    // Another address or password is tried at once.
    let is_tried = |feed: &Feed, url: &String, settings: Option<&FeedSettings>| {
        let is_let_in = settings.is_some_and(|it| !it.has_credentials_of(&feed.settings));
        feed.url != *url || is_let_in
    };
    let tried = other.filter(|(feed, url, settings)| {
        let known = state.outlets.feed(*feed);
        known.is_none_or(|known| is_tried(known, url, *settings))
    });
    state.polls_after = tried.map(|(feed, ..)| (ticket, feed));
    effects.push(Effect::Change { ticket, change });
}

/// A place in the article is seen only where nothing is over it.
fn follow(state: &mut State, url: &str, effects: &mut Vec<Effect>) {
    let mut call = Call::new(None);
    if let Some(reader) = &mut state.reader {
        if reader.leads_within(url) {
            state.over.pop();
        }
        reader.follow(url, &mut call);
    }
    all(state, call, effects);
}

/// Closes the screen that is over the others; false where there is none.
fn close_over(state: &mut State) -> bool {
    let over = state.over.pop();
    if let Some(Over::Themes(themes)) = &over {
        // It was only looked at.
        state.settings.choose(&themes.before);
    }
    over.is_some()
}

/// Nothing is over the lists any more.
pub fn close_all(state: &mut State) {
    while close_over(state) {}
}

/// One step back; at the root it quits.
fn back(state: &mut State, effects: &mut Vec<Effect>) {
    if close_over(state) {
        return;
    }
    let is_alone = super::layout::is_one_pane(state);
    match state.focus {
        Pane::Reader => reading::close(state, effects),
        Pane::Articles if state.search.is_some() => search::back(state, effects),
        Pane::Articles if is_alone || state.is_from_sidebar => {
            state.is_from_sidebar = false;
            state.focus = Pane::Outlets;
        }
        Pane::Outlets if state.is_from_list => state.focus = Pane::Articles,
        Pane::Articles | Pane::Outlets => end(state, End::Quit, effects),
    }
}

/// Ends what is under way, the smallest thing first; never quits.
fn cancel(state: &mut State, effects: &mut Vec<Effect>) {
    let ends_find = state.focus == Pane::Reader
        && state.over.is_empty()
        && state
            .reader
            .as_mut()
            .is_some_and(|reader| reader.end_find() || reader.go_back());
    if ends_find {
        return;
    }
    if matches!(state.over.last(), Some(over) if !over.is_first()) {
        close_over(state);
    } else if state.focus == Pane::Articles && state.articles.unpick() {
        state.say(said("nothing is picked any more"));
    } else if slow::give_up(state, effects) {
        // It has said so.
    } else if state.focus == Pane::Articles && state.search.is_some() {
        search::back(state, effects);
    } else if reading::give_up_page(state, effects) {
        // The article stays as it is.
    } else if state.refresh.is_some()
        || !state.finding.sought.is_empty()
        || !state.finding.saving.is_empty()
        || state.download.is_some()
        || state.ahead.is_some()
    {
        let may_have_stored = state.refresh.is_some()
            || !state.finding.saving.is_empty()
            || state.download.is_some()
            || state.ahead.is_some();
        (state.refresh, state.asked, state.is_probing) = (None, None, false);
        state.finding.sought.clear();
        state.finding.saving.clear();
        (state.download, state.ahead) = (None, None);
        reading::end_page(state);
        state.outlets.polling.clear();
        state.say(said(if may_have_stored {
            "cancelled; what had come is stored"
        } else {
            "cancelled"
        }));
        effects.push(Effect::Cancel);
        effects.extend(state.reload());
    } else if state.focus == Pane::Reader && state.over.is_empty() {
        reading::close(state, effects);
    }
    if state.pressed.has_interrupted {
        state.say(said("^C again quits"));
    }
}

/// An address in a message.
pub fn shown(address: &str, columns: usize) -> String {
    crate::text::cut(&without_secrets(address), columns).into_owned()
}

fn import(state: &mut State, file: String, effects: &mut Vec<Effect>) {
    let shown = crate::text::cut(&file, 50).into_owned();
    state.say(said(&format!("importing {shown}")));
    effects.push(Effect::Import(file));
}

fn subscribe(state: &mut State, feeds: Vec<NewFeed>, effects: &mut Vec<Effect>) {
    answers::begun(state);
    if let [feed] = feeds.as_slice() {
        let name = if feed.title.is_empty() {
            shown(&feed.url, 60)
        } else {
            feed.title.clone()
        };
        state.say(said(&format!("subscribing to {name}")));
    }
    effects.push(Effect::Subscribe(feeds));
}

pub fn refresh(state: &mut State, which: Which, effects: &mut Vec<Effect>) {
    if state.settings.is_offline {
        return state.complain(said(
            "offline: nothing is fetched; everything stored is readable",
        ));
    }
    if state.outlets.feeds.is_empty() {
        let why = state.outlets.why_not("there are no feeds yet; + adds one");
        return state.complain(said(why));
    }
    state.say(said(match &which {
        Which::Feeds(feeds) if feeds.len() == 1 => "polling the feed",
        _ => "polling",
    }));
    state.asked = Some(which.clone());
    state.held_back = 0;
    effects.push(Effect::Refresh(which));
}

fn end(state: &mut State, end: End, effects: &mut Vec<Effect>) {
    effects.extend(super::place::leave(state));
    effects.push(Effect::End(end));
}
