//! Themes to choose from, each shown at once: the list at the left, a page in it at the right.

use crate::tui::core::{AUTO, Ask, Call, Command, Moves, Settings, commands, motions};
use crate::tui::kit::{Look, Piece, Role, Scroll, fill, put};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub const NAME: &str = "themes";

const HEAD: u16 = 2;
const LIST: u16 = 22;

#[derive(Clone, Debug, PartialEq)]
pub struct Themes {
    names: Vec<String>,
    /// What was chosen when this was opened.
    pub before: String,
    scroll: Scroll,
    height: usize,
}

/// A page in small: role and words of each line.
const SAMPLE: [&[(Role, &str)]; 13] = [
    &[(Role::Title, "Ferries back on the river after nine weeks")],
    &[(
        Role::Standfirst,
        "Boats run again between Lokoja and Onitsha.",
    )],
    &[(Role::Dim, "Amara Ndukwe, Mon 23 Nov, 4 min")],
    &[],
    &[
        (Role::Text, "After nine weeks of "),
        (Role::Link, "dredging"),
        (Role::Dim, "[1]"),
        (Role::Text, " the first ferry"),
    ],
    &[
        (Role::Text, "left at "),
        (Role::Match, "nine"),
        (Role::Text, " with forty people and a goat."),
    ],
    &[(
        Role::Quote,
        "| Every timetable here is written by the sand.",
    )],
    &[(Role::Heading, "Who pays")],
    &[
        (Role::CodeKeyword, "fn "),
        (Role::CodeName, "depth"),
        (Role::Code, "() -> "),
        (Role::CodeType, "Metres "),
        (Role::CodeComment, "// 2.4"),
    ],
    &[(Role::Caption, "The first boat leaves Lokoja.")],
    &[],
    &[
        (Role::Trouble, "failing, last success Saturday"),
        (Role::Text, "  "),
        (Role::Hint, "a"),
    ],
    &[
        (Role::Key, "u"),
        (Role::Dim, " undo   "),
        (Role::Strong, "unread"),
        (Role::Accent, "  9/17"),
    ],
];

impl Themes {
    pub fn new(settings: &Settings) -> Self {
        let mut names = vec![AUTO.to_owned()];
        names.extend(settings.themes.iter().map(|theme| theme.name.clone()));
        let selected = names.iter().position(|name| *name == settings.choice);
        Self {
            names,
            before: settings.choice.clone(),
            scroll: Scroll {
                top: 0,
                selected: selected.unwrap_or(0),
            },
            height: 10,
        }
    }

    pub fn settle(&mut self, height: usize) {
        self.height = height.saturating_sub(usize::from(HEAD)).max(1);
        self.scroll.settle(self.names.len(), self.height);
    }

    pub fn cursor(&self) -> u16 {
        HEAD + (self.scroll.selected - self.scroll.top) as u16
    }

    pub fn click(&mut self, line: usize, call: &mut Call) {
        if let Some(line) = line
            .checked_sub(usize::from(HEAD))
            .filter(|line| *line < self.height)
        {
            self.to(Some(self.scroll.top + line), call);
        }
    }

    fn show(&mut self, call: &mut Call) {
        self.scroll.selected = self.scroll.selected.min(self.names.len().saturating_sub(1));
        if let Some(name) = self.names.get(self.scroll.selected) {
            call.ask(Ask::Theme(name.clone()));
        }
    }

    pub fn render(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        let theme = look.theme;
        let x = area.x + 2;
        put(
            look,
            buffer,
            (x, area.y),
            area.width.saturating_sub(4),
            "Theme",
            theme.style(Role::Title),
        );
        let visible = self
            .names
            .iter()
            .enumerate()
            .skip(self.scroll.top)
            .take(self.height);
        for ((index, name), y) in visible.zip(area.y + HEAD..area.bottom()) {
            let is_selected = index == self.scroll.selected;
            let style = theme.style(if is_selected {
                Role::Selected
            } else {
                Role::Text
            });
            let line = Rect::new(x, y, LIST.min(area.width.saturating_sub(4)), 1);
            if is_selected {
                fill(buffer, line, style);
            }
            let about = match name.as_str() {
                AUTO => "auto: as the terminal",
                name => name,
            };
            put(
                look,
                buffer,
                (x + 1, y),
                line.width.saturating_sub(1),
                about,
                style,
            );
        }
        let left = x + LIST + 3;
        for (pieces, y) in SAMPLE.iter().zip(area.y + HEAD..area.bottom()) {
            let room = Rect::new(left, y, area.right().saturating_sub(left), 1);
            let pieces: Vec<Piece<'_>> = pieces
                .iter()
                .map(|(role, text)| Piece::new(*role, *text))
                .collect();
            Piece::draw(&pieces, look, buffer, room);
        }
    }
}

impl Moves for Themes {
    fn step(&mut self, by: i64, call: &mut Call) {
        self.scroll.step(by);
        self.show(call);
    }

    fn to(&mut self, line: Option<usize>, call: &mut Call) {
        self.scroll.selected = line.unwrap_or(usize::MAX);
        self.show(call);
    }

    fn page(&self) -> i64 {
        self.height as i64
    }
}

pub fn commands() -> Vec<Command<Themes>> {
    let mut table = motions();
    table.extend::<Vec<_>>(commands! {
        "choose" ["Enter", "Space", "l", "Right"] Nothing "take" "keep this theme" => |_: &mut Themes, call| { call.ask(Ask::KeepTheme); call.ask(Ask::Close); };
        "close" ["q", "h", "Left", "T"] Nothing "as before" "back to the theme from before" => |v, call| { call.ask(Ask::Theme(v.before.clone())); call.ask(Ask::Close); };
    });
    table
}
