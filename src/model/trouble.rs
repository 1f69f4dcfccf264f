//! What may be wrong with a feed, and what helps: said by its own record, without asking anybody.

use super::{Feed, Timestamp, without_secrets};

const DAY: i64 = 86_400;
/// A feed that published nothing for so long is silent.
const SILENT_DAYS: i64 = 120;
/// Entries a week from which on a feed is noisy.
const NOISY: u32 = 100;
/// Before that, nobody had the time to read of it.
const NOISY_DAYS: i64 = 7;

/// How the rule begins (`Health::why`) that puts off an outlet which did not say for how long.
pub const OVERLOADED: &str = "the outlet is overloaded";

/// How rules say (`Health::why`) that a plan is the reader's wish for all feeds, the habit of the feed, or made for want of
/// validators: the reader's interval for one feed goes before them.
pub const BY_INTERVAL: &str = "your interval";
pub const BY_HABIT: &str = "as often as it publishes";
pub const BY_SIZE: &str = "the outlet always sends everything";

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
    /// More than a hundred entries a week, most of them never read, in the lists of all.
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

/// What helps, by one key or one command. What helps a feed that fails is what its error says: the
/// words stand in the error, so that what is read and what is offered are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    TryNow,
    /// Its host wants no request until then.
    Wait(Timestamp),
    /// Its host is overloaded and did not say for how long: it is left alone until then.
    BackOff(Timestamp),
    FindAnew,
    Password,
    TakeAddress,
    Unsubscribe,
    Hide,
}

impl Remedy {
    /// The words of an error that ask for it; none: no error does.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::FindAnew => "find its feed anew from the site",
            Self::Password => "user name and password",
            _ => "",
        }
    }

    /// What is offered: the key and what it does, or until when there is nothing to do; `when` says a time.
    pub fn offer(self, when: impl Fn(Timestamp) -> String) -> String {
        let does = match self {
            Self::Wait(until) => return format!("asked to wait, until {}", when(until)),
            Self::BackOff(until) => {
                return format!("is overloaded; tidings waits until {}", when(until));
            }
            Self::TryNow => "tries now",
            Self::FindAnew => "finds its feed anew",
            Self::Password => "asks for user name and password",
            Self::TakeAddress => "takes the new address",
            Self::Unsubscribe => "unsubscribes",
            Self::Hide => "hides it from the lists of all",
        };
        format!("Space {does}")
    }

    fn of_error(error: &str) -> Self {
        let said = [Self::FindAnew, Self::Password];
        let said = said.into_iter().find(|it| error.contains(it.words()));
        said.unwrap_or(Self::TryNow)
    }
}

impl Feed {
    /// What is wrong, in a sentence; `when` says a time.
    pub fn complaint(&self, trouble: Trouble, when: impl Fn(Timestamp) -> String) -> String {
        let activity = &self.activity;
        match trouble {
            Trouble::Gone => "gone for good, says its outlet".to_owned(),
            Trouble::Failing => {
                let error = self.health.error.as_deref().unwrap_or_default();
                format!("failing, {error}")
            }
            Trouble::Moved if activity.moved_onto.is_some() => {
                let other = activity.moved_onto.as_deref().unwrap_or_default();
                format!("moved to where {other} is already")
            }
            Trouble::Moved => {
                let to = activity.moved_to.as_deref().unwrap_or_default();
                format!("moved to {}", without_secrets(to))
            }
            Trouble::Silent => {
                let since = activity.newest.map_or_else(String::new, when);
                format!("silent since {since}")
            }
            Trouble::Noisy => {
                let (week, read) = (activity.per_week, self.read_percent());
                format!("noisy, {week} a week, {read} % read")
            }
        }
    }

    /// When it last worked; `when` says a time.
    pub fn success(&self, when: impl Fn(Timestamp) -> String) -> String {
        match self.health.last_success {
            Some(last) => format!("last success {}", when(last)),
            None => "it never worked".to_owned(),
        }
    }

    /// Until when its host wants no request: nobody may try it before.
    #[must_use]
    pub fn waits_until(&self, now: Timestamp) -> Option<Timestamp> {
        let until = self.health.retry_after;
        until.filter(|until| until.is_believed_ahead(now))
    }

    /// Whose wish the wait is: what its host said, or what tidings does by itself. That is over when it is due.
    fn wait(&self, now: Timestamp) -> Option<Remedy> {
        let until = self.waits_until(now)?;
        let is_own = self.health.why.starts_with(OVERLOADED);
        Some(if is_own {
            Remedy::BackOff(until.max(self.health.next_due.unwrap_or(until)))
        } else {
            Remedy::Wait(until)
        })
    }

    /// Nothing came from it yet, and nothing is known to be wrong: no poll got as far as its host.
    #[must_use]
    pub fn was_never_fetched(&self) -> bool {
        let health = &self.health;
        health.last_polled.is_none() && health.last_success.is_none() && health.error.is_none()
    }

    /// What helps against what is wrong with it.
    #[must_use]
    pub fn remedy(&self, trouble: Trouble, now: Timestamp) -> Remedy {
        let of_error = || Remedy::of_error(self.health.error.as_deref().unwrap_or_default());
        match trouble {
            Trouble::Failing => self.wait(now).unwrap_or_else(of_error),
            Trouble::Gone | Trouble::Silent => Remedy::Unsubscribe,
            // One address is one feed's; what was marked stays with the articles.
            Trouble::Moved if self.activity.moved_onto.is_some() => Remedy::Unsubscribe,
            Trouble::Moved => Remedy::TakeAddress,
            Trouble::Noisy => Remedy::Hide,
        }
    }

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
        } else if self.is_noisy(now) {
            Some(Trouble::Noisy)
        } else {
            None
        }
    }

    fn is_noisy(&self, now: Timestamp) -> bool {
        let activity = &self.activity;
        let is_new = |added: Timestamp| now.since(added) < NOISY_DAYS * DAY;
        let is_loud = activity.per_week >= NOISY && self.read_percent() < 50;
        is_loud && !self.settings.hidden && !activity.added.is_some_and(is_new)
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
