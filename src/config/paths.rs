//! Where everything lies on the disk.

use std::path::{Path, PathBuf};

/// The folders and files of one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    pub config_file: PathBuf,
    /// Holds `rules/`, `themes/`, `outlets/` and `filters.toml` beside the file.
    pub config_dir: PathBuf,
    /// `tidings.db`, `subscriptions.opml`, `pictures/`.
    pub data_dir: PathBuf,
    /// `tidings.log`, `crash/`.
    pub state_dir: PathBuf,
}

impl Paths {
    /// The system's places for this user, unless named: `config` is a file, whose folder is the
    /// config folder then; `data` takes everything else below itself. None without a home.
    pub fn find(config: Option<&Path>, data: Option<&Path>) -> Option<Self> {
        let system = directories::ProjectDirs::from("", "", "tidings");
        let config_file = match (config, &system) {
            (Some(file), _) => file.to_owned(),
            (None, Some(system)) => system.config_dir().join("config.toml"),
            (None, None) => data?.join("config.toml"),
        };
        let config_dir = config_file.parent().map(Path::to_owned).unwrap_or_default();
        let (data_dir, state_dir) = match (data, system) {
            (Some(data), _) => (data.to_owned(), data.to_owned()),
            (None, Some(system)) => {
                let data = system.data_dir().to_owned();
                let state = system
                    .state_dir()
                    .map_or_else(|| data.clone(), Path::to_owned);
                (data, state)
            }
            (None, None) => return None,
        };
        Some(Self {
            config_file,
            config_dir,
            data_dir,
            state_dir,
        })
    }

    pub fn rules_dir(&self) -> PathBuf {
        self.config_dir.join("rules")
    }

    pub fn themes_dir(&self) -> PathBuf {
        self.config_dir.join("themes")
    }

    pub fn pictures(&self) -> PathBuf {
        self.data_dir.join("pictures")
    }

    /// Where enclosures are fetched to.
    pub fn enclosures(&self) -> PathBuf {
        self.data_dir.join("enclosures")
    }

    pub fn filters_file(&self) -> PathBuf {
        self.config_dir.join("filters.toml")
    }

    pub fn subscriptions(&self) -> PathBuf {
        self.data_dir.join("subscriptions.opml")
    }
}

/// The reader's documents, else the home folder, as a person writes it: `~/Documents`.
#[must_use]
pub fn documents() -> String {
    let Some(user) = directories::UserDirs::new() else {
        return ".".to_owned();
    };
    let documents = user.document_dir().filter(|folder| folder.is_dir());
    let home = user.home_dir();
    match documents.map(|folder| folder.strip_prefix(home).unwrap_or(folder)) {
        Some(folder) if folder.is_absolute() => folder.to_string_lossy().into_owned(),
        Some(folder) => format!("~/{}", folder.display()),
        None => "~".to_owned(),
    }
}

/// A typed path from the root on; `~/` is the home folder.
///
/// # Errors
/// It is empty, or there is no folder to begin at.
pub fn full_path(typed: &str) -> std::io::Result<PathBuf> {
    let home = || directories::UserDirs::new().map(|user| user.home_dir().to_owned());
    match typed.strip_prefix("~/").map(|rest| (home(), rest)) {
        Some((Some(home), rest)) => Ok(home.join(rest)),
        _ => std::path::absolute(typed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_data_folder_takes_everything_but_the_configuration() {
        let paths = Paths::find(Some(Path::new("/c/my.toml")), Some(Path::new("/d"))).unwrap();
        assert_eq!(paths.config_dir, Path::new("/c"));
        assert_eq!(paths.rules_dir(), Path::new("/c/rules"));
        assert_eq!(paths.data_dir, Path::new("/d"));
        assert_eq!(paths.state_dir, Path::new("/d"));
    }

    #[test]
    fn a_typed_path_begins_at_the_root() {
        assert_eq!(full_path("/a/~/b").unwrap(), Path::new("/a/~/b"));
        assert!(full_path("a.md").unwrap().is_absolute());
        assert!(full_path("").is_err());
        let home = full_path("~/a.md").unwrap();
        assert!(home.is_absolute() && home.ends_with("a.md"));
        assert!(!documents().is_empty());
    }
}
