//! Every feed with something wrong, the worst first: since when, and the one key that mends it.

use crate::model::{Change, Feed, Timestamp, Trouble, troubled};
use crate::tui::core::{Ask, Call, Command, commands, motions};
use crate::tui::kit::{Look, Role, Scroll, Scrolls, counted, fill, put, time};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub const NAME: &str = "troubles";

/// Lines of a feed: what is wrong, and what can be done.
const LINES: usize = 2;
const HEAD: usize = 2;

#[derive(Clone, Debug, PartialEq)]
pub struct Troubles {
    found: Vec<(Feed, Trouble)>,
    /// Feeds that there are, the sound ones too.
    all: usize,
    scroll: Scroll,
    /// Feeds on the screen.
    height: usize,
}

impl Troubles {
    pub fn new(feeds: &[Feed], now: Timestamp) -> Self {
        let mut view = Self {
            found: Vec::new(),
            all: 0,
            scroll: Scroll::default(),
            height: 5,
        };
        view.show(feeds, now);
        view
    }

    /// The feeds as they are now; the selection stays on its feed.
    pub fn show(&mut self, feeds: &[Feed], now: Timestamp) {
        let selected = self.selected().map(|feed| feed.id);
        let found = troubled(feeds, now);
        self.found = found.into_iter().map(|it| (it.0.clone(), it.1)).collect();
        self.all = feeds.len();
        let place = self.found.iter().position(|it| Some(it.0.id) == selected);
        self.scroll.selected = place.unwrap_or(self.scroll.selected);
    }

    pub fn settle(&mut self, height: usize) {
        self.height = (height.saturating_sub(HEAD) / LINES).max(1);
        self.scroll.settle(self.found.len(), self.height);
    }

    /// Line of the selection on the screen.
    pub fn cursor(&self) -> usize {
        HEAD + (self.scroll.selected - self.scroll.top) * LINES
    }

    pub fn click(&mut self, line: usize, call: &mut Call) {
        let index = self.scroll.top + line.saturating_sub(HEAD) / LINES;
        if index == self.scroll.selected {
            of_feed(self, call, |feed| Ask::Health(feed.id));
        } else if index < self.found.len() {
            self.scroll.selected = index;
        }
    }

    fn selected(&self) -> Option<&Feed> {
        self.found.get(self.scroll.selected).map(|it| &it.0)
    }

    pub fn render(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        let theme = look.theme;
        let width = area.width.saturating_sub(3);
        let heading = match (self.found.len(), self.all) {
            (0, 0) => "There are no feeds yet.".to_owned(),
            (0, all) => format!("All is well with {}.", counted(all, "feed")),
            (1, all) => format!("1 of {} wants a look.", counted(all, "feed")),
            (found, all) => format!("{found} of {} want a look.", counted(all, "feed")),
        };
        let at = (area.x + 2, area.y);
        put(look, buffer, at, width, &heading, theme.style(Role::Title));
        let visible = self.found.iter().enumerate().skip(self.scroll.top);
        let mut y = area.y + HEAD as u16;
        for (index, (feed, trouble)) in visible.take(self.height) {
            if y >= area.bottom() {
                break;
            }
            let is_selected = index == self.scroll.selected;
            let role = if is_selected {
                Role::Selected
            } else {
                Role::Strong
            };
            if is_selected {
                let row = Rect {
                    y,
                    height: 1,
                    ..area
                };
                fill(buffer, row, theme.style(role));
            }
            let when = |at| time::point(look, at);
            let first = format!("{}: {}", feed.title, feed.complaint(*trouble, when));
            put(
                look,
                buffer,
                (area.x + 2, y),
                width,
                &first,
                theme.style(role),
            );
            if y + 1 < area.bottom() {
                let does = feed.remedy(*trouble).does();
                let second = format!("Space {does}   {}", feed.success(when));
                put(
                    look,
                    buffer,
                    (area.x + 4, y + 1),
                    width.saturating_sub(2),
                    &second,
                    theme.style(Role::Dim),
                );
            }
            y += LINES as u16;
        }
    }
}

impl Scrolls for Troubles {
    fn scroll(&mut self) -> &mut Scroll {
        &mut self.scroll
    }

    fn height(&self) -> usize {
        self.height
    }
}

pub fn commands() -> Vec<Command<Troubles>> {
    let mut table = motions();
    table.extend::<Vec<_>>(commands! {
        "mend" ["Space"] Nothing "mend" "do what is offered for this feed" => |v: &mut Troubles, call| of_feed(v, call, |feed| Ask::Mend(feed.id));
        "open" ["Enter", "i", "l", "Right"] Nothing "more" "how polling this feed goes" => |v, call| of_feed(v, call, |feed| Ask::Health(feed.id));
        "reload" ["r"] Nothing "try now" "try the feed now" => |v, call| of_feed(v, call, |feed| Ask::Refresh(vec![feed.id]));
        "find-anew" ["f"] Nothing "find anew" "look for its feed anew, from its site" => |v, call| of_feed(v, call, |feed| Ask::FindAnew(feed.id));
        "edit" ["E"] Nothing "edit" "edit the feed" => |v, call| of_feed(v, call, |feed| Ask::Edit(feed.id));
        "unsubscribe" ["D"] Nothing "" "unsubscribe" => |v, call| of_feed(v, call, |feed| Ask::Change(Change::RemoveFeed(feed.id)));
        "close" ["q", "h", "Left"] Nothing "close" "close" => |_, call| call.ask(Ask::Close);
    });
    table
}

fn of_feed(view: &Troubles, call: &mut Call, ask: fn(&Feed) -> Ask) {
    if let Some(feed) = view.selected() {
        call.ask(ask(feed));
    }
}
