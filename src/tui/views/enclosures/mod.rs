//! What an article encloses, to choose from: kind, size, what is on the disk, name.

use crate::model::{ArticleId, Held};
use crate::tui::core::{Ask, Call, Command, Effect, Moves, commands, motions};
use crate::tui::kit::{Bar, Cell, Look, Role, Scroll, address, counted, put, size};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub const NAME: &str = "enclosures";

/// Lines above the list, and below it for the whole address.
const HEAD: u16 = 2;
const FOOT: u16 = 2;

#[derive(Clone, Debug, PartialEq)]
pub struct Enclosures {
    article: ArticleId,
    held: Vec<Held>,
    scroll: Scroll,
    height: usize,
}

impl Enclosures {
    pub fn new(article: ArticleId, held: Vec<Held>) -> Self {
        Self {
            article,
            held,
            scroll: Scroll::default(),
            height: 10,
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
        self.height = height.saturating_sub(usize::from(HEAD + FOOT)).max(1);
        self.scroll.settle(self.held.len(), self.height);
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
            self.open(call);
        } else if index < self.held.len() {
            self.scroll.selected = index;
        }
    }

    pub fn render(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        let theme = look.theme;
        let (x, width) = (area.x + 1, area.width.saturating_sub(2));
        let heading = counted(self.held.len(), "enclosure");
        let title = theme.style(Role::Title);
        put(look, buffer, (x, area.y), width, &heading, title);
        let visible = self.held.iter().enumerate().skip(self.scroll.top);
        let rows = visible.take(self.height).zip(area.y + HEAD..area.bottom());
        for ((index, held), y) in rows {
            let line = Rect::new(x, y, width, 1);
            self.row(index, held, look, buffer, line);
        }
        let whole = self.held.get(self.scroll.selected);
        if let Some(held) = whole.filter(|_| area.height > HEAD + FOOT) {
            let line = if held.is_whole {
                held.file.to_string_lossy().into_owned()
            } else {
                let (host, rest) = address(&held.enclosure.url);
                format!("{host}{rest}")
            };
            let at = (x, area.bottom() - 1);
            put(look, buffer, at, width, &line, theme.style(Role::Dim));
        }
    }

    fn row(&self, index: usize, held: &Held, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        let theme = look.theme;
        let kind = held.enclosure.media_type.as_deref().unwrap_or("unknown");
        let (host, rest) = address(&held.enclosure.url);
        let name = rest.rsplit('/').find(|part| !part.is_empty());
        let name = name.map_or_else(|| host.to_string(), str::to_owned);
        let dim = theme.style(Role::Dim);
        let cells = vec![
            Cell::new(format!("{:>3}", index + 1), 4, dim),
            Cell::new(kind, 16, theme.style(Role::Text)),
            Cell::right(sizes(held), 9, dim),
            Cell::new(state(held, look), 9, theme.style(Role::Accent)),
            Cell::new(name, area.width.saturating_sub(42), theme.style(Role::Link)),
        ];
        let is_selected = index == self.scroll.selected;
        let over = is_selected.then(|| theme.style(Role::Selected));
        Bar { cells, over }.draw(look, buffer, area);
    }

    fn ask(&self, call: &mut Call, fetches: bool) {
        let number = Some(self.scroll.selected as u32 + 1);
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
        if let Some(held) = self.held.get(self.scroll.selected) {
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

impl Moves for Enclosures {
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
