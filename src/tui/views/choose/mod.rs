//! Several feeds behind one address: which one?

use crate::model::{Candidate, Change, FeedId, NewFeed};
use crate::tui::core::{Ask, Call, Command, Moves, commands, motions};
use crate::tui::kit::{Look, Role, Scroll, fill, put, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub const NAME: &str = "choose";

/// Lines of a candidate: title, address, newest entries.
const LINES: usize = 4;

#[derive(Clone, Debug, PartialEq)]
pub struct Choose {
    candidates: Vec<Candidate>,
    /// The feed whose address is looked for; none: a new subscription.
    feed: Option<FeedId>,
    scroll: Scroll,
    height: usize,
}

impl Choose {
    pub fn new(candidates: Vec<Candidate>, feed: Option<FeedId>) -> Self {
        Self {
            candidates,
            feed,
            scroll: Scroll::default(),
            height: 5,
        }
    }

    pub fn settle(&mut self, height: usize) {
        self.height = (height.saturating_sub(2) / LINES).max(1);
        self.scroll.settle(self.candidates.len(), self.height);
    }

    /// Line of the selection on the screen.
    pub fn cursor(&self) -> usize {
        2 + (self.scroll.selected - self.scroll.top) * LINES
    }

    pub fn click(&mut self, line: usize, call: &mut Call) {
        let index = self.scroll.top + line.saturating_sub(2) / LINES;
        if index == self.scroll.selected {
            choose(self, call);
        } else if index < self.candidates.len() {
            self.scroll.selected = index;
        }
    }

    pub fn render(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        let theme = look.theme;
        let width = area.width.saturating_sub(4);
        let heading = format!("{} feeds are there. Which one?", self.candidates.len());
        put(
            look,
            buffer,
            (area.x + 2, area.y),
            width,
            &heading,
            theme.style(Role::Title),
        );
        let visible = self.candidates.iter().enumerate().skip(self.scroll.top);
        let mut y = area.y + 2;
        for (index, candidate) in visible.take(self.height) {
            let mut line = |text: &str, role: Role| {
                if y < area.bottom() {
                    if role == Role::Selected {
                        fill(
                            buffer,
                            Rect {
                                y,
                                height: 1,
                                ..area
                            },
                            theme.style(role),
                        );
                    }
                    put(
                        look,
                        buffer,
                        (area.x + 2, y),
                        width,
                        text,
                        theme.style(role),
                    );
                }
                y += 1;
            };
            let is_selected = index == self.scroll.selected;
            let title = format!("{} ({})", candidate.title, candidate.found_by);
            line(
                &title,
                if is_selected {
                    Role::Selected
                } else {
                    Role::Strong
                },
            );
            line(&said(&candidate.url), Role::Dim);
            let newest = candidate
                .newest
                .first()
                .map(|title| format!("newest: {title}"));
            line(&newest.unwrap_or_default(), Role::Dim);
            line("", Role::Text);
        }
    }
}

impl Moves for Choose {
    fn step(&mut self, by: i64, _: &mut Call) {
        self.scroll.step(by);
    }

    fn to(&mut self, line: Option<usize>, _: &mut Call) {
        self.scroll.selected = line.unwrap_or(usize::MAX);
    }

    fn page(&self) -> i64 {
        self.height as i64
    }
}

pub fn commands() -> Vec<Command<Choose>> {
    let mut table = motions();
    table.extend::<Vec<_>>(commands! {
        "choose" ["Enter", "Space", "l", "Right"] Nothing "take" "take this feed" => choose;
        "close" ["q", "h", "Left"] Nothing "none" "take none" => |_, call| call.ask(Ask::Close);
    });
    table
}

fn choose(view: &mut Choose, call: &mut Call) {
    let Some(candidate) = view.candidates.get(view.scroll.selected) else {
        return;
    };
    call.ask(Ask::Close);
    call.ask(taken(candidate, view.feed));
}

/// A candidate becomes a subscription, or the new address of a feed.
pub fn taken(candidate: &Candidate, feed: Option<FeedId>) -> Ask {
    match feed {
        Some(feed) => Ask::Change(Change::FeedUrl(feed, candidate.url.clone())),
        None => Ask::Subscribe(vec![NewFeed {
            url: candidate.url.clone(),
            title: candidate.title.as_str().to_owned(),
            ..NewFeed::default()
        }]),
    }
}
