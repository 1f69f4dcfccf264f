//! Articles written down: Markdown, plain text, HTML in one file, a book, or JSON that another
//! tidings reads. From the disk alone: nothing is fetched.

mod epub;
mod html;
mod markdown;
mod state;

use super::files::{Existing, write_file};
use super::pictures::addresses;
use super::{Context, JobError, document, pictures};
use crate::markup::xhtml::{self, Way};
use crate::model::{
    Article, ArticleId, Document, Format, ascii_address, file_name, minutes, without_secrets,
    without_secrets_in,
};
use crate::page::{PageOptions, anchors, lay_out, plain};
use crate::store::StoreError;
use crate::text::{Clean, clean_block, clean_line, leftward, runs_left};
use std::cell::Cell;
use std::collections::HashMap;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

pub(super) use markdown::{escaped as markdown_line, heading as markdown_heading};

pub(super) use state::web_address;
pub use state::{Restored, export_state, export_state_file, import_state, is_state};

/// Whether addresses keep user names, passwords and tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrets {
    LeftOut,
    Written,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Of files.
    pub bytes: u64,
    /// Articles whose addresses lost something.
    pub less: u32,
}

/// On the way out: what it is made from, what is left out, and of how many articles.
struct Outgoing<'a> {
    context: &'a Context,
    secrets: Secrets,
    less: Cell<u32>,
}

impl<'a> Outgoing<'a> {
    fn new(context: &'a Context, secrets: Secrets) -> Self {
        Self {
            context,
            secrets,
            less: Cell::new(0),
        }
    }

    /// The addresses and texts of one article.
    fn article(&self) -> Discretion<'_> {
        Discretion {
            secrets: self.secrets,
            less: &self.less,
            is_less: false,
        }
    }

    /// A feed's address; what it loses is said of the feed.
    fn feed(&self, url: &str) -> String {
        match self.secrets {
            Secrets::LeftOut => without_secrets(url),
            Secrets::Written => url.to_owned(),
        }
    }

    /// An address as it stands in a text that went out.
    fn shown(&self, url: &str) -> String {
        match self.secrets {
            Secrets::LeftOut => without_secrets_in(url).into_owned(),
            Secrets::Written => url.to_owned(),
        }
    }

    fn exported(&self, bytes: u64) -> Exported {
        Exported {
            bytes,
            less: self.less.get(),
        }
    }
}

/// Takes secrets out of one article; at its end it is known whether there were any.
struct Discretion<'a> {
    secrets: Secrets,
    less: &'a Cell<u32>,
    is_less: bool,
}

impl Discretion<'_> {
    fn address(&mut self, url: &mut String) {
        if self.secrets == Secrets::LeftOut {
            let rest = without_secrets(url);
            self.is_less |= rest != *url;
            *url = rest;
        }
    }

    fn text(&mut self, text: &mut String) {
        if self.secrets == Secrets::LeftOut
            && let std::borrow::Cow::Owned(rest) = without_secrets_in(text)
        {
            self.is_less = true;
            *text = rest;
        }
    }

    fn document(&mut self, document: &mut Document) {
        document
            .canonical
            .iter_mut()
            .for_each(|it| self.address(it));
        // Pictures are told by their addresses in the text.
        document.lead_image.iter_mut().for_each(|it| self.text(it));
        self.text(&mut document.html);
        self.text(&mut document.text);
        for link in &mut document.links {
            self.address(&mut link.url);
        }
        for image in &mut document.images {
            self.text(&mut image.url);
        }
    }
}

impl Drop for Discretion<'_> {
    fn drop(&mut self) {
        self.less.set(self.less.get() + u32::from(self.is_less));
    }
}

/// The body of an article as Markdown, its pictures by their addresses.
#[must_use]
pub fn markdown(html: &str) -> String {
    markdown::body(html, 0, &|_| None)
}

/// A text into a file of its own.
pub fn write_text(to: &Path, existing: Existing, text: &str) -> Result<u64, JobError> {
    write_file(to, existing, |_, out| {
        out.write_all(text.as_bytes()).map_err(written)
    })
}

/// Columns of plain text.
const MEASURE: u16 = 72;
/// An article with what can be read of it.
struct Item {
    article: Article,
    document: Document,
    /// Its pictures' addresses as they are asked for.
    pictures: Vec<String>,
}

impl Item {
    fn load(out: &Outgoing<'_>, id: ArticleId) -> Result<Self, JobError> {
        let article = out.context.store.reader()?.article(id)?;
        let mut article = article.ok_or(StoreError::NoArticle(id))?;
        let mut document = document(out.context, id)?;
        let pictures = addresses(&document).into_iter().map(str::to_owned);
        let pictures = pictures.collect();
        let mut discretion = out.article();
        article
            .row
            .url
            .iter_mut()
            .for_each(|it| discretion.address(it));
        discretion.document(&mut document);
        Ok(Self {
            article,
            document,
            pictures,
        })
    }

    fn title(&self) -> &Clean {
        if self.document.title.is_empty() {
            &self.article.row.title
        } else {
            &self.document.title
        }
    }

    fn language(&self) -> Option<&str> {
        let language = self.document.language.as_deref();
        language.or(self.article.row.language.as_deref())
    }

    /// How it is set as a whole, and each block of it: as the reader shows it. A language is told by feeds that have others in them,
    /// and guessed, so that each block goes its own way unless the language is one from right to left.
    fn way(&self) -> (&'static str, Way) {
        if self.language().is_some_and(runs_left) {
            return ("rtl", Way::Around);
        }
        let (any, most) = leftward(&format!("{} {}", self.title(), self.document.text));
        let blocks = if any { Way::Own } else { Way::Around };
        (if most { "rtl" } else { "ltr" }, blocks)
    }

    /// "Amara Ndukwe", "Mon 23 Nov 2026, 09:14", "Lagoon Post".
    fn dateline(&self, context: &Context) -> Vec<Clean> {
        let zone = context.clock.zone();
        let published = self.document.published.or(self.article.row.published);
        let date = published.map(|at| at.in_words(&zone));
        let byline = [&self.document.byline, &self.article.row.author]
            .into_iter()
            .find(|name| !name.is_empty())
            .map(ToString::to_string);
        let outlet = Some(self.article.row.feed_title.to_string());
        let parts = [byline, date, outlet].into_iter().flatten();
        parts.map(|part| clean_line(&part)).collect()
    }

    /// What places of the article that its own links lead to are called in the file, by their addresses; articles beside it have
    /// others.
    fn places(&self) -> HashMap<String, String> {
        let id = self.article.row.id;
        let places = anchors(&self.document).enumerate();
        places
            .map(|(number, url)| (url, format!("place-{id}-{number}")))
            .collect()
    }

    /// The body with its lead picture, as HTML of ours.
    fn html(&self) -> String {
        let lead = self.document.lead().map(|url| {
            let caption = xhtml::quoted(&self.document.lead_caption);
            let url = xhtml::quoted(url);
            let below = if caption.is_empty() {
                String::new()
            } else {
                format!("<figcaption>{caption}</figcaption>")
            };
            format!("<figure><img src=\"{url}\" alt=\"{caption}\"/>{below}</figure>\n")
        });
        format!("{}{}", lead.unwrap_or_default(), self.document.html)
    }
}

/// A picture of the disk on its way into a file.
struct Picture {
    /// As the document has it.
    url: String,
    /// With an ending, without a folder.
    name: String,
    media_type: &'static str,
    bytes: Vec<u8>,
}

/// The pictures of an article that are on the disk.
fn pictures_of(out: &Outgoing<'_>, item: &Item) -> Vec<Picture> {
    let found = item.pictures.iter().filter_map(|url| {
        let (bytes, media_type) = pictures::stored(out.context, url)?;
        let hash = blake3::hash(url.as_bytes()).to_hex();
        let ending = if media_type == "image/png" {
            "png"
        } else {
            "jpg"
        };
        let hash = hash.as_str().get(..16)?;
        Some(Picture {
            url: out.shown(url),
            name: format!("{hash}.{ending}"),
            media_type,
            bytes,
        })
    });
    found.collect()
}

fn failed(path: &Path, error: &std::io::Error) -> JobError {
    JobError::other(format!("{} cannot be written: {error}", path.display()))
}

/// Writes articles into a file; Markdown of several goes into a folder, a file each.
pub fn export(
    context: &Context,
    ids: &[ArticleId],
    format: Format,
    secrets: Secrets,
    to: &Path,
    existing: Existing,
) -> Result<Exported, JobError> {
    let going = Outgoing::new(context, secrets);
    let bytes = match format {
        Format::Markdown => export_markdown(&going, ids, to, existing),
        Format::Epub => write_file(to, existing, |part, _| epub::write(&going, ids, part)),
        Format::Json | Format::Text | Format::Html => write_file(to, existing, |_, out| {
            write_text_of(&going, ids, format, out)
        }),
    };
    Ok(going.exported(bytes?))
}

/// The same as one text: what can be printed. A book cannot.
pub fn print(
    context: &Context,
    ids: &[ArticleId],
    format: Format,
    secrets: Secrets,
    out: &mut dyn Write,
) -> Result<Exported, JobError> {
    let going = Outgoing::new(context, secrets);
    write_text_of(&going, ids, format, out)?;
    Ok(going.exported(0))
}

fn write_text_of(
    going: &Outgoing<'_>,
    ids: &[ArticleId],
    format: Format,
    out: &mut dyn Write,
) -> Result<(), JobError> {
    match format {
        Format::Json => return state::write(going, Some(ids), out),
        Format::Html => return html::write(going, ids, out),
        Format::Epub => return Err(JobError::other("a book needs a file: say --output PATH")),
        Format::Markdown | Format::Text => {}
    }
    let context = going.context;
    for (number, id) in ids.iter().enumerate() {
        let item = Item::load(going, *id)?;
        let text = if format == Format::Text {
            let rule = "─".repeat(usize::from(MEASURE));
            let before = if number == 0 {
                String::new()
            } else {
                format!("\n{rule}\n\n")
            };
            before + plain_text(context, &item).trim_end()
        } else {
            let before = if number == 0 { "" } else { "\n" };
            before.to_owned() + as_markdown(context, &item, &|_| None).trim_end()
        };
        writeln!(out, "{}", clean_block(&text).trim_end()).map_err(written)?;
    }
    Ok(())
}

fn written(error: std::io::Error) -> JobError {
    JobError::Write(error)
}

fn plain_text(context: &Context, item: &Item) -> String {
    let reader = &context.config.reader;
    let options = PageOptions {
        hyphenate: false,
        // The one who reads the file puts the letters into order.
        bidi: false,
        ascii: false,
        link_numbers: reader.link_numbers,
        dateline: item.dateline(context),
        ..pages(MEASURE)
    };
    let page = lay_out(&item.document, &options);
    let mut text = plain(&page);
    let links = item.document.links.iter().enumerate();
    let elsewhere = links.filter(|(_, link)| page.line_of(&link.url).is_none());
    for (place, (number, link)) in elsewhere.enumerate() {
        let before = if place == 0 { "\n" } else { "" };
        text.push_str(&format!(
            "{before}[{}] {}\n",
            number + 1,
            clean_line(&ascii_address(&link.url))
        ));
    }
    if let Some(url) = &item.article.row.url {
        text.push_str(&format!("\n{}\n", clean_line(&ascii_address(url))));
    }
    text
}

fn as_markdown(context: &Context, item: &Item, name: &dyn Fn(&str) -> Option<String>) -> String {
    let row = &item.article.row;
    let time =
        |time: Option<crate::model::Timestamp>| time.map_or(String::new(), |it| it.to_string());
    let tags: Vec<&str> = row.mark.tags.iter().map(Clean::as_str).collect();
    let lines = [
        ("title", item.title().to_string()),
        ("author", item.document.byline.to_string()),
        ("outlet", row.feed_title.to_string()),
        (
            "url",
            row.url.as_deref().map(ascii_address).unwrap_or_default(),
        ),
        ("published", time(item.document.published.or(row.published))),
        ("saved", time(row.mark.saved_at)),
        ("language", item.language().unwrap_or_default().to_owned()),
        ("tags", tags.join(", ")),
        ("minutes", minutes(item.document.words).to_string()),
    ];
    let mut out = markdown::front_matter(&lines);
    let title = markdown::escaped(item.title());
    out.push_str(&format!("{}\n\n", markdown::heading(1, &title)));
    if !item.document.standfirst.is_empty() {
        out.push_str(&format!(
            "*{}*\n\n",
            markdown::escaped(&item.document.standfirst)
        ));
    }
    let dateline = item.dateline(context);
    let dateline: Vec<&str> = dateline.iter().map(Clean::as_str).collect();
    let dateline = clean_line(&dateline.join(" · "));
    out.push_str(&format!("{}\n\n", markdown::escaped(&dateline)));
    out.push_str(&markdown::body(&item.html(), 0, name));
    out
}

/// One article is one file; several are a folder of them. Pictures lie in a folder beside.
fn export_markdown(
    going: &Outgoing<'_>,
    ids: &[ArticleId],
    to: &Path,
    existing: Existing,
) -> Result<u64, JobError> {
    if let [id] = ids
        && !to.is_dir()
    {
        let item = Item::load(going, *id)?;
        let mut folder = to.as_os_str().to_owned();
        folder.push(".pictures");
        let folder = PathBuf::from(folder);
        return in_folder(&folder, || {
            markdown_file(going, &item, to, &folder, existing)
        });
    }
    let is_taken = to
        .read_dir()
        .is_ok_and(|mut entries| entries.next().is_some())
        || to.is_file();
    if existing == Existing::Keep && is_taken {
        return Err(JobError::Exists(clean_line(&to.to_string_lossy())));
    }
    in_folder(to, || markdown_files(going, ids, to, existing))
}

/// Writes into a folder; where that fails, one that was made for it goes again with what is in it.
fn in_folder(
    folder: &Path,
    write: impl FnOnce() -> Result<u64, JobError>,
) -> Result<u64, JobError> {
    let was_there = folder.symlink_metadata().is_ok();
    let written = write();
    if written.is_err() && !was_there {
        // It may not have been made at all.
        let _ = std::fs::remove_dir_all(folder);
    }
    written
}

fn markdown_files(
    going: &Outgoing<'_>,
    ids: &[ArticleId],
    to: &Path,
    existing: Existing,
) -> Result<u64, JobError> {
    std::fs::create_dir_all(to).map_err(|error| failed(to, &error))?;
    let mut bytes = 0;
    let mut taken = std::collections::HashSet::new();
    for id in ids {
        let item = Item::load(going, *id)?;
        let mut name = file_name(item.title());
        if !taken.insert(name.clone()) {
            name = format!("{name}-{id}");
            taken.insert(name.clone());
        }
        let file = to.join(format!("{name}.md"));
        bytes += markdown_file(going, &item, &file, &to.join("pictures"), existing)?;
    }
    Ok(bytes)
}

fn markdown_file(
    going: &Outgoing<'_>,
    item: &Item,
    to: &Path,
    folder: &Path,
    existing: Existing,
) -> Result<u64, JobError> {
    if existing == Existing::Keep && to.exists() {
        return Err(JobError::Exists(clean_line(&to.to_string_lossy())));
    }
    let pictures = pictures_of(going, item);
    let mut bytes = 0;
    if !pictures.is_empty() {
        std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    }
    for picture in &pictures {
        let file = folder.join(&picture.name);
        // Named by its address: what is there is the same.
        bytes += write_file(&file, Existing::Replace, |_, out| {
            out.write_all(&picture.bytes).map_err(written)
        })?;
    }
    let beside = in_link(folder.file_name().unwrap_or_default());
    let name = |url: &str| {
        let found = pictures.iter().find(|picture| picture.url == url)?;
        Some(format!("{beside}/{}", found.name))
    };
    let text = as_markdown(going.context, item, &name);
    bytes += write_file(to, existing, |_, out| {
        out.write_all(clean_block(&text).as_bytes())
            .map_err(written)
    })?;
    Ok(bytes)
}

/// A file's name as a link has it: `#` and `?` would end it, a blank or a bracket the link, and `%` begins a sign.
fn in_link(name: &OsStr) -> String {
    let mut out = String::new();
    for byte in name.as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
            out.push(char::from(*byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn pages(measure: u16) -> PageOptions {
    PageOptions {
        hyphenate: false,
        bidi: false,
        change_marks: true,
        code_colours: false,
        ..PageOptions::new(measure)
    }
}

/// A tag of BCP 47 that can stand in an attribute; `und` where nothing is known.
fn language_tag(language: Option<&str>) -> &str {
    let is_tag = |tag: &&str| {
        (2..=35).contains(&tag.len())
            && tag.split('-').all(|part| {
                (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
            })
            && tag.chars().take(2).all(|c| c.is_ascii_alphabetic())
    };
    language.filter(is_tag).unwrap_or("und")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// It lay about, and the next export was refused since something was there.
    #[test]
    fn a_folder_that_was_made_in_vain_goes_again_and_no_other() {
        let place = tempfile::tempdir().unwrap();
        let write_in_vain = |folder: &Path| {
            in_folder(folder, || {
                std::fs::create_dir_all(folder).unwrap();
                std::fs::write(folder.join("half"), "half").unwrap();
                Err(JobError::other("no room"))
            })
        };
        let made = place.path().join("x.md");
        assert!(write_in_vain(&made).is_err() && !made.exists());
        let known = place.path().join("known");
        std::fs::create_dir(&known).unwrap();
        assert!(write_in_vain(&known).is_err() && known.exists());
    }
}
