//! Opening, leaving and previewing articles.

use super::{AfterRows, Reader, State, connection, grant, layout, lists, reach};
use crate::config::MarkRead;
use crate::model::{ArticleId, MarkChange};
use crate::tui::core::{Effect, Pane, Step, Timer};
use crate::tui::kit::said;

/// Opens the selected article. Only a person's opening `counts` as reading.
pub fn open(state: &mut State, counts: bool, effects: &mut Vec<Effect>) {
    let Some(row) = state.articles.selected().cloned() else {
        return state.say(said(super::articles::NO_ARTICLE));
    };
    state.articles.stop_waiting();
    remember_position(state, effects);
    let is_there = state
        .reader
        .as_ref()
        .is_some_and(|reader| reader.article() == row.id);
    if !is_there {
        state.reader = Some(Reader::new(row.clone(), true));
    }
    let Some(reader) = &mut state.reader else {
        return;
    };
    reader.has_ended &= reader.is_open || reader.is_at_end();
    reader.is_open = true;
    state.focus = Pane::Reader;
    let wants_page = !row.is_whole && row.url.is_some();
    if wants_page && !reader.is_fetching && reader.trouble.is_none() {
        fetch_page(state, row.id, effects);
    }
    let is_unread = row.mark.read_at.is_none();
    if counts && is_unread && state.settings.mark_read == MarkRead::Open {
        mark_quietly(state, row.id, effects);
    }
}

/// The whole article, unless there is no network to fetch it by: then when it is back.
fn fetch_page(state: &mut State, article: ArticleId, effects: &mut Vec<Effect>) {
    let may_ask = connection::may_ask(state);
    if let Some(reader) = &mut state.reader {
        reader.is_fetching = may_ask;
        let is_away = state.away.is_some() && !may_ask;
        reader.trouble = is_away.then(|| said("no network"));
    }
    if !may_ask {
        return;
    }
    effects.push(Effect::FullText(article));
}

/// The page that the open article waits for is not waited for any more.
pub fn give_up_page(state: &mut State, effects: &mut Vec<Effect>) -> bool {
    let is_read = state.focus == Pane::Reader && state.over.is_empty();
    if !is_read || !end_page(state) {
        return false;
    }
    let url = state.reader.as_ref().and_then(|it| it.row.url.clone());
    effects.extend(url.map(Effect::GiveUpPage));
    true
}

/// The page does not come any more; false where none was on the way.
pub fn end_page(state: &mut State) -> bool {
    let again = state.keymap.key_of(super::reader::NAME, "reload");
    let again = again.map_or_else(String::new, |key| format!(", {key} fetches the page"));
    let reader = state.reader.as_mut().filter(|reader| reader.is_fetching);
    let Some(reader) = reader else {
        return false;
    };
    reader.end_fetching();
    reader.trouble = Some(said(&format!("given up{again}")));
    true
}

/// Opening says itself what it did.
fn mark_quietly(state: &mut State, article: ArticleId, effects: &mut Vec<Effect>) {
    let message = state.message.take();
    grant::mark(state, MarkChange::Read, vec![article], effects);
    let marked = std::mem::replace(&mut state.message, message).map(|it| it.offers);
    state.undo.followed.extend(marked);
    state.undo.opening = marked.map(|mark| (article, mark));
}

/// Back to the list; the article stays as the preview where there is one.
pub fn close(state: &mut State, effects: &mut Vec<Effect>) {
    remember_position(state, effects);
    state.is_zen = false;
    if let Some(reader) = &mut state.reader {
        reader.is_open = false;
        reader.end_find();
        if Some(reader.article()) != state.articles.selected_id() {
            // The selection went on while it was read.
            effects.push(Effect::Later {
                timer: Timer::Rest,
                milliseconds: 60,
            });
        }
    }
    if state.focus == Pane::Reader {
        state.focus = Pane::Articles;
    }
}

/// Another list comes: what is open does not belong to it.
pub fn close_for_list(state: &mut State, effects: &mut Vec<Effect>) {
    close(state, effects);
    state.reader = None;
}

/// Where reading stopped, on the screen and in the store.
pub fn remember_position(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(reader) = state.reader.as_ref().filter(|reader| reader.is_open) else {
        return;
    };
    let (article, position) = (reader.article(), reader.position());
    if reader.is_laid_out() && position != reader.row.mark.position {
        state.articles.remember(article, position);
        if let Some(reader) = &mut state.reader {
            reader.row.mark.position = position;
        }
        effects.push(Effect::SetPosition { article, position });
    }
}

/// The article's whole way out: marked, and the next unread opened.
pub fn leave_marked(state: &mut State, what: MarkChange, effects: &mut Vec<Effect>) {
    let Some(article) = state.reader.as_ref().map(Reader::article) else {
        return;
    };
    let mut left = Vec::new();
    let opening = state.undo.opening.filter(|(opened, _)| *opened == article);
    grant::mark(state, what.clone(), vec![article], &mut left);
    grant::tell_left(state, &what, article);
    // It was read when it was opened: that is what is taken back, not that the next one is opened.
    if let Some(message) = state.message.as_mut().filter(|it| !it.can_undo)
        && let Some((_, mark)) = opening
    {
        (message.can_undo, message.offers) = (true, mark);
    }
    let done = state.message.take();
    lists::next_unread(state, Step::Forward, 1, true, effects);
    // Stored last, though it was first: what is offered to be taken back is this, not that the next one was opened.
    effects.append(&mut left);
    state.say_behind(done);
}

/// The article that stands next in the list, read or not.
pub fn next(state: &mut State, step: Step, effects: &mut Vec<Effect>) {
    match state.articles.row_after(step).map(|row| row.id) {
        Some(id) => {
            state.articles.select(id);
            open(state, true, effects);
        }
        None => state.say(said("the list ends here")),
    }
}

/// The selection rests: where there is room, the article is shown beside the list. What is being read stays.
pub fn preview(state: &mut State, effects: &mut Vec<Effect>) {
    let is_shown = state.reader.as_ref().map(Reader::article) == state.articles.selected_id();
    if is_shown || state.focus == Pane::Reader || !layout::has_preview(state) {
        return;
    }
    remember_position(state, effects);
    // Nothing stands beside a list in which there is nothing.
    let row = state.articles.selected().cloned();
    state.reader = row.map(|row| Reader::new(row, false));
}

pub fn find(state: &mut State, words: &str, is_final: bool) {
    let Some(reader) = &mut state.reader else {
        return;
    };
    if words.is_empty() {
        reader.give_up_find();
    } else if reader.find(words) {
        if is_final {
            reader.keep_find();
        }
    } else if is_final {
        let words = crate::text::cut(words, 40).into_owned();
        reader.give_up_find();
        state.say(said(&format!("“{words}” is not in this article")));
    }
}

pub fn refetch(state: &mut State, article: ArticleId, effects: &mut Vec<Effect>) {
    if state.settings.is_offline {
        return state.complain(said("offline: nothing is fetched"));
    }
    if let Some(reader) = state
        .reader
        .as_mut()
        .filter(|reader| reader.article() == article)
    {
        if reader.row.url.is_none() {
            return state.complain(said("this article has no address"));
        }
        reader.is_fetching = true;
        reader.is_asked_again = true;
        reader.trouble = None;
    }
    effects.push(Effect::Refetch(article));
}

/// Rows came that something waited for.
pub fn after_rows(state: &mut State, effects: &mut Vec<Effect>) {
    match state.after_rows.take() {
        Some(AfterRows::Do(waiting)) => reach::go_on(state, &waiting, effects),
        Some(AfterRows::Open(id)) if state.articles.selected_id() == Some(id) => {
            open(state, true, effects);
        }
        Some(AfterRows::Reopen(id)) if state.articles.selected().is_some_and(|r| r.id == id) => {
            open(state, false, effects);
        }
        Some(AfterRows::FirstUnread { opens }) => {
            let is_unread = state
                .articles
                .selected()
                .is_some_and(|r| r.mark.read_at.is_none());
            if is_unread && opens {
                open(state, true, effects);
            } else if !is_unread {
                lists::next_unread(state, Step::Forward, 1, opens, effects);
            }
        }
        _ => {}
    }
}

/// The end of the article is on the screen.
pub fn at_end(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(reader) = &mut state.reader else {
        return;
    };
    let is_unread = reader.row.mark.read_at.is_none();
    if reader.ends_now() && is_unread && state.settings.mark_read == MarkRead::End {
        let article = reader.article();
        mark_quietly(state, article, effects);
    }
}
