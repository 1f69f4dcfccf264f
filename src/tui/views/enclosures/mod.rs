//! What an article encloses, to choose from: kind, size, what is on the disk, name.

use crate::model::{ArticleId, Held};
use crate::tui::core::{Ask, Call, Command, Effect, commands, motions};
use crate::tui::kit::{
    Cell, FOOT, Frame, Listing, Lists, Look, Role, counted, host_and_rest, size,
};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub const NAME: &str = "enclosures";

#[derive(Clone, Debug, PartialEq)]
pub struct Enclosures {
    article: ArticleId,
    held: Vec<Held>,
    listing: Listing,
}

impl Enclosures {
    pub fn new(article: ArticleId, held: Vec<Held>) -> Self {
        Self {
            article,
            held,
            listing: Listing::new(1),
        }
    }

    pub fn article(&self) -> ArticleId {
        self.article
    }

    /// What is on the disk became known anew.
    pub fn know(&mut self, held: Vec<Held>) {
        self.held = held;
    }

    pub fn settle(&mut self, height: usize) {
        self.listing.settle(self.held.len(), height, FOOT);
    }

    /// Line of the selection on the screen.
    pub fn cursor(&self) -> u16 {
        self.listing.cursor()
    }

    pub fn click(&mut self, line: usize, call: &mut Call) {
        if self.listing.click(line) {
            self.open(call);
        }
    }

    pub fn render(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        let heading = counted(self.held.len(), "enclosure");
        let foot = self.selected().map(|held| {
            if held.is_whole {
                held.file.to_string_lossy().into_owned()
            } else {
                let (host, rest) = host_and_rest(&held.enclosure.url);
                format!("{host}{rest}")
            }
        });
        let frame = Frame {
            heading: &heading,
            foot: &foot.unwrap_or_default(),
        };
        let width = area.width.saturating_sub(2);
        frame.draw(self.listing, look, buffer, area, |index| {
            self.cells(index, look, width)
        });
    }

    fn cells(&self, index: usize, look: &Look<'_>, width: u16) -> Vec<Cell<'_>> {
        let theme = look.theme;
        let held = &self.held[index];
        let kind = held.enclosure.media_type.as_deref().unwrap_or("unknown");
        let (host, rest) = host_and_rest(&held.enclosure.url);
        let name = rest.rsplit('/').find(|part| !part.is_empty());
        let name = name.map_or_else(|| host.to_string(), str::to_owned);
        let dim = theme.style(Role::Dim);
        vec![
            Cell::new(format!("{:>3}", index + 1), 4, dim),
            Cell::new(kind, 16, theme.style(Role::Text)),
            Cell::right(sizes(held), 9, dim),
            Cell::new(state(held, look), 9, theme.style(Role::Accent)),
            Cell::new(name, width.saturating_sub(42), theme.style(Role::Link)),
        ]
    }

    fn selected(&self) -> Option<&Held> {
        self.held.get(self.listing.selected())
    }

    fn ask(&self, call: &mut Call, fetches: bool) {
        let number = Some(self.listing.selected() as u32 + 1);
        call.ask(Ask::Enclosure {
            article: self.article,
            number,
            fetches,
        });
    }

    fn open(&self, call: &mut Call) {
        self.ask(call, false);
    }

    fn copy(&self, call: &mut Call) {
        if let Some(held) = self.selected() {
            call.ask(Ask::Effect(Effect::Copy(held.enclosure.url.clone())));
        }
    }
}

/// As it is here, else as the feed claims.
fn sizes(held: &Held) -> String {
    let claimed = held.enclosure.length.filter(|length| *length > 0);
    if held.is_whole {
        size(held.bytes)
    } else {
        claimed.map(size).unwrap_or_default()
    }
}

fn state(held: &Held, look: &Look<'_>) -> String {
    match held.bytes {
        _ if held.is_whole => format!("{} here", look.glyphs.whole),
        0 => String::new(),
        begun => size(begun),
    }
}

impl Lists for Enclosures {
    fn listing(&mut self) -> &mut Listing {
        &mut self.listing
    }
}

pub fn commands() -> Vec<Command<Enclosures>> {
    let mut table = motions();
    table.extend::<Vec<_>>(commands! {
        "open" ["Enter", "o", "l", "Right"] Nothing "open" "open it, from the disk if it is there" => |v: &mut Enclosures, call| v.open(call);
        "download" ["W", "w"] Nothing "download" "fetch it into a file; goes on where it was left off" => |v, call| v.ask(call, true);
        "copy-address" ["y"] Nothing "copy" "copy its address" => |v, call| v.copy(call);
        "close" ["q", "h", "Left", "e"] Nothing "close" "back to the article" => |_, call| call.ask(Ask::Close);
    });
    table
}
