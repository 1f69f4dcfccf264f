//! Negations at the beginning of an argument: `tidings list -feed:01`. Clap would read them as options; the query
//! language has another word for them.

use std::ffi::OsString;

/// Commands that take queries, with the letters of their own short options.
const OF_QUERIES: &[(&str, &[char])] = &[
    ("list", &[]),
    ("search", &[]),
    ("mark", &[]),
    ("filters", &[]),
    ("export", &['o']),
];
/// Options before a command whose values are no commands.
const WITH_VALUES: &[&str] = &["--config", "--data-dir", "--view"];

/// The arguments with `-word` as `not word`, where a query may stand.
pub fn as_words(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut all: Vec<OsString> = arguments.collect();
    let text =
        |at: usize, all: &[OsString]| all.get(at).and_then(|it| it.to_str()).map(str::to_owned);
    let is_value =
        |at: usize| text(at - 1, &all).is_some_and(|it| WITH_VALUES.contains(&it.as_str()));
    let command = (1..all.len()).find_map(|at| {
        let name = text(at, &all).filter(|_| !is_value(at))?;
        let found = OF_QUERIES.iter().find(|(known, _)| *known == name)?;
        Some((at, found.1))
    });
    let Some((command, letters)) = command else {
        return all;
    };
    for argument in all.iter_mut().skip(command + 1) {
        match argument.to_str() {
            Some("--") => break,
            Some(text) => {
                if let Some(word) = negated(text, letters) {
                    *argument = format!("not {word}").into();
                }
            }
            None => {}
        }
    }
    all
}

/// What is not wanted; none for options.
fn negated<'a>(argument: &'a str, letters: &[char]) -> Option<&'a str> {
    let word = argument.strip_prefix('-')?;
    let first = word.chars().next()?;
    let is_option = first == '-' || letters.contains(&first) || word.chars().count() < 2;
    (!is_option).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::as_words;

    fn read(line: &str) -> String {
        let words = as_words(line.split(' ').map(Into::into));
        let words = words.iter().map(|it| it.to_str().unwrap());
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_negation_is_no_option_where_a_query_may_stand() {
        for (line, meant) in [
            ("t list -feed:01 --limit 5", "t list not feed:01 --limit 5"),
            ("t --json mark done -river", "t --json mark done not river"),
            ("t filters test -(a)", "t filters test not (a)"),
            ("t export -obook.epub -x", "t export -obook.epub -x"),
            ("t export -river -o x.epub", "t export not river -o x.epub"),
            ("t list -h -- -river", "t list -h -- -river"),
            ("t --data-dir list show -x1", "t --data-dir list show -x1"),
            ("t show -x1", "t show -x1"),
        ] {
            assert_eq!(read(line), meant);
        }
    }
}
