//! The links of an article, to choose from: number, host, words.

use crate::model::Link;
use crate::tui::core::{Ask, Call, Command, Effect, Moves, commands, motions};
use crate::tui::kit::{Bar, Cell, Look, Role, Scroll, address, put};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub const NAME: &str = "links";

/// Lines above the list, and below it for the whole address.
const HEAD: u16 = 2;
const FOOT: u16 = 2;

#[derive(Clone, Debug, PartialEq)]
pub struct Links {
    links: Vec<Link>,
    scroll: Scroll,
    height: usize,
}

impl Links {
    pub fn new(links: Vec<Link>) -> Self {
        Self {
            links,
            scroll: Scroll::default(),
            height: 10,
        }
    }

    pub fn settle(&mut self, height: usize) {
        self.height = height.saturating_sub(usize::from(HEAD + FOOT)).max(1);
        self.scroll.settle(self.links.len(), self.height);
    }

    /// Line of the selection on the screen.
    pub fn cursor(&self) -> u16 {
        HEAD + (self.scroll.selected - self.scroll.top) as u16
    }

    pub fn click(&mut self, line: usize, call: &mut Call) {
        let Some(line) = line
            .checked_sub(usize::from(HEAD))
            .filter(|line| *line < self.height)
        else {
            return;
        };
        let index = self.scroll.top + line;
        if index == self.scroll.selected {
            self.follow(call);
        } else if index < self.links.len() {
            self.scroll.selected = index;
        }
    }

    pub fn render(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        let theme = look.theme;
        let (x, width) = (area.x + 1, area.width.saturating_sub(2));
        let heading = crate::tui::kit::counted(self.links.len(), "link");
        put(
            look,
            buffer,
            (x, area.y),
            width,
            &heading,
            theme.style(Role::Title),
        );
        let visible = self
            .links
            .iter()
            .enumerate()
            .skip(self.scroll.top)
            .take(self.height);
        for ((index, link), y) in visible.zip(area.y + HEAD..area.bottom()) {
            let line = Rect::new(x, y, width, 1);
            self.row(index, link, look, buffer, line);
        }
        let whole = self.links.get(self.scroll.selected);
        if let Some(link) = whole.filter(|_| area.height > HEAD + FOOT) {
            let (host, rest) = address(&link.url);
            let line = format!("{host}{rest}");
            put(
                look,
                buffer,
                (x, area.bottom() - 1),
                width,
                &line,
                theme.style(Role::Dim),
            );
        }
    }

    fn row(&self, index: usize, link: &Link, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        let theme = look.theme;
        let (host, _) = address(&link.url);
        let hosts = (area.width / 3).clamp(8, 26);
        let cells = vec![
            Cell::new(format!("{:>3}", index + 1), 4, theme.style(Role::Dim)),
            Cell::new(host.into_string(), hosts, theme.style(Role::Link)),
            Cell::new(link.text.as_str(), area.width, theme.style(Role::Text)),
        ];
        let is_selected = index == self.scroll.selected;
        let over = is_selected.then(|| theme.style(Role::Selected));
        Bar { cells, over }.draw(look, buffer, area);
    }

    fn save(&self, call: &mut Call) {
        if let Some(link) = self.links.get(self.scroll.selected) {
            call.ask(Ask::SavePage(link.url.clone()));
        }
    }

    fn follow(&self, call: &mut Call) {
        if let Some(link) = self.links.get(self.scroll.selected) {
            call.ask(Ask::Follow(link.url.clone()));
        }
    }

    fn give(&self, call: &mut Call, effect: fn(String) -> Effect) {
        if let Some(link) = self.links.get(self.scroll.selected) {
            call.ask(Ask::Effect(effect(link.url.clone())));
        }
    }
}

impl Moves for Links {
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
