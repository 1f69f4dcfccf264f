//! Why nothing came, in words for a person. Addresses are shown as their hosts: the rest may hold
//! secrets.

use super::address::NotPublic;
use crate::model::{Remedy, Timestamp};
use crate::text::{Clean, clean_line, cut};
use std::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    #[error("{0} is no address that can be fetched (http or https)")]
    BadUrl(Clean),
    #[error("{0} cannot be reached: {1}")]
    Connect(Clean, Clean),
    /// The machine's own network is away, as far as its system knows.
    #[error("{0} cannot be reached: there is no network")]
    NoNetwork(Clean),
    #[error("{0} refuses the connection")]
    Refused(Clean),
    #[error("the name {0} is not known")]
    UnknownHost(Clean),
    /// Nothing is known of the host behind it.
    #[error("the proxy {0} cannot be used: {1}")]
    Proxy(Clean, Clean),
    #[error("{0} did not answer within {1} s")]
    Timeout(Clean, u64),
    #[error("{0} redirects too often")]
    Redirects(Clean),
    #[error("{0} sends more than {1} MiB")]
    TooLarge(Clean, u64),
    #[error("{0} leads to the private address {1}, which only an address of your own may")]
    Private(Clean, Clean),
    #[error("the secure connection to {0} failed: {1}")]
    Tls(Clean, Clean),
    #[error("the answer of {0} cannot be read: {1}")]
    Broken(Clean, Clean),
    /// It was not asked.
    #[error("asked again in {left}: {host} asked to wait, or is overloaded")]
    Waits {
        host: Clean,
        /// For how long yet, in words.
        left: Clean,
        until: Timestamp,
    },
    #[error("no requests in this run (--offline)")]
    Offline,
    #[error("the {both} of this feed cannot be had: {0}", both = Remedy::Password.words())]
    NoPassword(Clean),
    #[error("stopped")]
    Stopped,
}

impl FetchError {
    /// No byte came back: the network may be away, or the host.
    #[must_use]
    pub fn is_no_answer(&self) -> bool {
        matches!(
            self,
            Self::Connect(..) | Self::NoNetwork(_) | Self::UnknownHost(_) | Self::Proxy(..)
        )
    }

    /// Of a request to `host`, by way of `proxy` if there is one: what fails before a connection stands is the proxy's then.
    pub(super) fn from_request(host: Clean, proxy: Option<Clean>, error: &reqwest::Error) -> Self {
        let found = Self::of_host(host, error);
        let Some(proxy) = proxy.filter(|_| error.is_connect()) else {
            return found;
        };
        let mut all = Causes::default();
        all.add(error);
        if let Some(why) = all.of_proxy() {
            return Self::Proxy(proxy, clean_line(why));
        }
        let why = match found {
            Self::Refused(_) => clean_line("it refuses the connection"),
            Self::UnknownHost(_) => clean_line("its name is not known"),
            Self::Connect(_, why) | Self::Broken(_, why) => why,
            other => return other,
        };
        Self::Proxy(proxy, why)
    }

    fn of_host(host: Clean, error: &reqwest::Error) -> Self {
        let mut all = Causes::default();
        all.add(error);
        let has = |part: &str| all.words.iter().any(|cause| cause.contains(part));
        let last = all.words.last().map_or("", String::as_str);
        let reason = clean_line(&cut(&clean_line(last), 120));
        if let Some(address) = all.private {
            return Self::Private(host, clean_line(&address.to_string()));
        }
        if let Some(problem) = all.tls {
            return Self::Tls(host, clean_line(&cut(&clean_line(&problem), 160)));
        }
        if has("Temporary failure in name resolution") {
            return Self::NoNetwork(host);
        }
        if error.is_dns() || has("failed to lookup") {
            return Self::UnknownHost(host);
        }
        match all.io {
            Some(std::io::ErrorKind::ConnectionRefused) => Self::Refused(host),
            Some(
                std::io::ErrorKind::NetworkUnreachable
                | std::io::ErrorKind::NetworkDown
                | std::io::ErrorKind::AddrNotAvailable,
            ) => Self::NoNetwork(host),
            _ if error.is_connect() && error.is_timeout() => {
                Self::Connect(host, clean_line("it does not answer"))
            }
            _ if error.is_connect() => Self::Connect(host, reason),
            _ => Self::Broken(host, reason),
        }
    }
}

/// What the causes of an error say.
#[derive(Default)]
struct Causes {
    words: Vec<String>,
    io: Option<std::io::ErrorKind>,
    tls: Option<String>,
    private: Option<std::net::IpAddr>,
}

/// What the libraries say of a proxy that stands but does not serve, and what a person is told.
const OF_PROXIES: [(&str, &str); 18] = [
    ("proxy authorization required", NO_LOG_IN),
    ("credentials not accepted", NO_LOG_IN),
    ("support user/pass authentication", NO_LOG_IN),
    ("server ident service", NO_LOG_IN),
    (
        "SOCKS error: connection not allowed",
        "it refuses to go to that host",
    ),
    (
        "tunnel error: unsuccessful",
        "it refuses to go to that host, or cannot reach it",
    ),
    ("SOCKS error: general server failure", NO_WAY),
    ("SOCKS error: network unreachable", NO_WAY),
    ("SOCKS error: host unreachable", NO_WAY),
    ("SOCKS error: connection refused", NO_WAY),
    ("SOCKS error: ttl expired", NO_WAY),
    ("SOCKS error: server failed to execute command", NO_WAY),
    (
        "SOCKS error: failed to create underlying connection",
        "no connection to it can be made",
    ),
    ("SOCKS error: io error", NO_ANSWER),
    ("SOCKS error: ", NO_SENSE),
    ("tunnel error: unexpected end of file", NO_ANSWER),
    ("tunnel error: io error", NO_ANSWER),
    ("tunnel error: proxy response headers too long", NO_SENSE),
];
pub const NO_LOG_IN: &str = "it refuses the log-in";
const NO_WAY: &str = "it cannot reach that host";
const NO_ANSWER: &str = "it does not answer";
const NO_SENSE: &str = "it does not answer as such a proxy does";

impl Causes {
    fn of_proxy(&self) -> Option<&'static str> {
        let is_said = |part: &str| self.words.iter().any(|cause| cause.contains(part));
        let found = OF_PROXIES.iter().find(|(part, _)| is_said(part));
        found.map(|(_, why)| *why)
    }

    fn add(&mut self, error: &(dyn Error + 'static)) {
        let mut next = Some(error);
        // A chain is a handful of errors; the bound is against a cycle.
        for _ in 0..32 {
            let Some(error) = next else { return };
            self.words.push(error.to_string());
            self.look(error);
            next = error.source();
        }
    }

    fn look(&mut self, error: &(dyn Error + 'static)) {
        if let Some(NotPublic(address)) = error.downcast_ref() {
            self.private = Some(*address);
        }
        if let Some(problem) = error.downcast_ref::<rustls::Error>() {
            self.tls = Some(in_words(problem));
        }
        let Some(io) = error.downcast_ref::<std::io::Error>() else {
            return;
        };
        self.io = Some(io.kind());
        // `source` passes over what an I/O error wraps.
        if let Some(inner) = io.get_ref() {
            self.look(inner);
        }
    }
}

fn in_words(problem: &rustls::Error) -> String {
    use rustls::CertificateError as Certificate;
    let words = match problem {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            Certificate::Expired | Certificate::ExpiredContext { .. } => {
                "its certificate has expired"
            }
            Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => {
                "its certificate is not valid yet (is this machine's clock right?)"
            }
            Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => {
                "its certificate is for another name"
            }
            Certificate::UnknownIssuer => {
                "nobody whom this machine trusts has signed its certificate"
            }
            Certificate::Revoked => "its certificate was revoked",
            // The library's own words for one that may sign others.
            Certificate::Other(why) if format!("{why:?}").contains("CaUsedAsEndEntity") => {
                "it has signed its certificate itself"
            }
            _ => return problem.to_string(),
        },
        _ => return problem.to_string(),
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// It was said in the words of a library: "Other(OtherError(CaUsedAsEndEntity))".
    #[test]
    fn a_certificate_that_its_host_made_is_told_in_words() {
        let why = std::sync::Arc::new(std::io::Error::other("CaUsedAsEndEntity"));
        let problem = rustls::CertificateError::Other(rustls::OtherError(why));
        let problem = rustls::Error::InvalidCertificate(problem);
        assert_eq!(in_words(&problem), "it has signed its certificate itself");
    }
}
