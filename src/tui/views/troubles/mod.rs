//! Every feed with something wrong, the worst first: since when, and the one key that mends it.

use crate::model::{Change, Feed, Timestamp, Trouble, troubled};
use crate::tui::core::{Ask, Call, Command, commands, motions};
use crate::tui::kit::{Listing, Lists, Look, Role, counted, fill, isolated, put, time};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub const NAME: &str = "troubles";

/// Lines of a feed: what is wrong, and what can be done.
const LINES: u16 = 2;

#[derive(Clone, Debug, PartialEq)]
pub struct Troubles {
    found: Vec<(Feed, Trouble)>,
    /// Feeds that there are, the sound ones too; none until they were read.
    all: Option<usize>,
    /// Of these nothing is known yet.
    unfetched: usize,
    listing: Listing,
}

impl Troubles {
    pub fn new(feeds: Option<&[Feed]>, now: Timestamp) -> Self {
        let mut view = Self {
            found: Vec::new(),
            all: None,
            unfetched: 0,
            listing: Listing::new(LINES),
        };
        view.show(feeds, now);
        view
    }

    /// The feeds as they are now, none before they were read; the selection stays on its feed.
    pub fn show(&mut self, feeds: Option<&[Feed]>, now: Timestamp) {
        let selected = self.selected().map(|feed| feed.id);
        let found = troubled(feeds.unwrap_or_default(), now);
        self.found = found.into_iter().map(|it| (it.0.clone(), it.1)).collect();
        self.all = feeds.map(<[Feed]>::len);
        let all = feeds.unwrap_or_default().iter();
        self.unfetched = all.filter(|feed| feed.was_never_fetched()).count();
        let place = self.found.iter().position(|it| Some(it.0.id) == selected);
        if let Some(place) = place {
            self.listing.select(place);
        }
    }

    pub fn settle(&mut self, height: usize) {
        self.listing.settle(self.found.len(), height, 0);
    }

    /// Line of the selection on the screen.
    pub fn cursor(&self) -> u16 {
        self.listing.cursor()
    }

    pub fn click(&mut self, line: usize, call: &mut Call) {
        if self.listing.click(line) {
            of_feed(self, call, |feed| Ask::Health(feed.id));
        }
    }

    /// No feed wants a look.
    pub const fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    fn selected(&self) -> Option<&Feed> {
        self.found.get(self.listing.selected()).map(|it| &it.0)
    }

    pub fn render(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        let theme = look.theme;
        let width = area.width.saturating_sub(3);
        let heading = match (self.found.len(), self.all) {
            (_, None) => String::new(),
            (0, Some(0)) => "There are no feeds yet.".to_owned(),
            (0, Some(all)) if all == self.unfetched => "Nothing was fetched yet.".to_owned(),
            (0, Some(all)) if self.unfetched > 0 => {
                let (some, well) = (self.unfetched, all - self.unfetched);
                let (well, all) = (counted(well, "feed"), counted(all, "feed"));
                format!("All is well with {well}. Nothing was fetched yet from {some} of {all}.")
            }
            (0, Some(all)) => format!("All is well with {}.", counted(all, "feed")),
            (1, Some(all)) => format!("1 of {} wants a look.", counted(all, "feed")),
            (found, Some(all)) => format!("{found} of {} want a look.", counted(all, "feed")),
        };
        let at = (area.x + 2, area.y);
        put(look, buffer, at, width, &heading, theme.style(Role::Title));
        for (index, is_selected, row) in self.listing.rows(area) {
            let (feed, trouble) = &self.found[index];
            draw(feed, *trouble, is_selected, look, buffer, row);
        }
    }
}

/// What is wrong over the whole line, what can be done below it.
fn draw(
    feed: &Feed,
    trouble: Trouble,
    is_selected: bool,
    look: &Look<'_>,
    buffer: &mut Buffer,
    area: Rect,
) {
    let role = if is_selected {
        Role::Selected
    } else {
        Role::Strong
    };
    if is_selected {
        fill(buffer, Rect { height: 1, ..area }, look.theme.style(role));
    }
    let when = |at| time::point(look, at);
    let can = feed.remedy(trouble, look.now).offer(when);
    let lines = [
        (
            2,
            role,
            format!(
                "{}: {}",
                isolated(&feed.title),
                feed.complaint(trouble, when)
            ),
        ),
        (4, Role::Dim, format!("{can}   {}", feed.success(when))),
    ];
    for (y, (indent, role, text)) in (area.top()..area.bottom()).zip(lines) {
        let room = area.width.saturating_sub(indent + 1);
        let at = (area.x + indent, y);
        put(look, buffer, at, room, &text, look.theme.style(role));
    }
}

impl Lists for Troubles {
    fn listing(&mut self) -> &mut Listing {
        &mut self.listing
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
