//! Rules of outlets: the embedded ones by host. A rule file that does not parse is a defect, which
//! a test finds.

use crate::model::OutletRules;
use include_dir::{Dir, include_dir};

static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/rules");

/// The rules for a host or, where it has none, for the domains it lies under.
#[must_use]
pub fn embedded_rules(host: &str) -> Option<OutletRules> {
    let host = host.to_ascii_lowercase();
    let mut name = host.trim_end_matches('.').trim_start_matches("www.");
    loop {
        if let Some(file) = RULES.get_file(format!("{name}.toml")) {
            return toml::from_str(file.contents_utf8()?).ok();
        }
        name = name.split_once('.')?.1;
        if !name.contains('.') {
            return None;
        }
    }
}

/// Names of all embedded rule files, for the test that reads each of them.
#[cfg(test)]
pub fn names() -> Vec<String> {
    let stem = |file: &include_dir::File<'_>| Some(file.path().file_stem()?.to_str()?.to_owned());
    RULES.files().filter_map(stem).collect()
}
