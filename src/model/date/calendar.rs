//! Which day a handful of numbers means, and where it lies.

/// Two digits below 70 are this century's.
pub(super) fn full_year(year: i64) -> i64 {
    match year {
        0..=69 => year + 2000,
        70..=99 => year + 1900,
        _ => year,
    }
}

/// A year of four digits is that year: the zero of some languages (0001) and of databases (0000) are no dates.
fn year_of((year, digits): (i64, usize)) -> i64 {
    if digits > 2 { year } else { full_year(year) }
}

pub(super) fn named_month(month: i64, numbers: &[(i64, usize)]) -> Option<i64> {
    let year_at = numbers.iter().position(|it| it.1 == 4 || it.0 > 31);
    match (year_at, numbers) {
        (Some(at), _) => {
            let day = numbers
                .iter()
                .enumerate()
                .find(|it| it.0 != at && it.1.1 <= 2);
            midnight(year_of(numbers[at]), month, day.map_or(1, |it| it.1.0))
        }
        (None, [(day, _), (year, 2), ..]) => midnight(full_year(*year), month, *day),
        _ => None,
    }
}

/// What tells day and month apart.
pub(super) struct Order {
    pub separator: char,
    pub weekday: Option<i64>,
    pub is_american: bool,
    pub latest: i64,
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

pub(super) fn numeric(numbers: &[(i64, usize)], order: &Order, has_unknown: bool) -> Option<i64> {
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
            let year = year_of((year, digits));
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

pub(super) fn ordinal(year: i64, day: i64) -> Option<i64> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let is_possible = (1..=365 + i64::from(is_leap)).contains(&day);
    is_possible.then_some(())?;
    Some(midnight(year, 1, 1)? + (day - 1) * 86_400)
}

/// Seconds of a day's beginning; none for a day that is in no calendar, or that no feed had.
pub(super) fn midnight(year: i64, month: i64, day: i64) -> Option<i64> {
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
