//! A loopback server with a certificate that nobody signed, or another of the fixtures; HTTP/2 for who
//! wants it. Answers a feed whose title is the version of HTTP that it was asked by.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop here")]

use crate::bench::rss;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

pub const OWN: &str = include_str!("../fixtures/tls/own.pem");
const OWN_KEY: &str = include_str!("../fixtures/tls/own.key.pem");

/// As `openssl x509 -in own.pem -noout -fingerprint -sha256` shows it.
pub const OWN_FINGERPRINT: &str = "FC:68:24:58:FB:C3:62:66:C4:27:15:10:00:25:89:CF:\
    9B:D1:8A:2C:AB:7F:74:96:74:22:E5:68:B1:74:B9:5C";

pub struct TlsServer {
    pub port: u16,
    /// `HTTP/2.0 /path authorization`, in the order of asking.
    pub asked: Arc<Mutex<Vec<String>>>,
    _alive: oneshot::Sender<()>,
}

impl TlsServer {
    pub fn start() -> Self {
        Self::with(OWN, OWN_KEY)
    }

    /// With this certificate and its key.
    pub fn with(certificate: &'static str, key: &'static str) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let (alive, gone) = oneshot::channel::<()>();
        let log = asked.clone();
        std::thread::spawn(move || {
            runtime.block_on(async move {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                tokio::select! {
                    _ = gone => {}
                    () = accept(listener, log, certificate, key) => {}
                }
            });
        });
        Self {
            port,
            asked,
            _alive: alive,
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("https://127.0.0.1:{}{path}", self.port)
    }

    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

async fn accept(
    listener: tokio::net::TcpListener,
    log: Arc<Mutex<Vec<String>>>,
    certificate: &str,
    key: &str,
) {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()],
            PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap(),
        )
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let (acceptor, log) = (acceptor.clone(), log.clone());
        tokio::spawn(async move {
            // A client that does not trust us goes away: that is its right.
            let Ok(stream) = acceptor.accept(stream).await else {
                return;
            };
            let is_h2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
            let service = service_fn(move |request| {
                let answer = respond(&request, &log);
                async move { Ok::<_, Infallible>(answer) }
            });
            let stream = TokioIo::new(stream);
            let _ = if is_h2 {
                hyper::server::conn::http2::Builder::new(TokioExecutor::new())
                    .serve_connection(stream, service)
                    .await
            } else {
                hyper::server::conn::http1::Builder::new()
                    .serve_connection(stream, service)
                    .await
            };
        });
    }
}

fn respond(
    request: &Request<hyper::body::Incoming>,
    log: &Mutex<Vec<String>>,
) -> Response<Full<Bytes>> {
    let path = request.uri().path();
    let secret = request.headers().get("authorization");
    let secret = secret.map_or("-", |value| value.to_str().unwrap());
    let line = format!("{:?} {path} {secret}", request.version());
    log.lock().unwrap().push(line);
    if let Some(to) = path.strip_prefix("/to/") {
        return Response::builder()
            .status(302)
            .header("Location", format!("http://{to}"))
            .body(Full::default())
            .unwrap();
    }
    let title = format!("{:?}", request.version());
    Response::new(Full::from(rss(&[&title])))
}

const SIGNED: [&str; 2] = [
    include_str!("../fixtures/tls/signed.pem"),
    include_str!("../fixtures/tls/signed.key.pem"),
];
const EXPIRED: [&str; 2] = [
    include_str!("../fixtures/tls/expired.pem"),
    include_str!("../fixtures/tls/expired.key.pem"),
];
const ELSEWHERE: [&str; 2] = [
    include_str!("../fixtures/tls/elsewhere.pem"),
    include_str!("../fixtures/tls/elsewhere.key.pem"),
];

/// Row 18: what is wrong with a certificate is one line in words, and nothing is sent. Linux lets a test
/// name an authority that the program believes.
#[cfg(target_os = "linux")]
#[test]
fn an_expired_certificate_and_one_for_another_name_are_told_apart() {
    let authority = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/tls/authority.pem"
    );
    let home = crate::home::Home::new();
    let servers = [SIGNED, EXPIRED, ELSEWHERE].map(|[pem, key]| TlsServer::with(pem, key));
    let list: Vec<String> = servers.iter().map(|it| it.url("/feed")).collect();
    home.feed(&["import", "-"], list.join("\n").as_bytes());
    let mut refresh = home.command(&["refresh", "--json"]);
    let ran = refresh.env("SSL_CERT_FILE", authority).output().unwrap();
    let ran = crate::home::Ran::from(ran);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let lines = ran.json();
    let of = |server: &TlsServer| {
        let url = server.url("/feed");
        let found = lines.iter().find(|line| line["url"] == url.as_str());
        let line = found.unwrap();
        (
            line["result"].as_str().unwrap(),
            line["why"].as_str().unwrap_or_default(),
        )
    };
    assert_eq!(of(&servers[0]).0, "read", "{}", ran.out);
    for (server, words) in [
        (&servers[1], "its certificate has expired"),
        (&servers[2], "its certificate is for another name"),
    ] {
        let (result, why) = of(server);
        let line = format!(
            "the secure connection to 127.0.0.1:{} failed: {words}",
            server.port
        );
        assert_eq!((result, why), ("failed", line.as_str()));
        assert!(server.asked().is_empty());
    }
    // The same without the authority: nobody signed it.
    let ran = home.run(&["add", "--exact", &format!("{}2", servers[0].url("/feed"))]);
    assert!(
        ran.err.contains("nobody whom this machine trusts"),
        "{}",
        ran.err
    );
}
