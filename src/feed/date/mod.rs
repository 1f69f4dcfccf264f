//! Written dates → seconds. Tokens are looked at for what they can be; there is no list of layouts,
//! so the thousand variants of RFC 822, ISO 8601 and people's own forms all go one way. What is no
//! date gives none; nothing here knows what time it is.

mod names;
mod tokens;
mod zones;

use crate::model::Timestamp;
use tokens::{Token, Unit, tokens};

/// Reads a date; UTC where no zone is named. Impossible dates are none, an impossible clock leaves
/// its day.
#[must_use]
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    parse_before(text, Timestamp::from_seconds(i64::MAX))
}

/// The same, where of two meanings the one after `latest` is not meant ("05/04/2024" in April).
#[must_use]
pub(super) fn parse_before(text: &str, latest: Timestamp) -> Option<Timestamp> {
    let mut scan = Scan {
        tokens: tokens(text),
        latest: latest.seconds(),
        ..Scan::default()
    };
    let seconds = scan.number_alone().or_else(|| scan.read())?;
    // Zero stands for "not set" in more programs than publish feeds about that midnight.
    (seconds != 0).then(|| Timestamp::from_seconds(seconds))
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
        Some(local - offset)
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

    /// `14时07分09秒`.
    fn find_units(&mut self) {
        self.is_korean = self
            .tokens
            .iter()
            .any(|it| matches!(it, Token::Word(word) if word == "오전" || word == "오후"));
        let mut clock = Clock::default();
        let mut end = None;
        for at in 0..self.tokens.len() {
            let Token::Number {
                value,
                unit: Some(unit),
                ..
            } = self.tokens[at]
            else {
                continue;
            };
            match unit {
                Unit::Hour => clock.hour = value,
                Unit::Minute => clock.minute = value,
                Unit::Second => clock.second = value,
                Unit::Year | Unit::Month | Unit::Day => continue,
            }
            self.tokens[at] = Token::Used;
            end = Some(at + 1);
        }
        if let Some(end) = end {
            self.clock = Some(clock);
            self.clock_end = end;
        }
    }

    /// `n:n`, `n:n:n`, with a fraction; also `14h07` and `2 pm`.
    fn find_clock(&mut self) {
        for at in 0..self.tokens.len() {
            let Some((hour, 1..=2)) = self.number(at) else {
                continue;
            };
            let is_h = |at: usize| matches!(self.tokens.get(at), Some(Token::Word(it)) if it == "h" || it == "u");
            if !(self.is_mark(at + 1, ':') || is_h(at + 1)) || self.clock.is_some() {
                continue;
            }
            let Some((minute, 1..=2)) = self.number(at + 2) else {
                continue;
            };
            let mut clock = Clock {
                hour,
                minute,
                second: 0,
            };
            let mut end = at + 3;
            if let (true, Some((second, 1..=2))) = (self.is_mark(end, ':'), self.number(end + 1)) {
                clock.second = second;
                end += 2;
                let has_fraction =
                    self.is_mark(end, '.') || self.is_mark(end, ',') || self.is_mark(end, ':');
                if has_fraction && self.number(end + 1).is_some() {
                    end += 2;
                }
            }
            self.clock = Some(clock);
            self.use_up(at, end);
            self.clock_end = end;
            return;
        }
    }

    /// `20240325T140709Z`, and RFC 822's ancestors: `03 Apr 02 1500 GMT`.
    fn find_compact_clock(&mut self) {
        if self.clock.is_some() {
            return;
        }
        let has_month = self
            .tokens
            .iter()
            .any(|it| matches!(it, Token::Word(word) if names::month(word).is_some()));
        let numbers = self
            .tokens
            .iter()
            .filter(|it| matches!(it, Token::Number { .. }))
            .count();
        for at in 1..self.tokens.len() {
            let Some((value, digits @ (4 | 6))) = self.number(at) else {
                continue;
            };
            let is_after_t = self.tokens[at - 1] == Token::Word("t".to_owned());
            let is_fourth =
                has_month && numbers == 3 && digits == 4 && !(1970..2100).contains(&value);
            if !is_after_t && !is_fourth {
                continue;
            }
            let value = if digits == 4 { value * 100 } else { value };
            self.clock = Some(Clock {
                hour: value / 10_000,
                minute: value / 100 % 100,
                second: value % 100,
            });
            self.use_up(at, at + 1);
            self.clock_end = at + 1;
            return;
        }
    }

    /// True for the afternoon.
    fn find_half_of_day(&mut self) -> Option<bool> {
        let mut found = None;
        for at in 0..self.tokens.len() {
            let Token::Word(word) = &self.tokens[at] else {
                continue;
            };
            let half = match word.as_str() {
                "am" | "오전" | "上午" | "午前" | "πμ" => false,
                "pm" | "오후" | "下午" | "午後" | "μμ" => true,
                _ => continue,
            };
            found = Some(half);
            // "2 pm": the hour stands alone before it.
            let before = if at > 0 && self.is_mark(at - 1, ' ') {
                at.checked_sub(2)
            } else {
                at.checked_sub(1)
            };
            if let (None, Some(before)) = (self.clock, before)
                && let Some((hour @ 0..=12, 1..=2)) = self.number(before)
            {
                self.clock = Some(Clock {
                    hour,
                    ..Clock::default()
                });
                self.use_up(before, before + 1);
            }
            self.use_up(at, at + 1);
            self.clock_end = self.clock_end.max(at + 1);
        }
        found
    }

    /// A number beats a name, unless it is zero and the name is not.
    fn find_zone(&mut self) -> Option<Zone> {
        let name = self.find_zone_name();
        let number = self.find_offset();
        match (name, number) {
            (Some(Zone::Minutes(name)), Some(0)) if name != 0 => Some(Zone::Minutes(name)),
            (_, Some(number)) => Some(Zone::Minutes(number)),
            (name, None) => name,
        }
    }

    fn find_zone_name(&mut self) -> Option<Zone> {
        for at in 0..self.tokens.len() {
            let Token::Word(word) = &self.tokens[at] else {
                continue;
            };
            if let (true, Some(Token::Word(place))) =
                (self.is_mark(at + 1, '/'), self.tokens.get(at + 2))
            {
                let name = format!("{word}/{place}");
                self.use_up(at, at + 3);
                return Some(Zone::Named(name));
            }
            if let Some(minutes) = zones::minutes(word) {
                // "MST" begins like no month, "est" is French for "is": only behind a clock.
                if at >= self.clock_end {
                    self.use_up(at, at + 1);
                    return Some(Zone::Minutes(minutes));
                }
            }
        }
        None
    }

    /// `+0100`, `-5`, `+05:30` behind the clock; minutes.
    fn find_offset(&mut self) -> Option<i64> {
        self.clock?;
        for at in self.clock_end..self.tokens.len() {
            let sign = match self.tokens[at] {
                Token::Mark('+') => 1,
                Token::Mark('-') => -1,
                _ => continue,
            };
            let is_free = at == self.clock_end
                || matches!(self.tokens[at - 1], Token::Mark(' ') | Token::Used);
            let Some((value, digits)) = self.number(at + 1).filter(|_| is_free) else {
                continue;
            };
            let (minutes, end) = match (digits, self.is_mark(at + 2, ':'), self.number(at + 3)) {
                (1 | 2, true, Some((minute, 1..=2))) => (value * 60 + minute, at + 4),
                (1 | 2, ..) => (value * 60, at + 2),
                (3 | 4, ..) => (value / 100 * 60 + value % 100, at + 2),
                _ => continue,
            };
            self.use_up(at, end);
            return (minutes <= 15 * 60).then_some(sign * minutes).or(Some(0));
        }
        None
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

/// Two digits below 70 are this century's.
fn full_year(year: i64) -> i64 {
    match year {
        0..=69 => year + 2000,
        70..=99 => year + 1900,
        _ => year,
    }
}

fn named_month(month: i64, numbers: &[(i64, usize)]) -> Option<i64> {
    let year_at = numbers.iter().position(|it| it.1 == 4 || it.0 > 31);
    match (year_at, numbers) {
        (Some(at), _) => {
            let day = numbers
                .iter()
                .enumerate()
                .find(|it| it.0 != at && it.1.1 <= 2);
            midnight(full_year(numbers[at].0), month, day.map_or(1, |it| it.1.0))
        }
        (None, [(day, _), (year, 2), ..]) => midnight(full_year(*year), month, *day),
        _ => None,
    }
}

/// What tells day and month apart.
struct Order {
    separator: char,
    weekday: Option<i64>,
    is_american: bool,
    latest: i64,
}

impl Order {
    /// Dots are European; else the weekday decides, then the calendar, then the clock's halves.
    fn choose(&self, european: Option<i64>, american: Option<i64>) -> Option<i64> {
        let (Some(day_first), Some(month_first)) = (european, american) else {
            return european.or(american);
        };
        let weekday_of = |day: i64| (day / 86_400 + 3).rem_euclid(7);
        let fits = |day: i64| self.weekday == Some(weekday_of(day));
        let is_future = |day: i64| day > self.latest;
        let is_month_first = match (fits(day_first), fits(month_first)) {
            _ if self.separator == '.' => false,
            (true, false) => false,
            (false, true) => true,
            _ if is_future(day_first) != is_future(month_first) => is_future(day_first),
            _ => self.is_american,
        };
        Some(if is_month_first {
            month_first
        } else {
            day_first
        })
    }
}

fn numeric(numbers: &[(i64, usize)], order: &Order, has_unknown: bool) -> Option<i64> {
    match *numbers {
        [(date, 8), ..] => midnight(date / 10_000, date / 100 % 100, date % 100),
        [(year, 4), (day, 3), ..] => ordinal(year, day),
        [(year, 4), (month, 1..=2), (day, 1..=2), ..] => {
            midnight(year, month, day).or_else(|| midnight(year, day, month))
        }
        [
            (first, 1..=2),
            (second, 1..=2),
            (year, digits @ (2 | 4)),
            ..,
        ] => {
            if digits == 2 && (first > 31 || order.separator == '-' && year <= 31) {
                return midnight(full_year(first), second, year);
            }
            let year = full_year(year);
            order.choose(midnight(year, second, first), midnight(year, first, second))
        }
        [(year, 4), (month, 1..=2)] if !has_unknown => midnight(year, month, 1),
        [(month, 1..=2), (year, 4)] if !has_unknown && order.separator != ' ' => {
            midnight(year, month, 1)
        }
        [(year, 2), (day, 3)] if !has_unknown => ordinal(full_year(year), day),
        [(year, 2), (month, 2)] if !has_unknown && order.separator == '-' => {
            midnight(full_year(year), month, 1)
        }
        [(year, 4)] if !has_unknown => midnight(year, 1, 1),
        _ => None,
    }
}

fn ordinal(year: i64, day: i64) -> Option<i64> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let is_possible = (1..=365 + i64::from(is_leap)).contains(&day);
    is_possible.then_some(())?;
    Some(midnight(year, 1, 1)? + (day - 1) * 86_400)
}

/// Seconds of a day's beginning; none for a day that is in no calendar, or that no feed had.
fn midnight(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1900..2200).contains(&year) {
        return None;
    }
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 => 28 + i64::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=last).contains(&day) {
        return None;
    }
    // Days from civil, after Hinnant: the year begins in March, so that the leap day is its last.
    let year = year - i64::from(month <= 2);
    let (era, of_era) = (year / 400, year % 400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    Some(days * 86_400)
}

#[cfg(test)]
mod tests;
