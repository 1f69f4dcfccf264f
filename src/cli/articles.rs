//! What VIEW, QUERY and ID mean on the command line.

use super::error::Failure;
use super::session::Session;
use crate::model::{ArticleId, ArticleQuery, Scope};

/// A view's name, else a query over all articles.
pub fn query(text: &str, session: &Session) -> Result<ArticleQuery, Failure> {
    let scope = match text {
        "all" => Scope::All,
        "unread" => Scope::Unread,
        "saved" => Scope::Saved,
        "queue" => Scope::Queue,
        "today" => Scope::Today(session.today()),
        _ => return filtered(text, session),
    };
    Ok(ArticleQuery::of(scope))
}

/// All articles that a query of the query language finds.
pub fn filtered(text: &str, session: &Session) -> Result<ArticleQuery, Failure> {
    let filter = crate::query::parse(text, session.now(), &session.zone)
        .map_err(|error| Failure::Usage(error.to_string()))?;
    Ok(ArticleQuery {
        filter: Some(filter),
        ..ArticleQuery::of(Scope::All)
    })
}

/// The arguments if all of them are ids of articles.
pub fn ids(arguments: &[String]) -> Option<Vec<ArticleId>> {
    arguments
        .iter()
        .map(|text| text.parse().ok().map(ArticleId::new))
        .collect()
}
