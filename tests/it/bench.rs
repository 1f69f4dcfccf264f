//! A store, a clock that tests set, and jobs over loopback or a transport that asks nobody.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop here")]

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use tidings::config::Config;
use tidings::fetch::{Answering, FetchError, Request, Response, Transport};
use tidings::jobs::{self, Clock, Context, Web};
use tidings::model::{
    Anchor, ArticleId, ArticleQuery, Feed, FeedId, FeedPolled, NewFeed, Report, Scope, Timestamp,
    Which,
};
use tidings::store::Store;

/// 2025-11-24 10:26:40 UTC, a Monday.
pub const START: i64 = 1_763_980_000;
pub const DAY: i64 = 86_400;

pub struct TestClock(pub AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(self.0.load(Ordering::SeqCst))
    }
}

/// A store in a folder of its own, with everything that jobs report.
pub struct Bench {
    folder: tempfile::TempDir,
    pub context: Context,
    pub clock: Arc<TestClock>,
    pub reports: Arc<Mutex<Vec<Report>>>,
}

impl Bench {
    pub fn new() -> Self {
        Self::with(Config::default())
    }

    pub fn with(config: Config) -> Self {
        let web = Web::start(&config, None).unwrap();
        Self::on(config, web)
    }

    pub fn faked(
        answer: impl Fn(&Request) -> Result<Response, FetchError> + Send + Sync + 'static,
    ) -> Self {
        let config = Config::default();
        let web = Web::with(&config, Arc::new(Fake(answer))).unwrap();
        Self::on(config, web)
    }

    pub fn on(config: Config, web: Web) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(START)));
        let reports: Arc<Mutex<Vec<Report>>> = Arc::default();
        let log = reports.clone();
        let context = Context {
            store: Store::open(folder.path()).unwrap(),
            config: Arc::new(config),
            clock: clock.clone(),
            sink: Arc::new(move |report| log.lock().unwrap().push(report)),
            web: Some(Arc::new(web)),
            rules_dir: None,
            pictures: Some(folder.path().join("pictures")),
            enclosures: Some(folder.path().join("enclosures")),
            subscriptions: Some(folder.path().join("subscriptions.opml")),
            filters: Some(jobs::FilterFile {
                file: folder.path().join("filters.toml"),
                zone: jiff::tz::TimeZone::UTC,
            }),
            cancelled: Arc::new(AtomicBool::new(false)),
        };
        Self {
            folder,
            context,
            clock,
            reports,
        }
    }

    pub fn subscribe(&self, urls: &[String]) -> Vec<FeedId> {
        let feeds: Vec<NewFeed> = urls
            .iter()
            .map(|url| NewFeed {
                url: url.clone(),
                ..NewFeed::default()
            })
            .collect();
        jobs::import(&self.context, &feeds).unwrap()
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    pub fn clock_now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn pass(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Refreshes and answers what was reported of each feed.
    pub fn refresh(&self, which: &Which) -> Vec<FeedPolled> {
        self.reports.lock().unwrap().clear();
        jobs::refresh(&self.context, which).unwrap();
        let reports = self.reports.lock().unwrap();
        let polled = reports.iter().filter_map(|report| match report {
            Report::FeedPolled(polled) => Some(polled.clone()),
            _ => None,
        });
        polled.collect()
    }

    pub fn refresh_one(&self, which: &Which) -> FeedPolled {
        let mut polled = self.refresh(which);
        assert_eq!(polled.len(), 1, "{polled:?}");
        polled.remove(0)
    }

    pub fn feed(&self, id: FeedId) -> Feed {
        let feeds = self.context.store.reader().unwrap().feeds().unwrap();
        feeds.into_iter().find(|feed| feed.id == id).unwrap()
    }

    pub fn articles(&self) -> Vec<ArticleId> {
        let reader = self.context.store.reader().unwrap();
        let query = ArticleQuery::of(Scope::All);
        let window = reader.window(&query, Anchor::Top, 0, 500).unwrap();
        window.rows.into_iter().map(|row| row.id).collect()
    }

    pub fn messages(&self) -> Vec<String> {
        let reports = self.reports.lock().unwrap();
        let texts = reports.iter().filter_map(|report| match report {
            Report::Message { text, .. } => Some(text.to_string()),
            _ => None,
        });
        texts.collect()
    }
}

/// A transport that asks nobody.
struct Fake<F>(F);

impl<F> Transport for Fake<F>
where
    F: Fn(&Request) -> Result<Response, FetchError> + Send + Sync + 'static,
{
    fn fetch(self: Arc<Self>, request: Request) -> Answering {
        Box::pin(async move { (self.0)(&request) })
    }
}

/// A sound feed with these titles.
pub fn rss(entries: &[&str]) -> String {
    let items = entries.iter().map(|title| {
        format!(
            "<item><title>{title}</title><guid>urn:{title}</guid><link>/{title}</link>\
             <description>What happened at {title}.</description></item>"
        )
    });
    let items = items.collect::<Vec<_>>().concat();
    format!("<rss version='2.0'><channel><title>Paper</title>{items}</channel></rss>")
}

pub fn sound(body: &str) -> Response {
    Response {
        status: 200,
        body: body.as_bytes().to_vec(),
        ..Response::default()
    }
}
