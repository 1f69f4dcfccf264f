//! The key of an address: what two spellings of one page have in common.

use crate::markup::common_spelling;
use crate::model::Hash;
use url::Url;

/// The versioned key of an address, the same for all its spellings. None for what is no http(s) address.
#[must_use]
pub fn url_key(url: &str) -> Option<Hash> {
    let url = Url::parse(url.trim()).ok()?;
    Some(hash("url 2", &[&common_spelling(&url)?]))
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
