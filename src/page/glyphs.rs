//! The signs that a page is furnished with, in Unicode and in ASCII. No text of an article here.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glyphs {
    /// Two columns.
    pub bar: &'static str,
    pub bullets: [&'static str; 3],
    pub rule: &'static str,
    /// Between the columns of a table; three columns each.
    pub column: &'static str,
    pub crossing: &'static str,
    /// Around alternative text; two columns each.
    pub image: (&'static str, &'static str),
    pub summary: &'static str,
    pub break_: &'static str,
    /// Before what goes on from the line above; two columns.
    pub goes_on: &'static str,
    /// Says that something is missing.
    pub cut: &'static str,
    /// Between what stands side by side.
    pub dot: &'static str,
}

const UNICODE: Glyphs = Glyphs {
    bar: "│ ",
    bullets: ["• ", "◦ ", "‣ "],
    rule: "─",
    column: " │ ",
    crossing: "─┼─",
    image: ("▐ ", " ▌"),
    summary: "▸ ",
    break_: "* * *",
    goes_on: "↳ ",
    cut: "…",
    dot: "·",
};

const ASCII: Glyphs = Glyphs {
    bar: "| ",
    bullets: ["* ", "- ", "+ "],
    rule: "-",
    column: " | ",
    crossing: "-+-",
    image: ("[ ", " ]"),
    summary: "> ",
    break_: "* * *",
    goes_on: "> ",
    cut: "...",
    dot: "-",
};

pub(super) fn glyphs(is_ascii: bool) -> &'static Glyphs {
    if is_ascii { &ASCII } else { &UNICODE }
}
