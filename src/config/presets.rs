//! Sets of keys for fingers with other habits, in TOML: `assets/keys/`, embedded.

use include_dir::{Dir, include_dir};
use serde::Deserialize;
use std::collections::BTreeMap;

static KEYS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/keys");

/// Keys in place of the tables' own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Preset {
    /// In the reader a digit opens the link of that number; counts are for lists only.
    pub digits_open_links: bool,
    /// By the name of a command, as in `[keys]`.
    pub keys: BTreeMap<String, Vec<String>>,
}

/// The names that `interface.keys` may have.
pub fn preset_names() -> Vec<&'static str> {
    let stem = |file: &include_dir::File<'static>| file.path().file_stem()?.to_str();
    let mut names: Vec<&str> = KEYS.files().filter_map(stem).collect();
    names.sort_unstable();
    names
}

/// The preset of a name; what is wrong with the name, else.
pub fn preset(name: &str) -> Result<Preset, String> {
    let file = KEYS.get_file(format!("{name}.toml"));
    let Some(text) = file.and_then(include_dir::File::contents_utf8) else {
        let names = preset_names().join(", ");
        return Err(format!("there is no preset {name:?}; there are {names}"));
    };
    Ok(toml::from_str(text).expect("embedded presets are tested"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_can_be_read_and_an_unknown_one_names_those_that_there_are() {
        assert_eq!(preset_names(), ["default", "newsboat"]);
        for name in preset_names() {
            assert!(preset(name).is_ok());
        }
        let complaint = preset("emacs").unwrap_err();
        assert!(complaint.contains("default, newsboat"), "{complaint}");
    }
}
