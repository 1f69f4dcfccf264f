//! Draws the state. Pure: the same state gives the same cells.

use super::commands;
use super::layout::{self, Panes};
use super::state::{App, Focus, Overlay};
use crate::model::Scope;
use crate::text::width;
use crate::tui::core::Command;
use crate::tui::kit::{Canvas, Look};
use crate::tui::views::{articles, help, outlets, panel, prompt, reader, start};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What drawing says beside the cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// Where the terminal's cursor stands: on the selected row, for screen readers.
    pub cursor: Option<(u16, u16)>,
}

pub fn render(app: &App, buffer: &mut Buffer) -> Drawn {
    let area = buffer.area;
    let mut canvas = Canvas {
        buffer,
        area,
        theme: app.settings.theme,
        glyphs: app.settings.glyphs,
    };
    if area.width < 20 || area.height < 4 {
        canvas.put(0, 0, "too small", Look::Text);
        return Drawn::default();
    }
    let panes = layout::panes(app);
    if let Some(head) = panes.head {
        draw_head(app, &mut canvas.part(head));
    }
    let mut cursor = draw_body(app, &mut canvas, panes);
    if let Some(foot) = panes.foot {
        if area.height >= 12 {
            canvas.rule(foot.y - 1);
        }
        let typed = draw_foot(app, &mut canvas.part(foot));
        cursor = typed.or(cursor);
    }
    Drawn { cursor }
}

fn draw_head(app: &App, canvas: &mut Canvas<'_>) {
    let machine = machine(app);
    let end = canvas.put_right(0, &machine, Look::Accent);
    let (left, look) = place(app);
    let room = usize::from(end.saturating_sub(2));
    let text = canvas.glyphs.cut(&left, room);
    canvas.put(0, 0, &text, look);
}

/// Where I am, and what is left.
fn place(app: &App) -> (String, Look) {
    if app.start.is_some() {
        return ("tidings".to_owned(), Look::Strong);
    }
    let reader = app.reader.as_ref().filter(|_| app.focus == Focus::Reader);
    if let Some(row) = reader.and_then(|reader| reader.row.as_ref()) {
        let more = if row.mark.saved_at.is_some() {
            " · saved"
        } else {
            ""
        };
        return (format!("{}{more}", row.feed_title), Look::Strong);
    }
    let counts = &app.outlets.counts;
    let feeds = app.outlets.feeds.len();
    let list = &app.articles;
    let left = match &list.query.scope {
        _ if list.query.filter.is_some() && list.has_after => format!("{}+", list.rows.len()),
        _ if list.query.filter.is_some() => list.rows.len().to_string(),
        Scope::Unread => format!("{} in {feeds} feeds", counts.unread),
        Scope::All => format!("{} of {} unread", counts.unread, counts.all),
        Scope::Saved => counts.saved.to_string(),
        Scope::Queue => counts.queued.to_string(),
        Scope::Today(_) => format!("{} unread", counts.today),
        Scope::Feed(id) => app.outlets.feed(*id).map_or(String::new(), |f| {
            format!("{} of {} unread", f.unread, f.total)
        }),
        Scope::Folder(_) | Scope::History => String::new(),
    };
    let short = app.columns < 60;
    let name = if short {
        String::new()
    } else {
        "tidings   ".to_owned()
    };
    let left = if left.is_empty() {
        left
    } else {
        format!(" · {left}")
    };
    (format!("{name}{}{left}", list.title), Look::Strong)
}

/// What the machine does, or how far the page is.
fn machine(app: &App) -> String {
    let down = app.settings.glyphs.pick("↓", "v");
    if let Some(progress) = &app.progress {
        let megabytes = progress.bytes as f64 / 1e6;
        return format!(
            "{down} {}/{}  {megabytes:.1} MB",
            progress.done, progress.total
        );
    }
    if let Some(reader) = app.reader.as_ref().filter(|_| app.focus == Focus::Reader) {
        let height = usize::from(layout::height(app));
        let lines = reader.lines().max(1);
        let seen = ((reader.top + height).min(lines) * 100) / lines;
        let at = app.articles.position_of(reader.article).map(|at| at + 1);
        let more = if app.articles.has_after { "+" } else { "" };
        let of = at.map_or_else(String::new, |at| {
            format!("{at} of {}{more} · ", app.articles.rows.len())
        });
        return format!("{of}{seen} %");
    }
    if app.settings.is_offline || app.is_network_away {
        "offline".to_owned()
    } else {
        String::new()
    }
}

fn draw_body(app: &App, canvas: &mut Canvas<'_>, panes: Panes) -> Option<(u16, u16)> {
    if let (Some(area), Some(overlay)) = (panes.overlay, &app.overlay) {
        let mut part = canvas.part(area);
        return match overlay {
            Overlay::Help(view) => help::render(view, &mut part),
            Overlay::Panel(view) => panel::render(view, &mut part),
            Overlay::Prompt(_) => None,
        };
    }
    if let (Some(view), Some(area)) = (&app.start, panes.articles) {
        return draw_start(app, view, canvas, area);
    }
    let mut cursor = None;
    if let Some(area) = panes.outlets {
        let at = outlets::render(
            &app.outlets,
            &mut canvas.part(area),
            app.focus == Focus::Outlets,
        );
        cursor = at.filter(|_| app.focus == Focus::Outlets).or(cursor);
        rule_beside(canvas, area);
    }
    if let Some(area) = panes.articles {
        let around = articles::Surroundings {
            now: app.now,
            zone: &app.settings.zone,
            ages: articles::ages(&app.articles, app.now, &app.settings.zone),
            has_focus: app.focus == Focus::Articles,
            empty: &empty(app),
        };
        let at = articles::render(&app.articles, &mut canvas.part(area), &around);
        cursor = at.filter(|_| app.focus == Focus::Articles).or(cursor);
        rule_beside(canvas, area);
    }
    if let (Some(area), Some(view)) = (panes.reader, &app.reader) {
        let at = draw_page(app, view, canvas, area, true);
        cursor = at.filter(|_| app.focus == Focus::Reader).or(cursor);
    }
    if let (Some(area), Some(view)) = (panes.preview, &app.preview) {
        draw_page(app, view, canvas, area, false);
    }
    cursor
}

fn draw_page(
    app: &App,
    view: &reader::View,
    canvas: &mut Canvas<'_>,
    area: Rect,
    is_reader: bool,
) -> Option<(u16, u16)> {
    let next = app
        .articles
        .next_unread(true)
        .and_then(|index| app.articles.rows.get(index));
    let next = next.filter(|_| is_reader).map(|row| row.title.as_str());
    let measure = view.set.as_ref().map_or(app.measure, |set| set.measure);
    let around = reader::Surroundings { next, measure };
    reader::render(view, &mut canvas.part(area), &around)
}

/// A thin rule between this pane and the one at its right.
fn rule_beside(canvas: &mut Canvas<'_>, area: Rect) {
    let column = area.x + area.width;
    if column < canvas.area.width {
        canvas
            .part(Rect {
                x: column,
                width: 1,
                ..area
            })
            .rule_right(0);
    }
}

fn draw_start(
    app: &App,
    view: &start::View,
    canvas: &mut Canvas<'_>,
    area: Rect,
) -> Option<(u16, u16)> {
    let mut part = canvas.part(area);
    let row = part.paragraph(
        0,
        "Welcome to tidings. Pick what you read; you can change it at any time.",
        Look::Text,
    );
    let chosen = view.ticked.iter().filter(|ticked| **ticked).count();
    let last = area.height.saturating_sub(1);
    let away = if app.settings.is_offline {
        " (offline: nothing can be fetched now)"
    } else {
        ""
    };
    let keys = format!(
        "Enter  subscribe to {chosen} and fetch{away}     +  any address     d  demo     q  quit"
    );
    part.put(0, last, &keys, Look::Accent);
    let list = Rect {
        y: area.y + row + 1,
        height: area.height.saturating_sub(row + 3),
        ..area
    };
    start::render(view, &mut canvas.part(list))
}

/// Why the list is empty, and what to do.
fn empty(app: &App) -> String {
    let counts = &app.outlets.counts;
    if !app.knows_feeds {
        return String::new();
    }
    if app.outlets.feeds.is_empty() {
        return "No feeds yet.   + add one".to_owned();
    }
    if app.progress.is_some() {
        return "Fetching; articles are listed as they come.".to_owned();
    }
    if counts.all == 0 && counts.saved == 0 {
        return "Nothing has been fetched yet.   R fetch   i how a feed is   + add another"
            .to_owned();
    }
    match app.articles.query.scope {
        _ if app.articles.query.filter.is_some() => "Nothing has these words.   q back".to_owned(),
        Scope::Saved => "Nothing saved yet.   s saves an article and fetches it whole".to_owned(),
        Scope::Queue => "The queue is empty.   a queues an article for later".to_owned(),
        Scope::History => "Nothing read yet.".to_owned(),
        _ => format!(
            "Nothing unread. {} saved, {} queued.   g s saved   g q queue   . show read   R reload",
            counts.saved, counts.queued
        ),
    }
}

/// What the last key did; at the right the keys that matter here.
fn draw_foot(app: &App, canvas: &mut Canvas<'_>) -> Option<(u16, u16)> {
    if let Some(Overlay::Prompt(view)) = &app.overlay {
        return prompt::render(view, canvas);
    }
    let typed = crate::tui::core::print_sequence(&app.keys);
    let typed = app
        .count
        .map_or(typed.clone(), |count| format!("{count}{typed}"));
    let hints = if app.keys.is_empty() {
        hints(app)
    } else {
        continuations(app)
    };
    let message = if typed.is_empty() {
        app.message.text.clone()
    } else {
        typed
    };
    let undo = if app.message.is_undoable {
        "   u undo"
    } else {
        ""
    };
    let look = if app.message.is_error {
        Look::Error
    } else {
        Look::Text
    };
    let needed = width(&message) + width(undo) + 2;
    let room = usize::from(canvas.area.width).saturating_sub(needed);
    let shown: String = fitting(&hints, room);
    canvas.put_right(0, &shown, Look::Dim);
    let column = canvas.put(0, 0, &message, look);
    canvas.put(column, 0, undo, Look::Dim);
    None
}

/// As many hints as fit, the first ones first; a message leaves them less room.
fn fitting(hints: &[String], room: usize) -> String {
    let mut count = hints.len();
    while count > 0 && width(&hints[..count].join("  ")) > room {
        count -= 1;
    }
    hints[..count].join("  ")
}

fn hinted<V>(app: &App, table: &[Command<V>]) -> Vec<String> {
    let keymap = &app.settings.keymap;
    let wanted = table.iter().filter(|command| !command.hint.is_empty());
    wanted
        .filter_map(|command| {
            Some(format!(
                "{} {}",
                keymap.keys(command).first()?,
                command.hint
            ))
        })
        .collect()
}

fn hints(app: &App) -> Vec<String> {
    let mut hints = match (&app.overlay, &app.start, app.focus) {
        (Some(Overlay::Help(_)), ..) => return hinted(app, help::COMMANDS),
        (Some(Overlay::Panel(view)), ..) => {
            return match view.subject {
                panel::Subject::Article => hinted(app, panel::COMMANDS),
                panel::Subject::Feed(_) => hinted(app, panel::FEED_COMMANDS),
                panel::Subject::Choice(_) => hinted(app, panel::CHOICE_COMMANDS),
            };
        }
        (_, Some(_), _) => hinted(app, start::COMMANDS),
        (_, _, Focus::Outlets) => hinted(app, outlets::COMMANDS),
        (_, _, Focus::Articles) => hinted(app, articles::COMMANDS),
        (_, _, Focus::Reader) => hinted(app, reader::COMMANDS),
    };
    hints.extend(hinted(app, commands::COMMANDS));
    hints
}

/// After a prefix: what may follow.
fn continuations(app: &App) -> Vec<String> {
    let typed = &app.keys;
    let table = commands::COMMANDS.iter().flat_map(|command| {
        let keys = app.settings.keymap.keys(command);
        keys.into_iter().map(move |key| (key, command.name))
    });
    table
        .filter_map(|(text, name)| {
            let sequence = crate::tui::core::parse_sequence(&text)?;
            let rest = sequence
                .strip_prefix(typed.as_slice())
                .filter(|rest| !rest.is_empty())?;
            let name = name.strip_prefix("go-").unwrap_or(name);
            Some(format!("{} {name}", crate::tui::core::print_sequence(rest)))
        })
        .collect()
}
