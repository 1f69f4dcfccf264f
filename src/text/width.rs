//! Text measured and shortened by columns, as the screen counts them.

use std::borrow::Cow;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns on the screen: grapheme by grapheme, as cells are filled, since ligatures make a string narrower than its
/// cells.
#[must_use]
pub fn width(text: &str) -> usize {
    if is_plain(text) {
        return text.len();
    }
    graphemes(text).map(|(_, columns)| columns).sum()
}

/// What a reader takes for one character, each with its columns.
pub fn graphemes(text: &str) -> impl DoubleEndedIterator<Item = (&str, usize)> {
    text.graphemes(true).map(|g| (g, columns_of(g)))
}

/// As the widest of terminals measures, so that none writes over what stands behind. Most go letter by letter and give marks
/// that stand beside their letter (`া`) a column, some look at the whole. Signs of wide letters (`👩‍🚒`) are two columns
/// where they are known, and `ﾞ` is no mark to any.
fn columns_of(grapheme: &str) -> usize {
    let halfwidth = grapheme.matches(['\u{ff9e}', '\u{ff9f}']).count();
    let whole = grapheme.width() + halfwidth;
    if grapheme.len() < 3 {
        return whole;
    }
    let mut letters = grapheme.chars().map(letter_columns);
    let sum = letters.try_fold(0, |sum, columns| (columns < 2).then_some(sum + columns));
    whole.max(sum.unwrap_or_default())
}

fn letter_columns(c: char) -> usize {
    let columns = c.width().unwrap_or_default();
    // Malayalam's dot before a letter is a letter to terminals.
    let stands = || c.general_category() == GeneralCategory::SpacingMark || c == '\u{d4e}';
    if columns == 0 && c > '\u{8ff}' && stands() {
        1
    } else {
        columns
    }
}

/// At most so many columns; `…` says that something is missing.
#[must_use]
pub fn cut(text: &str, columns: usize) -> Cow<'_, str> {
    cut_with(text, columns, "…")
}

/// `cut` with another sign for what is missing; of a sign that is itself too wide, what fits.
#[must_use]
pub fn cut_with<'a>(text: &'a str, columns: usize, sign: &str) -> Cow<'a, str> {
    if text.len() <= columns && is_plain(text) {
        return Cow::Borrowed(text);
    }
    let sign = beginning(sign, columns);
    let room = columns - width(sign);
    // A character more than fits tells whether the last one carries marks.
    if let Some(plain) = text.get(..=columns).filter(|it| is_plain(it)) {
        let kept = plain.get(..room).unwrap_or_default();
        return Cow::Owned(ended(kept, sign));
    }
    let (mut used, mut kept) = (0, 0);
    for (grapheme, wide) in graphemes(text) {
        used += wide;
        if used > columns {
            let text = text.get(..kept).unwrap_or_default();
            return Cow::Owned(ended(text, sign));
        }
        if used <= room {
            kept += grapheme.len();
        }
    }
    Cow::Borrowed(text)
}

/// With the sign behind it, once: what is cut may have been cut before.
fn ended(text: &str, sign: &str) -> String {
    let text = text.trim_end();
    let text = text.strip_suffix(sign).unwrap_or(text).trim_end();
    format!("{text}{sign}")
}

fn beginning(text: &str, columns: usize) -> &str {
    let mut used = 0;
    let fits = graphemes(text).take_while(|(_, wide)| {
        used += wide;
        used <= columns
    });
    let bytes = fits.map(|(grapheme, _)| grapheme.len()).sum();
    text.get(..bytes).unwrap_or_default()
}

/// Exactly so many columns: cut, or filled with blanks at the end.
#[must_use]
pub fn pad(text: &str, columns: usize) -> String {
    let mut out = cut(text, columns).into_owned();
    let room = columns.saturating_sub(width(&out));
    out.extend(std::iter::repeat_n(' ', room));
    out
}

/// The longest beginning of at most so many bytes that ends between two characters.
#[must_use]
pub fn cap(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| (b' '..=b'~').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn columns_are_those_of_the_cells() {
        for (text, columns) in [
            ("abc", 3),
            ("中文", 4),
            ("e\u{301}", 1),
            ("👩\u{200d}🚒", 2),
            ("🇳🇬", 2),
            ("لا", 2),
            ("ｶﾞｷﾞ", 6),
            // Marks beside their letters, which the tables of some say are nothing.
            ("পানি", 4),
            ("மொழி", 4),
            ("ភាសា", 4),
            ("कि", 2),
            ("กำลัง", 4),
        ] {
            assert_eq!(width(text), columns, "{text}");
        }
    }

    #[test]
    fn what_fits_is_left_alone() {
        assert_eq!(cut("ferry", 5), "ferry");
        assert_eq!(cut("中文", 4), "中文");
        assert_eq!(cut("", 0), "");
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        assert_eq!(cut("ferries", 5), "ferr…");
        assert_eq!(cut("the river", 5), "the…");
        assert_eq!(cut("ferry… of the river", 7), "ferry…");
        assert_eq!(cut("中文新闻", 4), "中…");
        assert_eq!(cut("中文", 1), "…");
        assert_eq!(cut("a", 0), "");
    }

    #[test]
    fn another_sign_may_say_that_something_is_missing() {
        assert_eq!(cut_with("ferries", 6, "..."), "fer...");
        assert_eq!(cut_with("the river", 7, "..."), "the...");
        assert_eq!(cut_with("ferries", 2, "..."), "..");
        assert_eq!(cut_with("ferry…", 6, "..."), "ferry…");
    }

    #[test]
    fn padding_fills_columns_and_not_characters() {
        assert_eq!(pad("中文", 6), "中文  ");
        assert_eq!(pad("中文新闻", 4), "中… ");
        assert_eq!(pad("e\u{301}", 2), "e\u{301} ");
    }

    #[test]
    fn a_cap_ends_between_characters() {
        assert_eq!(cap("aé", 2), "a");
        assert_eq!(cap("aé", 3), "aé");
        assert_eq!(cap("aé", 99), "aé");
    }

    proptest! {
        #[test]
        fn a_cut_never_exceeds_its_columns(text in "\\PC*", columns in 0_usize..20) {
            prop_assert!(width(&cut(&text, columns)) <= columns);
            prop_assert!(width(&cut_with(&text, columns, "...")) <= columns);
            prop_assert_eq!(width(&pad(&text, columns)), columns);
        }
    }
}
