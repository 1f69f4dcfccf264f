//! Feeds: as parsed from bytes, as stored, and what a poll found.

use super::{FeedId, OutletId, Timestamp};
use crate::text::Clean;
use serde::Serialize;
use std::time::Duration;

/// 128 bits of a BLAKE3 hash: wide enough that nobody finds two texts with the same.
pub type Hash = [u8; 16];

/// A feed document as read. Parsing does not fail on bad parts: it complains in `warnings`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParsedFeed {
    pub title: Clean,
    /// The title as HTML with absolute URLs, where it has markup or references.
    pub title_html: Option<String>,
    pub subtitle: Clean,
    /// The outlet's site, absolute.
    pub link: Option<String>,
    pub updated: Option<Timestamp>,
    pub language: Option<String>,
    pub hints: PollHints,
    /// Newest first as far as dates tell, else in document order.
    pub entries: Vec<ParsedEntry>,
    pub warnings: Vec<Clean>,
    /// The document ends before its root does: whole entries are here, validators must not be kept.
    pub is_cut: bool,
}

/// An entry as read: names cleaned, HTML as it stood but with absolute URLs, not yet sanitised.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParsedEntry {
    pub id: Option<String>,
    /// Its page; of a document just read also the first enclosure, where nothing else is named.
    pub link: Option<String>,
    /// Never empty: the first words of the text, else date or link, stand in for a missing title.
    pub title: Clean,
    /// The title as HTML with absolute URLs, where it has markup or references.
    pub title_html: Option<String>,
    pub published: Option<Timestamp>,
    pub updated: Option<Timestamp>,
    /// Several joined with ", ".
    pub author: Clean,
    /// HTML.
    pub summary: Option<String>,
    /// HTML.
    pub content: Option<String>,
    pub enclosures: Vec<Enclosure>,
    pub categories: Vec<Clean>,
    pub language: Option<String>,
    /// A picture that the feed gives for the entry (media:thumbnail, media:content, itunes:image).
    pub image: Option<String>,
    /// The document was cut inside it: shown by who only looks, stored by nobody.
    pub is_unfinished: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Enclosure {
    pub url: String,
    #[serde(rename = "type")]
    pub media_type: Option<String>,
    /// Bytes, as claimed.
    pub length: Option<u64>,
}

/// An enclosure, and what of it is on the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    pub enclosure: Enclosure,
    /// Where it is, or will be.
    pub file: std::path::PathBuf,
    /// Bytes on the disk.
    pub bytes: u64,
    pub is_whole: bool,
}

/// What a feed document says of how often to ask for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PollHints {
    /// RSS `ttl`, or the period over the frequency of `sy:updatePeriod`.
    pub ttl: Option<Duration>,
    pub update_period: Option<Duration>,
    /// Hours of the day in UTC, 0 to 23.
    pub skip_hours: Vec<u8>,
    /// Days of the week, 0 is Monday.
    pub skip_days: Vec<u8>,
    /// A `WebSub` hub, noted only.
    pub hub: Option<String>,
}

/// Which way an entry was recognised; the strongest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentityKind {
    Id = 1,
    Url = 2,
    Text = 3,
}

/// One way to recognise an entry inside its feed (DESIGN §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    pub kind: IdentityKind,
    pub hash: Hash,
}

/// An entry ready for the store: everything that the store must know without reading HTML.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrival {
    /// Strongest first, at least one; different for each entry of one document.
    pub identities: Vec<Identity>,
    /// Joins works across feeds; none for the site's own address or a link that entries share.
    pub url_key: Option<Hash>,
    /// Hash of the folded text; none for 50 words or fewer.
    pub text_hash: Option<Hash>,
    pub entry: ParsedEntry,
    /// Where it stands in lists, where that is not the entry's time.
    pub sort_at: Option<Timestamp>,
    /// All visible text of the entry's longest HTML, for index, snippets and counts.
    pub text: String,
    /// First words of the summary or text, one line, at most 300 characters.
    pub excerpt: Clean,
    pub words: u32,
    /// The feed carried the whole article: its page need not be fetched.
    pub is_whole: bool,
    /// The longest of its texts shows some.
    pub has_pictures: bool,
}

/// `ETag` and `Last-Modified` byte for byte as they came, with the address that was finally asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    pub etag: Option<Vec<u8>>,
    pub last_modified: Option<Vec<u8>>,
    pub url: String,
}

/// What the reader may set for one feed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(default)]
pub struct FeedSettings {
    /// The reader's own name for it.
    pub title: Option<String>,
    /// Its name in the list of another program, until the feed answers: the reader's own if the feed calls itself
    /// otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imported_title: Option<String>,
    /// Least seconds between two polls.
    pub interval: Option<u64>,
    /// Fetch and clean the page of each new article.
    pub full_text: bool,
    /// Fetch the texts of new articles ahead of opening.
    pub prefetch: bool,
    /// What is fetched of new articles before they are opened; none: as for all feeds.
    pub ahead: Option<super::Ahead>,
    /// Days that its articles are kept; 0: for ever. With any of these three of its own, those of all
    /// feeds do not hold for it.
    pub keep_days: Option<u32>,
    /// The newest so many are kept; 0: all.
    pub keep_articles: Option<u32>,
    /// MiB of texts that are kept; 0: all.
    pub keep_megabytes: Option<u32>,
    /// Not in the lists of all.
    pub hidden: bool,
    /// A command that prints `user:password`, or the password alone where `user` is set.
    pub credentials_command: Option<String>,
    /// A file of the reader's alone (0600) that holds the same.
    pub credentials_file: Option<String>,
    pub user: Option<String>,
    /// Sent to the feed's own scheme, host and port only.
    pub headers: Vec<(String, String)>,
    pub proxy: Option<String>,
    /// SHA-256 of the one certificate that is trusted, in place of what the system trusts.
    pub certificate: Option<String>,
    /// Never HTTP/2.
    pub http1: bool,
    /// Folders besides its own under which its articles are found (newsboat's tags but the first).
    pub tags: Vec<String>,
}

/// Of a file that may be anybody's.
#[must_use]
pub fn not_taken_over(title: &str, what: &str) -> String {
    format!(
        "{title}: its {what} was not taken over; `tidings import --own` does, for a file that is yours"
    )
}

impl FeedSettings {
    /// Takes out what is taken over only from a file of the reader's own, and says what it was: it would start programs, read
    /// files, reroute what is read or trust whom nobody else trusts.
    pub fn take_acting(&mut self) -> Vec<&'static str> {
        let acting = [
            (&mut self.credentials_command, "command for its password"),
            (&mut self.credentials_file, "file with its password"),
            (&mut self.proxy, "proxy"),
            (&mut self.certificate, "certificate"),
        ];
        let taken = acting
            .into_iter()
            .filter_map(|(it, what)| it.take().map(|_| what));
        taken.collect()
    }

    /// What is not set here is as there; names and folders stay, and so does what is on or off.
    #[must_use]
    pub fn filled_from(&self, other: &Self) -> Self {
        let text =
            |own: &Option<String>, other: &Option<String>| own.clone().or_else(|| other.clone());
        // One user's password is not another's.
        let is_anothers = self.user.is_some() && self.user != other.user;
        let login = if self.has_credentials() || is_anothers {
            self
        } else {
            other
        };
        Self {
            interval: self.interval.or(other.interval),
            ahead: self.ahead.or(other.ahead),
            keep_days: self.keep_days.or(other.keep_days),
            keep_articles: self.keep_articles.or(other.keep_articles),
            keep_megabytes: self.keep_megabytes.or(other.keep_megabytes),
            user: login.user.clone(),
            credentials_command: login.credentials_command.clone(),
            credentials_file: login.credentials_file.clone(),
            headers: if self.headers.is_empty() {
                other.headers.clone()
            } else {
                self.headers.clone()
            },
            proxy: text(&self.proxy, &other.proxy),
            certificate: text(&self.certificate, &other.certificate),
            ..self.clone()
        }
    }

    /// A user name and a password go with its requests.
    #[must_use]
    pub fn has_credentials(&self) -> bool {
        self.credentials_command.is_some() || self.credentials_file.is_some()
    }

    /// Something goes with its requests that is for its outlet alone.
    #[must_use]
    pub fn has_secrets(&self) -> bool {
        self.has_credentials() || !self.headers.is_empty() || self.certificate.is_some()
    }

    /// As for a feed at another place.
    #[must_use]
    pub fn without_secrets(self) -> Self {
        Self {
            credentials_command: None,
            credentials_file: None,
            user: None,
            headers: Vec::new(),
            certificate: None,
            ..self
        }
    }

    /// They are the same for both.
    #[must_use]
    pub fn has_credentials_of(&self, other: &Self) -> bool {
        self.user == other.user
            && self.credentials_command == other.credentials_command
            && self.credentials_file == other.credentials_file
    }

    /// The proxy without user and password.
    #[must_use]
    pub fn shown_proxy(&self) -> Option<String> {
        self.proxy.as_deref().map(super::proxy_without_user)
    }
}

/// Secrets are not written anywhere: headers by name, no passwords of a proxy.
impl std::fmt::Debug for FeedSettings {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let headers: Vec<&String> = self.headers.iter().map(|(name, _)| name).collect();
        out.debug_struct("FeedSettings")
            .field("title", &self.title)
            .field("interval", &self.interval)
            .field("full_text", &self.full_text)
            .field("prefetch", &self.prefetch)
            .field("hidden", &self.hidden)
            .field("headers", &headers)
            .field("proxy", &self.shown_proxy())
            .finish_non_exhaustive()
    }
}

/// Where the reader put a feed among those of its folder, and the folders around it, outermost
/// first, among theirs; none: by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Place {
    pub feed: Option<i64>,
    pub folders: Vec<Option<i64>>,
}

/// A feed to subscribe to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewFeed {
    pub url: String,
    pub title: String,
    pub site: Option<String>,
    /// The outlet's name if known (catalogue), else made from the site's host.
    pub outlet: Option<String>,
    pub folder: Vec<String>,
    pub place: Place,
    pub language: Option<String>,
    pub settings: FeedSettings,
}

/// A subscribed feed as lists show it.
#[derive(Clone, Debug, PartialEq)]
pub struct Feed {
    pub id: FeedId,
    pub outlet: OutletId,
    pub outlet_name: Clean,
    pub url: String,
    /// The reader's name for it, else the feed's, else its host.
    pub title: Clean,
    pub site: Option<String>,
    pub folder: Vec<Clean>,
    pub place: Place,
    pub language: Option<String>,
    pub settings: FeedSettings,
    pub unread: u32,
    pub total: u32,
    pub health: Health,
    pub activity: Activity,
}

/// What a feed did lately, by its own dates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    /// When it was subscribed to.
    pub added: Option<Timestamp>,
    /// When its newest entry was published.
    pub newest: Option<Timestamp>,
    /// Entries a week, of its newest ones; 0 where too few have dates.
    pub per_week: u32,
    /// Where permanent redirects lead that have not been believed yet.
    pub moved_to: Option<String>,
    /// What another feed is called that is polled there already.
    pub moved_onto: Option<Clean>,
}

/// How polling a feed goes, in words that can be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    pub last_polled: Option<Timestamp>,
    /// "12 new", "not changed", "503 …": one line.
    pub last_result: Clean,
    pub last_success: Option<Timestamp>,
    pub next_due: Option<Timestamp>,
    /// The rule that set `next_due`, in words.
    pub why: Clean,
    pub error: Option<Clean>,
    /// Failures since the last success.
    pub failures: u32,
    /// 410: the outlet said that it will not come back.
    pub is_gone: bool,
    /// Nobody may ask before; told with a feed, not with what the poller knows.
    pub retry_after: Option<Timestamp>,
}

/// What the poller must know of a feed before it asks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PollState {
    pub url: String,
    pub settings: FeedSettings,
    pub validators: Validators,
    /// Of the decoded body that was parsed last.
    pub body_hash: Option<Hash>,
    pub parser_version: u32,
    pub hints: PollHints,
    pub health: Health,
    /// Not before this, whoever asks (`Retry-After`).
    pub retry_after: Option<Timestamp>,
    /// Where a permanent redirect led, on how many days so far, when last.
    pub moved: Option<Moved>,
    /// The last answer that carried a body.
    pub last_full: Option<Timestamp>,
    /// An unconditional request was made once already for this address and parser.
    pub asked_unconditionally: bool,
    /// Publication times of the newest entries, newest first, at most 40.
    pub recent: Vec<Timestamp>,
    /// Its host was a public one when it was read: whatever its name leads to later, no private one is asked. Until the
    /// reader gives it another address.
    pub is_public: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub url: String,
    pub days: u8,
    pub last_day: Timestamp,
}

/// What a poll left behind; stored in the transaction of its last articles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PollRecord {
    pub state: PollState,
    /// The address that was asked, where the feed has moved to another by it.
    pub moved_from: Option<String>,
    /// The feed's own title and site, when the document was read.
    pub title: Option<Clean>,
    pub site: Option<String>,
    pub language: Option<String>,
    /// Bytes on the wire.
    pub bytes: u64,
}
