//! The palette, drawn: a command a line, or what may stand behind one.

use super::{Item, Palette, Shown, argument_of};
use crate::tui::kit::{Bar, Cell, Look, Role, put};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Before what is typed.
pub const SIGN: &str = ":";

impl Palette {
    pub fn render(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        let count = self.shown.len();
        let visible = self.scroll.top..count.min(self.scroll.top + usize::from(area.height));
        for (y, index) in visible.enumerate() {
            let area = Rect {
                y: area.y + y as u16,
                height: 1,
                ..area
            };
            let is_selected = index == self.scroll.selected;
            match &self.shown {
                Shown::Commands(found) => {
                    if let Some(item) = found.get(index).and_then(|at| self.items.get(*at)) {
                        command(item, is_selected, look, buffer, area);
                    }
                }
                Shown::Lines(lines) => {
                    let is_taken = is_selected && self.has_chosen;
                    let over = is_taken.then(|| look.theme.style(Role::Selected));
                    let style = look.theme.style(Role::Text);
                    let cells = vec![
                        Cell::new("", 0, style),
                        Cell::new(lines[index].as_str(), area.width, style),
                    ];
                    Bar { cells, over }.draw(look, buffer, area);
                }
            }
        }
        if count == 0 {
            let words = match argument_of(&self.items, self.input.text()) {
                Some((_, item, _)) => format!("{}: {}", item.args.word(), item.help),
                None => "no command has these letters in this order".to_owned(),
            };
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

    /// The line of input; answers the cursor's column.
    pub fn render_input(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) -> u16 {
        let style = look.theme.style(Role::Accent);
        let start = put(look, buffer, (area.x, area.y), area.width, SIGN, style);
        let line = Rect {
            x: start,
            width: area.right().saturating_sub(start),
            ..area
        };
        let text = look.theme.style(Role::Text);
        self.input.draw(text, buffer, line).1
    }
}

fn command(item: &Item, is_selected: bool, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
    let theme = look.theme;
    let applies = item.why_not.is_none();
    let role = |role| if applies { role } else { Role::Dim };
    let name = if item.args.takes_argument() {
        format!("{} {}", item.name, item.args.word())
    } else {
        item.name.to_owned()
    };
    let (name_width, key_width) = match area.width {
        ..50 => (16, 0),
        50..90 => (22, 9),
        _ => (26, 12),
    };
    let mut cells = vec![
        Cell::new("", 0, theme.style(Role::Text)),
        Cell::new(name, name_width, theme.style(role(Role::Text))),
    ];
    if key_width > 0 {
        cells.push(Cell::new(
            item.keys.as_str(),
            key_width,
            theme.style(role(Role::Key)),
        ));
    }
    let words = match &item.why_not {
        Some(why) => why.as_str(),
        None => item.help,
    };
    cells.push(Cell::new(words, area.width, theme.style(Role::Dim)));
    let over = is_selected.then(|| theme.style(Role::Selected));
    Bar { cells, over }.draw(look, buffer, area);
}
