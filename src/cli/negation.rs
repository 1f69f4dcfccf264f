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
/// Options before a command whose values are no commands.
const WITH_VALUES: &[&str] = &["--config", "--data-dir", "--view"];

/// The arguments with a blank before `-word`, where a query may stand.
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
            Some(text) if is_negation(text, letters) => *argument = format!(" {text}").into(),
            _ => {}
        }
    }
    all
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
    use super::{as_typed, as_words};

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
        ] {
            assert_eq!(read(line), meant);
        }
    }

    #[test]
    fn a_query_is_read_as_it_was_typed() {
        for (given, typed) in [(" -a", "-a"), (" a", " a"), ("-a", "-a"), ("a -b", "a -b")] {
            assert_eq!(as_typed(given), Ok(typed.to_owned()));
        }
    }
}
