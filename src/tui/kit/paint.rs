//! Text into cells: nothing spills over its columns, whatever script it is written in.

use super::{Look, Role};
use crate::text::{self, Bidi, ISOLATE, ISOLATE_END, WrapOptions, reversed};
use ratatui::buffer::{Buffer, CellDiffOption, CellWidth as _};
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::borrow::Cow;
use std::num::NonZeroU16;

/// A name for a line of ours: however it runs itself, the words around it run as they would.
pub fn isolated(name: &str) -> Cow<'_, str> {
    match Bidi::new(name) {
        None => Cow::Borrowed(name),
        Some(_) => Cow::Owned(format!("{ISOLATE}{name}{ISOLATE_END}")),
    }
}

/// A text cut to its columns, in the order of the screen.
pub fn shown<'a>(look: &Look<'_>, text: &'a str, columns: usize) -> Cow<'a, str> {
    let mark = look.glyphs.cut;
    let mut cut = cut(text, columns, mark);
    let Some(mut bidi) = Bidi::quoting(&cut).filter(|_| look.bidi) else {
        return without_signs(cut);
    };
    if let Some(sign) = going_on(text, &cut, mark) {
        cut.to_mut().push(sign);
        bidi = Bidi::quoting(&cut).unwrap_or(bidi);
    }
    let runs = bidi.line(0..cut.len());
    let turned: String = runs.iter().map(|run| turned(&cut, run)).collect();
    without_signs(Cow::Owned(turned))
}

/// What goes behind the mark of a text that was cut, so that it stands beside what is missing.
fn going_on(text: &str, cut: &str, mark: &str) -> Option<char> {
    let kept = cut.strip_suffix(mark).filter(|_| text != cut)?;
    text::going_on(kept)
}

/// Signs of direction that are ours: all but blanks and letters was taken out of what came from outside.
fn without_signs(text: Cow<'_, str>) -> Cow<'_, str> {
    const SIGNS: [char; 4] = [ISOLATE, ISOLATE_END, '\u{200e}', '\u{200f}'];
    if text.contains(SIGNS) {
        Cow::Owned(text.replace(SIGNS, ""))
    } else {
        text
    }
}

fn turned<'a>(text: &'a str, run: &text::Run) -> Cow<'a, str> {
    let part = text.get(run.range.clone()).unwrap_or_default();
    if run.is_rtl {
        Cow::Owned(reversed(part))
    } else {
        Cow::Borrowed(part)
    }
}

/// A text in at most `columns`, with `mark` where something was cut off.
pub fn cut<'a>(text: &'a str, columns: usize, mark: &str) -> Cow<'a, str> {
    if mark == "…" || text::width(text) <= columns {
        return text::cut(text, columns);
    }
    let Some(room) = columns.checked_sub(text::width(mark)) else {
        return Cow::Borrowed("");
    };
    let (mut taken, mut end) = (0, 0);
    for (grapheme, width) in text::graphemes(text) {
        taken += width;
        if taken > room {
            break;
        }
        end += grapheme.len();
    }
    Cow::Owned(format!("{}{mark}", text.get(..end).unwrap_or_default()))
}

/// Writes a text at `(x, y)` in at most `columns`; answers the column after it.
pub fn put(
    look: &Look<'_>,
    buffer: &mut Buffer,
    at: (u16, u16),
    columns: u16,
    text: &str,
    style: Style,
) -> u16 {
    let area = buffer.area;
    let (x, y) = at;
    if columns == 0 || x >= area.right() || !(area.top()..area.bottom()).contains(&y) {
        return x;
    }
    let columns = columns.min(area.right() - x);
    let text = shown(look, text, usize::from(columns));
    write(buffer, at, columns, &text, style)
}

/// What is right as it is into the cells from `(x, y)` on, which lies in the buffer; answers the column after it.
pub fn write(buffer: &mut Buffer, at: (u16, u16), columns: u16, text: &str, style: Style) -> u16 {
    let (x, y) = at;
    let is_plain = |b: &u8| (b' '..=b'~').contains(b);
    let mut plain = text.bytes().take_while(is_plain).count();
    if plain < text.len() {
        // The last one may carry marks.
        plain = plain.saturating_sub(1);
    }
    let room = usize::from(columns.min(buffer.area.right().saturating_sub(x)));
    let (head, tail) = text.split_at_checked(plain.min(room)).unwrap_or((text, ""));
    // Words of ASCII are cells of one column: nothing need be looked up.
    for (place, letter) in head.char_indices() {
        let cell = &mut buffer[(x + place as u16, y)];
        cell.set_char(letter).set_style(style);
        cell.diff_option = CellDiffOption::None;
    }
    let after = x + head.len() as u16;
    if tail.is_empty() || head.len() == room {
        return after;
    }
    set_graphemes(buffer, (after, y), room - head.len(), tail, style)
}

/// As many as fit, each in the columns that `text` counts, which ratatui counts otherwise in some scripts.
fn set_graphemes(
    buffer: &mut Buffer,
    (mut x, y): (u16, u16),
    mut room: usize,
    text: &str,
    style: Style,
) -> u16 {
    for (grapheme, columns) in text::graphemes(text) {
        if columns == 0 || grapheme.contains(char::is_control) {
            continue;
        }
        let Some(rest) = room.checked_sub(columns) else {
            break;
        };
        room = rest;
        let columns = columns as u16;
        let cell = &mut buffer[(x, y)];
        cell.set_symbol(grapheme).set_style(style);
        // Not what was drawn below.
        cell.diff_option = forced(cell, columns);
        (x + 1..x + columns).for_each(|x| buffer[(x, y)].reset());
        x += columns;
    }
    x
}

fn forced(cell: &ratatui::buffer::Cell, columns: u16) -> CellDiffOption {
    match NonZeroU16::new(columns) {
        Some(columns) if cell.symbol().cell_width() != columns.get() => {
            CellDiffOption::ForcedWidth(columns)
        }
        _ => CellDiffOption::None,
    }
}

/// The same with its end at the right of `area`'s line `row`; answers its first column.
pub fn put_right(
    look: &Look<'_>,
    buffer: &mut Buffer,
    area: Rect,
    row: u16,
    text: &str,
    style: Style,
) -> u16 {
    let columns = u16::try_from(text::width(text))
        .unwrap_or(u16::MAX)
        .min(area.width);
    let x = area.right() - columns;
    put(look, buffer, (x, area.y + row), columns, text, style);
    x
}

/// Blanks in a style, over the whole of `area`.
pub fn fill(buffer: &mut Buffer, area: Rect, style: Style) {
    let area = area.intersection(buffer.area);
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            buffer[(x, y)].reset();
            buffer[(x, y)].set_style(style);
        }
    }
}

/// A thin line: across a row, or down a column.
pub fn rule(look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
    let area = area.intersection(buffer.area);
    let symbol = if area.width > 1 {
        look.glyphs.horizontal
    } else {
        look.glyphs.vertical
    };
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            buffer[(x, y)]
                .set_symbol(symbol)
                .set_style(look.theme.style(Role::Rule));
        }
    }
}

/// A text in lines of so many columns, as the screen shows them. Blanks at which no line ends are blanks.
pub fn wrapped(look: &Look<'_>, text: &str, columns: usize) -> Vec<String> {
    let options = WrapOptions {
        columns,
        taken: 0,
        hyphenate: None,
    };
    let pieces = text::wrap(text, &options);
    let line = |piece: text::Piece| {
        let part = text.get(piece.range).unwrap_or_default();
        shown(look, part, columns).replace('\u{a0}', " ")
    };
    pieces.into_iter().map(line).collect()
}

/// One part of a row.
pub struct Cell<'a> {
    pub text: Cow<'a, str>,
    pub columns: u16,
    pub style: Style,
    pub is_right: bool,
}

impl<'a> Cell<'a> {
    pub fn new(text: impl Into<Cow<'a, str>>, columns: u16, style: Style) -> Self {
        Self {
            text: text.into(),
            columns,
            style,
            is_right: false,
        }
    }

    pub fn right(text: impl Into<Cow<'a, str>>, columns: u16, style: Style) -> Self {
        Self {
            is_right: true,
            ..Self::new(text, columns, style)
        }
    }
}

/// A row of cells, one blank between them. `over` is the style of a selected row: it takes the
/// place of the cells' own.
pub struct Bar<'a> {
    pub cells: Vec<Cell<'a>>,
    pub over: Option<Style>,
}

impl Bar<'_> {
    pub fn draw(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        if let Some(style) = self.over {
            fill(buffer, Rect { height: 1, ..area }, style);
        }
        let mut x = area.x;
        for cell in &self.cells {
            let room = area.right().saturating_sub(x).min(cell.columns);
            let style = self.over.unwrap_or(cell.style);
            let width = text::width(&cell.text).min(usize::from(room)) as u16;
            let start = if cell.is_right { x + room - width } else { x };
            put(
                look,
                buffer,
                (start, area.y),
                area.right().min(x + room).saturating_sub(start),
                &cell.text,
                style,
            );
            x = x.saturating_add(cell.columns).saturating_add(1);
        }
    }
}

/// A stretch of one style, for lines that are written word by word.
pub struct Piece<'a> {
    pub text: Cow<'a, str>,
    pub role: Role,
}

impl<'a> Piece<'a> {
    pub fn new(role: Role, text: impl Into<Cow<'a, str>>) -> Self {
        Self {
            text: text.into(),
            role,
        }
    }

    /// Writes pieces one behind the other, up to the first that has to be cut; answers the column after the last.
    pub fn draw(pieces: &[Self], look: &Look<'_>, buffer: &mut Buffer, area: Rect) -> u16 {
        let mut x = area.x;
        for piece in pieces {
            let room = area.right().saturating_sub(x);
            let style = look.theme.style(piece.role);
            x = put(look, buffer, (x, area.y), room, &piece.text, style);
            if piece.columns() > usize::from(room) {
                break;
            }
        }
        x
    }

    /// The same, but the first gives way to those behind it.
    pub fn draw_last(pieces: &[Self], look: &Look<'_>, buffer: &mut Buffer, area: Rect) -> u16 {
        let Some((first, rest)) = pieces.split_first() else {
            return area.x;
        };
        let taken: usize = rest.iter().map(Self::columns).sum();
        let room = usize::from(area.width).saturating_sub(taken) as u16;
        let style = look.theme.style(first.role);
        let x = put(look, buffer, (area.x, area.y), room, &first.text, style);
        let width = area.right().saturating_sub(x);
        Self::draw(rest, look, buffer, Rect { x, width, ..area })
    }

    pub fn columns(&self) -> usize {
        text::width(&self.text)
    }
}

/// Columns and widths of the graphemes in which a folded word stands.
pub fn found(text: &str, word: &str) -> Vec<(u16, u16)> {
    let mut folded = String::new();
    let mut places = Vec::new();
    let mut column = 0;
    for (grapheme, width) in text::graphemes(text) {
        let width = width as u16;
        let start = folded.len();
        if grapheme == " " {
            folded.push(' ');
        } else {
            folded.push_str(text::fold_apart(grapheme).trim());
        }
        places.push((start..folded.len(), column, width));
        column += width;
    }
    let hits: Vec<_> = folded
        .match_indices(word)
        .map(|(at, _)| at..at + word.len())
        .collect();
    let is_hit = |range: &std::ops::Range<usize>| {
        hits.iter()
            .any(|hit| range.start < hit.end && hit.start < range.end)
    };
    let hit = places.into_iter().filter(|(range, ..)| is_hit(range));
    hit.map(|(_, column, width)| (column, width)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Timestamp;
    use crate::tui::core::Depth;
    use crate::tui::kit::{Glyphs, Theme};
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    fn with_look<T>(run: impl FnOnce(&Look<'_>) -> T) -> T {
        let zone = TimeZone::UTC;
        let (theme, glyphs) = (
            Theme::new(&crate::model::Theme::default(), Depth::Sixteen, true),
            Glyphs::new(false),
        );
        run(&Look {
            theme,
            glyphs,
            zone: &zone,
            now: Timestamp::default(),
            bidi: true,
            has_links: false,
        })
    }

    #[test]
    fn right_to_left_words_stand_in_the_order_of_the_screen() {
        with_look(|look| {
            assert_eq!(shown(look, "a אבג (b)", 20), "a גבא (b)");
            assert_eq!(shown(look, "אב c", 20), "c בא");
            assert_eq!(shown(look, "plain words", 8), "plain w…");
            assert_eq!(cut("plain words", 8, "..."), "plain...");
            assert_eq!(cut("ab", 1, ""), "a");
        });
    }

    #[test]
    fn a_name_turns_no_more_than_itself() {
        with_look(|look| {
            let line = format!("{} · 2 unread", isolated("אבג דה"));
            assert_eq!(text::width(&line), 17);
            assert_eq!(shown(look, &line, 40), "הד גבא · 2 unread");
            assert_eq!(shown(look, &line, 9), "הד גבא ·…");
            assert_eq!(wrapped(look, &line, 10), ["הד גבא · 2", "unread"]);
            let as_it_is = Look {
                bidi: false,
                ..look.clone()
            };
            assert_eq!(shown(&as_it_is, &line, 40), "אבג דה · 2 unread");
        });
    }

    /// "1250" became "1", with nothing beside it to say so.
    #[test]
    fn what_is_cut_off_is_missed_where_it_is_missing() {
        with_look(|look| {
            let title = "Ferry: מחיר החדש 1250 no";
            assert_eq!(shown(look, title, 19), "Ferry: …1 שדחה ריחמ");
            assert_eq!(shown(look, title, 24), "Ferry: 1250 שדחה ריחמ no");
            let as_it_is = Look {
                bidi: false,
                ..look.clone()
            };
            assert_eq!(shown(&as_it_is, title, 19), "Ferry: מחיר החדש 1…");
        });
    }

    #[test]
    fn behind_a_piece_that_was_cut_nothing_stands() {
        with_look(|look| {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 1));
            let pieces = ["中文中文中文", "  u", " undo"].map(|it| Piece::new(Role::Text, it));
            let area = Rect::new(0, 0, 10, 1);
            assert_eq!(Piece::draw(&pieces, look, &mut buffer, area), 9);
            let line: String = buffer
                .content
                .iter()
                .map(ratatui::buffer::Cell::symbol)
                .collect();
            assert_eq!(line.matches('…').count(), 1, "{line}");
        });
    }

    #[test]
    fn words_are_found_whatever_their_accents() {
        assert_eq!(found("Tolúlọpẹ́ writes", "tolulope").len(), 8);
        assert_eq!(found("a bcd", "bc"), [(2, 1), (3, 1)]);
        assert!(found("abc", "x").is_empty());
    }

    proptest! {
        #[test]
        fn what_is_measured_is_what_is_drawn(
            text in "\\PC{0,60}|[👩👍🏽\u{200d}\u{fe0f}☂1\u{20e3}🇳🇬 ]{0,40}|[ｶﾞﾊﾟﾟ中文ー]{0,40}|[क्षิำกা가\u{1161}\u{11a8}மொេ]{0,40}|[لاאָ()\u{600}۱]{0,40}"
        ) {
            let (line, block) = (text::clean_line(&text), text::clean_block(&text));
            // A block is drawn line by line; U+2028 ends one as well.
            for clean in block.lines().chain([line.as_str()]) {
                let mut screen = Buffer::empty(Rect::new(0, 0, 2000, 1));
                let end = write(&mut screen, (0, 0), 2000, clean, Style::default());
                prop_assert_eq!(text::width(clean), usize::from(end), "{:?}", clean);
                let cells = screen.content.iter().map(|cell| usize::from(cell.cell_width()));
                let (mut at, mut cells): (usize, Vec<usize>) = (0, cells.collect());
                while at < usize::from(end) {
                    at += std::mem::take(&mut cells[at]);
                }
                prop_assert_eq!(at, usize::from(end), "{:?}", clean);
            }
        }

        #[test]
        fn a_row_never_spills(
            texts in proptest::collection::vec("\\PC{0,20}", 1..5), columns in 0..20_u16, x in 0..30_u16,
        ) {
            with_look(|look| {
                let mut buffer = Buffer::empty(Rect::new(0, 0, 40, 1));
                let cells = texts.iter().map(|text| Cell::new(text.as_str(), columns, Style::new()));
                let bar = Bar { cells: cells.collect(), over: None };
                let area = Rect::new(x, 0, 9, 1);
                bar.draw(look, &mut buffer, area);
                let outside = (0..40).filter(|at| *at < x || *at >= area.right());
                outside.for_each(|at| assert_eq!(buffer[(at, 0)].symbol(), " "));
            });
        }
    }
}
