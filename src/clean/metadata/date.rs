//! When it was published and changed. Zones are kept; a time without one is taken as UTC.

use super::data::Article;
use super::head::Head;
use crate::clean::tree::{Id, Tree};
use crate::model::Timestamp;
use jiff::civil;

const PUBLISHED: [&str; 14] = [
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

pub fn dates(
    tree: &Tree,
    head: &Head,
    article: &Article,
    headline: Option<Id>,
) -> (Option<Timestamp>, Option<Timestamp>) {
    let told = |text: &Option<String>| text.as_deref().and_then(instant);
    let meta = |keys: &[&str]| keys.iter().find_map(|key| head.all(key).find_map(instant));
    let published = told(&article.published)
        .or_else(|| meta(&PUBLISHED))
        .or_else(|| marked(tree, headline, "datePublished"))
        .or_else(|| element(tree, headline))
        .or_else(|| visible(tree, headline));
    let updated = told(&article.updated)
        .or_else(|| meta(&UPDATED))
        .or_else(|| marked(tree, headline, "dateModified"));
    (
        published,
        updated.filter(|time| published.is_none_or(|first| *time > first)),
    )
}

fn marked(tree: &Tree, headline: Option<Id>, property: &str) -> Option<Timestamp> {
    nearest(tree, headline)
        .filter(|&id| {
            tree.attribute(id, "itemprop")
                .is_some_and(|p| p.contains(property))
        })
        .find_map(|id| value(tree, id))
}

/// The first `time` after the headline, else the last before it.
fn element(tree: &Tree, headline: Option<Id>) -> Option<Timestamp> {
    nearest(tree, headline)
        .filter(|&id| tree.tag(id) == "time")
        .find_map(|id| value(tree, id))
}

fn nearest(tree: &Tree, headline: Option<Id>) -> impl Iterator<Item = Id> {
    let from = headline.unwrap_or(0);
    (from..tree.nodes.len()).chain((0..from).rev())
}

fn value(tree: &Tree, id: Id) -> Option<Timestamp> {
    ["datetime", "content", "title"]
        .iter()
        .find_map(|name| tree.attribute(id, name).and_then(instant))
        .or_else(|| {
            let text = tree.text_of(id);
            (text.len() < 80).then(|| instant(&text)).flatten()
        })
}

fn visible(tree: &Tree, headline: Option<Id>) -> Option<Timestamp> {
    let from = headline?;
    let to = (from + NEAR).min(tree.nodes.len());
    (from..to)
        .chain((from.saturating_sub(NEAR / 4)..from).rev())
        .filter(|&id| tree.is_text(id))
        .map(|id| super::one_line(&tree.nodes[id].text))
        .filter(|text| (8..80).contains(&text.len()) && text.contains(|c: char| c.is_ascii_digit()))
        .find_map(|text| instant(&text))
}

/// A date and little else, or when it was changed.
pub fn is_dateline(text: &str) -> bool {
    let line = crate::clean::cues::plain(text);
    let is_cued = [
        "updated",
        "published",
        "posted on",
        "last updated",
        "last modified",
        "first published",
        "aktualisiert",
        "veröffentlicht",
        "publié le",
        "mis à jour",
        "publicado",
        "actualizado",
        "atualizado",
        "pubblicato",
    ]
    .iter()
    .any(|cue| line.starts_with(cue));
    if is_cued && text.contains(|c: char| c.is_ascii_digit()) {
        return true;
    }
    instant(text).is_some()
        && text.chars().filter(char::is_ascii_digit).count() >= 5
        && (!line.ends_with('.') || line.ends_with(" a.m.") || line.ends_with(" p.m."))
}

/// A point in time out of one of the ways in which pages write it.
pub fn instant(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.len() < 8 || text.len() > 80 {
        return None;
    }
    let seconds = exact(text)
        .or_else(|| epoch(text))
        .or_else(|| written(text))?;
    let time = jiff::Timestamp::from_second(seconds).ok()?;
    let year = jiff::tz::TimeZone::UTC.to_datetime(time).year();
    (1990..2100)
        .contains(&year)
        .then(|| Timestamp::from_seconds(seconds))
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

/// "Published: Nov 19, 2019 at 4:05 pm", "19 November 2019", "19.11.2019, 16:05".
fn written(text: &str) -> Option<i64> {
    let words: Vec<String> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '(' | ')'))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let date = named_date(&words).or_else(|| words.iter().find_map(|word| figures(word)))?;
    let time = clock(&words).unwrap_or(civil::Time::midnight());
    utc(date.to_datetime(time))
}

/// A month's name with a day and a year beside it.
fn named_date(words: &[String]) -> Option<civil::Date> {
    let (place, month) = words
        .iter()
        .enumerate()
        .find_map(|(i, w)| Some((i, month(w)?)))?;
    let number = |at: Option<usize>| -> Option<i16> {
        let word = words.get(at?)?;
        let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    };
    let before = number(place.checked_sub(1));
    // "19 de noviembre de 2019"
    let before = before.or_else(|| number(place.checked_sub(2)));
    let (next, after) = (number(Some(place + 1)), number(Some(place + 2)));
    let ((_, Some(day @ 1..=31), Some(year @ 1990..))
    | (Some(day @ 1..=31), Some(year @ 1990..), _)
    | (Some(day @ 1..=31), None, Some(year @ 1990..))) = (before, next, after)
    else {
        return None;
    };
    civil::Date::new(year, month, i8::try_from(day).ok()?).ok()
}

/// By the first letters, in the languages that write Latin letters most.
pub fn month(word: &str) -> Option<i8> {
    const STEMS: [&[&str]; 12] = [
        &["jan", "ene", "gen", "ján"],
        &["feb", "fév", "fev", "únor"],
        &["mar", "mär", "mrt", "maa", "mrz"],
        &["apr", "abr", "avr"],
        &["may", "mai", "mei", "maj", "mag"],
        &["jun", "juin", "giu"],
        &["jul", "juil", "lug"],
        &["aug", "ago", "août", "aoû"],
        &["sep", "set"],
        &["oct", "okt", "out", "ott"],
        &["nov"],
        &["dec", "dez", "déc", "dic"],
    ];
    let word = word.trim_end_matches('.');
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

/// 2019-11-19, 2019/11/19, 19.11.2019, 19/11/2019; month first only where it cannot be a day.
fn figures(word: &str) -> Option<civil::Date> {
    let parts: Vec<i16> = word
        .trim_end_matches(['.', ';'])
        .split(['-', '/', '.'])
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let [a, b, c] = parts.as_slice() else {
        return None;
    };
    let (year, month, day) = match (*a, *b, *c) {
        (year @ 1990.., month, day) => (year, month, day),
        (first, second, year @ 1990..) if second > 12 => (year, first, second),
        (first, second, year @ 1990..) => (year, second, first),
        _ => return None,
    };
    civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
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
