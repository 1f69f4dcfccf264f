//! The thread that lays out articles: documents from the store, lines for a width. Of requests that
//! wait, only the newest is answered.

use super::turn::Wire;
use super::wires;
use crate::config::{Config, Images};
use crate::jobs;
use crate::model::{Article, ArticleId, Chosen, Document, Picture, Timestamp, Version, minutes};
use crate::page::{Canvas, PageOptions, Pictures, lay_out};
use crate::store::Reader;
use crate::text::{Clean, clean_line};
use crate::tui::core::{Event, Settings, Text};
use crate::tui::kit::{Look, time};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::Builder;

/// Documents that are kept: those that one goes back and forth between.
const KEPT: usize = 8;
/// A preview and the open article.
const WAYS: usize = 2;
/// Cleaning is done here for articles that were not cleaned before.
const STACK: usize = 8 << 20;

/// What is to be laid out, and how.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    pub article: ArticleId,
    pub columns: u16,
    /// What a picture takes at most.
    pub lines: u16,
    pub version: Version,
}

pub enum Request {
    LayOut(Wish),
    /// Their texts changed.
    Forget(Vec<ArticleId>),
    /// A picture of this article that cannot be had.
    NoRoom(ArticleId, String),
    /// Those that could not be had are tried again.
    TryPictures,
    /// The configuration changed.
    Configure(Arc<Config>, Settings),
}

/// Starts the thread; it ends with the sender.
pub fn start(
    context: jobs::Context,
    settings: Settings,
    wire: wires::Sender,
) -> std::io::Result<Sender<Request>> {
    let (sender, requests) = channel();
    let mut desk = Desk {
        context,
        reader: None,
        settings,
        documents: VecDeque::new(),
        missing: Missing::default(),
    };
    let work = move || desk.work(&requests, &wire);
    Builder::new()
        .name("layout".into())
        .stack_size(STACK)
        .spawn(work)?;
    Ok(sender)
}

/// Pictures of one article that cannot be had now.
#[derive(Default)]
struct Missing {
    article: Option<ArticleId>,
    urls: Vec<String>,
}

impl Missing {
    /// Those of this article; of another one nothing is known any more.
    fn of(&mut self, article: ArticleId) -> &mut Vec<String> {
        if self.article != Some(article) {
            *self = Self {
                article: Some(article),
                urls: Vec::new(),
            };
        }
        &mut self.urls
    }
}

struct Desk {
    context: jobs::Context,
    /// Opened for the first article: to open it costs as much as a short article.
    reader: Option<Reader>,
    settings: Settings,
    documents: VecDeque<Kept>,
    missing: Missing,
}

struct Kept {
    article: ArticleId,
    version: Version,
    document: Arc<Document>,
    origins: Option<Origins>,
    enclosures: usize,
    /// As it was laid out last, in each way that it is shown in turn.
    laid: Vec<(PageOptions, Arc<Text>)>,
}

/// Who, when, how long: in words only when it is laid out, since what was today is not tomorrow.
#[derive(Clone)]
struct Origins {
    byline: Clean,
    published: Option<Timestamp>,
    updated: Option<Timestamp>,
    words: u32,
}

impl Origins {
    /// What the document does not say, the list knows.
    fn of(article: &Article, document: &Document) -> Self {
        let row = &article.row;
        let byline = if document.byline.is_empty() {
            &row.author
        } else {
            &document.byline
        };
        let published = document.published.or(row.published);
        let is_later =
            |updated: &Timestamp| published.is_some_and(|published| updated.since(published) > 600);
        Self {
            byline: byline.clone(),
            published,
            updated: document.updated.or(row.updated).filter(is_later),
            words: if document.words > 0 {
                document.words
            } else {
                row.words
            },
        }
    }
}

/// What is laid out.
struct Found {
    document: Arc<Document>,
    origins: Option<Origins>,
    enclosures: usize,
}

impl Kept {
    fn found(&self) -> Found {
        Found {
            document: self.document.clone(),
            origins: self.origins.clone(),
            enclosures: self.enclosures,
        }
    }
}

impl Desk {
    fn work(&mut self, requests: &Receiver<Request>, wire: &wires::Sender) {
        while let Ok(first) = requests.recv() {
            let mut wanted = None;
            for request in std::iter::once(first).chain(requests.try_iter()) {
                match request {
                    Request::LayOut(wish) => wanted = Some(wish),
                    Request::Configure(config, settings) => {
                        (self.context.config, self.settings) = (config, settings);
                        self.missing = Missing::default();
                    }
                    Request::NoRoom(article, url) => self.missing.of(article).push(url),
                    Request::TryPictures => self.missing = Missing::default(),
                    Request::Forget(articles) => {
                        self.documents
                            .retain(|kept| !articles.contains(&kept.article));
                    }
                }
            }
            let Some(wish) = wanted else {
                continue;
            };
            let article = wish.article;
            let laid = catch_unwind(AssertUnwindSafe(|| self.lay(wish)));
            let event = match laid {
                Ok(Ok(text)) => Event::LaidOut { article, text },
                Ok(Err(why)) => Event::NotLaidOut { article, why },
                Err(_) => {
                    let why = clean_line("this article cannot be shown; o opens it in the browser");
                    Event::NotLaidOut { article, why }
                }
            };
            if wire.send(Wire::Event(event)).is_err() {
                return;
            }
        }
    }

    /// The same text for the same width is laid out once, as long as nothing about it changes.
    fn lay(&mut self, wish: Wish) -> Result<Arc<Text>, Clean> {
        let Found {
            document,
            origins,
            enclosures,
        } = self.document(wish.article, wish.version)?;
        self.missing.of(wish.article);
        let config: &Config = &self.context.config;
        let options = PageOptions {
            measure: wish.columns,
            hyphenate: config.reader.hyphenate,
            bidi: self.settings.bidi,
            ascii: self.settings.is_ascii,
            link_numbers: config.reader.link_numbers,
            change_marks: self.settings.no_color || self.settings.is_ascii,
            code_colours: !self.settings.no_color,
            pictures: self.pictures(&document, wish.lines),
            dateline: origins.map_or_else(Vec::new, |origins| self.dateline(&origins)),
        };
        let kept = self.kept(wish.article, wish.version);
        let before = kept.and_then(|kept| {
            let is_same = |(laid, text): &&(PageOptions, Arc<Text>)| {
                *laid == options && text.lines == wish.lines
            };
            kept.laid.iter().find(is_same)
        });
        if let Some((_, text)) = before {
            return Ok(text.clone());
        }
        let text = Arc::new(Text {
            columns: wish.columns,
            lines: wish.lines,
            version: wish.version,
            page: lay_out(&document, &options),
            links: document.links.clone(),
            images: document
                .images
                .iter()
                .map(|image| image.url.clone())
                .collect(),
            missing: missing(&options.pictures),
            chosen: document.chosen,
            warning: document.warnings.first().cloned(),
            enclosures,
            origin: origin(&document),
        });
        if let Some(kept) = self.kept_mut(wish.article, wish.version) {
            kept.laid.truncate(WAYS - 1);
            kept.laid.insert(0, (options, text.clone()));
        }
        Ok(text)
    }

    fn kept(&self, article: ArticleId, version: Version) -> Option<&Kept> {
        let is_it = |kept: &&Kept| kept.article == article && kept.version == version;
        self.documents.iter().find(is_it)
    }

    fn kept_mut(&mut self, article: ArticleId, version: Version) -> Option<&mut Kept> {
        let is_it = |kept: &&mut Kept| kept.article == article && kept.version == version;
        self.documents.iter_mut().find(is_it)
    }

    fn pictures(&self, document: &Document, lines: u16) -> Pictures {
        let shown = self.settings.pictures;
        if shown.images == Images::Never {
            return Pictures::None;
        }
        if !shown.are_drawn() || lines == 0 {
            return Pictures::Words;
        }
        let size = |image: &Picture| {
            let is_missing = self.missing.urls.contains(&image.url);
            let size = jobs::picture_size(&self.context, &image.url);
            size.or(is_missing.then_some((0, 0)))
        };
        Pictures::Room(Canvas {
            cell: shown.cell,
            lines,
            sizes: document.images.iter().map(size).collect(),
        })
    }

    fn document(&mut self, id: ArticleId, version: Version) -> Result<Found, Clean> {
        if let Some(kept) = self.kept(id, version) {
            return Ok(kept.found());
        }
        let failed = |error: &dyn std::fmt::Display| clean_line(&error.to_string());
        let mut document =
            jobs::version(&self.context, id, version).map_err(|error| failed(&error))?;
        let reader = match self.reader.take() {
            Some(reader) => reader,
            None => self
                .context
                .store
                .reader()
                .map_err(|error| failed(&error))?,
        };
        let article = reader.article(id).map_err(|error| failed(&error))?;
        // One that failed is not kept.
        self.reader = Some(reader);
        let origins = article
            .as_ref()
            .map(|article| Origins::of(article, &document));
        let enclosures = article.as_ref().map_or(0, |it| it.enclosures.len());
        if let Some(article) = article {
            complete(&mut document, &article);
        }
        let kept = Kept {
            article: id,
            version,
            document: Arc::new(document),
            origins,
            enclosures,
            laid: Vec::new(),
        };
        let found = kept.found();
        self.documents.truncate(KEPT - 1);
        self.documents.push_front(kept);
        Ok(found)
    }

    /// Who, when, how long.
    fn dateline(&self, origins: &Origins) -> Vec<Clean> {
        let look = Look::new(&self.settings, self.context.clock.now());
        let byline = origins.byline.as_str();
        let parts = [
            Some(byline.to_owned()).filter(|byline| !byline.is_empty()),
            origins
                .published
                .map(|published| time::point(&look, published)),
            Some(format!("{} min", minutes(origins.words))),
            origins
                .updated
                .map(|updated| format!("updated {}", time::point(&look, updated))),
        ];
        let parts = parts.into_iter().flatten();
        parts.map(|part| clean_line(&part)).collect()
    }
}

/// Those that are known to have no size.
fn missing(pictures: &Pictures) -> usize {
    match pictures {
        Pictures::Room(canvas) => {
            let sizes = canvas.sizes.iter();
            sizes.filter(|size| **size == Some((0, 0))).count()
        }
        _ => 0,
    }
}

/// What a document lacks, the list knows.
fn complete(document: &mut Document, article: &Article) {
    if document.title.is_empty() {
        document.title = article.row.title.clone();
    }
    if document.html.is_empty() && document.text.is_empty() {
        article.row.excerpt.as_str().clone_into(&mut document.text);
    }
    // So that the lead picture has a number too.
    if let Some(url) = document.lead().map(str::to_owned)
        && !document.images.iter().any(|image| image.url == url)
    {
        document.images.push(Picture {
            url,
            ..Picture::default()
        });
    }
}

/// Where the text comes from and why.
fn origin(document: &Document) -> Vec<Clean> {
    let chosen = match document.chosen {
        Chosen::Feed => "the text is the whole article, from the feed",
        Chosen::Rest => "the text is the article, as its site's own interface gives it",
        Chosen::Page => "the text is the article's page, cleaned",
        Chosen::Summary => "the text is the feed's summary",
    };
    let words = format!("{chosen}; {} words", document.words);
    let lines = std::iter::once(clean_line(&words));
    lines
        .chain(document.why.iter().cloned())
        .chain(document.warnings.iter().cloned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::Clock as _;
    use crate::model::Timestamp;
    use crate::store::Store;
    use jiff::tz::TimeZone;
    use std::sync::atomic::AtomicBool;

    struct Noon;

    impl jobs::Clock for Noon {
        fn now(&self) -> Timestamp {
            Timestamp::from_seconds(1_763_980_000)
        }
    }

    /// A day later.
    struct Tomorrow;

    impl jobs::Clock for Tomorrow {
        fn now(&self) -> Timestamp {
            Timestamp::from_seconds(Noon.now().seconds() + 86_400)
        }
    }

    fn desk(store: Store) -> Desk {
        let config = Config::default();
        let themes = crate::config::themes(None).0;
        Desk {
            settings: Settings::new(&config, TimeZone::UTC, themes),
            context: jobs::Context {
                store,
                config: Arc::new(config),
                clock: Arc::new(Noon),
                sink: Arc::new(|_| {}),
                web: None,
                rules_dir: None,
                pictures: None,
                enclosures: None,
                subscriptions: None,
                filters: None,
                cancelled: Arc::new(AtomicBool::new(false)),
            },
            reader: None,
            documents: VecDeque::new(),
            missing: Missing::default(),
        }
    }

    fn article(store: &Store) -> ArticleId {
        let arrival = crate::model::Arrival {
            identities: Vec::new(),
            url_key: None,
            text_hash: None,
            sort_at: None,
            entry: crate::model::ParsedEntry {
                link: Some("https://a.example/".to_owned()),
                published: Some(Noon.now()),
                content: Some("<p>One long text</p>".repeat(100)),
                ..crate::model::ParsedEntry::default()
            },
            excerpt: Clean::default(),
            words: 3,
            text: "One long text".to_owned(),
            is_whole: true,
            has_pictures: false,
        };
        store.put_saved_page(arrival, Noon.now()).unwrap()
    }

    #[test]
    fn a_text_is_laid_out_once_for_a_width() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let id = article(&store);
        let mut desk = desk(store);
        let wish = |columns, version| Wish {
            article: id,
            columns,
            lines: 10,
            version,
        };
        let first = desk.lay(wish(72, Version::Clean)).unwrap();
        let narrow = desk.lay(wish(40, Version::Clean)).unwrap();
        assert_ne!(first.columns, narrow.columns);
        desk.lay(wish(72, Version::Feed)).unwrap();
        for (columns, text) in [(72, &first), (40, &narrow), (72, &first)] {
            let again = desk.lay(wish(columns, Version::Clean)).unwrap();
            assert!(Arc::ptr_eq(&again, text), "{columns}");
        }
        desk.settings.is_ascii = true;
        let other = desk.lay(wish(72, Version::Clean)).unwrap();
        assert!(!Arc::ptr_eq(&other, &first), "laid out as it is wanted now");
    }

    /// What had been opened before midnight still said at what hour of today it appeared.
    #[test]
    fn a_date_is_told_by_the_day_on_which_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let wish = Wish {
            article: article(&store),
            columns: 72,
            lines: 10,
            version: Version::Clean,
        };
        let mut desk = desk(store);
        let today = desk.lay(wish).unwrap();
        desk.context.clock = Arc::new(Tomorrow);
        let later = desk.lay(wish).unwrap();
        assert_ne!(today.page.lines[0], later.page.lines[0]);
        assert!(crate::page::plain(&later.page).contains("24 Nov"));
    }
}
