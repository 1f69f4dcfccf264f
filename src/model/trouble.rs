//! What may be wrong with a feed: said by its own record, without asking anybody.

use super::{Feed, Timestamp};

const DAY: i64 = 86_400;
/// A feed that published nothing for so long is silent.
const SILENT_DAYS: i64 = 120;
/// Entries a week from which on a feed is noisy.
const NOISY: u32 = 100;

/// The worst comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// 410: it will not come back.
    Gone,
    /// The last poll failed.
    Failing,
    /// It redirects for good to another address, which is not taken over yet.
    Moved,
    /// Nothing new for months, though polling goes well.
    Silent,
    /// More than a hundred entries a week, most of them never read.
    Noisy,
}

impl Trouble {
    /// One word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Failing => "failing",
            Self::Moved => "moved",
            Self::Silent => "silent",
            Self::Noisy => "noisy",
        }
    }
}

impl Feed {
    /// The worst that is wrong with it; none when all is well.
    #[must_use]
    pub fn trouble(&self, now: Timestamp) -> Option<Trouble> {
        let health = &self.health;
        if health.is_gone {
            Some(Trouble::Gone)
        } else if health.error.is_some() {
            Some(Trouble::Failing)
        } else if self.activity.moved_to.is_some() {
            Some(Trouble::Moved)
        } else if self.is_silent(now) {
            Some(Trouble::Silent)
        } else if self.activity.per_week >= NOISY && self.read_percent() < 50 {
            Some(Trouble::Noisy)
        } else {
            None
        }
    }

    fn is_silent(&self, now: Timestamp) -> bool {
        let is_old = |newest: Timestamp| now.since(newest) > SILENT_DAYS * DAY;
        self.health.last_success.is_some() && self.activity.newest.is_some_and(is_old)
    }

    /// Of what it brought; 100 of nothing.
    #[must_use]
    pub fn read_percent(&self) -> u32 {
        let read = u64::from(self.total.saturating_sub(self.unread));
        (read * 100)
            .checked_div(u64::from(self.total))
            .unwrap_or(100) as u32
    }
}

/// Feeds with something wrong, the worst first: what is gone, what fails for longest, what was
/// silent for longest, what is noisiest.
#[must_use]
pub fn troubled(feeds: &[Feed], now: Timestamp) -> Vec<(&Feed, Trouble)> {
    let mut found: Vec<(&Feed, Trouble)> = feeds
        .iter()
        .filter_map(|feed| Some((feed, feed.trouble(now)?)))
        .collect();
    found.sort_by_key(|(feed, trouble)| {
        let since = match trouble {
            Trouble::Silent => feed.activity.newest,
            Trouble::Gone | Trouble::Failing => feed.health.last_success,
            Trouble::Moved | Trouble::Noisy => None,
        };
        let loudest = u32::MAX - feed.activity.per_week;
        (*trouble, since, loudest, feed.id)
    });
    found
}
