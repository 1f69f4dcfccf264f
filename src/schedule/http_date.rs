//! Times in HTTP headers (RFC 9110 §5.6.7 and §10.2.3, RFC 9111 §5.2.2.1).

use crate::model::Timestamp;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// An HTTP date of any of the three forms; `0` and other words are none.
pub fn parse(text: &str) -> Option<Timestamp> {
    let tokens: Vec<&str> = text
        .split([' ', ',', '-'])
        .filter(|token| !token.is_empty())
        .collect();
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
    let date = jiff::civil::Date::new(year, i8::try_from(month).ok()? + 1, i8::try_from(day).ok()?);
    let time = jiff::civil::Time::new(hour, minute, second.min(59), 0).ok()?;
    let instant = date
        .ok()?
        .to_datetime(time)
        .to_zoned_datetime(jiff::tz::TimeZone::UTC)
        .ok()?;
    Some(Timestamp::from_seconds(instant.timestamp().as_second()))
}

/// `Retry-After`: seconds or a date; what lies in the past is no wait.
pub fn retry_after(text: &str, now: Timestamp) -> Option<Timestamp> {
    let text = text.trim();
    let until = match text.parse::<i64>() {
        Ok(seconds) => now.plus(seconds),
        Err(_) => parse(text)?,
    };
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
