//! Points in time. Nothing here asks what time it is.

use jiff::ZonedDateTime;
use jiff::tz::TimeZone;
use serde::{Serialize, Serializer};

/// Seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// A wish or plan further ahead was written by a clock that was wrong; in seconds.
pub const BELIEVED: i64 = 31 * 86_400;

impl Timestamp {
    /// Ahead of now, and not by so much that a wrong clock must have written it.
    #[must_use]
    pub fn is_believed_ahead(self, now: Self) -> bool {
        (1..=BELIEVED).contains(&self.since(now))
    }

    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }

    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    #[must_use]
    pub const fn minus(self, seconds: i64) -> Self {
        Self(self.0.saturating_sub(seconds))
    }

    /// Seconds from `earlier` to this; negative when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Calendar and clock in a zone.
    #[must_use]
    pub fn in_zone(self, zone: &TimeZone) -> ZonedDateTime {
        self.nearest().to_zoned_datetime(zone.clone())
    }

    /// Whether it may have been given as a day alone: midnight in UTC.
    #[must_use]
    pub const fn is_day(self) -> bool {
        self.0.rem_euclid(86_400) == 0
    }

    /// Calendar and clock in a zone, and whether the clock counts. What was given as a day alone is midnight in
    /// UTC: that day, everywhere.
    #[must_use]
    pub fn told_in(self, zone: &TimeZone) -> (ZonedDateTime, bool) {
        let has_clock = !self.is_day();
        let zone = if has_clock { zone } else { &TimeZone::UTC };
        (self.in_zone(zone), has_clock)
    }

    /// Where it stands among others for who reads in this zone: of a day alone at the beginning of that day, where it
    /// began in UTC before; else at its time.
    #[must_use]
    pub fn place_in(self, zone: &TimeZone) -> Self {
        let (day, has_clock) = self.told_in(zone);
        if has_clock {
            return self;
        }
        let start = day.date().to_zoned_datetime(zone.clone());
        start.map_or(self, |start| self.max(Self(start.timestamp().as_second())))
    }

    /// "Mon 23 Nov 2026, 09:14", or the day alone.
    #[must_use]
    pub fn in_words(self, zone: &TimeZone) -> String {
        let (then, has_clock) = self.told_in(zone);
        let form = if has_clock {
            "%a %-d %b %Y, %H:%M"
        } else {
            "%a %-d %b %Y"
        };
        then.strftime(form).to_string()
    }

    /// The first second of the day that this is in.
    #[must_use]
    pub fn start_of_day(self, zone: &TimeZone) -> Self {
        let start = self.in_zone(zone).start_of_day();
        start.map_or(self, |start| Self(start.timestamp().as_second()))
    }

    /// The first second of the month that this is in.
    #[must_use]
    pub fn start_of_month(self, zone: &TimeZone) -> Self {
        let first = self.in_zone(zone).first_of_month();
        first.map_or(self, |first| {
            Self(first.timestamp().as_second()).start_of_day(zone)
        })
    }

    /// As jiff knows it; beyond its years (-9999 to 9999) the nearest that it knows.
    fn nearest(self) -> jiff::Timestamp {
        let nearest = if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        };
        jiff::Timestamp::from_second(self.0).unwrap_or(nearest)
    }
}

/// RFC 3339 in UTC.
impl std::fmt::Display for Timestamp {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.nearest().fmt(out)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}
