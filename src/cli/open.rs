//! `open`: an article's page in the browser.

use super::error::{Exit, Failure, Outcome};
use super::session::Session;
use crate::jobs::process::open_address;
use crate::model::ArticleId;

#[derive(clap::Args)]
pub struct Arguments {
    /// The article's id, as `list` prints it
    id: i64,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let id = ArticleId::new(arguments.id);
    let article = session.store()?.reader()?.article(id)?;
    let article = article.ok_or_else(|| Failure::nothing(format!("there is no article {id}")))?;
    let url = article
        .row
        .url
        .ok_or_else(|| Failure::nothing(format!("article {id} has no address")))?;
    open_address(&url, None, &session.config.open)?;
    session.say(&format!("opened {url}"));
    Ok(Exit::Done)
}
