//! `list`: articles of a view or a query, newest first.

use super::articles;
use super::error::{Exit, Failure, Outcome};
use super::json;
use super::session::Session;
use crate::model::ArticleRow;
use std::ops::ControlFlow;

#[derive(clap::Args)]
#[command(after_long_help = crate::query::terms_text())]
pub struct Arguments {
    /// all, unread, saved, queue, today, history, a query, or one behind the other: `unread folder:News`;
    /// filter:NAME is your own query or filter of that name
    #[arg(default_value = "all", value_parser = super::negation::as_typed, value_name = "VIEW|QUERY")]
    what: Vec<String>,
    /// At most this many
    #[arg(long, value_name = "N", value_parser = super::error::number::<u32>, allow_negative_numbers = true)]
    limit: Option<u32>,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let query = articles::query(&arguments.what.join(" "), session)?;
    let reader = session.store()?.reader()?;
    let (mut result, mut is_any) = (Ok(()), false);
    reader.for_each(&query, arguments.limit, &mut |row| {
        is_any = true;
        result = print(&row, session);
        if result.is_ok() {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    if !is_any {
        articles::hint(&query, session);
    }
    result.map(|()| Exit::Done)
}

/// One article, one line.
pub fn print(row: &ArticleRow, session: &Session) -> Result<(), Failure> {
    if session.global.json {
        return session.print_json(&json::article(row));
    }
    let read = if row.mark.read_at.is_some() {
        '○'
    } else {
        '●'
    };
    let kept = match &row.mark {
        mark if mark.saved_at.is_some() => '★',
        mark if mark.queue_rank.is_some() => '◆',
        _ => ' ',
    };
    let date = session.time(row.sort_at);
    session.print(&format!(
        "{:>6} {read}{kept} {date}  {}  {}",
        row.id, row.feed_title, row.title
    ))
}
