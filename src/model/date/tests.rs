use super::{by_tokens, parse, usual::usual};
use crate::model::Timestamp;
use proptest::prelude::*;

/// The instant that most rows below spell: 2024-03-25 14:07:09 UTC, a Monday.
const INSTANT: i64 = 1_711_375_629;
const MINUTE: i64 = INSTANT - 9;
const DAY: i64 = 1_711_324_800;

fn check(rows: &[(&str, i64)]) {
    let wrong: Vec<_> = rows
        .iter()
        .map(|(text, wanted)| {
            (
                *text,
                *wanted,
                parse(text).map(crate::model::Timestamp::seconds),
            )
        })
        .filter(|it| it.2 != Some(it.1))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn rfc_822_and_its_variants() {
    check(&[
        ("Mon, 25 Mar 2024 14:07:09 GMT", INSTANT),
        ("Mon, 25 Mar 24 15:07:09 +0100", INSTANT),
        ("Mon, 25 Mar 2024 16:07:09 CEST", INSTANT),
        ("Monday, 25-Mar-24 14:07:09 GMT", INSTANT),
        ("Mon,25 Mar 2024 10:07:09 EDT", INSTANT),
        ("Mon, 25 Mar 2024 15:07:09 GMT+01:00", INSTANT),
        ("Mon, 25 Mar 2024 15:07:09 Europe/Paris", INSTANT),
        ("Mon, 25th Mar 2024 2:07:09 PM", INSTANT),
        ("March 25, 2024, 2:07 p.m.", MINUTE),
        ("Mon Mar 25 14:07:09 UTC 2024", INSTANT),
        ("Mon Mar 25 14:07:09 +0000 2024", INSTANT),
        (
            "Mon Mar 25 2024 15:07:09 GMT+0100 (Central European Standard Time)",
            INSTANT,
        ),
        ("25 Mar 24 1407 GMT", MINUTE),
        ("25 March 2024", DAY),
        ("Mon, 25 Mar 2024 14:07:09 -0000", INSTANT),
    ]);
}

#[test]
fn zeros_of_languages_and_databases_are_no_dates() {
    for none in [
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "Wed, 30 Nov -0001 00:00:00 +0000",
        "Thu, 30 Nov 0000 00:00:00 GMT",
        "01/01/0001 00:00:00",
        "0001-01-01T00:00:00Z",
        "0000-00-00 00:00:00",
    ] {
        assert_eq!(parse(none), None, "{none}");
    }
}

#[test]
fn iso_8601_with_weeks_ordinals_and_halves() {
    check(&[
        ("2024-03-25T14:07:09Z", INSTANT),
        ("2024-03-25t15:07:09.123456+01:00", INSTANT),
        ("2024-03-25 14:07:09 UTC", INSTANT),
        ("2024-03-25T14:07", MINUTE),
        ("20240325T140709Z", INSTANT),
        ("20240325", DAY),
        ("2024-085", DAY),
        ("2024-W13-1", DAY),
        ("2024W131", DAY),
        ("2024-03", DAY - 24 * 86_400),
        ("2024", 1_704_067_200),
    ]);
}

#[test]
fn numbers_alone() {
    check(&[
        ("1711375629", INSTANT),
        ("1711375629000", INSTANT),
        ("20240325140709", INSTANT),
    ]);
}

#[test]
fn numbers_by_separator_weekday_and_size() {
    check(&[
        ("25.03.2024 14:07", MINUTE),
        ("25/03/2024", DAY),
        ("3/25/2024 2:07:09 PM", INSTANT),
        ("2024/3/25 14:07:9", INSTANT),
        ("Tue, 03/05/2024", 1_709_596_800),
        ("05.03.2024", 1_709_596_800),
        ("05/03/2024", 1_709_596_800),
        ("3/5/2024 12:00 AM", 1_709_596_800),
    ]);
}

#[test]
fn other_languages() {
    check(&[
        ("Mo, 25 Mär 2024 15:07:09 +0100", INSTANT),
        ("lun., 25 mars 2024 15:07:09 +0100", INSTANT),
        ("mar., 26 déc. 2023", 1_703_548_800),
        ("lunes, 25 de marzo de 2024", DAY),
        ("Пн, 25 мар 2024 17:07:09 +0300", INSTANT),
        ("2024年3月25日 14:07:09", INSTANT),
        ("2024-03-25 오후 11:07:09", INSTANT),
        ("2024년 3월 25일", DAY),
        ("2024-március-25T9:07-05:00", MINUTE),
        ("Δευ, 25 Μάρ 2024 09:07:09 EST", INSTANT),
    ]);
}

#[test]
fn the_end_of_a_day_is_the_next_and_an_impossible_clock_leaves_its_day() {
    check(&[
        ("Mon, 25 Mar 2024 24:00:00 GMT", DAY + 86_400),
        ("Mon, 25 Mar 2024 25:61:00 GMT", DAY),
        ("Fri, 25 Mar 2024 14:07:09 GMT", INSTANT),
    ]);
}

/// 19:00 in New York, 05:30 in India: usual times for what is planned, and told as a day without a clock.
#[test]
fn a_clock_elsewhere_that_meets_midnight_in_utc_is_one() {
    let day = 1_795_824_000;
    let has_clock = |it: Timestamp| it.told_in(&jiff::tz::TimeZone::UTC).1;
    for text in [
        "Fri, 27 Nov 2026 19:00:00 -0500",
        "Fri, 27 Nov 2026 19:00:00 EST",
        "2026-11-27T16:00:00-08:00",
        "27 Nov 2026 16:00 -0800",
        "2026-11-28T05:30:00+05:30",
        "Sat, 28 Nov 2026 05:30:00 +0530",
    ] {
        let read = parse(text).unwrap();
        assert_eq!((read.seconds(), has_clock(read)), (day + 1, true), "{text}");
    }
    // How many feeds write a day alone.
    for text in [
        "2026-11-28",
        "Sat, 28 Nov 2026",
        "2026-11-28T00:00:00Z",
        "2026-11-28T00:00:00+00:00",
        "Sat, 28 Nov 2026 00:00:00 GMT",
        "Sat, 28 Nov 2026 00:00:00 +0000",
    ] {
        let read = parse(text).unwrap();
        assert_eq!((read.seconds(), has_clock(read)), (day, false), "{text}");
    }
}

#[test]
fn what_is_no_date_is_none() {
    for text in [
        "",
        "yesterday",
        "25 Foo 2024",
        "Sun, 31 Feb 2024 10:00:00 GMT",
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "12:30",
        "3 days ago",
        "99999999999999999999999999",
        "Mon, 25 Mar",
        "++--::",
        "2024-13-45",
    ] {
        assert_eq!(parse(text), None, "{text}");
    }
}

#[test]
fn of_two_meanings_the_one_to_come_is_not_meant() {
    let latest = crate::model::Timestamp::from_seconds(DAY);
    let seconds = |text| super::parse_before(text, latest).map(crate::model::Timestamp::seconds);
    assert_eq!(seconds("03/04/2024"), Some(1_709_510_400));
    assert_eq!(seconds("04/03/2024"), Some(1_709_510_400));
    assert_eq!(seconds("03.04.2024"), Some(1_712_102_400));
}

proptest! {
    /// Whatever the clock and the calendar say of it.
    #[test]
    fn a_usual_form_means_what_its_tokens_say(
        text in "((1[89]|20|21)[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]([.][0-9]{1,10})?(Z|z|[+-][01][0-9]:[0-7][0-9])                 |(Mon|Sun|Dom), [0-3]?[0-9] (Jan|Feb|Mar|May|Sep|Dec|Mai) (0024|19[0-9]{2}|20[0-9]{2}) [0-2][0-9]:[0-6][0-9]:[0-6][0-9] (GMT|UTC|EST|Z|[+-][01][0-9][0-7][0-9])) ?"
    ) {
        let latest = Timestamp::from_seconds(i64::MAX);
        if let Some(seconds) = usual(&text) {
            prop_assert_eq!(Some(seconds), by_tokens(&text, latest), "{}", text);
        }
    }
}

#[test]
fn the_usual_forms_are_read_in_place() {
    for text in [
        "Mon, 25 Mar 2024 14:07:09 GMT",
        "Mon, 25 Mar 2024 15:07:09 +0100",
        "2024-03-25T14:07:09Z",
        " 2024-03-25T09:07:09.123-05:00\n",
    ] {
        assert_eq!(usual(text), Some(INSTANT), "{text}");
    }
    assert_eq!(usual("Fri, 5 Apr 2024 00:00:00 UTC"), Some(1_712_275_200));
    // The calendar or the clock has none of these.
    for text in [
        "2024-02-30T14:07:09Z",
        "2024-03-25T25:07:09Z",
        "Mon, 25 Mar 2024 14:07:09",
        "",
    ] {
        assert_eq!(usual(text), None, "{text}");
    }
}
