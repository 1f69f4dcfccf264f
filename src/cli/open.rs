//! `open`: an article's page in the browser.

use super::error::{Exit, Failure, Outcome};
use super::session::Session;
use crate::jobs::process::open_address;
use crate::model::{ArticleId, readable_address, without_user};
use serde_json::json;

#[derive(clap::Args)]
pub struct Arguments {
    /// The article's id, as `list` prints it
    #[arg(value_parser = super::error::article_id)]
    id: i64,
    /// The enclosure of this number, from the disk if it was fetched
    #[arg(long, value_name = "N", value_parser = super::error::number::<u32>, allow_negative_numbers = true)]
    enclosure: Option<u32>,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let id = ArticleId::new(arguments.id);
    if let Some(number) = arguments.enclosure {
        let context = session.plain_context(session.store()?)?;
        let opened = crate::jobs::open_enclosure(&context, id, number)?;
        session.done(&opened, &json!({ "opened": opened }))?;
        return Ok(Exit::Done);
    }
    let article = session.store()?.reader()?.article(id)?;
    let article = article.ok_or_else(|| Failure::nothing(format!("there is no article {id}")))?;
    let url = article
        .row
        .url
        .ok_or_else(|| Failure::nothing(format!("article {id} has no address")))?;
    open_address(&url, None, &session.config.open)?;
    let opened = format!("opened {}", readable_address(&url));
    session.done(&opened, &json!({ "opened": without_user(&url) }))?;
    Ok(Exit::Done)
}
