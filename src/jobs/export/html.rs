//! Articles as one page of HTML with its pictures in it: nothing is fetched when it is opened.

use super::{Item, Outgoing, language_tag, pictures_of, written};
use crate::jobs::{Context, JobError};
use crate::markup::escape_text;
use crate::markup::xhtml::{self, Way};
use crate::model::ArticleId;
use crate::text::{Bidi, clean_block};
use base64::Engine as _;
use std::io::Write;

const STYLE: &str = "body{max-width:38em;margin:2em auto;padding:0 1em;font:1.05em/1.5 serif;color:#222;background:#fffdf9}\
img{max-width:100%;height:auto}figure{margin:1em 0}figcaption,.dateline{color:#666;font-size:.9em}\
pre{overflow-x:auto;background:#f4f2ee;padding:.5em}blockquote{border-left:3px solid #ccc;margin-left:0;padding-left:1em}\
article+article{border-top:1px solid #ccc;margin-top:3em;padding-top:1em}table{border-collapse:collapse}\
td,th{border:1px solid #ccc;padding:.2em .5em}\
@media (prefers-color-scheme:dark){body{color:#ddd;background:#1b1b1b}pre{background:#2a2a2a}a{color:#8ab4f8}}";

pub fn write(going: &Outgoing<'_>, ids: &[ArticleId], out: &mut dyn Write) -> Result<(), JobError> {
    for (number, id) in ids.iter().enumerate() {
        let item = Item::load(going, *id)?;
        let language = language_tag(item.language());
        if number == 0 {
            let title = if ids.len() == 1 {
                item.title().to_string()
            } else {
                format!("{} articles", ids.len())
            };
            let title = escape_text(&title).into_owned();
            writeln!(
                out,
                "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
                 <meta name=\"viewport\" content=\"width=device-width\">\n\
                 <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n\
                 <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>"
            )
            .map_err(written)?;
        }
        let article = article(going, &item, language);
        out.write_all(clean_block(&article).as_bytes())
            .map_err(written)?;
        writeln!(out).map_err(written)?;
    }
    writeln!(out, "</body>\n</html>").map_err(written)
}

fn article(going: &Outgoing<'_>, item: &Item, language: &str) -> String {
    let pictures = pictures_of(going, item);
    let data = |url: &str| {
        let picture = pictures.iter().find(|picture| picture.url == url)?;
        let coded = base64::engine::general_purpose::STANDARD.encode(&picture.bytes);
        Some(format!("data:{};base64,{coded}", picture.media_type))
    };
    let places = item.places();
    let (way, blocks) = item.way();
    let body = xhtml::body(&item.html(), blocks, &data, &|url| places.get(url).cloned());
    format!(
        "<article lang=\"{language}\" dir=\"{way}\">\n{}{body}</article>",
        head(going.context, item, "h1", blocks)
    )
}

/// Headline, standfirst, byline, date, and where it stood.
pub fn head(context: &Context, item: &Item, heading: &str, way: Way) -> String {
    let own = way.attribute();
    let mut out = format!(
        "<{heading}{own}>{}</{heading}>\n",
        escape_text(item.title())
    );
    if !item.document.standfirst.is_empty() {
        let standfirst = escape_text(&item.document.standfirst);
        out.push_str(&format!("<p{own}><strong>{standfirst}</strong></p>\n"));
    }
    let dateline = item.dateline(context);
    let parts = dateline.iter().map(|part| match Bidi::new(part) {
        None => escape_text(part).into_owned(),
        // A name that runs to the left turns nothing beside it.
        Some(_) => format!("<bdi>{}</bdi>", escape_text(part)),
    });
    let dateline = parts.collect::<Vec<_>>().join(" · ");
    let url = item
        .article
        .row
        .url
        .as_deref()
        .and_then(|url| url::Url::parse(url).ok());
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https"));
    let link = url.map(|url| {
        let host = escape_text(url.host_str().unwrap_or_default()).into_owned();
        format!(" · <a href=\"{}\">{host}</a>", xhtml::quoted(url.as_str()))
    });
    let link = link.unwrap_or_default();
    out.push_str(&format!("<p class=\"dateline\">{dateline}{link}</p>\n"));
    out
}
