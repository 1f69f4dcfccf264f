//! The edition's pages, with the furniture that real ones carry. What a reader must not see is all
//! in here.

use super::edition::{Article, Outlet, Theme, escape};
use super::feeds::utc;
use crate::model::Timestamp;

const ADVERTISEMENT: &str = "<div class=\"mvp-ad-wrap mvp-content-ad\"><span class=\"mvp-ad-label\">Advertisement</span>\
    <ins class=\"adsbygoogle\" data-ad-slot=\"000\"></ins></div>";

/// The page of one article.
pub fn page(outlet: &Outlet, article: &Article, origin: &str, now: Timestamp) -> String {
    let parts = Parts {
        outlet,
        article,
        origin,
        time: now.minus(article.minutes_ago * 60),
    };
    let body = match outlet.theme {
        Theme::News => parts.news(),
        Theme::Magazine => parts.magazine(),
        Theme::Blog => parts.blog(),
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n{}\n<body>\n{body}\n</body>\n</html>\n",
        outlet.language,
        parts.head()
    )
}

/// The outlet's own address: what is new, and where the feed is.
pub fn front(outlet: &Outlet, origin: &str) -> String {
    let name = escape(&outlet.name);
    let items = outlet.articles.iter().map(|article| {
        format!(
            "<li><a href=\"/{}/\">{}</a></li>\n",
            article.slug,
            escape(&article.title)
        )
    });
    let kind = match outlet.kind.path() {
        "/atom.xml" => "application/atom+xml",
        "/feed.json" => "application/feed+json",
        "/index.rdf" => "application/rdf+xml",
        _ => "application/rss+xml",
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><title>{name}</title>\n\
         <link rel=\"alternate\" type=\"application/rss+xml\" title=\"{name} &raquo; Comments Feed\" href=\"{origin}/comments/feed/\">\n\
         <link rel=\"alternate\" type=\"{kind}\" title=\"{name}\" href=\"{}\"></head>\n\
         <body><h1>{name}</h1><p>{}</p><ul>{}</ul></body></html>\n",
        outlet.language,
        outlet.kind.path(),
        escape(&outlet.about),
        items.collect::<String>()
    )
}

struct Parts<'a> {
    outlet: &'a Outlet,
    article: &'a Article,
    origin: &'a str,
    time: Timestamp,
}

impl Parts<'_> {
    fn iso(&self) -> String {
        utc(self.time)
            .strftime("%Y-%m-%dT%H:%M:%S+00:00")
            .to_string()
    }

    fn head(&self) -> String {
        let (title, name) = (escape(&self.article.title), escape(&self.outlet.name));
        let standfirst = escape(&self.article.standfirst);
        let url = format!("{}/{}/", self.origin, self.article.slug);
        let picture = match self.article.picture.as_str() {
            "" => String::new(),
            picture => format!(
                "<meta property=\"og:image\" content=\"{}/pictures/{picture}\">\n",
                self.origin
            ),
        };
        format!(
            "<head>\n<meta charset=\"utf-8\">\n<title>{title} - {name}</title>\n\
             <link rel=\"canonical\" href=\"{url}\">\n\
             <link rel=\"alternate\" type=\"application/rss+xml\" href=\"{}\">\n\
             <meta property=\"og:type\" content=\"article\">\n<meta property=\"og:title\" content=\"{title}\">\n\
             <meta property=\"og:site_name\" content=\"{name}\">\n<meta property=\"og:description\" content=\"{standfirst}\">\n\
             {picture}<meta property=\"article:published_time\" content=\"{}\">\n\
             <meta name=\"author\" content=\"{}\">\n<script>window.dataLayer = []; track('page');</script>\n\
             <style>.mvp-ad-wrap {{ margin: 20px 0; }}</style>\n</head>",
            self.outlet.kind.path(),
            self.iso(),
            escape(&self.article.byline)
        )
    }

    fn figure(&self) -> String {
        if self.article.picture.is_empty() {
            return String::new();
        }
        let caption = escape(&self.article.caption);
        let picture = &self.article.picture;
        format!(
            "<div id=\"mvp-post-feat-img\" class=\"left relative mvp-post-feat-img-wide2\">\
             <img src=\"/pictures/{picture}\" width=\"640\" height=\"360\" alt=\"{caption}\"></div>\
             <span class=\"mvp-feat-caption\">{caption}</span>"
        )
    }

    /// Other articles of the outlet, as "related" boxes show them.
    fn related(&self, count: usize) -> String {
        let others = self
            .outlet
            .articles
            .iter()
            .filter(|other| other.slug != self.article.slug);
        others.take(count).map(|other| {
            format!("<li><a href=\"/{}/\"><img src=\"/pictures/thumb.png\" width=\"80\" height=\"60\" alt=\"\"><p>{}</p></a></li>", other.slug, escape(&other.title))
        }).collect()
    }

    /// Paragraphs with an advertisement after every third.
    fn with_advertisements(&self) -> String {
        let mut out = String::new();
        for (index, block) in self.article.blocks.iter().enumerate() {
            out.push_str(block);
            out.push('\n');
            if index % 3 == 2 {
                out.push_str(ADVERTISEMENT);
                out.push('\n');
            }
        }
        out
    }

    /// A WordPress news theme.
    fn news(&self) -> String {
        let article = self.article;
        let (title, name) = (escape(&article.title), escape(&self.outlet.name));
        let day = utc(self.time).strftime("%B %-d, %Y");
        let share = "<div class=\"mvp-post-soc-wrap left relative\"><ul class=\"mvp-post-soc-list\">\
            <li class=\"mvp-post-soc-fb\">Share</li><li class=\"mvp-post-soc-twit\">Tweet</li><li>Email</li></ul></div>";
        format!(
            "<header id=\"mvp-main-head-wrap\"><div class=\"mvp-fly-soc-wrap\"><span class=\"mvp-fly-soc-head\">Connect with us</span>\
             <ul><li><a href=\"#\">Facebook</a></li><li><a href=\"#\">X</a></li></ul></div><nav><ul><li><a href=\"/\">Home</a></li>\
             <li><a href=\"/politics/\">Politics</a></li><li><a href=\"/business/\">Business</a></li></ul></nav>\
             <div class=\"mvp-logo\">{name}</div></header>\n\
             <article id=\"mvp-article-wrap\" itemscope itemtype=\"http://schema.org/NewsArticle\">\n\
             <header id=\"mvp-post-head\" class=\"left relative\"><h3 class=\"mvp-post-cat left relative\">\
             <a class=\"mvp-post-cat-link\" href=\"/c/\"><span class=\"mvp-post-cat left\">{section}</span></a></h3>\n\
             <h1 class=\"mvp-post-title left entry-title\" itemprop=\"headline\">{title}</h1>\n\
             <span class=\"mvp-post-excerpt left\"><p>{standfirst}</p></span>\n\
             <div class=\"mvp-author-info-wrap left relative\"><div class=\"mvp-author-info-text left relative\">\
             <div class=\"mvp-author-info-date left relative\"><p>Published</p> <span class=\"mvp-post-date\">{ago}</span> <p>on</p> \
             <span class=\"mvp-post-date updated\"><time class=\"post-date updated\" itemprop=\"datePublished\" datetime=\"{iso}\">{day}</time></span></div>\
             <div class=\"mvp-author-info-name left relative\"><p>By</p> <span class=\"author-name vcard fn author\" itemprop=\"name\">\
             <a href=\"/author/x/\" rel=\"author\">{byline}</a></span></div></div></div></header>\n\
             <div id=\"mvp-post-content\" class=\"left relative\">{figure}{share}\
             <div id=\"mvp-content-wrap\"><div id=\"mvp-content-body\"><div id=\"mvp-content-main\" class=\"left relative\">\n{body}</div>\n\
             <div id=\"mvp-content-bot\" class=\"left\"><div class=\"mvp-post-tags\"><span class=\"mvp-post-tags-header\">Related Topics:</span>\
             <a href=\"/t/\">featured</a></div><div class=\"mvp-prev-next-wrap\"><span>Up Next</span><a href=\"/\">More stories</a></div>\n\
             <div id=\"mvp-author-box-wrap\" class=\"left relative\"><h4>{name} News</h4><p>&nbsp;</p>{ad}<p>{about}</p></div>\n\
             <div class=\"mvp-org-wrap\">{name}</div></div></div></div>\n\
             <div class=\"mvp-cont-read-wrap\"><div class=\"mvp-cont-read-but-wrap left relative\"><span class=\"mvp-cont-read-but\">Continue Reading</span></div></div>\n\
             <div id=\"mvp-related-posts\" class=\"left relative\"><h4 class=\"mvp-widget-home-title\"><span>You may like</span></h4><ul>{related}</ul></div>\n\
             {ad}<div id=\"mvp-comments-button\" class=\"left relative\"><span class=\"mvp-comment-but-text\">Comments</span></div>\
             <div id=\"comments\"><h3>Leave a Reply</h3><form><label>Comment</label><textarea></textarea>\
             <p class=\"comment-notes\">Your email address will not be published. Required fields are marked *</p><button>Post Comment</button></form></div>\n\
             </div></article>\n<footer><ul><li>About</li><li>Contact</li></ul><p>Copyright &copy; {name}. All rights reserved.</p></footer>",
            section = escape(&article.section),
            standfirst = escape(&article.standfirst),
            iso = self.iso(),
            day = day,
            ago = "some time ago",
            byline = escape(&article.byline),
            figure = self.figure(),
            share = share,
            body = self.with_advertisements(),
            ad = ADVERTISEMENT,
            about = escape(&self.outlet.about),
            related = self.related(4)
        )
    }

    fn magazine(&self) -> String {
        let article = self.article;
        let mut body = String::new();
        for (index, block) in article.blocks.iter().enumerate() {
            body.push_str(block);
            if index == 2 {
                body.push_str("<aside class=\"newsletter-signup\"><h4>Get our newsletter</h4><p>The best of the week, every Saturday morning.</p><form><input type=\"email\"><button>Sign up</button></form></aside>");
            }
            if index == 4 && article.blocks.len() > 6 {
                body.push_str("<p class=\"read-more\"><strong>READ MORE:</strong> <a href=\"/\">Our pick of the long reads of this month</a></p>");
            }
        }
        let picture = match article.picture.as_str() {
            "" => String::new(),
            name => format!(
                "<figure class=\"hero\"><img src=\"/pictures/{name}\" alt=\"\"><figcaption>{}</figcaption></figure>",
                escape(&article.caption)
            ),
        };
        format!(
            "<div class=\"site-header\"><a href=\"/\">{name}</a><nav><a href=\"/\">Issues</a><a href=\"/\">Essays</a><a href=\"/\">Subscribe</a></nav></div>\n\
             <div class=\"cookie-banner\"><p>We use cookies to improve your experience. <button>Accept</button></p></div>\n\
             <main><article><header><p class=\"kicker\">{section}</p><h1>{title}</h1><p class=\"dek\">{standfirst}</p>\
             <p class=\"byline\">By <a rel=\"author\" href=\"/\">{byline}</a> &middot; <time datetime=\"{iso}\">{day}</time></p></header>\n\
             {picture}<div class=\"article-body\">{body}</div>\n\
             <section class=\"author-bio\"><p><em>{byline} writes for {name}. {about}</em></p></section></article>\n\
             <section class=\"more\"><h2>More from {name}</h2><ul>{related}</ul></section></main>\n\
             <div class=\"site-footer\"><p>Share this article: Facebook, X, WhatsApp</p><p>&copy; {name}</p></div>",
            name = escape(&self.outlet.name),
            section = escape(&article.section),
            title = escape(&article.title),
            standfirst = escape(&article.standfirst),
            byline = escape(&article.byline),
            iso = self.iso(),
            day = utc(self.time).strftime("%-d %B %Y"),
            about = escape(&self.outlet.about),
            related = self.related(3)
        )
    }

    fn blog(&self) -> String {
        let article = self.article;
        format!(
            "<nav><a href=\"/\">{name}</a> <a href=\"/archive/\">Archive</a></nav>\n<article><h1>{title}</h1>\n\
             <p class=\"meta\"><time datetime=\"{iso}\">{day}</time> &middot; {byline}</p>\n{body}\n</article>\n\
             <p><a href=\"/\">&larr; Older</a></p>\n<footer><p>Made by hand. <a href=\"{feed}\">Feed</a></p></footer>",
            name = escape(&self.outlet.name),
            title = escape(&article.title),
            iso = self.iso(),
            day = utc(self.time).strftime("%-d %B %Y"),
            byline = escape(&article.byline),
            body = article.blocks.join("\n"),
            feed = self.outlet.kind.path()
        )
    }
}
