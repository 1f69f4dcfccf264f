//! Articles with identities, works and marks, out of one store and into another.

use super::ahead::{HAS_PICTURES, pictures_of};
use super::fields::{self, Alteration};
use super::journal::{self, Plan};
use super::writer::{Who, Writer};
use super::{Answer, bodies, feeds, flags, revision, rows, search, works};
use crate::model::{
    Applied, ArticleId, Body, BodyKind, Earlier, FeedId, Gone, Hash, Imported, NewFeed, Revision,
    Timestamp, Transfer,
};
use crate::text::{clean_block, clean_line, composed};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{HashMap, HashSet};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Hash> {
    let mut hash = Hash::default();
    if text.len() != hash.len() * 2 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(hash)
}

/// Every article that is stored, shown or not, the oldest first.
pub fn all(connection: &Connection) -> Answer<Vec<ArticleId>> {
    let mut statement = connection.prepare("SELECT id FROM article ORDER BY id")?;
    let found = statement.query_map([], |row| row.get(0))?;
    let ids: Vec<i64> = found.collect::<Result<_, _>>()?;
    Ok(ids.into_iter().map(ArticleId::new).collect())
}

pub fn get(
    connection: &Connection,
    id: ArticleId,
    recognised: &Recognised,
) -> Answer<Option<Transfer>> {
    let Some(article) = rows::article(connection, id)? else {
        return Ok(None);
    };
    let row = article.row;
    let sql = format!(
        "SELECT a.own, e.content_hash, a.muted_by, e.language, e.excerpt, {HAS_PICTURES} FROM article a \
         JOIN entry e ON e.article = a.id WHERE a.id = ?1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let (own, hash, muted_by, language, excerpt, has_pictures) =
        statement.query_row([id.get()], |it| {
            Ok((
                it.get::<_, u8>(0)?,
                it.get::<_, Option<Hash>>(1)?,
                it.get::<_, Option<i64>>(2)?,
                it.get::<_, Option<String>>(3)?,
                it.get::<_, String>(4)?,
                it.get(5)?,
            ))
        })?;
    let document = bodies::get(connection, id, BodyKind::Clean)?;
    let seconds = |time: Option<Timestamp>| time.map(Timestamp::seconds);
    Ok(Some(Transfer {
        feed: article.feed_url,
        work: row.work.get(),
        identities: of(&recognised.identities, id.get()),
        keys: of(&recognised.keys, row.work.get()),
        title: row.title.into_string(),
        url: row.url,
        author: row.author.into_string(),
        excerpt,
        published: seconds(row.published),
        updated: seconds(row.updated),
        first_seen: row.first_seen.seconds(),
        sort_at: row.sort_at.seconds(),
        own,
        words: row.words,
        is_whole: row.is_whole,
        has_pictures,
        language,
        image: article.image,
        categories: article
            .categories
            .into_iter()
            .map(crate::text::Clean::into_string)
            .collect(),
        enclosures: article.enclosures,
        content_hash: hash.map(|hash| hex(&hash)),
        muted_by: muted_by
            .map(|filter| filter_name(connection, filter))
            .transpose()?
            .flatten(),
        read_at: seconds(row.mark.read_at),
        saved_at: seconds(row.mark.saved_at),
        dismissed_at: seconds(row.mark.dismissed_at),
        queue_rank: row.mark.queue_rank,
        position: row.mark.position,
        tags: row
            .mark
            .tags
            .into_iter()
            .map(crate::text::Clean::into_string)
            .collect(),
        texts: bodies::feed_texts(connection, id)?.unwrap_or_default(),
        text: bodies::searched(connection, id.get())?,
        cleaner: document.as_ref().map_or(0, |body| body.version),
        document: document.map(|body| body.text),
        earlier: revision::of(connection, id)?
            .into_iter()
            .map(earlier)
            .collect(),
    }))
}

fn earlier(revision: Revision) -> Earlier {
    Earlier {
        replaced_at: revision.replaced_at.seconds(),
        title: revision.title.into_string(),
        is_page: revision.is_page,
        text: revision.text,
    }
}

fn of<T: Clone>(known: &HashMap<i64, Vec<T>>, id: i64) -> Vec<T> {
    known.get(&id).cloned().unwrap_or_default()
}

/// How articles are recognised and joined. Asked for of many at once: no index leads there from an
/// article, so that asking of each would read everything each time.
#[derive(Debug, Default)]
pub struct Recognised {
    identities: HashMap<i64, Vec<(u8, String)>>,
    /// By work.
    keys: HashMap<i64, Vec<String>>,
}

pub fn recognised(connection: &Connection, ids: &[ArticleId]) -> Answer<Recognised> {
    let mut found = Recognised::default();
    let ids: HashSet<i64> = ids.iter().map(|id| id.get()).collect();
    let (Some(first), Some(last)) = (ids.iter().min(), ids.iter().max()) else {
        return Ok(found);
    };
    let sql = "SELECT article, kind, hash FROM identity WHERE article BETWEEN ?1 AND ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([first, last])?;
    while let Some(row) = rows.next()? {
        let article = row.get(0)?;
        if ids.contains(&article) {
            let hash = hex(row.get_ref(2)?.as_blob().unwrap_or_default());
            let known = found.identities.entry(article).or_default();
            known.push((row.get(1)?, hash));
        }
    }
    let sql = "SELECT id, work FROM article WHERE id BETWEEN ?1 AND ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([first, last])?;
    while let Some(row) = rows.next()? {
        if ids.contains(&row.get(0)?) {
            found.keys.entry(row.get(1)?).or_default();
        }
    }
    let mut statement = connection.prepare_cached("SELECT work, hash FROM work_key")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(keys) = found.keys.get_mut(&row.get(0)?) {
            keys.push(hex(row.get_ref(1)?.as_blob().unwrap_or_default()));
        }
    }
    Ok(found)
}

fn filter_name(connection: &Connection, id: i64) -> Answer<Option<String>> {
    let sql = "SELECT json_extract(definition, '$.name') FROM filter WHERE id = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement
        .query_row([id], |row| row.get(0))
        .optional()?
        .flatten())
}

/// Entries whose articles are gone.
pub fn gone(connection: &Connection) -> Answer<Vec<Gone>> {
    let sql = "SELECT f.url, i.article, i.kind, i.hash FROM identity i JOIN feed f ON f.id = i.feed \
               WHERE NOT EXISTS (SELECT 1 FROM article a WHERE a.id = i.article) ORDER BY i.article";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut found: Vec<(i64, Gone)> = Vec::new();
    while let Some(row) = rows.next()? {
        let article = row.get(1)?;
        let identity = (
            row.get(2)?,
            hex(row.get_ref(3)?.as_blob().unwrap_or_default()),
        );
        match found.last_mut().filter(|(last, _)| *last == article) {
            Some((_, gone)) => gone.identities.push(identity),
            None => found.push((
                article,
                Gone {
                    feed: feeds::address(row.get_ref(0)?.as_str().unwrap_or_default()).to_owned(),
                    identities: vec![identity],
                },
            )),
        }
    }
    Ok(found.into_iter().map(|(_, gone)| gone).collect())
}

/// Works of the file as they are here.
pub type Works = HashMap<i64, i64>;

/// Stores articles that are not known yet; answers which work each is of here.
pub fn put(
    writer: &mut Writer,
    articles: &[Transfer],
    mut works: Works,
    now: Timestamp,
) -> Answer<(Works, Imported)> {
    writer.transaction(Who::Job, |transaction| {
        let mut imported = Imported::default();
        for article in articles {
            let feed = feed_of(transaction, &article.feed, now)?;
            if let Some((id, work)) = known(transaction, feed, &article.identities)? {
                works.insert(article.work, work);
                make_whole(transaction, id, article)?;
                imported.known += 1;
                continue;
            }
            insert(transaction, article, feed, &mut works)?;
            imported.new += 1;
        }
        flags::settle(transaction)?;
        Ok((works, imported))
    })
}

/// The feed with this address; one that nobody is subscribed to where there is none.
fn feed_of(connection: &Connection, url: &str, now: Timestamp) -> Answer<FeedId> {
    if url == "tidings:saved" {
        return feeds::saved_pages(connection, now);
    }
    let feed = NewFeed {
        url: url.to_owned(),
        ..NewFeed::default()
    };
    Ok(feeds::insert(connection, &feed, now)?.0)
}

fn known(
    connection: &Connection,
    feed: FeedId,
    identities: &[(u8, String)],
) -> Answer<Option<(ArticleId, i64)>> {
    let sql = "SELECT a.id, a.work FROM identity i JOIN article a ON a.id = i.article \
               WHERE i.feed = ?1 AND i.kind = ?2 AND i.hash = ?3";
    let mut statement = connection.prepare_cached(sql)?;
    for (kind, hash) in identities {
        let Some(hash) = unhex(hash) else { continue };
        let found = statement.query_row(params![feed.get(), kind, hash], |row| {
            Ok((ArticleId::new(row.get(0)?), row.get(1)?))
        });
        if let Some(found) = found.optional()? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// An article that is here as its feed tells it is whole by the file's text: its page may be gone.
fn make_whole(connection: &Connection, id: ArticleId, article: &Transfer) -> Answer<()> {
    let Some(document) = article.document.as_ref().filter(|_| article.is_whole) else {
        return Ok(());
    };
    let sql = "UPDATE entry SET is_whole = 1, words = ?2, language = coalesce(language, ?3), \
               has_pictures = ?4 WHERE article = ?1 AND NOT is_whole";
    let row = params![
        id.get(),
        article.words,
        article.language,
        pictures_of(article.has_pictures)
    ];
    if connection.prepare_cached(sql)?.execute(row)? == 0 {
        return Ok(());
    }
    let body = Body {
        kind: BodyKind::Clean,
        version: article.cleaner,
        text: document.clone(),
    };
    let at = Timestamp::from_seconds(article.first_seen);
    bodies::write_document(connection, id, &body, &article.text, at)?;
    search::wait(connection, id, true)
}

fn insert(
    connection: &Connection,
    article: &Transfer,
    feed: FeedId,
    works: &mut Works,
) -> Answer<()> {
    let keys: Vec<Hash> = article.keys.iter().filter_map(|key| unhex(key)).collect();
    let work = match works.get(&article.work) {
        // An article of the same feed is never of the same work.
        Some(work) if !has_article_of(connection, *work, feed)? => *work,
        _ => {
            let joined = works::find_by(connection, feed.get(), &keys, &article.title)?;
            joined.map_or_else(|| new_work(connection, article.sort_at), |it| Ok(it.work))?
        }
    };
    works.insert(article.work, work);
    let sort_at: i64 = connection
        .prepare_cached("SELECT sort_at FROM work WHERE id = ?1")?
        .query_row([work], |row| row.get(0))?;
    let sql = "INSERT INTO article (work, feed, sort_at, first_seen, muted_by, own, unread, saved, \
               shown, visible, listed) VALUES (?1, ?2, ?3, ?4, \
               (SELECT id FROM filter WHERE json_extract(definition, '$.name') = ?5), ?6, 0, 0, 0, 0, 0)";
    connection.prepare_cached(sql)?.execute(params![
        work,
        feed.get(),
        sort_at,
        article.first_seen,
        article.muted_by,
        article.own,
    ])?;
    let id = connection.last_insert_rowid();
    insert_entry(connection, id, article)?;
    insert_texts(connection, ArticleId::new(id), article)?;
    // An entry that was removed here is found in its new article from now on, or the next import brought it again.
    let sql = "INSERT INTO identity (feed, kind, hash, article) VALUES (?1, ?2, ?3, ?4) \
               ON CONFLICT DO UPDATE SET article = excluded.article \
               WHERE NOT EXISTS (SELECT 1 FROM article a WHERE a.id = identity.article)";
    let mut statement = connection.prepare_cached(sql)?;
    for (kind, hash) in &article.identities {
        if let Some(hash) = unhex(hash) {
            statement.execute(params![feed.get(), kind, hash, id])?;
        }
    }
    let sql = "INSERT OR IGNORE INTO work_key (hash, work) VALUES (?1, ?2)";
    let mut statement = connection.prepare_cached(sql)?;
    for key in keys {
        statement.execute(params![key, work])?;
    }
    search::wait(connection, ArticleId::new(id), false)?;
    flags::touch(connection, work)
}

fn new_work(connection: &Connection, sort_at: i64) -> Answer<i64> {
    let sql = "INSERT INTO work (sort_at) VALUES (?1)";
    connection.prepare_cached(sql)?.execute([sort_at])?;
    Ok(connection.last_insert_rowid())
}

fn has_article_of(connection: &Connection, work: i64, feed: FeedId) -> Answer<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM article WHERE work = ?1 AND feed = ?2)";
    Ok(connection
        .prepare_cached(sql)?
        .query_row([work, feed.get()], |row| row.get(0))?)
}

fn insert_entry(connection: &Connection, id: i64, article: &Transfer) -> Answer<()> {
    let json = |is_empty: bool,
                list: Result<String, serde_json::Error>|
     -> Answer<Option<String>> { Ok(if is_empty { None } else { Some(list?) }) };
    let categories = serde_json::to_string(&article.categories);
    let enclosures = serde_json::to_string(&article.enclosures);
    let sql = "INSERT INTO entry (article, title, url, author, excerpt, published, updated, words, \
               is_whole, language, image, categories, enclosures, content_hash, has_pictures) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
    connection.prepare_cached(sql)?.execute(params![
        id,
        clean_line(&article.title).as_str(),
        article.url,
        clean_line(&article.author).as_str(),
        clean_line(&article.excerpt).as_str(),
        article.published,
        article.updated,
        article.words,
        article.is_whole,
        article.language,
        article.image,
        json(article.categories.is_empty(), categories)?,
        json(article.enclosures.is_empty(), enclosures)?,
        article.content_hash.as_deref().and_then(unhex),
        pictures_of(article.has_pictures),
    ])?;
    Ok(())
}

fn insert_texts(connection: &Connection, id: ArticleId, article: &Transfer) -> Answer<()> {
    let texts = bodies::Kept {
        summary: article.texts.summary.as_deref(),
        content: article.texts.content.as_deref(),
        text: &article.text,
    };
    let at = Timestamp::from_seconds(article.first_seen);
    bodies::write_feed_texts(connection, id, &texts.pack(), at)?;
    if let Some(document) = &article.document {
        let body = Body {
            kind: BodyKind::Clean,
            version: article.cleaner,
            text: document.clone(),
        };
        bodies::write_document(connection, id, &body, &article.text, at)?;
    }
    for earlier in &article.earlier {
        let revision = Revision {
            replaced_at: Timestamp::from_seconds(earlier.replaced_at),
            title: clean_line(&earlier.title),
            is_page: earlier.is_page,
            text: clean_block(&earlier.text).into_string(),
        };
        revision::put(connection, id, &revision)?;
    }
    Ok(())
}

/// The reader's marks of the file over those that are here, as one change that can be undone. What
/// is marked here stays marked.
pub fn mark(
    writer: &mut Writer,
    articles: &[Transfer],
    works: &Works,
    now: Timestamp,
) -> Answer<Applied> {
    writer.transaction(Who::Person, |transaction| {
        let last = "SELECT coalesce(max(queue_rank), 0) FROM mark WHERE queue_rank IS NOT NULL";
        let behind: i64 = transaction.query_row(last, [], |row| row.get(0))?;
        let mut plan = Marks::default();
        for article in articles {
            let Some(work) = works.get(&article.work).copied() else {
                continue;
            };
            let rank = article.queue_rank.map(|rank| behind.saturating_add(rank));
            let all = [
                ("read_at", article.read_at),
                ("saved_at", article.saved_at),
                ("dismissed_at", article.dismissed_at),
                ("queue_rank", rank),
            ];
            for (field, value) in all {
                plan.add(transaction, field, work, value)?;
            }
            for tag in &article.tags {
                let name = composed(&clean_line(tag));
                plan.add(transaction, &format!("tag:{name}"), work, Some(1))?;
            }
            if article.position > 0 {
                let sql = "INSERT INTO mark (work, position) VALUES (?1, ?2) ON CONFLICT (work) \
                           DO UPDATE SET position = max(position, excluded.position)";
                transaction
                    .prepare_cached(sql)?
                    .execute(params![work, article.position])?;
            }
        }
        let count = plan.works.len() as u32;
        let plan = Plan {
            kind: "mark",
            fields: plan.fields,
            message: format!("marks of {count} articles imported"),
            undone: format!("marks of {count} articles as before the import"),
            articles: count,
        };
        journal::carry_out(transaction, plan, journal::PERSON, now)
    })
}

#[derive(Default)]
struct Marks {
    fields: Vec<Alteration>,
    places: HashMap<String, usize>,
    /// Several works of the file may be one here: what any of them has is marked, once.
    marked: HashSet<(usize, i64)>,
    works: HashSet<i64>,
}

impl Marks {
    fn add(
        &mut self,
        connection: &Connection,
        field: &str,
        work: i64,
        value: Option<i64>,
    ) -> Answer<()> {
        let Some(value) = value else { return Ok(()) };
        if fields::get(connection, field, work)? != Value::Null {
            return Ok(());
        }
        let next = self.fields.len();
        let place = *self.places.entry(field.to_owned()).or_insert(next);
        if !self.marked.insert((place, work)) {
            return Ok(());
        }
        if place == next {
            self.fields.push(Alteration::new(field.to_owned()));
        }
        if let Some(alteration) = self.fields.get_mut(place) {
            alteration.push(work, Value::Null, Value::Integer(value));
            self.works.insert(work);
        }
        Ok(())
    }
}

/// Entries that must not come back as new, without an article.
pub fn put_gone(writer: &mut Writer, gone: &[Gone], now: Timestamp) -> Answer<()> {
    writer.transaction(Who::Job, |transaction| {
        let next = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'article'";
        let mut number: i64 = transaction.query_row(next, [], |row| row.get(0))?;
        let sql =
            "INSERT OR IGNORE INTO identity (feed, kind, hash, article) VALUES (?1, ?2, ?3, ?4)";
        for entry in gone {
            let feed = feed_of(transaction, &entry.feed, now)?;
            number += 1;
            for (kind, hash) in &entry.identities {
                if let Some(hash) = unhex(hash) {
                    let row = params![feed.get(), kind, hash, number];
                    transaction.prepare_cached(sql)?.execute(row)?;
                }
            }
        }
        // These numbers are never given to an article.
        let sql = "UPDATE sqlite_sequence SET seq = max(seq, ?1) WHERE name = 'article'";
        if transaction.execute(sql, [number])? == 0 && !gone.is_empty() {
            let sql = "INSERT INTO sqlite_sequence (name, seq) VALUES ('article', ?1)";
            transaction.execute(sql, [number])?;
        }
        Ok(())
    })
}
