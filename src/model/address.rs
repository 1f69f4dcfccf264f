//! Addresses as a person types and sees them: what was meant, whose it is, what must not be shown.

use crate::text::{Clean, clean_line, cut};
use std::borrow::Cow;
use std::ops::Range;
use url::Url;

/// Names of parameters that are keys to something private.
const SECRETS: [&str; 18] = [
    "token",
    "key",
    "auth",
    "authkey",
    "secret",
    "password",
    "passwd",
    "pass",
    "pwd",
    "apikey",
    "api_key",
    "api-key",
    "access_token",
    "feed_token",
    "user_token",
    "signature",
    "sig",
    "private_token",
];

/// What a person typed as an http(s) address: `feed:` and a missing scheme are understood. None for
/// what can be no address.
#[must_use]
pub fn typed_address(typed: &str) -> Option<Url> {
    let typed = typed.trim();
    let typed = without_feed_scheme(typed);
    match Url::parse(typed) {
        // A whole address may name any host, also one of the reader's own network.
        Ok(url) if matches!(url.scheme(), "http" | "https") => return Some(url),
        Ok(url) if url.host().is_some() || is_no_host(typed) => return None,
        _ => {}
    }
    let url = Url::parse(&format!("https://{typed}")).ok()?;
    let host = url.host_str().unwrap_or_default();
    let is_name = host.contains(['.', ':']) || host == "localhost" || url.port().is_some();
    is_name.then_some(url)
}

/// `feed:` and `feeds:` are wrappers around an address, or stand for its scheme.
fn without_feed_scheme(typed: &str) -> &str {
    let wrappers = ["feed://", "feeds://", "feed:", "feeds:"];
    let begins = |wrapper: &str| {
        let start = typed.get(..wrapper.len())?;
        let rest = typed.get(wrapper.len()..)?;
        start.eq_ignore_ascii_case(wrapper).then_some(rest)
    };
    wrappers.into_iter().find_map(begins).unwrap_or(typed)
}

/// `mailto:x` has a scheme; `localhost:8000` and `example.org:80/feed` have a port.
fn is_no_host(typed: &str) -> bool {
    let after = typed.split_once(':').map_or("", |(_, after)| after);
    !after.starts_with(|c: char| c.is_ascii_digit())
}

/// Whose address it is: host and unusual port, less `www.` (DESIGN §9). None where there is no host.
#[must_use]
pub fn host_of(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok()?;
    let host = url.host_str().filter(|host| !host.is_empty())?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

/// Host and port, whatever the scheme's own port is: what is asked, and may be private. None where
/// there is no host.
#[must_use]
pub fn place_of(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok()?;
    let port = url.port_or_known_default()?;
    Some(format!("{}:{port}", url.host_str()?))
}

/// Whether what is sent to one address may be sent to the other: of the same scheme, host and port, or from http to https at
/// the usual ports.
#[must_use]
pub fn keeps_secrets(from: &str, to: &str) -> bool {
    let (Ok(from), Ok(to)) = (Url::parse(from.trim()), Url::parse(to.trim())) else {
        return false;
    };
    let is_usual = from.port().is_none() && to.port().is_none();
    let is_safer = from.scheme() == "http" && to.scheme() == "https" && is_usual;
    from.has_host() && (from.origin() == to.origin() || is_safer && from.host() == to.host())
}

/// Whether a host is this domain or lies below it.
#[must_use]
pub fn is_at(host: &str, domain: &str) -> bool {
    let above = host.strip_suffix(domain);
    above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
}

/// Names that no public name server answers for, by rule or by custom.
const OF_HOME: [&str; 8] = [
    ".localhost",
    ".local",
    ".lan",
    ".home.arpa",
    ".internal",
    ".corp",
    ".home",
    ".intranet",
];

/// Whether a host's name can only be one of somebody's own network.
#[must_use]
pub fn is_private_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    !name.contains('.') || OF_HOME.iter().any(|end| name.ends_with(end))
}

/// Whether an address that the reader named may be one of the reader's own network: until its host was a public one
/// when it was read; then a name that leads home some day was made to. A name or number that can be no other may be it
/// always.
#[must_use]
pub fn may_be_private(url: &str, was_public: bool) -> bool {
    let Ok(url) = Url::parse(url.trim()) else {
        return false;
    };
    !was_public || url.domain().is_none_or(is_private_name)
}

/// The address without user, password, and parameters that are named like keys; as it stands where
/// it has none of these.
#[must_use]
pub fn without_secrets(address: &str) -> String {
    let Ok(mut url) = Url::parse(address) else {
        return address.to_owned();
    };
    let has_secret = url.query_pairs().any(|it| is_secret(&it.0));
    if !has_user(&url) && !has_secret {
        return address.to_owned();
    }
    drop_user(&mut url);
    if has_secret {
        let query = url.query().unwrap_or_default().to_owned();
        let kept = query.split('&').filter(|it| !is_secret(name_of(it)));
        let kept = kept.collect::<Vec<_>>().join("&");
        url.set_query(Some(kept.as_str()).filter(|it| !it.is_empty()));
    }
    url.into()
}

/// The address without user and password; as it stands where it has neither.
#[must_use]
pub fn without_user(address: &str) -> String {
    match Url::parse(address) {
        Ok(mut url) if has_user(&url) => {
            drop_user(&mut url);
            url.into()
        }
        _ => address.to_owned(),
    }
}

/// A proxy, which may be written without its scheme, without user and password.
#[must_use]
pub fn proxy_without_user(proxy: &str) -> String {
    match proxy.rsplit_once('@') {
        Some((before, host)) => match before.split_once("://") {
            Some((scheme, _)) => format!("{scheme}://{host}"),
            None => host.to_owned(),
        },
        None => proxy.to_owned(),
    }
}

fn has_user(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

fn drop_user(url: &mut Url) {
    // Neither fails on an address with a host, and others have no user.
    let _ = url.set_username("");
    let _ = url.set_password(None);
}

/// What was typed or sent as an address and is none, short, without what may be a password.
#[must_use]
pub fn in_error(text: &str) -> Clean {
    let line = clean_line(text);
    let after = line
        .rsplit_once('@')
        .map_or(line.as_str(), |(_, after)| after);
    // Keys stand behind the question mark.
    let after = after.split('?').next().unwrap_or_default();
    clean_line(&cut(after, 100))
}

/// A text, be it words, HTML or JSON, with the addresses in it so; relative ones too.
#[must_use]
pub fn without_secrets_in(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut written = 0;
    let mut from = 0;
    for piece in text.split(is_no_address) {
        let to = from + piece.len();
        if let Some(rest) = discreet(piece) {
            out.push_str(text.get(written..from).unwrap_or_default());
            out.push_str(&rest);
            written = to;
        }
        let end = text.get(to..).and_then(|rest| rest.chars().next());
        from = to + end.map_or(0, char::len_utf8);
    }
    if written == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(written..).unwrap_or_default());
    Cow::Owned(out)
}

/// What ends an address in any of these, or stands in its middle without harm.
fn is_no_address(c: char) -> bool {
    c.is_whitespace() || "\"'`<>()[]{}\\".contains(c)
}

/// One address without its secrets; none where it has none.
fn discreet(address: &str) -> Option<String> {
    let user = user_of(address).unwrap_or(0..0);
    let query = query_of(address).filter(|it| {
        let query = address.get(it.clone()).unwrap_or_default();
        query.split('&').any(|it| is_secret(name_of(bare(it))))
    });
    if user.is_empty() && query.is_none() {
        return None;
    }
    let query = query.unwrap_or(address.len()..address.len());
    let part = |from, to| address.get(from..to).unwrap_or_default();
    let kept: Vec<&str> = part(query.start, query.end)
        .split('&')
        .filter(|it| !is_secret(name_of(bare(it))))
        .collect();
    let mut kept = kept.join("&");
    kept.replace_range(..kept.len() - bare(&kept).len(), "");
    // The question mark goes with the last of what was asked.
    let before = part(user.end, query.start);
    let is_gone = kept.is_empty() && before.ends_with('?');
    let before = before
        .strip_suffix('?')
        .filter(|_| is_gone)
        .unwrap_or(before);
    let (start, behind) = (part(0, user.start), part(query.end, address.len()));
    Some(format!("{start}{before}{kept}{behind}"))
}

/// `me:word@`.
fn user_of(address: &str) -> Option<Range<usize>> {
    let start = address.find("://")? + 3;
    let rest = address.get(start..)?;
    let host = rest.split(['/', '?', '#']).next()?;
    Some(start..start + host.rfind('@')? + 1)
}

/// Behind the first question mark, up to a place in the document.
fn query_of(address: &str) -> Option<Range<usize>> {
    let start = address.find('?')? + 1;
    let mut signs = address.match_indices('#').map(|(at, _)| at);
    // Not that of `&#38;`.
    let is_place = |at: &usize| *at >= start && address.as_bytes().get(at - 1) != Some(&b'&');
    Some(start..signs.find(is_place).unwrap_or(address.len()))
}

/// A parameter without what is left of an `&amp;` before it.
fn bare(parameter: &str) -> &str {
    let entities = ["amp;", "#38;", "#038;", "#x26;"];
    let found = entities.iter().find_map(|it| parameter.strip_prefix(it));
    found.unwrap_or(parameter)
}

fn is_secret(name: &str) -> bool {
    SECRETS.iter().any(|it| it.eq_ignore_ascii_case(name))
}

fn name_of(parameter: &str) -> &str {
    parameter.split('=').next().unwrap_or_default()
}

/// A typed address with what `without_secrets` leaves out of the one before it, where it has none of its own: the
/// person who changed a path did not see them. Never for another host, and never out of https.
#[must_use]
pub fn with_secrets_of(mut typed: Url, before: &str) -> Url {
    let Ok(before) = Url::parse(before) else {
        return typed;
    };
    let is_as_safe = typed.scheme() == before.scheme() || typed.scheme() == "https";
    let is_there = typed.host() == before.host() && typed.port() == before.port();
    if !is_as_safe || !is_there {
        return typed;
    }
    if !has_user(&typed) {
        // Neither fails on an address with a host.
        let _ = typed.set_username(before.username());
        let _ = typed.set_password(before.password());
    }
    let mut query = typed.query().unwrap_or_default().to_owned();
    let parameters = before.query().unwrap_or_default().split('&');
    for secret in parameters.filter(|it| is_secret(name_of(it))) {
        let is_typed = |it: &str| name_of(it).eq_ignore_ascii_case(name_of(secret));
        if !query.split('&').any(is_typed) {
            let and = if query.is_empty() { "" } else { "&" };
            query = format!("{query}{and}{secret}");
        }
    }
    typed.set_query(Some(query.as_str()).filter(|it| !it.is_empty()));
    typed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_public_once_stays_so_but_for_names_of_ones_own_network() {
        for own in [
            "http://127.0.0.1:8000/feed",
            "http://[fd00::1]/feed",
            "http://nas/feed",
            "http://localhost/feed",
            "http://a.localhost/feed",
            "http://nas.local./feed",
            "http://nas.lan/feed",
            "http://nas.home.arpa/feed",
            "http://nas.internal/feed",
            "http://nas.corp/feed",
        ] {
            assert!(
                may_be_private(own, true) && may_be_private(own, false),
                "{own}"
            );
        }
        let far = "https://paper.example/feed";
        assert!(may_be_private(far, false) && !may_be_private(far, true));
        assert!(!may_be_private("no address", false));
    }

    #[test]
    fn what_people_type_is_understood() {
        let read = |typed| typed_address(typed).map(|url| url.to_string());
        for (typed, meant) in [
            ("lwn.net", "https://lwn.net/"),
            (" feed://lwn.net/x ", "https://lwn.net/x"),
            ("FEED:https://lwn.net/x", "https://lwn.net/x"),
            ("localhost:8000/feed", "https://localhost:8000/feed"),
            ("http://127.0.0.1:1/", "http://127.0.0.1:1/"),
            ("http://nas/feed", "http://nas/feed"),
            ("nas:8000", "https://nas:8000/"),
        ] {
            assert_eq!(read(typed).as_deref(), Some(meant), "{typed}");
        }
        for wrong in [
            "",
            "nonsense",
            "file:///etc/passwd",
            "mailto:a@b.c",
            "javascript:alert(1)",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_host_is_an_outlets_name() {
        let host = |url| host_of(url).unwrap_or_default();
        assert_eq!(host("https://www.News.example:443/x"), "news.example");
        assert_eq!(host("http://news.example:8080/"), "news.example:8080");
        assert_eq!(host("tidings:saved"), "");
        assert_eq!(
            place_of("https://news.example/").as_deref(),
            Some("news.example:443")
        );
    }

    #[test]
    fn secrets_go_along_to_the_same_place_alone() {
        let from = "http://a.example/feed";
        assert!(keeps_secrets(from, "http://a.example:80/other"));
        assert!(keeps_secrets(from, "https://a.example/feed"));
        for other in [
            "http://b.example/feed",
            "http://a.example:8080/feed",
            "https://a.example:8443/feed",
            "http://www.a.example/feed",
            "nonsense",
        ] {
            assert!(!keeps_secrets(from, other), "{other}");
        }
        assert!(!keeps_secrets("https://a.example/", from));
    }

    #[test]
    fn an_address_without_secrets_is_the_rest_of_it() {
        for (address, shown) in [
            (
                "https://me:word@a.example/feed?token=abc&id=1",
                "https://a.example/feed?id=1",
            ),
            ("https://a.example/feed?Key=abc", "https://a.example/feed"),
            ("https://a.example/?page=2", "https://a.example/?page=2"),
            ("no address", "no address"),
        ] {
            assert_eq!(without_secrets(address), shown);
        }
    }

    #[test]
    fn an_address_without_its_user_keeps_its_keys() {
        for (address, rest) in [
            (
                "https://me:word@a.example/e.mp3?token=abc",
                "https://a.example/e.mp3?token=abc",
            ),
            ("https://me@a.example", "https://a.example/"),
            ("https://a.example/\u{e9}", "https://a.example/\u{e9}"),
            ("no address", "no address"),
        ] {
            assert_eq!(without_user(address), rest);
        }
    }

    #[test]
    fn addresses_in_a_text_are_without_secrets_too() {
        for (text, shown) in [
            (
                "see https://a.example/x?token=abc, and (https://b.example/?id=1&key=2).",
                "see https://a.example/x and (https://b.example/?id=1).",
            ),
            (
                "<a href=\"/a?token=abc&amp;id=1&amp;n=2#end\">x</a>",
                "<a href=\"/a?id=1&amp;n=2#end\">x</a>",
            ),
            (
                "<img src='//a.example/p.png?w=9&#038;sig=abc&#038;h=8'>",
                "<img src='//a.example/p.png?w=9&#038;h=8'>",
            ),
            (
                "{\"html\":\"<p>\\\"https://me:pw@a.example/it's?Token=a#b\\\"</p>\"}",
                "{\"html\":\"<p>\\\"https://a.example/it's#b\\\"</p>\"}",
            ),
            (
                "Why? The token=x is é; mail a@b.example",
                "Why? The token=x is é; mail a@b.example",
            ),
            (
                "https://a.example/@ada?page=2",
                "https://a.example/@ada?page=2",
            ),
        ] {
            assert_eq!(without_secrets_in(text), shown);
        }
    }

    #[test]
    fn what_was_not_shown_stays_at_its_host() {
        let before = "https://ada:pw@a.example/feed?page=1&token=t";
        let typed = |text: &str| with_secrets_of(Url::parse(text).unwrap(), before).to_string();
        assert_eq!(typed(&without_secrets(before)), before);
        for (text, meant) in [
            (
                "https://a.example/new",
                "https://ada:pw@a.example/new?token=t",
            ),
            (
                "https://bob@a.example/?token=u",
                "https://bob@a.example/?token=u",
            ),
            ("http://a.example/feed", "http://a.example/feed"),
            ("https://b.example/feed", "https://b.example/feed"),
            ("https://a.example:1/feed", "https://a.example:1/feed"),
        ] {
            assert_eq!(typed(text), meant);
        }
        let plain = Url::parse("https://a.example/").unwrap();
        let safer = with_secrets_of(plain, "http://ada:pw@a.example/");
        assert_eq!(safer.as_str(), "https://ada:pw@a.example/");
    }
}
