//! Lines by which furniture is known, by language, from `assets/cues`. All languages are asked at
//! once: pages say wrongly what language they are in, and the cues do not collide.

use super::words::is_ideograph;
use crate::text::composed;
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// What stands around words that somebody else said.
pub const QUOTES: [char; 10] = ['"', '\'', '“', '”', '„', '‘', '’', '«', '»', '「'];

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/cues");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    labels: Vec<String>,
    plugs: Vec<String>,
    tails: Vec<String>,
    /// Labels that are as well titles of parts of a text.
    #[serde(default)]
    heads: Vec<String>,
    /// Plugs that are as well how a sentence of a text begins.
    #[serde(default)]
    mentions: Vec<String>,
    /// Parts of lines that announce a list of other articles.
    #[serde(default)]
    offers: Vec<String>,
    /// How a line begins that asks the reader for something.
    #[serde(default)]
    asks: Vec<String>,
    /// How a line begins that says when the page was changed; a date follows.
    #[serde(default)]
    stamps: Vec<String>,
    /// What a line says behind a number that tells how long reading takes.
    #[serde(default)]
    readings: Vec<String>,
    /// How a line begins that says where a picture comes from, right behind it.
    #[serde(default)]
    origins: Vec<String>,
    /// How a line begins that is a notice of the page, never a sentence of a text.
    #[serde(default)]
    notices: Vec<String>,
    /// Headings of lists of links that belong to the text.
    #[serde(default)]
    sources: Vec<String>,
    /// Titles of a table of contents.
    #[serde(default)]
    contents: Vec<String>,
    #[serde(default)]
    credits: Vec<String>,
    /// How a line begins that asks to follow the outlet elsewhere.
    #[serde(default)]
    calls: Vec<String>,
    /// Where, as a part of such a line.
    #[serde(default)]
    channels: Vec<String>,
    /// Words by which an outlet speaks of itself.
    #[serde(default)]
    own: Vec<String>,
    /// Parts of lines that claim all rights.
    #[serde(default)]
    rights: Vec<String>,
    /// Parts of lines that say what the outlet earns by a link.
    #[serde(default)]
    disclosures: Vec<String>,
    /// By what, as a part of such a line.
    #[serde(default)]
    purchases: Vec<String>,
    /// The same in words that no text has.
    #[serde(default)]
    earnings: Vec<String>,
    /// How a line begins that says what signing up means.
    #[serde(default)]
    consents: Vec<String>,
    /// How it begins as a sentence of a text may, too.
    #[serde(default)]
    signups: Vec<String>,
    /// To what one agrees by that, as a part of such a line.
    #[serde(default)]
    agreements: Vec<String>,
    /// How a line begins that says where to write to.
    #[serde(default)]
    contacts: Vec<String>,
    walls: Walls,
}

/// Phrases of pages that stand before the article.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Walls {
    pub consent: Vec<String>,
    pub paywall: Vec<String>,
    pub bot: Vec<String>,
    pub login: Vec<String>,
}

#[derive(Default)]
pub struct Cues {
    labels: HashSet<String>,
    heads: HashSet<String>,
    readings: HashSet<String>,
    sources: HashSet<String>,
    contents: HashSet<String>,
    notices: Starts,
    mentions: Starts,
    asks: Starts,
    stamps: Starts,
    origins: Starts,
    offers: Vec<String>,
    plugs: Starts,
    tails: Starts,
    credits: Starts,
    calls: Starts,
    channels: Vec<String>,
    own: Vec<String>,
    rights: Vec<String>,
    disclosures: Vec<String>,
    purchases: Vec<String>,
    earnings: Vec<String>,
    consents: Starts,
    signups: Starts,
    agreements: Vec<String>,
    contacts: Starts,
    pub walls: Walls,
}

pub static CUES: LazyLock<Cues> = LazyLock::new(|| {
    let mut cues = Cues::default();
    for file in FILES.files() {
        let text = file.contents_utf8().unwrap_or_default();
        // A test reads each file, so that a broken one never leaves the house.
        let Ok(file) = toml::from_str::<File>(text) else {
            continue;
        };
        let lines =
            |cues: &[String]| -> Vec<String> { cues.iter().map(|line| normal(line)).collect() };
        cues.labels.extend(lines(&file.labels));
        cues.heads.extend(lines(&file.heads));
        cues.readings.extend(lines(&file.readings));
        cues.sources.extend(lines(&file.sources));
        cues.contents.extend(lines(&file.contents));
        file.notices.iter().for_each(|cue| cues.notices.add(cue));
        file.mentions.iter().for_each(|cue| cues.mentions.add(cue));
        file.asks.iter().for_each(|cue| cues.asks.add(cue));
        file.stamps.iter().for_each(|cue| cues.stamps.add(cue));
        file.origins.iter().for_each(|cue| cues.origins.add(cue));
        file.plugs.iter().for_each(|cue| cues.plugs.add(cue));
        file.tails.iter().for_each(|cue| cues.tails.add(cue));
        file.credits.iter().for_each(|cue| cues.credits.add(cue));
        file.calls.iter().for_each(|cue| cues.calls.add(cue));
        file.consents.iter().for_each(|cue| cues.consents.add(cue));
        file.signups.iter().for_each(|cue| cues.signups.add(cue));
        file.contacts.iter().for_each(|cue| cues.contacts.add(cue));
        cues.channels.extend(file.channels);
        cues.own.extend(file.own);
        cues.purchases.extend(file.purchases);
        cues.agreements.extend(file.agreements);
        cues.rights.extend(file.rights);
        cues.offers.extend(file.offers);
        cues.disclosures.extend(file.disclosures);
        cues.earnings.extend(file.earnings);
        cues.walls.consent.extend(file.walls.consent);
        cues.walls.paywall.extend(file.walls.paywall);
        cues.walls.bot.extend(file.walls.bot);
        cues.walls.login.extend(file.walls.login);
    }
    cues
});

impl Cues {
    pub fn is_label(&self, normal: &str) -> bool {
        self.labels.contains(normal)
    }

    /// "YouTube", "Up next": a label, or what follows is called so.
    pub fn is_head(&self, normal: &str) -> bool {
        self.heads.contains(normal)
    }

    /// "For more on the tides, see the almanac of the harbour office."
    pub fn is_mention(&self, line: &str) -> bool {
        self.mentions.begin(line)
    }

    /// "You might also be interested in:".
    pub fn is_offer(&self, line: &str) -> bool {
        has_part(&self.offers, line)
    }

    /// "Tell us your story"; not "Tell us your story, the paper had written".
    pub fn is_ask(&self, line: &str) -> bool {
        self.asks
            .behind(line)
            .is_some_and(|rest| !rest.starts_with(','))
    }

    /// What follows "Last updated".
    pub fn behind_stamp<'a>(&self, line: &'a str) -> Option<&'a str> {
        self.stamps.behind(line)
    }

    /// "5 min read".
    pub fn is_reading(&self, normal: &str) -> bool {
        let rest = normal.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.len() < normal.len() && self.readings.contains(rest.trim_start())
    }

    /// "Source: Harbour Office".
    pub fn is_origin(&self, line: &str) -> bool {
        self.origins.begin(line)
    }

    /// "Article continues below this ad".
    pub fn is_notice(&self, normal: &str) -> bool {
        self.notices.begin(normal)
    }

    /// "Further reading".
    pub fn is_source(&self, normal: &str) -> bool {
        self.sources.contains(normal)
    }

    /// "In this article".
    pub fn is_contents(&self, normal: &str) -> bool {
        self.contents.contains(normal)
    }

    pub fn is_plug(&self, line: &str) -> bool {
        self.plugs.begin(line)
    }

    /// Says who took a picture.
    pub fn is_credit(&self, line: &str) -> bool {
        self.credits.begin(line)
    }

    /// "Join us on WhatsApp": one sentence that asks to follow elsewhere.
    pub fn is_call(&self, line: &str) -> bool {
        self.calls.begin(line) && has_part(&self.channels, line)
    }

    /// The outlet speaks of itself: "our channel", "follow us", "follow @harbourdesk".
    pub fn is_own(&self, line: &str) -> bool {
        line.contains(" @") || self.own.iter().any(|word| has_word(line, word))
    }

    /// "… may not be reproduced, published …"; a text may say that another page says so.
    pub fn is_rights(&self, line: &str) -> bool {
        let is_said = |at: usize| !line.get(..at).unwrap_or_default().ends_with(QUOTES);
        let mut places = self
            .rights
            .iter()
            .flat_map(|part| line.match_indices(part.as_str()));
        places.any(|(at, _)| is_said(at))
    }

    /// "We may earn a commission if you buy …".
    pub fn is_disclosure(&self, line: &str) -> bool {
        has_part(&self.disclosures, line) && has_part(&self.purchases, line)
            || self.is_earning(line)
    }

    /// "As an Amazon Associate we …": said of the page wherever it stands.
    pub fn is_earning(&self, line: &str) -> bool {
        has_part(&self.earnings, line)
    }

    /// "By signing up, you agree to …"; not "By signing up, readers gave away …".
    pub fn is_consent(&self, line: &str) -> bool {
        let is_sure = self
            .consents
            .behind(line)
            .is_some_and(|rest| !rest.starts_with(','));
        is_sure
            || (self.consents.begin(line) || self.signups.begin(line))
                && has_part(&self.agreements, line)
    }

    /// "Write to …", "Reach the reporter at …".
    pub fn is_contact(&self, line: &str) -> bool {
        self.contacts.begin(line)
    }

    pub fn is_tail(&self, line: &str) -> bool {
        self.tails.begin(line)
    }
}

fn has_part(parts: &[String], line: &str) -> bool {
    parts.iter().any(|part| line.contains(part.as_str()))
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let (before, behind) = line.split_at(at);
        let (before, behind) = (before.chars().next_back(), behind.strip_prefix(word));
        before.is_none_or(is_end)
            && behind.is_some_and(|rest| rest.chars().next().is_none_or(is_end))
    })
}

/// Words end before it.
fn is_end(c: char) -> bool {
    !c.is_alphabetic() || is_ideograph(c)
}

/// Beginnings of lines, by their first letter.
#[derive(Default)]
struct Starts(HashMap<char, Vec<String>>);

impl Starts {
    fn add(&mut self, cue: &str) {
        let cue = plain(cue);
        if let Some(first) = cue.chars().next() {
            self.0.entry(first).or_default().push(cue);
        }
    }

    fn begin(&self, line: &str) -> bool {
        self.behind(line).is_some()
    }

    /// A cue stands at the line's start and ends with a word there: what follows it.
    fn behind<'a>(&self, line: &'a str) -> Option<&'a str> {
        let cues = self.0.get(&line.chars().next()?)?;
        cues.iter().find_map(|cue| {
            let rest = line.strip_prefix(cue.as_str())?;
            let ends = cue.ends_with([':', ' ']) || rest.chars().next().is_none_or(is_end);
            ends.then_some(rest)
        })
    }
}

/// Lower case, straight apostrophes, blanks made one, letters with their marks.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    super::tree::push_words(&mut out, text.trim());
    let out = out.to_lowercase().replace(['’', '‘', 'ʼ'], "'");
    // Pages that are written on some systems have letters and their marks apart.
    let is_mark = |c: char| ('\u{300}'..='\u{36f}').contains(&c);
    if out.contains(is_mark) {
        composed(&out)
    } else {
        out
    }
}

/// As `plain`, without punctuation and signs at the ends.
pub fn normal(text: &str) -> String {
    plain(text)
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_owned()
}

/// Names of all files, for the test that reads each of them.
#[cfg(test)]
pub fn broken_files() -> Vec<String> {
    FILES
        .files()
        .filter_map(|file| {
            let text = file.contents_utf8().unwrap_or_default();
            toml::from_str::<File>(text)
                .err()
                .map(|error| format!("{:?}: {error}", file.path()))
        })
        .collect()
}
