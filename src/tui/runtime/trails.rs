//! Signs of several letters that take several columns (Devanagari with its vowels, flags). Where a terminal gives each letter a
//! column of its own, all but the first keep what they have when the sign is replaced by a narrow one: nothing was written
//! there, neither before nor after.

use ratatui::buffer::{Buffer, CellDiffOption, CellWidth as _};
use ratatui::layout::Position;

/// Bytes of such a sign: one letter has at most four, and what is longer is a picture's.
const BYTES: std::ops::RangeInclusive<usize> = 5..=64;

/// All columns but the first of such signs in the last frame.
#[derive(Debug, Default)]
pub struct Trails(Vec<Position>);

impl Trails {
    /// Has the columns behind the last frame's signs written in this one, and notes this one's.
    pub fn clear(&mut self, buffer: &mut Buffer) {
        for position in self.0.drain(..) {
            // What stands in it already goes before: a picture, a link.
            if let Some(cell) = buffer.cell_mut(position)
                && cell.diff_option == CellDiffOption::None
            {
                cell.diff_option = CellDiffOption::AlwaysUpdate;
            }
        }
        let area = buffer.area;
        for (index, cell) in buffer.content.iter().enumerate() {
            let symbol = cell.symbol();
            if BYTES.contains(&symbol.len()) && cell.cell_width() > 1 {
                let (x, y) = buffer.pos_of(index);
                let end = x.saturating_add(cell.cell_width()).min(area.right());
                self.0.extend((x + 1..end).map(|x| Position { x, y }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    fn frame(trails: &mut Trails, text: &str) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        buffer.set_string(0, 0, text, Style::new());
        trails.clear(&mut buffer);
        buffer
    }

    fn written(before: &Buffer, after: &Buffer) -> Vec<u16> {
        before.diff(after).iter().map(|(x, ..)| *x).collect()
    }

    #[test]
    fn all_columns_of_a_sign_of_several_letters_are_written_when_it_goes() {
        for (sign, all) in [
            ("नौ", &[1, 2, 3][..]),
            ("🇳🇬", &[1, 2, 3]),
            ("प्ता", &[1, 2, 3, 4]),
        ] {
            let mut trails = Trails::default();
            let before = frame(&mut trails, &format!("a{sign}b"));
            let after = frame(&mut trails, "a");
            assert_eq!(written(&before, &after), all, "{sign}");
        }
    }

    #[test]
    fn other_signs_of_two_columns_are_left_to_the_terminal() {
        let mut trails = Trails::default();
        let before = frame(&mut trails, "a中b");
        assert_eq!(written(&before, &frame(&mut trails, "a")), [1, 3]);
    }
}
