//! Whether a piece of HTML shows pictures, told without building it.

use memchr::memmem;

/// Bytes of a tag that are looked at.
const TAG: usize = 2048;

/// There is a picture that is more than a mark of who has read it (a pixel).
#[must_use]
pub fn has_pictures(html: &str) -> bool {
    let html = html.as_bytes();
    ["<img", "<IMG"].iter().any(|name| {
        let places = memmem::find_iter(html, name.as_bytes());
        places.into_iter().any(|at| {
            let tag = &html[at + name.len()..html.len().min(at + TAG)];
            let end = memchr::memchr(b'>', tag).unwrap_or(tag.len());
            is_picture(&tag[..end])
        })
    })
}

fn is_picture(tag: &[u8]) -> bool {
    let begins = tag
        .first()
        .is_some_and(|c| c.is_ascii_whitespace() || *c == b'/');
    let tag = String::from_utf8_lossy(tag).to_ascii_lowercase();
    let is_tiny = |name: &str| {
        let value = tag
            .split_once(name)
            .map(|(_, rest)| rest.trim_start_matches(['"', '\'']));
        let digits = value.and_then(|value| value.split(|c: char| !c.is_ascii_digit()).next());
        matches!(digits, Some("0" | "1"))
    };
    begins && tag.contains("src") && !is_tiny("width=") && !is_tiny("height=")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_seen_and_pixels_are_not() {
        for html in [
            "<p>A<img src='a.png'>b",
            "<IMG SRC=a.png>",
            "<img width=\"100\" height=\"80\" src=\"a.png\"/>",
            "<img src='p.gif' width=1 height=1><img data-src=\"a.png\" alt='>'>",
        ] {
            assert!(has_pictures(html), "{html}");
        }
        for html in [
            "",
            "<p>imgs",
            "<image src=a>",
            "<img>",
            "<img src='p.gif' width=\"1\" height=\"1\">",
            "<img height='0' src=p.gif",
        ] {
            assert!(!has_pictures(html), "{html}");
        }
    }
}
