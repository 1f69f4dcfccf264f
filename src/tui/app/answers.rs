//! What the store and the layout answer.

use super::{
    News, Offer, Over, Start, State, connection, enclosures, filtering, follow, lists, reading,
    slow,
};
use crate::model::{Applied, ArticleId, ArticleRow, GroupId, Window};
use crate::text::Clean;
use crate::tui::core::{Effect, Event, Timer};
use crate::tui::kit::said;
use crate::tui::views::reader::Reader;

pub fn take(state: &mut State, answer: Event, effects: &mut Vec<Effect>) {
    match answer {
        Event::Rows {
            request,
            query,
            window,
            kept,
            ..
        } if state.articles.query == query => rows(state, request, window, kept, effects),
        Event::Feeds {
            feeds,
            counts,
            named,
            filters,
        } => {
            state.outlets.named = named;
            let moves = state.outlets.show(feeds, counts);
            state.filters = filters;
            after_feeds(state, effects);
            follow::feeds(state, &moves, effects);
            after_filters(state, effects);
        }
        Event::News { articles, outlets } => news(state, articles, outlets),
        Event::Names { tags } => names(state, &tags),
        Event::Snippets { query, found } => state.articles.take_snippets(&query, found),
        Event::Named {
            counts,
            milliseconds,
        } => {
            state.outlets.named_counts = counts.into_iter().collect();
            state.outlets.recount();
            // Where it takes long, it is not done often.
            let pace = milliseconds.saturating_mul(10);
            state.count_pace = pace.clamp(super::COUNT_PACE, super::SLOWEST_COUNT);
        }
        Event::Judged { id, means, hides } => {
            for over in &mut state.over {
                if let Over::Filters(view) = over {
                    view.judged(id, means, hides);
                }
            }
        }
        Event::Unread { request, found } => unread(state, request, found, effects),
        Event::Hits { request, count } => filtering::counted(state, request, count),
        Event::Categories {
            article,
            categories,
        } => filtering::learn(state, article, categories),
        Event::LaidOut { article, text } => {
            if let Some(reader) = state.reader.as_mut().filter(|r| r.article() == article) {
                reader.lay(text);
            }
        }
        Event::Picture {
            article,
            place,
            picture,
        } => {
            if let Some(reader) = state.reader.as_mut().filter(|r| r.article() == article) {
                effects.extend(reader.take_picture(place, picture));
                if let Some(words) = reader.pictures_told() {
                    state.say(said(&words));
                }
            }
        }
        Event::Enclosures { article, held } => enclosures::known(state, article, held, effects),
        Event::PicturesLost => {
            if let Some(reader) = &mut state.reader {
                reader.lose_pictures();
            }
        }
        Event::NotLaidOut { article, why } => {
            if let Some(reader) = state.reader.as_mut().filter(|r| r.article() == article) {
                reader.give_up(why);
            }
        }
        Event::Applied { ticket, answer } => applied(state, ticket, answer, effects),
        _ => {}
    }
}

fn rows(
    state: &mut State,
    request: u64,
    window: Window,
    kept: Vec<ArticleRow>,
    effects: &mut Vec<Effect>,
) {
    if !state.articles.take(request, window, kept) {
        return;
    }
    state
        .pending
        .retain(|pending| pending.stored_before.is_none_or(|needed| needed > request));
    for pending in &state.pending {
        let (what, articles) = (&pending.what, &pending.articles);
        state.articles.overlay(what, articles, state.now);
    }
    if let Some(reader) = &mut state.reader {
        let id = reader.article();
        if let Some(row) = state.articles.rows().iter().find(|row| row.id == id) {
            reader.row = row.clone();
        }
    }
    reading::after_rows(state, effects);
    slow::read(state, effects);
    let selected = state.articles.selected_id();
    let is_other = |reader: &Reader| !reader.is_open && Some(reader.article()) != selected;
    if state.reader.as_ref().is_none_or(is_other) {
        effects.push(Effect::Later {
            timer: Timer::Rest,
            milliseconds: 60,
        });
    }
}

/// What was told once is no news any more.
fn news(state: &mut State, articles: u32, outlets: u32) {
    if std::mem::replace(&mut state.told, (articles, outlets)) != (articles, outlets) {
        state.news = Some(News {
            articles,
            outlets,
            keys: 0,
        });
    }
}

fn names(state: &mut State, tags: &[Clean]) {
    state.tags = tags.iter().map(ToString::to_string).collect();
    if let Some(prompt) = &mut state.prompt {
        prompt.know(state.tags.clone());
    }
    if let Some(Over::Palette(palette)) = state.over.last_mut() {
        let names = state.outlets.named.iter().map(|named| named.name.clone());
        palette.know(state.tags.clone(), names.collect());
    }
}

/// What shows named queries and filters follows them; the counts come when it is quiet.
fn after_filters(state: &mut State, effects: &mut Vec<Effect>) {
    lists::follow_named(state, effects);
    if !state.outlets.named.is_empty() {
        effects.push(Effect::Later {
            timer: Timer::Count,
            milliseconds: state.count_pace,
        });
    }
    filtering::show(state, effects);
}

fn after_feeds(state: &mut State, effects: &mut Vec<Effect>) {
    let has_feeds = !state.outlets.feeds.is_empty();
    if !std::mem::replace(&mut state.has_begun, true) {
        if !has_feeds && state.over.is_empty() {
            state
                .over
                .push(Over::Start(Start::new(state.catalogue.clone())));
        } else if has_feeds && state.settings.polls && !state.settings.is_offline {
            effects.push(Effect::Refresh(crate::model::Which::Due));
        }
    }
    if has_feeds {
        begun(state);
    }
    for over in &mut state.over {
        if let Over::Health(health) = over
            && let Some(feed) = state.outlets.feed(health.feed())
        {
            health.show(feed.clone());
        }
        if let Over::Troubles(view) = over {
            view.show(state.outlets.known(), state.now);
        }
    }
    if state.refresh.is_none() {
        effects.extend(connection::next_poll(state));
    }
}

/// There are feeds: the first start ends, unless outlets are still ticked there.
pub fn begun(state: &mut State) {
    state.over.retain_mut(|over| match over {
        Over::Start(start) => start.goes_on(),
        _ => true,
    });
}

fn unread(state: &mut State, request: u64, found: Option<ArticleId>, effects: &mut Vec<Effect>) {
    let Some(wanted) = state.wanted.take_if(|wanted| wanted.request == request) else {
        return;
    };
    let step = if wanted.is_forward {
        crate::tui::core::Step::Forward
    } else {
        crate::tui::core::Step::Backward
    };
    let Some(id) = found else {
        let before = state.message.take();
        lists::cross(state, step, wanted.opens, effects);
        return state.say_behind(before);
    };
    if wanted.opens {
        state.after_rows = Some(super::AfterRows::Open(id));
    }
    match state.articles.go_to(id) {
        Some(load) => effects.push(load),
        None => reading::after_rows(state, effects),
    }
}

/// The change that a message offers to take back is stored: from now on no other is meant.
fn offer(state: &mut State, ticket: u64, group: Option<GroupId>) {
    let message = state.message.iter_mut().map(|it| &mut it.offers);
    let opening = state.undo.opening.iter_mut().map(|(_, offer)| offer);
    let offers = message.chain(&mut state.undo.followed).chain(opening);
    let Some(group) = group else { return };
    for offer in offers.filter(|offer| **offer == Offer::Change(ticket)) {
        *offer = Offer::Group(group);
    }
}

fn applied(
    state: &mut State,
    ticket: Option<u64>,
    answer: Result<Option<Applied>, Clean>,
    effects: &mut Vec<Effect>,
) {
    if ticket.is_none() {
        state.slow.turned();
    }
    let is_given_up = ticket.is_some_and(|ticket| state.slow.changed(ticket));
    let mine = state.pending.iter().find(|p| Some(p.ticket) == ticket);
    let (is_mark, is_bulk) = (mine.is_some(), mine.is_some_and(|pending| pending.is_bulk));
    let moved = state
        .polls_after
        .take_if(|(after, _)| Some(*after) == ticket);
    let is_stored = answer.is_ok();
    if let (Some(ticket), Ok(Some(applied))) = (ticket, &answer) {
        offer(state, ticket, applied.group);
    }
    let (has_moved, has_marked) = match &answer {
        Ok(Some(applied)) => (applied.changed.feeds, applied.changed.marks),
        _ => (false, false),
    };
    state.awaits_feeds |= has_moved;
    match answer {
        Ok(Some(applied)) => {
            if let Some((_, feed)) = moved.filter(|_| !state.settings.is_offline) {
                effects.push(Effect::Refresh(crate::model::Which::Feeds(vec![feed])));
            }
            if applied.changed.feeds && !applied.changed.marks {
                effects.push(Effect::WriteSubscriptions);
            }
            if !applied.changed.saved.is_empty() {
                effects.push(Effect::Saved(applied.changed.saved.clone()));
            }
            if applied.changed.filters {
                effects.push(Effect::WriteFilters);
            }
            if (!is_mark || is_bulk) && !applied.message.is_empty() {
                state.say(applied.message);
                if let (Some(message), Some(_)) = (&mut state.message, ticket) {
                    message.can_undo = true;
                    message.offers = applied.group.map_or(Offer::Newest, Offer::Group);
                }
            }
        }
        Ok(None) if ticket.is_none() => state.say(said(state.slow.at_end())),
        Ok(None) if is_bulk => state.say(said("there is nothing to mark")),
        Ok(None) => {}
        Err(why) => {
            state
                .pending
                .retain(|pending| Some(pending.ticket) != ticket);
            if is_given_up {
                state.say(said("given up; nothing is changed"));
            } else {
                state.complain(said(&format!("not stored: {why}")));
            }
        }
    }
    let needed = if is_mark && !is_bulk && is_stored {
        // The rows show it already; marks come in quick succession, and each would read them all.
        effects.push(Effect::LoadFeeds { today: state.today });
        effects.push(Effect::Later {
            timer: Timer::Reload,
            milliseconds: super::reports::PACE,
        });
        state.articles.request() + 1
    } else if has_moved && !has_marked {
        // The list may be of what moved: what it is of now is known with the feeds.
        effects.push(Effect::LoadFeeds { today: state.today });
        state.articles.request()
    } else {
        effects.extend(state.reload());
        state.articles.request()
    };
    for pending in state
        .pending
        .iter_mut()
        .filter(|p| Some(p.ticket) == ticket)
    {
        pending.stored_before = Some(needed);
    }
}
