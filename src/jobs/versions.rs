//! What else there is to see of an article: all words of its page, and its source, as documents.

use crate::markup::visible_text;
use crate::model::{Chosen, Document};
use crate::text::{Clean, cap, word_count};

/// Bytes of a source that are shown: its end says nothing that its beginning does not.
const SOURCE: usize = 256 << 10;

/// Characters of a line that menus and boxes are made of.
const SHORT: usize = 40;

/// All words of a page, a paragraph a line; short lines that follow one another stand together.
pub fn words(title: Clean, html: &str) -> Document {
    let text = visible_text(html);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut html = String::new();
    let mut was_short = false;
    for line in lines {
        let is_short = line.chars().count() <= SHORT;
        html.push_str(match (was_short, is_short) {
            (true, true) => "<br>",
            _ if html.is_empty() => "<p>",
            _ => "</p><p>",
        });
        html.push_str(&escaped(line));
        was_short = is_short;
    }
    if !html.is_empty() {
        html.push_str("</p>");
    }
    Document {
        title,
        html,
        words: word_count(&text),
        chosen: Chosen::Page,
        text,
        ..Document::default()
    }
}

/// HTML as code.
pub fn source(title: Clean, html: &str) -> Document {
    let shown = cap(html, SOURCE);
    let rest = html.len() - shown.len();
    let more = if rest > 0 {
        format!("<p>{} kB more are not shown.</p>", rest.div_ceil(1000))
    } else {
        String::new()
    };
    Document {
        title,
        html: format!(
            "<pre><code class=\"language-html\">{}</code></pre>{more}",
            escaped(shown)
        ),
        chosen: Chosen::Page,
        text: shown.to_owned(),
        ..Document::default()
    }
}

/// The page was not fetched, or is not kept any more.
pub fn no_page(title: Clean) -> Document {
    let words = "The page of this article is not on the disk. r fetches it.";
    Document {
        title,
        html: format!("<p>{words}</p>"),
        text: words.to_owned(),
        ..Document::default()
    }
}

/// As text of HTML.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_page_and_its_source_are_shown_and_not_read() {
        let long = "Boats run again on the river between the two towns.";
        let html = format!(
            "<html><body><nav><li>Home<li>News</nav><p>{long}</p><p>By &amp; <b>by</b></p><script>x()</script></body></html>"
        );
        let html = html.as_str();
        let words = words(Clean::default(), html);
        assert_eq!(
            words.html,
            format!("<p>Home<br>News</p><p>{long}</p><p>By &amp; by</p>")
        );
        let source = source(Clean::default(), html);
        assert!(source.html.contains("&lt;nav&gt;") && source.html.contains("x()"));
    }

    #[test]
    fn a_source_without_end_is_cut_and_says_so() {
        let long = source(Clean::default(), &"<br>".repeat(100_000));
        assert!(
            long.html.ends_with("<p>138 kB more are not shown.</p>"),
            "{}",
            long.html.len()
        );
    }
}
