//! Which proxy a request goes through. The environment is handed in: nothing here reads it.

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
        self.except.iter().any(|name| {
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
        assert_eq!(
            of(
                &proxies(&[("all_proxy", "http://p"), ("no_proxy", "*")]),
                "http://x.org"
            ),
            None
        );
    }
}
