//! Enclosures in files: named by us, fetched as they come, gone on with where they were left off.

use super::access::Around;
use super::files::{self, Existing};
use super::{Context, JobError, waits, web};
use crate::fetch::{Accept, FetchError, Piece, Pour, Request, Response, Rest};
use crate::model::{
    Article, ArticleId, Download, Enclosure, Held, Report, TrafficKind, host_of, place_of, size,
    without_secrets,
};
use crate::store::{StoreError, disk};
use crate::text::{Clean, clean_line};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

/// Pieces that may wait for the disk.
const WAITING: usize = 16;
/// A film may take its time; what sends nothing is ended by `network.idle_timeout`.
const TIME: Duration = Duration::from_secs(7 * 86_400);
/// Progress is told after so many bytes.
const STEP: u64 = 256 << 10;
/// Letters of a file's name that come from outside.
const NAME: usize = 80;
const ENDING: usize = 8;
const HASH: usize = 32;
/// Endings of kinds, for addresses without one.
const ENDINGS: [(&str, &str); 10] = [
    ("audio/mpeg", "mp3"),
    ("audio/mp4", "m4a"),
    ("audio/x-m4a", "m4a"),
    ("audio/ogg", "ogg"),
    ("audio/opus", "opus"),
    ("video/mp4", "mp4"),
    ("video/webm", "webm"),
    ("image/jpeg", "jpg"),
    ("image/png", "png"),
    ("application/pdf", "pdf"),
];

/// An enclosure that is in a file now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Downloaded {
    pub file: PathBuf,
    /// Of the whole file.
    pub bytes: u64,
    /// Nothing had to be fetched.
    pub was_there: bool,
}

impl Downloaded {
    #[must_use]
    pub fn said(&self) -> Clean {
        let (bytes, file) = (size(self.bytes), self.file.display());
        clean_line(&if self.was_there {
            format!("it is there: {file}, {bytes}")
        } else {
            format!("fetched {bytes}: {file}")
        })
    }
}

/// The enclosures of an article, and what of them is on the disk.
pub fn enclosures(context: &Context, article: ArticleId) -> Result<Vec<Held>, JobError> {
    let found = load(context, article)?;
    let held = found.enclosures.into_iter().map(|enclosure| {
        let file = place(context, &enclosure).unwrap_or_default();
        let length = |file: &Path| std::fs::metadata(file).map(|about| about.len()).ok();
        let whole = length(&file);
        Held {
            bytes: whole.or_else(|| length(&part_of(&file))).unwrap_or(0),
            is_whole: whole.is_some(),
            enclosure,
            file,
        }
    });
    Ok(held.collect())
}

/// Fetches the enclosure of this number, the first is 1, into the folder of enclosures, or into a file
/// that the reader names. What came before and is still the same is not fetched again.
///
/// # Errors
/// There is no such enclosure; it cannot be had or written: what came stays for the next time, unless
/// the disk is full.
pub fn download(
    context: &Context,
    article: ArticleId,
    number: u32,
    to: Option<&Path>,
) -> Result<Downloaded, JobError> {
    let found = load(context, article)?;
    let enclosure = numbered(&found, number)?;
    let file = match to {
        Some(file) => file.to_owned(),
        None => place(context, enclosure)
            .ok_or_else(|| JobError::other("enclosures are not kept here"))?,
    };
    if let Ok(about) = file.symlink_metadata() {
        if to.is_some() {
            return Err(JobError::Exists(clean_line(&file.to_string_lossy())));
        }
        return Ok(Downloaded {
            file,
            bytes: about.len(),
            was_there: true,
        });
    }
    if let Some(folder) = file.parent().filter(|_| to.is_none()) {
        std::fs::create_dir_all(folder).map_err(|error| unwritten(&file, &error))?;
    }
    let fetching = Fetching {
        context,
        article,
        number,
        url: &enclosure.url,
        part: Part::open(&file, &enclosure.url)?,
    };
    let fetched = fetching.fetch(&Around::of(context, &found)?);
    let named = fetched.and_then(|part| part.finish(&file));
    context.report(Report::Download(Download {
        article,
        number,
        bytes: 0,
        total: None,
        is_finished: true,
    }));
    Ok(Downloaded {
        bytes: named?,
        file,
        was_there: false,
    })
}

fn load(context: &Context, article: ArticleId) -> Result<Article, JobError> {
    let found = context.store.reader()?.article(article)?;
    Ok(found.ok_or(StoreError::NoArticle(article))?)
}

/// The enclosure of this number; the first is 1.
pub fn numbered(article: &Article, number: u32) -> Result<&Enclosure, JobError> {
    let index = (number as usize).checked_sub(1);
    let found = index.and_then(|index| article.enclosures.get(index));
    found.ok_or_else(|| {
        JobError::other(match article.enclosures.len() {
            0 => "this article has no enclosure".to_owned(),
            1 => "this article has one enclosure".to_owned(),
            count => format!("this article has {count} enclosures"),
        })
    })
}

/// Where an enclosure is kept, whether or not it is there.
pub fn place(context: &Context, enclosure: &Enclosure) -> Option<PathBuf> {
    Some(context.enclosures.as_ref()?.join(name(enclosure)))
}

/// A name of ours: it begins with a hash of the address, less keys that may be others tomorrow, so that it is no other enclosure's, no hidden
/// file and no device; behind it stands what of the address's own name is letters, digits, dots.
fn name(enclosure: &Enclosure) -> String {
    let hash = blake3::hash(without_secrets(&enclosure.url).as_bytes()).to_hex();
    let hash = hash.as_str().get(..HASH).unwrap_or_default();
    let url = url::Url::parse(&enclosure.url).ok();
    let last = url
        .as_ref()
        .and_then(|url| url.path_segments()?.rfind(|part| !part.is_empty()));
    let last = last.unwrap_or_default();
    let (stem, ending) = match last.rsplit_once('.') {
        Some((stem, ending)) if is_ending(ending) => (stem, Some(ending.to_ascii_lowercase())),
        _ => (last, None),
    };
    let mut safe = String::new();
    for c in decoded(stem).chars() {
        if safe.len() >= NAME {
            break;
        }
        if c.is_alphanumeric() || c == '_' {
            safe.push(c);
        } else if !safe.is_empty() && !safe.ends_with('-') {
            safe.push('-');
        }
    }
    let safe = crate::text::cap(safe.trim_end_matches('-'), NAME);
    let kind = enclosure.media_type.as_deref().unwrap_or_default();
    let of_kind = || ENDINGS.iter().find(|(known, _)| *known == kind);
    let ending = ending.or_else(|| of_kind().map(|(_, ending)| (*ending).to_owned()));
    let ending = ending.map_or_else(String::new, |ending| format!(".{ending}"));
    match safe {
        "" => format!("{hash}{ending}"),
        safe => format!("{hash}-{safe}{ending}"),
    }
}

fn is_ending(text: &str) -> bool {
    (1..=ENDING).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Percent signs taken back; what is no UTF-8 then is no letter either.
fn decoded(text: &str) -> String {
    let mut form = String::from("x=");
    form.push_str(&text.replace('+', "%2B").replace(['&', '='], "-"));
    let decoded = url::form_urlencoded::parse(form.as_bytes()).next();
    decoded.map_or_else(String::new, |(_, value)| value.into_owned())
}

fn part_of(file: &Path) -> PathBuf {
    beside(file, "part")
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    file.with_file_name(name)
}

fn unwritten(file: &Path, error: &std::io::Error) -> JobError {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            JobError::Store(StoreError::Full)
        }
        _ => JobError::other(format!("{} cannot be written: {error}", file.display())),
    }
}

/// What is known of a file of which the beginning is here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    url: String,
    /// A strong `ETag`, else `Last-Modified`; none: it cannot be gone on with.
    validator: Option<Vec<u8>>,
}

/// The beginning of a file, and a note beside it that says of which.
struct Part {
    file: File,
    path: PathBuf,
    note: PathBuf,
    known: Note,
    bytes: u64,
}

impl Part {
    fn open(whole: &Path, url: &str) -> Result<Self, JobError> {
        let (path, note) = (part_of(whole), beside(whole, "part.json"));
        let mut file = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .mode(0o600)
            .custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed())
            .open(&path)
            .map_err(|error| unwritten(&path, &error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(JobError::other("it is being fetched already"));
            }
            Err(TryLockError::Error(error)) => return Err(unwritten(&path, &error)),
        }
        let known: Option<Note> = std::fs::read(&note)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let known = known.filter(|known| known.url == url && known.validator.is_some());
        let mut bytes = file
            .metadata()
            .map_err(|error| unwritten(&path, &error))?
            .len();
        if known.is_none() {
            file.set_len(0).map_err(|error| unwritten(&path, &error))?;
            bytes = 0;
        }
        file.seek(SeekFrom::Start(bytes))
            .map_err(|error| unwritten(&path, &error))?;
        Ok(Self {
            file,
            path,
            note,
            known: known.unwrap_or_default(),
            bytes,
        })
    }

    /// What is still to come, where there is a beginning.
    fn rest(&self) -> Option<Rest> {
        let validator = self.known.validator.clone().filter(|_| self.bytes > 0)?;
        Some(Rest {
            from: self.bytes,
            validator,
        })
    }

    /// An answer begins: it goes on where the part ends, or the part begins anew. Answers how long the
    /// whole file will be, where that is known.
    fn begin(&mut self, url: &str, head: &Response) -> Result<Option<u64>, JobError> {
        if head.status == 206 {
            let range = head.content_range.as_deref().and_then(read_range);
            return match range {
                Some((from, total)) if from == self.bytes => Ok(total),
                _ => Err(JobError::other(
                    "the server answers with another part than was asked for",
                )),
            };
        }
        let failed = |error: std::io::Error| unwritten(&self.path, &error);
        self.file.set_len(0).map_err(failed)?;
        self.file.rewind().map_err(failed)?;
        self.bytes = 0;
        let strong = head.etag.clone().filter(|etag| !etag.starts_with(b"W/"));
        self.known = Note {
            url: url.to_owned(),
            validator: strong.or_else(|| head.last_modified.clone()),
        };
        let note = serde_json::to_string(&self.known).map_err(JobError::other)?;
        super::write_text(&self.note, Existing::Replace, &note)?;
        Ok(head.length)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), JobError> {
        self.file
            .write_all(bytes)
            .map_err(|error| unwritten(&self.path, &error))?;
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// It is whole: it gets its name, unless somebody took that meanwhile.
    fn finish(self, whole: &Path) -> Result<u64, JobError> {
        disk::sync_file(&self.path).map_err(|error| unwritten(&self.path, &error))?;
        files::name(&self.path, whole, Existing::Keep).map_err(|error| unwritten(whole, &error))?;
        // It says nothing any more.
        let _ = std::fs::remove_file(&self.note);
        Ok(self.bytes)
    }

    /// Room for what matters more.
    fn discard(self) {
        for file in [&self.path, &self.note] {
            // What cannot be removed is written over the next time.
            let _ = std::fs::remove_file(file);
        }
    }
}

/// `bytes 500-999/1000`: where it begins, and the length of the whole, if it is known.
fn read_range(text: &str) -> Option<(u64, Option<u64>)> {
    let (range, total) = text.trim().strip_prefix("bytes")?.trim().split_once('/')?;
    let from = range.split_once('-')?.0.trim().parse().ok()?;
    Some((from, total.trim().parse().ok()))
}

/// `bytes */1000`: the length of the whole, where there is no such part.
fn read_length(text: &str) -> Option<u64> {
    let range = text.trim().strip_prefix("bytes")?.trim();
    range.strip_prefix("*/")?.trim().parse().ok()
}

struct Fetching<'a> {
    context: &'a Context,
    article: ArticleId,
    number: u32,
    url: &'a str,
    part: Part,
}

impl Fetching<'_> {
    fn fetch(mut self, around: &Around) -> Result<Part, JobError> {
        let mut fetched = self.once(around);
        if matches!(&fetched, Err(JobError::Refused { status: 416, .. })) {
            // There is no rest: what is here is no beginning of it.
            self.part.bytes = 0;
            fetched = self.once(around);
        }
        match fetched {
            Ok(()) => Ok(self.part),
            Err(error) => {
                if matches!(error, JobError::Store(StoreError::Full)) {
                    self.part.discard();
                }
                Err(error)
            }
        }
    }

    fn once(&mut self, around: &Around) -> Result<(), JobError> {
        let context = self.context;
        let web = context.web()?;
        context.may_ask(self.url)?;
        let (pour, mut pieces) = tokio::sync::mpsc::channel(WAITING);
        let mut request = Request {
            accept: Accept::Enclosure,
            rest: self.part.rest(),
            pour: Some(Pour(pour)),
            timeout: TIME,
            gate: context.gate(),
            ..web.request(self.url, context.config.limits.enclosure)
        };
        around.lend(&mut request);
        let meter = request.meter.clone();
        let (sender, answers) = sync_channel(1);
        let task = web.send(request, move |answer| {
            // Whoever asked may have gone.
            let _ = sender.send(answer);
        });
        let mut total = None;
        let taken = loop {
            match web.next_piece(&mut pieces) {
                Err(web::Ended) => break Ok(()),
                Ok(_) if context.is_cancelled() => {
                    break Err(FetchError::Stopped.into());
                }
                Ok(None) => {}
                Ok(Some(piece)) => {
                    if let Err(error) = self.take(piece, &mut total) {
                        break Err(error);
                    }
                }
            }
        };
        task.abort();
        context
            .store
            .add_bytes(TrafficKind::Enclosure, meter.bytes(), context.now());
        taken?;
        let answer = answers.recv().unwrap_or(Err(FetchError::Stopped));
        let host = place_of(self.url).unwrap_or_default();
        context.learn(&host, answer.as_ref().err());
        match answer {
            Ok(answer) => {
                context.hear(&answer);
                self.judge(&answer, total)
            }
            Err(error) => Err(self.broken_off(error)),
        }
    }

    fn take(&mut self, piece: Piece, total: &mut Option<u64>) -> Result<(), JobError> {
        let before = self.part.bytes;
        match piece {
            Piece::Head(head) => {
                let coding = head.content_encoding.as_deref().unwrap_or("identity");
                if !coding.eq_ignore_ascii_case("identity") {
                    return Err(JobError::other(
                        "the server packs the file, which was not asked for",
                    ));
                }
                *total = self.part.begin(self.url, &head)?;
                self.tell(*total);
            }
            Piece::Bytes(bytes) => {
                self.part.write(&bytes)?;
                if before / STEP != self.part.bytes / STEP {
                    self.tell(*total);
                }
            }
        }
        Ok(())
    }

    fn tell(&self, total: Option<u64>) {
        self.context.report(Report::Download(Download {
            article: self.article,
            number: self.number,
            bytes: self.part.bytes,
            total,
            is_finished: false,
        }));
    }

    /// What came is not lost: says so.
    fn broken_off(&self, error: FetchError) -> JobError {
        if self.part.rest().is_none() || error == FetchError::Stopped {
            return error.into();
        }
        let here = size(self.part.bytes);
        JobError::other(format!(
            "{here} are here, the next time goes on from there: {error}"
        ))
    }

    fn judge(&self, answer: &Response, total: Option<u64>) -> Result<(), JobError> {
        let host = host_of(self.url).unwrap_or_default();
        let whole = answer.content_range.as_deref().and_then(read_length);
        if answer.status == 416 && self.part.bytes > 0 && whole == Some(self.part.bytes) {
            // Only its name was missing.
            return Ok(());
        }
        if !(200..300).contains(&answer.status) {
            return Err(JobError::Refused {
                why: clean_line(&format!("{host} does not give it ({})", answer.status)),
                status: answer.status,
                until: waits::asked_until(answer, self.context.now()),
            });
        }
        if total.is_some_and(|total| total != self.part.bytes) {
            return Err(JobError::other(
                "it was cut off on its way; the next time goes on from there",
            ));
        }
        Ok(())
    }
}
