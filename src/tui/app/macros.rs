//! What is wrong with the commands of macros that only running them would tell: marks that there are not, queries that
//! cannot be read.

use crate::model::{MarkChange, Scope, Timestamp};
use crate::query;
use crate::tui::core::{KeyError, Keymap, Shape};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// One for each macro that has any, by its name.
pub fn faults(
    keymap: &Keymap,
    macros: &BTreeMap<String, Vec<String>>,
    now: Timestamp,
    zone: &TimeZone,
) -> Vec<KeyError> {
    let of = |(name, lines): (&String, &Vec<String>)| {
        let message = lines
            .iter()
            .find_map(|line| fault(keymap, line, now, zone))?;
        Some(KeyError {
            section: "macros",
            name: name.clone(),
            message,
        })
    };
    macros.iter().filter_map(of).collect()
}

fn fault(keymap: &Keymap, line: &str, now: Timestamp, zone: &TimeZone) -> Option<String> {
    let read = keymap.parse_line(line).ok()?;
    let argument = read.argument?;
    let mut entries = keymap.entries().iter();
    let entry = entries.find(|entry| entry.name == read.name && entry.args.takes_argument())?;
    let asked = match entry.args {
        Shape::Query => argument.as_str(),
        Shape::Marks => {
            let (what, asked) = argument.split_once(' ').unwrap_or((&argument, ""));
            if MarkChange::named(what).is_none() {
                return Some(format!("{line:?}: {what:?} is no mark"));
            }
            asked
        }
        _ => return None,
    };
    let words = Scope::named(asked, now).map_or(asked, |(_, words)| words);
    let wrong = query::parse(words, now, zone).err()?;
    Some(format!("{line:?}: {wrong}"))
}

#[cfg(test)]
mod tests {
    use super::faults;
    use crate::model::Timestamp;
    use crate::tui::check_keys;
    use jiff::tz::TimeZone;

    #[test]
    fn what_a_macro_cannot_do_is_told_before_it_is_run() {
        let mut config = crate::config::Config::default();
        for (keys, line) in [
            (", a", "mark done is:foo"),
            (", b", "mark dnoe is:unread"),
            (", c", "mark done unread older:7d"),
            (", d", "go is:foo"),
            (", e", "go unread"),
        ] {
            config.macros.insert(keys.into(), vec![line.into()]);
        }
        let keymap = check_keys(&config).unwrap();
        let now = Timestamp::from_seconds(0);
        let found = faults(&keymap, &config.macros, now, &TimeZone::UTC);
        let names: Vec<&str> = found.iter().map(|fault| fault.name.as_str()).collect();
        assert_eq!(names, [", a", ", b", ", d"]);
        assert!(found[0].message.contains("is:foo"), "{found:?}");
    }
}
