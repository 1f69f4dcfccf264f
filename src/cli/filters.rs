//! `filters`: what is done with articles as they arrive.

use super::articles;
use super::error::{Exit, Failure, Outcome};
use super::json;
use super::session::Session;
use crate::jobs::{self, Context};
use crate::model::{Change, Filter, FilterAction, StoredFilter, counted};
use crate::store::Reader;
use jiff::Span;
use jiff::civil::Date;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(clap::Subcommand)]
enum What {
    /// List the filters, with how many articles each would mean now (the default)
    List,
    /// Make a filter, or change the one of this name
    Add(Add),
    /// Remove a filter; what it did stays (`undo` brings it back)
    Remove {
        /// Its name
        name: String,
    },
    /// Keep a filter, but let it judge nothing
    Off {
        /// Its name
        name: String,
    },
    /// Let a filter judge again
    On {
        /// Its name
        name: String,
    },
    /// Print the articles that a filter or a query means; nothing is changed
    Test {
        /// A filter's name, else a query
        #[arg(required = true, value_parser = super::negation::as_typed, value_name = "NAME|QUERY")]
        what: Vec<String>,
        /// At most this many
        #[arg(long, value_name = "N", default_value_t = 20, value_parser = super::error::number::<u32>, allow_negative_numbers = true)]
        limit: u32,
    },
}

#[derive(clap::Args)]
#[command(after_long_help = crate::query::terms_text())]
struct Add {
    /// Its name
    name: String,
    /// Which articles, in the query language
    #[arg(long, value_parser = super::negation::as_typed, value_name = "QUERY")]
    when: String,
    /// mute, read, save, queue, tag:NAME, alert; several with commas
    #[arg(long, value_name = "ACTION", required = true, value_delimiter = ',')]
    then: Vec<String>,
    /// The last day on which it judges, such as 2026-12-31, or from today on: 10d, 2w
    #[arg(long, value_name = "DAY", value_parser = last_day)]
    until: Option<LastDay>,
    /// Judge past articles too
    #[arg(long)]
    past: bool,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let context = session.plain_context(session.store()?)?;
    // What was written into their file is in force first.
    jobs::read_filters(&context).map_err(|error| Failure::usage(error.to_string()))?;
    match arguments.what.as_ref().unwrap_or(&What::List) {
        What::List => list(&context, session),
        What::Add(add) => self::add(add, &context, session),
        What::Remove { name } => {
            let found = known(&context, name)?;
            change(&Change::RemoveFilter(found.id), &context, session)
        }
        What::Off { name } => switch(name, true, &context, session),
        What::On { name } => switch(name, false, &context, session),
        What::Test { what, limit } => test(&what.join(" "), *limit, &context, session),
    }
}

fn known(context: &Context, name: &str) -> Result<StoredFilter, Failure> {
    named(&context.store.reader()?, name)?.ok_or_else(|| {
        Failure::nothing(format!(
            "there is no filter {name:?}; `tidings filters` lists them"
        ))
    })
}

fn switch(name: &str, off: bool, context: &Context, session: &Session) -> Outcome {
    let StoredFilter { id, filter } = known(context, name)?;
    let put = Change::PutFilter {
        id: Some(id),
        filter: Filter { off, ..filter },
        past: None,
    };
    change(&put, context, session)
}

#[derive(Clone, Copy)]
enum LastDay {
    Day(Date),
    /// So many days from today on.
    In(i64),
}

impl LastDay {
    fn from(self, today: Date) -> Date {
        match self {
            Self::Day(day) => day,
            Self::In(days) => today.saturating_add(Span::new().days(days)),
        }
    }
}

fn last_day(text: &str) -> Result<LastDay, String> {
    let counted = |unit: char, days: i64| {
        let number = text.strip_suffix(unit)?.parse::<u16>().ok()?;
        Some(LastDay::In(i64::from(number) * days))
    };
    let day = || text.parse().ok().map(LastDay::Day);
    let found = counted('d', 1).or_else(|| counted('w', 7)).or_else(day);
    found.ok_or_else(|| "a day is written 2026-12-31, or 10d, 2w from today on".to_owned())
}

fn named(reader: &Reader, name: &str) -> Result<Option<StoredFilter>, Failure> {
    let all = reader.filters()?;
    Ok(all.into_iter().find(|it| it.filter.name == name))
}

fn list(context: &Context, session: &Session) -> Outcome {
    let reader = context.store.reader()?;
    for StoredFilter { id, filter } in reader.filters()? {
        let hits = match jobs::query_of(context, &filter.when) {
            Ok(query) => Some(reader.hits(&query, u32::MAX)?),
            Err(_) => None,
        };
        let hid = reader.hidden_by(id)?;
        let then: Vec<String> = filter.then.iter().map(ToString::to_string).collect();
        if session.global.json {
            session.print_json(&serde_json::json!({
                "id": id, "name": filter.name, "when": filter.when, "then": then,
                "until": filter.until, "off": filter.off, "hits": hits, "hid": hid,
            }))?;
            continue;
        }
        let until = filter.until.map(|day| format!(" until {day}"));
        let line = format!(
            "{}{}: {}{}  {}  ({}{} now)",
            filter.name,
            if filter.off { " (off)" } else { "" },
            then.join(", "),
            until.unwrap_or_default(),
            filter.when,
            if hid > 0 {
                format!("hid {hid}, means ")
            } else {
                String::new()
            },
            hits.map_or("?".to_owned(), |hits| hits.to_string()),
        );
        session.print(&crate::text::clean_line(&line))?;
    }
    Ok(Exit::Done)
}

fn add(add: &Add, context: &Context, session: &Session) -> Outcome {
    let usage = |error: &dyn std::fmt::Display| Failure::usage(error.to_string());
    if crate::query::is_nothing(&add.name) {
        return Err(usage(&"a filter needs a name"));
    }
    let query = jobs::query_of(context, &add.when).map_err(|error| usage(&error))?;
    let then = add
        .then
        .iter()
        .map(|text| FilterAction::try_from(text.clone()));
    let then = then
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| usage(&error))?;
    let reader = context.store.reader()?;
    let hits = reader.hits(&query, u32::MAX)?;
    let today = session.now().in_zone(&session.zone).date();
    let until = add.until.map(|day| day.from(today));
    let change = Change::PutFilter {
        id: named(&reader, &add.name)?.map(|it| it.id),
        filter: Filter {
            name: add.name.clone(),
            when: add.when.clone(),
            then,
            until: until.map(|day| day.to_string()),
            off: false,
        },
        past: add.past.then_some(query),
    };
    let exit = self::change(&change, context, session)?;
    if let Some(day) = until.filter(|day| *day < today) {
        session.say(&format!(
            "{day} is over: the filter judges nothing that arrives"
        ));
    }
    if !add.past && hits > 0 {
        session.say(&format!(
            "it means {}; with --past it judges {} too",
            counted(hits as usize, "past article"),
            if hits == 1 { "it" } else { "them" }
        ));
    }
    Ok(exit)
}

fn change(change: &Change, context: &Context, session: &Session) -> Outcome {
    let applied = context.store.apply(change, context.clock.now())?;
    jobs::tell_saved(context, &applied.changed.saved);
    let said = session.applied(Some(&applied), "nothing to change");
    let copied = session.copied(jobs::write_filters(context));
    Ok(said?.and(copied))
}

fn test(what: &str, limit: u32, context: &Context, session: &Session) -> Outcome {
    let reader = context.store.reader()?;
    let found = named(&reader, what)?;
    let hid = match &found {
        Some(it) => reader.hidden_by(it.id)?,
        None => 0,
    };
    let when = found.map_or_else(|| what.to_owned(), |it| it.filter.when);
    let query = articles::filtered(&when, session)?;
    let mut printed = Ok(());
    reader.for_each(&query, Some(limit), &mut |row| {
        printed = if session.global.json {
            session.print_json(&json::article(&row))
        } else {
            super::list::print(&row, session)
        };
        if printed.is_ok() {
            std::ops::ControlFlow::Continue(())
        } else {
            std::ops::ControlFlow::Break(())
        }
    })?;
    printed?;
    let meant = jobs::query_of(context, &when)?;
    let hits = reader.hits(&meant, u32::MAX)?;
    session.say(&match hid {
        0 if hits == 1 => "1 article is meant".to_owned(),
        0 => format!("{hits} articles are meant"),
        _ => {
            let (hid, are) = (
                counted(hid as usize, "article"),
                if hits == 1 { "is" } else { "are" },
            );
            format!("it hid {hid} (is:muted lists them); {hits} more {are} meant")
        }
    });
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_last_day_is_a_date_or_counted_from_today() {
        let today = jiff::civil::date(2026, 11, 24);
        let until = |text| last_day(text).map(|day| day.from(today).to_string());
        assert_eq!(until("2026-12-31").unwrap(), "2026-12-31");
        assert_eq!(until("0d").unwrap(), "2026-11-24");
        assert_eq!(until("10d").unwrap(), "2026-12-04");
        assert_eq!(until("2w").unwrap(), "2026-12-08");
        for wrong in ["", "d", "-3d", "10", "5h", "99999w", "soon"] {
            assert!(last_day(wrong).is_err(), "{wrong}");
        }
    }
}
