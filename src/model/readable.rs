//! Addresses as people see them: the real host, nothing that poses as another.

use crate::text::{Clean, clean_line};
use url::{Position, Url};

/// Host, and what stands behind it. A host in letters of one script is written in them, all others in ASCII, as they are
/// looked up, so that letters of other scripts cannot pose as Latin ones; user and password are left out:
/// `https://bank.example@evil.example/` is of evil.example.
#[must_use]
pub fn host_and_rest(url: &str) -> (Clean, Clean) {
    let Some(url) = with_host(url) else {
        return (clean_line(url), Clean::default());
    };
    let place = place(&url);
    let place = place.strip_prefix("www.").unwrap_or(&place);
    let is_bare = url.path() == "/" && url.query().is_none();
    let rest = &url[Position::BeforePath..];
    let rest = rest.strip_prefix('/').filter(|_| is_bare).unwrap_or(rest);
    (clean_line(place), clean_line(rest))
}

/// The whole address, with its host as in [`host_and_rest`].
#[must_use]
pub fn readable_address(url: &str) -> Clean {
    let Some(url) = with_host(url) else {
        return clean_line(url);
    };
    let rest = &url[Position::BeforePath..];
    clean_line(&format!("{}://{}{rest}", url.scheme(), place(&url)))
}

/// Written anew from what was understood, all of it in ASCII: for files, in which letters of other scripts may be looked at
/// by whatever program. As it stands where it is none.
#[must_use]
pub fn ascii_address(url: &str) -> String {
    with_host(url).map_or_else(|| url.to_owned(), String::from)
}

fn with_host(url: &str) -> Option<Url> {
    Url::parse(url).ok().filter(Url::has_host)
}

/// Host and port.
fn place(url: &Url) -> String {
    let host = readable(url.host_str().unwrap_or_default());
    url.port()
        .map_or_else(|| host.clone(), |port| format!("{host}:{port}"))
}

/// `xn--mnchen-3ya.example` → `münchen.example`; unchanged where its letters could pose as others.
fn readable(host: &str) -> String {
    if !host.split('.').any(|label| label.starts_with("xn--")) {
        return host.to_owned();
    }
    let (decoded, is_valid) = idna::domain_to_unicode(host);
    let is_foreign = decoded
        .rsplit('.')
        .next()
        .is_some_and(|end| !end.is_ascii());
    let is_safe = |label: &str| is_of_one_script(label) && (is_foreign || !looks_latin(label));
    if is_valid.is_ok() && decoded.split('.').all(is_safe) {
        decoded
    } else {
        host.to_owned()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Latin,
    /// Chinese, Japanese and Korean, which are written with one another and with Latin letters.
    EastAsian,
    Greek,
    Cyrillic,
    Armenian,
    Hebrew,
    Arabic,
    Devanagari,
    Bengali,
    Tamil,
    Telugu,
    Thai,
    Georgian,
    Ethiopic,
    Other,
}

/// None for digits and hyphens, which go with all. By the blocks of Unicode: what is in none of them is `Other`.
fn script(c: char) -> Option<Script> {
    Some(match c {
        '0'..='9' | '-' => return None,
        'a'..='z' | '\u{df}'..='\u{f6}' | '\u{f8}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => {
            Script::Latin
        }
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Script::Greek,
        '\u{400}'..='\u{52f}' => Script::Cyrillic,
        '\u{531}'..='\u{58f}' => Script::Armenian,
        '\u{591}'..='\u{5f4}' => Script::Hebrew,
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => Script::Arabic,
        '\u{900}'..='\u{97f}' => Script::Devanagari,
        '\u{980}'..='\u{9ff}' => Script::Bengali,
        '\u{b80}'..='\u{bff}' => Script::Tamil,
        '\u{c00}'..='\u{c7f}' => Script::Telugu,
        '\u{e01}'..='\u{e5b}' => Script::Thai,
        '\u{10d0}'..='\u{10ff}' => Script::Georgian,
        '\u{1200}'..='\u{139f}' => Script::Ethiopic,
        '\u{3005}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{20000}'..='\u{323af}' => Script::EastAsian,
        _ => Script::Other,
    })
}

/// The "highly restrictive" level of UTS 39, 5.2, for the scripts that are known here.
fn is_of_one_script(label: &str) -> bool {
    let mut found: Vec<Script> = Vec::new();
    for script in label.chars().filter_map(script) {
        if !found.contains(&script) {
            found.push(script);
        }
    }
    match found.as_slice() {
        [Script::Other] => false,
        [] | [_] => true,
        [one, other] => {
            [*one, *other].contains(&Script::EastAsian) && [*one, *other].contains(&Script::Latin)
        }
        _ => false,
    }
}

/// All of its letters have Latin ones for doubles: `раураl` may be Cyrillic from end to end.
fn looks_latin(label: &str) -> bool {
    const DOUBLES: &str = "аеорсхуіјѕһԁԛԝӏвнкмтгпшьъαονρυικτχγεηωօսոցհզ";
    let mut letters = label.chars().filter(|c| script(*c).is_some()).peekable();
    letters.peek().is_some() && letters.all(|c| DOUBLES.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(url: &str) -> (String, String) {
        let (host, rest) = host_and_rest(url);
        (host.into_string(), rest.into_string())
    }

    #[test]
    fn the_real_host_comes_first() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(
            shown("https://www.a.example/x/?q=1#y"),
            pair("a.example", "/x/?q=1#y")
        );
        assert_eq!(
            shown("https://bank.example@evil.example/login"),
            pair("evil.example", "/login")
        );
        assert_eq!(
            shown("https://u:p@a.example:8443/"),
            pair("a.example:8443", "")
        );
        // The first letter is Cyrillic.
        assert_eq!(shown("https://\u{430}pple.com/").0, "xn--pple-43d.com");
        // All letters are Cyrillic.
        let double = "https://\u{440}\u{430}\u{443}\u{440}\u{430}\u{4cf}.com/";
        assert!(shown(double).0.starts_with("xn--"), "{}", shown(double).0);
        assert_eq!(shown("mailto:a@b.example").0, "mailto:a@b.example");
        assert_eq!(shown("https://a.example/\u{202e}x").1, "/%E2%80%AEx");
    }

    #[test]
    fn hosts_in_one_script_are_written_in_it() {
        for host in [
            "münchen.example",
            "пример.example",
            "例え.example",
            "bbc中文.example",
            "مثال.example",
            "пример.рф",
            "αθήνα.example",
        ] {
            assert_eq!(shown(&format!("https://{host}/")).0, host);
        }
        for mixed in ["münсhen.example", "приmer.example", "αthήνα.example"] {
            let host = shown(&format!("https://{mixed}/")).0;
            assert!(host.starts_with("xn--") && host.is_ascii(), "{host}");
        }
    }

    #[test]
    fn a_whole_address_has_its_host_in_the_same_letters() {
        for (url, readable, ascii) in [
            (
                "https://bank.example@www.evil.example:8443/login?a=b#c",
                "https://www.evil.example:8443/login?a=b#c",
                "https://bank.example@www.evil.example:8443/login?a=b#c",
            ),
            (
                "https://www.myb\u{430}nk.example/",
                "https://www.xn--mybnk-6ve.example/",
                "https://www.xn--mybnk-6ve.example/",
            ),
            (
                "https://münchen.example/ü",
                "https://münchen.example/%C3%BC",
                "https://xn--mnchen-3ya.example/%C3%BC",
            ),
            (
                "mailto:a@b.example",
                "mailto:a@b.example",
                "mailto:a@b.example",
            ),
            ("no address", "no address", "no address"),
        ] {
            assert_eq!(readable_address(url).as_str(), readable);
            assert_eq!(ascii_address(url), ascii);
        }
    }
}
