//! Namespaces by meaning: addresses and prefixes in all the variants that feeds have.

/// What a namespace is about, however its address is spelt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Space {
    /// None, or the document's own whatever it is called: RSS, RDF and OPML elements.
    #[default]
    Own,
    Atom,
    Rdf,
    DublinCore,
    Terms,
    Content,
    Media,
    Itunes,
    Feedburner,
    Syndication,
    Html,
    Xml,
    /// Known, but nothing that is read.
    Other,
}

/// Normalised addresses (no scheme, no `www.`, no end slash or hash, lower case).
const ADDRESSES: [(&str, Space); 29] = [
    ("w3.org/2005/atom", Space::Atom),
    ("purl.org/atom/ns", Space::Atom),
    ("purl.org/atom", Space::Atom),
    ("example.com/necho", Space::Atom),
    ("purl.org/net/rss1.1", Space::Own),
    ("purl.org/rss/1.0", Space::Own),
    ("channel.netscape.com/rdf/simple/0.9", Space::Own),
    ("my.netscape.com/rdf/simple/0.9", Space::Own),
    ("my.netscape.com/publish/formats/rss-0.91.dtd", Space::Own),
    ("backend.userland.com/rss", Space::Own),
    ("backend.userland.com/rss2", Space::Own),
    ("blogs.law.harvard.edu/tech/rss", Space::Own),
    ("rssboard.org/rss-specification", Space::Own),
    ("w3.org/1999/02/22-rdf-syntax-ns", Space::Rdf),
    ("purl.org/dc/elements/1.1", Space::DublinCore),
    ("purl.org/dc/elements/1.0", Space::DublinCore),
    ("purl.org/dc", Space::DublinCore),
    ("purl.org/dc/terms", Space::Terms),
    ("purl.org/rss/1.0/modules/content", Space::Content),
    ("search.yahoo.com/mrss", Space::Media),
    ("search.yahoo.com/mrss/", Space::Media),
    ("itunes.com/dtds/podcast-1.0.dtd", Space::Itunes),
    ("example.com/dtds/podcast-1.0.dtd", Space::Itunes),
    ("google.com/schemas/play-podcasts/1.0", Space::Itunes),
    ("rssnamespace.org/feedburner/ext/1.0", Space::Feedburner),
    ("purl.org/rss/1.0/modules/syndication", Space::Syndication),
    ("w3.org/1999/xhtml", Space::Html),
    ("w3.org/tr/rec-html40", Space::Html),
    ("w3.org/xml/1998/namespace", Space::Xml),
];

/// None for an address that nobody knows.
pub(super) fn of_address(address: &str) -> Option<Space> {
    let lower = address.trim().to_ascii_lowercase();
    let bare = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"))
        .unwrap_or(&lower);
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    let bare = bare.trim_end_matches(['/', '#']);
    let known = ADDRESSES.iter().find(|it| it.0 == bare).map(|it| it.1);
    // RSS 0.9x was put into a dozen namespaces below these two hosts.
    known.or_else(|| {
        bare.starts_with("backend.userland.com/")
            .then_some(Space::Own)
    })
}

/// The meaning of a prefix that was not declared; none for one that nobody knows.
pub(super) fn of_prefix(prefix: &str) -> Option<Space> {
    const PREFIXES: [(&str, Space); 24] = [
        ("atom", Space::Atom),
        ("atom10", Space::Atom),
        ("atom03", Space::Atom),
        ("a10", Space::Atom),
        ("rss", Space::Own),
        ("rss1", Space::Own),
        ("rdf", Space::Rdf),
        ("dc", Space::DublinCore),
        ("dcterms", Space::Terms),
        ("dct", Space::Terms),
        ("content", Space::Content),
        ("media", Space::Media),
        ("mrss", Space::Media),
        ("itunes", Space::Itunes),
        ("googleplay", Space::Itunes),
        ("feedburner", Space::Feedburner),
        ("sy", Space::Syndication),
        ("syn", Space::Syndication),
        ("xhtml", Space::Html),
        ("html", Space::Html),
        ("h", Space::Html),
        ("xht", Space::Html),
        ("body", Space::Html),
        ("xml", Space::Xml),
    ];
    let is_it = |it: &&(&str, Space)| it.0.eq_ignore_ascii_case(prefix);
    PREFIXES.iter().find(is_it).map(|it| it.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_of_the_address_does_not_matter() {
        for address in [
            "http://www.w3.org/2005/Atom",
            "https://w3.org/2005/atom/",
            " HTTP://www.w3.org/2005/Atom",
        ] {
            assert_eq!(of_address(address), Some(Space::Atom));
        }
        assert_eq!(
            of_address("http://search.yahoo.com/mrss"),
            Some(Space::Media)
        );
        assert_eq!(of_address("http://purl.org/atom/ns#"), Some(Space::Atom));
        assert_eq!(of_address("urn:x"), None);
    }
}
