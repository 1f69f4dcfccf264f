//! What a webmaster reads out of a log: each request that the rules of polite polling forbid, in words.
//! Worked out from the answers alone, by the rules as they are written down, not by our scheduler.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop here")]

use crate::internet::{DAY, Reply, Visit, date};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The reader's settings, and constants of the rules, in seconds.
pub struct Rules {
    pub interval: i64,
    pub longest: i64,
    /// By which the clock of the log may be behind.
    pub slack: i64,
}

/// Everything forbidden that was asked.
pub fn complaints(log: &[Visit], subscribed: &[String], rules: &Rules) -> Vec<String> {
    let mut all = Vec::new();
    let mut of_feed: BTreeMap<&str, Vec<&Visit>> = BTreeMap::new();
    for visit in log {
        manners(visit, subscribed, &mut all);
        of_feed.entry(&visit.feed).or_default().push(visit);
    }
    for visits in of_feed.values() {
        let polls = polls(visits, rules);
        times(&polls, rules, &mut all);
        validators(&polls, &mut all);
        for poll in &polls {
            let addresses: HashSet<&str> = poll.iter().map(|it| it.url.as_str()).collect();
            if poll.len() > 11 || addresses.len() < poll.len() {
                all.push(format!("{}: a loop was walked", told(poll[0])));
            }
        }
    }
    hosts(log, rules, &mut all);
    all
}

fn told(visit: &Visit) -> String {
    format!("{} at {}", visit.url, date(visit.at))
}

/// A request by itself: honest, and for something that was subscribed to or led to.
fn manners(visit: &Visit, subscribed: &[String], all: &mut Vec<String>) {
    let mut complain = |what: &str| all.push(format!("{}: {what}", told(visit)));
    let has = |name: &str| {
        let lines = visit.head.lines();
        let mut names = lines.filter_map(|line| line.split_once(':'));
        names.any(|line| line.0.eq_ignore_ascii_case(name))
    };
    for header in ["Cookie", "Referer", "Authorization", "From"] {
        if has(header) {
            complain(&format!("sends {header}"));
        }
    }
    if !visit.head.contains("tidings/") || !visit.head.contains("(+http") {
        complain("does not say who asks");
    }
    if visit.url.contains(['?', '#']) {
        complain("something was added to the address");
    }
    let place = visit.url.rsplit_once('/').map_or("", |it| it.0);
    if !subscribed.iter().any(|url| url.starts_with(place)) {
        complain("nobody subscribed to it");
    }
}

fn sent_on(visit: &Visit) -> Option<&str> {
    let is_redirect = matches!(visit.reply.status, 301 | 302 | 303 | 307 | 308);
    visit.reply.header("Location").filter(|_| is_redirect)
}

/// Requests of one poll: the address that is stored, then where it was sent.
fn polls<'a>(visits: &[&'a Visit], rules: &Rules) -> Vec<Vec<&'a Visit>> {
    let mut polls: Vec<Vec<&Visit>> = Vec::new();
    let mut goes_on = None;
    for visit in visits {
        match polls.last_mut() {
            Some(poll)
                if goes_on == Some(&*visit.url)
                    && visit.at - poll[poll.len() - 1].at <= rules.slack =>
            {
                poll.push(visit);
            }
            _ => polls.push(vec![visit]),
        }
        goes_on = sent_on(visit);
    }
    polls
}

/// Polls of one feed come no sooner than the answers before them allow.
fn times(polls: &[Vec<&Visit>], rules: &Rules, all: &mut Vec<String>) {
    let mut failures = 0_u32;
    let mut hints = Hints::default();
    for pair in polls.windows(2) {
        let (before, next) = (&pair[0], pair[1][0]);
        let last = before[before.len() - 1];
        let reply = &last.reply;
        let is_good = reply.is_sound || reply.status == 304 && last.way != "always304";
        // A cut answer is a failure, though its whole entries count.
        failures = if is_good { 0 } else { failures + 1 };
        if is_good && !reply.body.is_empty() {
            hints = Hints::of(&reply.body);
        }
        let doubled = rules.interval << failures.saturating_sub(1).min(20);
        let wait = match reply.status {
            410 => i64::MAX / 4,
            _ if is_good => wish(last, &hints, rules),
            403 | 404 | 408 | 0 | 500.. => doubled.min(DAY),
            300..400 => doubled.min(DAY),
            429 => rules.interval,
            400..500 => DAY,
            _ => doubled.min(DAY),
        };
        let asked = before.iter().filter_map(|it| retry_after(it)).max();
        let earliest = (last.at + wait).max(asked.unwrap_or(0));
        if next.at + rules.slack < earliest {
            let status = reply.status;
            let wanted = date(earliest);
            all.push(format!(
                "{}: after {status} not before {wanted}",
                told(next)
            ));
        }
        if hints.excludes(next.at) {
            all.push(format!("{}: in an hour that the feed excludes", told(next)));
        }
    }
}

/// Seconds that a sound answer asks for.
fn wish(visit: &Visit, hints: &Hints, rules: &Rules) -> i64 {
    let reply = &visit.reply;
    let age = reply.header("Cache-Control").and_then(|it| {
        let value = it.split("max-age=").nth(1)?;
        value.split(',').next()?.trim().parse::<i64>().ok()
    });
    let has_any = ["ETag", "Last-Modified"].map(|name| reply.header(name).is_some());
    let is_stale = reply.header("Expires") == Some("0");
    let everything = if has_any == [false, false] || is_stale {
        DAY
    } else {
        0
    };
    let wishes = [rules.interval, age.unwrap_or(0), expires(visit), hints.wait];
    // The reader's longest bounds what a server may wish, not what it costs it.
    let wish = wishes.into_iter().max().unwrap_or(0);
    wish.max(everything).min(rules.longest.max(rules.interval))
}

/// By the server's own clock where it tells it.
fn expires(visit: &Visit) -> i64 {
    let seconds = |name: &str| visit.reply.header(name).and_then(parse);
    seconds("Expires").map_or(0, |it| it - seconds("Date").unwrap_or(visit.at))
}

fn parse(text: &str) -> Option<i64> {
    let form = "%a, %d %b %Y %H:%M:%S GMT";
    let time = jiff::civil::DateTime::strptime(form, text).ok()?;
    let since = time
        .since(jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0))
        .ok()?;
    Some(since.total(jiff::Unit::Second).ok()? as i64)
}

fn retry_after(visit: &Visit) -> Option<i64> {
    let text = visit.reply.header("Retry-After")?;
    let until = match text.parse::<i64>() {
        Ok(seconds) => visit.at + seconds,
        Err(_) => parse(text)?,
    };
    Some(until.min(visit.at + 7 * DAY))
}

/// What the newest document wishes, found by its words.
#[derive(Default)]
struct Hints {
    wait: i64,
    hours: Vec<i64>,
    is_weekend_off: bool,
}

impl Hints {
    fn of(body: &str) -> Self {
        let between = |from: &str, to: &str| -> Vec<String> {
            let parts = body.split(from).skip(1);
            parts
                .filter_map(|it| it.split(to).next().map(str::to_owned))
                .collect()
        };
        let number = |text: &String| text.parse::<i64>().unwrap();
        let ttl = between("<ttl>", "</ttl>").first().map(number);
        let often = between("<sy:updateFrequency>", "</sy").first().map(number);
        Self {
            wait: ttl
                .map(|it| it * 60)
                .or(often.map(|it| DAY / it))
                .unwrap_or(0),
            hours: between("<hour>", "</hour>").iter().map(number).collect(),
            is_weekend_off: body.contains("<day>Saturday</day>"),
        }
    }

    fn excludes(&self, at: i64) -> bool {
        // 1970-01-01 was a Thursday.
        let day = (at.div_euclid(DAY) + 3).rem_euclid(7);
        self.hours.contains(&(at.rem_euclid(DAY) / 3600)) || self.is_weekend_off && day >= 5
    }
}

/// Validators go back as they came, to the address that gave them, from the first sound answer on.
fn validators(polls: &[Vec<&Visit>], all: &mut Vec<String>) {
    // Of the last sound answer: address, ETag, Last-Modified.
    let mut known: Option<(String, Option<String>, Option<String>)> = None;
    for visit in polls.iter().flatten() {
        let sent = (visit.etag.clone(), visit.modified.clone());
        let due = match &known {
            Some((url, etag, modified)) if *url == visit.url => (etag.clone(), modified.clone()),
            _ => (None, None),
        };
        // Bytes beyond ASCII come as they are.
        if sent != due {
            let words = format!("sends {sent:?} where {due:?} is due");
            all.push(format!("{}: {words}", told(visit)));
        }
        let reply = &visit.reply;
        let of = |name: &str| reply.header(name).map(str::to_owned);
        let is_stale = of("Expires").as_deref() == Some("0");
        match reply.status {
            200 if reply.is_sound && is_stale => known = None,
            200 if reply.is_sound => {
                known = Some((visit.url.clone(), of("ETag"), of("Last-Modified")));
            }
            304 if visit.etag.is_some() || visit.modified.is_some() => {
                let (_, etag, modified) = known.take().unwrap_or_default();
                let etag = of("ETag").or(etag);
                known = Some((visit.url.clone(), etag, of("Last-Modified").or(modified)));
            }
            _ => {}
        }
    }
}

/// A host that asked to wait is left alone by all its feeds; two may have been under way.
fn hosts(log: &[Visit], rules: &Rules, all: &mut Vec<String>) {
    let mut until: HashMap<&str, (i64, i64)> = HashMap::new();
    let mut goes_on: HashMap<&str, Option<&str>> = HashMap::new();
    for visit in log {
        let is_sent_on = goes_on.insert(&visit.feed, sent_on(visit)).flatten() == Some(&*visit.url);
        if let Some((asked_at, until)) = until.get(visit.host.as_str())
            && !is_sent_on
            && visit.at > *asked_at + rules.slack
            && visit.at + rules.slack < *until
        {
            all.push(format!("{}: its host asked to wait", told(visit)));
        }
        if let Some(wanted) = retry_after(visit) {
            let known = until.entry(&visit.host).or_insert((visit.at, wanted));
            *known = (visit.at, known.1.max(wanted));
        }
    }
    let mut refused: BTreeMap<(&str, i64), usize> = BTreeMap::new();
    for visit in log.iter().filter(|it| matches!(it.reply.status, 429 | 503)) {
        *refused.entry((&visit.host, visit.at)).or_default() += 1;
    }
    for ((host, at), count) in refused {
        if count > 2 {
            all.push(format!("{host} at {}: refused {count} at a time", date(at)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules {
        interval: 3600,
        longest: DAY,
        slack: 0,
    };

    fn visit(at: i64, reply: Reply) -> Visit {
        Visit {
            at: 1_763_980_000 + at,
            way: "etag".into(),
            feed: "etag-1".into(),
            host: "a.example".into(),
            url: "http://a.example/etag-1/feed".into(),
            head: "User-Agent: tidings/1 (+https://x)\r\n".into(),
            etag: None,
            modified: None,
            reply,
        }
    }

    fn reply(status: u16, headers: &[(&'static str, &str)]) -> Reply {
        Reply {
            status,
            headers: headers.iter().map(|it| (it.0, it.1.to_owned())).collect(),
            body: String::new(),
            is_sound: status == 200,
        }
    }

    fn judged(log: &[Visit]) -> String {
        let subscribed = ["http://a.example/etag-1/feed".to_owned()];
        complaints(log, &subscribed, &RULES).join("\n")
    }

    /// The judge sees each thing that is forbidden; else its silence would say nothing.
    #[test]
    fn every_kind_of_offence_is_seen() {
        let sound = || reply(200, &[("ETag", "\"a\"")]);
        let with_tag = |at, reply| Visit {
            etag: Some("\"a\"".into()),
            ..visit(at, reply)
        };
        let not_modified = || reply(304, &[]);
        let fine = [visit(0, sound()), with_tag(3600, not_modified())];
        assert_eq!(judged(&fine), "");
        let offences = [
            (
                "not before",
                vec![visit(0, sound()), with_tag(3599, not_modified())],
            ),
            ("is due", vec![visit(0, sound()), visit(3600, sound())]),
            ("is due", vec![with_tag(0, sound())]),
            (
                "not before",
                vec![visit(0, reply(200, &[])), visit(DAY - 1, reply(200, &[]))],
            ),
            (
                "after 429",
                vec![
                    visit(0, reply(429, &[("Retry-After", "7200")])),
                    visit(7199, sound()),
                ],
            ),
            (
                "its host asked",
                vec![
                    visit(0, reply(503, &[("Retry-After", "7200")])),
                    Visit {
                        feed: "etag-2".into(),
                        ..visit(3700, sound())
                    },
                ],
            ),
            (
                "after 410",
                vec![visit(0, reply(410, &[])), visit(6 * DAY, sound())],
            ),
            (
                "after 401",
                vec![visit(0, reply(401, &[])), visit(DAY - 1, sound())],
            ),
            (
                "after 500",
                vec![
                    visit(0, reply(500, &[])),
                    visit(3600, reply(500, &[])),
                    visit(3600 + 7199, sound()),
                ],
            ),
            (
                "refused 3",
                (0..3).map(|_| visit(0, reply(429, &[]))).collect(),
            ),
            (
                "sends Cookie",
                vec![Visit {
                    head: "User-Agent: tidings/1 (+https://x)\r\nCookie: a=b\r\n".into(),
                    ..visit(0, sound())
                }],
            ),
            (
                "nobody subscribed",
                vec![Visit {
                    url: "http://b.example/favicon.ico".into(),
                    ..visit(0, sound())
                }],
            ),
        ];
        for (words, log) in offences {
            let said = judged(&log);
            assert!(said.contains(words), "{words}: {said}");
        }
    }
}
