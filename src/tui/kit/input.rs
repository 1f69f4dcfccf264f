//! One line of text being typed.

use crate::text::{self, graphemes};
use crate::tui::core::{Chord, Key};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// More is no address and no search.
const LONGEST: usize = 2000;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    text: String,
    /// Bytes before the cursor: always at a grapheme's border.
    cursor: usize,
    /// Columns that stand left of the window.
    left: usize,
}

impl Input {
    pub fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            cursor: text.len(),
            left: 0,
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn is_at_end(&self) -> bool {
        self.cursor == self.text.len()
    }

    /// Whether a chord with Alt means something in a line of text; any other is `Esc` and a key.
    pub fn binds(chord: Chord) -> bool {
        chord.alt && !chord.ctrl && Self::new("a word").press(chord)
    }

    /// Takes a key; false when it means nothing here.
    pub fn press(&mut self, chord: Chord) -> bool {
        match (chord.key, chord.ctrl, chord.alt) {
            (Key::Char(c), false, false) => self.insert(c.encode_utf8(&mut [0; 4])),
            (Key::Backspace, false, false) | (Key::Char('h'), true, _) => {
                self.remove_to(self.before());
            }
            (Key::Backspace, ..) | (Key::Char('w'), true, _) => self.remove_to(self.word_before()),
            (Key::Char('d'), false, true) => {
                let after = self.word_after();
                self.text.replace_range(self.cursor..after, "");
            }
            (Key::Char('k'), true, _) => self.text.truncate(self.cursor),
            (Key::Char('u'), true, _) => self.remove_to(0),
            (Key::Delete, ..) | (Key::Char('d'), true, _) => {
                let after = self.after();
                self.text.replace_range(self.cursor..after, "");
            }
            (Key::Left, true, _) | (Key::Left, _, true) | (Key::Char('b'), false, true) => {
                self.cursor = self.word_before();
            }
            (Key::Right, true, _) | (Key::Right, _, true) | (Key::Char('f'), false, true) => {
                self.cursor = self.word_after();
            }
            (Key::Left, ..) | (Key::Char('b'), true, _) => self.cursor = self.before(),
            (Key::Right, ..) | (Key::Char('f'), true, _) => self.cursor = self.after(),
            (Key::Home, ..) | (Key::Char('a'), true, _) => self.cursor = 0,
            (Key::End, ..) | (Key::Char('e'), true, _) => self.cursor = self.text.len(),
            _ => return false,
        }
        true
    }

    pub fn insert(&mut self, text: &str) {
        let room = LONGEST.saturating_sub(self.text.len());
        let text = text::cap(text, room);
        self.text.insert_str(self.cursor, text);
        self.cursor += text.len();
        self.cursor = self.border(self.cursor);
    }

    /// Moves the window of so many columns no more than it must, so that the cursor is in it.
    pub fn settle(&mut self, columns: usize) {
        // The cursor may stand behind the text.
        let all = text::width(&self.text) + 1;
        self.left = super::keep_in_view(self.left, self.column(), all, columns);
    }

    /// What is visible in so many columns, and the cursor's column in it.
    pub fn window(&self, columns: usize) -> (String, usize) {
        // A wide one that begins left of the window is out of it.
        let (mut from, mut left) = (0, 0);
        for (grapheme, width) in graphemes(&self.text) {
            if left >= self.left || from >= self.cursor {
                break;
            }
            left += width;
            from += grapheme.len();
        }
        let visible = self.text.get(from..).unwrap_or_default();
        let text = super::cut(visible, columns, "").into_owned();
        (text, self.column().saturating_sub(left))
    }

    /// Columns before the cursor.
    fn column(&self) -> usize {
        text::width(self.text.get(..self.cursor).unwrap_or_default())
    }

    /// What is visible of it in a line, in logical order, so that the cursor is where it seems; answers the column
    /// behind the text, and the cursor's.
    pub fn draw(&self, style: Style, buffer: &mut Buffer, line: Rect) -> (u16, u16) {
        let (text, cursor) = self.window(usize::from(line.width));
        let end = super::write(buffer, (line.x, line.y), line.width, &text, style);
        let last = line.right().saturating_sub(1);
        (end, (line.x + cursor as u16).min(last))
    }

    fn remove_to(&mut self, start: usize) {
        self.text.replace_range(start..self.cursor, "");
        self.cursor = self.border(start);
    }

    fn before(&self) -> usize {
        let before = self.text.get(..self.cursor).unwrap_or_default();
        self.cursor
            - graphemes(before)
                .next_back()
                .map_or(0, |(grapheme, _)| grapheme.len())
    }

    fn after(&self) -> usize {
        let after = self.text.get(self.cursor..).unwrap_or_default();
        self.cursor
            + graphemes(after)
                .next()
                .map_or(0, |(grapheme, _)| grapheme.len())
    }

    fn word_before(&self) -> usize {
        let before = self.text.get(..self.cursor).unwrap_or_default().trim_end();
        before.rfind(' ').map_or(0, |blank| blank + 1)
    }

    fn word_after(&self) -> usize {
        let after = self.text.get(self.cursor..).unwrap_or_default();
        let word = after.trim_start();
        let end = word.find(' ').unwrap_or(word.len());
        self.text.len() - word.len() + end
    }

    /// The first border of a grapheme at or after a byte: what was typed may have joined.
    fn border(&self, byte: usize) -> usize {
        let mut end = 0;
        for (grapheme, _) in graphemes(&self.text) {
            if end >= byte {
                break;
            }
            end += grapheme.len();
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::core::parse_keys;
    use proptest::prelude::*;

    fn typed(keys: &str) -> Input {
        let mut input = Input::default();
        parse_keys(keys).unwrap().into_iter().for_each(|chord| {
            input.press(chord);
        });
        input
    }

    #[test]
    fn a_line_is_edited_where_the_cursor_stands() {
        assert_eq!(typed("a b c Left Left x").text(), "axbc");
        assert_eq!(typed("a b Space c d ^W e").text(), "ab e");
        assert_eq!(typed("a b c Home Delete ^E d").text(), "bcd");
        assert_eq!(typed("a b ^U").text(), "");
        assert_eq!(typed("a b Space c d A-b x").text(), "ab xcd");
        assert_eq!(typed("a b Space c d Home A-f x").text(), "abx cd");
        assert_eq!(typed("a b Space c d Home A-d ^E x").text(), " cdx");
        assert_eq!(typed("a b Space c d A-Left ^K x").text(), "ab x");
        assert_eq!(
            typed("a b Space c d Home A-Right A-Right x").text(),
            "ab cdx"
        );
    }

    #[test]
    fn the_window_moves_only_at_its_edges() {
        let mut input = Input::new(&"0123456789".repeat(4));
        let mut after = |keys: &str, times: usize| {
            for _ in 0..times {
                parse_keys(keys).unwrap().into_iter().for_each(|chord| {
                    input.press(chord);
                });
                input.settle(20);
            }
            input.window(20)
        };
        assert_eq!(after("End", 1), ("1234567890123456789".to_owned(), 19));
        assert_eq!(after("Left", 16), ("1234567890123456789".to_owned(), 3));
        assert_eq!(after("Left", 2), ("90123456789012345678".to_owned(), 3));
        assert_eq!(after("Right", 13), ("90123456789012345678".to_owned(), 16));
        assert_eq!(after("Home", 1), ("01234567890123456789".to_owned(), 0));
        assert_eq!(after("End Backspace", 3).1, 19, "it is full");
        let mut wide = Input::new(&"中".repeat(20));
        wide.settle(10);
        assert_eq!(wide.window(10), ("中中中中".to_owned(), 8));
    }

    proptest! {
        #[test]
        fn any_keys_leave_the_cursor_inside(keys in "[a-zé中́🏳️‍🌈 <>^$|]{0,30}", columns in 1..20_usize) {
            let mut input = Input::default();
            for c in keys.chars() {
                let key = match c {
                    '<' => Chord::plain(Key::Left),
                    '>' => Chord::plain(Key::Delete),
                    '^' => Chord::ctrl('w'),
                    '$' => Chord::plain(Key::Backspace),
                    '|' => Chord { alt: true, ..Chord::plain(Key::Char('d')) },
                    ' ' if input.is_at_end() => Chord { alt: true, ..Chord::plain(Key::Left) },
                    c => Chord::plain(Key::Char(c)),
                };
                input.press(key);
                prop_assert!(input.text.is_char_boundary(input.cursor));
                input.settle(columns);
                let (shown, cursor) = input.window(columns);
                prop_assert!(text::width(&shown) <= columns && cursor <= columns);
            }
        }
    }
}
