//! Which key is which command: the tables' own keys, over them those of a preset, over those the
//! reader's, and the reader's macros. Mistakes are named.

use super::{Chord, Entry, parse_keys, print_keys};
use crate::config::Preset;
use std::collections::{BTreeMap, BTreeSet};

/// The view whose commands work in all others, unless a view has the key itself.
pub const EVERYWHERE: &str = "everywhere";

/// What is wrong with an entry of the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyError {
    /// `keys`, `macros` or `interface`.
    pub section: &'static str,
    /// The name as it stands in the section.
    pub name: String,
    pub message: String,
}

/// What the configuration says of keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wishes {
    pub preset: Preset,
    /// A command's name, or `view.name`, and its keys.
    pub keys: BTreeMap<String, Vec<String>>,
    /// Keys, and the commands that they run, one after the other.
    pub macros: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Debug, PartialEq)]
struct Binding {
    keys: Vec<Chord>,
    does: Does,
}

/// An index into the entries, or into the macros.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Does {
    Command(usize),
    Macro(usize),
}

/// All commands with the keys that they have now.
#[derive(Clone, Debug, PartialEq)]
pub struct Keymap {
    entries: Vec<Entry>,
    bindings: Vec<Binding>,
    macros: Vec<Vec<String>>,
    /// In the reader a digit opens the link of that number, at once.
    pub digits_open_links: bool,
}

/// What keys pressed so far mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    Command(Entry),
    /// A macro's index.
    Macro(usize),
    /// More keys may follow.
    Prefix,
    Nothing,
}

impl Keymap {
    pub fn new(entries: Vec<Entry>, wishes: &Wishes) -> Result<Self, Vec<KeyError>> {
        let mut errors = Vec::new();
        let mut chosen: Vec<Option<Vec<String>>> = vec![None; entries.len()];
        let mut changed = BTreeSet::new();
        for (keys, is_own) in [(&wishes.preset.keys, false), (&wishes.keys, true)] {
            for (name, keys) in keys {
                match meant(&entries, name).and_then(|found| check(keys).map(|()| found)) {
                    Ok(found) => {
                        for index in found {
                            chosen[index] = Some(keys.clone());
                            if is_own {
                                changed.insert(index);
                            }
                        }
                    }
                    Err(message) => errors.push(KeyError {
                        section: "keys",
                        name: name.clone(),
                        message,
                    }),
                }
            }
        }
        let mut map = Self {
            bindings: Vec::new(),
            macros: Vec::new(),
            digits_open_links: wishes.preset.digits_open_links,
            entries,
        };
        for (index, chosen) in chosen.into_iter().enumerate() {
            let own = map.entries[index].keys.iter();
            let keys = chosen.unwrap_or_else(|| own.map(|keys| (*keys).to_owned()).collect());
            let keys = keys.iter().filter_map(|keys| parse_keys(keys));
            let does = Does::Command(index);
            map.bindings.extend(keys.map(|keys| Binding { keys, does }));
        }
        errors.extend(map.conflicts(&changed, &wishes.keys));
        errors.extend(map.add_macros(&wishes.macros));
        if errors.is_empty() {
            Ok(map)
        } else {
            Err(errors)
        }
    }

    /// Macros work in every view, so their keys must be free in every view.
    fn add_macros(&mut self, macros: &BTreeMap<String, Vec<String>>) -> Vec<KeyError> {
        let mut errors = Vec::new();
        for (name, lines) in macros {
            if let Err(message) = self.add_macro(name, lines) {
                errors.push(KeyError {
                    section: "macros",
                    name: name.clone(),
                    message,
                });
            }
        }
        errors
    }

    fn add_macro(&mut self, name: &str, lines: &[String]) -> Result<(), String> {
        check(&[name.to_owned()])?;
        if lines.is_empty() {
            return Err("a macro needs at least one command".to_owned());
        }
        for line in lines {
            self.parse_line(line)?;
        }
        let keys = parse_keys(name).unwrap_or_default();
        if let Some(other) = self.bindings.iter().find(|other| clash(&other.keys, &keys)) {
            let taken = match other.does {
                Does::Command(index) => {
                    let entry = &self.entries[index];
                    format!("{:?} ({})", full_name(entry), entry.help)
                }
                Does::Macro(_) => "another macro".to_owned(),
            };
            return Err(format!("{} is taken by {taken}", print_keys(&keys)));
        }
        let does = Does::Macro(self.macros.len());
        self.macros.push(lines.to_vec());
        self.bindings.push(Binding { keys, does });
        Ok(())
    }

    /// A command line: a number, a command's name, an argument. Says what is wrong with it.
    pub fn parse_line(&self, line: &str) -> Result<Line, String> {
        let line = line.trim();
        let digits = line.chars().take_while(char::is_ascii_digit).count();
        let (count, rest) = line.split_at_checked(digits).unwrap_or(("", line));
        let mut words = rest.trim_start().splitn(2, char::is_whitespace);
        let name = words.next().unwrap_or_default().to_owned();
        let argument = words.next().map(|text| text.trim().to_owned());
        let argument = argument.filter(|text| !text.is_empty());
        let of_name = || self.entries.iter().filter(|entry| entry.name == name);
        if of_name().next().is_none() {
            return Err(unknown(&self.entries, &name));
        }
        if argument.is_some() && !of_name().any(|entry| entry.args.takes_argument()) {
            return Err(format!("{name:?} takes nothing behind its name"));
        }
        Ok(Line {
            count: count.parse().ok(),
            name,
            argument,
        })
    }

    /// The command of a name that works in a view: there, else everywhere; with an argument the one
    /// that takes one.
    pub fn named(&self, view: &str, name: &str, has_argument: bool) -> Option<Entry> {
        let fits = |entry: &&Entry| !has_argument || entry.args.takes_argument();
        let of = |view: &str| {
            let found = self
                .entries
                .iter()
                .filter(move |e| e.view == view && e.name == name);
            found.copied().collect::<Vec<_>>()
        };
        let all = [of(view), of(EVERYWHERE)].concat();
        all.iter().find(fits).copied()
    }

    /// Keys that two commands of one view want, or that begin another's.
    fn conflicts(
        &self,
        changed: &BTreeSet<usize>,
        own: &BTreeMap<String, Vec<String>>,
    ) -> Vec<KeyError> {
        let mut errors = Vec::new();
        for (at, binding) in self.bindings.iter().enumerate() {
            for other in &self.bindings[at + 1..] {
                let (Does::Command(one), Does::Command(two)) = (binding.does, other.does) else {
                    continue;
                };
                let (a, b) = (&self.entries[one], &self.entries[two]);
                if a.view != b.view || one == two || !clash(&binding.keys, &other.keys) {
                    continue;
                }
                let (named, rest) = if changed.contains(&one) {
                    (a, b)
                } else {
                    (b, a)
                };
                let name = [named.name.to_owned(), full_name(named)]
                    .into_iter()
                    .find(|name| own.contains_key(name))
                    .unwrap_or_else(|| full_name(named));
                let keys = print_keys(&binding.keys);
                let taken = format!("{keys} is taken by {:?}", rest.name);
                // Several views may have the two commands, with a help of their own: said once.
                let is_said = |it: &KeyError| it.name == name && it.message.starts_with(&taken);
                if !errors.iter().any(is_said) {
                    errors.push(KeyError {
                        section: "keys",
                        name,
                        message: format!("{taken} ({})", rest.help),
                    });
                }
            }
        }
        errors
    }

    /// What the keys mean in a view, or else everywhere.
    pub fn find(&self, view: &str, keys: &[Chord]) -> Found {
        match (self.find_in(view, keys), self.find_in(EVERYWHERE, keys)) {
            (found @ (Found::Command(_) | Found::Macro(_)), _)
            | (_, found @ (Found::Command(_) | Found::Macro(_))) => found,
            (Found::Prefix, _) | (_, Found::Prefix) => Found::Prefix,
            _ => Found::Nothing,
        }
    }

    /// What the keys mean in this view alone.
    pub fn find_in(&self, view: &str, keys: &[Chord]) -> Found {
        let mut found = Found::Nothing;
        for binding in &self.bindings {
            if self.view_of(binding) != view || !binding.keys.starts_with(keys) {
                continue;
            }
            if binding.keys == keys {
                return match binding.does {
                    Does::Command(index) => Found::Command(self.entries[index]),
                    Does::Macro(index) => Found::Macro(index),
                };
            }
            found = Found::Prefix;
        }
        found
    }

    fn view_of(&self, binding: &Binding) -> &'static str {
        match binding.does {
            Does::Command(index) => self.entries[index].view,
            Does::Macro(_) => EVERYWHERE,
        }
    }

    /// The command lines of a macro.
    pub fn macro_lines(&self, index: usize) -> &[String] {
        self.macros.get(index).map_or(&[], Vec::as_slice)
    }

    /// The reader's macros: keys and command lines.
    pub fn macros(&self) -> Vec<(String, String)> {
        let of = |binding: &Binding| match binding.does {
            Does::Macro(index) => {
                let lines = self.macro_lines(index).join("; ");
                Some((print_keys(&binding.keys), lines))
            }
            Does::Command(_) => None,
        };
        self.bindings.iter().filter_map(of).collect()
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Commands of a view, then those of everywhere, each with its keys.
    pub fn listed(&self, view: &str) -> Vec<(Entry, Vec<String>)> {
        let mut listed = self.of_view(view);
        if view != EVERYWHERE {
            listed.extend(self.of_view(EVERYWHERE));
        }
        listed
    }

    /// Commands of one view, each with its keys.
    pub fn of_view(&self, view: &str) -> Vec<(Entry, Vec<String>)> {
        let entries = self.entries.iter().enumerate();
        let found = entries.filter(|(_, entry)| entry.view == view);
        found
            .map(|(index, entry)| (*entry, self.keys_of(index)))
            .collect()
    }

    /// What may follow keys pressed so far: the next keys and the command's word; of two commands the
    /// view's own.
    pub fn following(&self, view: &str, keys: &[Chord]) -> Vec<(String, String)> {
        let mut found: Vec<(String, String)> = Vec::new();
        for wanted in [view, EVERYWHERE] {
            for binding in self.bindings.iter().filter(|b| self.view_of(b) == wanted) {
                let Some(rest @ [_, ..]) = binding.keys.strip_prefix(keys) else {
                    continue;
                };
                let word = match binding.does {
                    Does::Command(index) if self.entries[index].hint.is_empty() => {
                        self.entries[index].name.to_owned()
                    }
                    Does::Command(index) => self.entries[index].hint.to_owned(),
                    Does::Macro(index) => self.macro_lines(index).join("; "),
                };
                let rest = print_keys(rest);
                if !found.iter().any(|(known, _)| *known == rest) {
                    found.push((rest, word));
                }
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
            .filter(|binding| binding.does == Does::Command(entry));
        of.map(|binding| print_keys(&binding.keys)).collect()
    }
}

/// A command line, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub count: Option<u32>,
    pub name: String,
    pub argument: Option<String>,
}

fn clash(one: &[Chord], other: &[Chord]) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

/// The commands that a name of `[keys]` means.
fn meant(entries: &[Entry], name: &str) -> Result<Vec<usize>, String> {
    let is_meant = |entry: &Entry| entry.name == name || full_name(entry) == name;
    let found: Vec<usize> = (0..entries.len())
        .filter(|index| is_meant(&entries[*index]))
        .collect();
    if found.is_empty() {
        return Err(unknown(entries, name));
    }
    // A command of the palette alone may have the name of one that has a key: that one is meant.
    let with_keys: Vec<usize> = found
        .iter()
        .copied()
        .filter(|index| !entries[*index].keys.is_empty())
        .collect();
    Ok(if with_keys.is_empty() {
        found
    } else {
        with_keys
    })
}

fn unknown(entries: &[Entry], name: &str) -> String {
    let names: Vec<String> = entries
        .iter()
        .flat_map(|entry| [entry.name.to_owned(), full_name(entry)])
        .collect();
    let nearest = crate::config::nearest(name, names.iter().map(String::as_str));
    let hint = nearest.map_or_else(
        || "`tidings keys` lists them".to_owned(),
        |nearest| format!("did you mean {nearest:?}?"),
    );
    format!("there is no command {name:?}; {hint}")
}

fn check(keys: &[String]) -> Result<(), String> {
    for text in keys {
        let keys = parse_keys(text).ok_or_else(|| {
            format!("{text:?} is no key; keys are written d, ^D, g u, Space, S-Tab")
        })?;
        if keys[0].digit().is_some() {
            return Err(format!("{text:?} begins with a digit; digits are counts"));
        }
    }
    Ok(())
}

fn full_name(entry: &Entry) -> String {
    format!("{}.{}", entry.view, entry.name)
}

#[cfg(test)]
#[path = "keymap_tests.rs"]
mod tests;
