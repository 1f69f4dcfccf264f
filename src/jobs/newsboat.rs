//! Articles and marks of whoever comes from newsboat: what was read there is read here, what was flagged is saved.

use super::export::web_address;
use super::record::{arrivals, put_in_place};
use super::subscribe::with_full_address;
use super::{Context, JobError};
use crate::markup::{Base, absolute_urls};
use crate::model::{
    ArticleId, Cached, Change, FeedId, Identity, Imported, MarkChange, NewFeed, ParsedFeed,
    PollRecord, Target, counted,
};

use crate::store::NewsboatCache;
use crate::text::{Clean, clean_line};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    pub articles: Imported,
    /// Feeds of the cache that are subscribed to here.
    pub feeds: usize,
    pub left_out: Vec<Clean>,
}

/// Takes over what newsboat's `cache.db` has of feeds that are subscribed to here, as one change to undo.
///
/// # Errors
/// The file cannot be read, or has nothing of a feed that is subscribed to.
pub fn import_newsboat(context: &Context, file: &Path) -> Result<Moved, JobError> {
    let cache = NewsboatCache::open(file)?;
    let here = context.store.reader()?.feeds()?;
    let here: HashMap<String, FeedId> = here.into_iter().map(|it| (it.url, it.id)).collect();
    let mut moved = Moved::default();
    let (mut marks, mut strangers) = (Marks::default(), 0);
    for address in cache.feeds()? {
        let named = NewFeed {
            url: address.clone(),
            ..NewFeed::default()
        };
        let feed = with_full_address(&named).ok();
        let Some(feed) = feed.and_then(|it| here.get(&it.url).copied()) else {
            strangers += 1;
            continue;
        };
        moved.feeds += 1;
        let articles = cache.articles(&address)?;
        take(context, feed, articles, &mut moved, &mut marks)?;
        if context.is_cancelled() {
            break;
        }
    }
    if moved.feeds == 0 {
        let why = "none of its feeds is subscribed to here: import newsboat's urls first";
        return Err(JobError::other(format!("{}: {why}", file.display())));
    }
    if strangers > 0 {
        let feeds = counted(strangers, "feed");
        let line = format!("{feeds} of the cache, which are not subscribed to here");
        moved.left_out.push(clean_line(&line));
    }
    moved.articles.marked = marks.apply(context)?;
    Ok(moved)
}

/// What was done with an article there.
struct Done {
    identities: Vec<Identity>,
    is_read: bool,
    flags: String,
}

fn take(
    context: &Context,
    feed: FeedId,
    articles: Vec<Cached>,
    moved: &mut Moved,
    marks: &mut Marks,
) -> Result<(), JobError> {
    let mut done = HashMap::new();
    let mut entries = Vec::with_capacity(articles.len());
    for Cached {
        mut entry,
        base,
        is_read,
        flags,
    } in articles
    {
        entry.link = entry
            .link
            .and_then(|url| web_address(&url))
            .map(String::from);
        entry
            .enclosures
            .retain(|enclosure| web_address(&enclosure.url).is_some());
        if let (Some(base), Some(text)) = (base, &mut entry.summary) {
            *text = absolute_urls(text, &Base::new(&base)).into_owned();
        }
        done.insert(entry.id.clone(), (is_read, flags));
        entries.push(entry);
    }
    let mut arrivals = arrivals(ParsedFeed {
        entries,
        ..ParsedFeed::default()
    });
    put_in_place(context, &mut arrivals);
    let all = arrivals.iter().map(|arrival| {
        let (is_read, flags) = done.remove(&arrival.entry.id).unwrap_or_default();
        let identities = arrival.identities.clone();
        Done {
            identities,
            is_read,
            flags,
        }
    });
    let all: Vec<Done> = all.collect();
    let reader = context.store.reader()?;
    let Some(state) = reader.poll_state(feed)? else {
        return Ok(());
    };
    drop(reader);
    // As a poll stores them, and nothing of it says that the feed was asked.
    let record = PollRecord {
        state,
        ..PollRecord::default()
    };
    let count = arrivals.len() as u32;
    let stored = context
        .store
        .store_poll(feed, arrivals, record, context.now())?;
    let new = stored.new.len() as u32;
    marks.new.extend(stored.new);
    moved.articles.new += new;
    moved.articles.known += count.saturating_sub(new);
    let reader = context.store.reader()?;
    for done in all {
        if let Some(article) = reader.recognised_as(feed, &done.identities)? {
            marks.add(article, &done);
        }
    }
    Ok(())
}

/// Articles by what is to be done with them.
#[derive(Default)]
struct Marks {
    /// Those that came with them.
    new: HashSet<ArticleId>,
    read: Vec<ArticleId>,
    saved: Vec<ArticleId>,
    tagged: BTreeMap<char, Vec<ArticleId>>,
}

impl Marks {
    fn add(&mut self, article: ArticleId, done: &Done) {
        if done.is_read {
            self.read.push(article);
        }
        if !done.flags.is_empty() {
            self.saved.push(article);
        }
        let letters = done.flags.chars().filter(char::is_ascii_alphabetic);
        letters.for_each(|letter| self.tagged.entry(letter).or_default().push(article));
    }

    /// Answers on how many articles.
    fn apply(self, context: &Context) -> Result<u32, JobError> {
        let tagged = self.tagged.into_iter();
        let tagged = tagged.map(|(letter, ids)| (MarkChange::Tag(format!("flag-{letter}")), ids));
        let all = std::iter::once((MarkChange::Save, self.saved)).chain(tagged);
        let changes = all.filter(|(_, ids)| !ids.is_empty());
        let mut changes: Vec<Change> = changes
            .map(|(what, ids)| Change::Mark {
                what,
                target: Target::Articles(ids),
            })
            .collect();
        // Last, so that it is what is said first when all is taken back.
        changes.push(Change::ReadElsewhere {
            articles: self.read,
            new: self.new,
        });
        let applied = (context.store).apply(&Change::Together(changes), context.now())?;
        Ok(applied.articles)
    }
}
