//! What a count goes over must be in memory before anything is done to it.

use super::Articles;
use super::window::SIDE;
use crate::model::Anchor;
use crate::tui::core::Call;

/// Rows that are read for one count at most.
const FARTHEST: u32 = 10_000;

impl Articles {
    /// Whether there are rows so far below the selection, or above it, that are not in memory: the call asks for them,
    /// and nothing may be done yet.
    pub(super) fn lacks(&mut self, by: i64, call: &mut Call) -> bool {
        let Some(index) = self.index().filter(|_| call.may_wait) else {
            return false;
        };
        let far = usize::try_from(by.unsigned_abs()).unwrap_or(usize::MAX);
        let is_outside = if by < 0 {
            self.has_before && index < far
        } else {
            self.has_after && index.saturating_add(far) >= self.rows.len()
        };
        if is_outside {
            let far = u32::try_from(far).map_or(FARTHEST, |far| far.min(FARTHEST)) + SIDE;
            let (before, after) = if by < 0 { (far, SIDE) } else { (SIDE, far) };
            call.needs = Some(self.read(before, after));
        }
        is_outside
    }

    /// The same for a row by its number from the top.
    pub(super) fn lacks_row(&mut self, row: Option<usize>, call: &mut Call) -> bool {
        let Some(row) = row.filter(|row| *row > 0 && call.may_wait) else {
            return false;
        };
        let is_outside = self.has_before || (self.has_after && row >= self.rows.len());
        if is_outside {
            let far = u32::try_from(row).map_or(FARTHEST, |row| row.min(FARTHEST));
            call.needs = Some(self.read_from(Anchor::Top, 0, far + SIDE));
        }
        is_outside
    }

    /// The same for so many rows from the selection on.
    pub(super) fn lacks_of(&mut self, times: usize, call: &mut Call) -> bool {
        self.lacks(i64::try_from(times).unwrap_or(i64::MAX), call)
    }
}
