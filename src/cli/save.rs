//! `save`: any page, cleaned and kept, without a subscription.

use super::error::{Exit, Outcome, complain};
use super::json;
use super::session::Session;
use crate::jobs;

#[derive(clap::Args)]
pub struct Arguments {
    /// The page's address
    url: String,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let store = session.store()?;
    let context = session.plain_context(store.clone())?;
    let id = jobs::save_page(&context, &arguments.url)?;
    let reader = store.reader()?;
    let id = reader.listed_as(id)?;
    if let Some(article) = reader.article(id)? {
        if session.global.json {
            session.print_json(&json::article(&article.row))?;
        } else {
            session.say(&format!("saved as {id}: {}", article.row.title));
        }
    }
    let document = jobs::document(&context, id)?;
    Ok(match jobs::lacking(&context, id, &document)? {
        None => Exit::Done,
        Some(why) => {
            complain(&format!("article {id} is saved, but not whole: {why}"));
            Exit::Partly
        }
    })
}
