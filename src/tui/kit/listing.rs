//! A list below a heading: one item is selected, each is so many lines high.

use super::{Bar, Cell, Look, Role, Scroll, Scrolls, put};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Lines above the items: the heading, and a blank one.
pub const HEAD: u16 = 2;
/// Lines below a list whose selected item is told whole there: a blank one, and the telling.
pub const FOOT: usize = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listing {
    scroll: Scroll,
    items: usize,
    /// Of an item.
    lines: u16,
    /// Items on the screen.
    height: usize,
}

impl Listing {
    pub fn new(lines: u16) -> Self {
        Self {
            scroll: Scroll::default(),
            items: 0,
            lines,
            height: 1,
        }
    }

    /// So many items on a screen of which `foot` lines below them are for something else.
    pub fn settle(&mut self, items: usize, height: usize, foot: usize) {
        let room = height.saturating_sub(usize::from(HEAD) + foot);
        self.items = items;
        self.height = (room / usize::from(self.lines)).max(1);
        self.scroll.settle(items, self.height);
    }

    /// The selected item, in bounds since it was settled.
    pub fn selected(&self) -> usize {
        self.scroll.selected
    }

    pub fn select(&mut self, index: usize) {
        self.scroll.selected = index;
    }

    pub fn step(&mut self, by: i64) {
        self.scroll.step(by);
    }

    /// Items on the screen.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Line of the selection on the screen.
    pub fn cursor(&self) -> u16 {
        HEAD + (self.scroll.selected - self.scroll.top) as u16 * self.lines
    }

    /// Selects what was clicked on; true where it was selected already.
    pub fn click(&mut self, line: usize) -> bool {
        let below = line.checked_sub(usize::from(HEAD));
        let row = below.map(|line| line / usize::from(self.lines));
        let Some(row) = row.filter(|row| *row < self.height) else {
            return false;
        };
        let index = self.scroll.top + row;
        if index == self.scroll.selected {
            return self.items > 0;
        }
        if index < self.items {
            self.scroll.click(index);
        }
        false
    }

    /// The items on the screen, whether each is selected, and its place: of less lines at the lower end.
    pub fn rows(self, area: Rect) -> impl Iterator<Item = (usize, bool, Rect)> {
        let visible = self.scroll.top..self.items.min(self.scroll.top + self.height);
        let place = move |(row, index): (usize, usize)| {
            let y = area.y + HEAD + row as u16 * self.lines;
            let height = area.bottom().saturating_sub(y).min(self.lines);
            let row = Rect { y, height, ..area };
            (index, index == self.scroll.selected, row)
        };
        let is_visible = |(_, _, row): &(usize, bool, Rect)| row.height > 0;
        visible.enumerate().map(place).filter(is_visible)
    }
}

/// What such a list says of itself, and of the selected item below it.
pub struct Frame<'a> {
    pub heading: &'a str,
    pub foot: &'a str,
}

impl Frame<'_> {
    /// Items of one line, each of cells; for a list settled with `FOOT`.
    pub fn draw<'a>(
        &self,
        listing: Listing,
        look: &Look<'_>,
        buffer: &mut Buffer,
        area: Rect,
        cells: impl Fn(usize) -> Vec<Cell<'a>>,
    ) {
        let width = area.width.saturating_sub(2);
        let inner = Rect {
            x: area.x + 1,
            width,
            ..area
        };
        let (title, dim) = (look.theme.style(Role::Title), look.theme.style(Role::Dim));
        put(look, buffer, (inner.x, area.y), width, self.heading, title);
        for (index, is_selected, row) in listing.rows(inner) {
            let over = is_selected.then(|| look.theme.style(Role::Selected));
            let cells = cells(index);
            Bar { cells, over }.draw(look, buffer, row);
        }
        if usize::from(area.height) > usize::from(HEAD) + FOOT {
            let at = (inner.x, area.bottom() - 1);
            put(look, buffer, at, width, self.foot, dim);
        }
    }
}

/// A screen that is such a list.
pub trait Lists: 'static {
    fn listing(&mut self) -> &mut Listing;
}

impl<T: Lists> Scrolls for T {
    fn scroll(&mut self) -> &mut Scroll {
        &mut self.listing().scroll
    }

    fn height(&mut self) -> usize {
        self.listing().height
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(lines: u16) -> Listing {
        let mut listing = Listing::new(lines);
        listing.settle(9, 10, 2);
        listing
    }

    #[test]
    fn a_click_selects_and_the_second_one_means_it() {
        let mut listing = settled(2);
        assert!(!listing.click(4));
        assert_eq!((listing.selected(), listing.cursor()), (1, 4));
        assert!(listing.click(5));
        assert!(!listing.click(1), "the heading is no item");
        assert!(!listing.click(8), "what is below the items is none");
        assert_eq!(listing.selected(), 1);
        listing.settle(0, 10, 2);
        assert!(!listing.click(2), "there is none");
    }

    #[test]
    fn rows_end_with_the_screen() {
        let mut listing = settled(2);
        listing.select(usize::MAX);
        listing.settle(9, 10, 2);
        let rows: Vec<_> = listing.rows(Rect::new(3, 1, 20, 7)).collect();
        let places: Vec<_> = rows.iter().map(|(index, ..)| *index).collect();
        assert_eq!(places, [6, 7, 8]);
        assert_eq!(rows[2], (8, true, Rect::new(3, 7, 20, 1)));
    }
}
