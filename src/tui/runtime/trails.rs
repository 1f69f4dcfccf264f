//! Signs of several letters that take several columns (Devanagari with its vowels, flags), which terminals measure each in its
//! own way, if never wider than `text` does. A word that has such is written in one go, so that its letters stay together, over
//! blanks, so that nothing shows behind it where it turns out shorter; and what follows is put where it belongs. Of pictures'
//! signs (a hand with its colour) some terminals show each part, and wider: what stands behind them is written over that.

use ratatui::buffer::{Buffer, Cell, CellDiffOption, CellWidth as _};
use ratatui::layout::Position;
use std::num::NonZeroU16;

/// Bytes of such a sign: one letter has at most four, and what is longer is a picture's.
const BYTES: std::ops::RangeInclusive<usize> = 5..=64;

/// All columns but the first of such words in the last frame, and those over which a picture's parts may stand.
#[derive(Debug, Default)]
pub struct Trails(Vec<Position>);

impl Trails {
    /// Has the columns behind the last frame's words written in this one, puts this one's together, and notes them.
    pub fn settle(&mut self, buffer: &mut Buffer) {
        for position in self.0.drain(..) {
            keep_written(buffer.cell_mut(position));
        }
        let columns = usize::from(buffer.area.width).max(1);
        for (row, y) in (buffer.area.y..).zip(0..usize::from(buffer.area.height)) {
            let cells = buffer.content.get_mut(y * columns..(y + 1) * columns);
            let cells = cells.unwrap_or_default();
            let x = |at: usize| buffer.area.x + at as u16;
            let over = spilt(cells);
            for (start, end) in join(cells) {
                let behind = (x(start) + 1..x(end)).map(|x| Position { x, y: row });
                self.0.extend(behind);
            }
            for at in over {
                keep_written(cells.get_mut(at));
                self.0.push(Position { x: x(at), y: row });
            }
        }
    }
}

/// Written whether it changed or not. What stands in it already goes before: a picture, a link.
fn keep_written(cell: Option<&mut Cell>) {
    if let Some(cell) = cell.filter(|cell| cell.diff_option == CellDiffOption::None) {
        cell.diff_option = CellDiffOption::AlwaysUpdate;
    }
}

/// Columns behind pictures' signs of several parts over which a terminal writes that shows the parts one by one.
fn spilt(row: &[Cell]) -> Vec<usize> {
    let mut over = Vec::new();
    for (at, cell) in row.iter().enumerate() {
        if !is_uncertain(cell) || is_letter(cell) {
            continue;
        }
        let parts = visible(cell).chars();
        let parts = parts.map(alone);
        let (end, most) = (at + columns(cell), at + parts.sum::<usize>());
        over.extend(end..most.min(row.len()));
    }
    over
}

/// Columns of a part that stands for itself.
fn alone(part: char) -> usize {
    // Which `text` knows only as the colour of what stands before it.
    if matches!(part, '\u{1f3fb}'..='\u{1f3ff}') {
        return 2;
    }
    crate::text::width(part.encode_utf8(&mut [0; 4]))
}

/// Makes one cell of each word in this row that has an uncertain sign; answers their columns.
fn join(row: &mut [Cell]) -> Vec<(usize, usize)> {
    let mut joined = Vec::new();
    let mut at = if row.iter().any(is_uncertain) {
        0
    } else {
        row.len()
    };
    while at < row.len() {
        let (end, has_uncertain) = word(row, at);
        if has_uncertain {
            put_together(row, at, end);
            joined.push((at, end));
        }
        at = end;
    }
    joined
}

/// Where the word ends that begins here, and whether one of its signs is uncertain.
fn word(row: &[Cell], start: usize) -> (usize, bool) {
    let (mut end, mut has_uncertain) = (start, false);
    let first = row.get(start);
    while let Some(cell) = row
        .get(end)
        .filter(|cell| end == start || belongs(first, cell))
    {
        has_uncertain |= is_uncertain(cell);
        end += columns(cell);
    }
    (end.min(row.len()), has_uncertain)
}

/// The word's first cell holds it all.
fn put_together(row: &mut [Cell], start: usize, end: usize) {
    let (mut word, mut at) = (String::new(), start);
    while let Some(cell) = row.get(at).filter(|_| at < end) {
        word.push_str(cell.symbol());
        at += columns(cell);
    }
    let blanks = " ".repeat(end - start);
    if let (Some(cell), Some(wide)) = (row.get_mut(start), NonZeroU16::new((end - start) as u16)) {
        // Back to its own column, not by as many as there are blanks: a terminal stays where its line is full.
        cell.set_symbol(&format!("{blanks}\x1b[{}G{word}", start + 1));
        cell.diff_option = CellDiffOption::ForcedWidth(wide);
    }
}

fn belongs(word: Option<&Cell>, next: &Cell) -> bool {
    word.is_some_and(|word| word.style() == next.style() && is_letter(word) && is_letter(next))
}

fn columns(cell: &Cell) -> usize {
    usize::from(cell.cell_width()).max(1)
}

fn is_uncertain(cell: &Cell) -> bool {
    let letters = visible(cell);
    BYTES.contains(&letters.len()) && columns(cell) > 1
}

/// What may stand beside an uncertain sign: signs of pictures, of which some terminals make wider ones than they are, may not.
fn is_letter(cell: &Cell) -> bool {
    visible(cell)
        .chars()
        .next()
        .is_some_and(char::is_alphanumeric)
}

/// Without the link that it leads to; nothing of what is no text.
fn visible(cell: &Cell) -> &str {
    let symbol = cell.symbol();
    if !symbol.starts_with('\x1b') {
        return symbol;
    }
    symbol
        .strip_prefix("\x1b]8;;")
        .and_then(|link| link.split_once("\x1b\\"))
        .and_then(|(_, rest)| rest.strip_suffix("\x1b]8;;\x1b\\"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::kit::write;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    fn frame(trails: &mut Trails, text: &str) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 1));
        write(&mut buffer, (0, 0), 20, text, Style::new());
        trails.settle(&mut buffer);
        buffer
    }

    fn written(before: &Buffer, after: &Buffer) -> Vec<u16> {
        before.diff(after).iter().map(|(x, ..)| *x).collect()
    }

    /// What a terminal shows that measures each letter as `measure` says.
    fn shown(frames: &[Buffer], measure: &dyn Fn(char) -> usize) -> String {
        let mut line = vec![String::from(" "); 40];
        let mut before = Buffer::empty(Rect::new(0, 0, 20, 1));
        for frame in frames {
            for (x, _, cell) in before.diff(frame) {
                let mut at = usize::from(x);
                let (blanks, word) = cell.symbol().split_once('G').unwrap_or(("", cell.symbol()));
                let blanks = blanks.split('\x1b').next().unwrap_or_default().len();
                line[at..at + blanks].fill(String::from(" "));
                for letter in word.chars() {
                    let columns = measure(letter);
                    if columns == 0 {
                        line[at - 1].push(letter);
                        continue;
                    }
                    line[at] = letter.to_string();
                    line[at + 1..at + columns].fill(String::new());
                    at += columns;
                }
            }
            before = frame.clone();
        }
        line.concat()
    }

    fn words(line: &str) -> Vec<&str> {
        line.split_whitespace().collect()
    }

    #[test]
    fn no_letter_is_written_over_however_a_terminal_measures() {
        let beside = |c: char| crate::text::width(c.encode_utf8(&mut [0; 4]));
        let above = |c: char| {
            if "ািেোொிெோេាीिेाौ".contains(c) {
                0
            } else {
                beside(c)
            }
        };
        for text in [
            "মালিকেরা পানি",
            "மொழி எதிர்",
            "ភាសាខ្មែរ ai",
            "हिन्दी नौका",
            "กำลัง มา",
        ] {
            for measure in [&beside as &dyn Fn(char) -> usize, &above] {
                let mut trails = Trails::default();
                let frames = [
                    frame(&mut trails, "xxxxxxxxxxxxxxxxxxxx"),
                    frame(&mut trails, text),
                ];
                assert_eq!(words(&shown(&frames, measure)), words(text));
                let mut trails = Trails::default();
                let frames = [frame(&mut trails, text), frame(&mut trails, "a b")];
                assert_eq!(words(&shown(&frames, measure)), ["a", "b"], "{text}");
            }
        }
    }

    #[test]
    fn all_columns_of_a_sign_of_several_letters_are_written_when_it_goes() {
        for (sign, all) in [
            ("नौ", &[2, 3, 5][..]),
            ("🇳🇬", &[2, 3, 5]),
            ("प्ता", &[2, 3, 4, 6]),
        ] {
            let mut trails = Trails::default();
            let before = frame(&mut trails, &format!("a {sign} b"));
            let after = frame(&mut trails, "a");
            assert_eq!(written(&before, &after), all, "{sign}");
        }
    }

    /// The colour of a hand stood on the screen until all was drawn anew.
    #[test]
    fn parts_of_a_picture_that_a_terminal_shows_one_by_one_are_written_over() {
        for sign in ["👋🏾", "👨‍👩‍👧", "👍🏿"] {
            let mut trails = Trails::default();
            let frames = [
                frame(&mut trails, &format!("a {sign} bcd efgh ijkl")),
                frame(&mut trails, &format!("a {sign} bcd")),
                frame(&mut trails, "a"),
            ];
            let all = |frames: &[Buffer]| words(&shown(frames, &alone)).join(" ");
            assert!(all(&frames[..1]).ends_with("bcd efgh ijkl"), "{sign}");
            assert!(all(&frames[..2]).ends_with("bcd"), "{sign}");
            assert_eq!(all(&frames), "a", "{sign}");
        }
    }

    #[test]
    fn a_word_is_written_as_a_whole_when_a_letter_of_it_changes() {
        let mut trails = Trails::default();
        let before = frame(&mut trails, "aa पानी aa");
        let after = frame(&mut trails, "ab पाना aa");
        assert_eq!(written(&before, &after), [1, 3]);
        let again = frame(&mut trails, "ab पाना aa");
        assert!(written(&after, &again).is_empty());
    }

    #[test]
    fn other_signs_of_two_columns_are_left_to_the_terminal() {
        let mut trails = Trails::default();
        let before = frame(&mut trails, "a中b");
        assert_eq!(written(&before, &frame(&mut trails, "a")), [1, 3]);
    }
}
