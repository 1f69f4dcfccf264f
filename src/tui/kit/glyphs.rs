//! Marks and lines, in Unicode or in ASCII.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyphs {
    pub unread: &'static str,
    pub read: &'static str,
    pub saved: &'static str,
    pub queued: &'static str,
    /// Carried by several feeds.
    pub many: &'static str,
    pub updated: &'static str,
    pub whole: &'static str,
    /// Whole, with all pictures.
    pub pictures: &'static str,
    pub cut: &'static str,
    pub horizontal: &'static str,
    pub vertical: &'static str,
    pub open: &'static str,
    pub closed: &'static str,
    pub down: &'static str,
    pub dot: &'static str,
    pub dash: &'static str,
    pub wait: &'static str,
    pub bullet: &'static str,
    /// Picked, for what is done next.
    pub picked: &'static str,
}

impl Glyphs {
    pub const fn new(is_ascii: bool) -> Self {
        if is_ascii { Self::ASCII } else { Self::UNICODE }
    }

    const UNICODE: Self = Self {
        unread: "●",
        read: "○",
        saved: "★",
        queued: "◆",
        many: "≡",
        updated: "✎",
        whole: "⤓",
        pictures: "▣",
        cut: "…",
        horizontal: "─",
        vertical: "│",
        open: "▾",
        closed: "▸",
        down: "↓",
        dot: "·",
        dash: "–",
        wait: "…",
        bullet: "▌",
        picked: "✓",
    };

    const ASCII: Self = Self {
        unread: "*",
        read: ".",
        saved: "S",
        queued: "Q",
        many: "=",
        updated: "u",
        whole: "+",
        pictures: "#",
        cut: "...",
        horizontal: "-",
        vertical: "|",
        open: "v",
        closed: ">",
        down: "v",
        dot: "-",
        dash: "-",
        wait: "..",
        bullet: ">",
        picked: "x",
    };
}
