//! Reads `config.toml`; what is wrong in it is said with file, line, key and a suggestion.

use super::schema::{MEASURES, PICTURE_LINES, SECTIONS};
use super::{Config, Tell};
use crate::text::{Clean, clean_line};
use std::path::Path;

/// The configuration cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    #[error("{file} cannot be read: {reason}")]
    Unreadable { file: Clean, reason: Clean },
    #[error("{file}:{line}: {message}{hint}")]
    Wrong {
        file: Clean,
        line: usize,
        message: Clean,
        hint: Clean,
    },
}

impl ConfigError {
    /// It is about a file of this name.
    #[must_use]
    pub fn is_of(&self, name: &str) -> bool {
        let (Self::Unreadable { file, .. } | Self::Wrong { file, .. }) = self;
        Path::new(file.as_str())
            .file_name()
            .is_some_and(|it| it == name)
    }
}

/// Reads the file; one that is not there gives the defaults unless it `must_exist`.
pub fn load(file: &Path, must_exist: bool) -> Result<Config, ConfigError> {
    match std::fs::read_to_string(file) {
        Ok(text) => parse(&text, file),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !must_exist => {
            Ok(Config::default())
        }
        Err(error) => Err(ConfigError::Unreadable {
            file: clean_line(&file.to_string_lossy()),
            reason: clean_line(&error.to_string()),
        }),
    }
}

/// Reads the text of a configuration; `file` is for messages.
pub fn parse(text: &str, file: &Path) -> Result<Config, ConfigError> {
    let config = toml::from_str::<Config>(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        wrong(file, text, start, error.message())
    })?;
    match out_of_bounds(&config) {
        None => Ok(config),
        Some((section, name, must)) => Err(ConfigError::Wrong {
            file: clean_line(&file.to_string_lossy()),
            line: line_of(text, section, name).unwrap_or(1),
            message: clean_line(&format!("{section}.{name} must be {must}")),
            hint: Clean::default(),
        }),
    }
}

/// A setting whose value has the right kind but cannot be used: section, name, and what it must be.
fn out_of_bounds(config: &Config) -> Option<(&'static str, &'static str, String)> {
    let measure = config.reader.measure;
    if !MEASURES.contains(&measure) {
        let (least, most) = (MEASURES.start(), MEASURES.end());
        let must = format!("from {least} to {most}, not {measure}");
        return Some(("reader", "measure", must));
    }
    if !PICTURE_LINES.contains(&config.pictures.lines) {
        let (least, most) = (PICTURE_LINES.start(), PICTURE_LINES.end());
        let must = format!("from {least} to {most}, not {}", config.pictures.lines);
        return Some(("pictures", "lines", must));
    }
    let limits = &config.limits;
    let of_all = [
        ("feed", limits.feed),
        ("entries", limits.entries),
        ("page", limits.page),
        ("picture", limits.picture),
        ("enclosure", limits.enclosure),
    ];
    // Nothing could be read; that it is none would be taken for "without a limit".
    if let Some((name, _)) = of_all.into_iter().find(|(_, limit)| *limit == 0) {
        return Some(("limits", name, "1 or more, not 0".to_owned()));
    }
    let network = &config.network;
    let at_once = [
        ("in_flight", network.in_flight),
        ("per_host", network.per_host),
    ];
    if let Some((name, _)) = at_once.into_iter().find(|(_, most)| *most == 0) {
        return Some(("network", name, "1 or more, not 0".to_owned()));
    }
    if config.hooks.timeout == 0 {
        return Some(("hooks", "timeout", "a second or more, not 0".to_owned()));
    }
    let name = config.network.user_agent.as_str();
    // Each request would fail, or tell no name.
    let must = match name {
        _ if name.contains(char::is_control) => Some("one line without control characters"),
        _ if !name.is_empty() && name.trim().is_empty() => {
            Some("a name, or \"\" for that of tidings")
        }
        _ => None,
    };
    if let Some(must) = must {
        return Some(("network", "user_agent", must.to_owned()));
    }
    let proxy = config.network.proxy.as_str();
    (!is_proxy(proxy)).then(|| {
        let must = "an address such as http://host:3128 or socks5://host:1080".to_owned();
        ("network", "proxy", must)
    })
}

/// What can be used, but hardly as it was meant.
#[must_use]
pub fn contradiction(config: &Config) -> Option<&'static str> {
    let (polling, hooks) = (&config.polling, &config.hooks);
    if polling.interval > polling.longest {
        return Some(
            "polling.interval is longer than polling.longest, the most time between two polls",
        );
    }
    (hooks.tell == Tell::Command && hooks.tell_command.is_empty()).then_some(
        "hooks.tell is \"command\", and hooks.tell_command names none: nobody is told of an alert",
    )
}

/// Nothing, `host:port`, or an address of a kind that the network's room knows.
pub fn is_proxy(text: &str) -> bool {
    const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];
    let address = match text.split_once("://") {
        Some(_) => text.to_owned(),
        None if text.contains(':') => format!("http://{text}"),
        None => return text.is_empty(),
    };
    let url = url::Url::parse(&address);
    url.is_ok_and(|url| {
        SCHEMES.contains(&url.scheme()) && url.host_str().is_some_and(|it| !it.is_empty())
    })
}

/// The line on which a name of a section stands, for messages.
pub fn line_of(text: &str, section: &str, name: &str) -> Option<usize> {
    let is_head = |line: &str| {
        let head = line
            .trim()
            .strip_prefix('[')
            .and_then(|it| it.split_once(']'));
        head.is_some_and(|(found, _)| found.trim() == section)
    };
    let start = text.lines().position(is_head)?;
    let in_section = text.lines().enumerate().skip(start + 1);
    in_section
        .take_while(|(_, line)| !line.trim_start().starts_with('['))
        .find(|(_, line)| {
            line.split('=')
                .next()
                .is_some_and(|key| unquoted(key) == name)
        })
        .map(|(index, _)| index + 1)
}

fn unquoted(key: &str) -> &str {
    key.trim().trim_matches(['"', '\''])
}

fn wrong(file: &Path, text: &str, start: usize, message: &str) -> ConfigError {
    let before = text.get(..start).unwrap_or(text);
    // toml quotes the faulty line, be it 200 kB: its first line alone is the message.
    let message = message.lines().next().unwrap_or_default();
    let (message, hint) = match backquoted(message) {
        Some(key) if message.starts_with("unknown field") => {
            (format!("there is no setting {key:?}"), suggestion(key))
        }
        _ if message.starts_with("unknown variant") => {
            let message: String = one_of(message).chars().take(200).collect();
            (named(text, start, " ", &message), String::new())
        }
        _ if message == "duplicate key" => {
            let key = text.get(start..).unwrap_or_default();
            let key = key.split(['=', '\n', ']']).next().map_or("", unquoted);
            (format!("{key} stands here twice"), String::new())
        }
        // What a setting's own reader says of its value.
        _ if message.starts_with('"') => {
            let message: String = message.chars().take(200).collect();
            (named(text, start, ": ", &message), String::new())
        }
        _ if message.starts_with("invalid ") => {
            let message: String = in_words(message).chars().take(200).collect();
            (named(text, start, " ", &message), String::new())
        }
        _ => (message.chars().take(200).collect(), String::new()),
    };
    ConfigError::Wrong {
        file: clean_line(&file.to_string_lossy()),
        line: before.matches('\n').count() + 1,
        message: clean_line(&message),
        hint: clean_line(&hint),
    }
}

fn backquoted(message: &str) -> Option<&str> {
    message.split('`').nth(1)
}

/// serde's "invalid type: string "x", expected u16" as a person would say it.
fn in_words(message: &str) -> String {
    let found = |(what, expected): (&str, &str)| {
        let wanted = match expected.trim() {
            "u8" => "a whole number from 0 to 255",
            "u16" => "a whole number from 0 to 65535",
            "u32" => "a whole number from 0 to 4294967295",
            "u64" | "usize" => "a whole number, 0 or more",
            "a boolean" => "true or false",
            "a sequence" => "a list such as [\"a\", \"b\"]",
            "a string" => "a text in quotes",
            "a map" => "a table",
            other => other,
        };
        // "string "x"", "floating point `7.5`", "integer `7` as i128": the kind says nothing that the value does not show.
        let value = match (what.find('"'), what.split('`').nth(1)) {
            (Some(start), _) => what.get(start..).unwrap_or_default(),
            (None, Some(number)) => number,
            (None, None) if what == "sequence" => "a list",
            (None, None) if what == "map" => "a table",
            (None, None) => what,
        };
        format!("must be {wanted}, not {value}")
    };
    message
        .split_once(": ")
        .and_then(|(_, rest)| rest.split_once(", expected "))
        .map_or_else(|| message.to_owned(), found)
}

/// The setting whose value stands at `start` before what is wrong with it, or the bare message
/// where the line names none.
fn named(text: &str, start: usize, between: &str, message: &str) -> String {
    let before = text.get(..start).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let Some((key, _)) = line.split_once('=') else {
        return message.to_owned();
    };
    let header = |line: &&str| line.starts_with('[') && !line.starts_with("[[");
    let section = before.lines().map(str::trim).rfind(header);
    let section = section.and_then(|line| Some(line.split_once(']')?.0.trim_start_matches('[')));
    match section {
        Some(section) => format!("{}.{}{between}{message}", section.trim(), unquoted(key)),
        None => format!("{}{between}{message}", unquoted(key)),
    }
}

/// serde's "unknown variant `x`, expected `a` or `b`" as a person would say it.
fn one_of(message: &str) -> String {
    let mut names = message.split('`').skip(1).step_by(2);
    let wrong = names.next().unwrap_or_default();
    format!(
        "must be one of {}, not {wrong:?}",
        names.collect::<Vec<_>>().join(", ")
    )
}

fn suggestion(key: &str) -> String {
    let has = |settings: &[(&str, &[&str])]| settings.iter().any(|(name, _)| *name == key);
    if let Some((section, _)) = SECTIONS.iter().find(|(_, (_, settings))| has(settings)) {
        return format!("; it belongs under [{section}]");
    }
    let names = SECTIONS.iter().flat_map(|(section, (_, settings))| {
        std::iter::once(*section).chain(settings.iter().map(|(name, _)| *name))
    });
    match nearest(key, names.chain(["keys", "macros"])) {
        Some(name) => format!("; did you mean {name:?}?"),
        None => "; `tidings config --example` shows all settings".to_owned(),
    }
}

/// The name that is most like `wanted`, if one is near enough to be meant.
pub fn nearest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let near = wanted.chars().count() / 3 + 1;
    names
        .map(|name| (edits(wanted, name), name))
        .filter(|(count, _)| *count <= near)
        .min()
        .map(|(_, name)| name)
}

/// Levenshtein's distance: single insertions, deletions and replacements from one to the other.
fn edits(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, r) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(l != *r);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(text: &str) -> String {
        parse(text, Path::new("my.toml")).unwrap_err().to_string()
    }

    #[test]
    fn a_name_of_two_lines_for_outlets_is_refused_and_times_that_contradict_are_told() {
        let two_lines = complaint("[network]\nuser_agent = \"a\\nb\"\n");
        assert_eq!(
            two_lines,
            "my.toml:2: network.user_agent must be one line without control characters"
        );
        let blank = complaint("[network]\nuser_agent = \" \"\n");
        let must = "my.toml:2: network.user_agent must be a name, or \"\" for that of tidings";
        assert_eq!(blank, must);
        let mut config = Config::default();
        assert_eq!(contradiction(&config), None);
        config.polling.interval = config.polling.longest + 1;
        assert!(contradiction(&config).is_some());
        let mut config = Config::default();
        config.hooks.tell = Tell::Command;
        assert!(contradiction(&config).is_some());
    }

    #[test]
    fn an_empty_file_gives_the_defaults() {
        assert_eq!(parse("", Path::new("my.toml")), Ok(Config::default()));
    }

    #[test]
    fn an_unknown_setting_is_named_with_its_line_and_the_nearest_name() {
        assert_eq!(
            complaint("[reader]\nhyphenate = true\nmeassure = 60\n"),
            "my.toml:3: there is no setting \"meassure\"; did you mean \"measure\"?"
        );
    }

    #[test]
    fn a_setting_in_another_place_is_told_where_it_belongs() {
        for text in [
            "mark_read = \"open\"\n",
            "[interface]\nmark_read = \"open\"\n",
        ] {
            let complaint = complaint(text);
            let told = "there is no setting \"mark_read\"; it belongs under [reader]";
            assert!(complaint.ends_with(told), "{complaint}");
        }
    }

    #[test]
    fn an_unknown_section_is_named_too() {
        assert!(complaint("[raeder]\n").contains("did you mean \"reader\"?"));
    }

    #[test]
    fn a_wrong_time_says_what_a_time_looks_like() {
        let complaint = complaint("[polling]\nfloor = \"soon\"\n");
        assert_eq!(
            complaint,
            "my.toml:2: polling.floor: \"soon\" is no time such as 90s, 2m, 1h, 3d"
        );
    }

    #[test]
    fn no_time_is_longer_than_a_year() {
        for (section, name) in [
            ("network", "total_timeout"),
            ("network", "connect_timeout"),
            ("polling", "interval"),
            ("hooks", "timeout"),
        ] {
            for long in ["18446744073709551615s", "366d", "8785h"] {
                assert_eq!(
                    complaint(&format!("[{section}]\n{name} = \"{long}\"\n")),
                    format!("my.toml:2: {section}.{name}: \"{long}\" is more than a year (365d)")
                );
            }
            let text = format!("[{section}]\n{name} = \"365d\"\n");
            assert!(parse(&text, Path::new("c")).is_ok());
        }
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_named_with_what_it_must_be() {
        let wrong = [
            (
                "[reader]\nmeasure = \"x\"",
                "my.toml:2: reader.measure must be a whole number from 0 to 65535, not \"x\"",
            ),
            (
                "[reader]\nmeasure = 70000",
                "my.toml:2: reader.measure must be a whole number from 0 to 65535, not 70000",
            ),
            (
                "[reader]\nmeasure = 72.5",
                "my.toml:2: reader.measure must be a whole number from 0 to 65535, not 72.5",
            ),
            (
                "[reader]\nmeasure = 99999999999999999999",
                "my.toml:2: reader.measure must be a whole number from 0 to 65535, not 99999999999999999999",
            ),
            (
                "[reader]\nmeasure = 19",
                "my.toml:2: reader.measure must be from 20 to 200, not 19",
            ),
            (
                "[limits]\nfeed = 9999999999",
                "my.toml:2: limits.feed must be a whole number from 0 to 4294967295, not 9999999999",
            ),
            (
                "[reader]\nmeasure = 60\nmeasure = 70",
                "my.toml:3: measure stands here twice",
            ),
            (
                "[limits]\nentries = 0",
                "my.toml:2: limits.entries must be 1 or more, not 0",
            ),
            (
                "[network]\nin_flight = 0",
                "my.toml:2: network.in_flight must be 1 or more, not 0",
            ),
            (
                "[network]\nper_host = 0",
                "my.toml:2: network.per_host must be 1 or more, not 0",
            ),
            (
                "[hooks]\ntimeout = \"0s\"",
                "my.toml:2: hooks.timeout must be a second or more, not 0",
            ),
            (
                "[pictures]\nlines = 2",
                "my.toml:2: pictures.lines must be from 3 to 200, not 2",
            ),
            (
                "[reader]\nmark_read = \"always\"",
                "my.toml:2: reader.mark_read must be one of open, end, never, not \"always\"",
            ),
            (
                "[network]\nproxy = \"foo\"",
                "my.toml:2: network.proxy must be an address such as http://host:3128 or socks5://host:1080",
            ),
            (
                "[reader]\nhyphenate = 1",
                "my.toml:2: reader.hyphenate must be true or false, not 1",
            ),
            (
                "[open]\nbrowser = \"lynx\"",
                "my.toml:2: open.browser must be a list such as [\"a\", \"b\"], not \"lynx\"",
            ),
        ];
        for (text, wanted) in wrong {
            assert_eq!(complaint(text), wanted);
        }
    }

    #[test]
    fn a_faulty_line_of_any_length_gives_a_short_message() {
        assert!(complaint(&format!("x = {}", "[".repeat(100_000))).len() < 400);
    }

    #[test]
    fn proxies_are_addresses_of_a_known_kind() {
        for good in [
            "",
            "localhost:3128",
            "http://a.example",
            "socks5h://[::1]:1080/",
            "HTTP://a.example:3128",
        ] {
            assert!(is_proxy(good), "{good}");
        }
        for bad in [
            "foo",
            "ftp://a.example:1",
            "http://",
            "://a:1",
            "http://127.0.0.1:99999",
            "http://[::1",
        ] {
            assert!(!is_proxy(bad), "{bad}");
        }
    }

    #[test]
    fn times_have_units() {
        let config = parse(
            "[polling]\nfloor = \"0s\"\ninterval = \"90m\"",
            Path::new("c"),
        );
        let polling = config.unwrap().polling;
        assert_eq!((polling.floor, polling.interval), (0, 5400));
    }

    #[test]
    fn keys_are_found_by_line() {
        let text = "[reader]\nmeasure = 60\n\n[keys]\n\"done\" = [\"d\"]\nquit = [\"q\"]\n";
        assert_eq!(line_of(text, "keys", "quit"), Some(6));
        assert_eq!(line_of(text, "keys", "done"), Some(5));
        assert_eq!(line_of(text, "keys", "measure"), None);
    }
}
