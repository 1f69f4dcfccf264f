//! The history of what a person changed: each group can be taken back and done again, exactly,
//! also after a restart. One history per store, the command line included.

use super::codec::{Column, pack_ids, unpack_ids};
use super::fields::{self, Alteration, Targets};
use super::writer::{Who, Writer};
use super::{Answer, StoreError, feeds, filters, flags, marks, organise};
use crate::model::{
    Applied, ArticleId, Change, Changed, FeedId, FeedSettings, GroupId, NewFeed, Timestamp,
    keeps_secrets,
};
use crate::text::{Clean, clean_line};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashSet;

/// Groups kept at least, and for how long at least (180 days).
const KEPT_GROUPS: i64 = 10_000;
const KEPT_SECONDS: i64 = 180 * 86_400;

/// Who makes a group: 0 is a person, else the filter with this number.
pub const PERSON: i64 = 0;

/// What is going to be one group.
pub struct Plan {
    pub kind: &'static str,
    pub fields: Vec<Alteration>,
    /// What was done; what is said when it is taken back.
    pub message: String,
    pub undone: String,
    pub articles: u32,
}

pub fn apply(connection: &Connection, change: &Change, now: Timestamp) -> Answer<Applied> {
    if let Change::Together(changes) = change {
        return together(connection, changes, now);
    }
    let plan = plan(connection, change, now)?;
    carry_out(connection, plan, PERSON, now)
}

/// Each is planned when those before it are done, and all are the group of the first.
fn together(connection: &Connection, changes: &[Change], now: Timestamp) -> Answer<Applied> {
    let mut all = Applied::default();
    let (mut done, mut undone) = (Vec::new(), Vec::new());
    for change in changes {
        let applied = apply(connection, change, now)?;
        let Some(group) = applied.group else { continue };
        let sql = "SELECT undone FROM journal WHERE id = ?1";
        let mut statement = connection.prepare_cached(sql)?;
        undone.push(statement.query_row([group.get()], |row| row.get::<_, String>(0))?);
        done.push(applied.message.into_string());
        all.changed.add(&applied.changed);
        all.articles = all.articles.max(applied.articles);
        absorb(connection, *all.group.get_or_insert(group), group)?;
    }
    if let Some(group) = all.group {
        all.message = describe(connection, group, &done, undone, all.articles)?;
    }
    Ok(all)
}

/// What `group` changed is of the group `first` from now on.
fn absorb(connection: &Connection, first: GroupId, group: GroupId) -> Answer<()> {
    if first == group {
        return Ok(());
    }
    let sql = "UPDATE journal_change SET journal = ?1 WHERE journal = ?2";
    let groups = [first.get(), group.get()];
    connection.prepare_cached(sql)?.execute(groups)?;
    let sql = "DELETE FROM journal WHERE id = ?1";
    connection.prepare_cached(sql)?.execute([group.get()])?;
    Ok(())
}

/// Says of a group what was done, and what is when it is taken back; answers the former.
fn describe(
    connection: &Connection,
    group: GroupId,
    done: &[String],
    mut undone: Vec<String>,
    articles: u32,
) -> Answer<Clean> {
    undone.reverse();
    let message = clean_line(&listed(done));
    let undone = clean_line(&listed(&undone));
    let sql = "UPDATE journal SET articles = ?2, message = ?3, undone = ?4 WHERE id = ?1";
    let row = params![group.get(), articles, message.as_str(), undone.as_str()];
    connection.prepare_cached(sql)?.execute(row)?;
    Ok(message)
}

/// Makes one group of several that were made for one thing, in their order; what was taken back meanwhile stays so.
pub fn join(writer: &mut Writer, groups: &[GroupId]) -> Answer<()> {
    writer.transaction(Who::Person, |transaction| {
        let (mut done, mut undone, mut articles) = (Vec::new(), Vec::new(), 0);
        let mut first = None;
        let sql = "SELECT message, undone, articles FROM journal WHERE id = ?1 AND state = 0";
        let mut statement = transaction.prepare_cached(sql)?;
        for group in groups {
            let said = statement.query_row([group.get()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get::<_, u32>(2)?))
            });
            let Some((message, back, count)) = said.optional()? else {
                continue;
            };
            done.push(message);
            undone.push(back);
            articles = articles.max(count);
            absorb(transaction, *first.get_or_insert(*group), *group)?;
        }
        match first {
            Some(group) => describe(transaction, group, &done, undone, articles).map(drop),
            None => Ok(()),
        }
    })
}

/// The first few, and how many more.
fn listed(messages: &[String]) -> String {
    let (first, more) = messages.split_at(messages.len().min(3));
    match more.len() {
        0 => first.join("; "),
        more => format!("{}; and {more} more", first.join("; ")),
    }
}

fn plan(connection: &Connection, change: &Change, now: Timestamp) -> Answer<Plan> {
    Ok(match change {
        Change::Mark { what, target } => marks::plan(connection, what, target, now)?,
        Change::ReadElsewhere { articles, new } => {
            marks::plan_read_elsewhere(connection, articles, new, now)?
        }
        Change::RemoveFeed(feed) => {
            let title = feeds::title(connection, *feed)?;
            plan_feed(
                connection,
                *feed,
                "removed_at",
                Value::Integer(now.seconds()),
                [
                    format!("unsubscribed from {title}"),
                    format!("subscribed to {title} again"),
                ],
            )?
        }
        Change::MoveFeed(feed, folder) => organise::move_feed(connection, *feed, folder)?,
        Change::FeedSettings(feed, settings) => {
            let title = feeds::title(connection, *feed)?;
            plan_feed(
                connection,
                *feed,
                "settings",
                Value::Text(serde_json::to_string(settings)?),
                [
                    format!("settings of {title} changed"),
                    format!("settings of {title} as they were"),
                ],
            )?
        }
        Change::RenameFeed(feed, name) => plan_rename(connection, *feed, name)?,
        Change::PutSavedFilter { id, name, query } => {
            filters::plan_saved(connection, *id, name, query)?
        }
        Change::RemoveSavedFilter(id) => filters::plan_remove_saved(connection, *id)?,
        Change::PutFilter { id, filter, past } => {
            filters::plan_filter(connection, *id, filter, past.as_ref(), now)?
        }
        Change::RemoveFilter(id) => filters::plan_remove(connection, *id)?,
        Change::FeedUrl(feed, url) => plan_address(connection, *feed, url)?,
        Change::EditFeed(feed, edit) => organise::edit(connection, *feed, edit)?,
        Change::MoveFolder(from, to) => organise::move_folder(connection, from, to)?,
        Change::OrderFeeds(feed, order) => organise::order_feeds(connection, *feed, order)?,
        Change::OrderFolders(name, order) => organise::order_folders(connection, name, order)?,
        Change::OrderSavedFilters(moved, order) => filters::plan_order(connection, *moved, order)?,
        Change::Together(_) => {
            // Only one level of them is made.
            return Err(StoreError::Other(clean_line("changes inside changes")));
        }
    })
}

fn plan_feed(
    connection: &Connection,
    feed: FeedId,
    column: &str,
    new: Value,
    [message, undone]: [String; 2],
) -> Answer<Plan> {
    let fields = vec![fields::of_feed(connection, feed, column, new)?];
    Ok(Plan {
        kind: "feed",
        fields,
        message,
        undone,
        articles: 0,
    })
}

/// What only the outlet at the old address may be told does not go along to another's.
fn plan_address(connection: &Connection, feed: FeedId, url: &str) -> Answer<Plan> {
    let title = feeds::title(connection, feed)?;
    let new = Value::Text(url.to_owned());
    let words = [
        format!("address of {title} changed"),
        format!("address of {title} as it was"),
    ];
    let mut plan = plan_feed(connection, feed, "url", new, words)?;
    let text = |column| match fields::get(connection, column, feed.get()) {
        Ok(Value::Text(text)) => Ok(text),
        Ok(_) => Ok(String::new()),
        Err(error) => Err(error),
    };
    let settings: FeedSettings = feeds::from_json(&text("feed.settings")?);
    if settings.has_secrets() && !keeps_secrets(&text("feed.url")?, url) {
        let settings = serde_json::to_string(&settings.without_secrets())?;
        let settings = Value::Text(settings);
        let settings = fields::of_feed(connection, feed, "settings", settings)?;
        plan.fields.push(settings);
        let went = "; it is another host: password, headers and certificate did not go along";
        plan.message.push_str(went);
    }
    Ok(plan)
}

fn plan_rename(connection: &Connection, feed: FeedId, name: &str) -> Answer<Plan> {
    let before = feeds::title(connection, feed)?;
    let mut settings: FeedSettings = match fields::get(connection, "feed.settings", feed.get())? {
        Value::Text(text) => feeds::from_json(&text),
        _ => FeedSettings::default(),
    };
    let name = clean_line(name);
    settings.title = Some(name.to_string()).filter(|name| !name.is_empty());
    let new = Value::Text(serde_json::to_string(&settings)?);
    let message = if name.is_empty() {
        format!("{before} has its own title again")
    } else {
        format!("{before} renamed to {name}")
    };
    plan_feed(
        connection,
        feed,
        "settings",
        new,
        [message, format!("{before} has its old title again")],
    )
}

pub fn folder_name(folder: &[String]) -> String {
    if folder.is_empty() {
        "no folder".to_owned()
    } else {
        folder.join("/")
    }
}

/// Subscribes to all of these in one group, if any is new.
pub fn subscribe(
    writer: &mut Writer,
    all: &[NewFeed],
    now: Timestamp,
) -> Answer<(Vec<FeedId>, Option<GroupId>)> {
    writer.transaction(Who::Person, |transaction| {
        let mut ids = Vec::with_capacity(all.len());
        let mut subscribed = Alteration::new("feed.removed_at".to_owned());
        let mut moved = Alteration::new("feed.folder".to_owned());
        let mut set = Alteration::new("feed.settings".to_owned());
        let (mut ranks, mut seen) = (organise::Ranks::default(), HashSet::new());
        for feed in all {
            let (id, is_subscribed) = feeds::insert(transaction, feed, now)?;
            ids.push(id);
            if is_subscribed || !seen.insert(id) {
                continue;
            }
            let removed = fields::get(transaction, "feed.removed_at", id.get())?;
            subscribed.push(id.get(), removed, Value::Null);
            let folder = Value::Text(serde_json::to_string(&organise::path(&feed.folder))?);
            let old = fields::get(transaction, "feed.folder", id.get())?;
            if !feed.folder.is_empty() && old != folder {
                moved.push(id.get(), old, folder);
            }
            // One that was here and was removed may have had others.
            let settings = Value::Text(serde_json::to_string(&feed.settings)?);
            let old = fields::get(transaction, "feed.settings", id.get())?;
            if feed.settings != FeedSettings::default() && old != settings {
                set.push(id.get(), old, settings);
            }
            organise::place(transaction, id, feed, &mut ranks)?;
        }
        let subject = match subscribed.targets.as_slice() {
            [one] => feeds::title(transaction, FeedId::new(*one))?.into_string(),
            many => format!("{} feeds", many.len()),
        };
        let plan = Plan {
            kind: "feed",
            fields: vec![subscribed, moved, set, ranks.feeds, ranks.folders],
            message: format!("subscribed to {subject}"),
            undone: format!("unsubscribed from {subject}"),
            articles: 0,
        };
        let applied = carry_out(transaction, plan, PERSON, now)?;
        Ok((ids, applied.group))
    })
}

/// Writes the changes and their group; a group that changes nothing is none. What is not a person's
/// is history only: it is not undone, and leaves what can be done again alone.
pub fn carry_out(
    connection: &Connection,
    plan: Plan,
    actor: i64,
    now: Timestamp,
) -> Answer<Applied> {
    let Plan {
        kind,
        mut fields,
        message,
        undone,
        articles,
    } = plan;
    fields.retain(|field| !field.targets.is_empty());
    if fields.is_empty() {
        return Ok(Applied::default());
    }
    let (message, undone) = (clean_line(&message), clean_line(&undone));
    if actor == PERSON {
        let overtaken = "UPDATE journal SET state = 2 WHERE state = 1 AND actor = 0";
        connection.prepare_cached(overtaken)?.execute([])?;
    }
    let sql = "INSERT INTO journal (at, actor, kind, articles, message, undone) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let row = params![
        now.seconds(),
        actor,
        kind,
        articles,
        message.as_str(),
        undone.as_str()
    ];
    connection.prepare_cached(sql)?.execute(row)?;
    let group = connection.last_insert_rowid();
    for Alteration {
        field,
        targets,
        old,
        new,
    } in &fields
    {
        for (target, value) in targets.iter().zip(new.values()) {
            fields::set(connection, field, *target, value)?;
        }
        let sql = "INSERT INTO journal_change (journal, field, targets, old, new) \
                   VALUES (?1, ?2, ?3, ?4, ?5)";
        let row = params![group, field, pack_ids(targets), old.pack(), new.pack()];
        connection.prepare_cached(sql)?.execute(row)?;
    }
    flags::settle(connection)?;
    forget_old(connection, now)?;
    let mut changed = changed_by(&fields);
    changed.saved = saved_by(connection, &fields)?;
    Ok(Applied {
        group: Some(GroupId::new(group)),
        articles,
        message,
        changed,
        ..Applied::default()
    })
}

fn changed_by(fields: &[Alteration]) -> Changed {
    let is_any = |targets| fields.iter().any(|field| field.targets() == targets);
    let (feeds, articles) = (is_any(Targets::Feeds), is_any(Targets::Articles));
    Changed {
        marks: articles || is_any(Targets::Works),
        feeds,
        filters: is_any(Targets::Filters),
        articles: feeds || articles,
        ..Changed::default()
    }
}

/// Articles that stand for the works which were not saved before.
fn saved_by(connection: &Connection, fields: &[Alteration]) -> Answer<Vec<ArticleId>> {
    let sql = "SELECT shown_article FROM work WHERE id = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut found = Vec::new();
    for field in fields.iter().filter(|field| field.field == "saved_at") {
        let values = field.old.values().zip(field.new.values());
        for (work, (old, new)) in field.targets.iter().zip(values) {
            if *old == Value::Null && *new != Value::Null {
                let article = statement.query_row([work], |row| row.get::<_, Option<i64>>(0));
                found.extend(article.optional()?.flatten().map(ArticleId::new));
            }
        }
    }
    Ok(found)
}

/// Kept: 10,000 groups or 180 days, whichever keeps more.
fn forget_old(connection: &Connection, now: Timestamp) -> Answer<()> {
    let old = "SELECT id FROM journal WHERE id <= (SELECT max(id) FROM journal) - ?1 AND at < ?2";
    let limits = params![KEPT_GROUPS, now.minus(KEPT_SECONDS).seconds()];
    let changes = format!("DELETE FROM journal_change WHERE journal IN ({old})");
    connection.prepare_cached(&changes)?.execute(limits)?;
    let groups = format!("DELETE FROM journal WHERE id IN ({old})");
    connection.prepare_cached(&groups)?.execute(limits)?;
    Ok(())
}

/// Which way a group is carried out again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Back,
    Forth,
}

/// Takes back a group that was offered to be, unless another than those `since` is newer.
pub fn take_back(
    writer: &mut Writer,
    offered: GroupId,
    since: &[GroupId],
) -> Answer<Option<Applied>> {
    writer.transaction(Who::Person, |transaction| {
        let message = match newest(transaction, Way::Back, since)? {
            Some(group) if group.id == offered.get() => {
                return turned(transaction, group, Way::Back).map(Some);
            }
            Some(group) if group.id > offered.get() => {
                format!(
                    "since then, elsewhere: {}; undo again takes that back",
                    group.done
                )
            }
            Some(group) => {
                format!(
                    "taken back elsewhere already; undo again is for: {}",
                    group.done
                )
            }
            None => "taken back elsewhere already".to_owned(),
        };
        Ok(Some(Applied {
            message: clean_line(&message),
            ..Applied::default()
        }))
    })
}

/// The newest group that was not taken back, or the one that was taken back last.
pub fn turn(writer: &mut Writer, way: Way) -> Answer<Option<Applied>> {
    writer.transaction(Who::Person, |transaction| {
        let newest = newest(transaction, way, &[])?;
        newest
            .map(|group| turned(transaction, group, way))
            .transpose()
    })
}

/// A group that is to be turned.
struct Turning {
    id: i64,
    /// What is said when it is, and what was when it was made.
    message: String,
    done: String,
}

/// Those that are passed over are as if they were not there.
fn newest(connection: &Connection, way: Way, passed: &[GroupId]) -> Answer<Option<Turning>> {
    let sql = match way {
        Way::Back => {
            "SELECT id, undone, message FROM journal WHERE state = 0 AND actor = 0 \
             ORDER BY id DESC"
        }
        Way::Forth => {
            "SELECT id, message || ' again', message FROM journal WHERE state = 1 AND actor = 0 \
             ORDER BY id"
        }
    };
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        if !passed.contains(&GroupId::new(id)) {
            let (message, done) = (row.get(1)?, row.get(2)?);
            return with_title(connection, Turning { id, message, done }).map(Some);
        }
    }
    Ok(None)
}

/// A feed that was subscribed to had no title yet, only its host: its own is what one knows it by.
fn with_title(connection: &Connection, group: Turning) -> Answer<Turning> {
    let Some(subject) = group.done.strip_prefix("subscribed to ") else {
        return Ok(group);
    };
    let fields = stored(connection, group.id, Way::Forth)?;
    let subscribed = fields.iter().find(|it| it.field == "feed.removed_at");
    let Some([feed]) = subscribed.map(|it| it.targets.as_slice()) else {
        return Ok(group);
    };
    let title = feeds::title(connection, FeedId::new(*feed))?;
    // One that was done together with something else is said otherwise.
    let message = match group.message.strip_prefix("un") {
        Some(done) if done == format!("subscribed from {subject}") => {
            format!("unsubscribed from {title}")
        }
        None if group.message == format!("subscribed to {subject} again") => {
            format!("subscribed to {title} again")
        }
        _ => return Ok(group),
    };
    let done = format!("subscribed to {title}");
    Ok(Turning {
        message,
        done,
        ..group
    })
}

fn turned(transaction: &Connection, group: Turning, way: Way) -> Answer<Applied> {
    let Turning { id, message, done } = group;
    let fields = stored(transaction, id, way)?;
    let turned = turn_fields(transaction, &fields)?;
    flags::settle(transaction)?;
    let sql = "UPDATE journal SET state = ?1 WHERE id = ?2";
    let state = i64::from(way == Way::Back);
    transaction.prepare_cached(sql)?.execute([state, id])?;
    let message = if turned.left > 0 && !turned.is_any {
        let refused = match way {
            Way::Back => "not taken back",
            Way::Forth => "not done again",
        };
        format!("{refused}, it was changed since: {done}")
    } else {
        with_notes(message, &turned)
    };
    let message = clean_line(&message);
    let (articles, changed) = (turned.articles, changed_by(&fields));
    Ok(Applied {
        group: turned.is_any.then_some(GroupId::new(id)),
        articles,
        left: turned.left as u32,
        message,
        changed,
    })
}

/// Says also what of it was left, or is nowhere to be seen.
fn with_notes(message: String, turned: &Turned) -> String {
    let mut notes = Vec::new();
    if turned.left > 0 {
        notes.push(format!("{} changed since, left as they are", turned.left));
    }
    match turned.gone {
        0 => {}
        gone if gone == turned.articles => notes.push("no longer stored".to_owned()),
        gone => notes.push(format!("{gone} of them no longer stored")),
    }
    if notes.is_empty() {
        return message;
    }
    format!("{message} ({})", notes.join("; "))
}

/// The group's changes, oriented the way they are to be carried out.
fn stored(connection: &Connection, group: i64, way: Way) -> Answer<Vec<Alteration>> {
    let order = if way == Way::Back { "DESC" } else { "ASC" };
    let sql = format!(
        "SELECT field, targets, old, new FROM journal_change WHERE journal = ?1 ORDER BY id {order}"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([group], |row| {
        let (old, new) = (
            Column::unpack(row.get_ref(2)?.as_blob()?),
            Column::unpack(row.get_ref(3)?.as_blob()?),
        );
        let (old, new) = if way == Way::Back {
            (new, old)
        } else {
            (old, new)
        };
        let targets = unpack_ids(row.get_ref(1)?.as_blob()?);
        Ok(Alteration {
            field: row.get(0)?,
            targets,
            old,
            new,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

struct Turned {
    /// Something was set.
    is_any: bool,
    /// Works that were altered; works and feeds of which a field was left.
    articles: u32,
    /// Those of them of which only the mark is left: the article itself was removed.
    gone: u32,
    left: usize,
}

/// Sets each field that still is as it was left; what another group changed since stays.
fn turn_fields(connection: &Connection, fields: &[Alteration]) -> Answer<Turned> {
    let mut done = HashSet::new();
    let mut left = HashSet::new();
    let mut is_any = false;
    for alteration in fields {
        let kind = alteration.targets();
        let values = alteration.old.values().zip(alteration.new.values());
        for (target, (old, new)) in alteration.targets.iter().zip(values) {
            let now = fields::get(connection, &alteration.field, *target)?;
            let Some(new) = fields::turned(&alteration.field, &now, old, new)? else {
                left.insert((kind, *target));
                continue;
            };
            match fields::set(connection, &alteration.field, *target, &new) {
                Err(StoreError::Taken(_)) => {
                    left.insert((kind, *target));
                    continue;
                }
                other => other?,
            }
            is_any = true;
            if old != &new && matches!(kind, Targets::Works | Targets::Articles) {
                done.insert((kind, *target));
            }
        }
    }
    let mut gone = 0;
    for target in &done {
        gone += u32::from(!is_stored(connection, *target)?);
    }
    Ok(Turned {
        is_any,
        articles: done.len() as u32,
        gone,
        left: left.len(),
    })
}

fn is_stored(connection: &Connection, (kind, target): (Targets, i64)) -> Answer<bool> {
    let sql = match kind {
        Targets::Articles => "SELECT EXISTS (SELECT 1 FROM article WHERE id = ?1)",
        _ => "SELECT EXISTS (SELECT 1 FROM article WHERE work = ?1)",
    };
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row([target], |row| row.get(0))?)
}
