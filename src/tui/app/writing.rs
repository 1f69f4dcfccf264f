//! What `w` may write from where the keys are, and what became of it.

use super::{Over, State, lines, write};
use crate::model::{ArticleId, Format, Listed, Part, Scope, Target, file_name};
use crate::text::Clean;
use crate::tui::core::{Ask, Call, Effect, Pane};
use crate::tui::kit::{counted, said};
use crate::tui::views::articles::Picked;
use std::path::Path;

/// The form; with a path, it is written at once.
pub fn write(state: &mut State, path: Option<String>, effects: &mut Vec<Effect>) {
    let mut subjects = match subjects(state) {
        Ok(subjects) => subjects,
        Err(why) => return state.complain(said(why)),
    };
    if let Some(path) = path {
        return send(state, subjects.swap_remove(0), path, effects);
    }
    let folder = state.settings.folder().to_owned();
    let form = write::Form::new(subjects, state.written_as, &folder);
    state.over.push(Over::Write(form));
}

/// `write-list PATH`.
pub fn write_list(state: &mut State, call: &mut Call) {
    let Some(path) = call.argument.take() else {
        return call.ask(Ask::Complain(said("write it where? a file's name")));
    };
    let mut effects = Vec::new();
    let subject = list(state);
    send(state, subject, path, &mut effects);
    call.asks.extend(effects.into_iter().map(Ask::Effect));
}

fn send(state: &mut State, subject: write::Subject, path: String, effects: &mut Vec<Effect>) {
    let format = match (Format::of(Path::new(&path)), Path::new(&path).extension()) {
        (Some(format), _) => format,
        (None, None) => Format::Markdown,
        (None, Some(_)) => {
            let why = "articles are written as .md, .txt, .html, .epub or .json";
            return state.complain(said(why));
        }
    };
    state.say(said("writing"));
    effects.push(Effect::Write {
        target: subject.target,
        format,
        path,
        overwrites: false,
    });
}

/// What is picked, else the article that has the keys; and the list.
fn subjects(state: &State) -> Result<Vec<write::Subject>, &'static str> {
    let reads = state.focus == Pane::Reader;
    let mut subjects = Vec::new();
    if let Some(reader) = state.reader.as_ref().filter(|_| reads) {
        subjects.push(article(reader.article(), &reader.row.title));
    } else if let Some(picked) = state.articles.picked()? {
        subjects.push(of_picks(state, picked));
    } else if let Some(row) = state.articles.selected() {
        subjects.push(article(row.id, &row.title));
    }
    if !state.articles.rows().is_empty() {
        subjects.push(list(state));
    }
    if subjects.is_empty() {
        return Err("there is no article to write");
    }
    Ok(subjects)
}

fn article(id: ArticleId, title: &str) -> write::Subject {
    write::Subject {
        name: "this article".to_owned(),
        stem: file_name(title),
        target: Target::Articles(vec![id]),
        is_one: true,
    }
}

fn of_picks(state: &State, picked: Picked) -> write::Subject {
    let name = state.articles.picked_words();
    let (is_one, target) = match picked {
        Picked::Articles(ids) => (ids.len() == 1, Target::Articles(ids)),
        Picked::Part(part) => (false, listed(state, part)),
    };
    write::Subject {
        stem: format!("picked-{}", day(state)),
        name,
        target,
        is_one,
    }
}

fn list(state: &State) -> write::Subject {
    let name = match (&state.search, &state.articles.query.scope) {
        (Some(search), _) => search.words.clone(),
        (None, _) if state.articles.named.is_some() => {
            let named = state.articles.named.as_ref();
            named.map(|named| named.name.clone()).unwrap_or_default()
        }
        (None, Scope::Feed(id)) => {
            let feed = state.outlets.feed(*id);
            feed.map(|feed| feed.title.to_string()).unwrap_or_default()
        }
        (None, Scope::Folder(path)) => path.join(" "),
        (None, Scope::All) => "all".to_owned(),
        (None, Scope::Unread) => "unread".to_owned(),
        (None, Scope::Saved) => "saved".to_owned(),
        (None, Scope::Queue) => "queue".to_owned(),
        (None, Scope::Today(_)) => "today".to_owned(),
        (None, Scope::History) => "history".to_owned(),
    };
    let rows = state.articles.rows();
    // Of a list that is in memory whole its rows are written, those too that its query does not find any more.
    let (count, target) = if state.articles.has_more() {
        (lines::found(state), listed(state, Part::All))
    } else {
        let ids = rows.iter().map(|row| row.id).collect();
        (Some(rows.len()), Target::Articles(ids))
    };
    let count = count.map(|count| format!(": {}", counted(count, "article")));
    write::Subject {
        name: format!("this list{}", count.unwrap_or_default()),
        stem: format!("{}-{}", file_name(&name), day(state)),
        target,
        is_one: false,
    }
}

fn listed(state: &State, part: Part) -> Target {
    Target::Listed(Listed {
        query: state.articles.query.clone(),
        newest: state.articles.newest(),
        part,
    })
}

fn day(state: &State) -> String {
    let day = state.now.in_zone(&state.settings.zone);
    day.strftime("%Y-%m-%d").to_string()
}

/// What was sent is written, or not: then the form comes back, unless something else has the keys.
pub fn written(state: &mut State, result: Result<Clean, (Clean, bool)>) {
    let sent = state.writing.take();
    match (result, sent) {
        (Ok(text), _) => state.say(text),
        (Err((why, is_taken)), Some(mut form)) if state.over.is_empty() => {
            // It is written no more.
            state.message = None;
            form.refuse(why, is_taken);
            state.over.push(Over::Write(form));
        }
        (Err((why, _)), _) => state.complain(why),
    }
}
