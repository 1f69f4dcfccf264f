//! The article: from the disk as good as it is, from its page when the feed has only a summary.

use super::access::Access;
use super::changes;
use super::doubt;
use super::find;
use super::page::{self, Page};
use super::pictures::{Wanted, addresses};
use super::prefetch::note_pictures;
use super::record::short_hash;
use super::rules::rules_for;
use super::told::{self, News};
use super::versions;
use super::{CLEANING_TIME, Context, JobError};
use crate::clean::{self, Cleaned, Source};
use crate::fetch::FetchError;
use crate::model::{
    Arrival, Article, ArticleId, Body, BodyKind, Changed, Chosen, Document, FeedTexts, Hash,
    Identity, IdentityKind, OutletRules, ParsedEntry, Report, Version, place_of,
};
use crate::store::{Full, Reader, StoreError, is_news};
use crate::text::{Clean, cap, clean_line};
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;
use url::Url;

const EXCERPT: usize = 300;
const NO_TEXT: &str = "the page has no text; nothing was saved";

/// The article as good as it is on the disk, without any request: the stored document, or one made
/// now from the page's or the feed's text and stored.
pub fn document(context: &Context, article: ArticleId) -> Result<Document, JobError> {
    let (document, news) = from_disk(context, article)?;
    told::tell(context, &news);
    Ok(document)
}

/// A document, and what is to be told once whoever waits has it: hooks may take long.
type Came = (Document, News);

fn from_disk(context: &Context, article: ArticleId) -> Result<Came, JobError> {
    let reader = context.store.reader()?;
    let found = load(&reader, article)?;
    if !found.row.is_whole
        && let Some(came) = from_copy(context, &found)?
    {
        return Ok(came);
    }
    if let Some(body) = reader.body(article, BodyKind::Clean)?
        && (body.version == clean::VERSION || !has_source(&reader, article)?)
        && let Ok(document) = serde_json::from_str(&body.text)
    {
        return Ok((document, News::default()));
    }
    let stored = reader.body(article, BodyKind::Page)?;
    let (is_fed, has_page) = (stored.is_none(), stored.as_ref().is_some_and(is_of_today));
    let is_old = stored.as_ref().is_some_and(is_of_yesterday);
    let stored = stored.map(|body| body.text).unwrap_or_default();
    let (pages, rest) = page::split_rest(&stored);
    let parts = page::split(pages);
    let mut cleaned = Cleaner::new(context, &reader, &found)?.join(&parts, rest);
    if is_old && is_read(&cleaned.document) {
        let why =
            "its feed has changed it since: this is the page of before, until it is fetched anew";
        cleaned.document.warnings.push(clean_line(why));
    }
    // Of a page that tells nothing the article's own is what the feed said.
    let is_whole = (cleaned.is_whole && (has_page || is_fed)) || (found.row.is_whole && !has_page);
    let full = full(&cleaned.document, is_whole)?;
    let (changed, news) = put(context, article, full)?;
    let changed = Changed {
        // Whoever asked for it has it, and nobody had another.
        bodies: Vec::new(),
        ..changed
    };
    if changed != Changed::default() {
        context.report(Report::Changed(changed));
    }
    Ok((cleaned.document, news))
}

/// One of an article's versions, from the disk alone.
pub fn version(
    context: &Context,
    article: ArticleId,
    version: Version,
) -> Result<Document, JobError> {
    if version == Version::Clean {
        return document(context, article);
    }
    let reader = context.store.reader()?;
    let found = load(&reader, article)?;
    if version == Version::Feed {
        return Ok(Cleaner::new(context, &reader, &found)?
            .join(&[], None)
            .document);
    }
    if version == Version::Changes {
        return what_changed(context, &found);
    }
    let stored = reader.body(article, BodyKind::Page)?;
    let parts = stored
        .map(|body| page::split(page::split_rest(&body.text).0))
        .unwrap_or_default();
    let source: String = parts.iter().map(|part| part.html.as_str()).collect();
    let texts = reader.feed_texts(article)?.unwrap_or_default();
    let from_feed = texts.content.or(texts.summary).unwrap_or_default();
    let title = found.row.title.clone();
    Ok(match version {
        Version::Source if source.is_empty() => versions::source(title, &from_feed),
        Version::Source => versions::source(title, &source),
        _ if source.is_empty() => versions::no_page(title),
        _ => versions::words(title, &source),
    })
}

/// The earlier text against that of now.
fn what_changed(context: &Context, found: &Article) -> Result<Document, JobError> {
    let article = found.row.id;
    let reader = context.store.reader()?;
    let earlier = reader.revisions(article)?;
    let before = changes::base(&earlier, found.row.mark.read_at);
    let text = if before.as_ref().is_some_and(|it| it.is_page) {
        document(context, article)?.text
    } else {
        reader.feed_words(article)?
    };
    let until = Instant::now() + CLEANING_TIME;
    Ok(changes::document(
        before.as_ref(),
        &found.row.title,
        &text,
        until,
    ))
}

/// What the feed said last has nothing else to say than this page.
fn is_of_today(page: &Body) -> bool {
    page.version != Body::OUTDATED && !page.text.is_empty()
}

/// The page is there, and its feed has spoken of it anew since.
fn is_of_yesterday(page: &Body) -> bool {
    page.version == Body::OUTDATED && !page.text.is_empty()
}

/// The whole article: fetches and cleans its page if the feed carried only a summary and it is not
/// there yet, or was there before the feed spoke of it again.
pub fn full_text(context: &Context, article: ArticleId) -> Result<Document, JobError> {
    full_text_for(context, article, Wanted::Now)
}

/// The same, fetched once more where `is_again`; `came` is done before the hooks are told.
pub fn full_text_then(
    context: &Context,
    article: ArticleId,
    is_again: bool,
    came: impl FnOnce(),
) -> Result<Document, JobError> {
    let (document, news) = if is_again {
        whole_again(context, article)?
    } else {
        whole(context, article, Wanted::Now)?
    };
    came();
    told::tell(context, &news);
    Ok(document)
}

/// The same; what is fetched ahead is not in the way of who waits.
pub fn full_text_for(
    context: &Context,
    article: ArticleId,
    wanted: Wanted,
) -> Result<Document, JobError> {
    let (document, news) = whole(context, article, wanted)?;
    told::tell(context, &news);
    Ok(document)
}

/// What is missing of an article, and why, once its page was asked for; none of one that is whole or has no page.
pub fn lacking(
    context: &Context,
    article: ArticleId,
    document: &Document,
) -> Result<Option<Clean>, JobError> {
    let found = load(&context.store.reader()?, article)?;
    let is_here = found.row.is_whole || page_url(&found).is_none();
    Ok((!is_here).then(|| only_a_part(document)))
}

/// Where an article's page is. In rows of before, the address of a file may stand for it.
pub(super) fn page_url(article: &Article) -> Option<&str> {
    let url = article.row.url.as_deref();
    url.filter(|url| !crate::feed::is_file(url, &article.enclosures))
}

/// What is there of an article whose page does not give all of it, and why.
pub(super) fn only_a_part(document: &Document) -> Clean {
    let part = match document.chosen {
        Chosen::Page | Chosen::Rest => "only a beginning",
        Chosen::Feed | Chosen::Summary => "only the summary",
    };
    let why = document.warnings.first().or(document.why.first());
    let why = why.map_or_else(String::new, |why| format!(": {why}"));
    clean_line(&format!("{part}{why}"))
}

fn whole(context: &Context, article: ArticleId, wanted: Wanted) -> Result<Came, JobError> {
    let reader = context.store.reader()?;
    let found = load(&reader, article)?;
    let page = reader.body(article, BodyKind::Page)?;
    let is_here = found.row.is_whole || page.as_ref().is_some_and(is_of_today);
    let Some(url) = page_url(&found).filter(|_| !is_here) else {
        return from_disk(context, article);
    };
    match from_copy(context, &found)? {
        Some(came) => Ok(came),
        None => fetch_whole(context, &found, url, wanted),
    }
}

/// Makes the article whole from a page that is on the disk already, if one is: without any request.
pub fn share_page(context: &Context, article: ArticleId) -> Result<(), JobError> {
    let found = load(&context.store.reader()?, article)?;
    if !found.row.is_whole
        && let Some((_, news)) = from_copy(context, &found)?
    {
        told::tell(context, &news);
    }
    Ok(())
}

/// From the page that came for another feed's article of the same address. None: there is none.
fn from_copy(context: &Context, found: &Article) -> Result<Option<Came>, JobError> {
    let reader = context.store.reader()?;
    let article = found.row.id;
    let key = |url: Option<&str>| url.and_then(crate::feed::url_key);
    let Some(own) = key(found.row.url.as_deref()) else {
        return Ok(None);
    };
    for copy in reader.copies(article)? {
        let copied = load(&reader, copy)?.row;
        if !copied.is_whole || key(copied.url.as_deref()) != Some(own) {
            continue;
        }
        let Some(page) = reader.body(copy, BodyKind::Page)?.filter(is_of_today) else {
            continue;
        };
        let (pages, rest) = page::split_rest(&page.text);
        let cleaned = Cleaner::new(context, &reader, found)?.join(&page::split(pages), rest);
        if !is_read(&cleaned.document) {
            continue;
        }
        let document = cleaned.document;
        let full = Full {
            page: Some(page.text),
            blocks: cleaned.blocks,
            ..full(&document, cleaned.is_whole)?
        };
        let news = store(context, article, full)?;
        note_pictures(context, article, &document)?;
        return Ok(Some((document, news)));
    }
    Ok(None)
}

/// The article from its page, which is fetched once more even if it is there.
fn whole_again(context: &Context, article: ArticleId) -> Result<Came, JobError> {
    let found = load(&context.store.reader()?, article)?;
    let url = page_url(&found);
    let url = url.ok_or_else(|| JobError::other("this article has no page"))?;
    fetch_whole(context, &found, url, Wanted::Now)
}

/// Fetches the page, and keeps what is there where that is better.
fn fetch_whole(
    context: &Context,
    found: &Article,
    url: &str,
    wanted: Wanted,
) -> Result<Came, JobError> {
    let article = found.row.id;
    let reader = context.store.reader()?;
    // A saved page has no feed that leads to it: the reader named it itself.
    let has_feed = place_of(&found.feed_url).is_some();
    let feed = has_feed.then(|| found.private_feed().unwrap_or_default());
    let access = Access::of(context, found.row.feed, url, wanted)?;
    let first = page::fetch(context, url, feed, &access, wanted)?;
    let cleaner = Cleaner::new(context, &reader, found)?;
    let came = match doubt::check(context, found, &cleaner.texts, url, &first)? {
        Ok(known_by) => known_by,
        Err(doubt) => {
            for other in doubt.others {
                without_page(context, other, doubt.page)?;
            }
            return Err(doubt::complaint(url));
        }
    };
    let (parts, rest, cleaned) = cleaner.follow(first, feed.unwrap_or(url), &access, wanted);
    let document = cleaned.document;
    let is_cut = parts.iter().any(|part| part.is_cut);
    let page = reader.body(article, BodyKind::Page)?;
    if page.as_ref().is_some_and(|page| !page.text.is_empty())
        && (is_cut || is_worse(&document, &self::document(context, article)?))
    {
        return Err(JobError::other(
            "what came holds less than the stored page, which is kept",
        ));
    }
    if is_cut {
        return with_cut_page(context, article, document);
    }
    let full = Full {
        page: Some(page::joined(&parts, rest.as_deref())),
        blocks: cleaned.blocks,
        earlier: page.and_then(|page| earlier(&cleaner, &page, &document)),
        ..full(&document, cleaned.is_whole)?
    };
    let news = store(context, article, full)?;
    // Of its pictures all may be there already.
    note_pictures(context, article, &document)?;
    if context.web()?.lately.is_doubted(article) {
        // The same came for another article meanwhile.
        without_page(context, article, came)?;
        return Err(doubt::complaint(url));
    }
    Ok((document, news))
}

/// What was taken for an article's page is none: the article is as its feed tells it, until its page comes. Another
/// page than the `doubted` one stays.
fn without_page(context: &Context, article: ArticleId, doubted: Hash) -> Result<(), JobError> {
    let reader = context.store.reader()?;
    let Some(page) = reader.body(article, BodyKind::Page)? else {
        return Ok(());
    };
    let parts = page::split(page::split_rest(&page.text).0);
    let is_it = |first: &Page| doubt::known_by(&first.html) == doubted;
    if !parts.first().is_some_and(is_it) {
        return Ok(());
    }
    let found = load(&reader, article)?;
    let document = Cleaner::new(context, &reader, &found)?
        .join(&[], None)
        .document;
    let full = Full {
        page: Some(String::new()),
        is_searched: true,
        ..full(&document, false)?
    };
    store(context, article, full)?;
    Ok(())
}

/// What the stored page says, cleaned with what is known today, where `new` says something else.
fn earlier(cleaner: &Cleaner<'_>, page: &Body, new: &Document) -> Option<String> {
    let (pages, rest) = page::split_rest(&page.text);
    let parts = page::split(pages);
    let old = (!parts.is_empty()).then(|| cleaner.join(&parts, rest).document)?;
    let is_news = is_read(&old) && is_read(new) && is_news(&old.text, &new.text);
    is_news.then_some(old.text)
}

fn is_read(document: &Document) -> bool {
    matches!(document.chosen, Chosen::Page | Chosen::Rest)
}

/// A wall, or less than half, in place of what was read from the page before.
fn is_worse(new: &Document, stored: &Document) -> bool {
    is_read(stored) && (!is_read(new) || new.words.saturating_mul(2) < stored.words)
}

/// Better than the summary, but asked for again when the article is next opened.
fn with_cut_page(
    context: &Context,
    article: ArticleId,
    mut document: Document,
) -> Result<Came, JobError> {
    if !matches!(document.chosen, Chosen::Page | Chosen::Rest) {
        return Err(JobError::other("the article's page was cut off on its way"));
    }
    document.warnings.push(clean_line(
        "the page was cut off on its way: the end is missing",
    ));
    let full = full(&document, false)?;
    let news = store(context, article, full)?;
    Ok((document, news))
}

fn load(reader: &Reader, article: ArticleId) -> Result<Article, JobError> {
    Ok(reader
        .article(article)?
        .ok_or(StoreError::NoArticle(article))?)
}

fn has_source(reader: &Reader, article: ArticleId) -> Result<bool, JobError> {
    Ok(reader.body(article, BodyKind::Page)?.is_some()
        || reader.body(article, BodyKind::Feed)?.is_some())
}

/// It is nothing that the address says for good.
fn may_come_later(error: &JobError) -> bool {
    match error {
        JobError::Refused { status, .. } => *status >= 500 || matches!(status, 408 | 429),
        JobError::Fetch(error) => {
            matches!(
                error,
                FetchError::Timeout(..) | FetchError::Broken(..) | FetchError::Waits { .. }
            ) || error.is_no_answer()
        }
        _ => false,
    }
}

/// Everything that cleaning one article needs beside its page.
struct Cleaner<'a> {
    context: &'a Context,
    /// None for a page that was saved by its address.
    article: Option<&'a Article>,
    texts: FeedTexts,
    known: HashSet<Hash>,
}

impl<'a> Cleaner<'a> {
    fn new(context: &'a Context, reader: &Reader, article: &'a Article) -> Result<Self, JobError> {
        Ok(Self {
            context,
            article: Some(article),
            texts: reader.feed_texts(article.row.id)?.unwrap_or_default(),
            known: reader.known_blocks(article.row.feed, article.row.id)?,
        })
    }

    /// For a page of which nothing else is known.
    fn alone(context: &'a Context) -> Self {
        Self {
            context,
            article: None,
            texts: FeedTexts::default(),
            known: HashSet::new(),
        }
    }

    /// Of the stored parts of a page; of the feed's text where there are none.
    fn join(&self, parts: &[Page], rest: Option<&str>) -> Cleaned {
        let mut known = self.known.clone();
        let mut cleaned = self.clean(parts.first(), rest, &known);
        if let (Chosen::Page, Some((first, parts))) = (cleaned.document.chosen, parts.split_first())
        {
            for part in parts {
                self.append(&mut cleaned, first, part, &mut known);
            }
        }
        cleaned
    }

    /// The page with what the site answers beside it, or else with the parts that follow it, as far
    /// as they lie on the same host. `named` is the address that the reader gave, the feed's or the
    /// page's: its host may be private. Empty: none.
    fn follow(
        &self,
        first: Page,
        named: &str,
        access: &Access,
        wanted: Wanted,
    ) -> (Vec<Page>, Option<String>, Cleaned) {
        let mut known = self.known.clone();
        let mut cleaned = self.clean(Some(&first), None, &known);
        let asked = cleaned.rest.take().filter(|_| !self.context.is_cancelled());
        let rest =
            asked.and_then(|url| page::fetch_rest(self.context, &url, named, access, wanted));
        if rest.is_some() {
            cleaned = self.clean(Some(&first), rest.as_deref(), &known);
        }
        let mut parts = vec![first];
        while parts.len() < page::PARTS && !self.context.is_cancelled() {
            let Some(next) = cleaned.next_page.take() else {
                break;
            };
            if !page::is_next(&parts, &next) {
                break;
            }
            // A part that cannot be had leaves the article with those before it; one that only did not come now is missing.
            let part = match page::fetch(self.context, &next, Some(named), access, wanted) {
                Ok(part) => part,
                Err(error) => {
                    if let Some(last) = parts.last_mut().filter(|_| may_come_later(&error)) {
                        last.is_cut = true;
                    }
                    break;
                }
            };
            if !self.append(&mut cleaned, &parts[0], &part, &mut known) {
                break;
            }
            parts.push(part);
        }
        (parts, rest, cleaned)
    }

    /// What the parts have in common is furniture. False if the part is none, or has nothing to add.
    fn append(
        &self,
        cleaned: &mut Cleaned,
        first: &Page,
        part: &Page,
        known: &mut HashSet<Hash>,
    ) -> bool {
        known.extend(cleaned.blocks.iter().copied());
        let next = self.clean_part(part, known);
        cleaned.next_page = next.next_page;
        let is_new = next.document.chosen == Chosen::Page
            && page::is_part(&first.url, &cleaned.document, &next.document)
            && page::append(&mut cleaned.document, next.document);
        if is_new {
            cleaned.blocks.extend(next.blocks);
        }
        is_new
    }

    /// A later part: the feed's text stands for the whole, so it is no measure of a part.
    fn clean_part(&self, part: &Page, known_blocks: &HashSet<Hash>) -> Cleaned {
        let rules = rules_for(self.context, Some(&part.url));
        let started = Instant::now();
        guarded(&Source {
            feed_title: self.article.map(|article| article.row.title.as_str()),
            language: self
                .article
                .and_then(|article| article.row.language.as_deref()),
            known_blocks,
            page_limit: self.context.config.limits.page,
            ..alone(part, rules.as_ref(), &|| started.elapsed() > CLEANING_TIME)
        })
    }

    fn clean(
        &self,
        page: Option<&Page>,
        rest: Option<&str>,
        known_blocks: &HashSet<Hash>,
    ) -> Cleaned {
        let url = page
            .map(|page| page.url.as_str())
            .filter(|url| !url.is_empty());
        let url = url.or(self.article.and_then(page_url));
        let rules = rules_for(self.context, url);
        let started = Instant::now();
        let source = Source {
            page: page.map(|page| page.html.as_str()),
            page_limit: self.context.config.limits.page,
            rest,
            rules: rules.as_ref(),
            known_blocks,
            out_of_time: &|| started.elapsed() > CLEANING_TIME,
            ..Source::of_page("", url)
        };
        let Some(article) = self.article else {
            return guarded(&source);
        };
        let row = &article.row;
        let mut cleaned = guarded(&Source {
            // Without a page, the feed tells which links lead to other sites: sources at the end of a text stay.
            url: url.or(Some(&article.feed_url)),
            feed_title: Some(&row.title),
            feed_author: Some(row.author.as_str()).filter(|author| !author.is_empty()),
            feed_summary: self.texts.summary.as_deref(),
            feed_content: self.texts.content.as_deref(),
            published: row.published,
            language: row.language.as_deref(),
            outlet: Some(&article.outlet_name),
            feed_image: article.image.as_deref(),
            feed_url: Some(&article.feed_url),
            feed_site: article.site.as_deref(),
            ..source
        });
        if url.is_none() {
            cleaned.document.canonical = None;
        }
        cleaned
    }
}

/// A cleaner that panics on one page leaves the article with its feed's text.
fn guarded(source: &Source<'_>) -> Cleaned {
    let attempt =
        |source: &Source<'_>| catch_unwind(AssertUnwindSafe(|| clean::clean(source))).ok();
    let without_page = || {
        attempt(&Source {
            page: None,
            ..*source
        })
    };
    attempt(source).unwrap_or_else(|| {
        let mut cleaned = without_page().unwrap_or_else(|| Cleaned {
            document: Document::default(),
            is_whole: false,
            blocks: Vec::new(),
            next_page: None,
            rest: None,
            explained: Vec::new(),
        });
        cleaned
            .document
            .warnings
            .push(clean_line("the page could not be cleaned"));
        cleaned
    })
}

/// As the store keeps a document; of its page nothing yet.
fn full(document: &Document, is_whole: bool) -> Result<Full, JobError> {
    Ok(Full {
        document: serde_json::to_string(document).map_err(JobError::other)?,
        version: clean::VERSION,
        is_searched: is_read(document),
        has_images: !addresses(document).is_empty(),
        words: document.words,
        language: document.language.clone(),
        is_whole,
        ..Full::default()
    })
}

/// Filters judge what they did not know before.
fn store(context: &Context, article: ArticleId, full: Full) -> Result<News, JobError> {
    let (changed, news) = put(context, article, full)?;
    context.report(Report::Changed(changed));
    Ok(news)
}

/// The same, not reported.
fn put(context: &Context, article: ArticleId, full: Full) -> Result<(Changed, News), JobError> {
    if context.store.is_read_only() {
        return Ok((Changed::default(), News::default()));
    }
    let context = &if full.is_searched {
        super::judging(context)?
    } else {
        context.clone()
    };
    let changed = context.store.put_full(article, full, context.now())?;
    let news = News {
        saved: changed.saved.clone(),
        alerts: changed.alerts.clone(),
        ..News::default()
    };
    Ok((changed, news))
}

/// Any page with its parts: fetched, cleaned, saved, without a subscription.
pub fn save_page(context: &Context, url: &str) -> Result<ArticleId, JobError> {
    // Nobody saves a page to have it hidden by a filter.
    let context = &Context {
        filters: None,
        ..context.clone()
    };
    let (url, page) = named_page(context, url)?;
    if crate::feed::is_feed(&page.html) {
        let why =
            "that is a feed, not an article; `tidings add`, or + in the reader, subscribes to it";
        return Err(JobError::other(why));
    }
    if page.html.trim().is_empty() {
        return Err(JobError::other(NO_TEXT));
    }
    doubt::check_named(url.as_str(), &page)?;
    let (parts, rest, cleaned) =
        Cleaner::alone(context).follow(page, url.as_str(), &Access::default(), Wanted::Now);
    if parts.iter().any(|part| part.is_cut) {
        return Err(JobError::other("the page was cut off on its way"));
    }
    let (document, is_whole) = (cleaned.document, cleaned.is_whole);
    if document.text.trim().is_empty() && document.images.is_empty() {
        return Err(JobError::other(NO_TEXT));
    }
    let now = context.now();
    let id = context
        .store
        .put_saved_page(arrival(&parts[0], &document), now)?;
    let full = Full {
        page: Some(page::joined(&parts, rest.as_deref())),
        ..full(&document, is_whole)?
    };
    let mut news = store(context, id, full)?;
    // Lists show the article of a feed that carries it.
    for copy in context.store.reader()?.copies(id)? {
        share_page(context, copy)?;
    }
    news.saved.push(id);
    told::tell(context, &news);
    Ok(id)
}

/// The page that a person names; by http where no scheme was typed and nobody answers by https.
fn named_page(context: &Context, typed: &str) -> Result<(Url, Page), JobError> {
    let url = find::address(typed)?;
    let nobodys = Access::default();
    let fetch = |url: &Url| page::fetch(context, url.as_str(), None, &nobodys, Wanted::Now);
    match fetch(&url) {
        Err(JobError::Fetch(error)) if find::is_bare(typed) && find::is_silent(&error) => {
            let plain = find::by_http(&url)?;
            let page = fetch(&plain)?;
            Ok((plain, page))
        }
        answer => Ok((url, answer?)),
    }
}

/// A page of which nothing else is known.
fn alone<'a>(
    page: &'a Page,
    rules: Option<&'a OutletRules>,
    out_of_time: &'a dyn Fn() -> bool,
) -> Source<'a> {
    Source {
        rules,
        out_of_time,
        ..Source::of_page(&page.html, Some(&page.url))
    }
}

fn arrival(page: &Page, document: &Document) -> Arrival {
    // A page may name itself, but not as a page of somebody else's.
    let own = document
        .canonical
        .as_deref()
        .filter(|own| page::is_same_host(own, &page.url));
    let link = own.unwrap_or(&page.url).to_owned();
    let title = if document.title.is_empty() {
        clean_line(&link)
    } else {
        document.title.clone()
    };
    let hash = short_hash(link.as_bytes());
    Arrival {
        identities: vec![Identity {
            kind: IdentityKind::Url,
            hash,
        }],
        url_key: crate::feed::url_key(&link),
        text_hash: None,
        sort_at: None,
        excerpt: clean_line(cap(&document.text, EXCERPT)),
        text: document.text.clone(),
        words: document.words,
        is_whole: true,
        has_pictures: !document.images.is_empty(),
        entry: ParsedEntry {
            link: Some(link),
            title,
            published: document.published,
            author: document.byline.clone(),
            language: document.language.clone(),
            image: document.lead_image.clone(),
            ..ParsedEntry::default()
        },
    }
}
