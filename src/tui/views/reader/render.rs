//! The page in the middle of the pane; the end says what comes next.

use super::{State, View};
use crate::page::{Line, Span};
use crate::text::{fold, width};
use crate::tui::kit::{Canvas, Look};
use ratatui::layout::Rect;
use ratatui::style::Modifier;

/// What the reader must know beside its state.
pub struct Surroundings<'a> {
    /// The title of the article that comes next.
    pub next: Option<&'a str>,
    pub measure: u16,
}

/// Draws the page; answers where the first line is, for the terminal's cursor.
pub fn render(
    view: &View,
    canvas: &mut Canvas<'_>,
    around: &Surroundings<'_>,
) -> Option<(u16, u16)> {
    let area = canvas.area;
    let measure = around.measure.min(area.width);
    let left = (area.width - measure) / 2;
    let mut text = canvas.part(Rect {
        x: area.x + left,
        width: measure,
        ..area
    });
    let Some(page) = &view.page else {
        note(view, &mut text);
        return None;
    };
    let height = usize::from(area.height);
    for (at, line) in page.lines.iter().skip(view.top).take(height).enumerate() {
        draw_line(&mut text, at as u16, line);
        mark_matches(view, &mut text, at as u16, view.top + at);
    }
    let end = (page.lines.len() + 1).saturating_sub(view.top);
    if end < height && view.state != State::Fetching {
        let next = around
            .next
            .map_or_else(String::new, |next| format!(" · next: “{next}”"));
        text.put(0, end as u16, &format!("end{next}"), Look::Dim);
    }
    if view.state == State::Fetching && end < height {
        text.put(0, end as u16, "fetching the whole article …", Look::Dim);
    }
    Some((area.x + left, area.y))
}

fn note(view: &View, canvas: &mut Canvas<'_>) {
    if let Some(row) = &view.row {
        canvas.paragraph(0, &row.title, Look::Strong);
    }
    if let State::Failed(why) = &view.state {
        canvas.paragraph(3, why, Look::Error);
    }
}

fn draw_line(canvas: &mut Canvas<'_>, at: u16, line: &Line) {
    let mut column = line.indent;
    for span in &line.spans {
        let mut style = canvas.theme.page(span.role, span.code);
        if span.is_bold {
            style = style.add_modifier(Modifier::BOLD);
        }
        if span.is_italic {
            style = style.add_modifier(Modifier::ITALIC);
        }
        if span.is_struck {
            style = style.add_modifier(Modifier::CROSSED_OUT);
        }
        column = canvas.put_styled(column, at, &span.text, style);
    }
}

/// A line that has a match is tinted; the words are, where folding leaves them in place.
fn mark_matches(view: &View, canvas: &mut Canvas<'_>, at: u16, index: usize) {
    let Some(find) = view
        .find
        .as_ref()
        .filter(|find| find.lines.contains(&index))
    else {
        return;
    };
    let Some(line) = view.page.as_ref().and_then(|page| page.lines.get(index)) else {
        return;
    };
    let text: String = line
        .spans
        .iter()
        .map(|span: &Span| span.text.as_str())
        .collect();
    let wanted = fold(find.words.trim());
    let starts = text.char_indices().map(|(start, _)| start);
    let style = canvas.theme.style(Look::Match);
    for start in starts {
        let rest = text.get(start..).unwrap_or_default();
        // A folded text is at most so much shorter than what it was made of.
        let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8());
        let mut ends = ends.take_while(|end| *end <= wanted.len() * 4);
        let end = ends.find(|end| fold(rest.get(..*end).unwrap_or_default()) == wanted);
        let Some(end) = end else { continue };
        let column = line.indent + width(text.get(..start).unwrap_or_default()) as u16;
        canvas.put_styled(column, at, rest.get(..end).unwrap_or_default(), style);
    }
}
