//! The verdict of the reader's filters on one article. Pure: filters, facts and the time are given.

use crate::model::{Expression, FilterAction, FilterId, StoredFilter, Timestamp, Verdict};
use crate::query::{Facts, QueryError, Subject, parse};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Filters ready to judge.
#[derive(Clone, Debug, Default)]
pub struct Rules(Vec<Rule>);

#[derive(Clone, Debug)]
struct Rule {
    id: FilterId,
    when: Expression,
    then: Vec<FilterAction>,
}

impl Rules {
    /// Those that are in force now; one whose query cannot be read judges nothing, and is said by
    /// name.
    pub fn read(
        filters: &[StoredFilter],
        now: Timestamp,
        zone: &TimeZone,
    ) -> (Self, Vec<(String, QueryError)>) {
        let mut faulty = Vec::new();
        let mut rules = Vec::new();
        for StoredFilter { id, filter } in filters {
            if filter.off || !is_in_force(filter.until.as_deref(), now, zone) {
                continue;
            }
            match parse(&filter.when, now, zone) {
                Ok(when) => rules.push(Rule {
                    id: *id,
                    when,
                    then: filter.then.clone(),
                }),
                Err(error) => faulty.push((filter.name.clone(), error)),
            }
        }
        (Self(rules), faulty)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What they want done, in their order.
    pub fn judge(&self, facts: &Facts<'_>) -> Verdict {
        let subject = Subject::new(facts);
        let meant = self.0.iter().filter(|rule| subject.satisfies(&rule.when));
        let actions = meant.flat_map(|rule| rule.then.iter().map(|it| (rule.id, it.clone())));
        Verdict {
            actions: actions.collect(),
        }
    }
}

/// A filter judges to the end of its last day. A date that is none is for ever: the file of filters
/// is checked when it is read.
pub fn is_in_force(until: Option<&str>, now: Timestamp, zone: &TimeZone) -> bool {
    until
        .and_then(|day| day.parse::<Date>().ok())
        .is_none_or(|last| now.in_zone(zone).date() <= last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Filter;

    const NOW: Timestamp = Timestamp::from_seconds(1_763_980_000);

    fn stored(id: i64, when: &str, then: &[FilterAction], until: Option<&str>) -> StoredFilter {
        StoredFilter {
            id: FilterId::new(id),
            filter: Filter {
                name: format!("filter {id}"),
                when: when.to_owned(),
                then: then.to_vec(),
                until: until.map(str::to_owned),
                off: false,
            },
        }
    }

    #[test]
    fn each_filter_that_means_the_article_has_its_say_in_order() {
        let filters = [
            stored(1, "title:live", &[FilterAction::Mute], None),
            stored(2, "author:obi", &[FilterAction::Save], None),
            stored(3, "title:(", &[FilterAction::Read], None),
            stored(4, "live -storm", &[FilterAction::Read], None),
        ];
        let (rules, faulty) = Rules::read(&filters, NOW, &TimeZone::UTC);
        assert_eq!(faulty.len(), 1);
        assert_eq!(faulty[0].0, "filter 3");
        let facts = Facts {
            title: "Live: storm",
            author: "Ada Obi",
            ..Facts::default()
        };
        let verdict = rules.judge(&facts);
        let ids: Vec<i64> = verdict.actions.iter().map(|(id, _)| id.get()).collect();
        assert_eq!(ids, [1, 2]);
    }

    #[test]
    fn a_filter_that_is_switched_off_judges_nothing() {
        let mut filters = [stored(1, "live", &[FilterAction::Mute], None)];
        filters[0].filter.off = true;
        assert!(Rules::read(&filters, NOW, &TimeZone::UTC).0.is_empty());
    }

    #[test]
    fn a_filter_ends_with_its_last_day_where_the_reader_is() {
        // 2025-11-24, 10:26 UTC.
        for (until, zone, is_in) in [
            ("2025-11-24", 0, true),
            ("2025-11-23", 0, false),
            ("2025-11-24", 14, false),
            ("2025-11-23", -11, true),
        ] {
            let zone = TimeZone::fixed(jiff::tz::offset(zone));
            assert_eq!(is_in_force(Some(until), NOW, &zone), is_in, "{until}");
        }
        assert!(is_in_force(None, NOW, &TimeZone::UTC));
    }
}
