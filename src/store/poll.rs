//! Entries of a polled feed: recognised, joined to works, stored.

use super::ahead::pictures_of;
use super::packed::{Packed, Poll};
use super::revision::Other;
use super::verdict::{self, Judged};
use super::works::{self, Joined, Own};
use super::writer::{Who, Writer};
use super::{Answer, Judge, Stored, bodies, feeds, flags, poll_state, revision, search, traffic};
use crate::model::{
    Arrival, ArticleId, BodyKind, Change, Changed, FeedId, Hash, Identity, MarkChange, ParsedEntry,
    PollRecord, Target, Timestamp, TrafficKind, WorkId,
};
use crate::text::word_count;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashSet;

/// A date this far ahead is not believed: the article sorts at first seen.
const BELIEVED_AHEAD: i64 = 86_400;

/// Articles that entries of the running poll were recognised as: no two are the same.
pub type Met = HashSet<ArticleId>;

pub fn store(
    writer: &mut Writer,
    feed: FeedId,
    entries: &[Packed],
    met: Met,
    (record, is_last): (&PollRecord, bool),
    judge: Option<&Judge>,
    now: Timestamp,
) -> Answer<(Stored, Met)> {
    let (_, owner) = writer.owner();
    writer.transaction(Who::Job, |transaction| {
        let given = Given {
            entries,
            met,
            record,
            is_last,
            owner: owner.as_deref(),
            judge,
        };
        store_in(transaction, feed, given, now)
    })
}

/// Several whole polls in one transaction: all of them, or none.
pub fn store_all(
    writer: &mut Writer,
    polls: &[Poll],
    judge: Option<&Judge>,
    now: Timestamp,
) -> Answer<Vec<Stored>> {
    let (_, owner) = writer.owner();
    writer.transaction(Who::Job, |transaction| {
        let one = |poll: &Poll| {
            let given = Given {
                entries: &poll.entries,
                met: Met::new(),
                record: &poll.record,
                is_last: true,
                owner: owner.as_deref(),
                judge,
            };
            store_in(transaction, poll.feed, given, now).map(|it| it.0)
        };
        polls.iter().map(one).collect()
    })
}

/// What one transaction is given of a poll.
struct Given<'a> {
    entries: &'a [Packed],
    met: Met,
    record: &'a PollRecord,
    /// Nothing of the poll comes after this: the record is stored with it.
    is_last: bool,
    /// Who has the right to poll, if it is this process.
    owner: Option<&'a str>,
    judge: Option<&'a Judge>,
}

fn store_in(
    connection: &Connection,
    feed: FeedId,
    given: Given<'_>,
    now: Timestamp,
) -> Answer<(Stored, Met)> {
    poll_state::introduce(connection, feed, given.record, given.owner)?;
    let done = if given.entries.is_empty() {
        (Stored::default(), given.met)
    } else {
        let mut batch = Batch::open(connection, feed, given.met, now)?;
        batch.judge = given.judge;
        // At the first poll it is not stored yet.
        if let Some(site) = &given.record.site {
            batch.site_host = Some(feeds::host(site));
        }
        for entry in given.entries {
            batch.store(entry)?;
        }
        batch.close()?
    };
    if given.is_last {
        let record = given.record;
        poll_state::record(connection, feed, record, given.owner)?;
        traffic::add(connection, TrafficKind::Feed, record.bytes, now)?;
    }
    Ok(done)
}

/// A page saved without a subscription: stored as an article of the hidden feed and marked saved,
/// at once.
pub fn store_saved_page(writer: &mut Writer, page: &Packed, now: Timestamp) -> Answer<ArticleId> {
    writer.transaction(Who::Person, |transaction| {
        let feed = feeds::saved_pages(transaction, now)?;
        forget_gone(transaction, feed, &page.arrival.identities)?;
        let mut batch = Batch::open(transaction, feed, Met::new(), now)?;
        let id = batch.store(page)?;
        batch.close()?;
        let target = Target::Articles(vec![id]);
        let change = Change::Mark {
            what: MarkChange::Save,
            target,
        };
        super::journal::apply(transaction, &change, now)?;
        Ok(id)
    })
}

/// A page whose article went may be saved again: it is the reader who asks for it.
fn forget_gone(connection: &Connection, feed: FeedId, identities: &[Identity]) -> Answer<()> {
    let sql = "DELETE FROM identity WHERE feed = ?1 AND kind = ?2 AND hash = ?3 \
               AND NOT EXISTS (SELECT 1 FROM article a WHERE a.id = identity.article)";
    let mut statement = connection.prepare_cached(sql)?;
    for identity in identities {
        statement.execute(params![feed.get(), identity.kind as i64, identity.hash])?;
    }
    Ok(())
}

/// The article that one of the arrival's identities names, the strongest first.
pub fn known(
    connection: &Connection,
    feed: FeedId,
    identities: &[Identity],
    met: &Met,
) -> Answer<Option<ArticleId>> {
    // Whose article it is is looked at: numbers of a store that was damaged may have been given twice.
    let sql = "SELECT i.article FROM identity i LEFT JOIN article a ON a.id = i.article \
               WHERE i.feed = ?1 AND i.kind = ?2 AND i.hash = ?3 AND coalesce(a.feed, i.feed) = i.feed";
    let mut statement = connection.prepare_cached(sql)?;
    for identity in identities {
        let key = params![feed.get(), identity.kind as i64, identity.hash];
        let found = statement
            .query_row(key, |row| row.get(0))
            .optional()?
            .map(ArticleId::new);
        if let Some(id) = found.filter(|id| !met.contains(id)) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// Arrivals of one transaction.
struct Batch<'a> {
    connection: &'a Connection,
    feed: FeedId,
    /// Of the address that is polled.
    polled_host: String,
    /// Of the site that the feed says it is of.
    site_host: Option<String>,
    /// Nothing was ever stored of it: there is nothing to be recognised as.
    is_first: bool,
    /// Not in lists of all; not in any.
    is_hidden: bool,
    is_visible: bool,
    now: Timestamp,
    met: Met,
    stored: Stored,
    /// The number that the next new article is going to have.
    next: i64,
    /// New articles with a work of their own, which need no settling.
    alone: i64,
    judge: Option<&'a Judge>,
    /// What the filters want done with new articles.
    judged: Vec<Judged>,
}

impl<'a> Batch<'a> {
    fn open(connection: &'a Connection, feed: FeedId, met: Met, now: Timestamp) -> Answer<Self> {
        let sql = "SELECT url, site, is_hidden, removed_at IS NULL AND is_internal = 0, \
                   NOT EXISTS (SELECT 1 FROM identity WHERE feed = feed.id) \
                   FROM feed WHERE id = ?1";
        let found = connection
            .prepare_cached(sql)?
            .query_row([feed.get()], |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, Option<String>>(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                ))
            });
        let (url, site, is_hidden, is_visible, is_first) =
            found.optional()?.ok_or(super::StoreError::NoFeed(feed))?;
        let stored = Stored::default();
        let sql = "SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'article'";
        let next = connection
            .prepare_cached(sql)?
            .query_row([], |row| row.get(0))?;
        Ok(Self {
            connection,
            feed,
            polled_host: feeds::host(&url),
            site_host: site.as_deref().map(feeds::host),
            is_first,
            is_hidden,
            is_visible,
            now,
            met,
            stored,
            next,
            alone: 0,
            judge: None,
            judged: Vec::new(),
        })
    }

    fn store(&mut self, packed: &Packed) -> Answer<ArticleId> {
        let identities = &packed.arrival.identities;
        let known = if self.is_first {
            None
        } else {
            match known(self.connection, self.feed, identities, &self.met)? {
                None => works::renamed(self.connection, self.feed, &packed.arrival, &self.met)?,
                found => found,
            }
        };
        let id = match known {
            Some(id) => self.meet_again(id, packed)?,
            None => self.insert(packed)?,
        };
        self.met.insert(id);
        Ok(id)
    }

    fn close(self) -> Answer<(Stored, Met)> {
        let visible = if self.is_visible { self.alone } else { 0 };
        let listed = if self.is_hidden { 0 } else { visible };
        let of = |articles| flags::Sums {
            total: articles,
            unread: articles,
            saved: 0,
        };
        flags::add(self.connection, self.feed.get(), of(visible))?;
        flags::add(self.connection, flags::ALL, of(listed))?;
        let verdicts = verdict::carry_out(self.connection, &self.judged, self.now)?;
        flags::settle(self.connection)?;
        let has_changed = !self.stored.new.is_empty() || self.stored.updated > 0;
        let mut stored = self.stored;
        stored.changed.add(&verdicts);
        stored.changed.articles = has_changed;
        Ok((stored, self.met))
    }

    fn insert(&mut self, packed: &Packed) -> Answer<ArticleId> {
        let Packed { arrival, texts, .. } = packed;
        let entry = &arrival.entry;
        let believed = entry.published.or(entry.updated);
        let believed = believed.filter(|at| at.since(self.now) <= BELIEVED_AHEAD);
        let place = believed.map(|at| arrival.sort_at.unwrap_or(at));
        let own_sort_at = place.unwrap_or(self.now).seconds();
        let joined = works::find(self.connection, self.feed.get(), arrival)?;
        let own = self.own(entry, joined)?;
        let place = match joined {
            Some(Joined { work, .. }) if own == Own::Polled => {
                let sort_at = works::take_place(self.connection, work, own_sort_at)?;
                Joined { work, sort_at }
            }
            Some(joined) => joined,
            None => Joined {
                work: self.new_work(own_sort_at)?,
                sort_at: own_sort_at,
            },
        };
        let id = self.insert_rows(packed, place, own, joined.is_none())?;
        self.remember(id, arrival)?;
        works::remember(self.connection, place.work, arrival)?;
        bodies::write_feed_texts(self.connection, id, texts, self.now)?;
        search::wait(self.connection, id, false)?;
        if joined.is_some() {
            flags::touch(self.connection, place.work)?;
        } else {
            self.alone += 1;
        }
        self.stored.new.push(id);
        if let Some(judge) = self.judge {
            let verdict = verdict::of(self.connection, id, judge)?;
            if !verdict.is_empty() {
                self.judged.push(Judged {
                    article: id,
                    work: WorkId::new(place.work),
                    verdict,
                    is_news: joined.is_none(),
                });
            }
        }
        Ok(id)
    }

    /// Whose the entry is. A mere claim counts for nothing beside another feed's article with another title.
    fn own(&self, entry: &ParsedEntry, joined: Option<Joined>) -> Answer<Own> {
        let site = self.site_host.as_deref();
        let own = works::own(entry.link.as_deref(), &self.polled_host, site);
        if let (Own::Claimed, Some(Joined { work, .. })) = (own, joined)
            && !works::is_titled(self.connection, work, &entry.title)?
        {
            return Ok(Own::Copy);
        }
        Ok(own)
    }

    /// A work that the next new article will stand for.
    fn new_work(&self, sort_at: i64) -> Answer<i64> {
        let sql = "INSERT INTO work (sort_at, shown_article) VALUES (?1, ?2)";
        self.connection
            .prepare_cached(sql)?
            .execute([sort_at, self.next])?;
        Ok(self.connection.last_insert_rowid())
    }

    fn insert_rows(
        &mut self,
        packed: &Packed,
        place: Joined,
        own: Own,
        is_alone: bool,
    ) -> Answer<ArticleId> {
        let is_visible = is_alone && self.is_visible;
        let sql = "INSERT INTO article (work, feed, sort_at, first_seen, own, unread, saved, shown, \
                   visible, listed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?6, ?7, ?8)";
        self.connection.prepare_cached(sql)?.execute(params![
            place.work,
            self.feed.get(),
            place.sort_at,
            self.now.seconds(),
            own as i64,
            is_alone,
            is_visible,
            is_visible && !self.is_hidden,
        ])?;
        let id = self.connection.last_insert_rowid();
        let is_expected = std::mem::replace(&mut self.next, id.saturating_add(1)) == id;
        if is_alone && !is_expected {
            let sql = "UPDATE work SET shown_article = ?1 WHERE id = ?2";
            self.connection
                .prepare_cached(sql)?
                .execute([id, place.work])?;
        }
        let arrival = &packed.arrival;
        let entry = &arrival.entry;
        let sql = "INSERT INTO entry (article, title, url, author, excerpt, published, words, \
                   is_whole, language, image, categories, enclosures, content_hash, has_pictures) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
        self.connection.prepare_cached(sql)?.execute(params![
            id,
            entry.title.as_str(),
            entry.link,
            entry.author.as_str(),
            arrival.excerpt.as_str(),
            feeds::seconds(entry.published),
            arrival.words,
            arrival.is_whole,
            entry.language,
            entry.image,
            list_json(&entry.categories)?,
            list_json(&entry.enclosures)?,
            packed.hash,
            pictures_of(arrival.has_pictures),
        ])?;
        Ok(ArticleId::new(id))
    }

    /// How this entry will be recognised.
    fn remember(&self, id: ArticleId, arrival: &Arrival) -> Answer<()> {
        let sql = "INSERT INTO identity (feed, kind, hash, article) VALUES (?1, ?2, ?3, ?4) \
                   ON CONFLICT (feed, kind, hash) DO UPDATE SET article = excluded.article \
                   WHERE (SELECT feed FROM article WHERE id = identity.article) <> identity.feed";
        let mut statement = self.connection.prepare_cached(sql)?;
        for identity in &arrival.identities {
            let kind = identity.kind as i64;
            statement.execute(params![self.feed.get(), kind, identity.hash, id.get()])?;
        }
        Ok(())
    }

    /// An entry that is stored already. Nothing of it becomes unread again; another text replaces
    /// the stored one, which is kept as a revision if that says something. One that was pruned does
    /// not come back.
    fn meet_again(&mut self, id: ArticleId, packed: &Packed) -> Answer<ArticleId> {
        let (arrival, hash) = (&packed.arrival, packed.hash);
        let sql = "SELECT a.work, e.content_hash, e.url, e.enclosures FROM article a \
                   JOIN entry e ON e.article = a.id WHERE a.id = ?1";
        let found = self
            .connection
            .prepare_cached(sql)?
            .query_row([id.get()], |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    row.get::<_, Option<Hash>>(1)?,
                    row.get::<_, Option<String>>(2)?,
                    row.get::<_, Option<String>>(3)?,
                ))
            });
        let Some((work, old_hash, old_url, enclosures)) = found.optional()? else {
            return Ok(id);
        };
        self.enclose(id, &arrival.entry, enclosures)?;
        let has_moved = arrival.entry.link.is_some() && arrival.entry.link != old_url;
        if old_hash == Some(hash) && !has_moved {
            // Also the identities are known, or a later poll learns them.
            return self.remember(id, arrival).map(|()| id);
        }
        self.remember(id, arrival)?;
        if !has_moved || self.moves(id, arrival)? {
            works::remember(self.connection, work, arrival)?;
        }
        if old_hash == Some(hash) {
            let sql = "UPDATE entry SET url = ?2 WHERE article = ?1";
            let row = params![id.get(), arrival.entry.link];
            self.connection.prepare_cached(sql)?.execute(row)?;
        } else {
            self.replace(id, packed)?;
        }
        Ok(id)
    }

    /// Addresses of files may hold only for a time.
    fn enclose(&self, id: ArticleId, entry: &ParsedEntry, known: Option<String>) -> Answer<()> {
        let new = list_json(&entry.enclosures)?;
        if new.is_some() && new != known {
            let sql = "UPDATE entry SET enclosures = ?2 WHERE article = ?1";
            let row = params![id.get(), new];
            self.connection.prepare_cached(sql)?.execute(row)?;
        }
        Ok(())
    }

    /// Whether the stored text is the article's whole one, where it stays since the entry that comes says hardly anything of it
    /// any more: paywalls come down, and feeds send the whole text of their newest entries only.
    fn stays(
        &self,
        id: ArticleId,
        arrival: &Arrival,
        old: &str,
        new: &str,
    ) -> Answer<Option<bool>> {
        if arrival.is_whole || new.is_empty() && arrival.has_pictures {
            return Ok(None);
        }
        let sql = "SELECT is_whole, words FROM entry WHERE article = ?1";
        let (is_whole, words): (bool, u32) = self
            .connection
            .prepare_cached(sql)?
            .query_row([id.get()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        // What its page says may be whole while its feed only teases.
        let is_whole = is_whole && word_count(old) > words / 2;
        Ok(revision::is_less(old, new, is_whole).then_some(is_whole))
    }

    fn replace(&mut self, id: ArticleId, packed: &Packed) -> Answer<()> {
        let old = bodies::get(self.connection, id, BodyKind::Feed)?;
        let old = old.map(|body| bodies::text_of(&body.text));
        let old = old.unwrap_or_default();
        let new = packed.text()?;
        let stays = self.stays(id, &packed.arrival, &old, &new)?;
        let text: &str = if stays.is_some() { &old } else { &new };
        let Packed {
            arrival,
            texts,
            hash,
        } = packed;
        let entry = &arrival.entry;
        let other = revision::keep(self.connection, id, &old, (&entry.title, text), self.now)?;
        if other == Other::Same {
            let sql =
                "UPDATE entry SET url = coalesce(?2, url), content_hash = ?3 WHERE article = ?1";
            let row = params![id.get(), entry.link, hash];
            self.connection.prepare_cached(sql)?.execute(row)?;
            return Ok(());
        }
        self.doubt(id, &entry.title)?;
        let is_news = other == Other::News;
        // What its page said is old where the entry says anything else, however little.
        let is_page_old = is_news || other == Other::Trivial;
        let updated = is_news.then(|| entry.updated.unwrap_or(self.now).seconds());
        let sql = "UPDATE entry SET title = ?2, url = coalesce(?3, url), \
                   excerpt = CASE WHEN ?12 THEN excerpt ELSE ?4 END, \
                   words = CASE WHEN ?12 THEN words ELSE ?5 END, \
                   updated = coalesce(?6, updated), content_hash = ?7, \
                   is_whole = CASE WHEN ?10 AND NOT ?13 THEN ?8 ELSE is_whole OR ?8 END, \
                   author = ?9, \
                   has_pictures = CASE WHEN ?11 AND has_pictures <> 1 THEN 3 ELSE has_pictures END \
                   WHERE article = ?1";
        self.connection.prepare_cached(sql)?.execute(params![
            id.get(),
            entry.title.as_str(),
            entry.link,
            arrival.excerpt.as_str(),
            arrival.words,
            updated,
            hash,
            arrival.is_whole,
            entry.author.as_str(),
            is_page_old,
            arrival.has_pictures,
            stays.is_some(),
            stays == Some(true),
        ])?;
        if stays.is_none() {
            bodies::write_feed_texts(self.connection, id, texts, self.now)?;
        }
        bodies::forget_clean(self.connection, id)?;
        if is_page_old {
            bodies::outdate_page(self.connection, id)?;
        }
        search::wait(self.connection, id, true)?;
        self.stored.updated += u32::from(is_news);
        let changed = Changed {
            articles: true,
            bodies: vec![id],
            ..Changed::default()
        };
        self.stored.changed.add(&changed);
        Ok(())
    }
}

impl Batch<'_> {
    /// An entry leads elsewhere now: whose it is is asked anew. What leads to another's site is no key by which that
    /// one's articles find the work.
    fn moves(&self, id: ArticleId, arrival: &Arrival) -> Answer<bool> {
        let link = arrival.entry.link.as_deref();
        let own = works::own(link, &self.polled_host, self.site_host.as_deref());
        let sql = "UPDATE article SET own = ?2 WHERE id = ?1 AND own <> ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        if statement.execute(params![id.get(), own as i64])? > 0 {
            flags::touch_article(self.connection, id.get())?;
        }
        Ok(own == Own::Polled)
    }

    /// What only claimed to be the outlet's own does so no longer under another title.
    fn doubt(&self, id: ArticleId, title: &str) -> Answer<()> {
        let sql = "UPDATE article SET own = 0 WHERE id = ?1 AND own = 1 AND \
                   (SELECT title FROM entry WHERE article = ?1) IS NOT ?2";
        let is_doubted = self
            .connection
            .prepare_cached(sql)?
            .execute(params![id.get(), title])?
            > 0;
        if is_doubted {
            flags::touch_article(self.connection, id.get())?;
        }
        Ok(())
    }
}

fn list_json<T: serde::Serialize>(list: &[T]) -> Answer<Option<String>> {
    Ok(if list.is_empty() {
        None
    } else {
        Some(serde_json::to_string(list)?)
    })
}
