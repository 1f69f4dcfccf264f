//! The form, drawn: a label and its choices a line, then the path.

use super::{Form, LINES, Line};
use crate::model::Format;
use crate::tui::kit::{Look, Piece, Role, put, wrapped};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Lines above the first field.
pub const HEAD: usize = 2;
const LABEL: u16 = 9;
/// Columns left and right of the lines.
const EDGES: u16 = 3;

/// Columns of the path on a screen of so many.
pub fn room(width: usize) -> usize {
    width.saturating_sub(usize::from(EDGES + LABEL))
}

/// Draws the form; answers where its cursor stands.
pub fn render(form: &Form, look: &Look<'_>, buffer: &mut Buffer, area: Rect) -> (u16, u16) {
    let theme = look.theme;
    let (x, width) = (area.x + 2, area.width.saturating_sub(EDGES));
    let title = "Write to a file";
    put(
        look,
        buffer,
        (x, area.y),
        width,
        title,
        theme.style(Role::Title),
    );
    let mut cursor = (x, area.y);
    for (index, line) in LINES.into_iter().enumerate() {
        let y = area.y + (HEAD + index) as u16;
        if y >= area.bottom() {
            break;
        }
        let is_current = line == form.at;
        let label = match line {
            Line::What => "what",
            Line::Format => "format",
            Line::Path => "file",
        };
        let role = if is_current { Role::Accent } else { Role::Dim };
        put(
            look,
            buffer,
            (x, y),
            LABEL.min(width),
            label,
            theme.style(role),
        );
        let row = Rect {
            x: x + LABEL.min(width),
            y,
            width: width.saturating_sub(LABEL),
            height: 1,
        };
        let column = match line {
            Line::What => {
                let names = form.subjects.iter().map(|subject| subject.name.as_str());
                choices(names, form.subject, look, buffer, row)
            }
            Line::Format => {
                let names = Format::ALL.iter().map(|format| format.name());
                choices(names, form.format, look, buffer, row)
            }
            Line::Path => path(form, is_current, look, buffer, row),
        };
        if is_current {
            cursor = (column, y);
        }
    }
    let y = (area.y + (HEAD + LINES.len() + 1) as u16).min(area.bottom().saturating_sub(1));
    let (text, role) = match &form.trouble {
        Some(trouble) => (trouble.as_str(), Role::Trouble),
        None => (about(form), Role::Dim),
    };
    let lines = wrapped(look, text, usize::from(width).max(1));
    for (line, y) in lines.iter().zip(y..area.bottom()) {
        put(look, buffer, (x, y), width, line, theme.style(role));
    }
    cursor
}

fn about(form: &Form) -> &'static str {
    let is_one = form.subjects.get(form.subject).is_some_and(|it| it.is_one);
    match form.format() {
        Format::Markdown if !is_one => "a folder: a file an article, with their pictures",
        Format::Markdown => "with its pictures in a folder beside",
        Format::Text => "words alone",
        Format::Html => "one file with its pictures, for any browser",
        Format::Epub => "a book with contents and pictures",
        Format::Json => "for tidings import on another machine",
    }
}

/// All there is to choose from, the chosen one marked. Answers the column of the chosen one.
fn choices<'a>(
    names: impl Iterator<Item = &'a str>,
    chosen: usize,
    look: &Look<'_>,
    buffer: &mut Buffer,
    area: Rect,
) -> u16 {
    let mut x = area.x;
    let mut cursor = x;
    for (index, name) in names.enumerate() {
        let is_chosen = index == chosen;
        let (role, name) = if is_chosen {
            (Role::Strong, format!("[{name}]"))
        } else {
            (Role::Dim, format!(" {name} "))
        };
        if is_chosen {
            cursor = x;
        }
        let room = Rect {
            x,
            width: area.right().saturating_sub(x),
            ..area
        };
        x = Piece::draw(&[Piece::new(role, name)], look, buffer, room) + 1;
    }
    cursor.min(area.right().saturating_sub(1))
}

fn path(form: &Form, is_current: bool, look: &Look<'_>, buffer: &mut Buffer, area: Rect) -> u16 {
    let style = look
        .theme
        .style(if is_current { Role::Strong } else { Role::Text });
    form.path.draw(style, buffer, area).1
}
