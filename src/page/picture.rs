//! Room for pictures between the lines: as many lines as a picture of its size takes. Nothing of pixels here.

use super::set::SetLine;

/// What is shown of pictures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Pictures {
    /// Nothing: neither their words nor their captions.
    None,
    /// Their alternative text.
    #[default]
    Words,
    /// Room for them, with the alternative text in its first lines.
    Room(Canvas),
}

/// What there is to draw on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Canvas {
    /// Columns and rows of pixels in one cell.
    pub cell: (u16, u16),
    /// Lines that a picture takes at most.
    pub lines: u16,
    /// Columns and rows of pixels by index into `Document::images`, where they are known; 0 x 0: it cannot be had, and
    /// its words need no room.
    pub sizes: Vec<Option<(u32, u32)>>,
}

/// A line of the room for a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PictureRow {
    /// Index into `Document::images`.
    pub image: u32,
    /// Which line of the room, from 0.
    pub row: u16,
    /// The whole room, in cells.
    pub columns: u16,
    pub rows: u16,
}

/// The usual form of a picture in the news, for those whose size is not known.
const USUAL: (u32, u32) = (1600, 900);

/// Columns and rows of cells that a picture of so many pixels takes: with its proportions, no larger than it is, within
/// so many columns and lines.
#[must_use]
pub fn cells(size: (u32, u32), cell: (u16, u16), within: (u16, u16)) -> (u16, u16) {
    let (width, height) = (f64::from(size.0.max(1)), f64::from(size.1.max(1)));
    let (across, down) = (f64::from(cell.0.max(1)), f64::from(cell.1.max(1)));
    let most = (f64::from(within.0.max(1)), f64::from(within.1.max(1)));
    let mut columns = (width / across).ceil().clamp(1.0, most.0);
    let mut rows = (columns * across * height / width / down).round();
    if rows > most.1 {
        rows = most.1;
        columns = (rows * down * width / height / across).round();
    }
    (
        columns.clamp(1.0, most.0) as u16,
        rows.clamp(1.0, most.1) as u16,
    )
}

impl Canvas {
    /// The lines of a picture's room; `words` stand in them until it is there.
    pub(super) fn room(&self, image: u32, columns: usize, words: Vec<SetLine>) -> Vec<SetLine> {
        let size = self.sizes.get(image as usize).copied().flatten();
        if size == Some((0, 0)) {
            return words;
        }
        let columns = u16::try_from(columns).unwrap_or(u16::MAX);
        let (columns, rows) = cells(size.unwrap_or(USUAL), self.cell, (columns, self.lines));
        let mut words = words.into_iter();
        let line = |row| {
            let line = words.next().unwrap_or_default();
            SetLine {
                picture: Some(PictureRow {
                    image,
                    row,
                    columns,
                    rows,
                }),
                offset: 0,
                is_rtl: false,
                ..line
            }
        };
        (0..rows).map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_picture_keeps_its_proportions_and_is_never_larger_than_it_is() {
        assert_eq!(cells((1600, 900), (8, 16), (72, 30)), (72, 20));
        assert_eq!(cells((1600, 900), (8, 16), (72, 10)), (36, 10));
        assert_eq!(cells((80, 48), (8, 16), (72, 30)), (10, 3));
        assert_eq!(cells((1, 60_000), (8, 16), (72, 30)), (1, 30));
        assert_eq!(cells((0, 0), (0, 0), (0, 0)), (1, 1));
    }

    proptest! {
        #[test]
        fn no_picture_is_larger_than_its_room(
            width in 0..100_000_u32, height in 0..100_000_u32, across in 0..60_u16, down in 0..60_u16,
            columns in 1..300_u16, lines in 1..200_u16,
        ) {
            let (taken, rows) = cells((width, height), (across, down), (columns, lines));
            prop_assert!((1..=columns).contains(&taken) && (1..=lines).contains(&rows));
        }
    }
}
