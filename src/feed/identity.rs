//! Identity of an entry inside its feed (DESIGN §4): what makes it the same entry when the feed
//! comes again. Never random, never its place in the document.

use super::address::{hash, url_key};
use super::entry::shortened;
use crate::markup::{has_pictures, visible_text};
use crate::model::{Arrival, Enclosure, Hash, Identity, IdentityKind, ParsedEntry, ParsedFeed};
use crate::text::{clean_block_of, clean_line, folded_words};
use std::collections::{HashMap, HashSet};

/// Shorter texts are alike by chance.
const TELLING_WORDS: u32 = 50;

/// The entries with identities, keys, text and excerpt, in the order to store them: oldest first.
#[must_use]
pub fn arrivals(mut feed: ParsedFeed) -> Vec<Arrival> {
    // Without its id or link it would come again as another when the rest of it comes.
    feed.entries.retain(|entry| !entry.is_unfinished);
    let facts: Vec<Facts> = feed.entries.iter().map(Facts::of).collect();
    let counts = Counts::of(&facts, feed.link.as_deref().and_then(url_key));
    let mut seen: HashSet<Hash> = HashSet::new();
    let mut all = Vec::with_capacity(facts.len());
    for (entry, facts) in feed.entries.into_iter().zip(facts) {
        let mut identities = counts.identities(&entry, &facts);
        identities.retain(|it| seen.insert(it.hash));
        // Nothing of it is its own: the same entry twice.
        if !identities.is_empty() {
            all.push(facts.into_arrival(without_file(entry), identities, &counts));
        }
    }
    all.reverse();
    all
}

/// What an entry that is stored is recognised by where that was lost, all but its id, which is kept nowhere else: its address
/// and its words, as of one that has an id and as of one without. `site` is its feed's home page.
#[must_use]
pub fn known_again(mut entry: ParsedEntry, site: Option<&str>) -> Vec<Identity> {
    entry.id = None;
    let facts = Facts::of(&entry);
    let counts = Counts::of(std::slice::from_ref(&facts), site.and_then(url_key));
    let mut all = counts.identities(&entry, &facts);
    entry.id = Some(String::new());
    all.extend(counts.identities(&entry, &facts));
    let mut seen = HashSet::new();
    all.retain(|identity| seen.insert(*identity));
    all
}

/// A file's address names an entry as any other does, but whoever asks for it as for a page downloads the file.
fn without_file(mut entry: ParsedEntry) -> ParsedEntry {
    let enclosures = &entry.enclosures;
    entry.link.take_if(|link| is_file(link, enclosures));
    entry
}

/// Whether an entry's address is that of an enclosure: a sound, a film, a file, and not its page. An enclosure that
/// calls itself HTML is a page.
#[must_use]
pub fn is_file(link: &str, enclosures: &[Enclosure]) -> bool {
    let is_page = |it: &Enclosure| {
        let kind = it.media_type.as_deref();
        kind.is_some_and(|kind| kind.to_ascii_lowercase().contains("html"))
    };
    let mut files = enclosures.iter().filter(|it| !is_page(it)).peekable();
    // Most entries enclose nothing, and every entry of every poll is asked.
    let key = files.peek().and_then(|_| url_key(link));
    key.is_some() && files.any(|it| url_key(&it.url) == key)
}

struct Facts {
    id: Option<Hash>,
    url_key: Option<Hash>,
    /// Address and title.
    url: Option<Hash>,
    text_key: Hash,
    /// Title and text: what tells which texts are an entry's alone, and knows one again whose id was changed.
    text_identity: Hash,
    text: String,
    words: u32,
    has_pictures: bool,
}

impl Facts {
    fn of(entry: &ParsedEntry) -> Self {
        let summary = entry.summary.as_deref().unwrap_or_default();
        let content = entry.content.as_deref().unwrap_or_default();
        let longest = if content.len() >= summary.len() {
            content
        } else {
            summary
        };
        let text = clean_block_of(visible_text(longest)).into_string();
        let (plain, words) = folded_words(&text);
        let title = folded(&entry.title);
        let url_key = entry.link.as_deref().and_then(url_key);
        let text_key = hash("text", &[&plain]);
        Self {
            id: entry.id.as_deref().map(|it| hash("id", &[it])),
            url_key,
            url: url_key.map(|it| {
                hash(
                    "url and title",
                    &[&u128::from_le_bytes(it).to_string(), &title],
                )
            }),
            text_key,
            // A long text is hashed once.
            text_identity: hash(
                "title and text key",
                &[&title, &u128::from_le_bytes(text_key).to_string()],
            ),
            text,
            words,
            has_pictures: has_pictures(longest),
        }
    }

    fn into_arrival(
        self,
        entry: ParsedEntry,
        identities: Vec<Identity>,
        counts: &Counts,
    ) -> Arrival {
        let summary = entry
            .summary
            .as_deref()
            .map(visible_text)
            .filter(|it| !it.trim().is_empty());
        let shown = summary.as_deref().unwrap_or(&self.text);
        let excerpt = clean_line(&shortened(&clean_line(without_tail(shown)), 299));
        Arrival {
            identities,
            url_key: self.url_key.filter(|it| counts.is_own_page(*it)),
            text_hash: (self.words > TELLING_WORDS).then_some(self.text_key),
            entry,
            sort_at: None,
            text: self.text,
            excerpt,
            words: self.words,
            is_whole: false,
            has_pictures: self.has_pictures,
        }
    }
}

/// Without WordPress's last line, "The post … appeared first on …", and the mark before it.
fn without_tail(text: &str) -> &str {
    let Some(start) = memchr::memmem::rfind(text.as_bytes(), b"The post ") else {
        return text;
    };
    let tail = text.get(start..).unwrap_or_default();
    let is_tail = tail.contains("appeared first on") || tail.contains("first appeared on");
    let kept = text
        .get(..start)
        .filter(|kept| is_tail && !kept.trim().is_empty());
    kept.unwrap_or(text)
        .trim_end()
        .trim_end_matches("[…]")
        .trim_end()
}

/// How often each value stands in the document: only what is one entry's alone can name it.
struct Counts {
    ids: HashMap<Hash, u32>,
    urls: HashMap<Hash, u32>,
    texts: HashMap<Hash, u32>,
    site: Option<Hash>,
}

impl Counts {
    fn of(facts: &[Facts], site: Option<Hash>) -> Self {
        let count = |values: &mut dyn Iterator<Item = Hash>| {
            let mut counts = HashMap::new();
            for value in values {
                *counts.entry(value).or_insert(0) += 1;
            }
            counts
        };
        Self {
            ids: count(&mut facts.iter().filter_map(|it| it.id)),
            urls: count(&mut facts.iter().filter_map(|it| it.url_key)),
            texts: count(&mut facts.iter().map(|it| it.text_identity)),
            site,
        }
    }

    fn is_own_page(&self, key: Hash) -> bool {
        self.urls.get(&key) == Some(&1) && self.site != Some(key)
    }

    /// Strongest first. An id that several entries have is told apart by address, then by text; an
    /// entry with an id carries its address and text too where they are its own.
    fn identities(&self, entry: &ParsedEntry, facts: &Facts) -> Vec<Identity> {
        let mut all = Vec::with_capacity(3);
        let mut add = |kind, hash| all.push(Identity { kind, hash });
        let link = entry.link.as_deref().unwrap_or_default();
        match (facts.id, entry.id.as_deref()) {
            (Some(id), Some(_)) if self.ids.get(&id) == Some(&1) => add(IdentityKind::Id, id),
            (Some(_), Some(id)) if facts.url_key.is_some_and(|it| self.is_own_page(it)) => {
                add(IdentityKind::Id, hash("id and url", &[id, link]));
            }
            (Some(_), Some(id)) => {
                let title = folded(&entry.title);
                add(
                    IdentityKind::Id,
                    hash("id and text", &[id, link, &title, &folded(&facts.text)]),
                );
            }
            _ => {}
        }
        if let (Some(url), Some(key)) = (facts.url, facts.url_key)
            && self.is_own_page(key)
        {
            add(IdentityKind::Url, url);
        }
        let is_only = self.texts.get(&facts.text_identity) == Some(&1);
        if entry.id.is_none() {
            add(IdentityKind::Text, without_id(entry, facts, is_only));
        }
        // With an id and without: a feed may begin to tell ids, or cease to.
        if is_only && facts.words > TELLING_WORDS {
            add(IdentityKind::Text, facts.text_identity);
        } else if is_only
            && !entry.title.is_empty()
            && let Some(date) = entry.published
        {
            // A site that changes its addresses changes the ids of many feeds with them: of the same second, too, a few
            // words are alike by no chance.
            let (text, date) = (u128::from_le_bytes(facts.text_identity), date.seconds());
            let parts = [text.to_string(), date.to_string()];
            add(
                IdentityKind::Text,
                hash("short text and date", &[&parts[0], &parts[1]]),
            );
        }
        all
    }
}

/// All that an entry without an id says; where others say the same, its address and time with it.
fn without_id(entry: &ParsedEntry, facts: &Facts, is_only: bool) -> Hash {
    let (title, text) = (folded(&entry.title), folded(&facts.text));
    if is_only {
        return hash("title and text", &[&title, &text]);
    }
    let link = entry.link.as_deref().unwrap_or_default();
    let date = entry.published.map(|it| it.to_string()).unwrap_or_default();
    hash("title, text, link and date", &[&title, &text, link, &date])
}

fn folded(text: &str) -> String {
    folded_words(text).0
}
