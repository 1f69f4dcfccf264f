//! Which addresses the content of an outlet may lead to: public ones, checked on the address that
//! is connected to, behind names too.

use super::{FetchError, Request};
use crate::model::is_private_name;
use crate::text::{Clean, clean_line};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use url::{Host, Url};

/// The address is of the public internet: not loopback, private, link-local, shared, reserved,
/// multicast or documentation (IANA's special-purpose registries), nor an IPv6 form of such.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19)))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let embedded = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match address.segments() {
        // Mapped addresses, NAT64 and 6to4 carry an IPv4 address.
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => embedded(high, low),
        // Teredo, benchmarks, ORCHID; documentation.
        [0x2001, second, ..] => second >= 0x200 && second != 0xdb8,
        [0x3fff, second, ..] => second >= 0x1000,
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

/// Where a request goes, as permits and permissions know it.
pub fn host_and_port(url: &Url) -> String {
    let port = url.port_or_known_default().unwrap_or(0);
    format!("{}:{port}", url.host_str().unwrap_or_default())
}

/// Safe to show: the host, with its port where that is not the usual one.
pub fn shown(url: &Url) -> Clean {
    clean_line(&crate::model::host_of(url.as_str()).unwrap_or_default())
}

/// The reader named this host, or the request began there: it may be private.
pub fn may_be_private(request: &Request, first: &Url, url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let is_first = request.is_named_by_reader && is_same_place(first, url);
    let place = host_and_port(url);
    is_first
        || request
            .allowed_hosts
            .iter()
            .any(|own| own == host || *own == place)
}

/// The same host and port; http and https on their own ports count as one.
fn is_same_place(first: &Url, url: &Url) -> bool {
    let is_usual = |url: &Url| url.port().is_none();
    first.host() == url.host()
        && (host_and_port(first) == host_and_port(url) || (is_usual(first) && is_usual(url)))
}

/// The resolver is not asked for literal addresses, nor for names that a proxy resolves: of these only the name can be
/// judged, since to look them up here would tell others what the proxy hides.
pub fn check_name(url: &Url) -> Result<(), FetchError> {
    let literal = match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address),
        Some(Host::Ipv6(address)) => IpAddr::V6(address),
        Some(Host::Domain(_)) if super::proxy::is_here(url) => IpAddr::V4(Ipv4Addr::LOCALHOST),
        Some(Host::Domain(name)) if is_private_name(name) => {
            return Err(FetchError::Private(shown(url), clean_line(name)));
        }
        _ => return Ok(()),
    };
    check_address(url, literal)
}

pub fn check_address(url: &Url, address: IpAddr) -> Result<(), FetchError> {
    if is_public(address) {
        return Ok(());
    }
    Err(FetchError::Private(
        shown(url),
        clean_line(&address.to_string()),
    ))
}

/// In the error of the resolver, where `FetchError` finds it again.
#[derive(Debug, thiserror::Error)]
#[error("{0} is a private address")]
pub struct NotPublic(pub IpAddr);

/// How names become addresses: as the system does it, or as a test says. Asked anew for each
/// connection, and what it answers is what is connected to: a name that has changed its mind since
/// it was looked at gains nothing by that.
#[derive(Clone, Default)]
pub struct Names(Option<LookUp>);

type LookUp = Arc<dyn Fn(&str) -> Vec<IpAddr> + Send + Sync>;

impl Names {
    /// Answers by this in place of the system.
    #[must_use]
    pub fn answered_by(look_up: impl Fn(&str) -> Vec<IpAddr> + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(look_up)))
    }

    async fn look_up(&self, name: &str) -> std::io::Result<Vec<SocketAddr>> {
        match &self.0 {
            Some(look_up) => {
                let addresses = look_up(name).into_iter();
                Ok(addresses.map(|it| SocketAddr::new(it, 0)).collect())
            }
            None => Ok(tokio::net::lookup_host((name, 0)).await?.collect()),
        }
    }
}

impl std::fmt::Debug for Names {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let by = if self.0.is_some() { "told" } else { "system" };
        out.debug_tuple("Names").field(&by).finish()
    }
}

/// Lets only public addresses through.
pub struct PublicOnly {
    pub names: Names,
    /// The host of the proxy, which the reader named.
    pub except: Option<String>,
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let is_proxy = self.except.as_deref() == Some(name.as_str());
        let names = self.names.clone();
        Box::pin(async move {
            let found = names.look_up(name.as_str()).await?;
            let allowed = |address: &SocketAddr| is_proxy || is_public(address.ip());
            let public: Vec<SocketAddr> = found.iter().copied().filter(allowed).collect();
            match (public.first(), found.first()) {
                (None, Some(private)) => Err(NotPublic(private.ip()).into()),
                _ => Ok(Box::new(public.into_iter()) as Addrs),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_of_every_kind_are_known() {
        for text in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.0.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "255.255.255.255",
            "224.0.0.1",
            "198.18.0.1",
            "192.0.0.8",
            "::1",
            "::",
            "fe80::1",
            "fec0::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "::7f00:1",
            "2001:db8::1",
            "2001::1",
            "3fff::1",
            "ff02::1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
        for text in [
            "93.184.216.34",
            "8.8.8.8",
            "2606:4700::1111",
            "::ffff:8.8.8.8",
        ] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn every_spelling_of_this_machine_is_refused() {
        for text in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::]/",
            "http://localhost/",
            "http://a.localhost/",
            "http://127.1/",
            "http://0/",
            "http://localhost./",
        ] {
            assert!(check_name(&Url::parse(text).unwrap()).is_err(), "{text}");
        }
        assert!(check_name(&Url::parse("http://example.org/").unwrap()).is_ok());
    }

    #[test]
    fn names_of_inner_networks_are_refused_unasked() {
        for name in [
            "intranet",
            "wiki.corp",
            "a.b.internal.",
            "nas.local",
            "NAS.LAN",
            "router.home",
            "hr.intranet",
            "box.home.arpa",
        ] {
            let url = Url::parse(&format!("https://{name}/")).unwrap();
            assert!(
                matches!(check_name(&url), Err(FetchError::Private(..))),
                "{name}"
            );
        }
        for name in ["corp.example", "local.example", "intranet.example.org"] {
            let url = Url::parse(&format!("https://{name}/")).unwrap();
            assert!(check_name(&url).is_ok(), "{name}");
        }
    }

    /// A name that was public when it was looked at first, and leads home the next time.
    #[test]
    fn a_name_is_judged_each_time_by_the_addresses_that_are_connected_to() {
        use std::sync::atomic::{AtomicU32, Ordering};
        let asked = AtomicU32::new(0);
        let names = Names::answered_by(move |_| {
            let public = ["93.184.216.34", "2606:4700::1111"];
            let answers: &[&str] = match asked.fetch_add(1, Ordering::SeqCst) {
                0 => &public,
                1 => &["192.168.1.1"],
                2 => &["::ffff:127.0.0.1", "fd00::1"],
                3 => &["10.0.0.1", "93.184.216.34"],
                _ => &[],
            };
            answers.iter().map(|it| it.parse().unwrap()).collect()
        });
        let resolver = PublicOnly {
            names,
            except: None,
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let resolve = || {
            let name = "outlet.example".parse().unwrap();
            let found = runtime.block_on(resolver.resolve(name));
            found.map(|it| it.map(|it| it.ip().to_string()).collect::<Vec<_>>())
        };
        assert_eq!(resolve().unwrap(), ["93.184.216.34", "2606:4700::1111"]);
        for private in ["192.168.1.1", "::ffff:127.0.0.1"] {
            let error = resolve().unwrap_err().to_string();
            assert_eq!(error, format!("{private} is a private address"));
        }
        assert_eq!(
            resolve().unwrap(),
            ["93.184.216.34"],
            "what is public of it"
        );
        assert_eq!(resolve().unwrap(), [""; 0]);
    }

    #[test]
    fn what_the_reader_named_may_be_private_on_its_own_port_only() {
        let first = Url::parse("http://nas:8000/feed").unwrap();
        let named = Request {
            is_named_by_reader: true,
            ..Request::default()
        };
        let may = |request: &Request, url: &str| {
            may_be_private(request, &first, &Url::parse(url).unwrap())
        };
        assert!(may(&named, "http://nas:8000/other"));
        assert!(!may(&named, "http://nas:22/"));
        assert!(!may(&named, "http://router:8000/"));
        assert!(!may(&Request::default(), "http://nas:8000/feed"));
        let allowed = Request {
            allowed_hosts: vec!["nas:9000".into(), "printer".into()],
            ..Request::default()
        };
        assert!(may(&allowed, "http://nas:9000/") && may(&allowed, "http://printer:1/"));
        assert!(!may(&allowed, "http://nas:9001/"));
        let usual = Url::parse("http://nas/").unwrap();
        assert!(may_be_private(
            &named,
            &usual,
            &Url::parse("https://nas/").unwrap()
        ));
    }
}
