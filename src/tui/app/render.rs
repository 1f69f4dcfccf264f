//! One frame from one state. Pure: the same state gives the same cells.

use super::layout::{Layout, SMALLEST, layout};
use super::{Over, State, empty, lines, lists, popup};
use crate::text;
use crate::tui::core::{Pane, Purpose};
use crate::tui::kit::{Look, Piece, Role, put, put_right, rule};
use crate::tui::views::{articles, edit, outlets, reader, start, write};
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub fn render(state: &State, frame: &mut Frame<'_>) {
    let look = state.look();
    let area = frame.area();
    let cursor = draw(state, &look, frame.buffer_mut());
    if let Some((x, y)) = cursor {
        let x = x.min(area.right().saturating_sub(1));
        let y = y.min(area.bottom().saturating_sub(1));
        frame.set_cursor_position(Position { x, y });
    }
}

/// Draws; answers where the terminal's cursor stands.
fn draw(state: &State, look: &Look<'_>, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let paper = look.theme.style(Role::Text);
    if paper.bg.is_some() || paper.fg.is_some() {
        buffer.set_style(buffer.area, paper);
    }
    // Between a resize and its event the screen is not what the state believes.
    let is_other = (buffer.area.width, buffer.area.height) != state.size;
    let layout = layout(state);
    if layout.is_too_small || is_other {
        let words = format!("too small: tidings needs {}x{}", SMALLEST.0, SMALLEST.1);
        let words = if is_other { "" } else { words.as_str() };
        put(
            look,
            buffer,
            (0, 0),
            buffer.area.width,
            words,
            look.theme.style(Role::Text),
        );
        return None;
    }
    layout
        .rules
        .iter()
        .for_each(|area| rule(look, buffer, *area));
    top(state, &layout, look, buffer);
    panes(state, &layout, look, buffer);
    let mut typed_at = None;
    if let Some(area) = layout.over {
        match state.over.last() {
            Some(Over::Start(view)) => {
                start::render(view, state.settings.is_offline, look, buffer, area);
            }
            Some(Over::Help(view)) => view.render(look, buffer, area),
            Some(Over::Health(view)) => view.render(look, buffer, area),
            Some(Over::Choose(view)) => view.render(look, buffer, area),
            Some(Over::Filtering(view)) => view.render(look, buffer, area),
            Some(Over::Filters(view)) => view.render(look, buffer, area),
            Some(Over::Palette(view)) => view.render(look, buffer, area),
            Some(Over::Troubles(view)) => view.render(look, buffer, area),
            Some(Over::Edit(form)) => typed_at = Some(edit::render(form, look, buffer, area)),
            Some(Over::Write(form)) => typed_at = Some(write::render(form, look, buffer, area)),
            Some(Over::Enclosures(view)) => view.render(look, buffer, area),
            Some(Over::Links(view)) => view.render(look, buffer, area),
            Some(Over::Themes(view)) => view.render(look, buffer, area),
            None => {}
        }
    }
    let asked = bottom(state, &layout, look, buffer);
    asked.or(typed_at).or_else(|| cursor(state, &layout))
}

fn panes(state: &State, layout: &Layout, look: &Look<'_>, buffer: &mut Buffer) {
    if let Some(area) = layout.outlets {
        let shown = lists::spot(&state.articles).filter(|_| state.search.is_none());
        let has_focus = state.focus == Pane::Outlets;
        outlets::render(
            &state.outlets,
            shown.as_ref(),
            has_focus,
            look,
            buffer,
            area,
        );
    }
    if let Some(area) = layout.articles {
        let empty = if state.articles.rows().is_empty() {
            empty::lines(state)
        } else {
            Vec::new()
        };
        let situation = articles::Situation {
            has_focus: state.focus == Pane::Articles,
            empty: &empty,
            searched: state.search.as_ref().map(|search| search.words.as_str()),
        };
        articles::render(&state.articles, &situation, look, buffer, area);
    }
    if let (Some(area), Some(view)) = (layout.reader, &state.reader) {
        let next = state.articles.row_after(crate::tui::core::Step::Forward);
        let next = next.map(|row| row.title.as_str()).filter(|_| view.is_open);
        reader::render(view, &reader::Situation { next }, look, buffer, area);
        if !view.is_open && state.articles.shows_feed() && area.y > layout.top.bottom() {
            let above = Rect {
                y: area.y - 1,
                height: 1,
                ..area
            };
            reader::above(view, look, buffer, above);
        }
    }
}

/// Where I am, what is left, what the machine is doing.
fn top(state: &State, layout: &Layout, look: &Look<'_>, buffer: &mut Buffer) {
    let area = layout.top;
    if area.width == 0 {
        return;
    }
    let theme = look.theme;
    let reads = state.focus == Pane::Reader && state.over.is_empty();
    let Some(view) = state.reader.as_ref().filter(|_| reads) else {
        let activity = lines::activity(state, look);
        let end = put_right(look, buffer, area, 0, &activity, theme.style(Role::Accent));
        let room = Rect {
            width: end.saturating_sub(1),
            ..area
        };
        let mut pieces = Vec::new();
        if area.width >= 60 {
            pieces.push(Piece::new(Role::Title, "tidings   "));
        }
        pieces.push(Piece::new(Role::Strong, over_title(state, look)));
        Piece::draw(&pieces, look, buffer, room);
        return;
    };
    let pane = layout.reader.unwrap_or(area);
    if pane.x > 0 {
        let room = Rect {
            width: pane.x - 1,
            ..area
        };
        Piece::draw(
            &[Piece::new(Role::Dim, lines::title(state, look))],
            look,
            buffer,
            room,
        );
    }
    let place = state.articles.place().map(|at| (at, lines::total(state)));
    let (left, mut right) = reader::header(view, place, look);
    let activity = lines::activity(state, look);
    if !activity.is_empty() {
        right = format!("{activity}   {right}");
    }
    let head = Rect {
        x: pane.x,
        width: pane.width,
        ..area
    };
    let end = put_right(look, buffer, head, 0, &right, theme.style(Role::Dim));
    let room = end.saturating_sub(head.x + 1);
    put(
        look,
        buffer,
        (head.x, 0),
        room,
        &left,
        theme.style(Role::Strong),
    );
}

fn over_title(state: &State, look: &Look<'_>) -> String {
    match state.over.last() {
        Some(Over::Start(_)) => String::new(),
        Some(Over::Help(_)) => "help".to_owned(),
        Some(Over::Health(_)) => "feed".to_owned(),
        Some(Over::Choose(view)) => view.title().to_owned(),
        Some(Over::Filtering(view)) if view.article().is_some() => {
            "a filter from this article".to_owned()
        }
        Some(Over::Filtering(_)) => "a filter".to_owned(),
        Some(Over::Filters(_)) => "filters".to_owned(),
        Some(Over::Palette(_)) => "commands".to_owned(),
        Some(Over::Troubles(_)) => "feeds that want a look".to_owned(),
        Some(Over::Edit(_)) => "edit".to_owned(),
        Some(Over::Write(_)) => "write".to_owned(),
        Some(Over::Enclosures(_)) => "enclosures".to_owned(),
        Some(Over::Links(_)) => "links".to_owned(),
        Some(Over::Themes(_)) => "themes".to_owned(),
        None => lines::title(state, look),
    }
}

/// What the last key did, and the keys that matter here. Answers the cursor of a prompt.
fn bottom(
    state: &State,
    layout: &Layout,
    look: &Look<'_>,
    buffer: &mut Buffer,
) -> Option<(u16, u16)> {
    let (width, height) = state.size;
    let last = Rect::new(0, height - 1, width, 1);
    if let Some(prompt) = &state.prompt {
        crate::tui::kit::fill(buffer, last, look.theme.style(Role::Text));
        let cursor = prompt.render(look, buffer, last);
        if height >= super::layout::TALL {
            trouble(state, look, buffer, last.y);
        }
        let found = state.reader.as_ref().and_then(super::Reader::found);
        if let Some(found) = found.filter(|_| prompt.purpose == Purpose::Find) {
            let x = width.saturating_sub(text::width(&found) as u16);
            if x > cursor.saturating_add(1) {
                put(
                    look,
                    buffer,
                    (x, last.y),
                    width - x,
                    &found,
                    look.theme.style(Role::Dim),
                );
            }
        }
        return Some((cursor, last.y));
    }
    if let Some(Over::Palette(palette)) = state.over.last() {
        crate::tui::kit::fill(buffer, last, look.theme.style(Role::Text));
        trouble(state, look, buffer, last.y);
        return Some((palette.render_input(look, buffer, last), last.y));
    }
    if let Some(pieces) = lines::pressed(state) {
        popup::render(state, look, buffer, last);
        crate::tui::kit::fill(buffer, last, look.theme.style(Role::Text));
        Piece::draw(&pieces, look, buffer, last);
        return None;
    }
    if layout.bottom.width == 0 {
        over_text(state, look, buffer, last);
        return None;
    }
    let pieces = lines::said(state, look);
    let said: usize = pieces.iter().map(Piece::columns).sum();
    if said > usize::from(width) && trouble(state, look, buffer, height) {
        return None;
    }
    let room = usize::from(width).saturating_sub(said + 2);
    let hints = lines::hints(state);
    let hint_width = |hints: &[(String, &str)]| {
        hints
            .iter()
            .map(|(key, word)| text::width(key) + 1 + word.len() + 2)
            .sum::<usize>()
    };
    let mut shown = hints;
    while hint_width(&shown) > room && !shown.is_empty() {
        // The last is help: it stays as long as any does.
        shown.remove(shown.len().saturating_sub(2));
    }
    // How it is taken back is not what is cut off.
    Piece::draw_last(&pieces, look, buffer, last);
    let mut x = width.saturating_sub(hint_width(&shown).saturating_sub(2) as u16);
    for (key, word) in &shown {
        let pieces = [
            Piece::new(Role::Key, key.as_str()),
            Piece::new(Role::Dim, format!(" {word}")),
        ];
        x = Piece::draw(
            &pieces,
            look,
            buffer,
            Rect {
                x,
                width: width.saturating_sub(x),
                ..last
            },
        ) + 2;
    }
    None
}

/// What the last key did, where there is no bottom line: over the text, until the next key.
fn over_text(state: &State, look: &Look<'_>, buffer: &mut Buffer, last: Rect) {
    if state.message.is_some() && !trouble(state, look, buffer, last.bottom()) {
        crate::tui::kit::fill(buffer, last, look.theme.style(Role::Text));
        Piece::draw_last(&lines::said(state, look), look, buffer, last);
    }
}

/// What is wrong, in as many lines as it takes, up to four, above this one. Answers whether anything is.
fn trouble(state: &State, look: &Look<'_>, buffer: &mut Buffer, below: u16) -> bool {
    const MOST: u16 = 4;
    let Some(trouble) = state.message.as_ref().filter(|it| it.is_trouble) else {
        return false;
    };
    let width = state.size.0;
    let lines = crate::tui::kit::wrapped(look, &trouble.text, usize::from(width));
    let rows = (lines.len() as u16).min(MOST).min(below.saturating_sub(1));
    for (line, y) in lines.iter().zip(below - rows..below) {
        let area = Rect::new(0, y, width, 1);
        crate::tui::kit::fill(buffer, area, look.theme.style(Role::Text));
        let style = look.theme.style(Role::Trouble);
        put(look, buffer, (0, y), width, line, style);
    }
    true
}

fn cursor(state: &State, layout: &Layout) -> Option<(u16, u16)> {
    if let Some(area) = layout.over {
        return match state.over.last() {
            Some(Over::Start(view)) => {
                let (x, line) = view.cursor();
                let (head, _) = start::around(area.height);
                Some((area.x + x, area.y + head + line as u16))
            }
            Some(Over::Choose(view)) => Some((area.x + 2, area.y + view.cursor())),
            Some(Over::Filtering(view)) => Some((area.x + 1, area.y + view.cursor() as u16)),
            Some(Over::Palette(view)) => Some((area.x, area.y + view.cursor() as u16)),
            Some(Over::Troubles(view)) => Some((area.x + 2, area.y + view.cursor())),
            Some(Over::Filters(view)) => Some((area.x + 2, area.y + view.cursor())),
            Some(Over::Links(view)) => Some((area.x + 1, area.y + view.cursor())),
            Some(Over::Enclosures(view)) => Some((area.x + 1, area.y + view.cursor())),
            Some(Over::Themes(view)) => Some((area.x + 2, area.y + view.cursor())),
            _ => Some((area.x, area.y)),
        };
    }
    let (area, line) = match state.focus {
        Pane::Outlets => (layout.outlets?, state.outlets.cursor()),
        Pane::Articles => (layout.articles?, state.articles.cursor()),
        Pane::Reader => (layout.reader?, state.reader.as_ref()?.cursor()),
    };
    Some((area.x, area.y + line as u16))
}
