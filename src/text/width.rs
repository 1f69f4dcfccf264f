//! Text measured and shortened by columns, as the screen counts them.

use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

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
    text.graphemes(true).map(|g| (g, g.width()))
}

/// At most so many columns; `…` says that something is missing.
#[must_use]
pub fn cut(text: &str, columns: usize) -> Cow<'_, str> {
    if is_plain(text) && text.len() <= columns {
        return Cow::Borrowed(text);
    }
    let (mut used, mut kept) = (0, 0);
    for (grapheme, wide) in graphemes(text) {
        used += wide;
        if used > columns {
            return Cow::Owned(shortened(text, kept, columns));
        }
        if used < columns {
            kept += grapheme.len();
        }
    }
    Cow::Borrowed(text)
}

fn shortened(text: &str, kept: usize, columns: usize) -> String {
    if columns == 0 {
        return String::new();
    }
    let mut out = text.get(..kept).unwrap_or_default().trim_end().to_owned();
    out.push('…');
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
        assert_eq!(cut("中文新闻", 4), "中…");
        assert_eq!(cut("中文", 1), "…");
        assert_eq!(cut("a", 0), "");
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
        }
    }
}
