//! Addresses as they are shown and as they are given to the terminal: the real host first, nothing that poses as one.

use crate::text::{Clean, clean_line};
use url::Url;

/// Longer ones are no links for the terminal.
const LONGEST: usize = 1000;

/// Host, and what stands behind it. The host is written in ASCII, as it is looked up, so that letters of other scripts
/// cannot pose as Latin ones; user and password are left out: `https://bank.example@evil.example/` is of evil.example.
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
        clean_line(&format!("{host}{port}")),
        clean_line(&format!("{path}{query}{fragment}")),
    )
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
        assert_eq!(shown("mailto:a@b.example").0, "mailto:a@b.example");
        assert_eq!(shown("https://a.example/\u{202e}x").1, "/%E2%80%AEx");
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
