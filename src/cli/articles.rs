//! What VIEW, QUERY and ID mean on the command line.

use super::error::Failure;
use super::session::Session;
use crate::model::{ArticleId, ArticleQuery, Expression, Scope, Term};
use crate::text::cut;

/// Columns of a word that is said again.
const SHOWN: usize = 60;

/// A view's name, a query over all articles, or a query behind a view's name: of that view.
pub fn query(text: &str, session: &Session) -> Result<ArticleQuery, Failure> {
    let Some((scope, rest)) = Scope::named(text, session.today()) else {
        return filtered(text.trim(), session);
    };
    let whole = ArticleQuery::of(scope);
    if rest.is_empty() {
        return Ok(whole);
    }
    let filter = filtered(rest, session)?.filter;
    Ok(ArticleQuery { filter, ..whole })
}

/// All articles that a query of the query language finds; `filter:NAME` is the reader's own query of that name.
pub fn filtered(text: &str, session: &Session) -> Result<ArticleQuery, Failure> {
    let named =
        match text.trim().strip_prefix("filter:") {
            Some(name) => {
                let found = crate::jobs::query_named(&session.store()?.reader()?, name)?;
                Some(found.ok_or_else(|| {
                    Failure::nothing(format!("filter:{name}: {}", no_query(name)))
                })?)
            }
            None => None,
        };
    let text = named.as_deref().unwrap_or(text);
    let filter = crate::query::parse(text, session.now(), &session.zone)
        .map_err(|error| Failure::Usage(error.to_string()))?;
    Ok(ArticleQuery {
        filter: Some(filter),
        ..ArticleQuery::of(Scope::All)
    })
}

/// Where nothing was found: what looks like a field and is none was looked for as a word.
pub fn hint(query: &ArticleQuery, session: &Session) {
    for word in query.filter.iter().flat_map(words) {
        let Some((field, value)) = word.split_once(':') else {
            continue;
        };
        let is_name = !field.is_empty() && field.chars().all(|c| c.is_ascii_alphabetic());
        if is_name && !value.is_empty() && !value.starts_with('/') {
            let (field, word) = (cut(field, SHOWN), cut(word, SHOWN));
            session.say(&format!(
                "there is no field {field}: “{word}” was looked for as it stands"
            ));
        }
    }
}

fn words(expression: &Expression) -> Vec<&str> {
    match expression {
        Expression::And(all) | Expression::Or(all) => all.iter().flat_map(words).collect(),
        Expression::Not(not) => words(not),
        Expression::Term(Term::Words { text, .. }) => vec![text],
        Expression::Term(_) => Vec::new(),
    }
}

/// Mostly a word more stands behind the name than belongs to it.
fn no_query(name: &str) -> String {
    let why =
        "no query of yours and no filter is called so (:save-filter and `filters` give names)";
    if name.trim().contains(char::is_whitespace) {
        return format!(
            "{why}; what stands behind filter: is all of it the name, so that more conditions go into a query of their own"
        );
    }
    why.to_owned()
}

/// The arguments if all of them are ids of articles; none if they are a query. Some of each is neither.
pub fn ids(arguments: &[String]) -> Result<Option<Vec<ArticleId>>, Failure> {
    // `-1` says that the word is not wanted.
    let digits = |text: &&String| text.bytes().all(|byte| byte.is_ascii_digit());
    let id = |text: &String| Some(text).filter(digits)?.parse().ok().map(ArticleId::new);
    let ids: Vec<ArticleId> = arguments.iter().filter_map(id).collect();
    if ids.len() == arguments.len() {
        return Ok(Some(ids));
    }
    match ids.first() {
        None => Ok(None),
        Some(id) => Err(Failure::usage(format!(
            "ids and a query do not go together; if {id} is a word, put it in quotes: '\"{id}\"'"
        ))),
    }
}
