//! What cleaning made of an article, stored as one: a page without its document would be taken for one
//! that was cleaned already, and the article never be whole.

use super::writer::{Who, Writer};
use super::{Answer, Judge, blocks, bodies, revision, rows, search, verdict};
use crate::model::{ArticleId, Body, BodyKind, Changed, Hash, Timestamp, minutes};
use rusqlite::{OptionalExtension, params};

/// A cleaned article.
#[derive(Clone, Debug, Default)]
pub struct Full {
    /// The source of its page, where one was fetched.
    pub page: Option<String>,
    /// As JSON whose "text" can be searched.
    pub document: String,
    /// Of the cleaner that made it.
    pub version: u32,
    /// The document's text takes the place of what is searched, and is judged by the filters.
    pub is_searched: bool,
    pub words: u32,
    pub language: Option<String>,
    pub is_whole: bool,
    /// There are pictures in it.
    pub has_images: bool,
    /// What was read from the page before, where the new one says something else.
    pub earlier: Option<String>,
    /// Of the page, to be known again on the outlet's other pages.
    pub blocks: Vec<Hash>,
}

pub fn put(
    writer: &mut Writer,
    article: ArticleId,
    full: Full,
    judge: Option<&Judge>,
    now: Timestamp,
) -> Answer<Changed> {
    writer.transaction(Who::Job, |transaction| {
        rows::work(transaction, article)?;
        let judge = judge.filter(|_| full.is_searched);
        let before = judge.map(|judge| verdict::of(transaction, article, judge));
        let before = before.transpose()?;
        let is_page_new = full.page.is_some();
        let has_changed = full.earlier.is_some();
        if let Some(earlier) = &full.earlier {
            revision::keep_page(transaction, article, earlier, now)?;
        }
        if let Some(text) = full.page {
            let page = Body {
                kind: BodyKind::Page,
                version: 0,
                text,
            };
            bodies::put(transaction, article, &page, false, now)?;
        }
        let document = Body {
            kind: BodyKind::Clean,
            version: full.version,
            text: full.document,
        };
        bodies::put(transaction, article, &document, full.is_searched, now)?;
        let is_listed_anew = {
            let sql = "SELECT words, is_whole FROM entry WHERE article = ?1";
            let mut statement = transaction.prepare_cached(sql)?;
            let shown = |words, is_whole| (minutes(words), is_whole);
            let before =
                statement.query_row([article.get()], |row| Ok(shown(row.get(0)?, row.get(1)?)));
            before.optional()? != Some(shown(full.words, full.is_whole))
        };
        let sql = "UPDATE entry SET words = ?2, language = coalesce(language, ?3), is_whole = ?4, \
                   has_pictures = CASE WHEN NOT ?5 AND has_pictures = 1 THEN 1 WHEN ?8 THEN 3 ELSE 0 END, \
                   updated = CASE WHEN ?6 THEN ?7 ELSE updated END WHERE article = ?1";
        let facts = params![
            article.get(),
            full.words,
            full.language,
            full.is_whole,
            is_page_new,
            has_changed,
            now.seconds(),
            full.has_images
        ];
        transaction.prepare_cached(sql)?.execute(facts)?;
        if !full.blocks.is_empty() {
            blocks::put(transaction, article, &full.blocks)?;
        }
        let mut changed = Changed {
            articles: is_listed_anew || has_changed,
            bodies: vec![article],
            ..Changed::default()
        };
        if full.is_searched {
            search::wait(transaction, article, true)?;
        }
        if let (Some(judge), Some(before)) = (judge, before) {
            changed.add(&verdict::again(transaction, article, &before, judge, now)?);
        }
        Ok(changed)
    })
}
