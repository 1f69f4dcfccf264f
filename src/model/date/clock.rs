//! The clock and the zone among a date's tokens. What is read is used up, so that the day is looked
//! for in the rest.

use super::tokens::{Token, Unit};
use super::{Clock, Scan, Zone, names, zones};

impl Scan {
    /// `14时07分09秒`.
    pub(super) fn find_units(&mut self) {
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
    pub(super) fn find_clock(&mut self) {
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
    pub(super) fn find_compact_clock(&mut self) {
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
    pub(super) fn find_half_of_day(&mut self) -> Option<bool> {
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
    pub(super) fn find_zone(&mut self) -> Option<Zone> {
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
}
