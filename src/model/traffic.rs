//! Bytes on the wire: headers and bodies of answers as they came, before unpacking.

/// What an answer was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrafficKind {
    Feed = 0,
    /// Pages of articles, and pages in which feeds are looked for.
    Page = 1,
    Picture = 2,
    /// What an entry encloses, when the reader asks for it.
    Enclosure = 3,
}

/// Bytes of a span of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    pub feeds: u64,
    pub pages: u64,
    pub pictures: u64,
    pub enclosures: u64,
}

impl Traffic {
    #[must_use]
    pub fn total(&self) -> u64 {
        self.feeds
            .saturating_add(self.pages)
            .saturating_add(self.pictures)
            .saturating_add(self.enclosures)
    }
}

/// "1 article", "5 articles".
#[must_use]
pub fn counted(count: usize, one: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {one}s")
    }
}

/// "1.2 MB", "340 kB".
#[must_use]
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}
