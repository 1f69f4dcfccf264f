//! `search`: articles by words, the best first, with the place where they stand.

use super::articles;
use super::error::{Exit, Outcome};
use super::json;
use super::session::Session;

#[derive(clap::Args)]
pub struct Arguments {
    /// Words and the query language's terms
    #[arg(required = true)]
    query: Vec<String>,
    /// At most this many
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: u32,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let query = articles::filtered(&arguments.query.join(" "), session)?;
    let reader = session.store()?.reader()?;
    for row in reader.search_ranked(&query, arguments.limit)? {
        if session.global.json {
            session.print_json(&json::article(&row))?;
        } else {
            super::list::print(&row, session)?;
            if !row.excerpt.is_empty() {
                session.print(&format!("         {}", crate::text::cut(&row.excerpt, 100)))?;
            }
        }
    }
    Ok(Exit::Done)
}
