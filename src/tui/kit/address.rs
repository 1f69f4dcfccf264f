//! Addresses as they are given to the terminal.

use url::Url;

/// Longer ones are no links for the terminal.
const LONGEST: usize = 1000;

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
