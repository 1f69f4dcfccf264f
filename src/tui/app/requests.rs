//! What views want of the whole interface, carried out.

use super::commands::help_lines;
use super::layout;
use super::state::{App, Focus, Overlay};
use super::update::reload;
use crate::config::MarkRead;
use crate::model::{
    ArticleId, ArticleQuery, ArticleRow, Candidate, Change, Chosen, Document, Expression,
    MarkChange, NewFeed, Scope, Target, Term, Which,
};
use crate::text::{Clean, clean_line};
use crate::tui::core::{Effect, Marking, Request};
use crate::tui::kit::moment;
use crate::tui::views::{articles, help, panel, prompt, reader, start};
use std::sync::Arc;

pub fn carry_out(app: &mut App, request: Request, count: u32, effects: &mut Vec<Effect>) {
    match request {
        Request::Quit => quit(app, effects),
        Request::Back => back(app, effects),
        Request::Left => left(app),
        Request::Right => right(app),
        Request::NextPane { is_forward } => next_pane(app, is_forward),
        Request::Go(scope) => go(app, scope, effects),
        Request::Feeds => (app.focus, app.start) = (Focus::Outlets, None),
        Request::Open => open(app, effects),
        Request::Mark { what, advances } => mark(app, &what, count, advances, effects),
        Request::NextUnread { is_forward } => next_unread(app, is_forward, effects),
        Request::NextFeed { is_forward } => next_feed(app, is_forward, effects),
        Request::Neighbour { is_forward } => neighbour(app, is_forward, effects),
        Request::DoneAndNext => done_and_next(app, effects),
        Request::Undo => effects.push(Effect::Undo),
        Request::Redo => effects.push(Effect::Redo),
        Request::ToggleRead => toggle_read(app, effects),
        Request::RefreshThis => refresh_this(app, effects),
        Request::RefreshAll => refresh(app, Which::All, effects),
        Request::Browse { marks } => browse(app, marks, effects),
        Request::Copy { with_title } => copy(app, with_title, effects),
        Request::AddFeed => prompt(app, prompt::Purpose::AddFeed),
        Request::Unsubscribe => unsubscribe(app, effects),
        Request::Help => show_help(app),
        Request::Info => info(app),
        Request::Zen => app.is_zen = !app.is_zen,
        Request::Measure { change } => {
            app.measure = app.measure.saturating_add_signed(change).clamp(20, 160);
            app.say(format!("{} columns", app.measure));
        }
        Request::Search => search(app),
        Request::ScrollPreview { lines } => {
            if let Some(preview) = &mut app.preview {
                preview.scroll(i64::from(lines));
            }
        }
        Request::Redraw => effects.push(Effect::Redraw),
        Request::Suspend => effects.push(Effect::Suspend),
        Request::Subscribe => subscribe_ticked(app, effects),
        Request::OpenDemo => effects.extend([Effect::OpenDemo, Effect::Quit]),
        Request::CloseOverlay => close_overlay(app, effects),
        Request::Submit => submit(app, effects),
        Request::Typed => typed(app, effects),
        Request::Retry => retry(app, effects),
        Request::FindAnew => find_anew(app, effects),
        Request::Choose => choose(app, effects),
    }
}

/// What the next start needs to know, and the end.
pub fn quit(app: &mut App, effects: &mut Vec<Effect>) {
    remember(app, effects);
    effects.push(Effect::Remember {
        name: "last-visit",
        value: app.now.seconds().to_string(),
    });
    effects.push(Effect::Quit);
}

fn remember(app: &App, effects: &mut Vec<Effect>) {
    let query = app
        .before_search
        .as_ref()
        .map_or(&app.articles.query, |(query, ..)| query);
    effects.push(Effect::Remember {
        name: "view",
        value: scope_name(&query.scope),
    });
    if let Some(row) = app.articles.selected() {
        effects.push(Effect::Remember {
            name: "article",
            value: row.id.to_string(),
        });
    }
    if app.measure != app.settings.measure {
        effects.push(Effect::Remember {
            name: "measure",
            value: app.measure.to_string(),
        });
    }
    if let Some(reader) = &app.reader {
        effects.push(Effect::SetPosition(reader.article, reader.offset()));
    }
}

/// How a list is remembered until the next start.
pub fn scope_name(scope: &Scope) -> String {
    match scope {
        Scope::All => "all".to_owned(),
        Scope::Unread => "unread".to_owned(),
        Scope::Saved => "saved".to_owned(),
        Scope::Queue => "queue".to_owned(),
        Scope::Today(_) => "today".to_owned(),
        Scope::History => "history".to_owned(),
        Scope::Feed(id) => format!("feed {id}"),
        Scope::Folder(path) => format!("folder {}", path.join("\u{1f}")),
    }
}

fn back(app: &mut App, effects: &mut Vec<Effect>) {
    if app.focus == Focus::Reader {
        leave_reader(app, effects);
    } else if app.before_search.is_some() {
        end_search(app, effects);
    } else if app.focus == Focus::Outlets || app.start.is_some() {
        quit(app, effects);
    } else if layout::panes(app).outlets.is_none() {
        app.focus = Focus::Outlets;
    } else {
        quit(app, effects);
    }
}

fn leave_reader(app: &mut App, effects: &mut Vec<Effect>) {
    if let Some(reader) = app.reader.take() {
        effects.push(Effect::SetPosition(reader.article, reader.offset()));
    }
    (app.focus, app.is_zen) = (Focus::Articles, false);
}

fn left(app: &mut App) {
    if app.focus == Focus::Outlets {
        let today = app.today();
        app.outlets.fold(false, today);
    } else {
        app.focus = Focus::Outlets;
    }
}

fn right(app: &mut App) {
    let today = app.today();
    if !app.outlets.fold(true, today) {
        app.focus = Focus::Articles;
    }
}

fn next_pane(app: &mut App, is_forward: bool) {
    let mut panes = vec![Focus::Outlets, Focus::Articles];
    panes.extend(app.reader.as_ref().map(|_| Focus::Reader));
    let at = panes
        .iter()
        .position(|pane| *pane == app.focus)
        .unwrap_or(0);
    let step = if is_forward { 1 } else { panes.len() - 1 };
    app.focus = panes[(at + step) % panes.len()];
}

pub fn go(app: &mut App, scope: Scope, effects: &mut Vec<Effect>) {
    if app.focus == Focus::Reader {
        leave_reader(app, effects);
    }
    (app.before_search, app.start) = (None, None);
    let title = app.title_of(&scope);
    let query = app.query_of(scope.clone());
    show_list(app, query, title, articles::Select::First, effects);
    app.outlets.select(&scope);
    app.focus = Focus::Articles;
    remember(app, effects);
}

fn show_list(
    app: &mut App,
    query: ArticleQuery,
    title: String,
    select: articles::Select,
    effects: &mut Vec<Effect>,
) {
    let mut list = articles::View::new(query, title);
    list.last_visit = app.settings.last_visit;
    let request = app.next_request();
    effects.push(list.load(select, request));
    app.articles = list;
}

fn open(app: &mut App, effects: &mut Vec<Effect>) {
    if app.focus == Focus::Outlets {
        if let Some(item) = app.outlets.selected().cloned() {
            go(app, item.scope, effects);
        }
        return;
    }
    let Some(row) = app.articles.selected().cloned() else {
        return;
    };
    if let Some(reader) = app.reader.take() {
        effects.push(Effect::SetPosition(reader.article, reader.offset()));
    }
    app.focus = Focus::Reader;
    effects.push(Effect::LoadDocument(row.id));
    let is_unread = row.mark.read_at.is_none();
    let id = row.id;
    app.reader = Some(reader::View::new(id, Some(row)));
    if app.settings.mark_read == MarkRead::Open && is_unread {
        apply(app, vec![id], MarkChange::Read, effects);
    }
    remember(app, effects);
}

pub fn show_document(
    app: &mut App,
    article: ArticleId,
    mut row: ArticleRow,
    document: &Arc<Document>,
    effects: &mut Vec<Effect>,
) {
    // A mark that was set since the row was read is kept.
    if let Some(known) = app.articles.rows.iter().find(|known| known.id == article) {
        row.mark = known.mark.clone();
    }
    let is_summary = !row.is_whole && document.chosen == Chosen::Summary && row.url.is_some();
    if let Some(view) = app.preview.as_mut().filter(|view| view.article == article) {
        view.set_document(row.clone(), document.clone());
        view.state = reader::State::There;
    }
    let Some(view) = app.reader.as_mut().filter(|view| view.article == article) else {
        return;
    };
    view.set_document(row, document.clone());
    let asks = is_summary && !app.settings.is_offline && app.asked_whole.insert(article);
    if asks {
        view.state = reader::State::Fetching;
        effects.push(Effect::FullText(article));
    } else if view.state == reader::State::Loading {
        view.state = reader::State::There;
    }
}

pub fn whole_text_came(
    app: &mut App,
    article: ArticleId,
    error: Option<Clean>,
    effects: &mut Vec<Effect>,
) {
    if let Some(view) = app.reader.as_mut().filter(|view| view.article == article) {
        view.state = reader::State::There;
        effects.push(Effect::LoadDocument(article));
    }
    if let Some(error) = error {
        // It may be tried again when it is opened again.
        app.asked_whole.remove(&article);
        app.complain(format!("only the summary is here: {error}"));
    }
    reload(app, effects);
}

/// The mark that a key means for a row.
fn meaning(what: &Marking, row: &ArticleRow) -> MarkChange {
    let mark = &row.mark;
    match what {
        Marking::Set(change) => change.clone(),
        Marking::ToggleRead if mark.read_at.is_none() => MarkChange::Read,
        Marking::ToggleRead => MarkChange::Unread,
        Marking::ToggleSaved if mark.saved_at.is_none() => MarkChange::Save,
        Marking::ToggleSaved => MarkChange::Unsave,
        Marking::ToggleQueued if mark.queue_rank.is_none() => MarkChange::Queue,
        Marking::ToggleQueued => MarkChange::Unqueue,
    }
}

fn mark(app: &mut App, what: &Marking, count: u32, advances: bool, effects: &mut Vec<Effect>) {
    let Some(current) = app.current().cloned() else {
        return;
    };
    let change = meaning(what, &current);
    let in_reader = app.focus == Focus::Reader;
    let ids: Vec<ArticleId> = match app.articles.position_of(current.id) {
        Some(first) if !in_reader => {
            let rows = app.articles.rows.iter().skip(first).take(count as usize);
            rows.map(|row| row.id).collect()
        }
        _ => vec![current.id],
    };
    let marked = ids.len() as i64;
    if change == MarkChange::Save && !app.settings.is_offline {
        let rows = app
            .articles
            .rows
            .iter()
            .filter(|row| ids.contains(&row.id) && !row.is_whole);
        effects.extend(rows.map(|row| Effect::FullText(row.id)));
    }
    apply(app, ids, change, effects);
    if in_reader && advances {
        on_to_next(app, effects);
    } else if advances {
        app.articles.step(marked);
    }
}

/// Shows the change at once and has it stored.
fn apply(app: &mut App, ids: Vec<ArticleId>, what: MarkChange, effects: &mut Vec<Effect>) {
    let now = app.now;
    for id in &ids {
        app.articles.mark(*id, &what, now);
        for view in [&mut app.reader, &mut app.preview].into_iter().flatten() {
            if let Some(row) = view.row.as_mut().filter(|row| row.id == *id) {
                articles::apply(&mut row.mark, &what, now);
            }
        }
    }
    effects.push(Effect::Apply(Change::Mark {
        what,
        target: Target::Articles(ids),
    }));
}

fn done_and_next(app: &mut App, effects: &mut Vec<Effect>) {
    if let Some(reader) = &app.reader {
        let id = reader.article;
        effects.push(Effect::SetPosition(id, 0));
        apply(app, vec![id], MarkChange::Done, effects);
    }
    on_to_next(app, effects);
}

/// In the reader: the next unread article of the list, else back to it.
fn on_to_next(app: &mut App, effects: &mut Vec<Effect>) {
    if let Some(index) = app.articles.next_unread(true) {
        app.articles.selected = index;
        open(app, effects);
    } else if app.articles.has_after {
        next_unread(app, true, effects);
    } else {
        app.reader = None;
        app.focus = Focus::Articles;
        app.is_zen = false;
    }
}

fn next_unread(app: &mut App, is_forward: bool, effects: &mut Vec<Effect>) {
    let opens = app.focus == Focus::Reader;
    if let Some(index) = app.articles.next_unread(is_forward) {
        app.articles.selected = index;
        if opens {
            open(app, effects);
        }
        return;
    }
    let is_more = if is_forward {
        app.articles.has_after
    } else {
        app.articles.has_before
    };
    if !is_more {
        return nothing_unread(app);
    }
    app.opens_found = opens;
    app.unread_request = app.next_request();
    effects.push(Effect::FindUnread {
        request: app.unread_request,
        query: app.articles.query.clone(),
        from: app.articles.selected().map(|row| row.id),
        is_forward,
    });
}

pub fn nothing_unread(app: &mut App) {
    app.opens_found = false;
    app.say("nothing unread there; ] goes to the next feed with unread articles");
}

fn next_feed(app: &mut App, is_forward: bool, effects: &mut Vec<Effect>) {
    match app.outlets.next_unread(is_forward) {
        Some(index) => {
            app.outlets.selected = index;
            let was_outlets = app.focus == Focus::Outlets;
            let scope = app.outlets.items[index].scope.clone();
            go(app, scope, effects);
            if was_outlets {
                app.focus = Focus::Outlets;
            }
        }
        None => app.say("no more feeds with unread articles that way"),
    }
}

fn neighbour(app: &mut App, is_forward: bool, effects: &mut Vec<Effect>) {
    let before = app.articles.selected;
    app.articles.step(if is_forward { 1 } else { -1 });
    if app.articles.selected == before {
        app.say(if is_forward {
            "this is the last article"
        } else {
            "this is the first article"
        });
    } else {
        open(app, effects);
    }
}

fn toggle_read(app: &mut App, effects: &mut Vec<Effect>) {
    let mut query = app.articles.query.clone();
    match query.scope {
        Scope::Unread => (query.scope, query.show_read) = (Scope::All, true),
        Scope::All => (query.scope, query.show_read) = (Scope::Unread, false),
        _ => query.show_read = !query.show_read,
    }
    let title = app.title_of(&query.scope);
    let said = if query.show_read {
        "read ones are shown"
    } else {
        "read ones are hidden"
    };
    let select = app
        .articles
        .selected()
        .map_or(articles::Select::First, |row| {
            articles::Select::Article(row.id)
        });
    show_list(app, query, title, select, effects);
    app.say(said);
}

fn refresh_this(app: &mut App, effects: &mut Vec<Effect>) {
    let feed = match (&app.articles.query.scope, app.focus) {
        (_, Focus::Outlets) => app.outlets.selected_feed().map(|feed| feed.id),
        (Scope::Feed(id), _) => Some(*id),
        _ => None,
    };
    let folder = match app.outlets.selected().map(|item| &item.scope) {
        Some(Scope::Folder(path)) if app.focus == Focus::Outlets => Some(path.clone()),
        _ => match &app.articles.query.scope {
            Scope::Folder(path) => Some(path.clone()),
            _ => None,
        },
    };
    let which = match (feed, folder) {
        (Some(feed), _) => Which::Feeds(vec![feed]),
        (None, Some(path)) => {
            let is_below = |feed: &&crate::model::Feed| {
                feed.folder.len() >= path.len()
                    && feed.folder.iter().zip(&path).all(|(a, b)| a.as_str() == b)
            };
            Which::Feeds(
                app.outlets
                    .feeds
                    .iter()
                    .filter(is_below)
                    .map(|feed| feed.id)
                    .collect(),
            )
        }
        (None, None) => Which::All,
    };
    refresh(app, which, effects);
}

fn refresh(app: &mut App, which: Which, effects: &mut Vec<Effect>) {
    if app.settings.is_offline {
        return app.complain("started with --offline: nothing is fetched");
    }
    if app.progress.is_some() {
        return app.say("a refresh is under way");
    }
    app.say("reloading …");
    effects.push(Effect::Refresh(which));
}

fn browse(app: &mut App, marks: bool, effects: &mut Vec<Effect>) {
    let Some(row) = app.current().cloned() else {
        return;
    };
    let Some(url) = row.url else {
        return app.say("this article has no address");
    };
    effects.push(Effect::Browse(url));
    if marks {
        apply(app, vec![row.id], MarkChange::Read, effects);
    }
}

fn copy(app: &mut App, with_title: bool, effects: &mut Vec<Effect>) {
    let Some(row) = app.current() else { return };
    let Some(url) = row.url.clone() else {
        return app.say("this article has no address");
    };
    let text = if with_title {
        format!("{} {url}", row.title)
    } else {
        url
    };
    effects.push(Effect::Copy(text.clone()));
    app.say(format!("copied: {}", clean_line(&text)));
}

fn prompt(app: &mut App, purpose: prompt::Purpose) {
    if purpose == prompt::Purpose::AddFeed && app.settings.is_offline {
        return app.complain("started with --offline: no feed can be looked for");
    }
    app.overlay = Some(Overlay::Prompt(prompt::View::new(purpose)));
}

fn unsubscribe(app: &mut App, effects: &mut Vec<Effect>) {
    let feed = match &app.overlay {
        Some(Overlay::Panel(panel::View {
            subject: panel::Subject::Feed(id),
            ..
        })) => Some(*id),
        _ => app.current_feed().map(|feed| feed.id),
    };
    app.overlay = None;
    match feed {
        Some(feed) => effects.push(Effect::Apply(Change::RemoveFeed(feed))),
        None => app.say("select a feed first"),
    }
}

fn show_help(app: &mut App) {
    let lines = help_lines(&app.settings.keymap, app.focus, app.start.is_some());
    app.overlay = Some(Overlay::Help(help::View { lines, top: 0 }));
}

fn info(app: &mut App) {
    let view = match app.focus {
        Focus::Outlets => app
            .outlets
            .selected_feed()
            .map(|feed| feed_panel(app, feed)),
        Focus::Reader => article_panel(app),
        Focus::Articles => app.current_feed().map(|feed| feed_panel(app, feed)),
    };
    match view {
        Some(view) => app.overlay = Some(Overlay::Panel(view)),
        None => app.say("select a feed or an article first"),
    }
}

/// One sentence that a person understands, what is safe, what can be done.
fn feed_panel(app: &App, feed: &crate::model::Feed) -> panel::View {
    let at = |time| moment(time, app.now, &app.settings.zone);
    let health = &feed.health;
    let title = match (&health.error, health.last_success) {
        (None, _) => feed.title.to_string(),
        (Some(_), Some(success)) => format!("{} — not reached since {}", feed.title, at(success)),
        (Some(_), None) => format!("{} — never reached", feed.title),
    };
    let mut sentences = vec![feed.url.clone(), String::new()];
    if let Some(error) = &health.error {
        let tried = if health.failures > 1 {
            format!(" · tried {} times", health.failures)
        } else {
            String::new()
        };
        sentences.push(format!("{error}{tried}"));
    }
    if let Some(polled) = health.last_polled {
        sentences.push(format!("last asked {}: {}", at(polled), health.last_result));
    }
    match health.next_due {
        Some(due) => sentences.push(format!("next {} · {}", at(due), health.why)),
        None if health.last_polled.is_some() => sentences.push(health.why.to_string()),
        None => sentences.push("not asked yet".to_owned()),
    }
    sentences.push(format!(
        "{} stored articles, {} unread, stay readable.",
        feed.total, feed.unread
    ));
    let subject = panel::Subject::Feed(feed.id);
    panel::View {
        subject,
        title,
        sentences,
        selected: 0,
    }
}

fn article_panel(app: &App) -> Option<panel::View> {
    let reader = app.reader.as_ref()?;
    let document = reader.document.as_ref()?;
    let row = reader.row.as_ref()?;
    let source = match document.chosen {
        Chosen::Feed => "The feed carried the whole article.",
        Chosen::Page => "The article comes from its page, cleaned.",
        Chosen::Summary => "Only the feed's summary is here.",
    };
    let mut sentences = vec![source.to_owned()];
    sentences.extend(document.why.iter().map(ToString::to_string));
    sentences.push(String::new());
    sentences.extend(row.url.clone().map(|url| clean_line(&url).into_string()));
    sentences.push(format!(
        "{} · {} words · {} links",
        row.feed_title,
        document.words,
        document.links.len()
    ));
    let title = row.title.to_string();
    Some(panel::View {
        subject: panel::Subject::Article,
        title,
        sentences,
        selected: 0,
    })
}

fn search(app: &mut App) {
    if app.focus == Focus::Reader {
        return prompt(app, prompt::Purpose::FindInArticle);
    }
    app.focus = Focus::Articles;
    if app.before_search.is_none() {
        let list = &app.articles;
        let selected = list.selected().map(|row| row.id);
        app.before_search = Some((list.query.clone(), list.title.clone(), selected));
    }
    prompt(app, prompt::Purpose::SearchList);
}

fn typed(app: &mut App, effects: &mut Vec<Effect>) {
    let Some(Overlay::Prompt(prompt)) = &app.overlay else {
        return;
    };
    let text = prompt.text.clone();
    match prompt.purpose {
        prompt::Purpose::AddFeed => {}
        prompt::Purpose::FindInArticle => {
            if let Some(reader) = &mut app.reader {
                reader.look_for(&text);
            }
        }
        prompt::Purpose::SearchList => search_for(app, &text, true, effects),
    }
}

/// The list shrinks to what has the words; everything stored is searched, read or not.
fn search_for(app: &mut App, text: &str, is_prefix: bool, effects: &mut Vec<Effect>) {
    if text.trim().is_empty() {
        return;
    }
    let term = Term::Words {
        text: text.to_owned(),
        is_prefix,
    };
    let query = ArticleQuery {
        filter: Some(Expression::Term(term)),
        ..ArticleQuery::of(Scope::All)
    };
    let title = format!("search “{}”", clean_line(text));
    let old = std::mem::replace(&mut app.articles, articles::View::new(query, title));
    // What was found before stays on the screen until the new answer is there.
    app.articles.rows = old.rows;
    let request = app.next_request();
    effects.push(app.articles.load(articles::Select::First, request));
}

fn end_search(app: &mut App, effects: &mut Vec<Effect>) {
    if let Some((query, title, selected)) = app.before_search.take() {
        let select = selected.map_or(articles::Select::First, articles::Select::Article);
        show_list(app, query, title, select, effects);
    }
}

fn close_overlay(app: &mut App, effects: &mut Vec<Effect>) {
    let closed = app.overlay.take();
    if let Some(Overlay::Prompt(prompt)) = closed {
        match prompt.purpose {
            prompt::Purpose::SearchList => end_search(app, effects),
            prompt::Purpose::FindInArticle => {
                if let Some(reader) = &mut app.reader {
                    reader.find = None;
                }
            }
            prompt::Purpose::AddFeed => {}
        }
    }
}

fn submit(app: &mut App, effects: &mut Vec<Effect>) {
    let Some(Overlay::Prompt(prompt)) = app.overlay.take() else {
        return;
    };
    match prompt.purpose {
        prompt::Purpose::AddFeed if prompt.text.trim().is_empty() => {}
        prompt::Purpose::AddFeed => {
            app.say(format!(
                "looking for a feed at {} …",
                clean_line(&prompt.text)
            ));
            effects.push(Effect::FindFeeds(prompt.text));
        }
        prompt::Purpose::SearchList if prompt.text.trim().is_empty() => end_search(app, effects),
        prompt::Purpose::SearchList => {
            search_for(app, &prompt.text, false, effects);
            app.say("q goes back to the list");
        }
        prompt::Purpose::FindInArticle => {
            let matches = app.reader.as_ref().and_then(|reader| reader.find.as_ref());
            match matches.map_or(0, |find| find.lines.len()) {
                0 => app.say("not found in this article"),
                count => app.say(format!("{count} lines have it; n and N go through them")),
            }
        }
    }
}

pub fn feeds_found(
    app: &mut App,
    asked: &str,
    mut candidates: Vec<Candidate>,
    error: Option<Clean>,
    effects: &mut Vec<Effect>,
) {
    let asked = clean_line(asked);
    match (error, candidates.len()) {
        (Some(error), _) => app.complain(format!("{asked}: {error}")),
        (None, 0) => app.complain(format!("no feed was found at {asked}")),
        (None, 1) => {
            let candidate = candidates.remove(0);
            subscribe_to(app, &candidate, effects);
        }
        (None, count) => {
            let title = format!("{count} feeds at {asked}: which one?");
            let subject = panel::Subject::Choice(candidates);
            app.overlay = Some(Overlay::Panel(panel::View {
                subject,
                title,
                sentences: Vec::new(),
                selected: 0,
            }));
        }
    }
}

fn subscribe_to(app: &mut App, candidate: &Candidate, effects: &mut Vec<Effect>) {
    app.say(format!("subscribing to {} …", clean_line(&candidate.url)));
    let title = candidate.title.to_string();
    effects.push(Effect::Subscribe(NewFeed {
        url: candidate.url.clone(),
        title,
        ..NewFeed::default()
    }));
}

fn choose(app: &mut App, effects: &mut Vec<Effect>) {
    let Some(Overlay::Panel(view)) = app.overlay.take() else {
        return;
    };
    if let Some(candidate) = view.chosen() {
        subscribe_to(app, candidate, effects);
    }
}

fn subscribe_ticked(app: &mut App, effects: &mut Vec<Effect>) {
    let chosen = app
        .start
        .as_ref()
        .map(start::View::chosen)
        .unwrap_or_default();
    if chosen.is_empty() {
        return app.say("pick at least one outlet with Space, or add any address with +");
    }
    app.start = None;
    app.focus = Focus::Articles;
    app.settings.subscribe.clone_from(&chosen);
    app.say(format!("subscribing to {} outlets …", chosen.len()));
    effects.push(Effect::SubscribeAll(chosen));
}

fn panel_feed(app: &App) -> Option<crate::model::FeedId> {
    match &app.overlay {
        Some(Overlay::Panel(panel::View {
            subject: panel::Subject::Feed(id),
            ..
        })) => Some(*id),
        _ => None,
    }
}

fn retry(app: &mut App, effects: &mut Vec<Effect>) {
    if let Some(feed) = panel_feed(app) {
        app.overlay = None;
        refresh(app, Which::Feeds(vec![feed]), effects);
    }
}

fn find_anew(app: &mut App, effects: &mut Vec<Effect>) {
    let feed = panel_feed(app).and_then(|id| app.outlets.feed(id)).cloned();
    app.overlay = None;
    if let Some(feed) = feed {
        let site = feed.site.unwrap_or(feed.url);
        app.say(format!("looking for a feed at {} …", clean_line(&site)));
        effects.push(Effect::FindFeeds(site));
    }
}
