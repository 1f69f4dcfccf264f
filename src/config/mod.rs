//! Settings and paths; reads outlets from TOML into `model` types. No other room reads the
//! configuration or the environment's folders.

mod assets;
mod example;
mod filters;
mod load;
mod paths;
mod presets;
mod schema;
mod themes;

pub use assets::{faulty_rules, outlets, read_rules};
pub use example::example;
pub use filters::{Placed, Removed, in_short, read_filters, write_filters, wrong_line};
pub use load::{ConfigError, contradiction, is_proxy, line_of, load, nearest, parse};
pub use paths::{Paths, documents, full_path};
pub use presets::{Preset, preset, preset_names};
pub use schema::*;
pub use themes::{missing_theme, themes, themes_reference, themes_with};

/// The settings as TOML, without documentation.
pub fn write(config: &Config) -> Result<String, toml::ser::Error> {
    toml::to_string(config)
}
