//! An internet of outlets behind one loopback server that clients use as their proxy: each feed behaves
//! in a way of its own, and everything that was asked is remembered with its time and its answer.
//! Used by the week of polling and, over real time, by a bench.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop here")]

use crate::server::{Answer, Asked, Server, answer, head};
use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex};

pub const HOUR: i64 = 3600;
pub const DAY: i64 = 24 * HOUR;

/// The ways to behave. A feed's address names its way.
pub const WAYS: [&str; 42] = [
    "etag",
    "modified",
    "both",
    "fresh304",
    "newtag",
    "plain",
    "expires0",
    "maxage",
    "expires",
    "skewed",
    "ttl",
    "sy",
    "skiphours",
    "skipdays",
    "busy",
    "quiet",
    "moved301",
    "moved308",
    "flapping",
    "found302",
    "see303",
    "temporary307",
    "loop",
    "long",
    "gone410",
    "notfound404",
    "forbidden403",
    "auth401",
    "teapot418",
    "wait429",
    "date429",
    "bare429",
    "down503",
    "redirectwait",
    "error500",
    "recovering",
    "closed",
    "truncated",
    "page",
    "empty",
    "packed",
    "always304",
];

/// A request and what it was answered.
#[derive(Clone, Debug)]
pub struct Visit {
    pub at: i64,
    pub way: String,
    /// One feed, whatever address of it was asked.
    pub feed: String,
    pub host: String,
    pub url: String,
    pub head: String,
    pub etag: Option<String>,
    pub modified: Option<String>,
    pub reply: Reply,
}

#[derive(Clone, Debug, Default)]
pub struct Reply {
    /// 0: the connection is closed without a word.
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    /// The body is a feed that came whole.
    pub is_sound: bool,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|it| it.0 == name);
        found.map(|it| it.1.as_str())
    }
}

/// How long things take: an hour of the outlets is so many seconds of the clock.
#[derive(Clone, Copy)]
pub struct Scale {
    pub hour: i64,
}

#[derive(Clone)]
pub struct Internet {
    pub log: Arc<Mutex<Vec<Visit>>>,
    scale: Scale,
    now: Arc<dyn Fn() -> i64 + Send + Sync>,
    /// How often an address was asked, and when last.
    before: Arc<Mutex<HashMap<String, (i64, i64)>>>,
}

/// `count` feeds, a way after the other; two of three have a host of their own.
pub fn urls(count: usize) -> Vec<String> {
    let url = |number: usize| {
        let way = WAYS[number % WAYS.len()];
        let group = number / WAYS.len();
        let host = if group.is_multiple_of(3) {
            format!("{way}{group}.example")
        } else {
            format!("{way}.shared.example")
        };
        format!("http://{host}/{way}-{number}/feed")
    };
    (0..count).map(url).collect()
}

impl Internet {
    pub fn new(scale: Scale, now: Arc<dyn Fn() -> i64 + Send + Sync>) -> Self {
        Self {
            log: Arc::default(),
            scale,
            now,
            before: Arc::default(),
        }
    }

    pub fn serve(&self) -> Server {
        let own = self.clone();
        Server::start(move |asked| own.answer(asked))
    }

    /// As the proxy, which is asked for whole addresses.
    fn answer(&self, asked: &Asked) -> Answer {
        let url = asked.path.clone();
        let rest = url.strip_prefix("http://").unwrap_or_default();
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (feed, place) = path.split_once('/').unwrap_or((path, ""));
        let way = feed.split('-').next().unwrap_or_default().to_owned();
        let of = |name: &str| asked.header(name).map(str::to_owned);
        let mut visit = Visit {
            at: (self.now)(),
            feed: feed.to_owned(),
            host: host.to_owned(),
            head: asked.head.clone(),
            etag: of("If-None-Match"),
            modified: of("If-Modified-Since"),
            way,
            url: url.clone(),
            reply: Reply::default(),
        };
        let mut log = self.log.lock().unwrap();
        let mut before = self.before.lock().unwrap();
        let (count, last) = before.entry(url.clone()).or_default();
        let turn = Turn {
            visit: &visit,
            place,
            before: *count,
            last: *last,
            hour: self.scale.hour,
        };
        visit.reply = turn.reply();
        (*count, *last) = (*count + 1, visit.at);
        let sent = sent(&visit);
        log.push(visit);
        sent
    }
}

/// Bytes for an answer.
fn sent(visit: &Visit) -> Answer {
    let reply = &visit.reply;
    let headers: Vec<(&str, &str)> = reply
        .headers
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    match visit.way.as_str() {
        _ if reply.status == 0 => Answer::Bytes(Vec::new()),
        "truncated" => {
            let mut bytes = head(reply.status, &headers, Some(reply.body.len()));
            bytes.extend_from_slice(&reply.body.as_bytes()[..reply.body.len() * 2 / 3]);
            Answer::Bytes(bytes)
        }
        "packed" if reply.status == 200 => {
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            packer.write_all(reply.body.as_bytes()).unwrap();
            answer(reply.status, &headers, &packer.finish().unwrap())
        }
        _ => answer(reply.status, &headers, reply.body.as_bytes()),
    }
}

/// One request in its feed's story.
struct Turn<'a> {
    visit: &'a Visit,
    place: &'a str,
    /// How often this address was asked before.
    before: i64,
    last: i64,
    hour: i64,
}

impl Turn<'_> {
    fn reply(&self) -> Reply {
        let at = self.visit.at;
        match self.visit.way.as_str() {
            "moved301" | "moved308" | "flapping" | "found302" | "see303" | "temporary307"
            | "loop" | "long" | "redirectwait" => self.redirecting(),
            "gone410" if self.before >= 2 => status(410),
            "notfound404" => status(404),
            "forbidden403" => status(403),
            "auth401" => status(401),
            "teapot418" => status(418),
            "wait429" if self.before % 2 == 1 => {
                status(429).with("Retry-After", (2 * self.hour).to_string())
            }
            "date429" if self.before % 2 == 1 => {
                status(429).with("Retry-After", date(at + 5 * self.hour))
            }
            "bare429" if self.before % 3 == 1 => status(429),
            "down503" => status(503).with("Retry-After", date(at + 30 * self.hour)),
            "error500" => status(500),
            "recovering" if self.before % 5 < 3 => status(502),
            "closed" if self.before % 2 == 1 => status(0),
            "page" => {
                let body = "<!DOCTYPE html><html><body><form>Sign in</form></body></html>";
                status(200).with("ETag", "\"page\"").saying(body)
            }
            "empty" => status(200).with("ETag", "\"empty\""),
            "always304" => status(304).with("ETag", "\"always\""),
            _ => self.feed(),
        }
    }

    fn redirecting(&self) -> Reply {
        let host = &self.visit.host;
        let to = |status_code: u16, place: &str| {
            let feed = &self.visit.feed;
            status(status_code).with("Location", format!("http://{host}/{feed}/{place}"))
        };
        match (self.visit.way.as_str(), self.place) {
            ("moved301", "feed") => to(301, "new"),
            ("moved308", "feed") => to(308, "between"),
            ("moved308", "between") => to(301, "new"),
            ("flapping", "feed") if self.before % 2 == 1 => to(301, "new"),
            ("found302", "feed") => to(302, "new"),
            ("see303", "feed") => to(303, "new"),
            ("temporary307", "feed") => to(307, "new"),
            ("loop", "feed") => to(301, "other"),
            ("loop", _) => to(301, "feed"),
            ("redirectwait", "feed") => {
                to(302, "new").with("Retry-After", (3 * self.hour).to_string())
            }
            ("long", place) => {
                let number: u32 = place.parse().unwrap_or(0);
                to(302, &(number + 1).to_string())
            }
            _ => self.feed(),
        }
    }

    /// Validators and wishes as the way has them, 304 for who has it already.
    fn feed(&self) -> Reply {
        let (at, way) = (self.visit.at, self.visit.way.as_str());
        // When its newest entry appeared.
        let step = match way {
            "busy" | "maxage" => self.hour / 3,
            "quiet" => 60 * 24 * self.hour,
            _ => 3 * self.hour,
        };
        let newest = at - at % step;
        let tag = format!("W/\"{newest} ü\"");
        let is_known = match way {
            "newtag" => false,
            // Whatever tag it was, it is that of the answer before.
            "fresh304" => self.visit.etag.is_some() && self.last >= newest,
            _ => {
                self.visit.etag.as_deref() == Some(tag.as_str())
                    || self.visit.etag.is_none() && self.visit.modified == Some(date(newest))
            }
        };
        let mut reply = Reply {
            is_sound: true,
            ..status(200)
        };
        match way {
            "plain" => {}
            "modified" => reply = reply.with("Last-Modified", date(newest)),
            "both" => reply = reply.with("ETag", tag).with("Last-Modified", date(newest)),
            "newtag" => reply = reply.with("ETag", format!("\"{}\"", self.before)),
            _ => reply = reply.with("ETag", tag),
        }
        reply = match way {
            "expires0" => reply.with("Expires", "0"),
            "maxage" => reply.with(
                "Cache-Control",
                format!("public, max-age={}", 4 * self.hour),
            ),
            "expires" => reply.with("Expires", date(at + 5 * self.hour)),
            // A server whose clock is a day behind: what counts is how much later it is there.
            "skewed" => reply
                .with("Date", date(at - 24 * self.hour))
                .with("Expires", date(at - 21 * self.hour)),
            "packed" => reply.with("Content-Encoding", "gzip"),
            _ => reply.with("Set-Cookie", "id=1; Path=/"),
        };
        if way == "truncated" {
            reply.is_sound = false;
        }
        if is_known {
            reply.status = 304;
            if way == "fresh304" {
                reply.headers.retain(|it| it.0 != "ETag");
                reply = reply.with("ETag", format!("\"{}\"", self.before));
            }
            return reply;
        }
        reply.saying(&self.document(newest, step))
    }

    fn document(&self, newest: i64, step: i64) -> String {
        let minutes = |hours: i64| (hours * self.hour).div_euclid(60).max(1);
        let wish = match self.visit.way.as_str() {
            "ttl" => format!("<ttl>{}</ttl>", minutes(5)),
            "sy" => {
                "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
                    .to_owned()
            }
            "skiphours" => {
                let hours: String = (0..12).map(|it| format!("<hour>{it}</hour>")).collect();
                format!("<skipHours>{hours}</skipHours>")
            }
            "skipdays" => "<skipDays><day>Saturday</day><day>Sunday</day></skipDays>".to_owned(),
            _ => String::new(),
        };
        let items: String = (0..4)
            .map(|back| {
                let time = newest - back * step;
                format!(
                    "<item><title>At {time}</title><guid>urn:{}:{time}</guid><pubDate>{}</pubDate></item>",
                    self.visit.feed,
                    date(time)
                )
            })
            .collect();
        format!(
            "<rss version='2.0' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel>\
             <title>{}</title>{wish}{items}</channel></rss>",
            self.visit.feed
        )
    }
}

fn status(status: u16) -> Reply {
    Reply {
        status,
        ..Reply::default()
    }
}

impl Reply {
    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn saying(mut self, body: &str) -> Self {
        self.body = body.to_owned();
        self
    }
}

/// As HTTP writes it.
pub fn date(seconds: i64) -> String {
    let time = tidings::model::Timestamp::from_seconds(seconds);
    let time = time.in_zone(&jiff::tz::TimeZone::UTC);
    time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
