//! The edition's feeds, as real outlets write them.

use super::edition::{Article, Flaw, Kind, Outlet, escape};
use crate::model::Timestamp;
use serde_json::json;
use std::fmt::Write as _;

/// Bytes and type of an outlet's feed.
pub fn feed(outlet: &Outlet, origin: &str, now: Timestamp) -> (Vec<u8>, &'static str) {
    let site = Site {
        outlet,
        origin,
        now,
    };
    let (text, kind) = match outlet.kind {
        Kind::RssFull | Kind::RssSummary => (site.rss(), "application/rss+xml; charset=UTF-8"),
        Kind::Rdf => (site.rdf(), "application/rdf+xml"),
        Kind::Atom => (site.atom(), "application/atom+xml"),
        Kind::Json => (site.json(), "application/feed+json"),
    };
    match outlet.flaw {
        Flaw::BareAmpersands => (text.replace("&amp;", "&").into_bytes(), kind),
        Flaw::Windows1252 => (
            windows_1252(&text.replace("UTF-8", "windows-1252")),
            "text/xml",
        ),
        Flaw::None | Flaw::Dates => (text.into_bytes(), kind),
    }
}

struct Site<'a> {
    outlet: &'a Outlet,
    origin: &'a str,
    now: Timestamp,
}

impl Site<'_> {
    fn link(&self, article: &Article) -> String {
        format!("{}/{}/", self.origin, article.slug)
    }

    fn time(&self, article: &Article) -> jiff::civil::DateTime {
        utc(self.now.minus(article.minutes_ago * 60))
    }

    /// RFC 822, or what one outlet takes for it.
    fn rss_date(&self, article: &Article) -> String {
        let form = match self.outlet.flaw {
            Flaw::Dates => "%A, %d %B %Y - %H:%M GMT",
            _ => "%a, %d %b %Y %H:%M:%S +0000",
        };
        self.time(article).strftime(form).to_string()
    }

    fn rfc_3339(&self, article: &Article) -> String {
        self.time(article)
            .strftime("%Y-%m-%dT%H:%M:%SZ")
            .to_string()
    }

    fn body(&self, article: &Article) -> String {
        let picture = match article.picture.as_str() {
            "" => String::new(),
            name => format!(
                "<figure><img src=\"/pictures/{name}\" alt=\"\"><figcaption>{}</figcaption></figure>\n",
                escape(&article.caption)
            ),
        };
        format!("{picture}{}", article.blocks.join("\n"))
    }

    fn rss(&self) -> String {
        let name = escape(&self.outlet.name);
        let origin = self.origin;
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" \
             xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
             xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\">\n<channel>\n\
             <title>{name}</title>\n<link>{origin}/</link>\n<description>{}</description>\n\
             <language>{}</language>\n<sy:updatePeriod>hourly</sy:updatePeriod>\n",
            escape(&self.outlet.about),
            self.outlet.language
        );
        for article in &self.outlet.articles {
            let link = self.link(article);
            let title = escape(&article.title);
            let summary = format!(
                "<p>{} [&#8230;]</p>\n<p>The post <a href=\"{link}\">{title}</a> first appeared on \
                 <a href=\"{origin}/\">{name}</a>.</p>",
                escape(&article.standfirst)
            );
            let _ = write!(
                out,
                "<item>\n<title>{title}</title>\n<link>{link}</link>\n<dc:creator>{}</dc:creator>\n\
                 <pubDate>{}</pubDate>\n<category>{}</category>\n\
                 <guid isPermaLink=\"false\">{origin}/?p={}</guid>\n<description>{}</description>\n",
                escape(&article.byline),
                self.rss_date(article),
                escape(&article.section),
                number(&article.slug),
                escape(&summary)
            );
            if self.outlet.kind == Kind::RssFull {
                let _ = writeln!(
                    out,
                    "<content:encoded><![CDATA[{}]]></content:encoded>",
                    self.body(article)
                );
            }
            out.push_str("</item>\n");
        }
        out.push_str("</channel>\n</rss>\n");
        out
    }

    fn rdf(&self) -> String {
        let origin = self.origin;
        let mut items = String::new();
        let mut list = String::new();
        for article in &self.outlet.articles {
            let link = self.link(article);
            let _ = write!(list, "<rdf:li rdf:resource=\"{link}\"/>");
            let _ = write!(
                items,
                "<item rdf:about=\"{link}\">\n<title>{}</title>\n<link>{link}</link>\n\
                 <description>{}</description>\n<dc:date>{}</dc:date>\n<dc:creator>{}</dc:creator>\n</item>\n",
                escape(&article.title),
                escape(&article.standfirst),
                self.rfc_3339(article),
                escape(&article.byline)
            );
        }
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF \
             xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel rdf:about=\"{origin}/index.rdf\">\n\
             <title>{}</title>\n<link>{origin}/</link>\n<description>{}</description>\n\
             <items><rdf:Seq>{list}</rdf:Seq></items>\n</channel>\n{items}</rdf:RDF>\n",
            escape(&self.outlet.name),
            escape(&self.outlet.about)
        )
    }

    fn atom(&self) -> String {
        let origin = self.origin;
        let newest = self
            .outlet
            .articles
            .iter()
            .map(|article| self.rfc_3339(article))
            .max()
            .unwrap_or_default();
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" \
             xml:lang=\"{}\">\n<title>{}</title>\n<id>{origin}/</id>\n<updated>{newest}</updated>\n\
             <link rel=\"self\" href=\"{origin}/atom.xml\"/>\n<link href=\"{origin}/\"/>\n",
            self.outlet.language,
            escape(&self.outlet.name)
        );
        for article in &self.outlet.articles {
            let time = self.rfc_3339(article);
            let _ = write!(
                out,
                "<entry>\n<title type=\"html\">{}</title>\n<id>tag:demo,2026:{}</id>\n\
                 <link href=\"/{}/\"/>\n<published>{time}</published>\n<updated>{time}</updated>\n\
                 <author><name>{}</name></author>\n<category term=\"{}\"/>\n\
                 <summary>{}</summary>\n<content type=\"html\">{}</content>\n{}</entry>\n",
                escape(&escape(&article.title)),
                article.slug,
                article.slug,
                escape(&article.byline),
                escape(&article.section),
                escape(&article.standfirst),
                escape(&self.body(article)),
                sounds(article)
            );
        }
        out.push_str("</feed>\n");
        out
    }

    fn json(&self) -> String {
        let origin = self.origin;
        let items = self.outlet.articles.iter().map(|article| {
            json!({
                "id": number(&article.slug), "url": self.link(article), "title": article.title,
                "summary": article.standfirst, "content_html": self.body(article),
                "date_published": self.rfc_3339(article), "authors": [{ "name": article.byline }],
                "tags": [article.section],
            })
        });
        json!({
            "version": "https://jsonfeed.org/version/1.1", "title": self.outlet.name,
            "home_page_url": format!("{origin}/"), "feed_url": format!("{origin}/feed.json"),
            "language": self.outlet.language, "items": items.collect::<Vec<_>>(),
        })
        .to_string()
    }
}

/// Where the sound of this number lies.
pub fn sound_path(article: &Article, number: usize) -> String {
    format!("/sounds/{}-{}.wav", article.slug, number + 1)
}

/// As Atom links.
fn sounds(article: &Article) -> String {
    let links = article.sounds.iter().enumerate().map(|(number, seconds)| {
        let (path, length) = (
            sound_path(article, number),
            super::edition::sound(*seconds).len(),
        );
        format!(
            "<link rel=\"enclosure\" type=\"audio/wav\" length=\"{length}\" href=\"{path}\"/>\n"
        )
    });
    links.collect()
}

/// Calendar and clock in UTC.
pub fn utc(time: Timestamp) -> jiff::civil::DateTime {
    time.in_zone(&jiff::tz::TimeZone::UTC).datetime()
}

/// As a data base would number posts.
fn number(slug: &str) -> u64 {
    slug.bytes()
        .fold(7, |hash, byte| (hash * 31 + u64::from(byte)) % 900_000)
        + 1000
}

/// Letters that Windows-1252 has; all that the outlet uses.
fn windows_1252(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| match c {
            '€' => 0x80,
            '…' => 0x85,
            '‘' => 0x91,
            '’' => 0x92,
            '“' => 0x93,
            '”' => 0x94,
            '–' => 0x96,
            '—' => 0x97,
            c => u8::try_from(u32::from(c)).unwrap_or(b'?'),
        })
        .collect()
}
