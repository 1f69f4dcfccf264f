//! Entries of a polled feed: recognised, joined to works, stored.

use super::codec::Packer;
use super::writer::{Who, Writer};
use super::{Answer, Stored, bodies, feeds, marks, search};
use crate::model::{
    Arrival, ArticleId, Changed, FeedId, FeedTexts, Hash, MarkChange, PollRecord, Target, Timestamp,
};
use rusqlite::{Connection, OptionalExtension, params};

/// A date this far ahead is not believed: the article sorts at first seen.
const BELIEVED_AHEAD: i64 = 86_400;
/// Earlier texts that are kept of an article.
const REVISIONS: u32 = 5;

pub fn store(
    writer: &mut Writer,
    feed: FeedId,
    arrivals: &[Arrival],
    record: Option<&PollRecord>,
    now: Timestamp,
) -> Answer<Stored> {
    writer.transaction(Who::Job, |transaction, packer| {
        let mut batch = Batch::open(transaction, packer, feed, now)?;
        for arrival in arrivals {
            batch.store(arrival)?;
        }
        let stored = batch.close()?;
        if let Some(record) = record {
            feeds::record(transaction, feed, record)?;
        }
        Ok(stored)
    })
}

/// A page saved without a subscription: stored as an article of the hidden feed and marked saved.
pub fn store_saved_page(
    writer: &mut Writer,
    arrival: &Arrival,
    now: Timestamp,
) -> Answer<ArticleId> {
    let id = writer.transaction(Who::Person, |transaction, packer| {
        let feed = feeds::saved_pages(transaction, now)?;
        let mut batch = Batch::open(transaction, packer, feed, now)?;
        batch.store(arrival)?;
        batch.close()?;
        known(transaction, feed, arrival)
    })?;
    let id = id.ok_or_else(|| {
        super::StoreError::Other(crate::text::clean_line("the page was not stored"))
    })?;
    let target = Target::Articles(vec![id]);
    let change = crate::model::Change::Mark {
        what: MarkChange::Save,
        target,
    };
    super::journal::apply(writer, &change, now)?;
    Ok(id)
}

/// The article that one of the arrival's identities names, the strongest first.
fn known(connection: &Connection, feed: FeedId, arrival: &Arrival) -> Answer<Option<ArticleId>> {
    let sql = "SELECT article FROM identity WHERE feed = ?1 AND kind = ?2 AND hash = ?3";
    let mut statement = connection.prepare_cached(sql)?;
    for identity in &arrival.identities {
        let key = params![feed.get(), identity.kind as i64, identity.hash];
        if let Some(id) = statement.query_row(key, |row| row.get(0)).optional()? {
            return Ok(Some(ArticleId::new(id)));
        }
    }
    Ok(None)
}

/// Arrivals of one transaction.
struct Batch<'a> {
    connection: &'a Connection,
    packer: &'a mut Packer,
    feed: FeedId,
    feed_host: String,
    /// Not shown in lists of all; not shown at all.
    is_hidden: bool,
    is_visible: bool,
    now: Timestamp,
    stored: Stored,
    /// New articles with a work of their own, which need no settling.
    alone: i64,
}

impl<'a> Batch<'a> {
    fn open(
        connection: &'a Connection,
        packer: &'a mut Packer,
        feed: FeedId,
        now: Timestamp,
    ) -> Answer<Self> {
        let sql = "SELECT coalesce(site, url), is_hidden, removed_at IS NULL AND is_internal = 0 \
                   FROM feed WHERE id = ?1";
        let found = connection
            .prepare_cached(sql)?
            .query_row([feed.get()], |row| {
                Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?))
            });
        let (site, is_hidden, is_visible) =
            found.optional()?.ok_or(super::StoreError::NoFeed(feed))?;
        let feed_host = feeds::host(&site);
        let stored = Stored::default();
        Ok(Self {
            connection,
            packer,
            feed,
            feed_host,
            is_hidden,
            is_visible,
            now,
            stored,
            alone: 0,
        })
    }

    fn store(&mut self, arrival: &Arrival) -> Answer<()> {
        match known(self.connection, self.feed, arrival)? {
            Some(id) => self.meet_again(id, arrival),
            None => self.insert(arrival),
        }
    }

    fn close(self) -> Answer<Stored> {
        let listed = if self.is_hidden || !self.is_visible {
            0
        } else {
            self.alone
        };
        let visible = if self.is_visible { self.alone } else { 0 };
        let counts = [visible, visible, listed, listed, 0];
        marks::add_counts(self.connection, self.feed.get(), counts)?;
        marks::settle(self.connection)?;
        let changed = !self.stored.new.is_empty() || self.stored.updated > 0;
        let changed = Changed {
            articles: changed,
            ..Changed::default()
        };
        Ok(Stored {
            changed,
            ..self.stored
        })
    }

    fn insert(&mut self, arrival: &Arrival) -> Answer<()> {
        let believed = arrival.entry.published.or(arrival.entry.updated);
        let believed = believed.filter(|at| at.since(self.now) <= BELIEVED_AHEAD);
        let own_sort_at = believed.unwrap_or(self.now);
        let keys = work_keys(arrival);
        let joined = self.joined(&keys)?;
        let (work, sort_at) = match joined {
            Some(found) => found,
            None => (self.new_work(own_sort_at)?, own_sort_at.seconds()),
        };
        let id = self.insert_row(arrival, work, sort_at, joined.is_none())?;
        self.remember(id, arrival, &keys, work)?;
        bodies::write_feed_texts(self.connection, self.packer, id, &texts(arrival), self.now)?;
        search::wait(
            self.connection,
            self.packer,
            id,
            &arrival.entry.title,
            &arrival.text,
        )?;
        if joined.is_some() {
            self.prefer(id, work, arrival)?;
            marks::touch(self.connection, work)?;
        } else {
            let sql = "UPDATE work SET shown_article = ?1 WHERE id = ?2";
            self.connection
                .prepare_cached(sql)?
                .execute([id.get(), work])?;
            self.alone += 1;
        }
        self.stored.new.push(id);
        Ok(())
    }

    /// The work that another feed's article is of already, with its place in lists.
    fn joined(&self, keys: &[Hash]) -> Answer<Option<(i64, i64)>> {
        let sql = "SELECT w.id, w.sort_at FROM work_key k JOIN work w ON w.id = k.work \
                   WHERE k.hash = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        for key in keys {
            let found = statement.query_row([key], |row| Ok((row.get(0)?, row.get(1)?)));
            if let Some(found) = found.optional()? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn new_work(&self, sort_at: Timestamp) -> Answer<i64> {
        let sql = "INSERT INTO work (sort_at) VALUES (?1)";
        self.connection
            .prepare_cached(sql)?
            .execute([sort_at.seconds()])?;
        Ok(self.connection.last_insert_rowid())
    }

    fn insert_row(
        &self,
        arrival: &Arrival,
        work: i64,
        sort_at: i64,
        is_alone: bool,
    ) -> Answer<ArticleId> {
        let entry = &arrival.entry;
        let is_visible = is_alone && self.is_visible;
        let sql = "INSERT INTO article (work, feed, sort_at, unread, saved, shown, visible, listed, \
            whole, words, published, updated, first_seen, title, url, author, excerpt, language, \
            image, categories, enclosures, content_hash) \
            VALUES (?1, ?2, ?3, ?4, 0, ?4, ?5, ?6, ?7, ?8, ?9, NULL, ?10, ?11, ?12, ?13, ?14, ?15, \
            ?16, ?17, ?18, ?19)";
        self.connection.prepare_cached(sql)?.execute(params![
            work,
            self.feed.get(),
            sort_at,
            is_alone,
            is_visible,
            is_visible && !self.is_hidden,
            arrival.is_whole,
            arrival.words,
            feeds::seconds(entry.published),
            self.now.seconds(),
            entry.title.as_str(),
            entry.link,
            entry.author.as_str(),
            arrival.excerpt.as_str(),
            entry.language,
            entry.image,
            serde_json::to_string(&entry.categories)?,
            serde_json::to_string(&entry.enclosures)?,
            content_hash(arrival),
        ])?;
        Ok(ArticleId::new(self.connection.last_insert_rowid()))
    }

    /// How this entry will be recognised, here and from other feeds.
    fn remember(&self, id: ArticleId, arrival: &Arrival, keys: &[Hash], work: i64) -> Answer<()> {
        let sql =
            "INSERT OR IGNORE INTO identity (feed, kind, hash, article) VALUES (?1, ?2, ?3, ?4)";
        let mut statement = self.connection.prepare_cached(sql)?;
        for identity in &arrival.identities {
            let kind = identity.kind as i64;
            statement.execute(params![self.feed.get(), kind, identity.hash, id.get()])?;
        }
        let sql = "INSERT OR IGNORE INTO work_key (hash, work) VALUES (?1, ?2)";
        let mut statement = self.connection.prepare_cached(sql)?;
        for key in keys {
            statement.execute(params![key, work])?;
        }
        Ok(())
    }

    /// Shown is the article whose feed's host is the link's: the outlet's own, not a copy of it.
    fn prefer(&self, id: ArticleId, work: i64, arrival: &Arrival) -> Answer<()> {
        let link_host = arrival.entry.link.as_deref().map(feeds::host);
        if link_host.as_deref() != Some(self.feed_host.as_str()) {
            return Ok(());
        }
        let sql = "SELECT coalesce(f.site, f.url), a.url FROM work w \
                   JOIN article a ON a.id = w.shown_article JOIN feed f ON f.id = a.feed \
                   WHERE w.id = ?1";
        let shown = self
            .connection
            .prepare_cached(sql)?
            .query_row([work], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?))
            });
        let is_own = |(site, link): (String, Option<String>)| {
            link.is_some_and(|link| feeds::host(&link) == feeds::host(&site))
        };
        if !shown.optional()?.is_some_and(is_own) {
            let sql = "UPDATE work SET shown_article = ?1 WHERE id = ?2";
            self.connection
                .prepare_cached(sql)?
                .execute([id.get(), work])?;
        }
        Ok(())
    }

    /// An entry that is stored already. Nothing of it becomes unread again; another text replaces
    /// the stored one, which is kept as a revision. One that was pruned does not come back.
    fn meet_again(&mut self, id: ArticleId, arrival: &Arrival) -> Answer<()> {
        let sql = "SELECT work, content_hash, title FROM article WHERE id = ?1";
        let found = self
            .connection
            .prepare_cached(sql)?
            .query_row([id.get()], |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    row.get::<_, Option<Hash>>(1)?,
                    row.get::<_, String>(2)?,
                ))
            });
        let Some((work, old_hash, old_title)) = found.optional()? else {
            return Ok(());
        };
        self.remember(id, arrival, &work_keys(arrival), work)?;
        let hash = content_hash(arrival);
        if old_hash == Some(hash) {
            return Ok(());
        }
        self.keep_revision(id, &old_title)?;
        let entry = &arrival.entry;
        let sql = "UPDATE article SET title = ?2, url = coalesce(?3, url), excerpt = ?4, words = ?5, \
                   updated = ?6, content_hash = ?7, whole = whole OR ?8, author = ?9 WHERE id = ?1";
        self.connection.prepare_cached(sql)?.execute(params![
            id.get(),
            entry.title.as_str(),
            entry.link,
            arrival.excerpt.as_str(),
            arrival.words,
            entry.updated.unwrap_or(self.now).seconds(),
            hash,
            arrival.is_whole,
            entry.author.as_str(),
        ])?;
        bodies::write_feed_texts(self.connection, self.packer, id, &texts(arrival), self.now)?;
        bodies::forget_clean(self.connection, id)?;
        search::wait(
            self.connection,
            self.packer,
            id,
            &entry.title,
            &arrival.text,
        )?;
        self.stored.updated += 1;
        self.stored.changed.bodies.push(id);
        Ok(())
    }

    fn keep_revision(&self, id: ArticleId, title: &str) -> Answer<()> {
        let sql = "INSERT INTO revision (article, replaced_at, title, codec, bytes) \
                   SELECT ?1, ?2, ?3, codec, bytes FROM body WHERE id = ?1 * 4";
        self.connection.prepare_cached(sql)?.execute(params![
            id.get(),
            self.now.seconds(),
            title
        ])?;
        let sql = "DELETE FROM revision WHERE article = ?1 AND id NOT IN \
                   (SELECT id FROM revision WHERE article = ?1 ORDER BY id DESC LIMIT ?2)";
        self.connection
            .prepare_cached(sql)?
            .execute(params![id.get(), REVISIONS])?;
        Ok(())
    }
}

fn texts(arrival: &Arrival) -> FeedTexts {
    FeedTexts {
        summary: arrival.entry.summary.clone(),
        content: arrival.entry.content.clone(),
    }
}

/// By address together with the title, and by text: equal keys are one work.
fn work_keys(arrival: &Arrival) -> Vec<Hash> {
    let title = crate::text::fold(&arrival.entry.title);
    let by_address = arrival
        .url_key
        .map(|url| short(&[b"address", &url, title.as_bytes()]));
    let by_text = arrival.text_hash.map(|text| short(&[b"text", &text]));
    by_address.into_iter().chain(by_text).collect()
}

/// Of the words alone: other markup, punctuation or white space is no other text.
fn content_hash(arrival: &Arrival) -> Hash {
    let mut hasher = blake3::Hasher::new();
    for text in [arrival.entry.title.as_str(), &arrival.text] {
        for word in text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
        {
            hasher.update(word.as_bytes()).update(b" ");
        }
        hasher.update(b"\n");
    }
    cut(hasher.finalize())
}

fn short(parts: &[&[u8]]) -> Hash {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher
            .update(&(part.len() as u64).to_le_bytes())
            .update(part);
    }
    cut(hasher.finalize())
}

fn cut(hash: blake3::Hash) -> Hash {
    let mut short = [0; 16];
    short.copy_from_slice(&hash.as_bytes()[..16]);
    short
}
