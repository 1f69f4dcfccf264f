//! Many articles marked at once, as one change: only what the list held when it was drawn.

use super::{Pending, Reader, State, lists};
use crate::model::{
    ArticleId, ArticleQuery, ArticleRow, Change, Expression, Listed, MarkChange, Part,
    SavedFilterId, Scope, Sort, Target, Term,
};
use crate::tui::core::{Effect, Pane};
use crate::tui::kit::said;
use crate::tui::views::articles::Picked;
use crate::tui::views::outlets::Spot;

/// Which articles `A` marks read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Many {
    All,
    Above,
    Below,
    Older,
    Feed,
    Folder,
}

/// Marks many read, as seen from the selected row; in the sidebar, all that the selected line
/// stands for.
pub fn many(state: &mut State, many: Many, effects: &mut Vec<Effect>) {
    if state.focus == Pane::Outlets && state.over.is_empty() {
        if let Some(Spot::Named(id)) = state.outlets.selected() {
            return named(state, *id, many, effects);
        }
        let scope = state.outlets.scope(state.today);
        return match (many, scope) {
            (Many::All | Many::Feed | Many::Folder, Some(scope)) => {
                whole(state, scope, effects);
            }
            _ => state.complain(said("that is seen from an article; go to the list first")),
        };
    }
    state.articles.stop_waiting();
    let Some(row) = state.articles.selected().cloned() else {
        return state.complain(said(super::articles::NO_ARTICLE));
    };
    match many {
        Many::All => part(state, MarkChange::Read, Part::All, effects),
        Many::Above => part(state, MarkChange::Read, Part::Above(row.id), effects),
        Many::Below => part(state, MarkChange::Read, Part::Below(row.id), effects),
        Many::Older => older(state, &row, effects),
        Many::Feed => whole(state, Scope::Feed(row.feed), effects),
        Many::Folder => match state.outlets.folder_of(row.feed) {
            Some(path) if !path.is_empty() => whole(state, Scope::Folder(path), effects),
            _ => state.complain(said("this article's feed is in no folder")),
        },
    }
}

/// All that a named query means.
fn named(state: &mut State, id: SavedFilterId, many: Many, effects: &mut Vec<Effect>) {
    let found = state.named(id).cloned();
    match found.map(|named| lists::named_query(state, &named)) {
        Some(Ok(meant)) if many == Many::All => query(state, MarkChange::Read, meant, effects),
        Some(Err(why)) => state.complain(why),
        _ => state.complain(said("that is seen from an article; go to the list first")),
    }
}

/// A mark on part of the list that is shown.
pub fn part(state: &mut State, what: MarkChange, part: Part, effects: &mut Vec<Effect>) {
    let rows = state.articles.rows_of(&part);
    if state.articles.query.sort == Sort::Best {
        // All of a ranked list is in memory, and only there in this order.
        ranked(state, what, rows, effects);
        if matches!(part, Part::All | Part::Below(_) | Part::Except(_)) {
            tell_cut(state);
        }
        return;
    }
    let query = state.articles.query.clone();
    apply(state, what, query, part, rows, effects);
}

/// What is found and not listed is not marked: it is said where one might think so.
fn tell_cut(state: &mut State) {
    let message = state.message.as_mut().filter(|message| message.can_undo);
    if let Some(message) = message.filter(|_| state.articles.is_cut()) {
        message.text = said(&format!("{}; more is found than is listed", message.text));
    }
}

/// A mark on rows of the list.
pub fn rows(
    state: &mut State,
    what: MarkChange,
    articles: Vec<ArticleId>,
    effects: &mut Vec<Effect>,
) {
    let last = state.articles.rows().last().map(|row| row.id);
    let is_to_end = articles.len() > 1 && last.is_some_and(|last| articles.contains(&last));
    super::grant::mark(state, what, articles, effects);
    if is_to_end {
        tell_cut(state);
    }
}

fn ranked(
    state: &mut State,
    what: MarkChange,
    mut rows: Vec<ArticleId>,
    effects: &mut Vec<Effect>,
) {
    if what == MarkChange::Read {
        let unread = |row: &&ArticleRow| row.mark.read_at.is_none();
        let unread = state.articles.rows().iter().filter(unread);
        let unread: Vec<ArticleId> = unread.map(|row| row.id).collect();
        rows.retain(|id| unread.contains(id));
    }
    if rows.is_empty() {
        return state.say(said("there is nothing to mark"));
    }
    super::grant::mark(state, what, rows, effects);
}

/// What the list has that is older than a row, wherever it stands.
fn older(state: &mut State, row: &ArticleRow, effects: &mut Vec<Effect>) {
    let before = Expression::Term(Term::Before(row.sort_at));
    let mut query = state.articles.query.clone();
    query.filter = Some(match query.filter.take() {
        Some(filter) => Expression::And(vec![filter, before]),
        None => before,
    });
    let is_older = |other: &&ArticleRow| other.sort_at < row.sort_at;
    let rows = state.articles.rows().iter().filter(is_older);
    let rows = rows.map(|row| row.id).collect();
    apply(state, MarkChange::Read, query, Part::All, rows, effects);
}

/// All of a feed or folder, whatever list is shown.
fn whole(state: &mut State, scope: Scope, effects: &mut Vec<Effect>) {
    let is_in = |row: &ArticleRow| match &scope {
        Scope::Feed(feed) => row.feed == *feed,
        Scope::Folder(path) => state.outlets.feeds_below(path).contains(&row.feed),
        scope => *scope == state.articles.query.scope,
    };
    let rows = state.articles.rows().iter().filter(|row| is_in(row));
    let rows = rows.map(|row| row.id).collect();
    let query = ArticleQuery::of(scope);
    apply(state, MarkChange::Read, query, Part::All, rows, effects);
}

/// A mark on all that a query finds.
pub fn query(state: &mut State, what: MarkChange, query: ArticleQuery, effects: &mut Vec<Effect>) {
    // Which rows are meant only the store knows: all stay, and show what became of them.
    state.articles.keep_all();
    apply(state, what, query, Part::All, Vec::new(), effects);
}

fn apply(
    state: &mut State,
    what: MarkChange,
    mut query: ArticleQuery,
    part: Part,
    mut rows: Vec<ArticleId>,
    effects: &mut Vec<Effect>,
) {
    if what == MarkChange::Read {
        // What is read already need not be looked at.
        query.show_read = false;
        let unread = |row: &ArticleRow| row.mark.read_at.is_none();
        let loaded = state.articles.rows();
        rows.retain(|id| loaded.iter().any(|row| row.id == *id && unread(row)));
    }
    let newest = state.articles.newest();
    rows.retain(|id| *id <= newest);
    let change = whole_change(state, &what, &rows, (query, newest, part));
    state.articles.acted_on();
    super::grant::show_mark(state, &what, &rows);
    state.say(said("marking"));
    let ticket = state.next_ticket();
    state.pending.push(Pending {
        ticket,
        what,
        articles: rows,
        stored_before: None,
        is_bulk: true,
    });
    effects.push(Effect::Change { ticket, change });
}

/// The mark on what a list has; of all but a few also on rows with a tick that stand in it only because they were acted
/// on.
fn whole_change(
    state: &State,
    what: &MarkChange,
    rows: &[ArticleId],
    (query, newest, part): (ArticleQuery, ArticleId, Part),
) -> Change {
    let kept = match &part {
        Part::Except(_) => state.articles.kept_of(rows),
        _ => Vec::new(),
    };
    let mark = |target| Change::Mark {
        what: what.clone(),
        target,
    };
    let listed = mark(Target::Listed(Listed {
        query,
        newest,
        part,
    }));
    if kept.is_empty() {
        return listed;
    }
    Change::Together(vec![listed, mark(Target::Articles(kept))])
}

/// Tags one article; none: what is picked, else the one that has the keys. `-` before the name takes it off.
pub fn tag(state: &mut State, name: &str, one: Option<ArticleId>, effects: &mut Vec<Effect>) {
    let (what, name) = match name.strip_prefix('-') {
        Some(name) => (MarkChange::Untag as fn(String) -> MarkChange, name),
        None => (MarkChange::Tag as fn(String) -> MarkChange, name),
    };
    let name = crate::text::clean_line(name);
    if name.is_empty() {
        state.articles.unpick();
        return;
    }
    let what = what(name.into_string());
    let reads = state.focus == Pane::Reader;
    let open = state.reader.as_ref().filter(|_| reads);
    if let Some(article) = one.or(open.map(Reader::article)) {
        return super::grant::mark(state, what, vec![article], effects);
    }
    let picked = state.articles.picked();
    state.articles.unpick();
    match picked {
        Err(why) => state.complain(said(why)),
        Ok(Some(Picked::Part(picked))) => part(state, what, picked, effects),
        Ok(Some(Picked::Articles(articles))) => rows(state, what, articles, effects),
        Ok(None) => match state.articles.selected_id() {
            Some(id) => super::grant::mark(state, what, vec![id], effects),
            None => state.complain(said(super::articles::NO_ARTICLE)),
        },
    }
}
