//! What a query may say, for those who write one: the help, the manual and `docs/queries.md`.

/// A form, and what it finds.
pub const TERMS: &[(&str, &str)] = &[
    ("ferry river", "both words, anywhere in title or text"),
    ("\"river port\"", "these words one behind the other"),
    (
        "c++, \"🎉\"",
        "signs that belong to a word; signs alone, as they stand",
    ),
    (
        "ferr*",
        "words that begin so; also title:ferr*, \"river po\"*",
    ),
    ("a or b", "one of the two; `and` may be left out"),
    (
        "not a, -a",
        "what has not; -a begins no option where a query stands",
    ),
    ("(a or b) c", "parentheses hold together"),
    (
        "/ferr(y|ies)/",
        "a pattern (a regular expression) in title or text, accents as they are",
    ),
    (
        "title:ferry",
        "in the title; title:\"river port\" for more words",
    ),
    ("body:ferry", "in the text"),
    ("author:obi", "a part of the author's name"),
    ("feed:punch", "a part of the feed's title"),
    (
        "feed:=12",
        "the feed of this number alone, whatever it is called; what `:save-filter` writes",
    ),
    ("outlet:punch", "a part of the outlet's name"),
    (
        "folder:Tech",
        "a folder and all below it; folder:News/Africa",
    ),
    (
        "category:sport",
        "a part of a category that the feed gave it",
    ),
    ("tag:later", "your tag, whole"),
    ("lang:en", "the language, with its countries (en-GB)"),
    ("is:unread", "also read, saved, queued, updated, muted"),
    (
        "has:full",
        "the whole text is stored; also image, enclosure",
    ),
    (
        "newer:7d",
        "since then (also after:): 30m, 6h, 7d, 2w, 2026-11-24, 2026-11-24T18:30 (your time)",
    ),
    ("older:2w", "before then (also before:)"),
    ("minutes<5", "minutes of reading; also <=, =, >=, >"),
    ("words>1000", "words of the text, compared the same way"),
];

/// As they stand in a terminal's help: a form and its meaning a line.
#[must_use]
pub fn terms_text() -> String {
    let line = |(form, meaning): &(&str, &str)| format!("  {form:<16} {meaning}");
    let lines: Vec<String> = TERMS.iter().map(line).collect();
    format!("Queries:\n{}", lines.join("\n"))
}

const HEAD: &str = "\
# Queries

The same language everywhere: searching (`/`), narrowing a list (`F`), lists of one's own, filters, bulk marks
(`:mark`), `ahead_rules`, and the command line (`tidings list`, `mark`, `filters`, `export`). Letters match
with and without accents, large and small; of patterns (`/…/`) small ones match large ones, but accents and marks are
those that are written (`/caf[eé]/`). Words of Korean are found with the particles behind them.
`folder:`, `feed:` and `outlet:` find an article under every feed that carries it.

| Query | Finds |
| --- | --- |
";

/// `docs/queries.md`.
#[must_use]
pub fn terms_reference() -> String {
    let row = |(form, meaning): &(&str, &str)| {
        let form = form.replace('|', "\\|");
        format!("| `{form}` | {meaning} |\n")
    };
    let rows: String = TERMS.iter().map(row).collect();
    format!(
        "{HEAD}{rows}\nThis page is made from the program: `UPDATE=1 cargo test` writes it anew.\n"
    )
}

#[cfg(test)]
mod tests {
    use super::TERMS;
    use crate::model::Timestamp;
    use crate::query::parse;
    use jiff::tz::TimeZone;

    #[test]
    fn each_form_is_understood_and_each_field_has_one() {
        for (forms, _) in TERMS {
            for form in forms.split(", ") {
                parse(form, Timestamp::default(), &TimeZone::UTC).expect(form);
            }
        }
        let all: String = TERMS
            .iter()
            .map(|(form, meaning)| format!("{form} {meaning} "))
            .collect();
        for name in super::super::parse::names() {
            assert!(all.contains(name), "{name} is not explained");
        }
    }
}
