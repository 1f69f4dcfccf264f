//! What a feed says of how often it wants to be asked.

use crate::markup::xml::{Element, Space};
use crate::model::PollHints;
use std::time::Duration;

/// Nobody is asked less often than once in a month because of a slip of the pen.
const LONGEST: u64 = 31 * 86_400;

pub(super) fn read(channel: Element<'_, '_>) -> PollHints {
    let mut hints = PollHints::default();
    let mut period = None;
    let mut frequency = 1;
    for field in channel.children() {
        match (field.space(), field.name().to_ascii_lowercase().as_str()) {
            (Space::Own, "ttl") => hints.ttl = duration(number(field), 60),
            (Space::Own, "skiphours") => hints.skip_hours = hours(field),
            (Space::Own, "skipdays") => hints.skip_days = days(field),
            (Space::Syndication, "updateperiod") => period = period_of(&field.text()),
            (Space::Syndication, "updatefrequency") => {
                frequency = number(field).unwrap_or(1).max(1);
            }
            (Space::Own | Space::Atom, "link") => {
                let is_hub = field
                    .attribute("rel")
                    .is_some_and(|it| it.eq_ignore_ascii_case("hub"));
                if is_hub && hints.hub.is_none() {
                    hints.hub = field.attribute("href").map(|it| it.trim().to_owned());
                }
            }
            _ => {}
        }
    }
    hints.update_period = period.map(|it: u64| Duration::from_secs(it / frequency));
    hints
}

fn number(field: Element<'_, '_>) -> Option<u64> {
    field.text().trim().parse().ok()
}

fn duration(value: Option<u64>, unit: u64) -> Option<Duration> {
    let seconds = value?.checked_mul(unit)?;
    (seconds > 0).then(|| Duration::from_secs(seconds.min(LONGEST)))
}

fn period_of(text: &str) -> Option<u64> {
    Some(match text.trim().to_ascii_lowercase().as_str() {
        "hourly" => 3_600,
        "daily" => 86_400,
        "weekly" => 7 * 86_400,
        "monthly" => 30 * 86_400,
        "yearly" => LONGEST,
        _ => return None,
    })
}

/// RSS 0.91 counted to 24, which is midnight.
fn hours(field: Element<'_, '_>) -> Vec<u8> {
    let hours = field.children().filter_map(number).filter(|it| *it <= 24);
    let mut hours: Vec<u8> = hours.filter_map(|it| u8::try_from(it % 24).ok()).collect();
    hours.sort_unstable();
    hours.dedup();
    hours
}

fn days(field: Element<'_, '_>) -> Vec<u8> {
    const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let mut days: Vec<u8> = field
        .children()
        .filter_map(|it| {
            let name = it.text().trim().to_ascii_lowercase();
            let at = NAMES.iter().position(|day| name.starts_with(day))?;
            u8::try_from(at).ok()
        })
        .collect();
    days.sort_unstable();
    days.dedup();
    days
}
