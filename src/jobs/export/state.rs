//! Everything of a store as JSON, an object a line, and back: articles with identities and marks,
//! feeds, filters. What would run a command on the other machine stays behind.

use super::written;
use crate::jobs::files::{Existing, write_file};
use crate::jobs::{Context, JobError, json_line};
use crate::model::{
    ArticleId, Feed, FeedSettings, Filter, Gone, Imported, NewFeed, Origin, Place, SavedFilter,
    TRANSFER_VERSION, Timestamp, Transfer, without_secrets,
};
use crate::store::{Reader, Works};
use crate::text::{Clean, clean_line};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::io::Write;
use std::path::Path;

/// Articles that are stored at once.
const STEP: usize = 1000;
/// Articles whose identities are looked up at once: that reads all there are.
const MANY: usize = 10_000;

/// Whether addresses keep user names, passwords and tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrets {
    LeftOut,
    Written,
}

/// Writes articles with all that is the reader's; without ids everything that there is.
pub fn export_state(
    context: &Context,
    ids: Option<&[ArticleId]>,
    secrets: Secrets,
    out: &mut dyn Write,
) -> Result<(), JobError> {
    let reader = context.store.reader()?;
    let mut line = |value: &Value| writeln!(out, "{}", json_line(value)).map_err(written);
    line(&json!({
        "tidings": "export", "version": TRANSFER_VERSION, "written": context.now(),
    }))?;
    let address = |url: &str| match secrets {
        Secrets::LeftOut => without_secrets(url),
        Secrets::Written => url.to_owned(),
    };
    let all = match ids {
        Some(ids) => ids.to_vec(),
        None => reader.all_articles()?,
    };
    let mut articles = Vec::new();
    let mut used = HashSet::new();
    if ids.is_some() {
        each(&reader, &all, |id, article| {
            used.insert(article.feed.clone());
            articles.push((id, article));
            Ok(())
        })?;
    }
    for feed in reader.feeds()? {
        if ids.is_none() || used.contains(&feed.url) {
            line(&feed_line(&feed, address(&feed.url), secrets))?;
        }
    }
    if ids.is_none() {
        for stored in reader.filters()? {
            line(&json!({ "kind": "filter", "filter": stored.filter }))?;
        }
        for SavedFilter { name, query, .. } in reader.saved_filters()? {
            line(&json!({ "kind": "saved-filter", "name": name, "query": query }))?;
        }
        for mut gone in reader.gone()? {
            gone.feed = address(&gone.feed);
            line(&json!({ "kind": "gone", "gone": gone }))?;
        }
        each(&reader, &all, |id, mut article| {
            article.feed = address(&article.feed);
            line(&article_line(id, article))
        })?;
    }
    for (id, mut article) in articles {
        article.feed = address(&article.feed);
        line(&article_line(id, article))?;
    }
    Ok(())
}

/// Each of these articles that is there, in their order.
fn each(
    reader: &Reader,
    ids: &[ArticleId],
    mut take: impl FnMut(ArticleId, Transfer) -> Result<(), JobError>,
) -> Result<(), JobError> {
    for some in ids.chunks(MANY) {
        let recognised = reader.recognised(some)?;
        for id in some {
            if let Some(article) = reader.transfer(*id, &recognised)? {
                take(*id, article)?;
            }
        }
    }
    Ok(())
}

/// The same into a file.
pub fn export_state_file(
    context: &Context,
    ids: Option<&[ArticleId]>,
    secrets: Secrets,
    to: &Path,
    existing: Existing,
) -> Result<u64, JobError> {
    write_file(to, existing, |_, out| {
        export_state(context, ids, secrets, out)
    })
}

fn feed_line(feed: &Feed, url: String, secrets: Secrets) -> Value {
    let settings = match secrets {
        Secrets::Written => feed.settings.clone(),
        Secrets::LeftOut => FeedSettings {
            headers: Vec::new(),
            user: None,
            credentials_command: None,
            credentials_file: None,
            proxy: None,
            ..feed.settings.clone()
        },
    };
    json!({
        "kind": "feed", "url": url, "title": feed.title, "site": feed.site,
        "outlet": feed.outlet_name, "folder": feed.folder, "language": feed.language,
        "place": feed.place, "settings": settings,
    })
}

fn article_line(id: ArticleId, article: Transfer) -> Value {
    let time = |seconds: Option<i64>| seconds.map(Timestamp::from_seconds);
    json!({
        "kind": "article", "id": id, "title": article.title, "author": article.author,
        "url": article.url, "published": time(article.published), "language": article.language,
        "words": article.words, "summary": article.excerpt, "read": article.read_at.is_some(),
        "saved": article.saved_at.is_some(), "queued": article.queue_rank.is_some(),
        "tags": article.tags, "kept": article,
    })
}

/// Whether a file is what `export_state` wrote.
#[must_use]
pub fn is_state(bytes: &[u8]) -> bool {
    let first = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    serde_json::from_slice::<Value>(first).is_ok_and(|line| line["tidings"] == "export")
}

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    pub articles: Imported,
    pub feeds: u32,
    pub filters: u32,
    /// What could not be taken, a line each.
    pub left_out: Vec<Clean>,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Line {
    Feed(FeedLine),
    Filter { filter: Filter },
    SavedFilter { name: String, query: String },
    Gone { gone: Gone },
    Article { kept: Transfer },
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct FeedLine {
    url: String,
    title: String,
    site: Option<String>,
    outlet: Option<String>,
    folder: Vec<String>,
    language: Option<String>,
    place: Place,
    settings: FeedSettings,
}

/// Takes in what another tidings wrote. What is here stays: articles that are known are not
/// replaced, and what is marked here stays marked.
///
/// # Errors
/// The file is of a newer form: nothing is taken then.
pub fn import_state(context: &Context, bytes: &[u8], origin: Origin) -> Result<Restored, JobError> {
    let mut lines = bytes.split(|byte| *byte == b'\n').enumerate();
    let head = lines.next().map(|(_, line)| line).unwrap_or_default();
    let head: Value = serde_json::from_slice(head).map_err(JobError::other)?;
    let version = head["version"].as_u64().unwrap_or(0);
    if version > u64::from(TRANSFER_VERSION) || version == 0 {
        return Err(JobError::other(format!(
            "it was written by a newer tidings (form {version}, this one knows {TRANSFER_VERSION}); nothing was taken in"
        )));
    }
    let mut import = Import {
        context,
        origin,
        restored: Restored::default(),
        feeds: Vec::new(),
        filters: Vec::new(),
        saved: Vec::new(),
        gone: Vec::new(),
        articles: Vec::new(),
        marks: Vec::new(),
        works: Works::new(),
    };
    for (number, line) in lines {
        if line.trim_ascii().is_empty() {
            continue;
        }
        match serde_json::from_slice::<Line>(line) {
            Ok(line) => import.take(line)?,
            Err(error) => {
                let error = crate::text::cut(&clean_line(&error.to_string()), 100).into_owned();
                let text = format!("line {} is left out: {error}", number + 1);
                import.restored.left_out.push(clean_line(&text));
            }
        }
    }
    import.finish()
}

struct Import<'a> {
    context: &'a Context,
    origin: Origin,
    restored: Restored,
    feeds: Vec<NewFeed>,
    filters: Vec<Filter>,
    saved: Vec<(String, String)>,
    gone: Vec<Gone>,
    articles: Vec<Transfer>,
    marks: Vec<Transfer>,
    works: Works,
}

impl Import<'_> {
    fn take(&mut self, line: Line) -> Result<(), JobError> {
        match line {
            Line::Feed(line) => self.feed(line),
            Line::Filter { filter } => self.filters.push(filter),
            Line::SavedFilter { name, query } => self.saved.push((name, query)),
            Line::Gone { gone } => self.gone.push(gone),
            Line::Article { kept } => {
                if is_address(&kept.feed) {
                    self.articles.push(kept);
                } else {
                    self.leave_out(&format!("{}: its feed has no address", kept.title));
                }
                if self.articles.len() >= STEP {
                    self.store()?;
                }
            }
        }
        Ok(())
    }

    fn leave_out(&mut self, why: &str) {
        self.restored.left_out.push(clean_line(why));
    }

    /// Only what can be fetched, and nothing that would run here.
    fn feed(&mut self, line: FeedLine) {
        if !is_address(&line.url) {
            return self.leave_out(&format!("{}: no http or https address", line.url));
        }
        let settings = match self.origin {
            Origin::Own => line.settings,
            Origin::Elsewhere => FeedSettings {
                credentials_command: None,
                credentials_file: None,
                proxy: None,
                certificate: None,
                ..line.settings
            },
        };
        self.feeds.push(NewFeed {
            url: line.url,
            title: line.title,
            site: line.site,
            outlet: line.outlet,
            folder: line.folder,
            place: line.place,
            language: line.language,
            settings,
        });
    }

    fn store(&mut self) -> Result<(), JobError> {
        self.prepare()?;
        let articles = std::mem::take(&mut self.articles);
        self.marks
            .extend(articles.iter().map(Transfer::marks_alone));
        let works = std::mem::take(&mut self.works);
        let (works, imported) =
            self.context
                .store
                .import_articles(articles, works, self.context.now())?;
        self.works = works;
        self.restored.articles.new += imported.new;
        self.restored.articles.known += imported.known;
        Ok(())
    }

    /// Feeds and filters come before the articles that belong to them.
    fn prepare(&mut self) -> Result<(), JobError> {
        let (context, now) = (self.context, self.context.now());
        let feeds = std::mem::take(&mut self.feeds);
        if !feeds.is_empty() {
            let known = context.store.reader()?.feeds()?;
            let is_new = |feed: &&NewFeed| !known.iter().any(|known| known.url == feed.url);
            self.restored.feeds += feeds.iter().filter(is_new).count() as u32;
            context.store.subscribe_all(&feeds, now)?;
        }
        let filters = std::mem::take(&mut self.filters);
        let saved = std::mem::take(&mut self.saved);
        if !filters.is_empty() || !saved.is_empty() {
            self.restored.filters += crate::jobs::filters::take_in(context, filters, saved)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Restored, JobError> {
        self.store()?;
        let (context, now) = (self.context, self.context.now());
        context
            .store
            .import_gone(std::mem::take(&mut self.gone), now)?;
        let marks = std::mem::take(&mut self.marks);
        let works = std::mem::take(&mut self.works);
        self.restored.articles.marked = context.store.import_marks(marks, works, now)?.articles;
        crate::jobs::write_subscriptions(context)?;
        Ok(self.restored)
    }
}

fn is_address(url: &str) -> bool {
    let parsed = url::Url::parse(url).ok();
    url == "tidings:saved" || parsed.is_some_and(|url| matches!(url.scheme(), "http" | "https"))
}
