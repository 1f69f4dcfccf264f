//! Everything of a store as JSON, an object a line, and back: articles with identities and marks,
//! feeds, filters. What would run a command on the other machine stays behind.

use super::{Discretion, Exported, Outgoing, Secrets, written};
use crate::jobs::files::{Existing, write_file};
use crate::jobs::subscribe::{copy_for_now, fill_in, known_without_secrets};
use crate::jobs::{Context, JobError, json_line};
use crate::model::{
    ArticleId, Feed, FeedId, FeedSettings, FeedTexts, Filter, Gone, GroupId, Imported, NewFeed,
    Origin, Place, SavedFilter, TRANSFER_VERSION, Timestamp, Transfer, not_taken_over,
};
use crate::store::{Reader, Works};
use crate::text::{Clean, clean_line};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::path::Path;
use url::Url;

/// Articles that are stored at once.
const STEP: usize = 1000;
/// Articles whose identities are looked up at once: that reads all there are.
const MANY: usize = 10_000;

/// Writes articles with all that is the reader's; without ids everything that there is.
pub fn export_state(
    context: &Context,
    ids: Option<&[ArticleId]>,
    secrets: Secrets,
    out: &mut dyn Write,
) -> Result<Exported, JobError> {
    let going = Outgoing::new(context, secrets);
    write(&going, ids, out)?;
    Ok(going.exported(0))
}

pub(super) fn write(
    going: &Outgoing<'_>,
    ids: Option<&[ArticleId]>,
    out: &mut dyn Write,
) -> Result<(), JobError> {
    let context = going.context;
    let reader = context.store.reader()?;
    let mut line = |value: &Value| writeln!(out, "{}", json_line(value)).map_err(written);
    line(&json!({
        "tidings": "export", "version": TRANSFER_VERSION, "written": context.now(), "ends": true,
    }))?;
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
            line(&feed_line(going, &feed))?;
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
            gone.feed = going.feed(&gone.feed);
            line(&json!({ "kind": "gone", "gone": gone }))?;
        }
        each(&reader, &all, |id, article| {
            line(&article_line(going, id, article))
        })?;
    }
    for (id, article) in articles {
        line(&article_line(going, id, article))?;
    }
    line(&json!({ "tidings": "end" }))
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
) -> Result<Exported, JobError> {
    let going = Outgoing::new(context, secrets);
    let bytes = write_file(to, existing, |_, out| write(&going, ids, out))?;
    Ok(going.exported(bytes))
}

fn feed_line(going: &Outgoing<'_>, feed: &Feed) -> Value {
    let settings = match going.secrets {
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
    let site = feed.site.as_deref().map(|site| going.feed(site));
    json!({
        "kind": "feed", "url": going.feed(&feed.url), "title": feed.title, "site": site,
        "outlet": feed.outlet_name, "folder": feed.folder, "language": feed.language,
        "place": feed.place, "settings": settings,
    })
}

fn article_line(going: &Outgoing<'_>, id: ArticleId, mut article: Transfer) -> Value {
    article.feed = going.feed(&article.feed);
    leave_out(&mut going.article(), &mut article);
    let time = |seconds: Option<i64>| seconds.map(Timestamp::from_seconds);
    json!({
        "kind": "article", "id": id, "title": article.title, "author": article.author,
        "url": article.url, "published": time(article.published), "language": article.language,
        "words": article.words, "summary": article.excerpt, "read": article.read_at.is_some(),
        "saved": article.saved_at.is_some(), "queued": article.queue_rank.is_some(),
        "tags": article.tags, "kept": article,
    })
}

/// Takes the secrets out of an article's addresses; how it is recognised stays.
fn leave_out(discretion: &mut Discretion<'_>, article: &mut Transfer) {
    for url in [&mut article.url, &mut article.image].into_iter().flatten() {
        discretion.address(url);
    }
    for enclosure in &mut article.enclosures {
        discretion.address(&mut enclosure.url);
    }
    let FeedTexts { summary, content } = &mut article.texts;
    for text in [summary, content, &mut article.document]
        .into_iter()
        .flatten()
    {
        discretion.text(text);
    }
    for earlier in &mut article.earlier {
        discretion.text(&mut earlier.text);
    }
    discretion.text(&mut article.excerpt);
    discretion.text(&mut article.text);
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
    /// New ones.
    pub feeds: u32,
    /// Known feeds that got settings which they had not.
    pub filled: u32,
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
        here: known_without_secrets(context)?,
        restored: Restored::default(),
        feeds: Vec::new(),
        filters: Vec::new(),
        saved: Vec::new(),
        gone: Vec::new(),
        articles: Vec::new(),
        marks: Vec::new(),
        works: Works::new(),
        groups: Vec::new(),
    };
    let mut is_whole = head["ends"] != true;
    for (number, line) in lines {
        if line.trim_ascii().is_empty() {
            continue;
        }
        if is_end(line) {
            is_whole = true;
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
    if !is_whole {
        import.leave_out("what the file has lost: it ends in the middle");
    }
    import.finish()
}

/// The last line of a file that promises one.
fn is_end(line: &[u8]) -> bool {
    line.starts_with(b"{\"tidings\"")
        && serde_json::from_slice::<Value>(line).is_ok_and(|line| line["tidings"] == "end")
}

struct Import<'a> {
    context: &'a Context,
    origin: Origin,
    /// What stands here with the secrets that the file has not.
    here: HashMap<String, String>,
    restored: Restored,
    feeds: Vec<NewFeed>,
    filters: Vec<Filter>,
    saved: Vec<(String, String)>,
    gone: Vec<Gone>,
    articles: Vec<Transfer>,
    marks: Vec<Transfer>,
    works: Works,
    /// Of history: what was changed so far.
    groups: Vec<GroupId>,
}

impl Import<'_> {
    fn take(&mut self, line: Line) -> Result<(), JobError> {
        match line {
            Line::Feed(line) => self.feed(line),
            Line::Filter { filter } => self.filters.push(filter),
            Line::SavedFilter { name, query } => self.saved.push((name, query)),
            Line::Gone { mut gone } => {
                if let Some(feed) = self.feed_of(&gone.feed) {
                    gone.feed = feed;
                    self.gone.push(gone);
                } else {
                    self.leave_out(&format!("{}: no http or https address", gone.feed));
                }
            }
            Line::Article { kept } => {
                self.article(kept);
                if self.articles.len() >= STEP {
                    self.store()?;
                }
            }
        }
        Ok(())
    }

    fn article(&mut self, mut article: Transfer) {
        let Some(feed) = self.feed_of(&article.feed) else {
            return self.leave_out(&format!("{}: its feed has no address", article.title));
        };
        article.feed = feed;
        let title = article.title.clone();
        article.url = self.optional(article.url, &title);
        article.image = self.optional(article.image, &title);
        for mut enclosure in std::mem::take(&mut article.enclosures) {
            if let Some(url) = self.optional(Some(enclosure.url), &title) {
                enclosure.url = url;
                article.enclosures.push(enclosure);
            }
        }
        self.articles.push(article);
    }

    /// The address of a feed as it is here.
    fn feed_of(&self, url: &str) -> Option<String> {
        let url = feed_address(url)?;
        Some(self.here.get(&url).cloned().unwrap_or(url))
    }

    /// An address that may be missing; one that cannot be asked for is.
    fn optional(&mut self, url: Option<String>, title: &str) -> Option<String> {
        let url = url?;
        let sound = web_address(&url);
        if sound.is_none() {
            self.leave_out(&format!("{title}: {url} is no http or https address"));
        }
        sound.map(String::from)
    }

    fn leave_out(&mut self, why: &str) {
        let why = clean_line(why);
        let short = crate::text::cut(&why, 200);
        self.restored.left_out.push(clean_line(&short));
    }

    /// Only what can be fetched, and nothing that would run here.
    fn feed(&mut self, line: FeedLine) {
        let Some(url) = self.feed_of(&line.url) else {
            return self.leave_out(&format!("{}: no http or https address", line.url));
        };
        let site = self.optional(line.site, &line.title);
        let mut settings = line.settings;
        if self.origin == Origin::Elsewhere {
            for what in settings.take_acting() {
                self.leave_out(&not_taken_over(&line.title, what));
            }
        }
        self.feeds.push(NewFeed {
            url,
            title: line.title,
            site,
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
            let (ids, group) = context.store.subscribe_group(&feeds, now)?;
            // Without their passwords two addresses may be one.
            let mut new: HashSet<FeedId> = ids.iter().copied().collect();
            known.iter().for_each(|feed| _ = new.remove(&feed.id));
            self.restored.feeds += u32::try_from(new.len()).unwrap_or(u32::MAX);
            self.groups.extend(group);
            let (filled, group) = fill_in(context, &feeds, &ids, self.origin)?;
            self.restored.filled += filled;
            self.groups.extend(group);
        }
        let filters = std::mem::take(&mut self.filters);
        let saved = std::mem::take(&mut self.saved);
        if !filters.is_empty() || !saved.is_empty() {
            // The articles come all the same, and one step takes back all of it.
            match crate::jobs::filters::take_in(context, filters, saved) {
                Ok((count, group)) => {
                    self.restored.filters += count;
                    self.groups.extend(group);
                }
                Err(error) => self.leave_out(&format!("filters: {error}")),
            }
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
        let marked = context.store.import_marks(marks, works, now)?;
        self.restored.articles.marked = marked.articles;
        self.groups.extend(marked.group);
        context
            .store
            .join_groups(std::mem::take(&mut self.groups))?;
        copy_for_now(context);
        Ok(self.restored)
    }
}

/// An address as it is asked for, written anew: a file may hold anything.
pub fn web_address(url: &str) -> Option<Url> {
    let url = Url::parse(url).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.host_str().is_some()).then_some(url)
}

/// The same of a feed, as subscribing writes it; or the one of the saved pages.
fn feed_address(url: &str) -> Option<String> {
    if url == "tidings:saved" {
        return Some(url.to_owned());
    }
    let mut url = web_address(url)?;
    url.set_fragment(None);
    Some(url.into())
}
