//! Times as a person says them; `now` and the zone are arguments.

use crate::model::{Document, Timestamp, minutes};
use crate::text::{Clean, clean_line};
use jiff::ZonedDateTime;
use jiff::tz::TimeZone;

fn local(time: Timestamp, zone: &TimeZone) -> Option<ZonedDateTime> {
    let time = jiff::Timestamp::from_second(time.seconds()).ok()?;
    Some(time.to_zoned_datetime(zone.clone()))
}

/// At most six columns: `now`, `7m`, `3h`, `Tue`, `14 Nov`, `2024`.
pub fn age(time: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let seconds = now.since(time);
    match seconds {
        ..60 => return "now".to_owned(),
        60..3600 => return format!("{}m", seconds / 60),
        3600..86_400 => return format!("{}h", seconds / 3600),
        _ => {}
    }
    let (Some(then), Some(today)) = (local(time, zone), local(now, zone)) else {
        return String::new();
    };
    if seconds < 6 * 86_400 {
        then.strftime("%a").to_string()
    } else if then.year() == today.year() {
        then.strftime("%-d %b").to_string()
    } else {
        then.year().to_string()
    }
}

/// `Today`, `Yesterday`, `Sat 21 Nov`, `Sat 21 Nov 2024`.
pub fn day(time: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (Some(then), Some(today)) = (local(time, zone), local(now, zone)) else {
        return String::new();
    };
    let yesterday = local(now.minus(86_400), zone).map(|day| day.date());
    if then.date() >= today.date() {
        "Today".to_owned()
    } else if Some(then.date()) == yesterday {
        "Yesterday".to_owned()
    } else if then.year() == today.year() {
        then.strftime("%a %-d %b").to_string()
    } else {
        then.strftime("%a %-d %b %Y").to_string()
    }
}

/// `Mon 23 Nov, 09:14`, with the year when it is another.
pub fn moment(time: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (Some(then), Some(today)) = (local(time, zone), local(now, zone)) else {
        return time.to_string();
    };
    let form = if then.year() == today.year() {
        "%a %-d %b, %H:%M"
    } else {
        "%a %-d %b %Y, %H:%M"
    };
    then.strftime(form).to_string()
}

/// `Amara Ndukwe · Mon 23 Nov, 09:14 · 4 min · updated Mon 23 Nov, 11:02`.
pub fn dateline(
    document: &Document,
    published: Option<Timestamp>,
    now: Timestamp,
    zone: &TimeZone,
) -> Clean {
    let published = document.published.or(published);
    let updated = document
        .updated
        .filter(|updated| published.is_some_and(|published| updated.since(published) > 300));
    let parts = [
        (!document.byline.is_empty()).then(|| document.byline.to_string()),
        published.map(|time| moment(time, now, zone)),
        (document.words > 0).then(|| format!("{} min", minutes(document.words))),
        updated.map(|time| format!("updated {}", moment(time, now, zone))),
    ];
    clean_line(&parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tue 24 Nov 2026, 12:00.
    const NOW: Timestamp = Timestamp::from_seconds(1_795_521_600);

    #[test]
    fn ages_are_short_and_days_have_names() {
        let ages = [30, 420, 3 * 3600, 2 * 86_400, 20 * 86_400, 500 * 86_400];
        let ages = ages.map(|back| age(NOW.minus(back), NOW, &TimeZone::UTC));
        assert_eq!(ages, ["now", "7m", "3h", "Sun", "4 Nov", "2025"]);
        let days = [0, 86_400, 3 * 86_400].map(|back| day(NOW.minus(back), NOW, &TimeZone::UTC));
        assert_eq!(days, ["Today", "Yesterday", "Sat 21 Nov"]);
    }
}
