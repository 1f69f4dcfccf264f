//! What may stand behind a command's name, from what there is.

use crate::model::MARK_NAMES;
use crate::text::fold;
use crate::tui::core::Shape;

/// What there is to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    pub feeds: Vec<String>,
    pub folders: Vec<String>,
    pub tags: Vec<String>,
    /// Names of the reader's queries.
    pub filters: Vec<String>,
    /// Names and values of settings: `measure 72`.
    pub settings: Vec<String>,
}

/// Views by the names that the command line has for them.
pub const VIEWS: [&str; 6] = ["all", "unread", "saved", "queue", "today", "history"];

/// What the query language begins a term with.
const TERMS: [&str; 23] = [
    "is:unread",
    "is:read",
    "is:saved",
    "is:queued",
    "is:updated",
    "is:muted",
    "has:image",
    "has:enclosure",
    "has:full",
    "feed:",
    "folder:",
    "outlet:",
    "author:",
    "title:",
    "body:",
    "tag:",
    "lang:",
    "older:7d",
    "newer:1d",
    "after:",
    "before:",
    "minutes<5",
    "words>800",
];

/// What is typed so far, completed; the likeliest first.
pub fn completions(shape: Shape, typed: &str, choices: &Choices) -> Vec<String> {
    match shape {
        Shape::Nothing | Shape::Count | Shape::Url | Shape::File | Shape::Words => Vec::new(),
        Shape::Filter => of(&choices.filters, typed),
        Shape::Tag => of(&choices.tags, typed),
        Shape::Feed => of(&choices.feeds, typed),
        Shape::Folder => of(&choices.folders, typed),
        Shape::Setting => of(&choices.settings, typed),
        Shape::Query => {
            let mut found = of(&VIEWS, typed);
            found.extend(query(typed, choices));
            found
        }
        Shape::Marks => match typed.split_once(' ') {
            None => of(&marks(choices), typed),
            Some((what, asked)) => {
                let found = query(asked.trim_start(), choices);
                found
                    .into_iter()
                    .map(|found| format!("{what} {found}"))
                    .collect()
            }
        },
    }
}

fn marks(choices: &Choices) -> Vec<String> {
    let plain = MARK_NAMES.iter().map(|(name, _)| (*name).to_owned());
    let tags = choices.tags.iter().filter(|tag| !tag.contains(' '));
    plain.chain(tags.map(|tag| format!("tag:{tag}"))).collect()
}

/// The last word of a query, completed.
fn query(typed: &str, choices: &Choices) -> Vec<String> {
    let start = typed.rfind(' ').map_or(0, |blank| blank + 1);
    let (before, word) = typed.split_at_checked(start).unwrap_or(("", typed));
    let sign = if word.starts_with('-') { "-" } else { "" };
    let word = word.trim_start_matches('-');
    let named = |prefix: &str, names: &[String]| {
        let term = |name: &String| format!("{prefix}{name}");
        names.iter().map(term).collect::<Vec<_>>()
    };
    let mut terms: Vec<String> = TERMS.iter().map(|term| (*term).to_owned()).collect();
    terms.extend(named("tag:", &choices.tags));
    if word.starts_with("fe") {
        terms.extend(named("feed:", &choices.feeds));
    }
    if word.starts_with("fo") {
        terms.extend(named("folder:", &choices.folders));
    }
    let found = of(&terms, word).into_iter();
    found
        .map(|term| format!("{before}{sign}{}", quoted(&term)))
        .collect()
}

/// A name of several words stands in quotes.
fn quoted(term: &str) -> String {
    match term.split_once(':') {
        Some((key, name)) if name.contains(' ') => format!("{key}:\"{name}\""),
        _ => term.to_owned(),
    }
}

/// Those that begin as typed, then those that have it somewhere.
fn of(names: &[impl AsRef<str>], typed: &str) -> Vec<String> {
    let wanted = fold(typed);
    let wanted = wanted.trim();
    let place = |name: &str| fold(name).trim().find(wanted);
    let mut found: Vec<(bool, usize)> = Vec::new();
    for (index, name) in names.iter().enumerate() {
        if let Some(at) = place(name.as_ref()) {
            found.push((at > 0, index));
        }
    }
    found.sort_unstable();
    let name = |(_, index): (bool, usize)| names[index].as_ref().to_owned();
    found.into_iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices() -> Choices {
        let of = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Choices {
            feeds: of(&["Lagoon Post", "River Times", "Ìròyìn Ọ̀sán"]),
            folders: of(&["Coast", "Technik"]),
            tags: of(&["later", "long reads"]),
            filters: of(&["short ones"]),
            settings: of(&["measure 72", "sidebar 24"]),
        }
    }

    #[test]
    fn names_that_begin_as_typed_come_first_and_accents_do_not_matter() {
        assert_eq!(
            completions(Shape::Feed, "post", &choices()),
            ["Lagoon Post"]
        );
        assert_eq!(
            completions(Shape::Feed, "iroyin", &choices()),
            ["Ìròyìn Ọ̀sán"]
        );
        assert_eq!(
            completions(Shape::Tag, "", &choices()),
            ["later", "long reads"]
        );
        assert_eq!(
            completions(Shape::Url, "x", &choices()),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_query_is_completed_word_by_word() {
        let found = completions(Shape::Query, "rice -is:sa", &choices());
        assert_eq!(found, ["rice -is:saved"]);
        assert_eq!(
            completions(Shape::Query, "feed:lag", &choices()),
            ["feed:\"Lagoon Post\""]
        );
        assert_eq!(completions(Shape::Query, "hist", &choices())[0], "history");
    }

    #[test]
    fn a_mark_comes_before_its_query() {
        assert_eq!(completions(Shape::Marks, "don", &choices()), ["done"]);
        let found = completions(Shape::Marks, "done older:7d -is:sav", &choices());
        assert_eq!(found, ["done older:7d -is:saved"]);
        assert!(completions(Shape::Marks, "tag:la", &choices()).contains(&"tag:later".to_owned()));
    }
}
