//! Named queries and filters that act: what is stored of them, and how they change.

use super::fields::{self, Alteration};
use super::journal::Plan;
use super::{Answer, StoreError, hits, marks};
use crate::model::{
    Expression, Filter, FilterAction, FilterId, MarkChange, SavedFilter, SavedFilterId,
    StoredFilter, Timestamp,
};
use crate::text::{clean_line, quoted};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};

/// A named query as it lies in the table.
#[derive(Serialize, Deserialize)]
struct Named {
    name: String,
    query: String,
    /// Its place in the reader's order; without one, names decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rank: Option<i64>,
}

/// Ids and definitions of a table, in the order in which they were made.
fn definitions(connection: &Connection, table: &str) -> Answer<Vec<(i64, String)>> {
    let sql =
        format!("SELECT id, definition FROM {table} WHERE definition IS NOT NULL ORDER BY id");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// In the reader's order; those that have no place in it stand behind, by name.
pub fn saved(connection: &Connection) -> Answer<Vec<SavedFilter>> {
    let mut all = named(connection)?;
    all.sort_by_cached_key(|(_, it)| (it.rank.unwrap_or(i64::MAX), crate::text::fold(&it.name)));
    let read = |(id, it): (SavedFilterId, Named)| SavedFilter {
        id,
        name: it.name,
        query: it.query,
    };
    Ok(all.into_iter().map(read).collect())
}

fn named(connection: &Connection) -> Answer<Vec<(SavedFilterId, Named)>> {
    let read = |(id, definition): (i64, String)| {
        let named = serde_json::from_str(&definition).ok()?;
        Some((SavedFilterId::new(id), named))
    };
    let all = definitions(connection, "saved_filter")?;
    Ok(all.into_iter().filter_map(read).collect())
}

/// In the order in which they were made.
pub fn all(connection: &Connection) -> Answer<Vec<StoredFilter>> {
    let read = |(id, definition): (i64, String)| {
        let filter = serde_json::from_str(&definition).ok()?;
        let id = FilterId::new(id);
        Some(StoredFilter { id, filter })
    };
    let all = definitions(connection, "filter")?;
    Ok(all.into_iter().filter_map(read).collect())
}

pub fn plan_saved(
    connection: &Connection,
    id: Option<SavedFilterId>,
    name: &str,
    query: &str,
) -> Answer<Plan> {
    let name = name_of(name)?;
    let before = named(connection)?;
    let taken = before
        .iter()
        .any(|(other, it)| it.name == name && Some(*other) != id);
    if taken {
        return Err(StoreError::TakenName(clean_line(&name)));
    }
    let query = query.to_owned();
    let rank = before.iter().find(|(other, _)| Some(*other) == id);
    let rank = rank.and_then(|(_, it)| it.rank);
    let shown = quoted(&name);
    let said = match id {
        None => [
            format!("{shown} kept as a list"),
            format!("{shown} no longer a list"),
        ],
        Some(_) => [
            format!("list {shown} changed"),
            format!("list {shown} as it was"),
        ],
    };
    let definition = serde_json::to_string(&Named { name, query, rank })?;
    let id = id.map(SavedFilterId::get);
    Ok(plan(
        "saved_filter",
        put(connection, "saved_filter", id, definition)?,
        said,
    ))
}

pub fn plan_remove_saved(connection: &Connection, id: SavedFilterId) -> Answer<Plan> {
    let all = saved(connection)?;
    let found = all.iter().find(|it| it.id == id);
    let shown = quoted(&found.ok_or_else(|| no_such("list"))?.name);
    let said = [
        format!("list {shown} removed"),
        format!("list {shown} is back"),
    ];
    Ok(plan(
        "saved_filter",
        removal(connection, "saved_filter", id.get())?,
        said,
    ))
}

/// All of them in this order; `moved` is the one that the reader took.
pub fn plan_order(
    connection: &Connection,
    moved: SavedFilterId,
    order: &[SavedFilterId],
) -> Answer<Plan> {
    let mut all = named(connection)?;
    let name = all.iter().find(|(id, _)| *id == moved);
    let shown = name.map(|(_, it)| quoted(&it.name));
    let shown = shown.ok_or_else(|| no_such("list"))?;
    let mut ranks = Alteration::new("saved_filter".to_owned());
    for (id, it) in &mut all {
        let Some(place) = order.iter().position(|other| other == id) else {
            continue;
        };
        it.rank = Some(place as i64 + 1);
        let new = Value::Text(serde_json::to_string(it)?);
        let old = fields::get(connection, "saved_filter", id.get())?;
        if old != new {
            ranks.push(id.get(), old, new);
        }
    }
    let said = [
        format!("{shown} moved"),
        format!("{shown} stands where it stood"),
    ];
    Ok(plan("order", ranks, said))
}

pub fn plan_filter(
    connection: &Connection,
    id: Option<FilterId>,
    filter: &Filter,
    past: Option<&Expression>,
    now: Timestamp,
) -> Answer<Plan> {
    let filter = Filter {
        name: name_of(&filter.name)?,
        ..filter.clone()
    };
    let before = all(connection)?;
    let taken = before
        .iter()
        .any(|it| it.filter.name == filter.name && Some(it.id) != id);
    if taken {
        return Err(StoreError::TakenName(clean_line(&filter.name)));
    }
    let definition = serde_json::to_string(&filter)?;
    let alteration = put(connection, "filter", id.map(FilterId::get), definition)?;
    let shown = quoted(&filter.name);
    let said = match id {
        None => [
            format!("filter {shown} made"),
            format!("filter {shown} taken back"),
        ],
        Some(_) if is_switched(&before, id, &filter) => {
            let (now, then) = if filter.off {
                ("off", "on")
            } else {
                ("on", "off")
            };
            [
                format!("filter {shown} is {now}"),
                format!("filter {shown} is {then} again"),
            ]
        }
        Some(_) => [
            format!("filter {shown} changed"),
            format!("filter {shown} as it was"),
        ],
    };
    let own = alteration
        .targets
        .first()
        .copied()
        .or(id.map(FilterId::get));
    let mut plan = plan("filter", alteration, said);
    if let (Some(past), Some(own)) = (past, own) {
        apply_to(
            connection,
            FilterId::new(own),
            &filter.then,
            past,
            now,
            &mut plan,
        )?;
    }
    Ok(plan)
}

/// Nothing but whether it judges is another than before.
fn is_switched(before: &[StoredFilter], id: Option<FilterId>, filter: &Filter) -> bool {
    let old = before.iter().find(|it| Some(it.id) == id);
    old.is_some_and(|old| {
        let switched = Filter {
            off: filter.off,
            ..old.filter.clone()
        };
        old.filter.off != filter.off && switched == *filter
    })
}

pub fn plan_remove(connection: &Connection, id: FilterId) -> Answer<Plan> {
    let all = all(connection)?;
    let found = all.iter().find(|it| it.id == id);
    let shown = quoted(&found.ok_or_else(|| no_such("filter"))?.filter.name);
    let said = [
        format!("filter {shown} removed; what it did stays"),
        format!("filter {shown} is back"),
    ];
    Ok(plan(
        "filter",
        removal(connection, "filter", id.get())?,
        said,
    ))
}

/// What the filter does, to everything visible that it means.
fn apply_to(
    connection: &Connection,
    id: FilterId,
    then: &[FilterAction],
    past: &Expression,
    now: Timestamp,
    plan: &mut Plan,
) -> Answer<()> {
    let hits = hits::all(connection, past)?;
    let mut works: Vec<i64> = hits.iter().map(|hit| hit.work).collect();
    works.sort_unstable();
    works.dedup();
    for (at, action) in then.iter().enumerate() {
        if then.iter().take(at).any(|before| before == action) {
            continue;
        }
        match mark_of(action) {
            Some(what) => {
                let (fields, _) = marks::alterations(connection, &what, &works, now)?;
                plan.fields.extend(fields);
            }
            None if *action == FilterAction::Mute => {
                let mut muted = Alteration::new("article.muted_by".to_owned());
                for hit in &hits {
                    muted.push(hit.article, Value::Null, Value::Integer(id.get()));
                }
                plan.fields.push(muted);
            }
            None => {}
        }
    }
    plan.articles = works.len() as u32;
    if plan.articles > 0 {
        let count = plan.articles;
        let articles = if count == 1 { "article" } else { "articles" };
        plan.message = format!("{}, {count} past {articles} judged by it", plan.message);
        plan.undone = format!("{}, {count} {articles} as before", plan.undone);
    }
    Ok(())
}

/// The mark that an action sets; muting and alerting are none.
pub fn mark_of(action: &FilterAction) -> Option<MarkChange> {
    Some(match action {
        FilterAction::Read => MarkChange::Read,
        FilterAction::Save => MarkChange::Save,
        FilterAction::Queue => MarkChange::Queue,
        FilterAction::Tag(name) => MarkChange::Tag(name.clone()),
        FilterAction::Mute | FilterAction::Alert => return None,
    })
}

/// What the file of filters says takes the place of what is stored: by name, so that a filter which
/// stays keeps its number. Not journalled: the editor that wrote the file has its own undo.
pub fn replace(connection: &Connection, filters: &[Filter]) -> Answer<bool> {
    let before = all(connection)?;
    let mut has_changed = false;
    let mut set = |id: i64, definition: Value| {
        has_changed = true;
        fields::set(connection, "filter", id, &definition)
    };
    for old in &before {
        if !filters.iter().any(|new| new.name == old.filter.name) {
            set(old.id.get(), Value::Null)?;
        }
    }
    for new in filters {
        let old = before.iter().find(|old| old.filter.name == new.name);
        if old.is_some_and(|old| old.filter == *new) {
            continue;
        }
        let id = match old {
            Some(old) => old.id.get(),
            None => next_id(connection, "filter")?,
        };
        set(id, Value::Text(serde_json::to_string(new)?))?;
    }
    Ok(has_changed)
}

fn plan(kind: &'static str, alteration: Alteration, [message, undone]: [String; 2]) -> Plan {
    Plan {
        kind,
        fields: vec![alteration],
        message,
        undone,
        articles: 0,
    }
}

fn put(
    connection: &Connection,
    table: &str,
    id: Option<i64>,
    definition: String,
) -> Answer<Alteration> {
    let id = match id {
        Some(id) => id,
        None => next_id(connection, table)?,
    };
    alter(connection, table, id, Value::Text(definition))
}

fn removal(connection: &Connection, table: &str, id: i64) -> Answer<Alteration> {
    alter(connection, table, id, Value::Null)
}

fn alter(connection: &Connection, table: &str, id: i64, new: Value) -> Answer<Alteration> {
    let mut alteration = Alteration::new(table.to_owned());
    let old = fields::get(connection, table, id)?;
    if old != new {
        alteration.push(id, old, new);
    }
    Ok(alteration)
}

/// Numbers are never used twice: removed rows stay.
fn next_id(connection: &Connection, table: &str) -> Answer<i64> {
    let sql = format!("SELECT coalesce(max(id), 0) + 1 FROM {table}");
    let found = connection
        .prepare_cached(&sql)?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(found.unwrap_or(1))
}

fn name_of(name: &str) -> Answer<String> {
    let name = clean_line(name.trim()).into_string();
    if name.is_empty() {
        return Err(StoreError::Other(clean_line("it needs a name")));
    }
    Ok(name)
}

fn no_such(what: &str) -> StoreError {
    StoreError::Other(clean_line(&format!("there is no such {what} any more")))
}
