//! Which keys start which commands: the tables with the reader's `[keys]` over them.

use crate::tui::core::{Command, Key, parse_sequence};
use std::collections::BTreeMap;

/// The reader's own keys by command name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keymap {
    own: BTreeMap<String, Vec<String>>,
}

/// What the keys so far are.
pub enum Match<V: 'static> {
    Command(&'static Command<V>),
    /// The beginning of something.
    Prefix,
    Nothing,
}

impl Keymap {
    pub fn new(own: BTreeMap<String, Vec<String>>) -> Self {
        Self { own }
    }

    /// Keys of a command, as text.
    pub fn keys<V>(&self, command: &Command<V>) -> Vec<String> {
        match self.own.get(command.name) {
            Some(own) => own.clone(),
            None => command.keys.iter().map(|key| (*key).to_owned()).collect(),
        }
    }

    pub fn find<V>(&self, table: &'static [Command<V>], keys: &[Key]) -> Match<V> {
        let mut is_prefix = false;
        for command in table {
            for sequence in self
                .keys(command)
                .iter()
                .filter_map(|text| parse_sequence(text))
            {
                if sequence == keys {
                    return Match::Command(command);
                }
                is_prefix |= sequence.len() > keys.len() && sequence.starts_with(keys);
            }
        }
        if is_prefix {
            Match::Prefix
        } else {
            Match::Nothing
        }
    }
}
