//! Rules and outlets in TOML: the embedded ones with the reader's own over them.

use super::ConfigError;
use crate::model::{Outlet, OutletRules};
use crate::text::clean_line;
use include_dir::{Dir, include_dir};
use std::path::Path;

static OUTLETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/outlets");

/// The starter outlets, those of the reader's own `outlets/` folder among them, by country and
/// name. A faulty file of the reader's is an error; the embedded ones are tested.
pub fn outlets(own: Option<&Path>) -> Result<Vec<Outlet>, ConfigError> {
    let mut found: Vec<Outlet> = embedded_outlets();
    for (file, text) in own.map(toml_files).transpose()?.unwrap_or_default() {
        let outlet: Outlet = toml::from_str(&text).map_err(|error| wrong(&file, &text, &error))?;
        found.retain(|other| other.name != outlet.name);
        found.push(outlet);
    }
    found.sort_by(|a, b| (&a.country, &a.name).cmp(&(&b.country, &b.name)));
    Ok(found)
}

/// Cleaning rules from a file of the reader's.
pub fn read_rules(file: &Path) -> Result<OutletRules, ConfigError> {
    rules(file, &read(file)?)
}

fn rules(file: &Path, text: &str) -> Result<OutletRules, ConfigError> {
    toml::from_str(text).map_err(|error| wrong(file, text, &error))
}

/// What is wrong with files of the reader's own folder of rules.
pub fn faulty_rules(folder: &Path) -> Vec<ConfigError> {
    match toml_files(folder) {
        Ok(files) => files
            .iter()
            .filter_map(|(file, text)| rules(file, text).err())
            .collect(),
        Err(error) => vec![error],
    }
}

pub(super) fn wrong(file: &Path, text: &str, error: &toml::de::Error) -> ConfigError {
    ConfigError::Wrong {
        file: clean_line(&file.to_string_lossy()),
        line: error
            .span()
            .map_or(1, |span| lines_before(text, span.start)),
        message: clean_line(&error.message().chars().take(200).collect::<String>()),
        hint: crate::text::Clean::default(),
    }
}

fn embedded_outlets() -> Vec<Outlet> {
    OUTLETS
        .files()
        .filter_map(|file| file.contents_utf8())
        .map(|text| toml::from_str(text).expect("embedded outlets are tested"))
        .collect()
}

fn lines_before(text: &str, start: usize) -> usize {
    text.get(..start).unwrap_or(text).matches('\n').count() + 1
}

/// The reader's own TOML files of a folder by name; none where the folder is not there.
pub(super) fn toml_files(folder: &Path) -> Result<Vec<(std::path::PathBuf, String)>, ConfigError> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(Vec::new());
    };
    let mut files: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    files.retain(|file| file.extension().is_some_and(|e| e == "toml"));
    files.sort();
    files
        .into_iter()
        .map(|file| read(&file).map(|text| (file, text)))
        .collect()
}

fn read(file: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(file).map_err(|error| ConfigError::Unreadable {
        file: clean_line(&file.to_string_lossy()),
        reason: clean_line(&error.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_embedded_and_reads() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/outlets");
        assert_eq!(toml_files(&folder).unwrap().len(), embedded_outlets().len());
        assert!(
            embedded_outlets()
                .iter()
                .all(|o| o.feed.starts_with("https://"))
        );
    }

    #[test]
    fn a_file_of_the_readers_own_replaces_the_embedded_one_of_that_name() {
        let folder = tempfile::tempdir().unwrap();
        let own = "name = \"My Paper\"\nsite = \"https://paper.example\"\nfeed = \"https://paper.example/f\"\n\
                   language = \"en\"\nlanguage_name = \"English\"\ncountry = \"Home\"\n";
        std::fs::write(folder.path().join("paper.toml"), own).unwrap();
        let outlets = outlets(Some(folder.path())).unwrap();
        assert!(outlets.iter().any(|o| o.name == "My Paper"));
        assert_eq!(outlets.len(), embedded_outlets().len() + 1);
    }
}
