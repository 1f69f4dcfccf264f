//! `search`: articles by words, the best first, with the place where they stand.

use super::articles;
use super::error::{Exit, Failure, Outcome};
use super::json;
use super::session::Session;
use crate::model::{ArticleId, Expression};

#[derive(clap::Args)]
#[command(after_long_help = crate::query::terms_text())]
pub struct Arguments {
    /// Words and the query language's terms
    #[arg(required = true, value_parser = super::negation::as_typed)]
    query: Vec<String>,
    /// At most this many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = super::error::number::<u32>, allow_negative_numbers = true)]
    limit: u32,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let query = articles::filtered(&arguments.query.join(" "), session)?;
    if query.filter.as_ref().is_some_and(Expression::is_empty) {
        let why = "search for what? a word, or a query; `tidings list` prints all articles";
        return Err(Failure::usage(why));
    }
    let reader = session.store()?.reader()?;
    let rows = reader.search_ranked(&query, arguments.limit)?;
    if rows.is_empty() {
        articles::hint(&query, session);
    }
    let ids: Vec<ArticleId> = rows.iter().map(|row| row.id).collect();
    for (row, snippet) in rows.iter().zip(reader.snippets(&ids, &query)?) {
        if session.global.json {
            let mut article = json::article(row);
            article["snippet"] = json::some(&snippet.text);
            session.print_json(&article)?;
            continue;
        }
        super::list::print(row, session)?;
        let shown = if snippet.text.is_empty() {
            crate::text::cut(&row.excerpt, 100)
        } else {
            snippet.text.into_string().into()
        };
        if !shown.is_empty() {
            session.print(&format!("          {shown}"))?;
        }
    }
    Ok(Exit::Done)
}
