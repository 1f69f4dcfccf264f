//! The settings: one field each with its doc comment and default. `config.example.toml` is
//! rendered from here.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that `config.toml` may say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub interface: Interface,
    pub reader: Reader,
    pub polling: Polling,
    pub network: Network,
    pub limits: Limits,
    pub storage: Storage,
    pub pictures: Pictures,
    pub open: Open,
    pub hooks: Hooks,
    /// Keys by command name, checked by the interface.
    pub keys: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Interface {
    /// Name of a theme in `themes/` or of a built-in one.
    pub theme: String,
    /// Only ASCII for marks and rules.
    pub ascii: bool,
    pub mouse: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MarkRead {
    Open,
    End,
    Never,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Reader {
    /// Columns of text.
    pub measure: u16,
    pub mark_read: MarkRead,
    pub hyphenate: bool,
    /// Reorder right-to-left text; off for terminals that do it themselves.
    pub bidi: bool,
    /// Numbers after links.
    pub link_numbers: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Polling {
    /// The open interface polls what is due by itself.
    pub automatic: bool,
    /// Least seconds between two polls of a feed by the timer.
    #[serde(with = "duration")]
    pub interval: u64,
    /// Most seconds between two polls of a feed that is well.
    #[serde(with = "duration")]
    pub longest: u64,
    /// Least seconds between two polls of a feed even by hand.
    #[serde(with = "duration")]
    pub floor: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Network {
    pub in_flight: u16,
    pub per_host: u16,
    #[serde(with = "duration")]
    pub connect_timeout: u64,
    #[serde(with = "duration")]
    pub idle_timeout: u64,
    #[serde(with = "duration")]
    pub total_timeout: u64,
    pub redirects: u8,
    /// Empty: tidings/VERSION with the project's address.
    pub user_agent: String,
    /// Empty: from the environment.
    pub proxy: String,
    /// Feeds only, no pages, no pictures, until asked.
    pub metered: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// MiB, decoded.
    pub feed: u32,
    /// MiB, decoded.
    pub page: u32,
    /// Newest entries of a document that are read.
    pub entries: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Storage {
    /// Days that the source of a page is kept (saved articles: always).
    pub keep_pages: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pictures {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Open {
    /// Program and arguments that get the address as the last one; empty: the system's browser.
    pub browser: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Hooks {}

impl Default for Interface {
    fn default() -> Self {
        Self {
            theme: "terminal".into(),
            ascii: false,
            mouse: true,
        }
    }
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            measure: 72,
            mark_read: MarkRead::Open,
            hyphenate: false,
            bidi: true,
            link_numbers: true,
        }
    }
}

impl Default for Polling {
    fn default() -> Self {
        Self {
            automatic: true,
            interval: 3600,
            longest: 86_400,
            floor: 120,
        }
    }
}

impl Default for Network {
    fn default() -> Self {
        Self {
            in_flight: 64,
            per_host: 2,
            connect_timeout: 10,
            idle_timeout: 15,
            total_timeout: 30,
            redirects: 10,
            user_agent: String::new(),
            proxy: String::new(),
            metered: false,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            feed: 16,
            page: 4,
            entries: 5000,
        }
    }
}

impl Default for Storage {
    fn default() -> Self {
        Self { keep_pages: 7 }
    }
}

mod duration {
    //! "90s", "2m", "1h", "3d" in the file, seconds in the program.
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[allow(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde's `with` gives a reference"
    )]
    pub fn serialize<S: Serializer>(seconds: &u64, out: S) -> Result<S::Ok, S::Error> {
        let (count, unit) = match *seconds {
            s if s > 0 && s % 86_400 == 0 => (s / 86_400, "d"),
            s if s > 0 && s % 3600 == 0 => (s / 3600, "h"),
            s if s > 0 && s % 60 == 0 => (s / 60, "m"),
            s => (s, "s"),
        };
        out.collect_str(&format_args!("{count}{unit}"))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<u64, D::Error> {
        let text = String::deserialize(input)?;
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit = match text.strip_prefix(digits) {
            Some("s") => 1,
            Some("m") => 60,
            Some("h") => 3600,
            Some("d") => 86_400,
            _ => 0,
        };
        digits
            .parse::<u64>()
            .ok()
            .and_then(|count| count.checked_mul(unit))
            .filter(|_| unit > 0)
            .ok_or_else(|| D::Error::custom(format!("{text:?} is no time such as 90s, 2m, 1h, 3d")))
    }
}
