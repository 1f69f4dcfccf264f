//! Written dates → seconds. Tokens are looked at for what they can be; there is no list of layouts,
//! so the thousand variants of RFC 822, ISO 8601 and people's own forms all go one way. What is no
//! date gives none; nothing here knows what time it is.

mod calendar;
mod clock;
mod names;
mod tokens;
mod usual;
mod zones;

use crate::model::Timestamp;
use calendar::{Order, full_year, midnight, named_month, numeric, ordinal};
use tokens::{Token, Unit, tokens};

/// Reads a date; UTC where no zone is named. Impossible dates are none, an impossible clock leaves
/// its day.
#[must_use]
pub fn parse(text: &str) -> Option<Timestamp> {
    parse_before(text, Timestamp::from_seconds(i64::MAX))
}

/// The same, where of two meanings the one after `latest` is not meant ("05/04/2024" in April).
#[must_use]
pub fn parse_before(text: &str, latest: Timestamp) -> Option<Timestamp> {
    let seconds = usual::usual(text).or_else(|| by_tokens(text, latest))?;
    // Zero stands for "not set" in more programs than publish feeds about that midnight.
    (seconds != 0).then(|| Timestamp::from_seconds(seconds))
}

/// The month, 1 to 12, whose name in one of the languages of feeds begins a word in lower case.
#[must_use]
pub fn month(word: &str) -> Option<i8> {
    i8::try_from(names::month(word)?).ok()
}

fn by_tokens(text: &str, latest: Timestamp) -> Option<i64> {
    let mut scan = Scan {
        tokens: tokens(text),
        latest: latest.seconds(),
        ..Scan::default()
    };
    scan.number_alone().or_else(|| scan.read())
}

/// A clock that is `offset` seconds ahead of UTC. Midnight in UTC stands for a day alone (`Timestamp::told_in`): where
/// another clock meets it, a second more says that there is one.
const fn in_utc(local: i64, offset: i64) -> i64 {
    let seconds = local - offset;
    if offset != 0 && Timestamp::from_seconds(seconds).is_day() {
        seconds + 1
    } else {
        seconds
    }
}

#[derive(Default)]
struct Scan {
    tokens: Vec<Token>,
    clock: Option<Clock>,
    /// Where the clock ends; zones are looked for behind it.
    clock_end: usize,
    is_korean: bool,
    /// No feed is dated after this, if another meaning is not.
    latest: i64,
}

#[derive(Clone, Copy, Default)]
struct Clock {
    hour: i64,
    minute: i64,
    second: i64,
}

impl Clock {
    /// Seconds since midnight; none for an impossible one.
    fn seconds(self) -> Option<i64> {
        let is_end = self.hour == 24 && self.minute == 0 && self.second == 0;
        let is_possible = self.hour < 24 && self.minute < 60 && self.second < 62 || is_end;
        is_possible.then(|| self.hour * 3600 + self.minute * 60 + self.second.min(59))
    }
}

impl Scan {
    /// Digits and nothing else: seconds, milliseconds, or a date without marks.
    fn number_alone(&self) -> Option<i64> {
        let is_mark = |it: &&Token| !matches!(it, Token::Mark(' ' | '-'));
        let mut all = self.tokens.iter().filter(is_mark);
        let (
            Some(Token::Number {
                value,
                digits,
                unit: None,
            }),
            None,
        ) = (all.next(), all.next())
        else {
            return None;
        };
        let value = *value;
        let day = |year, month, day| midnight(year, month, day);
        match digits {
            14 => Some(
                day(
                    value / 10_000_000_000,
                    value / 100_000_000 % 100,
                    value / 1_000_000 % 100,
                )? + hms(value % 1_000_000)?,
            ),
            13 => Some(value / 1000),
            12 => Some(
                day(
                    value / 100_000_000,
                    value / 1_000_000 % 100,
                    value / 10_000 % 100,
                )? + hms(value % 10_000 * 100)?,
            ),
            10 | 9 => Some(value),
            8 => day(value / 10_000, value / 100 % 100, value % 100),
            7 => ordinal(value / 1000, value % 1000),
            6 => day(value / 100, value % 100, 1)
                .filter(|_| value / 10_000 == 19 || value / 10_000 == 20)
                .or_else(|| day(full_year(value / 10_000), value / 100 % 100, value % 100)),
            5 => ordinal(full_year(value / 1000), value % 1000),
            4 if value < 1900 => day(full_year(value / 100), value % 100, 1),
            4 => day(value, 1, 1),
            2 => day(full_year(value), 1, 1),
            _ => None,
        }
    }

    fn read(&mut self) -> Option<i64> {
        self.find_units();
        self.find_clock();
        self.find_compact_clock();
        let half = self.find_half_of_day();
        let zone = self.find_zone();
        let day = self.find_day(half.is_some())?;
        let clock = self.clock.and_then(|it| shift(it, half).seconds());
        let Some(clock) = clock else {
            return Some(day);
        };
        let local = day + clock;
        let offset = match zone {
            Some(Zone::Minutes(minutes)) => minutes * 60,
            Some(Zone::Named(name)) => offset_at(&name, local)?,
            None if self.is_korean => 9 * 3600,
            None => 0,
        };
        Some(in_utc(local, offset))
    }

    fn number(&self, at: usize) -> Option<(i64, usize)> {
        match self.tokens.get(at)? {
            Token::Number { value, digits, .. } => Some((*value, *digits)),
            _ => None,
        }
    }

    fn is_mark(&self, at: usize, mark: char) -> bool {
        self.tokens.get(at) == Some(&Token::Mark(mark))
    }

    fn use_up(&mut self, from: usize, to: usize) {
        for token in self.tokens.iter_mut().take(to).skip(from) {
            *token = Token::Used;
        }
    }

    /// Midnight of the day.
    fn find_day(&self, is_american: bool) -> Option<i64> {
        if let Some(day) = self.day_by_units().or_else(|| self.week_day()) {
            return Some(day);
        }
        let words = self.tokens.iter().filter_map(|it| match it {
            Token::Word(word) => Some(word.as_str()),
            _ => None,
        });
        let month = words.clone().rev().find_map(names::month);
        let weekday = words.clone().find_map(names::weekday);
        let numbers: Vec<(i64, usize)> = (0..self.tokens.len())
            .filter_map(|at| self.number(at))
            .collect();
        if let Some(month) = month {
            return named_month(month, &numbers);
        }
        let known = |word: &str| {
            const FILLERS: [&str; 8] = ["t", "at", "um", "le", "de", "on", "den", "del"];
            names::weekday(word).is_some() || FILLERS.contains(&word)
        };
        let has_unknown = words.clone().any(|it| !known(it));
        numeric(
            &numbers,
            &Order {
                separator: self.separator(),
                weekday,
                is_american,
                latest: self.latest,
            },
            has_unknown,
        )
    }

    /// `2024年3月25日`.
    fn day_by_units(&self) -> Option<i64> {
        let by = |wanted: Unit| {
            self.tokens.iter().find_map(|it| match it {
                Token::Number {
                    value,
                    unit: Some(unit),
                    ..
                } if *unit == wanted => Some(*value),
                _ => None,
            })
        };
        midnight(
            full_year(by(Unit::Year)?),
            by(Unit::Month)?,
            by(Unit::Day).unwrap_or(1),
        )
    }

    /// `2024-W13-1`, `2024W131`.
    fn week_day(&self) -> Option<i64> {
        let at = self
            .tokens
            .iter()
            .position(|it| *it == Token::Word("w".to_owned()))?;
        let before = if self.is_mark(at.checked_sub(1)?, '-') {
            at.checked_sub(2)?
        } else {
            at - 1
        };
        let (year, 4) = self.number(before)? else {
            return None;
        };
        let (week, day) = match (self.number(at + 1)?, self.number(at + 3)) {
            ((both, 3), _) => (both / 10, both % 10),
            ((week, _), Some((day, 1))) if self.is_mark(at + 2, '-') => (week, day),
            ((week, _), _) => (week, 1),
        };
        if !(1..=53).contains(&week) || !(1..=7).contains(&day) {
            return None;
        }
        // The fourth of January is always in week 1.
        let fourth = midnight(year, 1, 4)? / 86_400;
        let monday = fourth - (fourth + 3).rem_euclid(7);
        Some((monday + (week - 1) * 7 + day - 1) * 86_400)
    }

    /// The first mark between two numbers.
    fn separator(&self) -> char {
        let triples = self.tokens.windows(3);
        let mut marks = triples.filter_map(|it| match it {
            [
                Token::Number { .. },
                Token::Mark(mark),
                Token::Number { .. },
            ] => Some(*mark),
            _ => None,
        });
        marks.next().unwrap_or(' ')
    }
}

enum Zone {
    Minutes(i64),
    /// Of the IANA database.
    Named(String),
}

fn offset_at(name: &str, local: i64) -> Option<i64> {
    let Ok(zone) = jiff::tz::TimeZone::get(name) else {
        return Some(0);
    };
    let time = jiff::Timestamp::from_second(local).ok()?;
    let civil = jiff::tz::TimeZone::UTC.to_datetime(time);
    let real = zone.to_timestamp(civil).ok()?;
    Some(local - real.as_second())
}

fn shift(clock: Clock, half: Option<bool>) -> Clock {
    let hour = match (half, clock.hour) {
        (Some(true), 1..=11) => clock.hour + 12,
        (Some(false), 12) => 0,
        _ => clock.hour,
    };
    Clock { hour, ..clock }
}

fn hms(value: i64) -> Option<i64> {
    let clock = Clock {
        hour: value / 10_000,
        minute: value / 100 % 100,
        second: value % 100,
    };
    clock.seconds()
}

#[cfg(test)]
mod tests;
