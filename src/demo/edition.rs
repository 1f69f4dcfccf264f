//! The edition as it is written: one file an outlet in `assets/demo`, read once at the start.
//!
//! A file begins with `name: value` lines about the outlet. `=== slug` begins an article, with
//! `name: value` lines up to an empty one, then the text: paragraphs parted by empty lines,
//! `## subhead`, `> quotation`, `- item`, and anything that begins with `<` as HTML.

use include_dir::{Dir, include_dir};

static EDITION: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/demo");

pub struct Outlet {
    pub name: String,
    pub language: String,
    pub folder: String,
    pub about: String,
    pub kind: Kind,
    pub theme: Theme,
    /// The feed is not UTF-8, or not quite XML, as it happens.
    pub flaw: Flaw,
    pub articles: Vec<Article>,
}

/// What the outlet's feed is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    RssFull,
    RssSummary,
    Rdf,
    Atom,
    Json,
}

impl Kind {
    pub fn path(self) -> &'static str {
        match self {
            Self::RssFull | Self::RssSummary => "/feed/",
            Self::Rdf => "/index.rdf",
            Self::Atom => "/atom.xml",
            Self::Json => "/feed.json",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    News,
    Magazine,
    Blog,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    None,
    BareAmpersands,
    Windows1252,
    /// Dates in a form that no standard knows.
    Dates,
}

pub struct Article {
    pub slug: String,
    pub title: String,
    pub standfirst: String,
    pub byline: String,
    pub section: String,
    pub picture: String,
    pub caption: String,
    /// Sounds that go with it, by their seconds.
    pub sounds: Vec<u32>,
    /// Before the edition's now.
    pub minutes_ago: i64,
    /// HTML, paragraph by paragraph.
    pub blocks: Vec<String>,
}

pub fn outlets() -> Vec<Outlet> {
    let mut files: Vec<_> = EDITION
        .files()
        .filter(|f| f.path().extension().is_some_and(|e| e == "txt"))
        .collect();
    files.sort_by_key(|file| file.path());
    files
        .iter()
        .filter_map(|file| file.contents_utf8())
        .map(outlet)
        .collect()
}

/// A picture of the edition, by name.
pub fn picture(name: &str) -> Option<&'static [u8]> {
    EDITION
        .get_file(format!("pictures/{name}"))
        .map(include_dir::File::contents)
}

/// Samples a second, each a byte.
const SAMPLES: u32 = 8_000;
/// Bytes before the samples.
const HEAD: u32 = 44;

/// A sound of so many seconds that swells like a kettle, as WAV.
pub fn sound(seconds: u32) -> Vec<u8> {
    let count = seconds * SAMPLES;
    let mut out = Vec::with_capacity((HEAD + count) as usize);
    out.extend_from_slice(b"RIFF");
    out.extend_from_slice(&(HEAD - 8 + count).to_le_bytes());
    out.extend_from_slice(b"WAVEfmt ");
    // One channel of whole numbers: 8 bits each, a byte a sample.
    for (number, bytes) in [
        (16, 4),
        (1, 2),
        (1, 2),
        (SAMPLES, 4),
        (SAMPLES, 4),
        (1, 2),
        (8, 2),
    ] {
        out.extend_from_slice(&u32::to_le_bytes(number)[..bytes]);
    }
    out.extend_from_slice(b"data");
    out.extend_from_slice(&count.to_le_bytes());
    out.extend((0..count).map(|at| {
        let loudness = at / SAMPLES.max(count / 48);
        let period = 24 - (at / SAMPLES).min(8);
        let is_up = at % period < period / 2;
        let loudness = loudness.min(60) as u8 + 4;
        if is_up {
            128 + loudness
        } else {
            128 - loudness
        }
    }));
    out
}

fn outlet(text: &str) -> Outlet {
    let mut parts = text.split("\n=== ");
    let head = parts.next().unwrap_or_default();
    let articles: Vec<Article> = parts.map(article).collect();
    let get = |name| value(head, name);
    Outlet {
        name: get("outlet"),
        language: get("language"),
        folder: get("folder"),
        about: get("about"),
        kind: match get("feed").as_str() {
            "rss-summary" => Kind::RssSummary,
            "rdf" => Kind::Rdf,
            "atom" => Kind::Atom,
            "json" => Kind::Json,
            _ => Kind::RssFull,
        },
        theme: match get("pages").as_str() {
            "magazine" => Theme::Magazine,
            "blog" => Theme::Blog,
            _ => Theme::News,
        },
        flaw: match get("flaw").as_str() {
            "ampersands" => Flaw::BareAmpersands,
            "windows-1252" => Flaw::Windows1252,
            "dates" => Flaw::Dates,
            _ => Flaw::None,
        },
        articles,
    }
}

fn article(text: &str) -> Article {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let (slug, head) = head.split_once('\n').unwrap_or((head, ""));
    let get = |name| value(head, name);
    let hours: f64 = get("hours").parse().unwrap_or(24.0);
    Article {
        slug: slug.trim().to_owned(),
        title: get("title"),
        standfirst: get("standfirst"),
        byline: get("by"),
        section: get("section"),
        picture: get("picture"),
        caption: get("caption"),
        sounds: get("sounds")
            .split(',')
            .filter_map(|seconds| seconds.trim().parse().ok())
            .collect(),
        minutes_ago: (hours * 60.0) as i64,
        blocks: blocks(body),
    }
}

fn value(head: &str, name: &str) -> String {
    let found = head
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    found.unwrap_or_default().trim().to_owned()
}

/// Code may have blank lines.
fn parts(body: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in body.split("\n\n") {
        match parts.last_mut() {
            Some(code) if code.starts_with("<pre") && !code.ends_with("</pre>") => {
                code.push_str("\n\n");
                code.push_str(part.trim_end());
            }
            _ if part.trim().is_empty() => {}
            _ => parts.push(part.trim().to_owned()),
        }
    }
    parts
}

fn blocks(body: &str) -> Vec<String> {
    parts(body)
        .iter()
        .map(|part| {
            if part.starts_with('<') {
                part.clone()
            } else if let Some(subhead) = part.strip_prefix("## ") {
                format!("<h2>{subhead}</h2>")
            } else if part.starts_with("> ") {
                let text = part.lines().map(|line| line.trim_start_matches(['>', ' ']));
                format!(
                    "<blockquote><p>{}</p></blockquote>",
                    text.collect::<Vec<_>>().join(" ")
                )
            } else if part.starts_with("- ") {
                let items = part
                    .lines()
                    .map(|line| format!("<li>{}</li>", line.trim_start_matches("- ")));
                format!("<ul>{}</ul>", items.collect::<String>())
            } else {
                format!("<p>{}</p>", part.lines().collect::<Vec<_>>().join(" "))
            }
        })
        .collect()
}

/// For text and attributes of HTML and XML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
