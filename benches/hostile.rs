//! What large hostile feeds cost in memory: thirty at a time of each kind, from a loopback server into a
//! store. `cargo bench --bench hostile [-- KIND]` prints the peak of the process that reads them for each kind (Linux); what
//! serves them is another.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "what is measured is printed; a bench starts what it measures"
)]

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tidings::config::Config;
use tidings::jobs::{self, Clock, Context, Web};
use tidings::model::{NewFeed, Timestamp, Which};
use tidings::store::Store;

const FEEDS: usize = 30;
/// Just under what is taken of a feed.
const SIZE: usize = (16 << 20) - 4096;

/// A body as beginning, a piece that is repeated, and end: a server that holds thirty of them whole
/// would be measured itself.
struct Body {
    head: Vec<u8>,
    piece: Vec<u8>,
    tail: Vec<u8>,
}

const KINDS: [&str; 13] = [
    "titles",
    "items",
    "tags",
    "attributes",
    "instructions",
    "text",
    "latin",
    "entities",
    "html",
    "json",
    "numbers",
    "objects",
    "utf16",
];

fn body(kind: &str) -> Body {
    let rss = |piece: &str| Body {
        head: b"<rss version='2.0'><channel><title>T</title>".to_vec(),
        piece: piece.as_bytes().to_vec(),
        tail: b"</channel></rss>".to_vec(),
    };
    let json = |piece: &str| Body {
        head: b"{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[".to_vec(),
        piece: piece.as_bytes().to_vec(),
        tail: b"{\"id\":\"1\"}]}".to_vec(),
    };
    match kind {
        "titles" => rss(&format!(
            "<item><title>{}</title></item>",
            "a long title ".repeat(40_000)
        )),
        "items" => rss("<item><title>x</title><link>http://a.example/</link></item>"),
        "tags" => rss("<item><a/><b/><c/><d/></item>"),
        "attributes" => rss("<item><a b='' c='' d='' e='' f=''/></item>"),
        "instructions" => rss("<?x >"),
        "text" => rss(&format!(
            "<item><description>{}</description></item>",
            "Some words of an article. ".repeat(70_000)
        )),
        "latin" => Body {
            piece: [
                b"<item><title>x</title><description>".as_slice(),
                &b"\xe9t\xe9 \xe0 la c\xf4te ".repeat(1000),
                b"</description></item>",
            ]
            .concat(),
            head: b"<?xml version='1.0' encoding='iso-8859-1'?><rss><channel>\0".to_vec(),
            tail: Vec::new(),
        },
        "entities" => rss(&format!(
            "<item><description>{}</description></item>",
            "&lt;b&gt;&eacute;&amp;amp;&#233; ".repeat(20_000)
        )),
        "html" => rss(&format!(
            "<item><description><![CDATA[{}]]></description></item>",
            "<p>A <a href='/x'>link</a>, <img src='y'></p>".repeat(4_000)
        )),
        "json" => json(&format!(
            "{{\"id\":1,\"title\":\"x\",\"content_html\":\"{}\"}},",
            "words and <b>words</b> ".repeat(500)
        )),
        "numbers" => json("0,"),
        "objects" => json("{\"a\":{}},"),
        _ => {
            let wide = |text: &str| -> Vec<u8> {
                text.encode_utf16().flat_map(u16::to_le_bytes).collect()
            };
            Body {
                head: [vec![0xff, 0xfe], wide("<rss><channel>")].concat(),
                piece: wide(&format!(
                    "<item><title>x</title><description>{}</description></item>",
                    "中文新闻，".repeat(2000)
                )),
                tail: Vec::new(),
            }
        }
    }
}

/// Answers everybody with the body, and a tag.
fn serve(body: Arc<Body>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let body = body.clone();
            std::thread::spawn(move || send(stream.unwrap(), &body));
        }
    });
    format!("http://{address}")
}

/// A client may go away at any point.
fn send(mut stream: TcpStream, body: &Body) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|it| it > 0) {
        head.push(byte[0]);
    }
    let times = (SIZE - body.head.len() - body.tail.len()) / body.piece.len();
    let length = body.head.len() + times * body.piece.len() + body.tail.len();
    let mut text = String::new();
    let _ = write!(
        text,
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
    );
    let mut sent = stream.write_all(text.as_bytes());
    sent = sent.and_then(|()| stream.write_all(&body.head));
    for _ in 0..times {
        sent = sent.and_then(|()| stream.write_all(&body.piece));
    }
    let _ = sent.and_then(|()| stream.write_all(&body.tail));
}

struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(1_763_980_000)
    }
}

/// Serves thirty of a kind and prints where, until nobody listens any more; `mixed`: of every kind in turn.
fn serve_all(kind: &str) {
    let kinds: Vec<&str> = match kind {
        "mixed" => KINDS.to_vec(),
        one => vec![one],
    };
    let bodies: Vec<Arc<Body>> = kinds.iter().map(|kind| Arc::new(body(kind))).collect();
    for number in 0..FEEDS {
        println!("{}", serve(bodies[number % bodies.len()].clone()));
    }
    let _ = std::io::stdin().read(&mut [0]);
}

/// Polls thirty of a kind.
fn poll(kind: &str) {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Command::new(std::env::current_exe().unwrap())
        .args([kind, "serve"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let told = BufReader::new(server.stdout.take().unwrap()).lines();
    let servers: Vec<String> = told.take(FEEDS).map(Result::unwrap).collect();
    let mut config = Config::default();
    config.network.total_timeout = 600;
    config.network.idle_timeout = 600;
    let context = Context {
        store: Store::open(folder.path()).unwrap(),
        web: Some(Arc::new(Web::start(&config, None).unwrap())),
        config: Arc::new(config),
        clock: Arc::new(Fixed),
        sink: Arc::new(|_| {}),
        rules_dir: None,
        pictures: None,
        enclosures: None,
        subscriptions: None,
        filters: None,
        cancelled: Arc::new(AtomicBool::new(false)),
    };
    let feeds: Vec<NewFeed> = servers
        .iter()
        .map(|server| NewFeed {
            url: format!("{server}/feed"),
            ..NewFeed::default()
        })
        .collect();
    jobs::import(&context, &feeds).unwrap();
    let before = peak();
    let started = std::time::Instant::now();
    let done = jobs::refresh(&context, &Which::All).unwrap();
    println!(
        "{kind:10} {before:4} -> {:4} MB  {:5} articles  {:2} failed  {:6.1} s",
        peak(),
        done.new,
        done.failed,
        started.elapsed().as_secs_f64()
    );
    drop(server.stdin.take());
    assert!(server.wait().unwrap().success());
}

/// Highest that the process stood, in MB; 0 where the system does not tell.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    number.unwrap_or(0) / 1000
}

/// Each kind in a process of its own: a peak is not forgotten.
fn main() {
    let mut words = std::env::args().skip(1).filter(|it| !it.starts_with('-'));
    match (words.next(), words.next().as_deref()) {
        (Some(kind), Some("serve")) => serve_all(&kind),
        (Some(kind), Some(_)) => poll(&kind),
        (Some(kind), None) => alone(&kind),
        (None, _) => {
            for kind in KINDS.iter().chain(&["mixed"]) {
                alone(kind);
            }
        }
    }
}

fn alone(kind: &str) {
    let program = std::env::current_exe().unwrap();
    let status = Command::new(program).args([kind, "alone"]).status();
    assert!(status.unwrap().success(), "{kind}");
}
