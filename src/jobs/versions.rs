//! What else there is to see of an article: all words of its page, and its source, as documents.

use crate::markup::visible_text;
use crate::model::{Chosen, Document};
use crate::text::{Clean, cap, word_count};

/// Bytes of a source that are shown: its end says nothing that its beginning does not.
const SOURCE: usize = 256 << 10;

/// All words of a page, a paragraph a line.
pub fn words(title: Clean, html: &str) -> Document {
    let text = visible_text(html);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let html = lines
        .map(|line| format!("<p>{}</p>", escaped(line)))
        .collect();
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
        let html = "<html><body><nav>Home</nav><p>Boats &amp; <b>goats</b></p><script>x()</script></body></html>";
        let words = words(Clean::default(), html);
        assert!(words.html.contains("<p>Home</p>"), "{}", words.html);
        assert!(words.html.contains("Boats &amp; goats") && !words.html.contains("x()"));
        let source = source(Clean::default(), html);
        assert!(source.html.contains("&lt;nav&gt;Home") && source.html.contains("x()"));
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
