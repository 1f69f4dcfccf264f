//! The key of an address: what two spellings of one page have in common.

use crate::markup::is_tracking;
use crate::model::Hash;
use url::Url;

/// The versioned key of an address (DESIGN §4): host's case, `www.`, scheme, fragment, tracking
/// names and end slash do not count. None for what is no http(s) address.
#[must_use]
pub fn url_key(url: &str) -> Option<Hash> {
    let url = Url::parse(url.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let host = url.host_str()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let mut plain = host.trim_end_matches('.').to_owned();
    if let Some(port) = url.port() {
        plain.push(':');
        plain.push_str(&port.to_string());
    }
    plain.push_str(url.path().trim_end_matches('/'));
    let words = url.query().unwrap_or_default().split('&');
    let kept =
        words.filter(|it| !it.is_empty() && !is_tracking(it.split('=').next().unwrap_or_default()));
    for (at, word) in kept.enumerate() {
        plain.push(if at == 0 { '?' } else { '&' });
        plain.push_str(word);
    }
    Some(hash("url 2", &[&plain]))
}

/// 128 bits over parts that cannot run into each other, apart for each purpose.
pub(super) fn hash(purpose: &str, parts: &[&str]) -> Hash {
    let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum::<usize>() + 32);
    for part in std::iter::once(&purpose).chain(parts) {
        bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    let mut short = Hash::default();
    // In one piece several blocks are hashed side by side.
    short.copy_from_slice(&blake3::hash(&bytes).as_bytes()[..16]);
    short
}

#[cfg(test)]
mod tests {
    use super::url_key;

    #[test]
    fn spellings_of_one_page_have_one_key() {
        let key = url_key("https://news.example/a/b?id=7");
        for other in [
            "http://www.NEWS.example/a/b/?id=7",
            "https://news.example/a/b?utm_source=rss&id=7&fbclid=x#top",
            " https://news.example:443/a/b?id=7& ",
        ] {
            assert_eq!(url_key(other), key, "{other}");
        }
    }

    #[test]
    fn other_pages_have_other_keys() {
        let key = url_key("https://news.example/a?id=7");
        for other in [
            "https://news.example/A?id=7",
            "https://news.example/a?id=8",
            "https://news.example:8080/a?id=7",
            "https://m.news.example/a?id=7",
        ] {
            assert_ne!(url_key(other), key, "{other}");
        }
        for none in ["tag:x,2024:1", "ftp://x.example/", "", "javascript:1"] {
            assert_eq!(url_key(none), None);
        }
    }
}
