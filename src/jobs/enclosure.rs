//! Enclosures in files: named by us, fetched as they come, gone on with where they were left off.

mod name;
mod part;

use super::access::Around;
use super::{Context, JobError, pictures, waits, web};
use crate::fetch::{Accept, FetchError, Piece, Pour, Request, Response};
use crate::model::{
    Article, ArticleId, Download, Enclosure, Held, Report, TrafficKind, host_of, place_of, size,
};
use crate::store::StoreError;
use crate::text::{Clean, clean_line};
use part::{Part, part_of, read_length, unwritten};
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

/// Pieces that may wait for the disk.
const WAITING: usize = 16;
/// A film may take its time; what sends nothing is ended by `network.idle_timeout`.
const TIME: Duration = Duration::from_secs(7 * 86_400);
/// Progress is told after so many bytes.
const STEP: u64 = 256 << 10;

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
        is_no_text: name::is_no_text(enclosure),
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
    Some(context.enclosures.as_ref()?.join(name::name(enclosure)))
}

struct Fetching<'a> {
    context: &'a Context,
    article: ArticleId,
    number: u32,
    url: &'a str,
    /// A page in its place is another's: that of a hotel one has to log in to, say.
    is_no_text: bool,
    part: Part,
}

impl Fetching<'_> {
    fn fetch(mut self, around: &Around) -> Result<Part, JobError> {
        let mut fetched = self.once(around);
        let has_no_rest = matches!(&fetched, Err(JobError::Refused { status: 416, .. }));
        if has_no_rest || self.part.is_other {
            // What is here is no beginning of it, or this server cannot go on with it.
            self.part.forget();
            fetched = self.once(around);
        }
        match fetched {
            Ok(()) => Ok(self.part),
            Err(error) => {
                if matches!(error, JobError::Store(StoreError::Full)) || self.part.is_empty() {
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
                if is_html(&head) {
                    self.refuse_page(&head.url)?;
                }
                *total = self.part.begin(&head)?;
                self.tell(*total);
            }
            Piece::Bytes(bytes) => {
                if before == 0 && pictures::begins_as_page(&bytes) {
                    self.refuse_page(self.url)?;
                }
                self.part.write(&bytes)?;
                if before / STEP != self.part.bytes / STEP {
                    self.tell(*total);
                }
            }
        }
        Ok(())
    }

    fn refuse_page(&self, url: &str) -> Result<(), JobError> {
        if !self.is_no_text {
            return Ok(());
        }
        let host = host_of(url).unwrap_or_default();
        Err(JobError::other(format!(
            "{host} sends a page in place of the file, such as one to log in on"
        )))
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
        let is_whole = self.part.bytes > 0 && whole == Some(self.part.bytes);
        if answer.status == 416 && is_whole && self.part.is_of(answer, whole) {
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

fn is_html(head: &Response) -> bool {
    let kind = head.content_type.as_deref().unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    ["text/html", "application/xhtml+xml"]
        .iter()
        .any(|page| kind.eq_ignore_ascii_case(page))
}
