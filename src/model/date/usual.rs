//! The two forms that nearly all dates have, `2024-03-25T14:07:09Z` (RFC 3339) and `Mon, 25 Mar 2024 14:07:09 GMT` (RFC 822), read in
//! place: to cut a date into tokens takes twenty times as long. They mean what the tokens say, or are left to them.

use super::calendar::midnight;
use super::{Clock, in_utc};

const MONTHS: [&[u8; 3]; 12] = [
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];
const WEEKDAYS: [&[u8; 3]; 7] = [b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun"];

/// Seconds; none for every other form, and for impossible days and clocks.
pub(super) fn usual(text: &str) -> Option<i64> {
    let text = text.trim().as_bytes();
    rfc_3339(text).or_else(|| rfc_822(text))
}

fn rfc_3339(text: &[u8]) -> Option<i64> {
    let (date, rest) = text.split_at_checked(10)?;
    let &[y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = date else {
        return None;
    };
    let day = day([y0, y1, y2, y3], number(&[m0, m1])?, number(&[d0, d1])?)?;
    let (clock, mut zone) = rest.strip_prefix(b"T")?.split_at_checked(8)?;
    if let Some(fraction) = zone.strip_prefix(b".") {
        let digits = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
        zone = fraction
            .get(digits..)
            .filter(|_| (1..=9).contains(&digits))?;
    }
    let offset = match *zone {
        [b'Z'] => 0,
        [sign, h0, h1, b':', m0, m1] => offset(sign, [h0, h1, m0, m1])?,
        _ => return None,
    };
    Some(in_utc(day + seconds(clock)?, offset))
}

fn rfc_822(text: &[u8]) -> Option<i64> {
    let (weekday, rest) = text.split_at_checked(5)?;
    let is_weekday = WEEKDAYS.iter().any(|name| weekday.starts_with(*name));
    if !is_weekday || !weekday.ends_with(b", ") {
        return None;
    }
    let length = rest.iter().position(|b| *b == b' ').filter(|at| *at <= 2)?;
    let (date, rest) = (rest.get(..length)?, rest.get(length..)?);
    let &[b' ', n0, n1, n2, b' ', y0, y1, y2, y3, b' ', ref rest @ ..] = rest else {
        return None;
    };
    let month = MONTHS.iter().zip(1..).find(|it| *it.0 == &[n0, n1, n2])?.1;
    let day = day([y0, y1, y2, y3], month, number(date)?)?;
    let (clock, zone) = rest.split_at_checked(8)?;
    let offset = match *zone.strip_prefix(b" ")? {
        [b'G', b'M', b'T'] | [b'U', b'T', b'C'] => 0,
        [sign, h0, h1, m0, m1] => offset(sign, [h0, h1, m0, m1])?,
        _ => return None,
    };
    Some(in_utc(day + seconds(clock)?, offset))
}

fn day(year: [u8; 4], month: i64, day: i64) -> Option<i64> {
    midnight(
        number(&year).filter(|year| (1970..2100).contains(year))?,
        month,
        day,
    )
}

/// `14:07:09`.
fn seconds(clock: &[u8]) -> Option<i64> {
    let &[h0, h1, b':', m0, m1, b':', s0, s1] = clock else {
        return None;
    };
    let clock = Clock {
        hour: number(&[h0, h1])?,
        minute: number(&[m0, m1])?,
        second: number(&[s0, s1])?,
    };
    clock.seconds()
}

/// Of `+0100`, in seconds.
fn offset(sign: u8, digits: [u8; 4]) -> Option<i64> {
    let value = number(&digits)?;
    let minutes = value / 100 * 60 + value % 100;
    match sign {
        _ if minutes > 15 * 60 => None,
        b'+' => Some(minutes * 60),
        b'-' => Some(-minutes * 60),
        _ => None,
    }
}

fn number(digits: &[u8]) -> Option<i64> {
    let add = |sum: i64, b: &u8| b.is_ascii_digit().then(|| sum * 10 + i64::from(b - b'0'));
    digits
        .iter()
        .try_fold(0, add)
        .filter(|_| !digits.is_empty())
}
