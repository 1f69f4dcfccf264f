//! `config.example.toml`: every setting with its documentation and its default, from the types.

use super::schema::{Config, SECTIONS};
use std::fmt::Write as _;

const HEAD: &str = "\
# The settings of tidings, each with its default. Copy what you change into
# config.toml (`tidings config --path` says where that is).
";

const KEYS: &str = "
# Keys, by the name of the command (`tidings keys` lists names and keys).
[keys]
# done = [\"d\"]

# Macros: keys, and the commands that they run one after the other, as they are written in the
# palette (\":\"): a number, a name, what the command takes.
[macros]
# \", l\" = [\"tag later\", \"queue\"]
";

/// The text of the example file: valid as it stands, with the defaults and nothing else.
pub fn example() -> String {
    let defaults = toml::Table::try_from(Config::default()).expect("defaults are plain TOML");
    let mut out = HEAD.to_owned();
    for (section, (about, settings)) in SECTIONS {
        out.push('\n');
        about
            .iter()
            .for_each(|line| push(&mut out, &format!("#{line}")));
        push(&mut out, &format!("[{section}]"));
        for (name, docs) in *settings {
            docs.iter()
                .for_each(|line| push(&mut out, &format!("#{line}")));
            push(&mut out, &format!("{name} = {}", defaults[*section][*name]));
        }
    }
    out.push_str(KEYS);
    out
}

fn push(out: &mut String, line: &str) {
    writeln!(out, "{line}").expect("writing to a string cannot fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_valid_and_says_the_defaults() {
        assert_eq!(
            super::super::parse(&example(), std::path::Path::new("config.example.toml")),
            Ok(Config::default())
        );
    }
}
