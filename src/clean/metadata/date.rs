//! When it was published and changed. Zones are kept; a time without one is taken as UTC. Stricter
//! than what reads the dates of feeds: here any line of a page may be none.

use super::data::Article;
use super::head::Head;
use crate::clean::tree::{Id, Tree};
use crate::model::{Timestamp, date};
use jiff::civil;

const PUBLISHED: [&str; 15] = [
    "article:published_time",
    "datepublished",
    "og:article:published_time",
    "date",
    "pubdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "parsely-pub-date",
    "dc.date.issued",
    "dc.date",
    "dcterms.created",
    "sailthru.date",
    "article.published",
    "citation_publication_date",
];
const UPDATED: [&str; 7] = [
    "article:modified_time",
    "datemodified",
    "og:updated_time",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "article.updated",
];
/// Nodes around the headline among which a visible date is looked for.
const NEAR: usize = 300;
/// Nodes right above the headline.
const ABOVE: usize = 40;
/// Bytes of the shortest line that tells a date, letters of the longest.
const SHORTEST: usize = 8;
const LONGEST: usize = 80;

/// A point in time; doubtful where day and month may be the other way round: "3/5/2024".
#[derive(Clone, Copy)]
pub struct Told {
    pub time: Timestamp,
    pub is_doubtful: bool,
}

pub fn dates(
    tree: &Tree,
    head: &Head,
    article: &Article,
    headline: Option<Id>,
) -> (Option<Told>, Option<Timestamp>) {
    let told = |text: &Option<String>| text.as_deref().and_then(read);
    let meta = |keys: &[&str]| keys.iter().find_map(|key| head.all(key).find_map(read));
    let published = told(&article.published)
        .or_else(|| meta(&PUBLISHED))
        .or_else(|| head.keyed(is_publication).find_map(read))
        .or_else(|| marked(tree, headline, "datePublished"))
        .or_else(|| element(tree, headline, false))
        .or_else(|| written_near(tree, headline, false))
        .or_else(|| above_text(tree, headline))
        .or_else(|| element(tree, headline, true))
        .or_else(|| told(&article.page_published));
    let updated = told(&article.updated)
        .or_else(|| meta(&UPDATED))
        .or_else(|| marked(tree, headline, "dateModified"))
        .or_else(|| element(tree, headline, true))
        .or_else(|| written_near(tree, headline, true));
    (
        published,
        updated
            .map(|told| told.time)
            .filter(|time| published.is_none_or(|first| *time > first.time)),
    )
}

/// "x-published-date", "story_publish_time": an outlet's own key for it.
fn is_publication(key: &str) -> bool {
    key.contains("publi") && (key.contains("date") || key.contains("time"))
}

fn marked(tree: &Tree, headline: Option<Id>, property: &str) -> Option<Told> {
    nearest(tree, headline)
        .filter(|&id| {
            tree.attribute(id, "itemprop")
                .is_some_and(|p| p.contains(property))
        })
        .find_map(|id| value(tree, id))
}

/// The first `time` after the headline, else the last before it; the one that stands right above
/// where the next below is far. Of those behind "Updated", or of the others.
fn element(tree: &Tree, headline: Option<Id>, is_of_change: bool) -> Option<Told> {
    let from = headline.unwrap_or(0);
    let times = |id: &Id| tree.tag(*id) == "time" && is_behind_change(tree, *id) == is_of_change;
    let told = |id: Id| value(tree, id);
    let near = (from..(from + NEAR / 2).min(tree.nodes.len())).filter(times);
    let above = (from.saturating_sub(ABOVE)..from).rev().filter(times);
    near.chain(above)
        .chain(
            nearest(tree, headline)
                .filter(times)
                .filter(|&id| !is_of_change || !is_of_another(tree, id)),
        )
        .find_map(told)
}

/// The time of what is listed or linked: another article's.
fn is_of_another(tree: &Tree, id: Id) -> bool {
    let mut around = tree.ancestors(id).map(|up| tree.tag(up));
    around.any(|tag| matches!(tag, "a" | "li" | "nav" | "aside"))
}

fn nearest(tree: &Tree, headline: Option<Id>) -> impl Iterator<Item = Id> {
    let from = headline.unwrap_or(0);
    (from..tree.nodes.len()).chain((0..from).rev())
}

fn value(tree: &Tree, id: Id) -> Option<Told> {
    ["datetime", "content", "title"]
        .iter()
        .find_map(|name| tree.attribute(id, name).and_then(read))
        .or_else(|| {
            let text = tree.text_of(id);
            (text.len() < 80).then(|| read(&text)).flatten()
        })
}

/// The first date in a line of its own around the headline: of publication, or of a change.
fn written_near(tree: &Tree, headline: Option<Id>, is_of_change: bool) -> Option<Told> {
    let from = headline?;
    let to = (from + NEAR).min(tree.nodes.len());
    // What stands right above is of this headline, what stands far below may be of another.
    let above = from.saturating_sub(ABOVE / 2);
    (from..(from + NEAR / 2).min(to))
        .chain((above..from).rev())
        .chain(from + NEAR / 2..to)
        .chain((from.saturating_sub(NEAR / 4)..above).rev())
        .filter(|&id| tree.is_text(id))
        .map(|id| (id, super::one_line(&tree.nodes[id].text)))
        .filter(|(_, text)| text.len() >= SHORTEST && text.len() < 4 * LONGEST)
        .map(|(id, text)| (id, in_figures(&text).into_owned()))
        .filter(|(_, text)| text.contains(|c: char| c.is_ascii_digit()))
        .filter(|(id, text)| (tells_of_change(text) || is_behind_change(tree, *id)) == is_of_change)
        .find_map(|(id, text)| read(&text).filter(|_| !is_fact(tree, id)))
}

/// "Updated" stands right before it.
fn is_behind_change(tree: &Tree, id: Id) -> bool {
    const NEAR: usize = 6;
    let before = (id.saturating_sub(NEAR)..id)
        .rev()
        .map(|at| &tree.nodes[at].text);
    let label = before.map(|text| text.trim()).find(|text| !text.is_empty());
    label.is_some_and(|text| tells_of_change(text) && !text.contains(|c: char| c.is_ascii_digit()))
}

/// A day in a table of facts is one of those.
fn is_fact(tree: &Tree, id: Id) -> bool {
    tree.ancestors(id).any(|up| tree.nodes[up].is_data_table)
}

/// "Updated 3 May 2024" between headline and text, where nothing else is told: such a page has that date alone.
fn above_text(tree: &Tree, headline: Option<Id>) -> Option<Told> {
    const PROSE: usize = 90;
    let from = headline?;
    (from..(from + NEAR / 2).min(tree.nodes.len()))
        .filter(|&id| tree.is_text(id))
        .map(|id| (id, super::one_line(&tree.nodes[id].text)))
        .take_while(|(_, text)| text.chars().count() < PROSE)
        .filter(|(id, text)| tells_of_change(text) || is_behind_change(tree, *id))
        .find_map(|(_, text)| read(&text))
}

/// "Updated 3 May", "This article was amended on 3 May to add a goat": not when it appeared.
fn tells_of_change(text: &str) -> bool {
    const BEGINNINGS: [&str; 12] = [
        "updated",
        "last updated",
        "last modified",
        "modified",
        "correction",
        "clarification",
        "amended",
        "aktualisiert",
        "mis à jour",
        "actualizado",
        "atualizado",
        "aggiornato",
    ];
    const WITHIN: [&str; 4] = [
        " was amended",
        " was corrected",
        " was updated",
        " has been updated",
    ];
    let line = crate::clean::cues::plain(text);
    let says_both = ["published", "posted"]
        .iter()
        .any(|word| line.contains(word));
    !says_both
        && (BEGINNINGS.iter().any(|word| line.starts_with(word))
            || WITHIN.iter().any(|words| line.contains(words)))
}

/// "Published on …", with a day or time.
pub fn is_of_publication(text: &str) -> bool {
    const BEGINNINGS: [&str; 7] = [
        "published",
        "posted on",
        "first published",
        "veröffentlicht",
        "publié le",
        "publicado",
        "pubblicato",
    ];
    begins_and_counts(text, &BEGINNINGS)
}

/// One of these words, and a number somewhere behind it.
fn begins_and_counts(text: &str, beginnings: &[&str]) -> bool {
    let line = crate::clean::cues::plain(text);
    text.contains(|c: char| c.is_ascii_digit())
        && beginnings.iter().any(|word| line.starts_with(word))
}

/// A date and little else, or when it was changed.
pub fn is_dateline(text: &str) -> bool {
    const CHANGED: [&str; 7] = [
        "updated",
        "last updated",
        "last modified",
        "aktualisiert",
        "mis à jour",
        "actualizado",
        "atualizado",
    ];
    if is_of_publication(text) || begins_and_counts(text, &CHANGED) {
        return true;
    }
    let line = crate::clean::cues::plain(text);
    instant(text).is_some()
        && in_figures(text).bytes().filter(u8::is_ascii_digit).count() >= 5
        && !line.ends_with('。')
        && (!line.ends_with('.') || line.ends_with(" a.m.") || line.ends_with(" p.m."))
}

/// A point in time out of one of the ways in which pages write it.
pub fn instant(text: &str) -> Option<Timestamp> {
    read(text).map(|told| told.time)
}

fn read(text: &str) -> Option<Told> {
    let text = text.trim();
    if text.len() < SHORTEST || text.len() > LONGEST && text.chars().count() > LONGEST {
        return None;
    }
    let text = &*in_figures(text);
    let sure = exact(text).or_else(|| epoch(text)).map(|it| (it, false));
    let (seconds, is_doubtful) = sure.or_else(|| written(text))?;
    let time = jiff::Timestamp::from_second(seconds).ok()?;
    let year = jiff::tz::TimeZone::UTC.to_datetime(time).year();
    (1990..2100).contains(&year).then(|| Told {
        time: Timestamp::from_seconds(seconds),
        is_doubtful,
    })
}

const ZONED: [&str; 4] = [
    "%Y-%m-%d %H:%M:%S %z",
    "%Y-%m-%dT%H:%M%z",
    "%Y-%m-%dT%H:%M:%S%.f%z",
    "%a %b %d %H:%M:%S %z %Y",
];

fn exact(text: &str) -> Option<i64> {
    if let Ok(time) = text.parse::<jiff::Timestamp>() {
        return Some(time.as_second());
    }
    if let Ok(time) = text.parse::<civil::DateTime>() {
        return utc(time);
    }
    if let Ok(time) = jiff::fmt::rfc2822::parse(text) {
        return Some(time.timestamp().as_second());
    }
    ZONED
        .iter()
        .find_map(|format| jiff::Timestamp::strptime(format, text).ok())
        .map(jiff::Timestamp::as_second)
        .or_else(|| {
            begins_as_iso(text)
                .then(|| date::parse(text))
                .flatten()
                .map(Timestamp::seconds)
        })
}

/// "2024-03-05T10:00", whatever is behind it.
fn begins_as_iso(text: &str) -> bool {
    let form = b"0000-00-00T00:00";
    text.len() >= form.len()
        && form
            .iter()
            .zip(text.bytes())
            .all(|(wanted, byte)| match wanted {
                b'0' => byte.is_ascii_digit(),
                _ => byte == *wanted,
            })
}

fn utc(time: civil::DateTime) -> Option<i64> {
    let zoned = time.to_zoned_datetime(jiff::tz::TimeZone::UTC).ok()?;
    Some(zoned.timestamp().as_second())
}

fn epoch(text: &str) -> Option<i64> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    match text.len() {
        10 => Some(number),
        13 => Some(number / 1000),
        8 => {
            let day = i8::try_from(number % 100).ok()?;
            let month = i8::try_from(number / 100 % 100).ok()?;
            let year = i16::try_from(number / 10_000).ok()?;
            utc(civil::Date::new(year, month, day)
                .ok()?
                .to_datetime(civil::Time::midnight()))
        }
        _ => None,
    }
}

/// "Published: Nov 19, 2019 at 4:05 pm", "19 November 2019", "19-Nov-2019", "19.11.2019, 16:05"; and
/// whether day and month may be the other way round.
fn written(text: &str) -> Option<(i64, bool)> {
    let joined = without_hyphens(text);
    let words: Vec<String> = joined
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '(' | ')'))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let is_american = words.iter().any(|word| {
        let half = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':');
        matches!(half, "am" | "pm" | "a.m." | "p.m.")
    });
    let named = named_date(&words)
        .or_else(|| with_units(text))
        .map(|date| (date, false));
    let figures = || words.iter().find_map(|word| figures(word, is_american));
    let (date, is_doubtful) = named.or_else(figures)?;
    let clock = clock(&words);
    let local = utc(date.to_datetime(clock.unwrap_or(civil::Time::midnight())))?;
    Some((in_its_zone(text, local, clock.is_some()), is_doubtful))
}

/// "19-Nov-2019" as "19 Nov 2019".
fn without_hyphens(text: &str) -> std::borrow::Cow<'_, str> {
    let named = text.split_whitespace().find(|word| {
        let mut parts = word.split('-');
        let is_day = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        parts.next().is_some_and(is_day)
            && parts
                .next()
                .is_some_and(|part| month(&part.to_lowercase()).is_some())
            && parts.next().is_some_and(is_day)
            && parts.next().is_none()
    });
    named.map_or(text.into(), |word| {
        text.replacen(word, &word.replace('-', " "), 1).into()
    })
}

/// The same day with the zone that stands behind the clock, and clocks like "10h30": as the dates of
/// feeds are read, unless that finds another day in what stands around it.
fn in_its_zone(text: &str, local: i64, has_clock: bool) -> i64 {
    const DAY: i64 = 24 * 3600;
    const FARTHEST: i64 = 14 * 3600;
    let read = date::parse(&without_small(text)).map(Timestamp::seconds);
    let most = FARTHEST + if has_clock { 0 } else { DAY };
    read.filter(|read| (read - local).abs() <= most)
        .unwrap_or(local)
}

/// Without small words that name zones when they are written large: "10h30 et mis à jour".
fn without_small(text: &str) -> String {
    const WORDS: [&str; 16] = [
        "art", "at", "bot", "cat", "cot", "ct", "eat", "est", "et", "ist", "met", "mt", "pt",
        "west", "wit", "z",
    ];
    let words = text.split_whitespace().filter(|word| !WORDS.contains(word));
    words.collect::<Vec<_>>().join(" ")
}

/// The digits of other scripts as those of this one.
fn in_figures(text: &str) -> std::borrow::Cow<'_, str> {
    const ZEROS: [u32; 6] = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10];
    let figure = |c: char| {
        let zero = ZEROS
            .iter()
            .find(|zero| (**zero..**zero + 10).contains(&u32::from(c)))?;
        char::from_digit(u32::from(c) - zero, 10)
    };
    if text.is_ascii() || !text.contains(|c: char| figure(c).is_some()) {
        return text.into();
    }
    text.chars().map(|c| figure(c).unwrap_or(c)).collect()
}

/// 2026年11月28日, 2026년 11월 28일.
fn with_units(text: &str) -> Option<civil::Date> {
    let mut rest = text;
    let mut number = |units: [char; 2]| -> Option<i16> {
        let (before, behind) = rest.split_once(units)?;
        rest = behind;
        let digits = before.rsplit(|c: char| !c.is_ascii_digit()).next()?;
        digits.parse().ok()
    };
    let (year, month, day) = (
        number(['年', '년'])?,
        number(['月', '월'])?,
        number(['日', '일'])?,
    );
    let is_year = (1990..2100).contains(&year);
    let date = civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    date.ok().filter(|_| is_year)
}

/// A month's name with a day and a year beside it.
fn named_date(words: &[String]) -> Option<civil::Date> {
    let number = |at: Option<usize>| -> Option<i16> {
        let word = words.get(at?)?;
        let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    };
    // "Mara Quay, 5 May 2024": what begins like a month may be none.
    words.iter().enumerate().find_map(|(place, word)| {
        let month = month(word)?;
        let before = number(place.checked_sub(1));
        // "19 de noviembre de 2019"
        let before = before.or_else(|| number(place.checked_sub(2)));
        let (next, after) = (number(Some(place + 1)), number(Some(place + 2)));
        let ((_, Some(day @ 1..=31), Some(year @ 1990..))
        | (Some(year @ 1990..), Some(day @ 1..=31), _)
        | (Some(day @ 1..=31), Some(year @ 1990..), _)
        | (Some(day @ 1..=31), None, Some(year @ 1990..))) = (before, next, after)
        else {
            return None;
        };
        civil::Date::new(year, month, i8::try_from(day).ok()?).ok()
    })
}

/// By the first letters, in the languages that write Latin letters most.
pub fn month(word: &str) -> Option<i8> {
    const STEMS: [&[&str]; 12] = [
        &["jan", "ene", "gen", "ján", "ocak", "stycz"],
        &["feb", "fév", "fev", "únor", "şubat", "fabrairu", "luteg"],
        &["mar", "mär", "mrt", "maa", "mrz"],
        &["apr", "abr", "avr", "nisan", "afrilu", "kwiet"],
        &["may", "mai", "mei", "maj", "mag"],
        &["jun", "juin", "giu", "haziran", "yuni", "czerw"],
        &["jul", "juil", "lug", "temmuz", "yuli", "lipca"],
        &["aug", "ago", "août", "aoû", "ağustos", "agust", "sierp"],
        &["sep", "set", "eylül", "satumba", "wrześ"],
        &["oct", "okt", "out", "ott", "ekim", "paźdz"],
        &["nov", "kasım", "nuwamba", "listopada"],
        &[
            "dec", "dez", "déc", "dic", "desember", "aralık", "disamba", "grudni",
        ],
    ];
    let word = word.trim_end_matches('.');
    let is_latin = |c: char| u32::from(c) < 0x370 || (0x1e00..0x1f00).contains(&u32::from(c));
    if !word.starts_with(is_latin) {
        return date::month(word);
    }
    if word.chars().count() < 3
        || word.chars().count() > 10
        || !word.chars().all(char::is_alphabetic)
    {
        return None;
    }
    // "mars" and "maart" are months, "market" is not.
    let is_plain = |stem: &str| {
        word.starts_with(stem)
            && !matches!(word, "market" | "mark" | "second" | "set" | "out" | "may" if stem != "may")
    };
    let exact: [&str; 2] = ["juin", "juillet"];
    if word == exact[0] {
        return Some(6);
    }
    if word.starts_with("juil") {
        return Some(7);
    }
    STEMS
        .iter()
        .position(|stems| stems.iter().any(|stem| is_plain(stem)))
        .map(|at| at as i8 + 1)
}

/// 2019-11-19, 2019/11/19, 19.11.2019, 19/11/2019; month first only where it cannot be a day, or where
/// the clock is of twelve hours. True: either may be meant.
fn figures(word: &str, is_american: bool) -> Option<(civil::Date, bool)> {
    let parts: Vec<i16> = word
        .trim_end_matches(['.', ';'])
        .split(['-', '/', '.'])
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let [a, b, c] = parts.as_slice() else {
        return None;
    };
    let is_month_first = is_american && word.contains('/') && *a <= 12;
    let is_either = !word.contains('.') && *a <= 12 && *b <= 12 && a != b;
    let (year, month, day, is_doubtful) = match (*a, *b, *c) {
        (year @ 1990.., month, day) => (year, month, day, false),
        (first, second, year @ 1990..) if second > 12 || is_month_first => {
            (year, first, second, is_either)
        }
        (first, second, year @ 1990..) => (year, second, first, is_either),
        _ => return None,
    };
    let date = civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some((date, is_doubtful))
}

fn clock(words: &[String]) -> Option<civil::Time> {
    let (place, (hour, minute)) = words.iter().enumerate().find_map(|(i, word)| {
        let (hour, minute) = word.split_once(':')?;
        let hour: i8 = hour.parse().ok()?;
        let digits: String = minute.chars().take(2).collect();
        Some((i, (hour, digits.parse::<i8>().ok()?)))
    })?;
    let tail = [words.get(place), words.get(place + 1)];
    let is_late = tail
        .iter()
        .flatten()
        .any(|w| w.ends_with("pm") || w.ends_with("p.m."));
    let is_early = tail
        .iter()
        .flatten()
        .any(|w| w.ends_with("am") || w.ends_with("a.m."));
    let hour = match hour {
        12 if is_early => 0,
        1..=11 if is_late => hour + 12,
        _ => hour,
    };
    civil::Time::new(hour, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: &[(&str, &str)]) {
        for (text, wanted) in rows {
            let wanted: jiff::Timestamp = wanted.parse().unwrap();
            let time = instant(text).map(Timestamp::seconds);
            assert_eq!(time, Some(wanted.as_second()), "{text}");
        }
    }

    #[test]
    fn the_zone_behind_a_clock_counts_in_every_form() {
        check(&[
            (
                "Tue Mar 05 2024 10:00:00 GMT-0800 (Pacific Standard Time)",
                "2024-03-05T18:00:00Z",
            ),
            ("2024-03-05 10:00:00 -0800 PST", "2024-03-05T18:00:00Z"),
            ("10:30 p.m. ET, Tue March 5, 2024", "2024-03-06T03:30:00Z"),
            ("March 5, 2024 10:00 AM PT", "2024-03-05T18:00:00Z"),
            ("2024-03-05T10:00:00 -08:00", "2024-03-05T18:00:00Z"),
            ("5 mars 2024 à 10h30", "2024-03-05T10:30:00Z"),
        ]);
    }

    #[test]
    fn a_month_that_is_named_may_stand_between_hyphens_or_behind_the_year() {
        check(&[
            ("By: Quay on 04-ago-2021 5:11:10", "2021-08-04T05:11:10Z"),
            ("19-Nov-2019", "2019-11-19T00:00:00Z"),
            ("2023 Jan 7", "2023-01-07T00:00:00Z"),
        ]);
    }

    #[test]
    fn months_and_digits_of_other_languages_are_read() {
        check(&[
            ("2026年11月28日 09:30", "2026-11-28T09:30:00Z"),
            ("発行：2026年11月28日", "2026-11-28T00:00:00Z"),
            ("2026년 11월 28일", "2026-11-28T00:00:00Z"),
            ("28 ноября 2026, 09:30", "2026-11-28T09:30:00Z"),
            ("Мария Причал, 28 листопада 2026", "2026-11-28T00:00:00Z"),
            ("28 Νοεμβρίου 2026", "2026-11-28T00:00:00Z"),
            ("28 نوفمبر 2026", "2026-11-28T00:00:00Z"),
            ("٢٨ نوفمبر ٢٠٢٦", "2026-11-28T00:00:00Z"),
            ("28 Kasım 2026", "2026-11-28T00:00:00Z"),
            ("28 ga Nuwamba 2026", "2026-11-28T00:00:00Z"),
            ("Mara Quay, 5 May 2024", "2024-05-05T00:00:00Z"),
        ]);
        assert_eq!(instant("2026年の橋は2027年11月に開く"), None);
    }

    #[test]
    fn small_words_behind_a_clock_are_no_zones() {
        check(&[
            (
                "Publié le 5 mars 2024 à 10:30 et mis à jour",
                "2024-03-05T10:30:00Z",
            ),
            ("5 maart 2024 10:30 met beeld", "2024-03-05T10:30:00Z"),
        ]);
    }

    #[test]
    fn figures_with_a_clock_of_twelve_hours_begin_with_the_month() {
        check(&[
            ("3/5/2024 10:00:00 AM", "2024-03-05T10:00:00Z"),
            ("3/5/2024 10:00pm", "2024-03-05T22:00:00Z"),
            ("25/3/2024 10:00 PM", "2024-03-25T22:00:00Z"),
            ("3/5/2024 10:00", "2024-05-03T10:00:00Z"),
            ("5.3.2024", "2024-03-05T00:00:00Z"),
        ]);
        let is_doubtful = |text: &str| read(text).is_some_and(|told| told.is_doubtful);
        assert!(is_doubtful("3/5/2024 10:00:00 AM") && is_doubtful("03-05-2024"));
        assert!(!is_doubtful("5.3.2024") && !is_doubtful("3/25/2024") && !is_doubtful("3/3/2024"));
        assert!(!is_doubtful("2024-03-05"));
    }
}
