//! `update(state, event) -> effects`: no I/O. Ends in `settle`, which restores every invariant.

use super::commands;
use super::keymap::Match;
use super::layout::{self, height};
use super::requests;
use super::state::{App, Focus, Message, Overlay};
use crate::model::{Applied, PollResult, Report};
use crate::page::PageOptions;
use crate::text::Clean;
use crate::tui::core::{Code, Command, Context, Effect, Event, Key, Loaded, Request};
use crate::tui::kit::dateline;
use crate::tui::views::{articles, help, outlets, panel, reader, start};

/// The first effects: everything that the first screen needs.
pub fn start(app: &mut App) -> Vec<Effect> {
    let select = app
        .settings
        .first_article
        .map_or(articles::Select::First, articles::Select::Article);
    app.articles.title = app.title_of(&app.articles.query.scope.clone());
    let request = app.next_request();
    let mut effects = vec![
        Effect::LoadFeeds { today: app.today() },
        app.articles.load(select, request),
    ];
    if !app.settings.subscribe.is_empty() {
        effects.push(Effect::SubscribeAll(app.settings.subscribe.clone()));
    }
    settle(app, &mut effects);
    effects
}

/// What the event changes, and what is to be done.
pub fn update(app: &mut App, event: Event) -> Vec<Effect> {
    let mut effects = Vec::new();
    match event {
        Event::Now(now) => app.now = now,
        Event::Key(key) => press(app, key, &mut effects),
        Event::Paste(text) => paste(app, &text, &mut effects),
        Event::Click { column, row } => click(app, column, row, &mut effects),
        Event::Wheel { column, row, lines } => wheel(app, column, row, lines),
        Event::Resize { columns, rows } => (app.columns, app.rows) = (columns, rows),
        Event::Focus => reload(app, &mut effects),
        Event::Loaded(loaded) => take(app, loaded, &mut effects),
        Event::Report(report) => hear(app, report, &mut effects),
        Event::Applied(result) => applied(app, result, &mut effects),
        Event::Undone(is_undo, result) => undone(app, is_undo, result, &mut effects),
        Event::Rested(number) => rested(app, number, &mut effects),
        Event::Said { text, is_error } if is_error => app.complain(text.as_str()),
        Event::Said { text, .. } => app.say(text.as_str()),
    }
    settle(app, &mut effects);
    effects
}

fn press(app: &mut App, key: Key, effects: &mut Vec<Effect>) {
    app.message = Message::default();
    if app.count.is_none()
        && app.keys.is_empty()
        && key
            == (Key {
                code: Code::Char('c'),
                is_control: true,
            })
    {
        return interrupt(app, effects);
    }
    app.has_quit_key = false;
    if let Some(Overlay::Prompt(prompt)) = &mut app.overlay {
        let mut context = new_context(app.count, 1);
        prompt.key(key, &mut context);
        return carry_out(app, context, effects);
    }
    if let (Code::Char(digit @ '0'..='9'), false) = (key.code, key.is_control)
        && app.keys.is_empty()
        && (digit != '0' || app.count.is_some())
    {
        let number = app
            .count
            .unwrap_or(0)
            .saturating_mul(10)
            .saturating_add(digit as u32 - '0' as u32);
        app.count = Some(number.min(99_999));
        return;
    }
    if key.code == Code::Esc && (app.count.is_some() || !app.keys.is_empty()) {
        (app.count, app.keys) = (None, Vec::new());
        return;
    }
    app.articles.is_touched = true;
    app.keys.push(key);
    dispatch(app, effects);
}

/// `^C` cancels what is half-typed or open; twice it quits.
fn interrupt(app: &mut App, effects: &mut Vec<Effect>) {
    if app.overlay.take().is_some() {
        return;
    }
    if std::mem::replace(&mut app.has_quit_key, true) {
        requests::quit(app, effects);
    } else {
        app.say("^C again quits; q goes back");
    }
}

fn new_context(count: Option<u32>, height: u16) -> Context {
    Context {
        count,
        height,
        effects: Vec::new(),
        requests: Vec::new(),
    }
}

/// Runs the command that the keys so far name: the view's, else one that applies everywhere.
fn dispatch(app: &mut App, effects: &mut Vec<Effect>) {
    let mut context = new_context(app.count, height(app));
    let keymap = app.settings.keymap.clone();
    let keys = app.keys.clone();
    let mut is_prefix = false;
    let mut is_done = false;
    macro_rules! try_table {
        ($table:expr, $view:expr) => {
            match keymap.find($table, &keys) {
                Match::Command(command) => {
                    run(command, $view, &mut context);
                    is_done = true;
                }
                Match::Prefix => is_prefix = true,
                Match::Nothing => {}
            }
        };
    }
    match (&mut app.overlay, &mut app.start, app.focus, &mut app.reader) {
        (Some(Overlay::Help(view)), ..) => try_table!(help::COMMANDS, view),
        (Some(Overlay::Panel(view)), ..) => match view.subject {
            panel::Subject::Article => try_table!(panel::COMMANDS, view),
            panel::Subject::Feed(_) => try_table!(panel::FEED_COMMANDS, view),
            panel::Subject::Choice(_) => try_table!(panel::CHOICE_COMMANDS, view),
        },
        (_, Some(view), ..) => try_table!(start::COMMANDS, view),
        (_, _, Focus::Outlets, _) => try_table!(outlets::COMMANDS, &mut app.outlets),
        (_, _, Focus::Reader, Some(view)) => try_table!(reader::COMMANDS, view),
        _ => try_table!(articles::COMMANDS, &mut app.articles),
    }
    let has_overlay = app.overlay.is_some();
    if !is_done && !has_overlay {
        try_table!(commands::COMMANDS, app);
    }
    if is_done || !is_prefix {
        if !is_done && !has_overlay {
            let keys = crate::tui::core::print_sequence(&keys);
            app.say(format!("{keys} does nothing here; ? shows the keys"));
        }
        (app.count, app.keys) = (None, Vec::new());
    }
    carry_out(app, context, effects);
}

fn run<V>(command: &Command<V>, view: &mut V, context: &mut Context) {
    (command.run)(view, context);
}

fn carry_out(app: &mut App, context: Context, effects: &mut Vec<Effect>) {
    let count = context.count.unwrap_or(1).clamp(1, 9999);
    effects.extend(context.effects);
    for request in context.requests {
        requests::carry_out(app, request, count, effects);
    }
}

fn paste(app: &mut App, text: &str, effects: &mut Vec<Effect>) {
    if let Some(Overlay::Prompt(prompt)) = &mut app.overlay {
        let mut context = new_context(None, 1);
        prompt.insert(text.lines().next().unwrap_or_default(), &mut context);
        carry_out(app, context, effects);
    }
}

fn click(app: &mut App, column: u16, row: u16, effects: &mut Vec<Effect>) {
    let panes = layout::panes(app);
    let hit = |area: Option<ratatui::layout::Rect>| {
        area.filter(|area| area.contains((column, row).into()))
            .map(|area| usize::from(row - area.y))
    };
    if panes.overlay.is_some() {
        return;
    }
    if let (Some(line), Some(start)) = (hit(panes.articles), app.start.as_mut()) {
        let wanted = line + start.top;
        if let Some(index) = (0..start.outlets.len()).find(|index| start.line_of(*index) == wanted)
        {
            start.selected = index;
            start.toggle();
        }
    } else if let Some(line) = hit(panes.outlets) {
        let index = line + app.outlets.top;
        if index < app.outlets.items.len() {
            (app.outlets.selected, app.focus) = (index, Focus::Outlets);
            requests::carry_out(app, Request::Open, 1, effects);
        }
    } else if let (Some(line), Some(area)) = (hit(panes.articles), panes.articles) {
        let wanted = line + app.articles.top;
        let own = articles::View::row_height(area.width);
        let is_at = |index: &usize| {
            let start = app.articles.line_of(*index, area.width);
            (start..start + own).contains(&wanted)
        };
        let Some(index) = (0..app.articles.rows.len()).find(is_at) else {
            return;
        };
        let is_second = app.articles.selected == index;
        app.articles.selected = index;
        if is_second || app.focus == Focus::Reader {
            requests::carry_out(app, Request::Open, 1, effects);
        } else {
            app.focus = Focus::Articles;
        }
    }
}

fn wheel(app: &mut App, column: u16, row: u16, lines: i32) {
    let panes = layout::panes(app);
    let is_in = |area: Option<ratatui::layout::Rect>| {
        area.is_some_and(|area| area.contains((column, row).into()))
    };
    let lines = i64::from(lines);
    match &mut app.overlay {
        Some(Overlay::Help(view)) => return view.scroll(lines),
        Some(_) => return,
        None => {}
    }
    if let Some(start) = &mut app.start {
        start.step(lines);
    } else if is_in(panes.outlets) {
        app.outlets.step(lines);
    } else if is_in(panes.articles) {
        app.articles.step(lines);
    } else if let Some(reader) = app.reader.as_mut().filter(|_| is_in(panes.reader)) {
        reader.scroll(lines);
    } else if let Some(preview) = app.preview.as_mut().filter(|_| is_in(panes.preview)) {
        preview.scroll(lines);
    }
}

/// Lists, feeds and counts anew.
pub fn reload(app: &mut App, effects: &mut Vec<Effect>) {
    let request = app.next_request();
    effects.push(app.articles.load(articles::Select::Keep, request));
    effects.push(Effect::LoadFeeds { today: app.today() });
}

fn take(app: &mut App, loaded: Loaded, effects: &mut Vec<Effect>) {
    match loaded {
        Loaded::List { request, window } => {
            let (height, columns) = list_size(app);
            app.articles.loaded(request, window, height, columns);
            if app.opens_found && request == app.articles.request {
                app.opens_found = false;
                requests::carry_out(app, Request::Open, 1, effects);
            }
        }
        Loaded::Unread { request, article } if request == app.unread_request => match article {
            Some(id) => {
                let request = app.next_request();
                effects.push(app.articles.load(articles::Select::Article(id), request));
            }
            None => requests::nothing_unread(app),
        },
        Loaded::Unread { .. } => {}
        Loaded::Feeds { feeds, counts } => {
            let today = app.today();
            app.outlets.set(feeds, counts, today);
            app.knows_feeds = true;
            let is_new = app.outlets.feeds.is_empty() && app.settings.subscribe.is_empty();
            let has_nothing = is_new && app.outlets.counts.saved == 0;
            match (has_nothing, app.start.is_some()) {
                (true, false) => app.start = Some(start::View::new(app.settings.catalogue.clone())),
                (false, true) => app.start = None,
                _ => {}
            }
            app.articles.title = match &app.articles.query.filter {
                Some(_) => app.articles.title.clone(),
                None => app.title_of(&app.articles.query.scope.clone()),
            };
        }
        Loaded::Document {
            article,
            row,
            document,
        } => {
            requests::show_document(app, article, *row, &document, effects);
        }
        Loaded::NoDocument { article, why } => {
            for view in [&mut app.reader, &mut app.preview].into_iter().flatten() {
                if view.article == article {
                    view.state = reader::State::Failed(why.clone());
                }
            }
        }
        Loaded::Page {
            article,
            options,
            page,
        } => {
            for view in [&mut app.reader, &mut app.preview].into_iter().flatten() {
                if view.article == article {
                    view.set_page(options.clone(), page.clone());
                }
            }
        }
    }
}

fn hear(app: &mut App, report: Report, effects: &mut Vec<Effect>) {
    match report {
        Report::Changed(changed) => {
            if changed.articles || changed.feeds || changed.marks {
                reload(app, effects);
            }
            let open = [&app.reader, &app.preview]
                .into_iter()
                .flatten()
                .map(|view| view.article);
            let open: Vec<_> = open
                .filter(|article| changed.bodies.contains(article))
                .collect();
            effects.extend(open.into_iter().map(Effect::LoadDocument));
        }
        Report::FeedStarted(_) => {}
        Report::FeedPolled(polled) => {
            if polled.result == PollResult::Failed {
                effects.push(Effect::LoadFeeds { today: app.today() });
            }
        }
        Report::Refresh(progress) if progress.is_finished => {
            app.progress = None;
            app.is_network_away = progress.is_offline;
            if progress.total > 0 && !progress.is_offline {
                let failed = match progress.failed {
                    0 => String::new(),
                    count => format!(", {count} failed (! in the feeds, i says why)"),
                };
                let kilobytes = progress.bytes.div_ceil(1000);
                app.say(format!(
                    "{} new from {} feeds{failed}, {kilobytes} kB",
                    progress.new, progress.total
                ));
            }
            effects.push(Effect::LoadFeeds { today: app.today() });
        }
        Report::Refresh(progress) => app.progress = Some(progress),
        Report::FullText { article, error } => {
            requests::whole_text_came(app, article, error, effects);
        }
        Report::Found {
            asked,
            candidates,
            error,
        } => {
            requests::feeds_found(app, &asked, candidates, error, effects);
        }
        Report::Subscribed { title, .. } => {
            app.say(format!("subscribed to {title}"));
            reload(app, effects);
        }
        Report::Message {
            text,
            is_error: true,
        } => app.complain(text.as_str()),
        Report::Message { text, .. } => app.say(text.as_str()),
    }
}

fn applied(app: &mut App, result: Result<Applied, Clean>, effects: &mut Vec<Effect>) {
    match result {
        Ok(applied) if applied.group.is_some() => {
            app.say(applied.message.as_str());
            app.message.is_undoable = true;
        }
        Ok(_) => {}
        Err(why) => {
            app.complain(why.as_str());
        }
    }
    reload(app, effects);
}

fn undone(
    app: &mut App,
    is_undo: bool,
    result: Result<Option<Applied>, Clean>,
    effects: &mut Vec<Effect>,
) {
    match result {
        Ok(Some(applied)) => app.say(applied.message.as_str()),
        Ok(None) => app.say(if is_undo {
            "nothing to undo"
        } else {
            "nothing to do again"
        }),
        Err(why) => app.complain(why.as_str()),
    }
    app.articles.acted.clear();
    reload(app, effects);
}

fn rested(app: &mut App, number: u64, effects: &mut Vec<Effect>) {
    if number != app.rests || layout::panes(app).preview.is_none() {
        return;
    }
    if let Some(row) = app.articles.selected().cloned() {
        effects.push(Effect::LoadDocument(row.id));
        app.preview = Some(reader::View {
            place: None,
            ..reader::View::new(row.id, Some(row))
        });
    }
}

/// Lines and columns of the list, as it is drawn now or would be beside a reader.
pub fn list_size(app: &App) -> (u16, u16) {
    layout::panes(app)
        .articles
        .map_or((app.rows.saturating_sub(3), app.columns), |area| {
            (area.height, area.width)
        })
}

/// Restores every invariant: selections that exist and are on the screen, scrolls in bounds, text
/// laid out for this width, rows where the selection is.
fn settle(app: &mut App, effects: &mut Vec<Effect>) {
    if app.focus == Focus::Reader && app.reader.is_none() {
        app.focus = Focus::Articles;
    }
    let (now, zone) = (app.now, app.settings.zone.clone());
    app.articles.set_days(now, &zone);
    let panes = layout::panes(app);
    let (height, columns) = list_size(app);
    app.articles.settle(height, columns);
    app.outlets
        .settle(panes.outlets.map_or(height, |area| area.height));
    if let (Some(start), Some(area)) = (&mut app.start, panes.articles) {
        start.settle(area.height.saturating_sub(5));
    }
    if let (Some(Overlay::Help(view)), Some(area)) = (&mut app.overlay, panes.overlay) {
        view.settle(area.height);
    }
    if app.articles.wants_more() {
        let request = app.next_request();
        effects.push(app.articles.load_around(request));
    }
    settle_pages(app, panes, effects);
    settle_preview(app, panes, effects);
}

fn settle_pages(app: &mut App, panes: layout::Panes, effects: &mut Vec<Effect>) {
    let settings = &app.settings;
    let (now, measure) = (app.now, app.measure);
    let views = [
        (&mut app.reader, panes.reader),
        (&mut app.preview, panes.preview),
    ];
    for (view, area) in views
        .into_iter()
        .filter_map(|(view, area)| Some((view.as_mut()?, area?)))
    {
        view.settle(area.height);
        let Some(document) = &view.document else {
            continue;
        };
        let published = view.row.as_ref().and_then(|row| row.published);
        // One column stays free on either side of the text.
        let options = PageOptions {
            measure: measure.min(area.width.saturating_sub(2)).max(10),
            hyphenate: settings.hyphenate,
            bidi: settings.bidi,
            ascii: settings.glyphs.is_ascii,
            link_numbers: settings.link_numbers,
            dateline: dateline(document, published, now, &settings.zone),
        };
        let is_known =
            view.set.as_ref() == Some(&options) || view.awaited.as_ref() == Some(&options);
        if !is_known {
            view.awaited = Some(options.clone());
            effects.push(Effect::LayOut {
                article: view.article,
                document: document.clone(),
                options,
            });
        }
    }
}

/// The preview follows the selection after a rest.
fn settle_preview(app: &mut App, panes: layout::Panes, effects: &mut Vec<Effect>) {
    if panes.preview.is_none() {
        app.preview = None;
        return;
    }
    let wanted = app.articles.selected().map(|row| row.id);
    let shown = app.preview.as_ref().map(|view| view.article);
    if wanted.is_none() {
        app.preview = None;
    } else if wanted != shown && app.resting_for != wanted {
        app.rests += 1;
        app.resting_for = wanted;
        effects.push(Effect::Rest(app.rests));
    } else if wanted == shown {
        app.resting_for = None;
    }
}
