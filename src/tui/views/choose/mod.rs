//! What was found behind an address, before one subscribes: which feed, and what is in it.

use crate::model::{Candidate, Change, FeedId, NewFeed, without_secrets};
use crate::tui::core::{Ask, Call, Command, commands, motions};
use crate::tui::kit::{Bar, Cell, Listing, Lists, Look, Role, fill, put, said, time};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub const NAME: &str = "choose";

/// Lines of a candidate: title, address.
const LINES: u16 = 2;
/// Lines of what is in the selected one at most: a blank one, and the newest entries.
const PREVIEW: usize = 6;

#[derive(Clone, Debug, PartialEq)]
pub struct Choose {
    candidates: Vec<Candidate>,
    /// The feed whose address is looked for; none: a new subscription.
    feed: Option<FeedId>,
    /// Where a new subscription goes.
    folder: Vec<String>,
    listing: Listing,
}

impl Choose {
    pub fn new(candidates: Vec<Candidate>, feed: Option<FeedId>, folder: Vec<String>) -> Self {
        Self {
            candidates,
            feed,
            folder,
            listing: Listing::new(LINES),
        }
    }

    pub fn settle(&mut self, height: usize) {
        let preview = PREVIEW.min(height / 2);
        self.listing.settle(self.candidates.len(), height, preview);
    }

    /// What the first line of the screen says.
    pub const fn title(&self) -> &'static str {
        match self.feed {
            Some(_) => "find a feed anew",
            None => "add a feed",
        }
    }

    /// Line of the selection on the screen.
    pub fn cursor(&self) -> u16 {
        self.listing.cursor()
    }

    pub fn click(&mut self, line: usize, call: &mut Call) {
        if self.listing.click(line) {
            choose(self, call);
        }
    }

    pub fn render(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        let title = look.theme.style(Role::Title);
        let width = area.width.saturating_sub(4);
        let at = (area.x + 2, area.y);
        put(look, buffer, at, width, &self.heading(), title);
        let mut end = area.y;
        for (index, is_selected, row) in self.listing.rows(area) {
            draw(&self.candidates[index], is_selected, look, buffer, row);
            end = row.bottom();
        }
        let preview = Rect {
            y: (end + 1).min(area.bottom()),
            height: area.bottom().saturating_sub(end + 1),
            ..area
        };
        self.preview(look, buffer, preview);
    }

    fn heading(&self) -> String {
        let into = match self.folder.join("/") {
            folder if folder.is_empty() || self.feed.is_some() => String::new(),
            folder => format!(" (into {folder})"),
        };
        match (self.candidates.len(), self.feed) {
            (1, Some(_)) => "Is this its new address?".to_owned(),
            (1, None) => format!("Subscribe to this feed{into}?"),
            (many, _) => format!("{many} feeds are there{into}. Which one?"),
        }
    }

    fn selected(&self) -> Option<&Candidate> {
        self.candidates.get(self.listing.selected())
    }

    /// The newest entries of the selected one, with their ages.
    fn preview(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        let Some(candidate) = self.selected() else {
            return;
        };
        let theme = look.theme;
        if candidate.newest.is_empty() && area.height > 0 {
            let words = "no entries seen yet";
            let at = (area.x + 4, area.y);
            let width = area.width.saturating_sub(5);
            put(look, buffer, at, width, words, theme.style(Role::Dim));
        }
        for (y, entry) in (area.top()..area.bottom()).zip(&candidate.newest) {
            let age = entry.published.map(|it| time::age(look, it, false));
            let width = area.width.saturating_sub(4 + 7 + 2);
            let cells = vec![
                Cell::new("", 1, theme.style(Role::Text)),
                Cell::new("", 0, theme.style(Role::Text)),
                Cell::new(age.unwrap_or_default(), 7, theme.style(Role::Dim)),
                Cell::new(entry.title.as_str(), width, theme.style(Role::Text)),
            ];
            let row = Rect {
                y,
                height: 1,
                ..area
            };
            Bar { cells, over: None }.draw(look, buffer, row);
        }
    }
}

/// Its title over the whole line, its address below it.
fn draw(it: &Candidate, is_selected: bool, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
    let role = if is_selected {
        Role::Selected
    } else {
        Role::Strong
    };
    if is_selected {
        fill(buffer, Rect { height: 1, ..area }, look.theme.style(role));
    }
    let title = format!("{} ({})", it.title, it.found_by);
    let lines = [
        (title, role),
        (said(&without_secrets(&it.url)).into_string(), Role::Dim),
    ];
    let width = area.width.saturating_sub(4);
    for (y, (text, role)) in (area.top()..area.bottom()).zip(lines) {
        let at = (area.x + 2, y);
        put(look, buffer, at, width, &text, look.theme.style(role));
    }
}

impl Lists for Choose {
    fn listing(&mut self) -> &mut Listing {
        &mut self.listing
    }
}

pub fn commands() -> Vec<Command<Choose>> {
    let mut table = motions();
    table.extend::<Vec<_>>(commands! {
        "choose" ["Enter", "Space", "l", "Right"] Nothing "take it" "subscribe to this feed; take this address" => choose;
        "close" ["q", "h", "Left"] Nothing "none" "take none" => |_, call| call.ask(Ask::Close);
    });
    table
}

fn choose(view: &mut Choose, call: &mut Call) {
    let Some(candidate) = view.selected() else {
        return;
    };
    call.ask(Ask::Close);
    call.ask(match view.feed {
        Some(feed) => Ask::Change(Change::FeedUrl(feed, candidate.url.clone())),
        None => Ask::Subscribe(vec![NewFeed {
            url: candidate.url.clone(),
            title: candidate.title.as_str().to_owned(),
            folder: view.folder.clone(),
            ..NewFeed::default()
        }]),
    });
}
