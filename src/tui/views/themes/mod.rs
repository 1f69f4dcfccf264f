//! Themes to choose from, each shown at once: the list at the left, a page in it at the right.

use crate::tui::core::{AUTO, Ask, Call, Command, Moves, Settings, commands, motions};
use crate::tui::kit::{HEAD, Listing, Look, Piece, Role, fill, put};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub const NAME: &str = "themes";

const LIST: u16 = 22;

#[derive(Clone, Debug, PartialEq)]
pub struct Themes {
    names: Vec<String>,
    /// What was chosen when this was opened.
    pub before: String,
    listing: Listing,
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
        let mut listing = Listing::new(1);
        listing.select(selected.unwrap_or(0));
        Self {
            names,
            before: settings.choice.clone(),
            listing,
        }
    }

    /// The list of the themes that there are now; what is selected stays.
    pub fn renew(&mut self, settings: &Settings) {
        let before = std::mem::take(&mut self.before);
        *self = Self {
            before,
            ..Self::new(settings)
        };
    }

    pub fn settle(&mut self, height: usize) {
        self.listing.settle(self.names.len(), height, 0);
    }

    /// Line of the selection on the screen.
    pub fn cursor(&self) -> u16 {
        self.listing.cursor()
    }

    pub fn click(&mut self, line: usize, call: &mut Call) {
        self.listing.click(line);
        self.show(call);
    }

    fn show(&mut self, call: &mut Call) {
        let last = self.names.len().saturating_sub(1);
        if let Some(name) = self.names.get(self.listing.selected().min(last)) {
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
        let list = Rect {
            x,
            width: LIST.min(area.width.saturating_sub(4)),
            ..area
        };
        for (index, is_selected, line) in self.listing.rows(list) {
            let style = theme.style(if is_selected {
                Role::Selected
            } else {
                Role::Text
            });
            if is_selected {
                fill(buffer, line, style);
            }
            let about = match self.names[index].as_str() {
                AUTO => "auto: as the terminal",
                name => name,
            };
            let (at, width) = ((x + 1, line.y), line.width.saturating_sub(1));
            put(look, buffer, at, width, about, style);
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
        self.listing.step(by);
        self.show(call);
    }

    fn to(&mut self, line: Option<usize>, call: &mut Call) {
        self.listing.select(line.unwrap_or(usize::MAX));
        self.show(call);
    }

    fn page(&mut self) -> i64 {
        self.listing.height() as i64
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
