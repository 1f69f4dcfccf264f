//! Is there a network? Only what became of requests tells: any answer says that there is; that there is
//! none, the machine itself says, or several hosts in a row from which nothing comes.

use crate::fetch::FetchError;
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// Hosts from which nothing came since the last answer of any.
const SILENT: usize = 3;

/// What requests met with so far.
#[derive(Debug, Default)]
pub struct Connection(Mutex<Heard>);

#[derive(Debug, Default)]
struct Heard {
    is_away: bool,
    /// Somebody has answered since the program began.
    has_answer: bool,
    /// Hosts that could not be reached since the last answer.
    silent: HashSet<String>,
    /// Those of which the machine says that it has no way to them.
    pathless: HashSet<String>,
}

impl Connection {
    /// Takes how a request to a host ended. Answers whether the network is away, if that is something
    /// else than before.
    pub fn learn(&self, host: &str, error: Option<&FetchError>) -> Option<bool> {
        let mut heard = self.heard();
        let is_away = match error {
            // It is not known whether anybody would have answered.
            Some(
                FetchError::Stopped
                | FetchError::Offline
                | FetchError::Waits { .. }
                | FetchError::BadUrl(_)
                | FetchError::Private(..)
                | FetchError::NoPassword(_)
                | FetchError::Proxy(..),
            ) => return None,
            Some(FetchError::NoNetwork(_)) => {
                heard.silent.insert(host.to_owned());
                heard.pathless.insert(host.to_owned());
                // One host may lie where this machine never gets, as an address of IPv6 alone.
                !heard.has_answer || heard.pathless.len() > 1 || heard.silent.len() >= SILENT
            }
            Some(
                FetchError::Connect(..)
                | FetchError::UnknownHost(_)
                | FetchError::Refused(_)
                | FetchError::Timeout(..),
            ) => {
                heard.silent.insert(host.to_owned());
                heard.silent.len() >= SILENT
            }
            _ => {
                heard.has_answer = true;
                heard.silent.clear();
                heard.pathless.clear();
                return heard.set(false);
            }
        };
        if is_away { heard.set(true) } else { None }
    }

    /// A whole round of requests reached nobody.
    pub fn lose(&self) -> Option<bool> {
        self.heard().set(true)
    }

    pub fn is_away(&self) -> bool {
        self.heard().is_away
    }

    fn heard(&self) -> std::sync::MutexGuard<'_, Heard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Heard {
    fn set(&mut self, is_away: bool) -> Option<bool> {
        let was_away = std::mem::replace(&mut self.is_away, is_away);
        (was_away != is_away).then_some(is_away)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::clean_line;

    fn silent(host: &str) -> FetchError {
        FetchError::Connect(clean_line(host), clean_line("it does not answer"))
    }

    #[test]
    fn three_silent_hosts_in_a_row_mean_no_network_and_one_answer_means_one() {
        let connection = Connection::default();
        let learn = |host: &str| connection.learn(host, Some(&silent(host)));
        assert_eq!((learn("a"), learn("a"), learn("b")), (None, None, None));
        assert_eq!(connection.learn("c", None), None);
        assert_eq!(
            (learn("a"), learn("b")),
            (None, None),
            "counted from the answer on"
        );
        assert_eq!(learn("c"), Some(true));
        assert_eq!(learn("d"), None, "that is known");
        assert!(connection.is_away());
        assert_eq!(connection.learn("d", None), Some(false));
        assert!(!connection.is_away());
    }

    #[test]
    fn what_the_machine_says_itself_counts_at_once_unless_others_answer() {
        let gone = FetchError::NoNetwork(clean_line("a"));
        let connection = Connection::default();
        assert_eq!(connection.learn("a", Some(&gone)), Some(true));
        assert_eq!(connection.learn("b", None), Some(false));
        assert_eq!(
            connection.learn("a", Some(&gone)),
            None,
            "one host without a way to it"
        );
        assert_eq!(connection.learn("b", Some(&gone)), Some(true));
    }

    #[test]
    fn what_says_nothing_of_the_network_changes_nothing() {
        let connection = Connection::default();
        for host in ["a", "b", "c", "d"] {
            assert_eq!(connection.learn(host, Some(&FetchError::Stopped)), None);
            assert_eq!(
                connection.learn(host, Some(&FetchError::BadUrl(clean_line(host)))),
                None
            );
        }
        assert_eq!(connection.lose(), Some(true));
        let broken = FetchError::Broken(clean_line("a"), clean_line("no end"));
        assert_eq!(
            connection.learn("a", Some(&broken)),
            Some(false),
            "somebody is there"
        );
    }
}
