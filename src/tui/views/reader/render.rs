//! An article, drawn: its lines in the middle of the pane, and one line at its end.

use super::Reader;
use crate::model::{Chosen, Version};
use crate::text::{cut, width};
use crate::tui::core::Text;
use crate::tui::kit::{Look, Role, counted, for_terminal, put, size, wrapped, write};
use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::Rect;
use std::num::NonZeroU16;

/// What is drawn around the text.
pub struct Situation<'a> {
    /// Title of the article that comes next.
    pub next: Option<&'a str>,
}

pub fn render(
    view: &Reader,
    situation: &Situation<'_>,
    look: &Look<'_>,
    buffer: &mut Buffer,
    area: Rect,
) {
    let Some(text) = &view.text else {
        return stand_in(view, look, buffer, area);
    };
    let columns = text.columns.min(area.width);
    let left = area.x + (area.width - columns) / 2;
    for line in 0..usize::from(area.height) {
        let index = view.top + line;
        let area = Rect {
            x: left,
            y: area.y + line as u16,
            width: columns,
            height: 1,
        };
        if index < text.page.lines.len() {
            draw_line(view, text, index, look, buffer, area);
        } else if index == text.page.lines.len() + 1 {
            let end = match situation.next {
                Some(next) => {
                    let start = format!("end {} next: ", look.glyphs.dot);
                    let room = usize::from(columns).saturating_sub(width(&start) + 2);
                    format!("{start}“{}”", cut(next, room))
                }
                None => "end".to_owned(),
            };
            put(
                look,
                buffer,
                (area.x, area.y),
                columns,
                &end,
                look.theme.style(Role::Dim),
            );
        }
    }
    let shown = Rect {
        x: left,
        width: columns,
        ..area
    };
    draw_hints(view, text, look, buffer, shown);
}

/// Whose article is previewed, in the line above its text: lists beside it have no room for that.
pub fn above(view: &Reader, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
    let columns = view.text.as_ref().map_or(view.columns, |it| it.columns);
    let columns = columns.min(area.width);
    let at = (area.x + (area.width - columns) / 2, area.y);
    let title = view.row.feed_title.as_str();
    put(
        look,
        buffer,
        at,
        columns,
        title,
        look.theme.style(Role::Dim),
    );
}

#[cfg(test)]
thread_local! {
    /// Lines of articles that were drawn on this thread.
    pub static DRAWN: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

fn draw_line(
    view: &Reader,
    text: &Text,
    index: usize,
    look: &Look<'_>,
    buffer: &mut Buffer,
    area: Rect,
) {
    let Some(line) = text.page.lines.get(index) else {
        return;
    };
    #[cfg(test)]
    DRAWN.set(DRAWN.get() + 1);
    let start = area.x + line.indent.min(area.width);
    let shown = Rect {
        x: start,
        width: area.right().saturating_sub(start),
        ..area
    };
    if let Some(place) = line.picture
        && view.gallery.draw(place, look, buffer, shown)
    {
        return;
    }
    let mut x = start;
    for span in &line.spans {
        let room = area.right().saturating_sub(x);
        let from = x;
        let style = look.theme.of_span(span);
        // `page` has put the words into the order of the screen.
        x = write(buffer, (x, area.y), room, span.text.as_str(), style);
        if look.has_links
            && let Some(link) = span.link.and_then(|link| text.links.get(link as usize))
        {
            hyperlink(
                &link.url,
                buffer,
                Rect {
                    x: from,
                    width: x - from,
                    ..area
                },
            );
        }
    }
    if view.target == Some(index) {
        let words = Rect {
            width: x - start,
            ..shown
        };
        buffer.set_style(words, look.theme.style(Role::Match));
    }
    if let Some(find) = &view.find {
        for (column, width, is_current) in find.in_line(index) {
            let role = if is_current {
                Role::Selected
            } else {
                Role::Match
            };
            let part = Rect {
                x: start.saturating_add(column),
                width,
                ..area
            };
            buffer.set_style(part.intersection(area), look.theme.style(role));
        }
    }
}

/// The terminal's own link (OSC 8) over these cells. Each cell says it whole: cells are written one by one.
fn hyperlink(url: &str, buffer: &mut Buffer, area: Rect) {
    let Some(url) = for_terminal(url) else {
        return;
    };
    let mut x = area.x;
    while x < area.right() {
        let Some(cell) = buffer.cell_mut((x, area.y)) else {
            return;
        };
        let columns = (crate::text::width(cell.symbol()).max(1)) as u16;
        let symbol = format!("\x1b]8;;{url}\x1b\\{}\x1b]8;;\x1b\\", cell.symbol());
        cell.set_symbol(&symbol);
        cell.set_diff_option(CellDiffOption::ForcedWidth(
            NonZeroU16::new(columns).unwrap_or(NonZeroU16::MIN),
        ));
        x += columns;
    }
}

/// Letters over the first place of each link on the screen.
fn draw_hints(view: &Reader, text: &Text, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
    let Some(hints) = &view.hints else {
        return;
    };
    for (link, x, y) in super::hints::places(&text.page.lines, view.top, area) {
        let Some(label) = hints.label(link) else {
            continue;
        };
        // Not a link of the terminal's any more where a letter stands.
        for column in x..(x + label.len() as u16).min(area.right()) {
            if let Some(cell) = buffer.cell_mut((column, y)) {
                cell.reset();
            }
        }
        let room = area.right().saturating_sub(x);
        let style = look.theme.style(Role::Hint);
        put(look, buffer, (x, y), room, label, style);
    }
}

/// Before the text is there: what the list knows.
fn stand_in(view: &Reader, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
    let columns = view.columns.min(area.width);
    let left = area.x + (area.width - columns) / 2;
    let title = wrapped(look, &view.row.title, usize::from(columns));
    let excerpt = wrapped(look, &view.row.excerpt, usize::from(columns));
    let title = title.into_iter().map(|line| (Role::Title, line));
    let lines = title.chain([(Role::Text, String::new())]);
    let lines = lines.chain(excerpt.into_iter().map(|line| (Role::Text, line)));
    for (y, (role, line)) in (area.top()..area.bottom()).zip(lines) {
        let style = look.theme.style(role);
        write(buffer, (left, y), columns, &line, style);
    }
}

/// Left and right of the line above the article: where it comes from, how far one is.
pub fn header(view: &Reader, place: Option<(usize, String)>, look: &Look<'_>) -> (String, String) {
    let dot = look.glyphs.dot;
    let percent = percent(view).map(|percent| format!("{percent} %"));
    let place = place.map(|(at, of)| format!("{at} of {of}"));
    let right: Vec<String> = place.into_iter().chain(percent).collect();
    (
        view.row.feed_title.as_str().to_owned(),
        right.join(&format!(" {dot} ")),
    )
}

fn percent(view: &Reader) -> Option<usize> {
    let lines = view.text.as_ref().map_or(0, |text| text.page.lines.len());
    (lines > 0).then(|| ((view.top + view.height) * 100 / lines).min(100))
}

/// How far it is, and what ends it, once it takes long.
fn fetching(view: &Reader) -> String {
    let what = "fetching the whole article";
    match view.coming {
        None => what.to_owned(),
        Some((0, seconds)) => format!("{what}: no answer for {seconds} s, Esc ends it"),
        Some((bytes, seconds)) => format!("{what}: {} in {seconds} s, Esc ends it", size(bytes)),
    }
}

/// What the bottom line of so many columns says of the article: how whole it is, its links, the page.
pub fn status(view: &Reader, look: &Look<'_>, columns: usize) -> String {
    /// Columns of a key with what it does.
    const KEYS: usize = 13;
    /// Columns in which one still sees what is wrong.
    const LEAST: usize = 43;
    if view.hints.is_some() {
        return "letters open a link, Esc ends".to_owned();
    }
    if let Some(find) = &view.find {
        return format!("“{}”: {}", find.words(), find.place());
    }
    let Some(text) = &view.text else {
        return String::new();
    };
    let trouble = view.trouble.as_ref().or(text.warning.as_ref());
    let whole = match (view.is_fetching, trouble, text.chosen) {
        (true, ..) => fetching(view),
        (false, Some(why), Chosen::Summary) => format!("summary only: {why}"),
        (false, None, Chosen::Summary) => "summary".to_owned(),
        (false, Some(why), _) => why.to_string(),
        (false, None, _) => "whole article".to_owned(),
    };
    let what = match text.version {
        Version::Clean => whole,
        other => other.name().to_owned(),
    };
    let mut parts = Vec::new();
    if view.gallery.has_left_out() {
        parts.push("I fetches the pictures".to_owned());
    }
    if view.row.updated.is_some() && text.version == Version::Clean {
        parts.push("updated, 5v shows what changed".to_owned());
    }
    if !text.links.is_empty() {
        parts.push(counted(text.links.len(), "link"));
    }
    if text.enclosures > 0 {
        parts.push(counted(text.enclosures, "enclosure"));
    }
    // What stands behind the text is no page of it: Space goes on where its end is seen.
    let pages = text.page.lines.len().div_ceil(view.height.max(1)).max(1);
    if pages > 1 {
        let page = (view.top + view.height)
            .div_ceil(view.height.max(1))
            .clamp(1, pages);
        parts.push(format!("page {page} of {pages}"));
    }
    // Why the article is not whole may be a long story: what is behind it stays on the line, and the keys.
    let dot = format!(" {} ", look.glyphs.dot);
    let parts: String = parts
        .into_iter()
        .map(|part| format!("{dot}{part}"))
        .collect();
    if view.is_fetching {
        return format!("{what}{parts}");
    }
    let room = columns.saturating_sub(width(&parts) + KEYS).max(LEAST);
    format!("{}{parts}", cut(&what, room))
}
