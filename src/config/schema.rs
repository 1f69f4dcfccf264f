//! The settings: one field each with its doc comment and default. `config.example.toml` is
//! rendered from here; nothing else lists the settings.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A section of `config.toml`: the struct, its defaults and its documentation from one list.
macro_rules! section {
    ($(#[doc = $about:literal])+ $name:ident {
        $($(#[doc = $doc:literal])+ $(#[serde($($serde:tt)+)])? $field:ident: $type:ty = $default:expr,)+
    }) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $($(#[doc = $doc])+ $(#[serde($($serde)+)])? pub $field: $type,)+
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default),+ }
            }
        }

        impl $name {
            /// What the section is for, and each setting with its lines of documentation.
            pub(super) const DOCS: SectionDocs =
                (&[$($about),+], &[$((stringify!($field), &[$($doc),+])),+]);
        }
    };
}

/// Lines about a section, then name and lines of each setting.
pub(super) type SectionDocs = (
    &'static [&'static str],
    &'static [(&'static str, &'static [&'static str])],
);

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
    /// Keys by command name (`tidings keys` lists them), checked by the interface.
    pub keys: BTreeMap<String, Vec<String>>,
    /// Commands by the keys that run them one after the other, checked by the interface.
    pub macros: BTreeMap<String, Vec<String>>,
}

/// The sections in the order of the file, with their documentation.
pub(super) const SECTIONS: &[(&str, SectionDocs)] = &[
    ("interface", Interface::DOCS),
    ("reader", Reader::DOCS),
    ("polling", Polling::DOCS),
    ("network", Network::DOCS),
    ("limits", Limits::DOCS),
    ("storage", Storage::DOCS),
    ("pictures", Pictures::DOCS),
    ("open", Open::DOCS),
    ("hooks", Hooks::DOCS),
];

section! {
    /// What the screen looks like and listens to.
    Interface {
        /// Draw marks, rules and cuts in ASCII only.
        ascii: bool = false,
        /// "auto" (dark or light, as the terminal's background is), or a theme: "dark", "light", "dusk", "paper",
        /// "contrast", or the name of a file in `themes/`. T chooses one while looking.
        theme: String = "auto".to_owned(),
        /// Listen to clicks and the wheel. Off, the terminal selects text as usual.
        mouse: bool = true,
        /// Whose keys: "default", or "newsboat" for fingers that know it. [keys] changes single ones.
        keys: String = "default".to_owned(),
    }
}

/// When an article counts as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MarkRead {
    Open,
    End,
    Never,
}

section! {
    /// The page of an article.
    Reader {
        /// Columns of text; the page stands in the middle.
        measure: u16 = 72,
        /// When an article counts as read: "open" (opened), "end" (its end was seen), "never" (by hand).
        mark_read: MarkRead = MarkRead::Open,
        /// Break words at syllables, in articles of English, French, German, Spanish, Portuguese, Italian and Dutch.
        hyphenate: bool = false,
        /// Put right-to-left text into the order in which it is read. Off for terminals that do it.
        bidi: bool = true,
        /// Show [1] behind links.
        link_numbers: bool = true,
    }
}

section! {
    /// How often feeds are asked. Times are written 90s, 2m, 1h, 3d.
    Polling {
        /// The open interface polls what is due by itself.
        automatic: bool = true,
        /// Least time between two polls of a feed by the clock.
        #[serde(with = "duration")]
        interval: u64 = 3600,
        /// Most time between two polls of a feed that answers.
        #[serde(with = "duration")]
        longest: u64 = 86_400,
        /// Least time between two polls of a feed, even by hand.
        #[serde(with = "duration")]
        floor: u64 = 120,
    }
}

section! {
    /// Connections.
    Network {
        /// Requests under way at once, to all outlets.
        in_flight: u16 = 64,
        /// Requests under way at once to one host.
        per_host: u16 = 2,
        /// Time to get a connection.
        #[serde(with = "duration")]
        connect_timeout: u64 = 10,
        /// Time in which at least one byte must come.
        #[serde(with = "duration")]
        idle_timeout: u64 = 15,
        /// Time for a whole answer.
        #[serde(with = "duration")]
        total_timeout: u64 = 30,
        /// Redirects that are followed.
        redirects: u8 = 10,
        /// How tidings names itself to outlets; empty: "tidings/VERSION (+address of the project)".
        user_agent: String = String::new(),
        /// A proxy for all requests (http://, https://, socks5://); empty: as the environment says.
        proxy: String = String::new(),
        /// Directories that are no outlet's may be asked where a podcast's feed is (itunes.apple.com, for what its page does not tell).
        lookups: bool = false,
        /// The line is paid by the byte: only feeds are fetched; pages and pictures when you ask for them.
        metered: bool = false,
        /// MiB a day, of everything that comes, after which nothing is fetched ahead; 0: no limit.
        daily_budget: u32 = 20,
    }
}

section! {
    /// What is taken from a feed or a page at most.
    Limits {
        /// MiB of a feed, unpacked.
        feed: u32 = 16,
        /// MiB of a page, unpacked.
        page: u32 = 4,
        /// MiB of a picture, as it is sent.
        picture: u32 = 16,
        /// MiB of an enclosure that is fetched into a file.
        enclosure: u32 = 4000,
        /// Entries of a feed, the newest first.
        entries: u32 = 5000,
    }
}

/// What is kept although a limit is reached, unless said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Spared {
    Unread,
    Saved,
    Queued,
    Tagged,
}

section! {
    /// What is kept on the disk. Marks are never removed, and what was removed never comes back as new.
    Storage {
        /// Days that articles are kept, and as many after they were read; 0: for ever.
        keep_days: u32 = 0,
        /// The newest so many articles are kept, and what was read within a day; 0: all.
        keep_articles: u32 = 0,
        /// MiB that the store may take; beyond, the oldest articles go, but what was read within a day; 0: no limit.
        keep_megabytes: u32 = 0,
        /// What the three above remove too, of "unread", "saved", "queued", "tagged".
        prune_also: Vec<Spared> = Vec::new(),
        /// What is fetched of unread articles before they are opened: "off", "text", "pictures" (with the text).
        /// Saved and queued ones are always fetched, with pictures. Each feed may have its own.
        ahead: crate::model::Ahead = crate::model::Ahead::Text,
        /// Of each feed, the newest so many unread.
        ahead_newest: u32 = 20,
        /// The same for some articles only, the first rule that fits: "pictures folder:Coast", "off feed:Punch",
        /// "text filter:Morning" for a query that you gave a name (`:save-filter Morning`).
        ahead_rules: Vec<String> = Vec::new(),
        /// MiB that the store and its pictures may take before nothing is fetched ahead any more; 0: no limit.
        ahead_disk: u32 = 2000,
        /// Days that the source of a fetched page is kept beside the article made from it.
        keep_pages: u32 = 7,
        /// The folder that w offers for the files it writes; empty: your documents, else your home.
        write_to: String = String::new(),
    }
}

/// Which pictures of articles are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Images {
    Auto,
    Always,
    Captions,
    Never,
}

/// How pictures are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Drawing {
    Auto,
    Kitty,
    Iterm2,
    Sixel,
    Blocks,
    None,
}

section! {
    /// Pictures in articles: fetched when an article is opened, kept for reading without a network.
    Pictures {
        /// "auto" (shown; on a metered network only those that are stored), "always" (fetched there too), "captions"
        /// (their words alone), "never" (not even those).
        images: Images = Images::Auto,
        /// "auto" (the best that the terminal has, as far as its environment tells), "kitty", "iterm2", "sixel",
        /// "blocks" (coloured half blocks, anywhere), "none" (the alternative text). Inside tmux "auto" is "blocks".
        drawing: Drawing = Drawing::Auto,
        /// Lines that a picture takes at most, 3 to 200.
        lines: u16 = 18,
        /// MiB of pictures that are kept; those not looked at for longest go first, those of saved articles never.
        megabytes: u32 = 300,
    }
}

section! {
    /// What opens what.
    Open {
        /// Program and arguments that get an address as the last one; empty: the system's browser.
        browser: Vec<String> = Vec::new(),
        /// Program and arguments that get a mail address as the last one, with subject and body where a link names them; empty: mail addresses are not opened.
        mail: Vec<String> = Vec::new(),
        /// Programs for some addresses, by pattern of the address or by kind: { "*.mp3" = ["mpv"], "audio/*" = ["mpv"] }. The longest pattern counts; the address is the last argument.
        by_pattern: BTreeMap<String, Vec<String>> = BTreeMap::new(),
        /// What `|` gives to a program: "text", "markdown" or "html".
        pipe: Pipe = Pipe::Text,
    }
}

impl Open {
    /// The program that the longest pattern names which fits the address, or the media type.
    pub fn program_for(&self, url: &str, kind: Option<&str>) -> Option<&[String]> {
        // What is asked for behind the name of a file is none of its name.
        let name = url.split(['?', '#']).next().unwrap_or_default();
        let fits = |pattern: &str| {
            is_like(pattern, url)
                || is_like(pattern, name)
                || kind.is_some_and(|kind| is_like(pattern, kind))
        };
        let found = self.by_pattern.iter().filter(|(pattern, _)| fits(pattern));
        found
            .max_by_key(|(pattern, _)| pattern.len())
            .map(|(_, program)| program.as_slice())
            .filter(|program| !program.is_empty())
    }
}

/// `*` stands for anything; case does not count.
fn is_like(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.to_lowercase(), text.to_lowercase());
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let mut last = None;
    for part in parts {
        // Each as early as it can stand; the last must end the text.
        let Some((_, after)) = rest.split_once(part) else {
            return false;
        };
        last = Some(part);
        rest = after;
    }
    match last {
        None => rest.is_empty(),
        Some(part) => part.is_empty() || text.ends_with(part),
    }
}

/// What an article is handed on as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pipe {
    Text,
    Markdown,
    Html,
}

/// How the reader is told of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tell {
    Desktop,
    Command,
    Osc9,
    Osc99,
    Osc777,
    Bell,
    None,
}

section! {
    /// Programs that are told what happens: program and arguments, never a shell. They get JSON on standard
    /// input, a line an article, then end of file; no terminal; a short environment.
    Hooks {
        /// For articles that came.
        new: Vec<String> = Vec::new(),
        /// For articles that were saved.
        saved: Vec<String> = Vec::new(),
        /// For articles that a filter marked as alert.
        alert: Vec<String> = Vec::new(),
        /// How the reader is told of alerts: "desktop", "command", "bell", "none", or what the terminal shows itself: "osc9", "osc99", "osc777".
        tell: Tell = Tell::Desktop,
        /// For tell = "command": program and arguments; head and text of the notification come last. An outlet may begin
        /// them with a dash: a program that would take that for an option wants "--" before them.
        tell_command: Vec<String> = Vec::new(),
        /// Time that one of these programs has.
        #[serde(with = "duration")]
        timeout: u64 = 30,
    }
}

/// Lines of pictures that show something and leave room for text.
pub const PICTURE_LINES: std::ops::RangeInclusive<u16> = 3..=200;

/// Columns of text that can be read.
pub const MEASURES: std::ops::RangeInclusive<u16> = 20..=200;

/// The seconds of a time as settings are written: 90s, 2m, 1h, 3d.
pub fn seconds(text: &str) -> Option<u64> {
    duration::parse(text).filter(|seconds| *seconds <= duration::LONGEST)
}

mod duration {
    //! "90s", "2m", "1h", "3d" in the file, seconds in the program.
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// A year: with more, a moment from now may lie beyond what a clock can say.
    pub const LONGEST: u64 = 365 * 86_400;
    const UNITS: [(&str, u64); 4] = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)];

    #[allow(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde's `with` gives a reference"
    )]
    pub fn serialize<S: Serializer>(seconds: &u64, out: S) -> Result<S::Ok, S::Error> {
        let whole = |(_, size): &&(&str, u64)| *seconds > 0 && seconds.is_multiple_of(*size);
        let (unit, size) = UNITS.iter().find(whole).unwrap_or(&UNITS[3]);
        out.collect_str(&format_args!("{}{unit}", seconds / size))
    }

    pub fn parse(text: &str) -> Option<u64> {
        let (count, size) = UNITS
            .iter()
            .find_map(|(unit, size)| Some((text.strip_suffix(unit)?, size)))?;
        count.parse::<u64>().ok()?.checked_mul(*size)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<u64, D::Error> {
        let text = String::deserialize(input)?;
        let wrong = |what: &str| D::Error::custom(format!("{text:?} is {what}"));
        match parse(&text) {
            None => Err(wrong("no time such as 90s, 2m, 1h, 3d")),
            Some(seconds) if seconds > LONGEST => Err(wrong("more than a year (365d)")),
            Some(seconds) => Ok(seconds),
        }
    }
}
