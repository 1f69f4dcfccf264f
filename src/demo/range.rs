//! Parts of a file, for whoever goes on with it (RFC 9110, 14): one range of bytes.

use std::ops::Range;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// No range that we know: the whole answers it.
    Whole,
    Bytes(Range<usize>),
    /// Behind the end.
    Nothing,
}

/// What `Range` asks for of so many bytes.
pub fn part(range: Option<&str>, length: usize) -> Part {
    let asked = range.and_then(|text| text.trim().strip_prefix("bytes=")?.split_once('-'));
    let Some((first, last)) = asked else {
        return Part::Whole;
    };
    let number = |text: &str| text.trim().parse::<usize>();
    let bytes = match (number(first), number(last)) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Ok(first), Err(_)) if last.trim().is_empty() => first..length,
        // The last so many.
        (Err(_), Ok(count)) if first.trim().is_empty() => length.saturating_sub(count)..length,
        _ => return Part::Whole,
    };
    if bytes.is_empty() {
        return Part::Nothing;
    }
    Part::Bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_its_bytes_and_what_is_none_is_the_whole() {
        for (range, bytes) in [
            ("bytes=4-", 4..10),
            ("bytes=0-3", 0..4),
            ("bytes=8-99", 8..10),
            ("bytes=-3", 7..10),
            ("bytes=-99", 0..10),
        ] {
            assert_eq!(part(Some(range), 10), Part::Bytes(bytes), "{range}");
        }
        for range in ["bytes=10-", "bytes=11-12", "bytes=-0"] {
            assert_eq!(part(Some(range), 10), Part::Nothing, "{range}");
        }
        for range in [
            "bytes=3-1",
            "bytes=0-1,3-4",
            "lines=1-2",
            "bytes=-",
            "bytes=a-b",
        ] {
            assert_eq!(part(Some(range), 10), Part::Whole, "{range}");
        }
        assert_eq!(part(None, 10), Part::Whole);
    }
}
