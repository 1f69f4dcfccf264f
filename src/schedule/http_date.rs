//! Times in HTTP headers (RFC 9110 §5.6.7 and §10.2.3, RFC 9111 §5.2.2.1).

use super::{DAY, LONGEST_WAIT};
use crate::model::Timestamp;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// An HTTP date of any of the three forms; `0` and other words are none.
pub fn parse(text: &str) -> Option<Timestamp> {
    let tokens = text.get(..64).unwrap_or(text).split([' ', ',', '-', '\t']);
    let tokens: Vec<&str> = tokens.filter(|token| !token.is_empty()).collect();
    let clock = tokens.iter().find(|token| token.contains(':'))?;
    let mut clock = clock.split(':').map(|part| part.parse::<i8>().ok());
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let month = tokens.iter().find_map(|token| {
        let name = token.get(..3)?.to_ascii_lowercase();
        MONTHS.iter().position(|month| *month == name)
    })?;
    let mut numbers = tokens.iter().filter_map(|token| token.parse::<i16>().ok());
    let (day, year) = (numbers.next()?, numbers.next()?);
    let year = match year {
        0..70 => 2000 + year,
        70..100 => 1900 + year,
        full => full,
    };
    let month = i8::try_from(month).ok()? + 1;
    let date = jiff::civil::Date::new(year, month, i8::try_from(day).ok()?).ok()?;
    // A leap second is the second before it.
    let time = jiff::civil::Time::new(hour, minute, second.min(59), 0).ok()?;
    // jiff's own instants end a day before the year 9999 does, which people write for "for ever".
    let days = date.since(jiff::civil::date(1970, 1, 1)).ok()?.get_days();
    let midnight = i64::from(days).checked_mul(DAY)?;
    let seconds = time
        .since(jiff::civil::Time::midnight())
        .ok()?
        .total(jiff::Unit::Second)
        .ok()?;
    Some(Timestamp::from_seconds(midnight).plus(seconds as i64))
}

/// `Retry-After`: seconds or a date; what lies in the past is no wait, and none is for ever.
pub fn retry_after(text: &str, now: Timestamp) -> Option<Timestamp> {
    let text = text.trim();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let until = if is_number {
        // More digits than a number has mean for ever.
        now.plus(text.parse::<i64>().unwrap_or(i64::MAX))
    } else {
        match text.parse::<f64>() {
            Ok(seconds) if seconds.is_finite() => now.plus(seconds.ceil() as i64),
            _ => parse(text)?,
        }
    };
    let until = until.min(now.plus(LONGEST_WAIT));
    Some(until).filter(|until| *until > now)
}

/// `max-age` of `Cache-Control` in seconds.
pub fn max_age(text: &str) -> Option<i64> {
    text.split(',')
        .filter_map(|directive| directive.trim().split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("max-age"))
        .and_then(|(_, value)| value.trim().trim_matches('"').parse::<i64>().ok())
        .filter(|seconds| *seconds >= 0)
}
