//! `filters.toml`: the reader's filters as a file that is written by hand and by the program, which
//! keeps comments and order. Queries are checked by who knows the language.

use super::ConfigError;
use crate::model::{Filter, FilterAction};
use crate::text::clean_line;
use serde::Deserialize;
use std::path::Path;
use toml_edit::{Array, DocumentMut, Item, Table, value};

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

/// What is said of a file, with its name alone: one line has to do.
pub fn in_short(file: &Path, text: &str) -> String {
    let is_long = |folder: &&Path| folder.is_absolute() && folder.parent().is_some();
    let folder = file.parent().filter(is_long);
    match folder {
        Some(folder) => text.replace(&format!("{}/", folder.display()), ""),
        None => text.to_owned(),
    }
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

/// A filter as it stood in the file, with its comments, before it was removed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Removed {
    pub name: String,
    pub text: String,
    /// The filter that stood behind it.
    pub before: Option<String>,
    /// What stood between the two.
    pub between: String,
}

/// The text of the file with these filters in it: what changed is changed, what is gone is taken out, what was taken out
/// earlier comes back where and as it stood, what is new comes last; all else stays as it was written. With it, what was
/// taken out. A text that cannot be read is an error.
pub fn write_filters(
    text: &str,
    filters: &[Filter],
    earlier: &[Removed],
    file: &Path,
) -> Result<(String, Vec<Removed>), ConfigError> {
    let text = if text.trim().is_empty() { HEAD } else { text };
    let before = read_filters(text, file)?;
    let mut pieces = pieces(text, &before, file)?;
    let mut removed = Vec::new();
    for old in before.iter().map(|it| &it.filter) {
        match filters.iter().find(|new| new.name == old.name) {
            None => removed.extend(take_out(&mut pieces, &old.name)),
            Some(new) if new == old => {}
            Some(new) => {
                if let Some(piece) = pieces.iter_mut().find(|it| it.is(&old.name)) {
                    piece.text = filled(&piece.text, Some(old), new, file)?;
                }
            }
        }
    }
    for new in filters {
        if !before.iter().any(|old| old.filter.name == new.name) {
            let was = earlier.iter().rev().find(|it| it.name == new.name);
            put_in(&mut pieces, new, was, file)?;
        }
    }
    Ok((pieces.into_iter().map(|it| it.text).collect(), removed))
}

/// Whole lines of the file: a filter with the comment directly above it, or what stands between two.
struct Piece {
    name: Option<String>,
    text: String,
}

impl Piece {
    fn is(&self, name: &str) -> bool {
        self.name.as_deref() == Some(name)
    }

    fn is_blank(&self) -> bool {
        self.name.is_none() && self.text.trim().is_empty()
    }
}

fn pieces(text: &str, filters: &[Placed], file: &Path) -> Result<Vec<Piece>, ConfigError> {
    let document =
        toml_edit::Document::parse(text).map_err(|error| unreadable(&error, text, file))?;
    let tables = match document.get("filter") {
        None => None,
        Some(item) => Some(
            item.as_array_of_tables()
                .ok_or_else(|| wrong(file, text, 0, "filters are written as [[filter]]"))?,
        ),
    };
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let is_comment = |line: &&str| line.trim_start().starts_with('#');
    let mut all = Vec::new();
    let mut done = 0;
    let mut add = |name: Option<&str>, lines: &[&str]| {
        if !lines.is_empty() {
            let (name, text) = (name.map(str::to_owned), lines.concat());
            all.push(Piece { name, text });
        }
    };
    for (table, filter) in tables.into_iter().flatten().zip(filters) {
        let (start, end) = lines_of(table, text);
        let (between, own) = lines[done..=end].split_at(start - done);
        let above = between.iter().rev().take_while(|it| is_comment(it)).count();
        add(None, &between[..between.len() - above]);
        let own = [&between[between.len() - above..], own].concat();
        add(Some(&filter.filter.name), &own);
        done = end + 1;
    }
    add(None, &lines[done..]);
    Ok(all)
}

/// The first and the last line of a table, counted from 0.
fn lines_of(table: &Table, text: &str) -> (usize, usize) {
    let own = table.span().unwrap_or_default();
    let values = table.iter().filter_map(|(_, item)| item.span());
    let end = values.fold(own.end, |end, span| end.max(span.end));
    let line = |at| line_of(text, at) - 1;
    (line(own.start), line(end.saturating_sub(1)))
}

/// Takes a filter out, with the blank lines that parted it from the next, or from the one before.
fn take_out(pieces: &mut Vec<Piece>, name: &str) -> Option<Removed> {
    let at = pieces.iter().position(|it| it.is(name))?;
    let text = pieces.remove(at).text;
    let between = pieces.get(at).filter(|it| it.name.is_none());
    let between = between.map(|it| it.text.clone()).unwrap_or_default();
    let is_blank = |at: Option<usize>| {
        at.and_then(|at| pieces.get(at))
            .is_some_and(Piece::is_blank)
    };
    if is_blank(Some(at)) {
        pieces.remove(at);
    } else if is_blank(at.checked_sub(1)) && pieces.get(at).is_none() {
        pieces.remove(at - 1);
    }
    Some(Removed {
        name: name.to_owned(),
        text,
        between,
        before: pieces.iter().skip(at).find_map(|it| it.name.clone()),
    })
}

/// Where and as it stood, if it is known; else as a new one, last.
fn put_in(
    pieces: &mut Vec<Piece>,
    filter: &Filter,
    was: Option<&Removed>,
    file: &Path,
) -> Result<(), ConfigError> {
    let known = was.and_then(|was| {
        let old = read_filters(&was.text, file).ok()?;
        filled(&was.text, Some(&old.first()?.filter), filter, file).ok()
    });
    let mut text = match known {
        Some(text) => text,
        None => filled("[[filter]]\n", None, filter, file)?,
    };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let own = Piece {
        name: Some(filter.name.clone()),
        text,
    };
    let blank = |text: &str| Piece {
        name: None,
        text: text.to_owned(),
    };
    let next = was.and_then(|was| was.before.as_deref());
    let next = next.and_then(|next| pieces.iter().position(|it| it.is(next)));
    let (at, between) = (
        next.unwrap_or(pieces.len()),
        was.map_or("", |was| &was.between),
    );
    // A comment that stood behind it stayed.
    if let Some(gap) = at.checked_sub(1).and_then(|at| pieces.get_mut(at))
        && !between.trim().is_empty()
        && let Some(above) = gap.text.strip_suffix(between).map(str::to_owned)
        && gap.name.is_none()
    {
        gap.text = above;
        pieces.splice(at..at, [own, blank(between)]);
        return Ok(());
    }
    if next.is_some() {
        let is_blank = between.trim().is_empty() && between.ends_with('\n');
        pieces.splice(at..at, [own, blank(if is_blank { between } else { "\n" })]);
        return Ok(());
    }
    let last = pieces.last().map_or("\n\n", |it| it.text.as_str());
    let gap = match (last.ends_with("\n\n") || last == "\n", last.ends_with('\n')) {
        (true, _) => "",
        (false, true) => "\n",
        (false, false) => "\n\n",
    };
    pieces.extend([blank(gap), own]);
    Ok(())
}

fn unreadable(error: &toml_edit::TomlError, text: &str, file: &Path) -> ConfigError {
    let at = error.span().map_or(0, |span| span.start);
    wrong(file, text, at, error.message())
}

/// The text of one filter, in which what is other than before is changed.
fn filled(
    text: &str,
    old: Option<&Filter>,
    new: &Filter,
    file: &Path,
) -> Result<String, ConfigError> {
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error| unreadable(&error, text, file))?;
    let table = document
        .get_mut("filter")
        .and_then(Item::as_array_of_tables_mut)
        .and_then(|tables| tables.get_mut(0));
    if let Some(table) = table {
        fill(table, old, new);
    }
    Ok(document.to_string())
}

fn fill(table: &mut Table, old: Option<&Filter>, filter: &Filter) {
    let is_other = |same: fn(&Filter, &Filter) -> bool| old.is_none_or(|old| !same(old, filter));
    if is_other(|a, b| a.name == b.name) {
        set(table, "name", value(&filter.name));
    }
    if is_other(|a, b| a.when == b.when) {
        set(table, "when", value(&filter.when));
    }
    if is_other(|a, b| a.then == b.then) {
        let mut then = Array::new();
        then.extend(filter.then.iter().map(ToString::to_string));
        set(table, "then", value(then));
    }
    if is_other(|a, b| a.off == b.off) {
        if filter.off {
            set(table, "off", value(true));
        } else {
            table.remove("off");
        }
    }
    if is_other(|a, b| a.until == b.until) {
        let until = filter.until.as_deref().and_then(|day| day.parse().ok());
        match until.map(|day: toml_edit::Datetime| value(day)) {
            Some(day) => set(table, "until", day),
            None => {
                table.remove("until");
            }
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

    fn written(text: &str, filters: &[Filter]) -> String {
        write_filters(text, filters, &[], Path::new("f.toml"))
            .unwrap()
            .0
    }

    #[test]
    fn a_file_is_named_without_its_folder_and_what_it_says_is_left_alone() {
        let of = |file: &str| in_short(Path::new(file), &format!("{file}:3: a/b"));
        for (file, said) in [
            ("/home/a/filters.toml", "filters.toml:3: a/b"),
            ("a/filters.toml", "a/filters.toml:3: a/b"),
            ("filters.toml", "filters.toml:3: a/b"),
            ("/filters.toml", "/filters.toml:3: a/b"),
        ] {
            assert_eq!(of(file), said);
        }
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
        let same = written(OWN, &filters);
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
        let text = written(OWN, &filters);
        assert_eq!(read(&text).unwrap(), filters);
        for kept in ["# mine", "# they never end", "# the second"] {
            assert!(text.contains(kept), "{text}");
        }
        let one = written(&text, &filters[1..2]);
        assert_eq!(read(&one).unwrap(), filters[1..2]);
        let none = written(&one, &[]);
        assert_eq!(read(&none).unwrap(), []);
    }

    #[test]
    fn a_filter_that_comes_back_stands_where_and_as_it_stood() {
        let own = "# my header\n\n# why: noise\n[[filter]]\nname = \"k1\"\nwhen = '''\ntitle:\"[[filter]]\"''' \
                   # inline\nthen = [\"mute\"]\n\n# section\n\n[[filter]]\nname = \"k2\"\nwhen = 'b'\n\
                   then = [ \"read\" ]  # as is\n\n[[filter]]\nname = \"k3\"\nwhen = 'c'\nthen = [\"read\"]\n";
        let filters = read(own).unwrap();
        let file = Path::new("f.toml");
        for gone in 0..3 {
            let mut rest = filters.clone();
            rest.remove(gone);
            let (text, removed) = write_filters(own, &rest, &[], file).unwrap();
            assert_eq!(read(&text).unwrap(), rest);
            assert!(text.starts_with("# my header\n\n"), "{text}");
            assert!(text.contains("\n# section\n"), "{text}");
            assert_eq!(text.contains("# why"), gone != 0, "{text}");
            let (back, none) = write_filters(&text, &filters, &removed, file).unwrap();
            assert_eq!((back.as_str(), none), (own, Vec::new()));
        }
        let (none, removed) = write_filters(own, &[], &[], file).unwrap();
        assert_eq!(none, "# my header\n\n\n# section\n\n");
        let (back, _) = write_filters(&none, &filters, &removed, file).unwrap();
        assert!(back.contains(r#"title:"[[filter]]"''' # inline"#), "{back}");
        assert_eq!(read(&back).unwrap(), filters);
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
        let text = written("", &all);
        assert!(text.starts_with("# Filters:"), "{text}");
        assert_eq!(read(&text).unwrap(), all);
    }
}
