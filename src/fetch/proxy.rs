//! Which proxy a request goes through. The environment is handed in: nothing here reads it.

use std::net::IpAddr;
use url::{Host, Url};

/// The proxies of the environment, as curl and others understand its variables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies {
    pub http: Option<String>,
    pub https: Option<String>,
    /// Hosts and domains without a proxy; `*` is all.
    pub except: Vec<String>,
}

impl Proxies {
    /// From the variables `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`, in small letters
    /// or capitals. `HTTP_PROXY` does not count: a web server sets it from a visitor's header.
    #[must_use]
    pub fn from_variables(read: impl Fn(&str) -> Option<String>) -> Self {
        let first = |names: &[&str]| {
            let mut values = names.iter().filter_map(|name| read(name));
            values.find(|value| !value.trim().is_empty())
        };
        let all = first(&["all_proxy", "ALL_PROXY"]);
        let except = first(&["no_proxy", "NO_PROXY"]).unwrap_or_default();
        let except = except
            .split(',')
            .map(|name| name.trim().to_ascii_lowercase());
        Self {
            http: first(&["http_proxy"]).or_else(|| all.clone()),
            https: first(&["https_proxy", "HTTPS_PROXY"]).or(all),
            except: except.filter(|name| !name.is_empty()).collect(),
        }
    }

    /// The proxy for an address; never one for this machine itself.
    pub(super) fn of(&self, url: &Url) -> Option<&str> {
        let proxy = if url.scheme() == "https" {
            &self.https
        } else {
            &self.http
        };
        proxy
            .as_deref()
            .filter(|_| !is_here(url) && !self.excepts(url))
    }

    fn excepts(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let address = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            _ => None,
        };
        self.except.iter().any(|name| {
            if let Some((network, bits)) = network(name) {
                return address.is_some_and(|address| is_within(address, network, bits));
            }
            let name = name.strip_prefix("*.").unwrap_or(name);
            let name = name.strip_prefix('.').unwrap_or(name);
            name == "*"
                || host == name
                || host
                    .strip_suffix(name)
                    .is_some_and(|front| front.ends_with('.'))
        })
    }
}

/// `192.0.2.0/24`, or a single address; of IPv6 with or without brackets.
fn network(name: &str) -> Option<(IpAddr, u32)> {
    let (address, bits) = name
        .split_once('/')
        .map_or((name, None), |(address, bits)| {
            (address, Some(bits.parse().ok()))
        });
    let address = address.trim_start_matches('[').trim_end_matches(']');
    let address: IpAddr = address.parse().ok()?;
    let all = if address.is_ipv4() { 32 } else { 128 };
    Some((address, bits.unwrap_or(Some(all))?))
}

fn is_within(address: IpAddr, network: IpAddr, bits: u32) -> bool {
    // Nothing is left of both to differ where all of it may be anything.
    let begins_so = |a: u128, b: u128, of: u32| {
        let other = of.saturating_sub(bits);
        (a ^ b).checked_shr(other).unwrap_or(0) == 0
    };
    match (address, network) {
        (IpAddr::V4(a), IpAddr::V4(b)) => begins_so(a.to_bits().into(), b.to_bits().into(), 32),
        (IpAddr::V6(a), IpAddr::V6(b)) => begins_so(a.to_bits(), b.to_bits(), 128),
        _ => false,
    }
}

/// One proxy for everything.
impl From<Option<String>> for Proxies {
    fn from(proxy: Option<String>) -> Self {
        Self {
            http: proxy.clone(),
            https: proxy,
            except: Vec::new(),
        }
    }
}

/// The address is of this machine, where no proxy can reach it.
pub fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(variables: &[(&str, &str)]) -> Proxies {
        Proxies::from_variables(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    fn of(proxies: &Proxies, url: &str) -> Option<String> {
        proxies.of(&Url::parse(url).unwrap()).map(str::to_owned)
    }

    #[test]
    fn the_variables_are_read_as_by_others() {
        let both = proxies(&[("http_proxy", "http://a"), ("HTTPS_PROXY", "http://b")]);
        assert_eq!(of(&both, "http://example.org").as_deref(), Some("http://a"));
        assert_eq!(
            of(&both, "https://example.org").as_deref(),
            Some("http://b")
        );
        let all = proxies(&[
            ("ALL_PROXY", "socks5://c"),
            ("HTTP_PROXY", "http://visitor"),
        ]);
        assert_eq!(
            of(&all, "http://example.org").as_deref(),
            Some("socks5://c")
        );
        assert_eq!(proxies(&[("http_proxy", " ")]), Proxies::default());
    }

    #[test]
    fn excepted_hosts_and_this_machine_have_none() {
        let some = proxies(&[
            ("all_proxy", "http://p"),
            ("no_proxy", "corp.example, .lan,*.home"),
        ]);
        for direct in [
            "http://corp.example/",
            "http://a.corp.example/",
            "http://x.lan/",
            "http://b.home",
            "http://127.0.0.1:8000/",
            "http://localhost/",
            "http://[::1]/",
        ] {
            assert_eq!(of(&some, direct), None, "{direct}");
        }
        assert!(of(&some, "http://notcorp.example/").is_some());
        let networks = proxies(&[
            ("all_proxy", "http://p"),
            (
                "no_proxy",
                "192.0.2.0/24, 198.51.100.7, 2001:db8::1, [2001:db8:1::]/48, 10.0.0.0/x",
            ),
        ]);
        for direct in [
            "http://192.0.2.200/",
            "http://198.51.100.7:8080/",
            "http://[2001:db8::1]/",
            "http://[2001:db8:1:2::3]/",
        ] {
            assert_eq!(of(&networks, direct), None, "{direct}");
        }
        for other in [
            "http://192.0.3.1/",
            "http://198.51.100.8/",
            "http://[2001:db8::2]/",
            "http://[2001:db8:2::]/",
            "http://10.0.0.1/",
            "http://c0.example/",
        ] {
            assert!(of(&networks, other).is_some(), "{other}");
        }
        let all = proxies(&[("all_proxy", "http://p"), ("no_proxy", "0.0.0.0/0")]);
        assert_eq!(of(&all, "http://203.0.113.9/"), None);
        assert_eq!(
            of(
                &proxies(&[("all_proxy", "http://p"), ("no_proxy", "*")]),
                "http://x.org"
            ),
            None
        );
    }
}
