//! A picture as the terminal's cells. What stands in a cell (a half block, a placeholder, a strip of pixels) only the
//! runtime knows; here it is copied into its place.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;

/// Drawn once, shown often.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn(Arc<Buffer>);

impl Drawn {
    /// From a buffer whose area begins at the origin.
    pub fn new(cells: Buffer) -> Self {
        Self(Arc::new(cells))
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        (self.0.area.width, self.0.area.height)
    }

    /// Copies line `row` of the picture to the beginning of `area`.
    pub fn show(&self, row: u16, buffer: &mut Buffer, area: Rect) {
        for column in 0..self.0.area.width.min(area.width) {
            let place = (area.x + column, area.y);
            if let (Some(cell), Some(target)) = (self.0.cell((column, row)), buffer.cell_mut(place))
            {
                *target = cell.clone();
            }
        }
    }
}
