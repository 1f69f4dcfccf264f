//! Where a window on a longer thing stands.

use crate::tui::core::{Call, Moves};

/// Lines that stay visible above and below the selection.
const MARGIN: usize = 3;

/// The first visible line, so that `at` is visible with a margin: the window moves no more than it
/// must.
pub fn keep_in_view(top: usize, at: usize, lines: usize, height: usize) -> usize {
    keep_within(top, at, lines, height, MARGIN)
}

/// The same without a margin: for what was clicked, which is to stay under the pointer.
pub fn keep_at_pointer(top: usize, at: usize, lines: usize, height: usize) -> usize {
    keep_within(top, at, lines, height, 0)
}

fn keep_within(top: usize, at: usize, lines: usize, height: usize, margin: usize) -> usize {
    let margin = margin.min(height.saturating_sub(1) / 2);
    let lowest = at.saturating_sub(margin);
    let highest = (at + margin + 1).saturating_sub(height);
    // Near the ends the margin gives way.
    top.clamp(highest.min(lowest), lowest)
        .min(lines.saturating_sub(height))
}

/// A list of lines with one selected: for the simple screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scroll {
    pub top: usize,
    pub selected: usize,
    /// What a click selected, until something else is.
    clicked: Option<usize>,
}

impl Scroll {
    pub fn step(&mut self, by: i64) {
        let by = isize::try_from(by).unwrap_or(0);
        self.selected = self.selected.saturating_add_signed(by);
    }

    /// A click on what is there.
    pub fn click(&mut self, index: usize) {
        self.selected = index;
        self.clicked = Some(index);
    }

    /// Puts both in bounds.
    pub fn settle(&mut self, lines: usize, height: usize) {
        self.selected = self.selected.min(lines.saturating_sub(1));
        self.clicked.take_if(|clicked| *clicked != self.selected);
        let keep = match self.clicked {
            Some(_) => keep_at_pointer,
            None => keep_in_view,
        };
        self.top = keep(self.top, self.selected, lines, height);
    }
}

/// A screen that a `Scroll` is moved over; where nothing is selected, its selection is the first
/// visible line.
pub trait Scrolls: 'static {
    fn scroll(&mut self) -> &mut Scroll;
    /// Of what is moved over, so many are on the screen.
    fn height(&mut self) -> usize;
}

impl<T: Scrolls> Moves for T {
    fn step(&mut self, by: i64, _: &mut Call) {
        self.scroll().step(by);
    }

    fn to(&mut self, line: Option<usize>, _: &mut Call) {
        self.scroll().selected = line.unwrap_or(usize::MAX);
    }

    fn page(&mut self) -> i64 {
        self.height() as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_window_moves_no_more_than_it_must() {
        assert_eq!(keep_in_view(0, 5, 100, 20), 0);
        assert_eq!(keep_in_view(0, 17, 100, 20), 1);
        assert_eq!(keep_in_view(50, 51, 100, 20), 48);
        assert_eq!(keep_in_view(0, 99, 100, 20), 80);
        assert_eq!(keep_in_view(7, 0, 3, 20), 0);
    }

    proptest! {
        #[test]
        fn the_selection_is_visible_with_its_margin(
            top in 0..300_usize, at in 0..200_usize, more in 1..100_usize, height in 1..60_usize,
        ) {
            let lines = at + more;
            let top = keep_in_view(top, at, lines, height);
            prop_assert!(top <= at && at < top + height);
            let margin = MARGIN.min((height - 1) / 2);
            prop_assert!(at - top >= margin.min(at));
            prop_assert!(top + height - 1 - at >= margin.min(lines - 1 - at));
        }
    }
}
