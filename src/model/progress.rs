//! What jobs say while they work and when they are done.

use super::{AheadProgress, ArticleId, Candidate, Changed, FeedId};
use crate::text::Clean;
use serde::Serialize;

/// Which feeds a refresh is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    Due,
    /// All that `Retry-After` and `polling.floor` allow.
    All,
    Feeds(Vec<FeedId>),
    /// The same, while the network is away: one host after the other, beginning with another each time,
    /// until one answers; then all of it.
    Probe(u32, Box<Self>),
}

/// What feeds are looked for behind; the answer says which of several questions it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    /// An address, as it was typed.
    At(String),
    /// The site of a feed whose own address is no good.
    Anew(FeedId),
}

/// How a poll of one feed ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PollResult {
    /// Read and stored, perhaps with nothing new.
    Read,
    /// 304, or the same bytes as last time.
    NotModified,
    /// Whole entries stored, the rest did not come.
    Cut,
    /// Not asked: too early, asked to wait, or being polled by another process.
    Waiting,
    Failed,
}

/// One line of `refresh --json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedPolled {
    pub feed: FeedId,
    pub url: String,
    pub title: Clean,
    pub result: PollResult,
    pub new: u32,
    pub updated: u32,
    /// On the wire.
    pub bytes: u64,
    pub milliseconds: u64,
    /// The error, or why nothing was asked; empty when all is well.
    pub why: Clean,
}

/// Where a running refresh stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefreshProgress {
    pub done: u32,
    pub total: u32,
    /// Those of which only a part came are among them.
    pub failed: u32,
    pub cut: u32,
    /// Not asked: they or their hosts want no request now, or another tidings is asking.
    pub put_off: u32,
    pub new: u32,
    pub updated: u32,
    /// On the wire.
    pub bytes: u64,
    /// Of everything, this refresh included; known when it is finished.
    pub bytes_today: u64,
    pub bytes_this_month: u64,
    pub is_finished: bool,
    /// Every request failed before any answer: the network is away.
    pub is_offline: bool,
}

/// Where fetching an enclosure into a file stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    pub article: ArticleId,
    /// The first is 1.
    pub number: u32,
    /// On the disk.
    pub bytes: u64,
    /// As the server says.
    pub total: Option<u64>,
    /// Whole, given up or failed: it is not on its way any more.
    pub is_finished: bool,
}

/// Everything that jobs tell whoever started them.
#[derive(Clone, Debug, PartialEq)]
pub enum Report {
    Changed(Changed),
    FeedStarted(FeedId),
    FeedPolled(FeedPolled),
    Refresh(RefreshProgress),
    /// The text of an article is as whole as it gets now; the error says why not.
    FullText {
        article: ArticleId,
        error: Option<Clean>,
    },
    /// How far the page is that a person waits for, each second once it takes long.
    Coming {
        url: String,
        /// On the wire.
        bytes: u64,
        seconds: u64,
    },
    /// The answer to "what is behind this".
    Found {
        asked: Sought,
        candidates: Vec<Candidate>,
        error: Option<Clean>,
    },
    /// The page at the address that a person gave is saved; the error says why not.
    PageSaved {
        address: String,
        error: Option<Clean>,
    },
    Subscribed {
        feed: FeedId,
        title: Clean,
        /// It was not subscribed to before.
        is_new: bool,
    },
    /// Articles were written into a file, and what is to be said; or why not, and whether it is that a
    /// file of the name is there.
    Written(Result<Clean, (Clean, bool)>),
    /// An enclosure on its way into a file.
    Download(Download),
    /// The network went away or came back, as far as requests tell.
    Connection {
        is_away: bool,
    },
    /// Articles fetched before they are opened.
    Ahead(AheadProgress),
    /// What a filter marked as alert: the headlines. The reader was told already, unless the terminal
    /// is to do that.
    Alerts(Vec<Clean>),
    /// One line for the person: what failed or was done.
    Message {
        text: Clean,
        is_error: bool,
    },
}
