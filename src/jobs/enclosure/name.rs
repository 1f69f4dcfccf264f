//! Names of ours for what lies at an address: a hash of it, and what of its own name is harmless.

use crate::model::Enclosure;

/// Letters of a file's name that come from outside.
const NAME: usize = 80;
const ENDING: usize = 8;
const HASH: usize = 32;
/// Endings of kinds, for addresses without one.
const ENDINGS: [(&str, &str); 10] = [
    ("audio/mpeg", "mp3"),
    ("audio/mp4", "m4a"),
    ("audio/x-m4a", "m4a"),
    ("audio/ogg", "ogg"),
    ("audio/opus", "opus"),
    ("video/mp4", "mp4"),
    ("video/webm", "webm"),
    ("image/jpeg", "jpg"),
    ("image/png", "png"),
    ("application/pdf", "pdf"),
];

/// Of what else is no text.
const MORE_ENDINGS: [&str; 8] = ["aac", "epub", "flac", "m4b", "m4v", "mov", "wav", "zip"];
/// Parameters that sign an address, and those that they come with: they are others tomorrow, for the same file.
const SIGNATURES: [&str; 4] = ["signature", "sig", "x-amz-signature", "x-goog-signature"];
const SIGNED_WITH: [&str; 3] = ["expires", "policy", "key-pair-id"];
const SIGNERS: [&str; 2] = ["x-amz-", "x-goog-"];

/// A name of ours: it begins with a hash of the address, so that it is no other enclosure's, no hidden
/// file and no device; behind it stands what of the address's own name is letters, digits, dots.
pub fn name(enclosure: &Enclosure) -> String {
    let hash = hash(&enclosure.url);
    let hash = hash.get(..HASH).unwrap_or_default();
    let url = url::Url::parse(&enclosure.url).ok();
    let last = url
        .as_ref()
        .and_then(|url| url.path_segments()?.rfind(|part| !part.is_empty()));
    let last = last.unwrap_or_default();
    let (stem, ending) = match last.rsplit_once('.') {
        Some((stem, ending)) if is_ending(ending) => (stem, Some(ending.to_ascii_lowercase())),
        _ => (last, None),
    };
    let mut safe = String::new();
    for c in decoded(stem).chars() {
        if safe.len() >= NAME {
            break;
        }
        if c.is_alphanumeric() || c == '_' {
            safe.push(c);
        } else if !safe.is_empty() && !safe.ends_with('-') {
            safe.push('-');
        }
    }
    let safe = crate::text::cap(safe.trim_end_matches('-'), NAME);
    let kind = enclosure.media_type.as_deref().unwrap_or_default();
    let of_kind = || ENDINGS.iter().find(|(known, _)| *known == kind);
    let ending = ending.or_else(|| of_kind().map(|(_, ending)| (*ending).to_owned()));
    let ending = ending.map_or_else(String::new, |ending| format!(".{ending}"));
    match safe {
        "" => format!("{hash}{ending}"),
        safe => format!("{hash}-{safe}{ending}"),
    }
}

/// Of the whole address, keys too, which it does not tell; of a signed one without its signature.
pub fn hash(address: &str) -> String {
    let unsigned = unsigned(address);
    let address = unsigned.as_deref().unwrap_or(address);
    blake3::hash(address.as_bytes()).to_string()
}

/// A signed address without what signs it.
fn unsigned(address: &str) -> Option<String> {
    let mut url = url::Url::parse(address).ok()?;
    let name = |part: &str| part.split('=').next().unwrap_or_default().to_lowercase();
    let signs = |part: &&str| SIGNATURES.contains(&name(part).as_str());
    let goes_along = |part: &&str| {
        let name = name(part);
        SIGNED_WITH.contains(&name.as_str()) || SIGNERS.iter().any(|it| name.starts_with(it))
    };
    let query = url.query()?.to_owned();
    if !query.split('&').any(|part| signs(&part)) {
        return None;
    }
    let kept = query.split('&').filter(|it| !signs(it) && !goes_along(it));
    let kept: Vec<&str> = kept.collect();
    url.set_query(Some(kept.join("&").as_str()));
    Some(url.into())
}

/// By the feed's word for it, else by the ending of its address, it is a sound, a film, a picture or a book.
pub fn is_no_text(enclosure: &Enclosure) -> bool {
    let kind = enclosure.media_type.as_deref().unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default();
    let kind = kind.trim().to_ascii_lowercase();
    if !kind.contains('/') || kind == "application/octet-stream" {
        let path = enclosure.url.split(['?', '#']).next().unwrap_or_default();
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
        let ending = ending.to_ascii_lowercase();
        let known = ENDINGS.iter().map(|(_, ending)| *ending);
        return known.chain(MORE_ENDINGS).any(|known| known == ending);
    }
    let is_text = ["html", "xml", "json"].iter().any(|it| kind.ends_with(it));
    !is_text && !kind.starts_with("text/")
}

fn is_ending(text: &str) -> bool {
    (1..=ENDING).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Percent signs taken back; what is no UTF-8 then is no letter either.
fn decoded(text: &str) -> String {
    let mut form = String::from("x=");
    form.push_str(&text.replace('+', "%2B").replace(['&', '='], "-"));
    let decoded = url::form_urlencoded::parse(form.as_bytes()).next();
    decoded.map_or_else(String::new, |(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_no_part_of_what_a_file_is_named_by_and_all_else_is() {
        let same = |a: &str, b: &str| hash(a) == hash(b);
        let signed = "https://a.example/e.mp3?id=1&Expires=5&Signature=a&Key-Pair-Id=x";
        let anew = "https://a.example/e.mp3?id=1&Expires=9&Signature=b&Key-Pair-Id=y";
        assert!(same(signed, anew));
        let amazon = "https://a.example/e.mp3?X-Amz-Date=1&X-Amz-Signature=a";
        assert!(same(
            amazon,
            "https://a.example/e.mp3?X-Amz-Date=2&X-Amz-Signature=b"
        ));
        for (one, other) in [
            (
                signed,
                "https://a.example/e.mp3?id=2&Expires=5&Signature=a&Key-Pair-Id=x",
            ),
            ("https://a.example/e?key=1", "https://a.example/e?key=2"),
            ("https://a.example/e?token=1", "https://a.example/e?token=2"),
            (
                "https://a.example/e?policy=1",
                "https://a.example/e?policy=2",
            ),
            ("https://a@a.example/e", "https://b@a.example/e"),
        ] {
            assert!(!same(one, other), "{one} {other}");
        }
    }

    #[test]
    fn what_a_feed_encloses_is_text_or_not() {
        let is_no_text = |kind: &str, url: &str| {
            is_no_text(&Enclosure {
                url: url.to_owned(),
                media_type: Some(kind.to_owned()),
                ..Enclosure::default()
            })
        };
        for kind in ["audio/mpeg", "Video/MP4; codecs=x", "application/pdf"] {
            assert!(is_no_text(kind, "https://a.example/x"), "{kind}");
        }
        for kind in ["", "application/octet-stream", "mp3"] {
            assert!(is_no_text(kind, "https://a.example/x.MP3?a"), "{kind}");
            assert!(!is_no_text(kind, "https://a.example/x.html"), "{kind}");
        }
        for kind in ["text/html", "application/xhtml+xml", "image/svg+xml"] {
            assert!(!is_no_text(kind, "https://a.example/x.mp3"), "{kind}");
        }
    }
}
