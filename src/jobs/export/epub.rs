//! A book of articles: EPUB 3.3 with a table of contents that older readers know too, by the rules
//! that epubcheck holds books to. Each article is a chapter; pictures are those of the disk.

use super::html::head;
use super::{Item, Outgoing, Picture, language_tag, pictures_of};
use crate::jobs::{Context, JobError};
use crate::markup::{escape_text, xhtml};
use crate::model::ArticleId;
use crate::text::clean_block;
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const CONTAINER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\n\
<rootfiles><rootfile full-path=\"OEBPS/content.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles>\n\
</container>\n";
const STYLE: &str = "body{margin:0 4%;line-height:1.4}img{max-width:100%}figure{margin:1em 0}\
figcaption,.dateline{font-size:.9em;color:#555}blockquote{margin:1em 0 1em 1em}pre{white-space:pre-wrap}\n";

type Zip = ZipWriter<BufWriter<File>>;

/// Writes the book into a file that is there and empty.
pub fn write(going: &Outgoing<'_>, ids: &[ArticleId], to: &Path) -> Result<(), JobError> {
    if ids.is_empty() {
        return Err(JobError::other("there are no articles for a book"));
    }
    let file = File::options().write(true).truncate(true).open(to);
    let mut zip = ZipWriter::new(BufWriter::new(file.map_err(JobError::other)?));
    // Stored as it is, first, so that the file's kind can be told from its first bytes.
    add(
        &mut zip,
        "mimetype",
        b"application/epub+zip",
        CompressionMethod::Stored,
    )?;
    text(&mut zip, "META-INF/container.xml", CONTAINER)?;
    text(&mut zip, "OEBPS/style.css", STYLE)?;
    let mut book = Book::default();
    for id in ids {
        book.chapter(going, *id, &mut zip)?;
    }
    book.close(going.context, &mut zip)?;
    zip.finish()
        .map_err(JobError::other)?
        .flush()
        .map_err(JobError::other)
}

fn add(zip: &mut Zip, name: &str, bytes: &[u8], method: CompressionMethod) -> Result<(), JobError> {
    let options = SimpleFileOptions::default().compression_method(method);
    zip.start_file(name, options).map_err(JobError::other)?;
    zip.write_all(bytes).map_err(super::written)
}

fn text(zip: &mut Zip, name: &str, text: &str) -> Result<(), JobError> {
    add(zip, name, text.as_bytes(), CompressionMethod::Deflated)
}

#[derive(Default)]
struct Book {
    chapters: Vec<Chapter>,
    /// Name and kind of each picture, once.
    pictures: Vec<(String, &'static str)>,
    known: HashSet<String>,
}

struct Chapter {
    file: String,
    title: String,
    language: String,
    id: ArticleId,
}

impl Book {
    fn chapter(
        &mut self,
        going: &Outgoing<'_>,
        id: ArticleId,
        zip: &mut Zip,
    ) -> Result<(), JobError> {
        let item = Item::load(going, id)?;
        let pictures = pictures_of(going, &item);
        for picture in &pictures {
            self.picture(picture, zip)?;
        }
        let name = |url: &str| {
            let picture = pictures.iter().find(|picture| picture.url == url)?;
            Some(format!("pictures/{}", picture.name))
        };
        let places = item.places();
        let (way, blocks) = item.way();
        let body = xhtml::body(&item.html(), blocks, &name, &|url| places.get(url).cloned());
        let file = format!("article-{}.xhtml", self.chapters.len() + 1);
        let language = language_tag(item.language()).to_owned();
        let title = item.title().to_string();
        let content = format!(
            "<section>\n{}{body}</section>\n",
            head(going.context, &item, "h1", blocks)
        );
        let page = page(&title, &language, way, &content);
        text(zip, &format!("OEBPS/{file}"), &page)?;
        self.chapters.push(Chapter {
            file,
            title,
            language,
            id,
        });
        Ok(())
    }

    fn picture(&mut self, picture: &Picture, zip: &mut Zip) -> Result<(), JobError> {
        if self.known.insert(picture.name.clone()) {
            let name = format!("OEBPS/pictures/{}", picture.name);
            // They are packed already.
            add(zip, &name, &picture.bytes, CompressionMethod::Stored)?;
            self.pictures
                .push((picture.name.clone(), picture.media_type));
        }
        Ok(())
    }

    /// Contents and the list of everything.
    fn close(&self, context: &Context, zip: &mut Zip) -> Result<(), JobError> {
        let title = self.title(context);
        let identifier = self.identifier();
        text(zip, "OEBPS/nav.xhtml", &self.contents(&title))?;
        text(
            zip,
            "OEBPS/toc.ncx",
            &self.old_contents(&title, &identifier),
        )?;
        text(
            zip,
            "OEBPS/content.opf",
            &self.package(context, &title, &identifier),
        )
    }

    fn title(&self, context: &Context) -> String {
        match self.chapters.as_slice() {
            [one] => one.title.clone(),
            many => {
                let day = context.now().in_zone(&context.clock.zone());
                let day = day.strftime("%-d %B %Y");
                format!("{} articles, {day}", many.len())
            }
        }
    }

    /// The same articles are the same book.
    fn identifier(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for chapter in &self.chapters {
            hasher.update(&chapter.id.get().to_le_bytes());
            hasher.update(chapter.title.as_bytes());
        }
        let hex = hasher.finalize().to_hex();
        let part =
            |from: usize, to: usize| hex.as_str().get(from..to).unwrap_or_default().to_owned();
        // A UUID of the kind that is made of whatever one likes (RFC 9562, version 8).
        format!(
            "urn:uuid:{}-{}-8{}-a{}-{}",
            part(0, 8),
            part(8, 12),
            part(13, 16),
            part(17, 20),
            part(20, 32)
        )
    }

    fn language(&self) -> &str {
        self.chapters
            .first()
            .map_or("und", |chapter| chapter.language.as_str())
    }

    fn contents(&self, title: &str) -> String {
        let items = self.chapters.iter().map(|chapter| {
            let title = escape_text(&chapter.title).into_owned();
            format!("<li><a href=\"{}\">{title}</a></li>\n", chapter.file)
        });
        let items: String = items.collect();
        let content = format!(
            "<nav epub:type=\"toc\" id=\"toc\">\n<h1>Contents</h1>\n<ol>\n{items}</ol>\n</nav>\n"
        );
        page(title, self.language(), "ltr", &content)
    }

    fn old_contents(&self, title: &str, identifier: &str) -> String {
        let points = self.chapters.iter().enumerate().map(|(at, chapter)| {
            let number = at + 1;
            let title = escape_text(&chapter.title).into_owned();
            let file = &chapter.file;
            format!(
                "<navPoint id=\"point-{number}\" playOrder=\"{number}\"><navLabel><text>{title}</text></navLabel>\
                 <content src=\"{file}\"/></navPoint>\n"
            )
        });
        let points: String = points.collect();
        let title = escape_text(title);
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ncx xmlns=\"http://www.daisy.org/z3986/2005/ncx/\" version=\"2005-1\">\n\
             <head><meta name=\"dtb:uid\" content=\"{identifier}\"/><meta name=\"dtb:depth\" content=\"1\"/>\
             <meta name=\"dtb:totalPageCount\" content=\"0\"/><meta name=\"dtb:maxPageNumber\" content=\"0\"/></head>\n\
             <docTitle><text>{title}</text></docTitle>\n<navMap>\n{points}</navMap>\n</ncx>\n"
        )
    }

    fn package(&self, context: &Context, title: &str, identifier: &str) -> String {
        let mut manifest = "<item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n\
             <item id=\"ncx\" href=\"toc.ncx\" media-type=\"application/x-dtbncx+xml\"/>\n\
             <item id=\"style\" href=\"style.css\" media-type=\"text/css\"/>\n"
            .to_owned();
        let mut spine = String::new();
        for (at, chapter) in self.chapters.iter().enumerate() {
            let number = at + 1;
            let file = &chapter.file;
            manifest.push_str(&format!(
                "<item id=\"article-{number}\" href=\"{file}\" media-type=\"application/xhtml+xml\"/>\n"
            ));
            spine.push_str(&format!("<itemref idref=\"article-{number}\"/>\n"));
        }
        for (at, (name, media_type)) in self.pictures.iter().enumerate() {
            let number = at + 1;
            manifest.push_str(&format!(
                "<item id=\"picture-{number}\" href=\"pictures/{name}\" media-type=\"{media_type}\"/>\n"
            ));
        }
        let title = escape_text(title);
        let (language, modified) = (self.language(), context.now());
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" \
             unique-identifier=\"id\" xml:lang=\"{language}\">\n<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n\
             <dc:identifier id=\"id\">{identifier}</dc:identifier>\n<dc:title>{title}</dc:title>\n\
             <dc:language>{language}</dc:language>\n<meta property=\"dcterms:modified\">{modified}</meta>\n</metadata>\n\
             <manifest>\n{manifest}</manifest>\n<spine toc=\"ncx\">\n{spine}</spine>\n</package>\n"
        )
    }
}

fn page(title: &str, language: &str, way: &str, content: &str) -> String {
    let title = escape_text(title);
    let content = clean_block(content);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" \
         xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"{language}\" xml:lang=\"{language}\" dir=\"{way}\">\n\
         <head>\n<title>{title}</title>\n<link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\"/>\n</head>\n\
         <body>\n{content}</body>\n</html>\n"
    )
}
