//! A loopback server that answers what a test tells it, byte for byte, and remembers what it was
//! asked. One request a connection.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop here")]

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    pub path: String,
    /// The head's lines after the first.
    pub head: String,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

/// What is sent.
pub enum Answer {
    /// All of it, then the connection is closed.
    Bytes(Vec<u8>),
    /// All of it, a tenth of a second later.
    Late(Vec<u8>),
    /// This, and then nothing until the client goes away.
    Stall(Vec<u8>),
    /// This, and then the same piece ten times a second until the client goes away.
    Drip(Vec<u8>, Vec<u8>),
    /// This, and then the same piece until the client goes away.
    Endless(Vec<u8>, Vec<u8>),
}

pub struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    stopped: Arc<AtomicBool>,
}

impl Server {
    pub fn start(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").unwrap(), answer)
    }

    /// Where another stood that has gone.
    pub fn again(at: &str, answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        loop {
            // Its thread may not have let go of the place yet.
            match TcpListener::bind(at) {
                Ok(listener) => return Self::on(listener, answer),
                Err(_) => std::thread::yield_now(),
            }
        }
    }

    fn on(
        listener: TcpListener,
        answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let address = listener.local_addr().unwrap();
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let stopped: Arc<AtomicBool> = Arc::default();
        let (log, stop, answer) = (asked.clone(), stopped.clone(), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let (log, answer) = (log.clone(), answer.clone());
                let stream = stream.unwrap();
                std::thread::spawn(move || serve(stream, &log, &*answer));
            }
        });
        Self {
            address,
            asked,
            stopped,
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn host(&self) -> String {
        self.address.to_string()
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    pub fn paths(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.path).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts, so that it sees the end.
        let _ = TcpStream::connect(self.address);
    }
}

/// A client may go away at any point; that is its right.
fn serve(
    mut stream: TcpStream,
    log: &Mutex<Vec<Asked>>,
    answer: &(dyn Fn(&Asked) -> Answer + Sync),
) {
    let Some(asked) = read_head(&mut stream) else {
        return;
    };
    log.lock().unwrap().push(asked.clone());
    match answer(&asked) {
        Answer::Bytes(bytes) => {
            let _ = stream.write_all(&bytes);
        }
        Answer::Late(bytes) => {
            std::thread::sleep(std::time::Duration::from_millis(100));
            let _ = stream.write_all(&bytes);
        }
        Answer::Stall(bytes) => {
            let _ = stream.write_all(&bytes);
            let _ = stream.read(&mut [0; 64]);
        }
        Answer::Drip(first, piece) => {
            let _ = stream.write_all(&first);
            while stream.write_all(&piece).is_ok() {
                std::thread::sleep(std::time::Duration::from_millis(100));
            }
        }
        Answer::Endless(first, piece) => {
            let _ = stream.write_all(&first);
            while stream.write_all(&piece).is_ok() {}
        }
    }
}

fn read_head(stream: &mut TcpStream) -> Option<Asked> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let (first, rest) = head.split_once("\r\n")?;
    let path = first.split(' ').nth(1)?.to_owned();
    Some(Asked {
        path,
        head: rest.to_owned(),
    })
}

/// An answer with its length and further header lines.
pub fn answer(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let mut bytes = head(status, headers, Some(body.len()));
    bytes.extend_from_slice(body);
    Answer::Bytes(bytes)
}

pub fn head(status: u16, headers: &[(&str, &str)], length: Option<usize>) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} X\r\nConnection: close\r\n");
    if let Some(length) = length {
        let _ = write!(text, "Content-Length: {length}\r\n");
    }
    for (name, value) in headers {
        let _ = write!(text, "{name}: {value}\r\n");
    }
    text.push_str("\r\n");
    text.into_bytes()
}

pub fn redirect(status: u16, location: &str) -> Answer {
    answer(status, &[("Location", location)], b"")
}
