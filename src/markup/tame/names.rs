//! What kind of element a tag name is, as far as taming needs it.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Left out with its content.
    Silent,
    Script,
    Noscript,
    /// Its content is text for a parser: `title` keeps it, `iframe` only its tag.
    Raw,
    /// The tag goes, its text stays.
    Foreign,
    Void,
    Block,
    TablePart,
    Inline,
    /// `html`, `head`, `body`: once a page.
    Root,
}

pub fn family(name: &str) -> Family {
    match name {
        "style" | "svg" | "template" | "textarea" | "select" | "object" | "applet" | "canvas"
        | "map" | "xml" => Family::Silent,
        "script" => Family::Script,
        "noscript" => Family::Noscript,
        "title" | "iframe" => Family::Raw,
        "" | "frameset" | "frame" | "noframes" | "plaintext" | "xmp" | "listing" | "noembed" => {
            Family::Foreign
        }
        "area" | "base" | "br" | "col" | "embed" | "hr" | "img" | "image" | "input" | "link"
        | "meta" | "param" | "source" | "track" | "wbr" => Family::Void,
        "html" | "head" | "body" => Family::Root,
        "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" | "caption" | "colgroup" => {
            Family::TablePart
        }
        "address" | "article" | "aside" | "blockquote" | "center" | "dd" | "details" | "dialog"
        | "dir" | "div" | "dl" | "dt" | "fieldset" | "figcaption" | "figure" | "footer"
        | "form" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "header" | "hgroup" | "li"
        | "main" | "menu" | "nav" | "ol" | "p" | "pre" | "search" | "section" | "summary"
        | "table" | "ul" | "video" | "audio" | "picture" => Family::Block,
        _ => Family::Inline,
    }
}

pub fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Begins a line of its own.
#[must_use]
pub fn is_block(name: &str) -> bool {
    name == "hr"
        || matches!(
            family(name),
            Family::Block | Family::TablePart | Family::Root
        )
}

/// The open elements which a start tag closes, and those beyond which it does not look.
pub fn implied_end(name: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    Some(match name {
        "li" => (
            &["li"],
            &[
                "ul", "ol", "menu", "table", "div", "section", "article", "body",
            ],
        ),
        "dt" | "dd" => (&["dt", "dd"], &["dl", "table", "div", "body"]),
        "option" => (&["option"], &["select", "body"]),
        "td" | "th" => (&["td", "th"], &["tr", "table", "body"]),
        "tr" => (&["tr"], &["table", "thead", "tbody", "tfoot", "body"]),
        "thead" | "tbody" | "tfoot" => (&["thead", "tbody", "tfoot"], &["table", "body"]),
        "a" => (
            &["a"],
            &[
                "td", "th", "table", "div", "p", "li", "section", "article", "body",
            ],
        ),
        _ => return None,
    })
}
