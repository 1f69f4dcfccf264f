//! Every command that works here, with its keys: made from the table of commands.

use crate::tui::core::{Ask, Call, Command, Entry, Moves, Shape, commands, motions};
use crate::tui::kit::{Bar, Cell, Look, Role, put};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub const NAME: &str = "help";

#[derive(Clone, Debug, PartialEq)]
pub struct Help {
    lines: Vec<Line>,
    top: usize,
    height: usize,
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
    /// Commands in their order; those of one view stand under its name.
    pub fn new(listed: Vec<(Entry, Vec<String>)>) -> Self {
        let mut lines = Vec::new();
        let mut view = "";
        for (entry, keys) in listed {
            if entry.view != view {
                view = entry.view;
                if !lines.is_empty() {
                    lines.push(Line::Blank);
                }
                lines.push(Line::Heading(view.to_owned()));
            }
            let count = if entry.args == Shape::Count {
                " (takes a count)"
            } else {
                ""
            };
            let help = format!("{}{count}", entry.help);
            lines.push(Line::Command {
                keys: keys.join("  "),
                name: entry.name,
                help,
            });
        }
        Self {
            lines,
            top: 0,
            height: 20,
        }
    }

    pub fn settle(&mut self, height: usize) {
        self.height = height;
        self.top = self.top.min(self.lines.len().saturating_sub(height));
    }

    pub fn render(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        let visible = self
            .lines
            .iter()
            .skip(self.top)
            .take(usize::from(area.height));
        for (y, line) in visible.enumerate() {
            let area = Rect {
                y: area.y + y as u16,
                height: 1,
                ..area
            };
            self.draw(line, look, buffer, area);
        }
    }

    fn draw(&self, line: &Line, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        let theme = look.theme;
        match line {
            Line::Blank => {}
            Line::Heading(name) => {
                let at = (area.x + 1, area.y);
                put(look, buffer, at, area.width, name, theme.style(Role::Title));
            }
            Line::Command { keys, name, help } => {
                let name_width = if area.width >= 90 { 18 } else { 0 };
                let mut cells = vec![
                    Cell::new("", 0, theme.style(Role::Text)),
                    Cell::new(
                        keys.as_str(),
                        16.min(area.width / 3),
                        theme.style(Role::Key),
                    ),
                ];
                if name_width > 0 {
                    cells.push(Cell::new(*name, name_width, theme.style(Role::Dim)));
                }
                cells.push(Cell::new(
                    help.as_str(),
                    area.width,
                    theme.style(Role::Text),
                ));
                Bar { cells, over: None }.draw(look, buffer, area);
            }
        }
    }
}

impl Moves for Help {
    fn step(&mut self, by: i64, _: &mut Call) {
        self.top = self
            .top
            .saturating_add_signed(isize::try_from(by).unwrap_or(0));
    }

    fn to(&mut self, line: Option<usize>, _: &mut Call) {
        self.top = line.unwrap_or(usize::MAX);
    }

    fn page(&self) -> i64 {
        self.height as i64
    }
}

pub fn commands() -> Vec<Command<Help>> {
    let mut table = motions();
    table.extend::<Vec<_>>(commands! {
        "page-on" ["Space"] Nothing "more" "a page on" => |v: &mut Help, call| v.step((v.page() - 2).max(1), call);
        "close" ["q", "?", "h", "Left"] Nothing "close" "close the help" => |_, call| call.ask(Ask::Close);
    });
    table
}
