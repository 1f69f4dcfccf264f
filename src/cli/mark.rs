//! `mark`: the reader's marks on articles by id or by query.

use super::articles;
use super::error::{Exit, Failure, Outcome};
use super::session::Session;
use crate::jobs::Context;
use crate::model::{Change, Expression, Listed, MarkChange, Part, Target};

#[derive(clap::Args)]
#[command(after_long_help = crate::query::terms_text())]
pub struct Arguments {
    /// read, unread, done, dismissed, saved, unsaved, queued, unqueued, unmuted, tag:NAME, untag:NAME
    #[arg(value_parser = super::marks::Names, hide_possible_values = true)]
    what: String,
    /// Ids of articles, or a query, also behind a view's name: `unread folder:News`
    #[arg(required = true, value_parser = super::negation::as_typed, value_name = "QUERY|ID")]
    which: Vec<String>,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let what = mark(&arguments.what)?;
    let store = session.store()?;
    let now = session.now();
    let target = if let Some(ids) = articles::ids(&arguments.which)? {
        let reader = store.reader()?;
        for id in &ids {
            if reader.mark(*id)?.is_none() {
                return Err(Failure::nothing(format!("there is no article {id}")));
            }
        }
        Target::Articles(ids)
    } else {
        let query = articles::query(&arguments.which.join(" "), session)?;
        if query.filter.as_ref().is_some_and(Expression::is_empty) {
            let why = "which articles? a query, `unread` or `all`";
            return Err(Failure::usage(why.to_owned()));
        }
        // By number, not by time: a clock may have been set back since they came.
        Target::Listed(Listed {
            query,
            newest: store.reader()?.newest()?,
            part: Part::All,
        })
    };
    let fetches = what == MarkChange::Save && !session.global.offline;
    let saved = if let (true, Target::Articles(ids)) = (fetches, &target) {
        ids.clone()
    } else {
        Vec::new()
    };
    let applied = store.apply(&Change::Mark { what, target }, now)?;
    let said = session.applied(Some(&applied), "nothing to change");
    let context = session.plain_context(store)?;
    crate::jobs::tell_saved(&context, &applied.changed.saved);
    let fetched = fetch_whole(&saved, &context);
    Ok(said?.and(fetched))
}

/// Saving fetches the whole article; one that cannot be had is said and stays saved as it is.
fn fetch_whole(saved: &[crate::model::ArticleId], context: &Context) -> Exit {
    let mut exit = Exit::Done;
    for id in saved {
        let lacking = crate::jobs::full_text(context, *id)
            .and_then(|document| crate::jobs::lacking(context, *id, &document));
        let why = match lacking {
            Ok(None) => continue,
            Ok(Some(why)) => why.to_string(),
            Err(error) => error.to_string(),
        };
        super::error::complain(&format!("article {id} is saved, but not whole: {why}"));
        exit = Exit::Partly;
    }
    exit
}

fn mark(name: &str) -> Result<MarkChange, Failure> {
    MarkChange::named(name).ok_or_else(|| {
        Failure::usage(format!(
            "{name:?} is no mark; there are read, unread, done, dismissed, saved, unsaved, queued, \
             unqueued, unmuted, tag:NAME, untag:NAME"
        ))
    })
}
