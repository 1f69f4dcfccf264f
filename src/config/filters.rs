//! `filters.toml`: the reader's filters as a file that is written by hand and by the program, which
//! keeps comments and order. Queries are checked by who knows the language.

use super::ConfigError;
use crate::model::{Filter, FilterAction};
use crate::text::clean_line;
use serde::Deserialize;
use std::path::Path;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

const HEAD: &str = "\
# Filters: what is done with articles as they arrive, and again when their full
# text comes. X on an article makes one; `tidings filters` lists and tests them.
# Written by hand too: comments stay where they are.
#
# [[filter]]
# name = \"no live blogs\"          # different for each
# when = 'title:live minutes<3'   # in the query language, as in search
# then = [\"mute\"]                 # mute, read, save, queue, tag:NAME, alert
# until = 2026-12-31              # the last day; without it for ever
# off = true                      # kept, but it judges nothing
";

/// A filter with the line on which its query stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    pub filter: Filter,
    pub line: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    filter: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: toml::Spanned<String>,
    when: toml::Spanned<String>,
    then: toml::Spanned<Vec<FilterAction>>,
    until: Option<toml::Spanned<toml::value::Datetime>>,
    #[serde(default)]
    off: bool,
}

/// The filters of a file's text; `file` is for messages.
pub fn read_filters(text: &str, file: &Path) -> Result<Vec<Placed>, ConfigError> {
    let written: File = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        wrong(file, text, at, error.message())
    })?;
    let mut found: Vec<Placed> = Vec::new();
    for it in written.filter {
        let at = it.name.span().start;
        let name = clean_line(it.name.get_ref().trim()).into_string();
        if name.is_empty() {
            return Err(wrong(file, text, at, "a filter needs a name"));
        }
        if found.iter().any(|other| other.filter.name == name) {
            return Err(wrong(
                file,
                text,
                at,
                &format!("there are two filters {name:?}"),
            ));
        }
        if it.then.get_ref().is_empty() {
            let at = it.then.span().start;
            return Err(wrong(
                file,
                text,
                at,
                "a filter does nothing without an action",
            ));
        }
        let until = match it.until {
            None => None,
            Some(until) => Some(day(&until, text, file)?),
        };
        found.push(Placed {
            line: line_of(text, it.when.span().start),
            filter: Filter {
                name,
                when: it.when.into_inner(),
                then: it.then.into_inner(),
                until,
                off: it.off,
            },
        });
    }
    Ok(found)
}

fn day(
    until: &toml::Spanned<toml::value::Datetime>,
    text: &str,
    file: &Path,
) -> Result<String, ConfigError> {
    if let toml::value::Datetime {
        date: Some(date),
        time: None,
        offset: None,
    } = until.get_ref()
    {
        return Ok(date.to_string());
    }
    let message = "until is a day such as 2026-12-31, without quotes";
    Err(wrong(file, text, until.span().start, message))
}

/// An error on a line of the file, for who checks more than this room can.
pub fn wrong_line(file: &Path, line: usize, message: &str) -> ConfigError {
    ConfigError::Wrong {
        file: clean_line(&file.to_string_lossy()),
        line,
        message: clean_line(message),
        hint: crate::text::Clean::default(),
    }
}

fn wrong(file: &Path, text: &str, at: usize, message: &str) -> ConfigError {
    let first = message.lines().next().unwrap_or_default();
    let short: String = first.chars().take(200).collect();
    wrong_line(file, line_of(text, at), &short)
}

fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or(text).matches('\n').count() + 1
}

/// The text of the file with these filters in it: what changed is changed, what is gone is taken out,
/// what is new comes last; all else stays as it was written. A text that cannot be read is an error.
pub fn write_filters(text: &str, filters: &[Filter], file: &Path) -> Result<String, ConfigError> {
    let text = if text.trim().is_empty() { HEAD } else { text };
    let before = read_filters(text, file)?;
    // Comments alone would come to stand behind what is put into them.
    let (head, text) = if before.is_empty() {
        (text, "")
    } else {
        ("", text)
    };
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        let at = error.span().map_or(0, |span| span.start);
        wrong(file, text, at, error.message())
    })?;
    let item = document
        .entry("filter")
        .or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let Some(tables) = item.as_array_of_tables_mut() else {
        return Err(wrong(file, text, 0, "filters are written as [[filter]]"));
    };
    // From the last on, so that places before it stay.
    for (index, old) in before.iter().enumerate().rev() {
        match filters.iter().find(|new| new.name == old.filter.name) {
            None => {
                tables.remove(index);
            }
            Some(new) if *new == old.filter => {}
            Some(new) => {
                if let Some(table) = tables.get_mut(index) {
                    fill(table, new);
                }
            }
        }
    }
    for new in filters {
        if !before.iter().any(|old| old.filter.name == new.name) {
            let mut table = Table::new();
            fill(&mut table, new);
            table.decor_mut().set_prefix("\n");
            tables.push(table);
        }
    }
    if tables.is_empty() {
        document.remove("filter");
    }
    Ok(format!("{head}{document}"))
}

fn fill(table: &mut Table, filter: &Filter) {
    let mut then = Array::new();
    then.extend(filter.then.iter().map(ToString::to_string));
    set(table, "name", value(&filter.name));
    set(table, "when", value(&filter.when));
    set(table, "then", value(then));
    if filter.off {
        set(table, "off", value(true));
    } else {
        table.remove("off");
    }
    let until = filter.until.as_deref().and_then(|day| day.parse().ok());
    match until.map(|day: toml_edit::Datetime| value(day)) {
        Some(day) => set(table, "until", day),
        None => {
            table.remove("until");
        }
    }
}

/// Puts a value where another stood, with the comment behind it.
fn set(table: &mut Table, key: &str, mut new: Item) {
    let old = table.get(key).and_then(Item::as_value);
    if let (Some(old), Some(new)) = (old.map(|old| old.decor().clone()), new.as_value_mut()) {
        *new.decor_mut() = old;
    }
    table.insert(key, new);
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "\
# mine
[[filter]]
name = \"live\"
when = 'title:live'  # they never end
then = [\"mute\"]

# the second
[[filter]]
name = \"river\"
when = 'river'
then = [\"tag:river\", \"queue\"]
until = 2026-12-31
";

    fn read(text: &str) -> Result<Vec<Filter>, String> {
        let placed = read_filters(text, Path::new("f.toml"));
        let filters = placed.map(|all| all.into_iter().map(|it| it.filter).collect());
        filters.map_err(|error| error.to_string())
    }

    #[test]
    fn filters_are_read_with_their_lines() {
        let placed = read_filters(OWN, Path::new("f.toml")).unwrap();
        let lines: Vec<usize> = placed.iter().map(|it| it.line).collect();
        assert_eq!(lines, [4, 10]);
        assert_eq!(placed[1].filter.until.as_deref(), Some("2026-12-31"));
        assert_eq!(placed[1].filter.then[0], FilterAction::Tag("river".into()));
        assert_eq!(read("").unwrap(), []);
        assert_eq!(read(HEAD).unwrap(), []);
    }

    #[test]
    fn what_is_wrong_is_said_with_file_and_line() {
        let name = "[[filter]]\nname = \"a\"\nwhen = \"x\"\n";
        for (text, says) in [
            (
                format!("{name}then = [\"hide\"]\n"),
                "f.toml:4: \"hide\" is no action",
            ),
            (
                format!("{name}then = []\n"),
                "f.toml:4: a filter does nothing",
            ),
            (
                format!("{name}then = [\"mute\"]\nuntil = \"soon\"\n"),
                "f.toml:5: ",
            ),
            (
                format!("{name}then = [\"mute\"]\ntehn = 1\n"),
                "f.toml:5: unknown field `tehn`",
            ),
            (
                format!("{name}then = [\"mute\"]\n{name}then = [\"read\"]\n"),
                "f.toml:6: there are two",
            ),
            ("[[filter]\n".to_owned(), "f.toml:1: "),
            ("filter = 5\n".to_owned(), "f.toml:1: "),
        ] {
            let error = read(&text).unwrap_err();
            assert!(error.starts_with(says), "{error}");
        }
    }

    #[test]
    fn the_program_changes_what_it_must_and_keeps_every_comment() {
        let mut filters = read(OWN).unwrap();
        let same = write_filters(OWN, &filters, Path::new("f.toml")).unwrap();
        assert_eq!(same, OWN);
        filters[0].when = "title:\"live blog\"".to_owned();
        filters[1].until = None;
        filters.push(Filter {
            name: "new".into(),
            when: "boats".into(),
            then: vec![FilterAction::Alert],
            until: Some("2027-01-31".into()),
            off: true,
        });
        let text = write_filters(OWN, &filters, Path::new("f.toml")).unwrap();
        assert_eq!(read(&text).unwrap(), filters);
        for kept in ["# mine", "# they never end", "# the second"] {
            assert!(text.contains(kept), "{text}");
        }
        let one = write_filters(&text, &filters[1..2], Path::new("f.toml")).unwrap();
        assert_eq!(read(&one).unwrap(), filters[1..2]);
        let none = write_filters(&one, &[], Path::new("f.toml")).unwrap();
        assert_eq!(read(&none).unwrap(), []);
    }

    #[test]
    fn a_new_file_says_what_can_be_written_in_it() {
        let filter = Filter {
            name: "a \"quoted\" name".into(),
            when: "x".into(),
            then: vec![FilterAction::Mute],
            until: None,
            off: false,
        };
        let all = [filter];
        let text = write_filters("", &all, Path::new("f.toml")).unwrap();
        assert!(text.starts_with("# Filters:"), "{text}");
        assert_eq!(read(&text).unwrap(), all);
    }
}
