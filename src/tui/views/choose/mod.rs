//! What was found behind an address, before one subscribes: which feed, and what is in it.

use crate::model::{Candidate, Change, FeedId, NewFeed};
use crate::tui::core::{Ask, Call, Command, commands, motions};
use crate::tui::kit::{Bar, Cell, Look, Role, Scroll, Scrolls, fill, put, said, time};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub const NAME: &str = "choose";

/// Lines of a candidate: title, address.
const LINES: usize = 2;
/// Lines above the candidates.
const HEAD: usize = 2;
/// Lines of what is in the selected one at most: a blank one, and the newest entries.
const PREVIEW: usize = 6;

#[derive(Clone, Debug, PartialEq)]
pub struct Choose {
    candidates: Vec<Candidate>,
    /// The feed whose address is looked for; none: a new subscription.
    feed: Option<FeedId>,
    /// Where a new subscription goes.
    folder: Vec<String>,
    scroll: Scroll,
    /// Candidates on the screen.
    height: usize,
}

impl Choose {
    pub fn new(candidates: Vec<Candidate>, feed: Option<FeedId>, folder: Vec<String>) -> Self {
        Self {
            candidates,
            feed,
            folder,
            scroll: Scroll::default(),
            height: 5,
        }
    }

    pub fn settle(&mut self, height: usize) {
        let room = height.saturating_sub(HEAD + PREVIEW.min(height / 2));
        self.height = (room / LINES).max(1);
        self.scroll.settle(self.candidates.len(), self.height);
    }

    /// What the first line of the screen says.
    pub const fn title(&self) -> &'static str {
        match self.feed {
            Some(_) => "find a feed anew",
            None => "add a feed",
        }
    }

    /// Line of the selection on the screen.
    pub fn cursor(&self) -> usize {
        HEAD + (self.scroll.selected - self.scroll.top) * LINES
    }

    pub fn click(&mut self, line: usize, call: &mut Call) {
        let index = self.scroll.top + line.saturating_sub(HEAD) / LINES;
        if index == self.scroll.selected {
            choose(self, call);
        } else if index < self.candidates.len() {
            self.scroll.selected = index;
        }
    }

    pub fn render(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        let theme = look.theme;
        let width = area.width.saturating_sub(4);
        let at = (area.x + 2, area.y);
        put(
            look,
            buffer,
            at,
            width,
            &self.heading(),
            theme.style(Role::Title),
        );
        let visible = self.candidates.iter().enumerate().skip(self.scroll.top);
        let mut y = area.y + HEAD as u16;
        for (index, candidate) in visible.take(self.height) {
            let is_selected = index == self.scroll.selected;
            let role = if is_selected {
                Role::Selected
            } else {
                Role::Strong
            };
            let row = |y| Rect {
                y,
                height: 1,
                ..area
            };
            if is_selected && y < area.bottom() {
                fill(buffer, row(y), theme.style(role));
            }
            let title = format!("{} ({})", candidate.title, candidate.found_by);
            for (text, role) in [
                (title, role),
                (said(&candidate.url).into_string(), Role::Dim),
            ] {
                if y < area.bottom() {
                    put(
                        look,
                        buffer,
                        (area.x + 2, y),
                        width,
                        &text,
                        theme.style(role),
                    );
                }
                y += 1;
            }
        }
        self.preview(
            look,
            buffer,
            Rect {
                y: (y + 1).min(area.bottom()),
                height: area.bottom().saturating_sub(y + 1),
                ..area
            },
        );
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

    /// The newest entries of the selected one, with their ages.
    fn preview(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        let Some(candidate) = self.candidates.get(self.scroll.selected) else {
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

impl Scrolls for Choose {
    fn scroll(&mut self) -> &mut Scroll {
        &mut self.scroll
    }

    fn height(&self) -> usize {
        self.height
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
    let Some(candidate) = view.candidates.get(view.scroll.selected) else {
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
