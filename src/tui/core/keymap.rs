//! From keys to commands: the defaults of the tables with the reader's `[keys]` over them.

use super::{Chord, Entry, parse_keys, print_keys};
use std::collections::{BTreeMap, BTreeSet};

/// The view whose commands work in all others, unless a view has the key itself.
pub const EVERYWHERE: &str = "everywhere";

/// What is wrong with an entry of `[keys]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyError {
    /// The name as it stands in `[keys]`.
    pub name: String,
    pub message: String,
}

#[derive(Clone, Debug, PartialEq)]
struct Binding {
    keys: Vec<Chord>,
    /// Index into the entries.
    entry: usize,
}

/// All commands with the keys that they have now.
#[derive(Clone, Debug, PartialEq)]
pub struct Keymap {
    entries: Vec<Entry>,
    bindings: Vec<Binding>,
}

/// What keys pressed so far mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// View and name of a command.
    Command(Entry),
    /// More keys may follow.
    Prefix,
    Nothing,
}

impl Keymap {
    /// The tables' own keys, and `own` over them: a command's name, or `view.name`, and its keys.
    pub fn new(
        entries: Vec<Entry>,
        own: &BTreeMap<String, Vec<String>>,
    ) -> Result<Self, Vec<KeyError>> {
        let mut errors = Vec::new();
        let mut map = Self {
            bindings: Vec::new(),
            entries,
        };
        let mut changed = BTreeSet::new();
        for (name, keys) in own {
            match map.change(name, keys) {
                Ok(found) => changed.extend(found),
                Err(message) => errors.push(KeyError {
                    name: name.clone(),
                    message,
                }),
            }
        }
        for (index, entry) in map.entries.iter().enumerate() {
            if !changed.contains(&index) {
                let keys = entry.keys.iter().filter_map(|keys| parse_keys(keys));
                map.bindings
                    .extend(keys.map(|keys| Binding { keys, entry: index }));
            }
        }
        errors.extend(map.conflicts(&changed, own));
        if errors.is_empty() {
            Ok(map)
        } else {
            Err(errors)
        }
    }

    /// Gives the commands of a name other keys; answers their indices.
    fn change(&mut self, name: &str, keys: &[String]) -> Result<Vec<usize>, String> {
        let meant = |entry: &Entry| entry.name == name || full_name(entry) == name;
        let found: Vec<usize> = (0..self.entries.len())
            .filter(|index| meant(&self.entries[*index]))
            .collect();
        if found.is_empty() {
            let names: Vec<String> = self
                .entries
                .iter()
                .flat_map(|entry| [entry.name.to_owned(), full_name(entry)])
                .collect();
            let nearest = crate::config::nearest(name, names.iter().map(String::as_str));
            let hint = nearest.map_or_else(
                || "`tidings keys` lists them".to_owned(),
                |nearest| format!("did you mean {nearest:?}?"),
            );
            return Err(format!("there is no command {name:?}; {hint}"));
        }
        for text in keys {
            let keys = parse_keys(text).ok_or_else(|| {
                format!("{text:?} is no key; keys are written d, ^D, g u, Space, S-Tab")
            })?;
            if keys[0].digit().is_some() {
                return Err(format!("{text:?} begins with a digit; digits are counts"));
            }
            let bindings = found.iter().map(|entry| Binding {
                keys: keys.clone(),
                entry: *entry,
            });
            self.bindings.extend(bindings);
        }
        Ok(found)
    }

    /// Keys that two commands of one view want, or that begin another's.
    fn conflicts(
        &self,
        changed: &BTreeSet<usize>,
        own: &BTreeMap<String, Vec<String>>,
    ) -> Vec<KeyError> {
        let mut errors = Vec::new();
        for (index, binding) in self.bindings.iter().enumerate() {
            for other in &self.bindings[index + 1..] {
                let (a, b) = (&self.entries[binding.entry], &self.entries[other.entry]);
                let is_clash =
                    binding.keys.starts_with(&other.keys) || other.keys.starts_with(&binding.keys);
                if a.view != b.view || binding.entry == other.entry || !is_clash {
                    continue;
                }
                let named = if changed.contains(&binding.entry) {
                    a
                } else {
                    b
                };
                let rest = if std::ptr::eq(named, a) { b } else { a };
                let name = [named.name.to_owned(), full_name(named)]
                    .into_iter()
                    .find(|name| own.contains_key(name))
                    .unwrap_or_else(|| full_name(named));
                let keys = print_keys(&binding.keys);
                let message = format!("{keys} is taken by {:?} ({})", rest.name, rest.help);
                errors.push(KeyError { name, message });
            }
        }
        errors
    }

    /// What the keys mean in a view, or else everywhere.
    pub fn find(&self, view: &str, keys: &[Chord]) -> Found {
        let here = self.find_in(view, keys);
        let Found::Command(_) = here else {
            return match (here, self.find_in(EVERYWHERE, keys)) {
                (_, found @ Found::Command(_)) => found,
                (Found::Prefix, _) | (_, Found::Prefix) => Found::Prefix,
                _ => Found::Nothing,
            };
        };
        here
    }

    fn find_in(&self, view: &str, keys: &[Chord]) -> Found {
        let mut found = Found::Nothing;
        for binding in &self.bindings {
            let entry = self.entries[binding.entry];
            if entry.view == view && binding.keys == keys {
                return Found::Command(entry);
            }
            if entry.view == view && binding.keys.starts_with(keys) {
                found = Found::Prefix;
            }
        }
        found
    }

    /// Commands of a view, then those of everywhere, each with its keys.
    pub fn listed(&self, view: &str) -> Vec<(Entry, Vec<String>)> {
        let of = |view: &str| {
            let found = self
                .entries
                .iter()
                .enumerate()
                .filter(move |(_, e)| e.view == view);
            found
                .map(|(index, entry)| (*entry, self.keys_of(index)))
                .collect::<Vec<_>>()
        };
        let mut listed = of(view);
        if view != EVERYWHERE {
            listed.extend(of(EVERYWHERE));
        }
        listed
    }

    /// What may follow keys pressed so far: the next key and the command's word.
    pub fn following(&self, view: &str, keys: &[Chord]) -> Vec<(String, &'static str)> {
        let views = [view, EVERYWHERE];
        let mut found = Vec::new();
        for binding in &self.bindings {
            let entry = self.entries[binding.entry];
            if views.contains(&entry.view)
                && let Some(rest @ [_, ..]) = binding.keys.strip_prefix(keys)
            {
                found.push((print_keys(rest), entry.hint));
            }
        }
        found
    }

    /// The first key of a command, for hints.
    pub fn key_of(&self, view: &str, name: &str) -> Option<String> {
        let wanted = |entry: &Entry| entry.view == view && entry.name == name;
        let index = self.entries.iter().position(wanted)?;
        self.keys_of(index).into_iter().next()
    }

    fn keys_of(&self, entry: usize) -> Vec<String> {
        let of = self
            .bindings
            .iter()
            .filter(|binding| binding.entry == entry);
        of.map(|binding| print_keys(&binding.keys)).collect()
    }
}

fn full_name(entry: &Entry) -> String {
    format!("{}.{}", entry.view, entry.name)
}

#[cfg(test)]
mod tests {
    use super::super::Shape;
    use super::*;

    const fn entry(view: &'static str, name: &'static str, keys: &'static [&'static str]) -> Entry {
        Entry {
            view,
            name,
            keys,
            args: Shape::Nothing,
            help: "does it",
            hint: "it",
        }
    }

    fn map(own: &[(&str, &[&str])]) -> Result<Keymap, Vec<KeyError>> {
        let entries = vec![
            entry("list", "done", &["d"]),
            entry("list", "top", &["g g"]),
            entry("page", "done", &["d"]),
            entry(EVERYWHERE, "unread", &["g u"]),
            entry(EVERYWHERE, "quit", &["Q"]),
        ];
        let own = own.iter().map(|(name, keys)| {
            (
                (*name).to_owned(),
                keys.iter().map(|key| (*key).to_owned()).collect(),
            )
        });
        Keymap::new(entries, &own.collect())
    }

    fn name(map: &Keymap, view: &str, keys: &str) -> Option<&'static str> {
        match map.find(view, &parse_keys(keys).unwrap()) {
            Found::Command(entry) => Some(entry.name),
            _ => None,
        }
    }

    #[test]
    fn a_prefix_waits_and_a_view_comes_before_everywhere() {
        let map = map(&[]).unwrap();
        assert_eq!(map.find("list", &parse_keys("g").unwrap()), Found::Prefix);
        assert_eq!(name(&map, "list", "gg"), Some("top"));
        assert_eq!(name(&map, "list", "gu"), Some("unread"));
        assert_eq!(name(&map, "page", "gg"), None);
        assert_eq!(map.following("list", &parse_keys("g").unwrap()).len(), 2);
    }

    #[test]
    fn a_name_changes_all_views_and_a_full_name_one() {
        let all = map(&[("done", &["e"])]).unwrap();
        assert_eq!(
            (name(&all, "list", "e"), name(&all, "page", "e")),
            (Some("done"), Some("done"))
        );
        assert_eq!(name(&all, "list", "d"), None);
        let one = map(&[("page.done", &["e", "^E"])]).unwrap();
        assert_eq!(
            (name(&one, "list", "d"), name(&one, "page", "^E")),
            (Some("done"), Some("done"))
        );
    }

    #[test]
    fn mistakes_are_named_with_what_was_meant() {
        let errors = map(&[("dnoe", &["e"]), ("quit", &["^ab"]), ("top", &["d"])]).unwrap_err();
        let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
        assert!(
            messages[0].contains("did you mean \"done\"?"),
            "{messages:?}"
        );
        assert!(messages[1].contains("is no key"), "{messages:?}");
        assert!(messages[2].contains("is taken by \"done\""), "{messages:?}");
        assert_eq!(errors[2].name, "top");
    }

    #[test]
    fn a_key_may_not_begin_another_commands_keys() {
        assert!(map(&[("done", &["g"])]).is_err());
    }
}
