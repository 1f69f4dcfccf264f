//! The links of an article, to choose from: number, host, words.

use crate::model::Link;
use crate::tui::core::{Ask, Call, Command, Effect, commands, motions};
use crate::tui::kit::{Cell, FOOT, Frame, Listing, Lists, Look, Role, counted, host_and_rest};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub const NAME: &str = "links";

#[derive(Clone, Debug, PartialEq)]
pub struct Links {
    links: Vec<Link>,
    listing: Listing,
}

impl Links {
    pub fn new(links: Vec<Link>) -> Self {
        Self {
            links,
            listing: Listing::new(1),
        }
    }

    pub fn settle(&mut self, height: usize) {
        self.listing.settle(self.links.len(), height, FOOT);
    }

    /// Line of the selection on the screen.
    pub fn cursor(&self) -> u16 {
        self.listing.cursor()
    }

    pub fn click(&mut self, line: usize, call: &mut Call) {
        if self.listing.click(line) {
            self.follow(call);
        }
    }

    pub fn render(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        let heading = counted(self.links.len(), "link");
        let foot = self.selected().map(|link| {
            let (host, rest) = host_and_rest(&link.url);
            format!("{host}{rest}")
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
        let link = &self.links[index];
        let (host, _) = host_and_rest(&link.url);
        let hosts = (width / 3).clamp(8, 26);
        vec![
            Cell::new(format!("{:>3}", index + 1), 4, theme.style(Role::Dim)),
            Cell::new(host.into_string(), hosts, theme.style(Role::Link)),
            Cell::new(link.text.as_str(), width, theme.style(Role::Text)),
        ]
    }

    fn selected(&self) -> Option<&Link> {
        self.links.get(self.listing.selected())
    }

    fn save(&self, call: &mut Call) {
        if let Some(link) = self.selected() {
            call.ask(Ask::SavePage(link.url.clone()));
        }
    }

    fn follow(&self, call: &mut Call) {
        if let Some(link) = self.selected() {
            call.ask(Ask::Follow(link.url.clone()));
        }
    }

    fn give(&self, call: &mut Call, effect: fn(String) -> Effect) {
        if let Some(link) = self.selected() {
            call.ask(Ask::Effect(effect(link.url.clone())));
        }
    }
}

impl Lists for Links {
    fn listing(&mut self) -> &mut Listing {
        &mut self.listing
    }
}

pub fn commands() -> Vec<Command<Links>> {
    let mut table = motions();
    table.extend::<Vec<_>>(commands! {
        "open" ["Enter", "o", "l", "Right"] Nothing "open" "open the link in the browser; go to a place in the article" => |v: &mut Links, call| v.follow(call);
        "save-page" ["s"] Nothing "save" "save its page, whole, without a subscription" => |v, call| v.save(call);
        "copy-address" ["y"] Nothing "copy" "copy the link's address" => |v, call| v.give(call, Effect::Copy);
        "close" ["q", "h", "Left", "U"] Nothing "close" "back to the article" => |_, call| call.ask(Ask::Close);
    });
    table
}
