//! Pictures of articles: fetched once, scaled down once, kept under the hash of their address, decoded within bounds.
//! Every decoder of pictures runs here and nowhere else, on threads of its own.

use super::access::Around;
use super::files::{is_unfinished, write_whole};
use super::web::NOTICE;
use super::{Context, JobError, waits};
use crate::fetch::{Accept, FetchError};
use crate::model::{
    ArticleId, ArticleQuery, BodyKind, Document, Scope, Timestamp, TrafficKind, place_of,
};
use crate::store::StoreError;
use crate::text::{Clean, clean_line};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbaImage};
use std::collections::HashSet;
use std::io::{BufRead, Cursor, Seek};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// More pixels are refused before they are decoded (60,000 x 60,000 fit into 4 MB of a file).
const PIXELS: u64 = 20_000_000;
/// What a decoder may allocate.
const MEMORY: u64 = 64 << 20;
/// How long a picture may be decoded. Its thread cannot be stopped, but the bounds above end it soon.
const TIME: Duration = Duration::from_secs(5);
/// No side of a stored picture is longer: enough for a measure of 120 columns on a fine screen.
const STORED_SIDE: u32 = 1400;
const QUALITY: u8 = 85;
/// Seconds after which nobody is writing a picture any more.
const LEFT: u64 = 3600;
/// Of the hash of an address, in the file's name.
const NAME: usize = 32;
/// Seconds for which a picture that could not be had is left alone: where something stood in the way, where there was none,
/// where it can never be shown.
const PAUSE: i64 = 3600;
const WEEK: i64 = 7 * 86_400;
const LONGEST: i64 = 90 * 86_400;
const NOTE: &str = "missing";
const FOR_GOOD: &str = "for-good";
const FOREIGN: &str = "it is neither JPEG, PNG, GIF nor WebP";
/// Pictures of one article that are fetched before anybody looks.
const MOST_AHEAD: usize = 60;
/// Bytes in which a page says that it is one.
const HEAD: usize = 1024;

/// The addresses of pictures that are on their way: two articles may have the same.
#[derive(Debug, Default)]
pub struct Coming {
    urls: Mutex<HashSet<String>>,
    landed: Condvar,
}

/// A picture's turn; dropped, it has come or not.
pub struct Turn<'a> {
    coming: &'a Coming,
    url: Option<String>,
}

impl Coming {
    /// Waits until nobody else fetches the picture, or for nothing any more.
    fn begin(&self, url: &str, is_cancelled: impl Fn() -> bool) -> Turn<'_> {
        let mut urls = self.urls.lock().unwrap_or_else(PoisonError::into_inner);
        while urls.contains(url) && !is_cancelled() {
            let waited = self.landed.wait_timeout(urls, NOTICE);
            urls = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        let is_mine = urls.insert(url.to_owned());
        Turn {
            coming: self,
            url: is_mine.then(|| url.to_owned()),
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(url) = &self.url {
            let mut urls = self
                .coming
                .urls
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            urls.remove(url);
            drop(urls);
            self.coming.landed.notify_all();
        }
    }
}

/// Who wants a picture: a person who looks, or a job that fetches ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    Now,
    Ahead,
}

/// A picture, ready to be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    pub pixels: RgbaImage,
    /// Columns and rows of pixels as it is stored.
    pub size: (u32, u32),
}

/// The addresses of an article's pictures in their order: the lead picture, then those of the text, each once.
#[must_use]
pub fn addresses(document: &Document) -> Vec<&str> {
    let mut known = HashSet::new();
    let in_text = document.images.iter().map(|image| image.url.as_str());
    let all = document.lead().into_iter().chain(in_text);
    all.filter(|url| known.insert(*url)).collect()
}

/// Those that are fetched before anybody looks: a page of 1,500 tiles made as many requests.
#[must_use]
pub fn addresses_ahead(document: &Document) -> Vec<&str> {
    let mut all = addresses(document);
    all.truncate(MOST_AHEAD);
    all
}

/// Where a picture is kept, whether or not it is there; none where nothing is kept.
fn file(context: &Context, url: &str) -> Option<PathBuf> {
    let name = blake3::hash(url.as_bytes()).to_hex();
    let name = name.as_str().get(..NAME)?;
    Some(context.pictures.as_ref()?.join(name))
}

/// Whether a picture is on the disk.
#[must_use]
pub fn has_picture(context: &Context, url: &str) -> bool {
    file(context, url).is_some_and(|file| file.exists())
}

/// Columns and rows of pixels of a stored picture, read from its head alone.
#[must_use]
pub fn picture_size(context: &Context, url: &str) -> Option<(u32, u32)> {
    let reader = ImageReader::open(file(context, url)?).ok()?;
    reader.with_guessed_format().ok()?.into_dimensions().ok()
}

/// A picture as large as fits into so many columns and rows of pixels, never larger than it is stored: from the disk;
/// fetched and stored first where it is not there.
pub fn picture(
    context: &Context,
    article: ArticleId,
    url: &str,
    within: (u32, u32),
) -> Result<Picture, JobError> {
    store_picture(context, article, url, Wanted::Now)?;
    let path = file(context, url).ok_or_else(|| JobError::other("pictures are not kept"))?;
    let bytes = std::fs::read(&path).map_err(JobError::other)?;
    let decoded = decode(bytes).inspect_err(|_| {
        // A file that was damaged is fetched again next time.
        let _ = std::fs::remove_file(&path);
    })?;
    let size = (decoded.width(), decoded.height());
    Ok(Picture {
        pixels: fitted(decoded, within).into_rgba8(),
        size,
    })
}

/// Fetches a picture, scales it down and stores it, unless it is there. Bytes that came over the network.
/// One that could not be had is left alone for a while; one that is on its way is waited for.
pub fn store_picture(
    context: &Context,
    article: ArticleId,
    url: &str,
    wanted: Wanted,
) -> Result<u64, JobError> {
    let path = file(context, url).ok_or_else(|| JobError::other("pictures are not kept"))?;
    let web = context.web.as_ref();
    let turn = web.map(|web| web.coming.begin(url, || context.is_cancelled()));
    if path.exists() {
        // What is looked at is kept longest; a file that cannot be touched is only forgotten sooner.
        let _ = touch(&path, context);
        return Ok(0);
    }
    if let Some(missing) = missing(context, url) {
        return Err(JobError::LeftAlone(missing.why));
    }
    let (bytes, wire) = fetch_decoded(context, article, url, wanted)
        .and_then(|(decoded, wire)| Ok((stored_form(decoded)?, wire)))
        .inspect_err(|error| note_missing(context, &path, error))?;
    write(&path, &bytes)?;
    let _ = touch(&path, context);
    let _ = std::fs::remove_file(note_of(&path));
    // Whoever waits for the same need not wait for what is said of it.
    drop(turn);
    if wanted == Wanted::Now {
        // It may have been the last that was missing; who fetches ahead looks once.
        let document = super::document(context, article)?;
        super::prefetch::note_pictures(context, article, &document)?;
    }
    Ok(wire)
}

fn stored_form(decoded: DynamicImage) -> Result<Vec<u8>, JobError> {
    encode(fitted(decoded, (STORED_SIDE, STORED_SIDE)))
}

fn fetch_decoded(
    context: &Context,
    article: ArticleId,
    url: &str,
    wanted: Wanted,
) -> Result<(DynamicImage, u64), JobError> {
    let (bytes, wire) = fetch(context, article, url, wanted)?;
    let start = head(&bytes);
    if has(&start, b"<svg") {
        return Err(JobError::NoPicture {
            why: clean_line(FOREIGN),
            is_for_good: true,
        });
    }
    if is_page(&start) {
        // What stands in the way of a network answers so, too.
        return Err(JobError::other("the picture is not there, a page is"));
    }
    Ok((decode(bytes)?, wire))
}

/// The beginning of what could be markup, in small letters: programs that draw sign with long comments before it.
fn head(bytes: &[u8]) -> Vec<u8> {
    let start = without_prologue(bytes.trim_ascii_start());
    let start = start.get(..start.len().min(HEAD)).unwrap_or_default();
    let start = if start.starts_with(b"<") { start } else { &[] };
    start.to_ascii_lowercase()
}

/// Without the declarations and comments of XML at its beginning.
fn without_prologue(mut bytes: &[u8]) -> &[u8] {
    const PARTS: [(&[u8], &[u8]); 2] = [(b"<!--", b"-->"), (b"<?", b"?>")];
    let past = |bytes: &[u8]| {
        let (_, end) = PARTS.iter().find(|(start, _)| bytes.starts_with(start))?;
        let at = memchr::memmem::find(bytes, end)?;
        Some(at + end.len())
    };
    while let Some(rest) = past(bytes).and_then(|at| bytes.get(at..)) {
        bytes = rest.trim_ascii_start();
    }
    bytes
}

fn has(start: &[u8], word: &[u8]) -> bool {
    start.windows(word.len()).any(|it| it == word)
}

/// Bytes that came in place of a file.
pub fn begins_as_page(bytes: &[u8]) -> bool {
    is_page(&head(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)))
}

fn is_page(start: &[u8]) -> bool {
    has(start, b"<html") || has(start, b"<!doctype html")
}

/// Why a picture is left alone.
pub struct Missing {
    pub why: Clean,
    /// Whoever asks again is told the same.
    is_for_good: bool,
    until: Timestamp,
}

/// Beside the place of a picture: why it is not there.
fn note_of(path: &Path) -> PathBuf {
    path.with_extension(NOTE)
}

fn is_note(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == NOTE)
}

/// Why a picture could not be had lately, if it is left alone.
#[must_use]
pub fn missing(context: &Context, url: &str) -> Option<Missing> {
    noted(context, &note_of(&file(context, url)?))
}

/// What a note says, as long as it holds.
fn noted(context: &Context, note: &Path) -> Option<Missing> {
    let note = std::fs::read_to_string(note).ok()?;
    let mut parts = note.splitn(3, ' ');
    let (until, how, why) = (parts.next()?, parts.next()?, parts.next()?);
    let missing = Missing {
        until: Timestamp::from_seconds(until.parse().ok()?),
        is_for_good: how == FOR_GOOD,
        why: clean_line(why),
    };
    let left = missing.until.since(context.now());
    // A time further ahead was written by a clock that was wrong.
    (left > 0 && left <= LONGEST).then_some(missing)
}

/// A person asks: what may have changed is tried again.
pub fn try_again(context: &Context, url: &str) {
    if missing(context, url).is_some_and(|missing| !missing.is_for_good)
        && let Some(path) = file(context, url)
    {
        // One that cannot be removed is left alone a while longer.
        let _ = std::fs::remove_file(note_of(&path));
    }
}

/// What went wrong on our side, or because there is no network, says nothing of the picture.
fn note_missing(context: &Context, path: &Path, error: &JobError) {
    let (pause, how) = match error {
        JobError::NoPicture {
            is_for_good: true, ..
        }
        | JobError::Fetch(FetchError::TooLarge(..)) => (LONGEST, FOR_GOOD),
        error if error.is_lasting() => (WEEK, "for-now"),
        JobError::Fetch(
            FetchError::NoNetwork(_)
            | FetchError::Offline
            | FetchError::Stopped
            | FetchError::Waits { .. }
            | FetchError::Proxy(..)
            | FetchError::NoPassword(_),
        ) => return,
        JobError::Fetch(error)
            if context.is_away()
                && (error.is_no_answer() || matches!(error, FetchError::Timeout(..))) =>
        {
            return;
        }
        JobError::Fetch(_) | JobError::Refused { .. } | JobError::Other(_) => (PAUSE, "for-now"),
        _ => return,
    };
    let pause = match error {
        // A wish that is longer is the host's own.
        JobError::Refused {
            until: Some(until), ..
        } => pause.max(until.since(context.now())).min(LONGEST),
        _ => pause,
    };
    let until = context.now().plus(pause).seconds();
    let note = format!("{until} {how} {error}");
    // One that is not written down is only asked for sooner.
    let _ = write(&note_of(path), note.as_bytes());
}

fn fetch(
    context: &Context,
    article: ArticleId,
    url: &str,
    wanted: Wanted,
) -> Result<(Vec<u8>, u64), JobError> {
    let web = context.web()?;
    if wanted == Wanted::Now && context.is_away() {
        // Each picture of an article would be waited for in vain.
        return Err(FetchError::NoNetwork(clean_line("the picture")).into());
    }
    let mut request = web.request(url, context.config.limits.picture);
    request.accept = Accept::Picture;
    request.is_urgent = wanted == Wanted::Now;
    let found = context.store.reader()?.article(article)?;
    let found = found.ok_or(StoreError::NoArticle(article))?;
    Around::of(context, &found)?.lend(&mut request);
    let response = context.get(request, TrafficKind::Picture)?;
    if !(200..300).contains(&response.status) {
        let (status, host) = (response.status, place_of(url).unwrap_or_default());
        let wish = waits::wish(&response, &host, context.now());
        let why = wish.unwrap_or_else(|| match status {
            500..=599 => format!("{host} has a fault of its own ({status})"),
            _ => format!("the picture is not there ({status})"),
        });
        return Err(JobError::Refused {
            why: clean_line(&why),
            status,
            until: waits::asked_until(&response, context.now()),
        });
    }
    if response.is_cut {
        return Err(JobError::other("the picture was cut off on its way"));
    }
    Ok((response.body, response.bytes))
}

/// Within the bounds of pixels, memory and time; what panics is an error.
fn decode(bytes: Vec<u8>) -> Result<DynamicImage, JobError> {
    within(TIME, move || decode_here(Cursor::new(bytes)))?.map_err(|(why, is_for_good)| {
        JobError::NoPicture {
            why: clean_line(&why),
            is_for_good,
        }
    })
}

/// What `decoding` makes on a thread of its own, unless it panics or takes longer than `time`.
fn within<T: Send + 'static>(
    time: Duration,
    decoding: impl FnOnce() -> T + Send + 'static,
) -> Result<T, JobError> {
    let (sender, decoded) = sync_channel(1);
    let work = move || {
        // Whoever waits may have gone.
        let _ = sender.send(decoding());
    };
    std::thread::Builder::new()
        .name("picture".into())
        .spawn(work)
        .map_err(JobError::other)?;
    decoded
        .recv_timeout(time)
        .map_err(|_| JobError::other("the picture could not be read in time"))
}

/// Why not, and whether that can never be otherwise.
fn decode_here(bytes: impl BufRead + Seek) -> Result<DynamicImage, (String, bool)> {
    let mut reader = ImageReader::new(bytes)
        .with_guessed_format()
        .map_err(|error| (error.to_string(), false))?;
    // What is nothing at all may be something the next time.
    let is_known = reader.format().is_some();
    let failed = |error: image::ImageError| match error {
        image::ImageError::Unsupported(_) => (FOREIGN.to_owned(), is_known),
        image::ImageError::Limits(_) => ("it is too large".to_owned(), true),
        other => (other.to_string(), false),
    };
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(failed)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS {
        return Err((format!("{width} x {height} are too many pixels"), true));
    }
    if decoder.total_bytes() > MEMORY {
        return Err(("it is too large".to_owned(), true));
    }
    // Cameras lay pictures on their side and say so.
    let orientation = decoder.orientation().map_err(failed)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(failed)?;
    image.apply_orientation(orientation);
    Ok(image)
}

/// Scaled down to fit, with its proportions; left alone where it fits.
fn fitted(image: DynamicImage, (columns, rows): (u32, u32)) -> DynamicImage {
    if image.width() <= columns && image.height() <= rows {
        return image;
    }
    image.thumbnail(columns.max(1), rows.max(1))
}

/// JPEG, or PNG where something shines through.
fn encode(image: DynamicImage) -> Result<Vec<u8>, JobError> {
    let mut out = Cursor::new(Vec::new());
    if image.color().has_alpha() {
        let image = DynamicImage::from(image.into_rgba8());
        image
            .write_to(&mut out, ImageFormat::Png)
            .map_err(JobError::other)?;
    } else {
        let image = DynamicImage::from(image.into_rgb8());
        let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, QUALITY);
        image.write_with_encoder(encoder).map_err(JobError::other)?;
    }
    Ok(out.into_inner())
}

/// Whole or not at all, whatever happens meanwhile; for the reader's eyes only.
fn write(path: &Path, bytes: &[u8]) -> Result<(), JobError> {
    use std::os::unix::fs::DirBuilderExt as _;
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(JobError::other)?;
    write_whole(path, bytes)
}

/// The file's time says when it was last looked at.
fn touch(path: &Path, context: &Context) -> std::io::Result<()> {
    let seconds = u64::try_from(context.now().seconds()).unwrap_or(0);
    let time = std::time::UNIX_EPOCH + Duration::from_secs(seconds);
    std::fs::File::options()
        .append(true)
        .open(path)?
        .set_modified(time)
}

/// Removes the pictures that were not looked at for longest, as far as all of them are larger than
/// `pictures.megabytes`; those of saved and queued articles stay. Whether any went.
pub(super) fn prune(context: &Context) -> Result<bool, JobError> {
    let Some(folder) = &context.pictures else {
        return Ok(false);
    };
    let most = u64::from(context.config.pictures.megabytes) << 20;
    let mut files = files(folder);
    files.retain(|file| !is_left_over(file, context));
    let (notes, mut files): (Vec<Stored>, Vec<Stored>) =
        files.into_iter().partition(|file| is_note(&file.path));
    for note in notes {
        if noted(context, &note.path).is_none() {
            // One that cannot be removed says nothing any more.
            let _ = std::fs::remove_file(&note.path);
        }
    }
    let mut sum: u64 = files.iter().map(|file| file.bytes).sum();
    if sum <= most {
        return Ok(false);
    }
    let mut has_removed = false;
    let kept = of_saved_articles(context)?;
    files.retain(|file| !kept.contains(&file.path));
    files.sort_by_key(|file| file.looked_at);
    for file in files {
        if sum <= most || context.is_cancelled() {
            break;
        }
        if std::fs::remove_file(&file.path).is_ok() {
            sum = sum.saturating_sub(file.bytes);
            has_removed = true;
        }
    }
    Ok(has_removed)
}

/// A killed process was writing it: nobody will go on. What is young may be under way; gone, or of a
/// folder that cannot be written, it does no harm.
fn is_left_over(file: &Stored, context: &Context) -> bool {
    let now = u64::try_from(context.now().seconds()).unwrap_or(0);
    let before = std::time::UNIX_EPOCH + Duration::from_secs(now.saturating_sub(LEFT));
    is_unfinished(&file.path)
        && file.looked_at.is_some_and(|at| at < before)
        && std::fs::remove_file(&file.path).is_ok()
}

struct Stored {
    path: PathBuf,
    bytes: u64,
    looked_at: Option<std::time::SystemTime>,
}

fn files(folder: &Path) -> Vec<Stored> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let stored = entries.filter_map(|entry| {
        let about = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
        Some(Stored {
            path: entry.path(),
            bytes: about.len(),
            looked_at: about.modified().ok(),
        })
    });
    stored.collect()
}

/// A picture as it is stored, and its kind; none where it is not on the disk.
pub(super) fn stored(context: &Context, url: &str) -> Option<(Vec<u8>, &'static str)> {
    let bytes = std::fs::read(file(context, url)?).ok()?;
    let kind = match image::guess_format(&bytes).ok()? {
        ImageFormat::Png => "image/png",
        ImageFormat::Jpeg => "image/jpeg",
        _ => return None,
    };
    Some((bytes, kind))
}

/// Bytes of all pictures that are kept.
pub(super) fn size(context: &Context) -> u64 {
    let folder = context.pictures.as_deref();
    folder.map_or(0, |folder| {
        files(folder).iter().map(|file| file.bytes).sum()
    })
}

fn of_saved_articles(context: &Context) -> Result<HashSet<PathBuf>, JobError> {
    let reader = context.store.reader()?;
    let mut kept = HashSet::new();
    let mut articles = Vec::new();
    for scope in [Scope::Saved, Scope::Queue] {
        reader.for_each(&ArticleQuery::of(scope), None, &mut |row| {
            articles.push(row.id);
            ControlFlow::Continue(())
        })?;
    }
    for article in articles {
        let Some(body) = reader.body(article, BodyKind::Clean)? else {
            continue;
        };
        let document: Document = serde_json::from_str(&body.text).unwrap_or_default();
        kept.extend(
            addresses(&document)
                .into_iter()
                .filter_map(|url| file(context, url)),
        );
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decoder_that_takes_too_long_or_panics_is_an_error() {
        let (_never, waits) = sync_channel::<()>(0);
        let endless = within(Duration::ZERO, move || waits.recv().is_ok());
        let why = "the picture could not be read in time";
        assert_eq!(endless.unwrap_err().to_string(), why);
        let panics = || panic!("a fault of the decoder");
        assert_eq!(within(TIME, panics).unwrap_err().to_string(), why);
        assert_eq!(within(TIME, || 7).unwrap(), 7);
    }
}
