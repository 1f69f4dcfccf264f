//! Addresses as they are shown and as they are given to the terminal: the real host first, nothing that poses as one.

use crate::text::{Clean, clean_line};
use url::Url;

/// Longer ones are no links for the terminal.
const LONGEST: usize = 1000;

/// Host, and what stands behind it. A host in letters of one script is written in them, all others in ASCII, as they are
/// looked up, so that letters of other scripts cannot pose as Latin ones; user and password are left out:
/// `https://bank.example@evil.example/` is of evil.example.
pub fn address(url: &str) -> (Clean, Clean) {
    let Some(parsed) = Url::parse(url).ok().filter(Url::has_host) else {
        return (clean_line(url), Clean::default());
    };
    let host = parsed.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let port = parsed
        .port()
        .map_or(String::new(), |port| format!(":{port}"));
    let query = parsed
        .query()
        .map_or(String::new(), |query| format!("?{query}"));
    let fragment = parsed
        .fragment()
        .map_or(String::new(), |name| format!("#{name}"));
    let is_bare = parsed.path() == "/" && parsed.query().is_none();
    let path = if is_bare { "" } else { parsed.path() };
    (
        clean_line(&format!("{}{port}", readable(host))),
        clean_line(&format!("{path}{query}{fragment}")),
    )
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

/// The address for OSC 8: only http and https, written anew, of printable ASCII; without user and password.
pub fn for_terminal(url: &str) -> Option<String> {
    let mut url = Url::parse(url).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    let text = String::from(url);
    let is_plain = text.bytes().all(|byte| (b'!'..=b'~').contains(&byte));
    (is_plain && text.len() <= LONGEST).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(url: &str) -> (String, String) {
        let (host, rest) = address(url);
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
    fn terminals_get_only_plain_addresses() {
        assert_eq!(
            for_terminal("https://a.example/ü"),
            Some("https://a.example/%C3%BC".into())
        );
        assert_eq!(
            for_terminal("https://u:p@a.example/"),
            Some("https://a.example/".into())
        );
        for wrong in ["javascript:alert(1)", "file:///etc/passwd", "nonsense"] {
            assert_eq!(for_terminal(wrong), None, "{wrong}");
        }
        let escape = for_terminal("https://a.example/\u{1b}]8;;x\u{7}").unwrap_or_default();
        assert!(
            escape.bytes().all(|byte| (b'!'..=b'~').contains(&byte)),
            "{escape}"
        );
        assert_eq!(
            for_terminal(&format!("https://a.example/{}", "x".repeat(2000))),
            None
        );
    }
}
