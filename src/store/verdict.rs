//! What the reader's filters say of an article as it arrives and when its full text comes: asked of
//! whoever opened the store, carried out here, once, as history of the filter's own.

use super::ahead::HAS_PICTURES;
use super::fields::Alteration;
use super::journal::{self, Plan};
use super::{Answer, Judge, bodies, filters, marks, rows};
use crate::model::{
    Article, ArticleId, Changed, FeedSettings, FilterAction, FilterId, Timestamp, Verdict, WorkId,
};
use crate::query::Facts;
use crate::text::Clean;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

/// An article with what the filters want of it.
pub struct Judged {
    pub article: ArticleId,
    pub work: WorkId,
    pub verdict: Verdict,
    /// No other feed had it before: nobody was told of it yet.
    pub is_news: bool,
}

/// The verdict on a stored article by its text as it is now.
pub fn of(connection: &Connection, id: ArticleId, judge: &Judge) -> Answer<Verdict> {
    let Some(article) = rows::article(connection, id)? else {
        return Ok(Verdict::default());
    };
    let text = bodies::searched(connection, id.get())?;
    with_facts(connection, &article, &text, |facts| judge(facts))
}

/// Everything that a query may ask, as the store's own lists would answer it.
pub fn with_facts<T>(
    connection: &Connection,
    article: &Article,
    text: &str,
    take: impl FnOnce(&Facts<'_>) -> T,
) -> Answer<T> {
    let row = &article.row;
    let sql = "SELECT folder, settings FROM feed WHERE id = ?1";
    let found = connection
        .prepare_cached(sql)?
        .query_row([row.feed.get()], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })
        .optional()?
        .unwrap_or_default();
    let folder: Vec<String> = super::feeds::from_json(&found.0);
    let settings: FeedSettings = super::feeds::from_json(&found.1);
    let has_image = article.image.is_some() || has_pictures(connection, row.id)?;
    let mark = &row.mark;
    Ok(take(&Facts {
        title: &row.title,
        text,
        author: &row.author,
        categories: article.categories.iter().map(Clean::as_str).collect(),
        feed_id: row.feed,
        feed: &row.feed_title,
        outlet: &article.outlet_name,
        folder: folder.iter().map(String::as_str).collect(),
        also_in: settings.tags.iter().map(String::as_str).collect(),
        tags: mark.tags.iter().map(Clean::as_str).collect(),
        language: row.language.as_deref(),
        sort_at: row.sort_at,
        words: row.words,
        is_unread: mark.read_at.is_none(),
        is_saved: mark.saved_at.is_some(),
        is_queued: mark.queue_rank.is_some(),
        is_updated: row.updated.is_some(),
        is_muted: row.muted_by.is_some(),
        has_image,
        has_enclosure: !article.enclosures.is_empty(),
        has_full: row.is_whole,
    }))
}

fn has_pictures(connection: &Connection, id: ArticleId) -> Answer<bool> {
    let sql = format!("SELECT {HAS_PICTURES} FROM entry e WHERE article = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let found = statement.query_row([id.get()], |row| row.get(0));
    Ok(found.optional()?.unwrap_or_default())
}

/// Carries out what the filters want; one group of history a filter.
pub fn carry_out(connection: &Connection, judged: &[Judged], now: Timestamp) -> Answer<Changed> {
    let mut changed = Changed::default();
    let mut ids: Vec<FilterId> = Vec::new();
    for (id, _) in judged.iter().flat_map(|it| &it.verdict.actions) {
        if !ids.contains(id) {
            ids.push(*id);
        }
    }
    if ids.is_empty() {
        return Ok(changed);
    }
    let names = filters::all(connection)?;
    for id in ids {
        let name = names.iter().find(|it| it.id == id);
        let name = name.map_or("a filter", |it| it.filter.name.as_str());
        let plan = plan(connection, id, name, judged, now)?;
        let applied = journal::carry_out(connection, plan, id.get(), now)?;
        changed.add(&applied.changed);
    }
    for it in judged.iter().filter(|it| it.is_news) {
        let is_told = |(_, action): &(FilterId, FilterAction)| *action == FilterAction::Alert;
        let is_muted = rows::row(connection, it.article)?.is_none_or(|row| row.muted_by.is_some());
        if it.verdict.actions.iter().any(is_told) && !is_muted {
            changed.alerts.push(it.article);
        }
    }
    Ok(changed)
}

fn plan(
    connection: &Connection,
    id: FilterId,
    name: &str,
    judged: &[Judged],
    now: Timestamp,
) -> Answer<Plan> {
    let mut muted = Alteration::new("article.muted_by".to_owned());
    let mut wanted: Vec<(FilterAction, Vec<i64>)> = Vec::new();
    let mut articles = 0;
    for it in judged {
        let own = it.verdict.actions.iter().filter(|(of, _)| *of == id);
        let mut is_meant = false;
        for (_, action) in own {
            is_meant = true;
            if *action == FilterAction::Mute {
                let is_free = super::fields::get(connection, "article.muted_by", it.article.get())?
                    == Value::Null;
                if is_free {
                    muted.push(it.article.get(), Value::Null, Value::Integer(id.get()));
                }
                continue;
            }
            match wanted.iter_mut().find(|(of, _)| of == action) {
                Some((_, works)) => works.push(it.work.get()),
                None => wanted.push((action.clone(), vec![it.work.get()])),
            }
        }
        articles += u32::from(is_meant);
    }
    let mut fields = vec![muted];
    for (action, works) in wanted {
        if let Some(what) = filters::mark_of(&action) {
            fields.extend(marks::alterations(connection, &what, &works, now)?.0);
        }
    }
    let message = format!("filter {}: {articles} judged", crate::text::quoted(name));
    Ok(Plan {
        kind: "filter",
        fields,
        undone: message.clone(),
        message,
        articles,
    })
}

/// The full text came: what the filters want now and did not want by what was known before.
pub fn again(
    connection: &Connection,
    id: ArticleId,
    before: &Verdict,
    judge: &Judge,
    now: Timestamp,
) -> Answer<Changed> {
    let mut verdict = of(connection, id, judge)?;
    verdict.actions.retain(|it| !before.actions.contains(it));
    let work = WorkId::new(rows::work(connection, id)?);
    let judged = Judged {
        article: id,
        work,
        verdict,
        is_news: true,
    };
    carry_out(connection, &[judged], now)
}
