//! The article: from the disk as good as it is, from its page when the feed has only a summary.

use super::record::short_hash;
use super::rules::rules_for;
use super::{CLEANING_TIME, Context, JobError};
use crate::clean::{self, Cleaned, Source};
use crate::fetch::{Accept, Response};
use crate::model::{
    Arrival, Article, ArticleId, Body, BodyKind, Chosen, Document, FeedTexts, Identity,
    IdentityKind, ParsedEntry, Report,
};
use crate::store::Reader;
use crate::text::clean_line;
use std::collections::HashSet;
use std::time::Instant;
use url::Url;

/// Parts of an article that are joined.
const PARTS: usize = 10;
/// Parts lie behind one another in the stored page, told apart by this line.
const PART: &str = "\n<!-- next part -->\n";

/// The article as good as it is on the disk, without any request: the stored document, or one made
/// now from the page's or the feed's text and stored.
pub fn document(context: &Context, article: ArticleId) -> Result<Document, JobError> {
    let reader = context.store.reader()?;
    let found = load(&reader, article)?;
    if let Some(body) = reader.body(article, BodyKind::Clean)?
        && (body.version == clean::VERSION || !has_source(&reader, article)?)
        && let Ok(document) = serde_json::from_str(&body.text)
    {
        return Ok(document);
    }
    let page = reader.body(article, BodyKind::Page)?.map(|body| body.text);
    let cleaned = clean_article(context, &reader, &found, page.as_deref())?;
    store_document(context, &found, &cleaned)?;
    Ok(cleaned.document)
}

/// The whole article: fetches and cleans its page if the feed carried only a summary and it is not
/// there yet.
pub fn full_text(context: &Context, article: ArticleId) -> Result<Document, JobError> {
    let document = document(context, article)?;
    let reader = context.store.reader()?;
    let found = load(&reader, article)?;
    if found.row.is_whole || document.chosen == Chosen::Page {
        return Ok(document);
    }
    let Some(url) = found.row.url.clone() else {
        return Ok(document);
    };
    let response = fetch_page(context, &url, Some(&found.feed_url))?;
    let page = decode(&response);
    let page = join_parts(context, &found, page, &response.url)?;
    let now = context.now();
    let body = Body {
        kind: BodyKind::Page,
        version: 0,
        text: page.clone(),
    };
    context.store.put_body(article, body, None, now)?;
    let cleaned = clean_article(context, &reader, &found, Some(&page))?;
    store_document(context, &found, &cleaned)?;
    if let Some(outlet) = Some(found.outlet).filter(|_| !cleaned.blocks.is_empty()) {
        context
            .store
            .put_blocks(outlet, article, cleaned.blocks.clone())?;
    }
    context.report(Report::FullText {
        article,
        error: None,
    });
    Ok(cleaned.document)
}

fn load(reader: &Reader, article: ArticleId) -> Result<Article, JobError> {
    Ok(reader
        .article(article)?
        .ok_or(crate::store::StoreError::NoArticle(article))?)
}

fn has_source(reader: &Reader, article: ArticleId) -> Result<bool, JobError> {
    Ok(reader.body(article, BodyKind::Page)?.is_some()
        || reader.body(article, BodyKind::Feed)?.is_some())
}

fn clean_article(
    context: &Context,
    reader: &Reader,
    article: &Article,
    page: Option<&str>,
) -> Result<Cleaned, JobError> {
    let texts = reader.feed_texts(article.row.id)?.unwrap_or_default();
    let known = reader.known_blocks(article.outlet, article.row.id)?;
    let row = &article.row;
    let rules = rules_for(context, row.url.as_deref());
    let started = Instant::now();
    let out_of_time = || started.elapsed() > CLEANING_TIME;
    let FeedTexts { summary, content } = &texts;
    let source = |page| Source {
        page,
        url: row.url.as_deref(),
        feed_title: Some(&row.title),
        feed_author: Some(row.author.as_str()).filter(|author| !author.is_empty()),
        feed_summary: summary.as_deref(),
        feed_content: content.as_deref(),
        published: row.published,
        language: row.language.as_deref(),
        outlet: Some(&article.outlet_name),
        feed_image: article.image.as_deref(),
        rules: rules.as_ref(),
        known_blocks: &known,
        out_of_time: &out_of_time,
    };
    let mut parts = page.map(|page| page.split(PART)).into_iter().flatten();
    let mut cleaned = guarded(&source(parts.next()));
    for part in parts {
        append(&mut cleaned.document, guarded(&source(Some(part))).document);
    }
    Ok(cleaned)
}

/// A cleaner that panics on one page leaves the article with its feed's text.
fn guarded(source: &Source<'_>) -> Cleaned {
    let cleaned = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| clean::clean(source)));
    cleaned.unwrap_or_else(|_| {
        let mut cleaned = clean::clean(&Source {
            page: None,
            ..*source
        });
        cleaned
            .document
            .warnings
            .push(clean_line("the page could not be cleaned"));
        cleaned
    })
}

/// A later part of an article; blocks that the part before has too are not repeated.
fn append(document: &mut Document, part: Document) {
    let known: HashSet<&str> = document.text.lines().collect();
    let new: Vec<&str> = part
        .text
        .lines()
        .filter(|line| !known.contains(line))
        .collect();
    if new.is_empty() {
        return;
    }
    let text = new.join("\n");
    document.text = format!("{}\n{text}", document.text);
    document.html.push_str(&part.html);
    for link in part.links {
        if !document.links.iter().any(|known| known.url == link.url) {
            document.links.push(link);
        }
    }
    document.images.extend(part.images);
    document.words = crate::text::word_count(&document.text);
    document.minutes = crate::model::minutes(document.words);
}

fn store_document(context: &Context, article: &Article, cleaned: &Cleaned) -> Result<(), JobError> {
    if context.store.is_read_only() {
        return Ok(());
    }
    let document = &cleaned.document;
    let text = serde_json::to_string(document).map_err(JobError::other)?;
    let body = Body {
        kind: BodyKind::Clean,
        version: clean::VERSION,
        text,
    };
    let is_page = document.chosen == Chosen::Page;
    let index = is_page.then(|| document.text.clone());
    let id = article.row.id;
    let changed = context.store.put_body(id, body, index, context.now())?;
    let is_whole = document.chosen != Chosen::Summary || article.row.is_whole;
    context
        .store
        .set_facts(id, document.words, document.language.clone(), is_whole)?;
    context.report(Report::Changed(changed));
    Ok(())
}

/// The page of an article. Its host may be private only where the reader named it as a feed's.
fn fetch_page(context: &Context, url: &str, feed: Option<&str>) -> Result<Response, JobError> {
    let web = context.web()?;
    let mut request = web.request(url, context.config.limits.page);
    request.accept = Accept::Page;
    request.is_named_by_reader = feed.is_none();
    let named = feed.and_then(|feed| Url::parse(feed).ok()?.host_str().map(str::to_owned));
    request.allowed_hosts.extend(named);
    let response = web.get(request)?;
    if !(200..300).contains(&response.status) {
        let host = Url::parse(url)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned));
        let host = host.unwrap_or_default();
        return Err(JobError::other(format!(
            "{host} answers {} for the article's page",
            response.status
        )));
    }
    Ok(response)
}

fn decode(response: &Response) -> String {
    crate::markup::decode_html(&response.body, response.content_type.as_deref()).into_owned()
}

/// The page with the parts that follow it, as far as they lie on the same host.
fn join_parts(
    context: &Context,
    article: &Article,
    first: String,
    url: &str,
) -> Result<String, JobError> {
    let reader = context.store.reader()?;
    let mut seen = vec![url.to_owned()];
    let mut joined = first.clone();
    let mut part = first;
    while seen.len() < PARTS && !context.is_cancelled() {
        let cleaned = clean_article(context, &reader, article, Some(&part))?;
        let Some(next) = cleaned.next_page.filter(|next| is_same_host(next, url)) else {
            break;
        };
        if seen.contains(&next) {
            break;
        }
        let Ok(response) = fetch_page(context, &next, Some(&article.feed_url)) else {
            break;
        };
        part = decode(&response);
        joined.push_str(PART);
        joined.push_str(&part);
        seen.push(next);
    }
    Ok(joined)
}

fn is_same_host(a: &str, b: &str) -> bool {
    let host = |url: &str| {
        Url::parse(url)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
    };
    host(a).is_some() && host(a) == host(b)
}

/// Any page: fetched, cleaned, saved, without a subscription.
pub fn save_page(context: &Context, url: &str) -> Result<ArticleId, JobError> {
    let url = super::find::address(url)?;
    let response = fetch_page(context, url.as_str(), None)?;
    let page = decode(&response);
    let now = context.now();
    let started = Instant::now();
    let rules = rules_for(context, Some(&response.url));
    let cleaned = guarded(&Source {
        page: Some(&page),
        url: Some(&response.url),
        feed_title: None,
        feed_author: None,
        feed_summary: None,
        feed_content: None,
        published: None,
        language: None,
        outlet: None,
        feed_image: None,
        rules: rules.as_ref(),
        known_blocks: &HashSet::new(),
        out_of_time: &|| started.elapsed() > CLEANING_TIME,
    });
    let document = &cleaned.document;
    let title = if document.title.is_empty() {
        clean_line(url.as_str())
    } else {
        document.title.clone()
    };
    let link = document
        .canonical
        .clone()
        .unwrap_or_else(|| response.url.clone());
    let excerpt = clean_line(crate::text::cap(&document.text, 300));
    let arrival = Arrival {
        identities: vec![Identity {
            kind: IdentityKind::Url,
            hash: short_hash(link.as_bytes()),
        }],
        url_key: crate::feed::url_key(&link),
        text_hash: None,
        entry: ParsedEntry {
            link: Some(link),
            title,
            published: document.published,
            author: document.byline.clone(),
            language: document.language.clone(),
            image: document.lead_image.clone(),
            ..ParsedEntry::default()
        },
        text: document.text.clone(),
        excerpt,
        words: document.words,
        is_whole: true,
    };
    let id = context.store.put_saved_page(arrival, now)?;
    let body = Body {
        kind: BodyKind::Page,
        version: 0,
        text: page,
    };
    context.store.put_body(id, body, None, now)?;
    let article = load(&context.store.reader()?, id)?;
    store_document(context, &article, &cleaned)?;
    Ok(id)
}
