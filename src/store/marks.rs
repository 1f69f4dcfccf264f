//! What a change to marks alters: plans, and the words that say what was done.

use super::fields::Alteration;
use super::journal::Plan;
use super::writer::Writer;
use super::{Answer, list, rows};
use crate::model::{ArticleId, MarkChange, Target, Timestamp, counted};
use crate::text::composed;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashSet;

/// Columns of a title that is quoted in a message.
const QUOTED: usize = 40;

pub fn plan(
    connection: &Connection,
    what: &MarkChange,
    target: &Target,
    now: Timestamp,
) -> Answer<Plan> {
    let mut works = works_of(connection, target)?;
    if *what == MarkChange::Queue {
        let mut seen = HashSet::new();
        works.retain(|work| seen.insert(*work));
    } else {
        // Ranges are short; the order matters only for the queue.
        works.sort_unstable();
        works.dedup();
    }
    let (fields, altered) = alterations(connection, what, &works, now)?;
    let articles = altered.len() as u32;
    let subject = subject(connection, &altered)?;
    let (done, mut undone) = verbs(what);
    let only_queue = |fields: &[Alteration]| fields.iter().all(|it| it.field == "queue_rank");
    if *what == MarkChange::Done && !fields.is_empty() && only_queue(&fields) {
        // It was read already.
        undone = "queued again".to_owned();
    }
    Ok(Plan {
        kind: "mark",
        fields,
        message: format!("{subject} {done}"),
        undone: format!("{subject} {undone}"),
        articles,
    })
}

/// See `Change::ReadElsewhere`. Works that stay read are of the group with the same value before and after, so that there is
/// a change to take back, which says that they stay.
pub fn plan_read_elsewhere(
    connection: &Connection,
    articles: &[ArticleId],
    new: &HashSet<ArticleId>,
    now: Timestamp,
) -> Answer<Plan> {
    let what = MarkChange::Read;
    let target = Target::Articles(articles.to_vec());
    let mut plan = plan(connection, &what, &target, now)?;
    let (mut stay, mut back) = (Vec::new(), Vec::new());
    for field in &mut plan.fields {
        let mut kept = Alteration::new(field.field.clone());
        let values = field.old.values().zip(field.new.values());
        for (work, (old, new_value)) in field.targets.iter().zip(values) {
            let is_new = is_of(connection, *work, new)?;
            let old = if is_new { new_value } else { old };
            if is_new { &mut stay } else { &mut back }.push(*work);
            kept.push(*work, old.clone(), new_value.clone());
        }
        *field = kept;
    }
    let mut undone = Vec::new();
    if !back.is_empty() {
        undone.push(format!("{} unread again", subject(connection, &back)?));
    }
    if !stay.is_empty() {
        let new = counted(stay.len(), "new article");
        undone.push(format!("still read: {new}"));
    }
    plan.undone = undone.join("; ");
    Ok(plan)
}

/// Whether all articles of a work are among these.
fn is_of(connection: &Connection, work: i64, articles: &HashSet<ArticleId>) -> Answer<bool> {
    let mut statement = connection.prepare_cached("SELECT id FROM article WHERE work = ?1")?;
    let mut rows = statement.query([work])?;
    while let Some(row) = rows.next()? {
        if !articles.contains(&ArticleId::new(row.get(0)?)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What changes on these works, and which of them are changed.
pub fn alterations(
    connection: &Connection,
    what: &MarkChange,
    works: &[i64],
    now: Timestamp,
) -> Answer<(Vec<Alteration>, Vec<i64>)> {
    if *what == MarkChange::Unmute {
        return unmuted(connection, works);
    }
    let what = &named(connection, what)?;
    let mut rank = next_rank(connection)?;
    let mut fields: Vec<Alteration> = Vec::new();
    let mut altered = Vec::new();
    for work in works.iter().copied() {
        let marks = Marks::read(connection, work, what)?;
        let mut is_altered = false;
        for (field, old, new) in marks.alter(what, now.seconds(), &mut rank) {
            if old != new {
                is_altered = true;
                alteration(&mut fields, field).push(work, value(old), value(new));
            }
        }
        if is_altered {
            altered.push(work);
        }
    }
    Ok((fields, altered))
}

/// A tag is given under one name however it is typed; one of before is taken away as it is.
fn named(connection: &Connection, what: &MarkChange) -> Answer<MarkChange> {
    Ok(match what {
        MarkChange::Tag(name) => MarkChange::Tag(composed(name)),
        MarkChange::Untag(name) if !list::tag_names(connection)?.contains(name) => {
            MarkChange::Untag(composed(name))
        }
        other => other.clone(),
    })
}

/// Of all articles of the works, not only of those that are shown.
fn unmuted(connection: &Connection, works: &[i64]) -> Answer<(Vec<Alteration>, Vec<i64>)> {
    let sql = "SELECT id, muted_by FROM article WHERE work = ?1 AND muted_by IS NOT NULL";
    let mut statement = connection.prepare_cached(sql)?;
    let mut restored = Alteration::new("article.muted_by".to_owned());
    let mut altered = Vec::new();
    for work in works {
        let mut rows = statement.query([work])?;
        let before = restored.targets.len();
        while let Some(row) = rows.next()? {
            restored.push(row.get(0)?, row.get(1)?, Value::Null);
        }
        if restored.targets.len() > before {
            altered.push(*work);
        }
    }
    Ok((vec![restored], altered))
}

fn value(number: Option<i64>) -> Value {
    number.map_or(Value::Null, Value::Integer)
}

fn alteration(fields: &mut Vec<Alteration>, name: String) -> &mut Alteration {
    let at = fields
        .iter()
        .position(|field| field.field == name)
        .unwrap_or_else(|| {
            fields.push(Alteration::new(name));
            fields.len() - 1
        });
    &mut fields[at]
}

fn works_of(connection: &Connection, target: &Target) -> Answer<Vec<i64>> {
    match target {
        Target::Query(query, seen) => list::works_seen_by(connection, query, *seen),
        Target::Listed(listed) => list::works_listed(connection, listed),
        Target::Articles(ids) => {
            let mut seen = HashSet::new();
            let mut works = Vec::with_capacity(ids.len());
            for id in ids {
                let work = rows::work(connection, *id)?;
                if seen.insert(work) {
                    works.push(work);
                }
            }
            Ok(works)
        }
    }
}

fn next_rank(connection: &Connection) -> Answer<i64> {
    let sql = "SELECT coalesce(max(queue_rank), 0) + 1 FROM mark WHERE queue_rank IS NOT NULL";
    Ok(connection
        .prepare_cached(sql)?
        .query_row([], |row| row.get(0))?)
}

/// The marks of a work before a change.
#[derive(Default)]
struct Marks {
    read: Option<i64>,
    saved: Option<i64>,
    dismissed: Option<i64>,
    rank: Option<i64>,
    tag: Option<i64>,
}

impl Marks {
    fn read(connection: &Connection, work: i64, what: &MarkChange) -> Answer<Self> {
        let sql = "SELECT read_at, saved_at, dismissed_at, queue_rank FROM mark WHERE work = ?1";
        let found = connection.prepare_cached(sql)?.query_row([work], |row| {
            Ok(Self {
                read: row.get(0)?,
                saved: row.get(1)?,
                dismissed: row.get(2)?,
                rank: row.get(3)?,
                tag: None,
            })
        });
        let mut marks = found.optional()?.unwrap_or_default();
        if let MarkChange::Tag(name) | MarkChange::Untag(name) = what {
            let sql = "SELECT 1 FROM tag WHERE work = ?1 AND name = ?2";
            let mut statement = connection.prepare_cached(sql)?;
            marks.tag = statement
                .query_row(params![work, name], |row| row.get(0))
                .optional()?;
        }
        Ok(marks)
    }

    /// Field, value before, value after.
    fn alter(
        &self,
        what: &MarkChange,
        now: i64,
        rank: &mut i64,
    ) -> Vec<(String, Option<i64>, Option<i64>)> {
        let field = |name: &str, before, after| (name.to_owned(), before, after);
        let read = || field("read_at", self.read, self.read.or(Some(now)));
        let unqueued = || field("queue_rank", self.rank, None);
        // Whoever wants to keep it wants to see it.
        let back = || field("dismissed_at", self.dismissed, None);
        let tag = |name: &str, after| field(&format!("tag:{name}"), self.tag, after);
        match what {
            MarkChange::Read => vec![read()],
            MarkChange::Unread => vec![field("read_at", self.read, None), back()],
            MarkChange::Done => vec![read(), unqueued()],
            MarkChange::Dismiss => {
                let dismissed = self.dismissed.or(Some(now));
                vec![
                    read(),
                    unqueued(),
                    field("dismissed_at", self.dismissed, dismissed),
                ]
            }
            MarkChange::Save => vec![
                field("saved_at", self.saved, self.saved.or(Some(now))),
                back(),
            ],
            MarkChange::Unsave => vec![field("saved_at", self.saved, None)],
            MarkChange::Queue => {
                let last = *rank;
                *rank = rank.saturating_add(i64::from(self.rank.is_none()));
                vec![
                    field("queue_rank", self.rank, self.rank.or(Some(last))),
                    back(),
                ]
            }
            MarkChange::Unqueue => vec![unqueued()],
            MarkChange::Tag(name) => vec![tag(name, Some(1))],
            MarkChange::Untag(name) => vec![tag(name, None)],
            // Of articles, not of works: `unmuted`.
            MarkChange::Unmute => Vec::new(),
        }
    }
}

/// What is said of a change, and of taking it back.
fn verbs(what: &MarkChange) -> (String, String) {
    let both = |done: &str, undone: &str| (done.to_owned(), undone.to_owned());
    match what {
        MarkChange::Read => both("read", "unread again"),
        MarkChange::Unread => both("unread", "read again"),
        MarkChange::Done => both("done", "unread again"),
        MarkChange::Dismiss => both("dismissed", "back again"),
        MarkChange::Save => both("saved", "no longer saved"),
        MarkChange::Unsave => both("no longer saved", "saved again"),
        MarkChange::Queue => both("queued", "off the queue again"),
        MarkChange::Unqueue => both("off the queue", "queued again"),
        MarkChange::Tag(name) => (format!("tagged {name}"), format!("no longer tagged {name}")),
        MarkChange::Untag(name) => (
            format!("no longer tagged {name}"),
            format!("tagged {name} again"),
        ),
        MarkChange::Unmute => both("no longer muted", "muted again"),
    }
}

fn subject(connection: &Connection, works: &[i64]) -> Answer<String> {
    let [work] = works else {
        return Ok(format!("{} articles", works.len()));
    };
    let sql =
        "SELECT e.title FROM work w JOIN entry e ON e.article = w.shown_article WHERE w.id = ?1";
    let found = connection
        .prepare_cached(sql)?
        .query_row([work], |row| row.get::<_, String>(0));
    let title =
        crate::text::clean_line(&found.optional()?.unwrap_or_else(|| "an article".to_owned()));
    Ok(crate::text::quoted(&crate::text::cut(&title, QUOTED)))
}

/// Where reading stopped; not journalled.
pub fn set_position(writer: &mut Writer, article: ArticleId, position: u32) -> Answer<()> {
    writer.transaction(super::writer::Who::Job, |transaction| {
        let work = rows::work(transaction, article)?;
        let sql = "INSERT INTO mark (work, position) VALUES (?1, ?2) \
                   ON CONFLICT (work) DO UPDATE SET position = excluded.position";
        transaction
            .prepare_cached(sql)?
            .execute(params![work, position])?;
        Ok(())
    })
}
