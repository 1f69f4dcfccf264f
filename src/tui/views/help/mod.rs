//! Every command that works here, then those of other places, with their keys: made from the table of
//! commands. Words narrow it.

use crate::query::TERMS;
use crate::text::{self, WrapOptions, fold};
use crate::tui::core::{Ask, Call, Command, Entry, Purpose, Shape, commands, motions};
use crate::tui::kit::{Bar, Cell, Look, Role, Scroll, Scrolls, put};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub const NAME: &str = "help";

#[derive(Clone, Debug, PartialEq)]
pub struct Help {
    lines: Vec<Line>,
    /// Indices of the lines that have the words looked for.
    shown: Vec<usize>,
    words: String,
    /// The lines as they are drawn: which of `lines`, and which part of its text, which may be longer than the screen is wide.
    rows: Vec<(usize, usize)>,
    /// Its selection is the first visible row.
    scroll: Scroll,
    width: u16,
    height: usize,
}

/// Columns of keys and of names in a help of this width.
const fn columns(width: u16) -> (u16, u16) {
    let keys = if width / 3 < 16 { width / 3 } else { 16 };
    (keys, if width >= 90 { 18 } else { 0 })
}

/// A text in lines of so many columns.
fn parts(text: &str, columns: u16) -> Vec<&str> {
    let options = WrapOptions {
        columns: usize::from(columns),
        ..WrapOptions::default()
    };
    let pieces = text::wrap(text, &options).into_iter();
    pieces.filter_map(|piece| text.get(piece.range)).collect()
}

/// Keys and what they do, each in the lines of its column.
fn both<'a>(keys: &'a str, help: &'a str, width: u16) -> (Vec<&'a str>, Vec<&'a str>) {
    let (of_keys, name) = columns(width);
    let taken = 1 + of_keys + 1 + if name > 0 { name + 1 } else { 0 };
    (
        parts(keys, of_keys),
        parts(help, width.saturating_sub(taken + 1)),
    )
}

#[derive(Clone, Debug, PartialEq)]
enum Line {
    Heading(String),
    Command {
        keys: String,
        name: &'static str,
        help: String,
    },
    Blank,
}

impl Help {
    /// Commands in their order; those of one view stand under its name. Then the reader's macros.
    pub fn new(listed: Vec<(Entry, Vec<String>)>, macros: &[(String, String)]) -> Self {
        let mut lines = Vec::new();
        let mut view = "";
        let heading = |lines: &mut Vec<Line>, name: &str| {
            if !lines.is_empty() {
                lines.push(Line::Blank);
            }
            lines.push(Line::Heading(name.to_owned()));
        };
        for (entry, keys) in listed {
            if entry.view != view {
                view = entry.view;
                heading(&mut lines, view);
            }
            let keys = if keys.is_empty() {
                format!(":{} {}", entry.name, entry.args.word())
            } else {
                keys.join("  ")
            };
            lines.push(Line::Command {
                keys,
                name: entry.name,
                help: described(&entry),
            });
        }
        heading(&mut lines, "queries, for / F and filters");
        lines.extend(TERMS.iter().map(|(form, meaning)| Line::Command {
            keys: (*form).to_owned(),
            name: "",
            help: (*meaning).to_owned(),
        }));
        if !macros.is_empty() {
            heading(&mut lines, "macros");
        }
        lines.extend(macros.iter().map(|(keys, commands)| Line::Command {
            keys: keys.clone(),
            name: "",
            help: commands.clone(),
        }));
        let mut help = Self {
            shown: (0..lines.len()).collect(),
            lines,
            words: String::new(),
            rows: Vec::new(),
            scroll: Scroll::default(),
            width: 80,
            height: 20,
        };
        help.wrap();
        help
    }

    /// Only the commands that have all these words in keys, name or help; none: all.
    pub fn narrow(&mut self, words: &str) {
        self.words = words.to_owned();
        self.scroll.selected = 0;
        let wanted: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        let has_all = |line: &Line| match line {
            Line::Command { keys, name, help } => {
                // What has no name is known by what is written.
                let name = if name.is_empty() { keys } else { *name };
                let text = format!("{} {}", fold(name), fold(help));
                let is_in = |word: &String| text.contains(fold(word).trim()) || keys == word;
                wanted.iter().all(is_in)
            }
            Line::Heading(_) | Line::Blank => wanted.is_empty(),
        };
        self.shown = (0..self.lines.len())
            .filter(|index| has_all(&self.lines[*index]))
            .collect();
        self.wrap();
    }

    /// Asked after every event.
    pub fn settle(&mut self, width: u16, height: usize) {
        self.height = height;
        if self.width != width {
            self.width = width;
            self.wrap();
        }
        self.scroll.selected = self
            .scroll
            .selected
            .min(self.rows.len().saturating_sub(height));
    }

    fn wrap(&mut self) {
        let rows = self.shown.iter().flat_map(|index| {
            let count = match self.lines.get(*index) {
                Some(Line::Command { keys, help, .. }) => {
                    let (keys, help) = both(keys, help, self.width);
                    keys.len().max(help.len())
                }
                _ => 1,
            };
            (0..count.max(1)).map(|part| (*index, part))
        });
        self.rows = rows.collect();
    }

    pub fn render(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        let visible = self.rows.iter().skip(self.scroll.selected);
        for (y, (index, part)) in visible.take(usize::from(area.height)).enumerate() {
            let area = Rect {
                y: area.y + y as u16,
                height: 1,
                ..area
            };
            draw(&self.lines[*index], *part, look, buffer, area);
        }
        if self.shown.is_empty() {
            let words = format!("no command has “{}”", self.words);
            let at = (area.x + 1, area.y);
            put(
                look,
                buffer,
                at,
                area.width,
                &words,
                look.theme.style(Role::Dim),
            );
        }
    }
}

fn described(entry: &Entry) -> String {
    match entry.args {
        Shape::Nothing => entry.help.to_owned(),
        Shape::Count => format!("{} (takes a count)", entry.help),
        _ if entry.keys.is_empty() => entry.help.to_owned(),
        other => format!("{} (:{} {})", entry.help, entry.name, other.word()),
    }
}

fn draw<'a>(line: &'a Line, part: usize, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
    let theme = look.theme;
    match line {
        Line::Blank => {}
        Line::Heading(name) => {
            let at = (area.x + 1, area.y);
            put(look, buffer, at, area.width, name, theme.style(Role::Title));
        }
        Line::Command { keys, name, help } => {
            let (keys_width, name_width) = columns(area.width);
            let (keys, help) = both(keys, help, area.width);
            let of = |parts: &[&'a str]| parts.get(part).copied().unwrap_or_default();
            let (keys, help) = (of(&keys), of(&help));
            let name = if part == 0 { *name } else { "" };
            let mut cells = vec![
                Cell::new("", 0, theme.style(Role::Text)),
                Cell::new(keys, keys_width, theme.style(Role::Key)),
            ];
            if name_width > 0 {
                cells.push(Cell::new(name, name_width, theme.style(Role::Dim)));
            }
            cells.push(Cell::new(help, area.width, theme.style(Role::Text)));
            Bar { cells, over: None }.draw(look, buffer, area);
        }
    }
}

impl Scrolls for Help {
    fn scroll(&mut self) -> &mut Scroll {
        &mut self.scroll
    }

    fn height(&mut self) -> usize {
        self.height
    }
}

pub fn commands() -> Vec<Command<Help>> {
    let mut table = motions();
    table.extend::<Vec<_>>(commands! {
        "page-on" ["Space"] Nothing "more" "a page on" => |v: &mut Help, _| v.scroll.step((v.height as i64 - 2).max(1));
        "find" ["/"] Nothing "find" "only the commands that have these words" => find;
        "close" ["q", "?", "h", "Left"] Nothing "close" "close the help" => |_, call| call.ask(Ask::Close);
    });
    table
}

fn find(view: &mut Help, call: &mut Call) {
    call.ask(Ask::Prompt(Purpose::Help, view.words.clone()));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All of it was wrapped after every key.
    #[test]
    fn what_is_said_is_wrapped_once_for_a_width() {
        let mut help = Help::new(Vec::new(), &[("F2".to_owned(), "save; ".repeat(30))]);
        help.settle(60, 20);
        let rows = help.rows.as_ptr();
        help.settle(60, 10);
        assert_eq!(help.rows.as_ptr(), rows, "the same rows");
        let count = help.rows.len();
        help.settle(40, 10);
        assert!(help.rows.len() > count);
        help.narrow("save");
        let parts = help.rows.len();
        help.settle(100, 10);
        assert!(help.rows.len() < parts && !help.rows.is_empty());
    }
}
