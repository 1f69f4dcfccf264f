//! The first start: outlets to begin with, ticked or not. Nothing is subscribed to by itself.

mod render;

pub use render::{around, render};

use crate::model::{NewFeed, Outlet};
use crate::tui::core::{Ask, Call, Command, End, Purpose, commands, motions};
use crate::tui::kit::{Scroll, Scrolls, counted, said};

pub const NAME: &str = "start";

/// Two columns of outlets from this width on.
const WIDE: u16 = 76;

#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// By country.
    outlets: Vec<Outlet>,
    ticked: Vec<bool>,
    /// Somebody ticked one, or took a tick away.
    is_touched: bool,
    /// There are feeds: it can be left.
    has_feeds: bool,
    scroll: Scroll,
    width: u16,
    height: usize,
}

/// A line of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Blank,
    /// The country of this outlet.
    Country(usize),
    Outlet(usize),
}

impl Start {
    pub fn new(outlets: Vec<Outlet>) -> Self {
        let ticked = outlets.iter().map(|outlet| outlet.is_ticked).collect();
        Self {
            outlets,
            ticked,
            is_touched: false,
            has_feeds: false,
            scroll: Scroll::default(),
            width: 80,
            height: 20,
        }
    }

    /// The same once there are feeds: nothing is ticked.
    pub fn again(outlets: Vec<Outlet>) -> Self {
        let ticked = vec![false; outlets.len()];
        Self {
            ticked,
            is_touched: true,
            has_feeds: true,
            ..Self::new(outlets)
        }
    }

    /// There are feeds now. Whether it stays: what somebody ticked here waits for its key.
    pub fn goes_on(&mut self) -> bool {
        let is_asked = std::mem::replace(&mut self.has_feeds, true);
        is_asked || self.is_touched && self.ticked.contains(&true)
    }

    pub fn has_feeds(&self) -> bool {
        self.has_feeds
    }

    pub fn settle(&mut self, width: u16, height: usize) {
        (self.width, self.height) = (width, height);
        self.scroll.selected = self
            .scroll
            .selected
            .min(self.outlets.len().saturating_sub(1));
        let columns = self.columns();
        let line = self.line_of(&columns, self.scroll.selected).1;
        let longest = columns.iter().map(Vec::len).max().unwrap_or(0);
        self.scroll.top = crate::tui::kit::keep_in_view(self.scroll.top, line, longest, height);
    }

    /// Column and line of the selection on the screen.
    pub fn cursor(&self) -> (u16, usize) {
        let columns = self.columns();
        let (column, line) = self.line_of(&columns, self.scroll.selected);
        (
            column as u16 * self.column_width() + 2,
            line.saturating_sub(self.scroll.top),
        )
    }

    pub fn click(&mut self, column: u16, line: usize) {
        let columns = self.columns();
        let index = usize::from(column / self.column_width().max(1)).min(columns.len() - 1);
        if let Some(Line::Outlet(outlet)) = columns[index].get(self.scroll.top + line) {
            self.scroll.selected = *outlet;
            self.toggle();
        }
    }

    fn toggle(&mut self) {
        if let Some(ticked) = self.ticked.get_mut(self.scroll.selected) {
            *ticked = !*ticked;
            self.is_touched = true;
        }
    }

    fn chosen(&self) -> impl Iterator<Item = &Outlet> {
        self.outlets
            .iter()
            .zip(&self.ticked)
            .filter(|(_, ticked)| **ticked)
            .map(|(o, _)| o)
    }

    fn column_width(&self) -> u16 {
        if self.width >= WIDE {
            self.width / 2
        } else {
            self.width
        }
    }

    /// Countries stay whole; two columns of about the same length where there is room.
    fn columns(&self) -> Vec<Vec<Line>> {
        let mut groups: Vec<Vec<Line>> = Vec::new();
        for (index, outlet) in self.outlets.iter().enumerate() {
            let before = index
                .checked_sub(1)
                .map(|before| &self.outlets[before].country);
            if before != Some(&outlet.country) {
                groups.push(vec![Line::Country(index)]);
            }
            if let Some(group) = groups.last_mut() {
                group.push(Line::Outlet(index));
            }
        }
        let total: usize = groups.iter().map(|group| group.len() + 1).sum();
        let mut columns = vec![Vec::new()];
        for group in groups {
            let is_wide = self.width >= WIDE && columns.len() == 1;
            let filled = columns[columns.len() - 1].len();
            if is_wide && filled > 0 && (filled + group.len() / 2) * 2 > total {
                columns.push(Vec::new());
            }
            let last = columns.len() - 1;
            if !columns[last].is_empty() {
                columns[last].push(Line::Blank);
            }
            columns[last].extend(group);
        }
        columns
    }

    fn line_of(&self, columns: &[Vec<Line>], outlet: usize) -> (usize, usize) {
        let place = |lines: &Vec<Line>| lines.iter().position(|line| *line == Line::Outlet(outlet));
        let found = columns.iter().enumerate();
        let mut found = found.filter_map(|(column, lines)| Some((column, place(lines)?)));
        found.next().unwrap_or_default()
    }

    /// To the outlet beside this one.
    fn sideways(&mut self) {
        let columns = self.columns();
        let (column, line) = self.line_of(&columns, self.scroll.selected);
        let Some(other) = columns.get(1 - column.min(1)) else {
            return;
        };
        let outlets = other
            .iter()
            .enumerate()
            .filter_map(|(at, line)| match line {
                Line::Outlet(outlet) => Some((at, *outlet)),
                _ => None,
            });
        if let Some((_, outlet)) = outlets.min_by_key(|(at, _)| at.abs_diff(line)) {
            self.scroll.selected = outlet;
        }
    }
}

impl Scrolls for Start {
    fn scroll(&mut self) -> &mut Scroll {
        &mut self.scroll
    }

    fn height(&mut self) -> usize {
        self.height
    }
}

pub fn commands() -> Vec<Command<Start>> {
    let mut table = motions();
    table.extend::<Vec<_>>(commands! {
        "tick" ["Space", "x"] Nothing "tick" "tick this outlet, or not" => |v: &mut Start, _| v.toggle();
        "subscribe" ["Enter"] Nothing "subscribe" "subscribe to what is ticked, and fetch it" => subscribe;
        "left" ["h", "Left"] Nothing "" "to the other column" => |v, _| v.sideways();
        "right" ["l", "Right"] Nothing "" "to the other column" => |v, _| v.sideways();
        "import" ["i"] Nothing "import" "import OPML, or newsboat's urls" => |_, call| call.ask(Ask::Prompt(Purpose::Import, String::new()));
        "demo" ["d"] Nothing "demo" "look around in the built-in edition" => |_, call| call.ask(Ask::End(End::OpenDemo));
        "quit" ["q"] Nothing "quit" "quit, or back to the feeds that are there" => quit;
    });
    table
}

fn quit(view: &mut Start, call: &mut Call) {
    call.ask(if view.has_feeds {
        Ask::Started
    } else {
        Ask::End(End::Quit)
    });
}

fn subscribe(view: &mut Start, call: &mut Call) {
    let feeds: Vec<NewFeed> = view.chosen().map(new_feed).collect();
    if feeds.is_empty() {
        call.ask(Ask::Complain(said(
            "nothing is ticked; Space ticks, + adds any address",
        )));
        return;
    }
    call.ask(Ask::Say(said(&format!(
        "subscribed to {}",
        counted(feeds.len(), "outlet")
    ))));
    call.ask(Ask::Subscribe(feeds));
    call.ask(Ask::Started);
}

fn new_feed(outlet: &Outlet) -> NewFeed {
    NewFeed {
        url: outlet.feed.clone(),
        title: outlet.name.clone(),
        site: Some(outlet.site.clone()),
        outlet: Some(outlet.name.clone()),
        folder: vec![outlet.country.clone()],
        language: Some(outlet.language.clone()),
        ..NewFeed::default()
    }
}
