//! An article, drawn: its lines in the middle of the pane, and one line at its end.

use super::{Find, Reader};
use crate::model::Chosen;
use crate::tui::core::Text;
use crate::tui::kit::{Look, Role, counted, found, put, quoted, wrapped};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

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
                Some(next) => format!("end {} next: {}", look.glyphs.dot, quoted(next)),
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
    let start = area.x + line.indent.min(area.width);
    let mut x = start;
    let mut whole = String::new();
    for span in &line.spans {
        let room = usize::from(area.right().saturating_sub(x));
        // `page` has put the words into the order of the screen.
        x = buffer
            .set_stringn(
                x,
                area.y,
                span.text.as_str(),
                room,
                look.theme.of_span(span),
            )
            .0;
        whole.push_str(&span.text);
    }
    if let Some(find) = &view.find {
        let style = look.theme.style(if find.at() == Some(index) {
            Role::Selected
        } else {
            Role::Match
        });
        for (column, width) in found(&whole, find.folded()) {
            let part = Rect {
                x: start + column,
                width,
                ..area
            };
            buffer.set_style(part.intersection(area), style);
        }
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
        buffer.set_stringn(left, y, &line, usize::from(columns), style);
    }
}

/// Left and right of the line above the article: where it comes from, how far one is.
pub fn header(view: &Reader, place: Option<(usize, usize)>, look: &Look<'_>) -> (String, String) {
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
    let lines = view.lines();
    (lines > 0).then(|| ((view.top + view.height) * 100 / lines).min(100))
}

/// What the bottom line says of the article: how whole it is, its links, the page.
pub fn status(view: &Reader, look: &Look<'_>) -> String {
    if let Some(find) = &view.find {
        return format!("“{}”: {}", find.words(), Find::place(find));
    }
    let Some(text) = &view.text else {
        return String::new();
    };
    let whole = match (view.is_fetching, &view.trouble, text.chosen) {
        (true, ..) => "fetching the whole article".to_owned(),
        (false, _, Chosen::Feed | Chosen::Page) => "whole article".to_owned(),
        (false, Some(why), Chosen::Summary) => format!("summary only: {why}"),
        (false, None, Chosen::Summary) => "summary".to_owned(),
    };
    let mut parts = vec![whole];
    if !text.links.is_empty() {
        parts.push(counted(text.links.len(), "link"));
    }
    let pages = view.lines().div_ceil(view.height.max(1)).max(1);
    if pages > 1 {
        let page = (view.top + view.height)
            .div_ceil(view.height.max(1))
            .clamp(1, pages);
        parts.push(format!("page {page} of {pages}"));
    }
    parts.join(&format!(" {} ", look.glyphs.dot))
}
