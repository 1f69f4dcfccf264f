//! Negations at the beginning of an argument: `tidings list -feed:01`. Clap would read them as options, so they reach it
//! behind a blank, which `as_typed` takes away again: places in a query are told as they were typed.

use std::ffi::OsString;

/// Commands that take queries, with the letters of their own short options that have values.
const OF_QUERIES: &[(&str, &[char])] = &[
    ("list", &[]),
    ("search", &[]),
    ("mark", &[]),
    ("filters", &[]),
    ("export", &['o']),
];
/// Every command has it; a longer word that begins so is none.
const HELP: &str = "h";
/// Options whose values are neither commands nor queries.
const WITH_VALUES: &[&str] = &[
    "--config",
    "--data-dir",
    "--view",
    "--limit",
    "--output",
    "--format",
    "--then",
    "--until",
];

/// The arguments with a blank before `-word`, where a query may stand.
pub fn as_words(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let all: Vec<OsString> = arguments.collect();
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
    let is_end = |at: &usize| text(*at, &all).is_some_and(|it| it == "--");
    let end = (command + 1..all.len()).find(is_end).unwrap_or(all.len());
    let queries = command + 1..end;
    let is_value =
        |at: usize| is_value(at) || text(at - 1, &all).is_some_and(|it| is_one(&it, letters));
    let behind_blank = |(at, argument): (usize, &OsString)| {
        let is_query =
            |text: &&str| queries.contains(&at) && is_negation(text, letters) && !is_value(at);
        let text = argument.to_str().filter(is_query);
        text.map_or_else(|| argument.clone(), |text| format!(" {text}").into())
    };
    all.iter().enumerate().map(behind_blank).collect()
}

/// `-o` alone: its value stands behind it.
fn is_one(argument: &str, letters: &[char]) -> bool {
    let letter = argument.strip_prefix('-');
    letters
        .iter()
        .any(|it| letter == Some(it.to_string().as_str()))
}

/// It says what is not wanted, and is no option.
fn is_negation(argument: &str, letters: &[char]) -> bool {
    let Some(word) = argument.strip_prefix('-').filter(|word| *word != HELP) else {
        return false;
    };
    let first = word.chars().next();
    first.is_some_and(|first| first != '-' && !letters.contains(&first))
}

/// For clap: part of a query as it was typed.
#[allow(
    clippy::unnecessary_wraps,
    reason = "clap wants a parser that may fail"
)]
pub fn as_typed(argument: &str) -> Result<String, std::convert::Infallible> {
    let typed = argument.strip_prefix(' ');
    let typed = typed.filter(|typed| typed.starts_with('-'));
    Ok(typed.unwrap_or(argument).to_owned())
}

#[cfg(test)]
mod tests {
    use super::{OF_QUERIES, WITH_VALUES, as_typed, as_words};

    fn read(line: &str) -> String {
        let words = as_words(line.split(' ').map(Into::into));
        let words = words.iter().map(|it| it.to_str().unwrap());
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_negation_is_no_option_where_a_query_may_stand() {
        for (line, meant) in [
            ("t list -feed:01 --limit 5", "t list  -feed:01 --limit 5"),
            ("t --json mark done -river", "t --json mark done  -river"),
            ("t filters test -(a)", "t filters test  -(a)"),
            ("t list -a -é -1", "t list  -a  -é  -1"),
            ("t filters add x --when -a", "t filters add x --when  -a"),
            ("t export -obook.epub -x", "t export -obook.epub  -x"),
            ("t export -river -o x.epub", "t export  -river -o x.epub"),
            ("t export -o - -o -", "t export -o - -o -"),
            ("t list -h -- -river", "t list -h -- -river"),
            ("t --data-dir list show -x1", "t --data-dir list show -x1"),
            ("t show -x1", "t show -x1"),
            ("t list --limit -1 -a", "t list --limit -1  -a"),
            ("t list -o -b", "t list  -o  -b"),
            ("t export -o -a.epub -b", "t export -o -a.epub  -b"),
        ] {
            assert_eq!(read(line), meant);
        }
    }

    #[test]
    fn every_option_beside_a_query_that_has_a_value_is_known() {
        let definition = super::super::definition();
        let of_queries =
            |it: &&clap::Command| OF_QUERIES.iter().any(|(name, _)| *name == it.get_name());
        let mut commands: Vec<_> = definition.get_subcommands().filter(of_queries).collect();
        let below: Vec<_> = commands
            .iter()
            .flat_map(|it| it.get_subcommands())
            .collect();
        commands.extend(below);
        for option in commands.iter().flat_map(|it| it.get_arguments()) {
            let values = option.get_value_names().unwrap_or_default();
            let is_query = values.iter().any(|name| name.contains("QUERY"));
            let Some(long) = option.get_long() else {
                continue;
            };
            if option.get_action().takes_values() && !is_query {
                assert!(
                    WITH_VALUES.contains(&format!("--{long}").as_str()),
                    "{long}"
                );
            }
        }
    }

    #[test]
    fn a_query_is_read_as_it_was_typed() {
        for (given, typed) in [(" -a", "-a"), (" a", " a"), ("-a", "-a"), ("a -b", "a -b")] {
            assert_eq!(as_typed(given), Ok(typed.to_owned()));
        }
    }
}
