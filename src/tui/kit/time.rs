//! Times as short as they can be understood. `now` and the zone are given.

use super::Look;
use crate::model::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

pub fn day(time: Timestamp, zone: &TimeZone) -> Date {
    time.in_zone(zone).date()
}

/// `now 7m 3h Tue 14 Nov 2024`; with `is_narrow`, in four columns: `now 7m 3h Tue Nov 2024`.
pub fn age(look: &Look<'_>, time: Timestamp, is_narrow: bool) -> String {
    let then = || time.told_in(look.zone).0;
    match look.now.since(time) {
        ..MINUTE => "now".to_owned(),
        seconds @ MINUTE..HOUR => format!("{}m", seconds / MINUTE),
        seconds @ HOUR..DAY => format!("{}h", seconds / HOUR),
        seconds if seconds < 6 * DAY => then().strftime("%a").to_string(),
        _ if then().year() != look.now.in_zone(look.zone).year() => {
            then().strftime("%Y").to_string()
        }
        seconds if is_narrow => format!("{}d", seconds / DAY),
        _ => then().strftime("%-d %b").to_string(),
    }
}

/// The line above the articles of a day.
pub fn heading(look: &Look<'_>, date: Date) -> String {
    let today = day(look.now, look.zone);
    if date == today {
        "Today".to_owned()
    } else if today.yesterday().is_ok_and(|yesterday| date == yesterday) {
        "Yesterday".to_owned()
    } else if date.year() == today.year() {
        date.strftime("%a %-d %b").to_string()
    } else {
        date.strftime("%a %-d %b %Y").to_string()
    }
}

/// A point in time in words: `09:14`, `Mon 23 Nov, 09:14`, `Mon 23 Nov 2024, 09:14`, or the day alone.
pub fn point(look: &Look<'_>, time: Timestamp) -> String {
    let (then, has_clock) = time.told_in(look.zone);
    let now = look.now.in_zone(look.zone);
    let form = match (then.year() == now.year(), has_clock) {
        (true, true) if then.date() == now.date() => "%H:%M",
        (true, true) => "%a %-d %b, %H:%M",
        (false, true) => "%a %-d %b %Y, %H:%M",
        (true, false) => "%a %-d %b",
        (false, false) => "%a %-d %b %Y",
    };
    then.strftime(form).to_string()
}

/// When a visit was, as one says it: `09:14`, `this morning`, `yesterday`, `Mon 23 Nov`.
pub fn moment(look: &Look<'_>, time: Timestamp) -> String {
    let then = time.in_zone(look.zone);
    let today = day(look.now, look.zone);
    if then.date() == today {
        return match then.hour() {
            _ if look.now.since(time) < 2 * HOUR => then.strftime("%H:%M").to_string(),
            0..5 => "this night".to_owned(),
            5..12 => "this morning".to_owned(),
            12..18 => "this afternoon".to_owned(),
            _ => "this evening".to_owned(),
        };
    }
    if today
        .yesterday()
        .is_ok_and(|yesterday| then.date() == yesterday)
    {
        return "yesterday".to_owned();
    }
    heading(look, then.date())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::core::Depth;
    use crate::tui::kit::{Glyphs, Theme};

    /// Tuesday, 24 November 2026, 12:00 UTC.
    const NOON: Timestamp = Timestamp::from_seconds(1_795_521_600);

    fn look(zone: &TimeZone) -> Look<'_> {
        Look {
            theme: Theme::new(&crate::model::Theme::default(), Depth::Sixteen, false),
            glyphs: Glyphs::new(false),
            zone,
            now: NOON,
            bidi: true,
            has_links: false,
        }
    }

    #[test]
    fn ages_are_as_short_as_they_can_be() {
        let zone = TimeZone::UTC;
        let look = look(&zone);
        let ages = [-90, 59, 60, 3599, 3 * HOUR, 25 * HOUR, 10 * DAY, 800 * DAY];
        let wide: Vec<String> = ages
            .iter()
            .map(|s| age(&look, NOON.minus(*s), false))
            .collect();
        assert_eq!(
            wide,
            ["now", "now", "1m", "59m", "3h", "Mon", "14 Nov", "2024"]
        );
        assert_eq!(age(&look, NOON.minus(10 * DAY), true), "10d");
    }

    #[test]
    fn days_are_the_readers_own() {
        let zone = TimeZone::fixed(jiff::tz::offset(14));
        let look = look(&zone);
        assert_eq!(heading(&look, day(NOON, &zone)), "Today");
        assert_eq!(
            heading(&look, day(NOON.minus(3 * HOUR), &zone)),
            "Yesterday"
        );
        assert_eq!(
            heading(&look, day(NOON.minus(3 * DAY), &zone)),
            "Sun 22 Nov"
        );
        assert_eq!(
            NOON.start_of_day(&zone),
            Timestamp::from_seconds(1_795_521_600 - 2 * HOUR)
        );
    }

    #[test]
    fn a_day_alone_is_that_day_everywhere_and_has_no_hour() {
        let zone = TimeZone::fixed(jiff::tz::offset(-5));
        let look = look(&zone);
        let day = Timestamp::from_seconds(1_795_478_400);
        assert_eq!(point(&look, day), "Tue 24 Nov");
        assert_eq!(point(&look, day.minus(365 * DAY)), "Mon 24 Nov 2025");
        assert_eq!(point(&look, day.minus(1)), "Mon 23 Nov, 18:59");
        assert_eq!(age(&look, day.minus(20 * DAY), false), "4 Nov");
        assert_eq!(day.in_words(&zone), "Tue 24 Nov 2026");
    }

    #[test]
    fn no_time_is_too_far_away() {
        let zone = TimeZone::UTC;
        let look = look(&zone);
        for seconds in [i64::MIN, i64::MAX] {
            let time = Timestamp::from_seconds(seconds);
            assert!(!age(&look, time, false).is_empty());
            assert!(!point(&look, time).is_empty());
            let _ = time.start_of_day(&zone);
        }
    }
}
