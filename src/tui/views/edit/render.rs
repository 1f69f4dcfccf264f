//! The form, drawn: a label and a value a line, what is offered behind the cursor.

use super::{AHEAD, Form, Line, Subject, Value, What};
use crate::model::Ahead;
use crate::tui::kit::{Input, Look, Role, fill, put, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Lines above the first field.
pub const HEAD: usize = 2;
const LABEL: u16 = 12;
/// Columns left and right of the lines.
const EDGES: u16 = 3;

/// Columns of a value on a screen of so many.
pub fn room(width: usize) -> usize {
    let line = width.saturating_sub(usize::from(EDGES));
    line - usize::from(LABEL).min(line / 2)
}

/// Draws the form; answers where its cursor stands.
pub fn render(form: &Form, look: &Look<'_>, buffer: &mut Buffer, area: Rect) -> (u16, u16) {
    let theme = look.theme;
    let width = area.width.saturating_sub(EDGES);
    let heading = match &form.subject {
        Subject::Feed(feed) => feed.title.as_str().to_owned(),
        Subject::Folder(path) => format!("Folder {}", path.join("/")),
        Subject::Named(_, name) => format!("List {name}"),
    };
    let at = (area.x + 2, area.y);
    put(look, buffer, at, width, &heading, theme.style(Role::Title));
    let mut cursor = (area.x + 2, area.y);
    let visible = form.lines.iter().enumerate().skip(form.top);
    for (index, line) in visible.take(form.height) {
        let y = area.y + (HEAD + index - form.top) as u16;
        let row = Rect {
            x: area.x + 2,
            y,
            width,
            height: 1,
        };
        let found = draw(form, line, index == form.at, look, buffer, row);
        if index == form.at {
            cursor = (found, y);
        }
    }
    foot(form, look, buffer, area);
    cursor
}

/// Draws a line; answers the column of its cursor.
fn draw(
    form: &Form,
    line: &Line,
    is_current: bool,
    look: &Look<'_>,
    buffer: &mut Buffer,
    area: Rect,
) -> u16 {
    let theme = look.theme;
    let label = label(&form.subject, line.what);
    let role = if is_current { Role::Accent } else { Role::Dim };
    let label_width = LABEL.min(area.width / 2);
    put(
        look,
        buffer,
        (area.x, area.y),
        label_width,
        label,
        theme.style(role),
    );
    let start = area.x + label_width;
    let room = area.right().saturating_sub(start);
    match &line.value {
        Value::Text(input) if is_current => {
            let place = Rect {
                x: start,
                width: room,
                ..area
            };
            typed(form, line.what, input, look, buffer, place)
        }
        Value::Text(input) => {
            let (text, role) = match input.text() {
                "" => (when_empty(line.what), Role::Dim),
                text => (text, Role::Text),
            };
            put(look, buffer, (start, area.y), room, text, theme.style(role));
            start
        }
        Value::Choice(at) => {
            let room = Rect {
                x: start,
                width: room,
                ..area
            };
            choices(*at, look, buffer, room);
            start + 1
        }
        Value::Flag(is_on) => {
            let mark = if *is_on { "[x]" } else { "[ ]" };
            put(
                look,
                buffer,
                (start, area.y),
                room,
                mark,
                theme.style(Role::Accent),
            );
            let room = room.saturating_sub(4);
            put(
                look,
                buffer,
                (start + 4, area.y),
                room,
                means(line.what),
                theme.style(Role::Dim),
            );
            start + 1
        }
    }
}

/// What is being typed, with what is offered behind it; answers the column of the cursor.
fn typed(
    form: &Form,
    what: What,
    input: &Input,
    look: &Look<'_>,
    buffer: &mut Buffer,
    area: Rect,
) -> u16 {
    let (end, cursor) = input.draw(look.theme.style(Role::Strong), buffer, area);
    let offered = match form.offered() {
        Some(rest) => rest,
        None if input.text().is_empty() => when_empty(what),
        None => "",
    };
    let room = area.right().saturating_sub(end);
    let dim = look.theme.style(Role::Dim);
    put(look, buffer, (end, area.y), room, offered, dim);
    cursor
}

/// All there is to choose from, the chosen one marked; where there is no room for all, that one alone.
fn choices(chosen: usize, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
    let names = AHEAD.map(|wish| wish.map_or("as for all feeds", Ahead::name));
    let whole: usize = names.iter().map(|name| name.len() + 2).sum();
    let has_room = whole <= usize::from(area.width);
    let mut x = area.x;
    for (index, name) in names.into_iter().enumerate() {
        let (role, name) = match (index == chosen, has_room) {
            (true, true) => (Role::Strong, format!("[{name}]")),
            (true, false) => (Role::Strong, format!("< {name} >")),
            (false, true) => (Role::Dim, format!(" {name} ")),
            (false, false) => continue,
        };
        let room = area.right().saturating_sub(x);
        let style = look.theme.style(role);
        x = put(look, buffer, (x, area.y), room, &name, style);
    }
}

fn label(subject: &Subject, what: What) -> &'static str {
    match what {
        What::Title if matches!(subject, Subject::Named(..)) => "name",
        What::Title => "title",
        What::Query => "query",
        What::Address => "address",
        What::Folder => "folder",
        What::Interval => "every",
        What::FullText => "whole text",
        What::Ahead => "ahead",
        What::KeepDays => "keep days",
        What::KeepArticles => "keep newest",
        What::KeepMegabytes => "keep MiB",
        What::Hidden => "hidden",
        What::User => "user name",
        What::PasswordBy => "password by",
        What::PasswordFile => "or in file",
    }
}

fn when_empty(what: What) -> &'static str {
    match what {
        What::Title => "the feed's own",
        What::Folder | What::User => "none",
        What::PasswordBy => "a command that prints it, as: pass show news",
        What::PasswordFile => "a file that only you can read (chmod 600)",
        What::Interval => "as often as it publishes",
        What::KeepDays | What::KeepArticles | What::KeepMegabytes => "as for all feeds",
        _ => "",
    }
}

fn means(what: What) -> &'static str {
    match what {
        What::FullText => "fetch the page of each new article",
        What::Hidden => "not in the lists of all",
        _ => "",
    }
}

/// What is wrong; else the folders that there are, where one is asked for; else what is not shown.
fn foot(form: &Form, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
    let shown = form.lines.len().min(form.height);
    let y = area.y + (HEAD + shown + 1) as u16;
    let y = y.min(area.bottom().saturating_sub(1));
    let what = form.lines[form.at].what;
    let is_folder = what == What::Folder;
    let (text, role) = match &form.trouble {
        Some(trouble) => (trouble.as_str().to_owned(), Role::Trouble),
        None if is_folder && !form.folders.is_empty() => {
            let all = form.folders.join("   ");
            (format!("there are: {}", said(&all)), Role::Dim)
        }
        None if is_folder => (
            "a / between folders in folders, \\/ for one in a name".to_owned(),
            Role::Dim,
        ),
        None if what == What::Address && form.has_secret() => {
            let words = "its password or key is kept and not shown, unless another is typed";
            (words.to_owned(), Role::Dim)
        }
        None => return,
    };
    let row = Rect {
        y,
        height: 1,
        ..area
    };
    fill(buffer, row, look.theme.style(Role::Text));
    let width = area.width.saturating_sub(3);
    put(
        look,
        buffer,
        (area.x + 2, y),
        width,
        &text,
        look.theme.style(role),
    );
}
