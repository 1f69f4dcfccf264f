//! What an outlet changed in an article, word by word, as a document: what came is in `ins`, what went in `del`, and of
//! what stayed only the paragraphs beside it. Pure.

use super::versions::escaped;
use crate::model::{Chosen, Document, Revision, Timestamp};
use crate::text::{Clean, clean_line, word_count};
use similar::{Algorithm, ChangeTag, DiffOp, DiffableStr as _, capture_diff_slices};
use std::collections::HashMap;
use std::time::Instant;

/// Paragraphs that stayed, shown before and behind what changed.
const BESIDE: usize = 1;
/// Paragraphs that have less than this in common are not one that was written anew.
const KINSHIP: f64 = 0.4;
/// Pairs of paragraphs that are compared to find those that belong together; beyond, all went and all came.
const PAIRS: usize = 40_000;
/// Words of a paragraph that are compared one by one; beyond, it went and came as a whole.
const WORDS: usize = 4_000;

/// What an article said before: its headline and the words that its present ones are compared with.
pub struct Base<'a> {
    title: &'a Clean,
    text: &'a str,
    /// The words are those of the page, else those of the feed.
    pub is_page: bool,
    changed: Timestamp,
}

/// Of earlier texts, the oldest first, the one that was read, or that of before the last change, if none changed
/// since. Of words there are those of the page and of the feed: of whichever changed last. The headline is one.
pub fn base(earlier: &[Revision], read_at: Option<Timestamp>) -> Option<Base<'_>> {
    let last = earlier.last()?;
    let unseen = |it: &&Revision| read_at.is_some_and(|read| it.replaced_at > read);
    let mut words = earlier.iter().filter(|it| it.is_page == last.is_page);
    Some(Base {
        title: &earlier.iter().find(unseen).unwrap_or(last).title,
        text: &words.find(unseen).unwrap_or(last).text,
        is_page: last.is_page,
        changed: last.replaced_at,
    })
}

/// What was changed since. Comparing ends at `until`, however much is left.
pub fn document(before: Option<&Base<'_>>, title: &Clean, text: &str, until: Instant) -> Document {
    let Some(before) = before else {
        return note(title, "No earlier text of this article is kept.");
    };
    let mut parts = headline(before.title.as_str(), title.as_str());
    parts.extend(paragraphs(&lines(before.text), &lines(text), until));
    let (came, went) = counts(&parts);
    if came == 0 && went == 0 {
        return note(title, "Its words are those of before.");
    }
    Document {
        title: title.clone(),
        standfirst: clean_line(&sum(came, went)),
        updated: Some(before.changed),
        html: html(&parts),
        text: text.to_owned(),
        words: word_count(text),
        chosen: Chosen::Feed,
        ..Document::default()
    }
}

fn note(title: &Clean, words: &str) -> Document {
    Document {
        title: title.clone(),
        html: format!("<p>{words}</p>"),
        text: words.to_owned(),
        ..Document::default()
    }
}

fn sum(came: u32, went: u32) -> String {
    let words = |count: u32| match count {
        1 => "1 word".to_owned(),
        _ => format!("{count} words"),
    };
    match (came, went) {
        (0, went) => format!("{} taken out.", words(went)),
        (came, 0) => format!("{} added.", words(came)),
        (came, went) => format!("{} added, {went} taken out.", words(came)),
    }
}

/// A paragraph, or what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Same(String),
    /// Stretches of words, none of them empty.
    Changed(Vec<(ChangeTag, String)>),
}

fn lines(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| !line.is_empty()).collect()
}

fn headline(old: &str, new: &str) -> Vec<Part> {
    if old == new || old.is_empty() {
        return Vec::new();
    }
    vec![Part::Changed(words(old, new))]
}

fn paragraphs(old: &[&str], new: &[&str], until: Instant) -> Vec<Part> {
    let ops = similar::capture_diff_slices_deadline(Algorithm::Patience, old, new, Some(until));
    let mut parts = Vec::new();
    for op in ops {
        let (came, went) = (op.new_range(), op.old_range());
        let came = new.get(came).unwrap_or_default();
        let went = old.get(went).unwrap_or_default();
        match op {
            DiffOp::Equal { .. } => {
                parts.extend(came.iter().map(|line| Part::Same((*line).to_owned())));
            }
            _ => parts.extend(rewritten(went, came)),
        }
    }
    parts
}

fn whole(tag: ChangeTag, line: &str) -> Part {
    Part::Changed(vec![(tag, line.to_owned())])
}

/// Paragraphs that took the place of others: those with most in common belong together, in their order.
fn rewritten(old: &[&str], new: &[&str]) -> Vec<Part> {
    let mut parts = Vec::new();
    let (mut went, mut came) = (0, 0);
    for (from, to) in pairs(old, new).into_iter().chain([(old.len(), new.len())]) {
        let gone = old.get(went..from).unwrap_or_default();
        parts.extend(gone.iter().map(|line| whole(ChangeTag::Delete, line)));
        let added = new.get(came..to).unwrap_or_default();
        parts.extend(added.iter().map(|line| whole(ChangeTag::Insert, line)));
        if let (Some(old), Some(new)) = (old.get(from), new.get(to)) {
            parts.push(Part::Changed(words(old, new)));
        }
        (went, came) = (from + 1, to + 1);
    }
    parts
}

/// The pairs whose likeness sums up to most, by the table of the longest common subsequence with likeness for its ones.
fn pairs<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<(usize, usize)> {
    if old.len().saturating_mul(new.len()) > PAIRS {
        return Vec::new();
    }
    let bags =
        |lines: &[&'a str]| -> Vec<Bag<'a>> { lines.iter().map(|line| Bag::new(line)).collect() };
    let (old, new) = (bags(old), bags(new));
    let width = new.len() + 1;
    // best[i * width + j]: of old[i..] and new[j..].
    let mut best = vec![0.0_f64; (old.len() + 1) * width];
    let likeness: Vec<f64> = old
        .iter()
        .flat_map(|a| new.iter().map(|b| a.likeness(b)))
        .collect();
    let alike = |i: usize, j: usize| likeness[i * new.len() + j];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            let without = best[(i + 1) * width + j].max(best[i * width + j + 1]);
            let with = best[(i + 1) * width + j + 1] + alike(i, j);
            let is_pair = alike(i, j) >= KINSHIP;
            best[i * width + j] = if is_pair { without.max(with) } else { without };
        }
    }
    let (mut i, mut j, mut found) = (0, 0, Vec::new());
    while i < old.len() && j < new.len() {
        let here = best[i * width + j];
        if here <= best[(i + 1) * width + j] {
            i += 1;
        } else if here <= best[i * width + j + 1] {
            j += 1;
        } else {
            found.push((i, j));
            (i, j) = (i + 1, j + 1);
        }
    }
    found
}

/// How often each word stands in a paragraph.
struct Bag<'a> {
    words: HashMap<&'a str, u32>,
    count: u32,
}

impl<'a> Bag<'a> {
    fn new(line: &'a str) -> Self {
        let mut bag = Self {
            words: HashMap::new(),
            count: 0,
        };
        for word in line.tokenize_unicode_words().into_iter().filter(is_word) {
            *bag.words.entry(word).or_insert(0) += 1;
            bag.count += 1;
        }
        bag
    }

    /// Dice's coefficient of their words.
    fn likeness(&self, other: &Self) -> f64 {
        let shared: u32 = self
            .words
            .iter()
            .map(|(word, count)| (*count).min(other.words.get(word).copied().unwrap_or(0)))
            .sum();
        2.0 * f64::from(shared) / f64::from((self.count + other.count).max(1))
    }
}

fn is_word(token: &&str) -> bool {
    token.chars().any(char::is_alphanumeric)
}

/// Words that went and came, by Unicode's word boundaries (UAX 29).
fn words(old: &str, new: &str) -> Vec<(ChangeTag, String)> {
    let (went, came) = (old.tokenize_unicode_words(), new.tokenize_unicode_words());
    if went.len().max(came.len()) > WORDS {
        return vec![
            (ChangeTag::Delete, old.to_owned()),
            (ChangeTag::Insert, new.to_owned()),
        ];
    }
    let ops = capture_diff_slices(Algorithm::Myers, &went, &came);
    let mut stretches = Stretches::default();
    for (at, op) in ops.iter().enumerate() {
        let gone = went.get(op.old_range()).unwrap_or_default().concat();
        let added = came.get(op.new_range()).unwrap_or_default().concat();
        let is_between = at > 0 && at + 1 < ops.len();
        match op {
            // A blank between two words that changed changed with them: a phrase reads better than its pieces.
            DiffOp::Equal { .. } if is_between && !added.chars().any(char::is_alphanumeric) => {
                stretches.waits = added;
            }
            DiffOp::Equal { .. } => stretches.same(&added),
            _ => stretches.changed(&gone, &added),
        }
    }
    stretches.done()
}

#[derive(Default)]
struct Stretches {
    done: Vec<(ChangeTag, String)>,
    gone: String,
    added: String,
    /// Stands between two changes, and is not said yet.
    waits: String,
}

impl Stretches {
    fn changed(&mut self, gone: &str, added: &str) {
        let between = std::mem::take(&mut self.waits);
        for (stretch, more) in [(&mut self.gone, gone), (&mut self.added, added)] {
            if !stretch.is_empty() || !between.is_empty() {
                stretch.push_str(&between);
            }
            stretch.push_str(more);
        }
    }

    fn same(&mut self, text: &str) {
        self.flush();
        self.done.push((ChangeTag::Equal, text.to_owned()));
    }

    fn flush(&mut self) {
        for (tag, stretch) in [
            (ChangeTag::Delete, &mut self.gone),
            (ChangeTag::Insert, &mut self.added),
        ] {
            let stretch = std::mem::take(stretch);
            if !stretch.is_empty() {
                self.done.push((tag, stretch));
            }
        }
    }

    fn done(mut self) -> Vec<(ChangeTag, String)> {
        self.flush();
        self.done
    }
}

fn counts(parts: &[Part]) -> (u32, u32) {
    let of = |wanted: ChangeTag| {
        let stretches = parts.iter().flat_map(|part| match part {
            Part::Same(_) => &[],
            Part::Changed(stretches) => stretches.as_slice(),
        });
        stretches
            .filter(|(tag, _)| *tag == wanted)
            .map(|(_, text)| word_count(text))
            .sum()
    };
    (of(ChangeTag::Insert), of(ChangeTag::Delete))
}

fn html(parts: &[Part]) -> String {
    let is_near = |at: usize| {
        let near = parts.get(at.saturating_sub(BESIDE)..=(at + BESIDE).min(parts.len() - 1));
        let changed = |part: &Part| matches!(part, Part::Changed(_));
        near.unwrap_or_default().iter().any(changed)
    };
    let mut out = String::new();
    let mut left_out = 0;
    for (at, part) in parts.iter().enumerate() {
        if !is_near(at) {
            left_out += 1;
            continue;
        }
        say_left_out(&mut out, std::mem::take(&mut left_out));
        out.push_str("<p>");
        match part {
            Part::Same(line) => out.push_str(&escaped(line)),
            Part::Changed(stretches) => stretches.iter().for_each(|(tag, text)| {
                let text = escaped(text);
                out.push_str(&match tag {
                    ChangeTag::Equal => text,
                    ChangeTag::Delete => format!("<del>{text}</del>"),
                    ChangeTag::Insert => format!("<ins>{text}</ins>"),
                });
            }),
        }
        out.push_str("</p>");
    }
    say_left_out(&mut out, left_out);
    out
}

fn say_left_out(out: &mut String, count: usize) {
    match count {
        0 => {}
        1 => out.push_str("<p><small>1 paragraph as before</small></p>"),
        _ => out.push_str(&format!(
            "<p><small>{count} paragraphs as before</small></p>"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn revision(at: i64, title: &str, text: &str) -> Revision {
        Revision {
            replaced_at: Timestamp::from_seconds(at),
            title: clean_line(title),
            is_page: false,
            text: text.to_owned(),
        }
    }

    fn changed(earlier: &[Revision], read_at: Option<i64>, title: &str, text: &str) -> Document {
        let read_at = read_at.map(Timestamp::from_seconds);
        let until = Instant::now() + Duration::from_secs(60);
        document(
            base(earlier, read_at).as_ref(),
            &clean_line(title),
            text,
            until,
        )
    }

    const OLD: &str = "The ferry left at nine.\nForty people were on board.\nThe sand decides.\nA third.\nA fourth.";

    #[test]
    fn words_that_came_and_went_stand_in_their_paragraph() {
        let new = OLD.replace("Forty people", "Fifty-two people and a goat");
        let document = changed(&[revision(10, "Ferries", OLD)], None, "Ferries", &new);
        assert_eq!(
            document.html,
            "<p>The ferry left at nine.</p>\
             <p><del>Forty</del><ins>Fifty-two</ins> people <ins>and a goat </ins>were on board.</p>\
             <p>The sand decides.</p><p><small>2 paragraphs as before</small></p>"
        );
        assert_eq!(&*document.standfirst, "4 words added, 1 taken out.");
        assert_eq!(document.updated, Some(Timestamp::from_seconds(10)));
    }

    #[test]
    fn a_phrase_that_was_written_anew_is_one_stretch() {
        let stretches = words("It was the old dog here", "It was a new cat here");
        let (del, ins) = (ChangeTag::Delete, ChangeTag::Insert);
        let wanted = [
            (ChangeTag::Equal, "It was ".to_owned()),
            (del, "the old dog".to_owned()),
            (ins, "a new cat".to_owned()),
            (ChangeTag::Equal, " here".to_owned()),
        ];
        assert_eq!(stretches, wanted);
    }

    #[test]
    fn a_paragraph_that_has_nothing_in_common_went_and_another_came() {
        let new = OLD.replace("Forty people were on board.", "Nothing else is known yet.");
        let html = changed(&[revision(1, "", OLD)], None, "", &new).html;
        let wanted = "<p><del>Forty people were on board.</del></p><p><ins>Nothing else is known yet.</ins></p>";
        assert!(html.contains(wanted), "{html}");
    }

    #[test]
    fn it_is_said_what_changed_since_the_article_was_read() {
        let texts = [
            "One boat left Lokoja.",
            "Two boats left Lokoja.",
            "Three boats left Lokoja.",
        ];
        let earlier = [revision(10, "", texts[0]), revision(20, "", texts[1])];
        let of = |read_at| changed(&earlier, read_at, "", texts[2]).html;
        let since_first = "<p><del>One boat</del><ins>Three boats</ins> left Lokoja.</p>";
        let last = "<p><del>Two</del><ins>Three</ins> boats left Lokoja.</p>";
        assert_eq!(of(Some(5)), since_first, "read before both");
        assert_eq!(of(Some(15)), last);
        assert_eq!(of(Some(25)), last, "read after both: what came last");
        assert_eq!(of(None), last);
    }

    /// The headline changed with the feed's words, then the page changed under the new one.
    #[test]
    fn headline_and_text_are_compared_with_what_was_read() {
        let page = Revision {
            is_page: true,
            ..revision(20, "Boat adrift", "One boat left Lokoja.")
        };
        let earlier = [revision(10, "Ferry sinks", OLD), page];
        let text = "Two boats left Lokoja.";
        let of = |read_at| changed(&earlier, read_at, "Ferry afloat", text).html;
        let words = "<p><del>One boat</del><ins>Two boats</ins> left Lokoja.</p>";
        let both = format!("<p>Ferry <del>sinks</del><ins>afloat</ins></p>{words}");
        assert_eq!(of(Some(5)), both);
        let later = format!("<p><del>Boat adrift</del><ins>Ferry afloat</ins></p>{words}");
        assert_eq!(of(Some(15)), later);
    }

    #[test]
    fn a_headline_that_changed_comes_first() {
        let document = changed(
            &[revision(1, "Ferry sinks", OLD)],
            None,
            "Ferry afloat",
            OLD,
        );
        assert!(
            document
                .html
                .starts_with("<p>Ferry <del>sinks</del><ins>afloat</ins></p>"),
            "{}",
            document.html
        );
    }

    #[test]
    fn letters_with_marks_and_chinese_are_changed_by_words() {
        let html = |old, new| changed(&[revision(1, "", old)], None, "", new).html;
        assert_eq!(
            html(
                "Tolu\u{301}lo\u{323}pe\u{323} wa nile loni",
                "Tolu\u{301}lo\u{323}pe wa nile loni"
            ),
            "<p><del>Tolu\u{301}lo\u{323}pe\u{323}</del><ins>Tolu\u{301}lo\u{323}pe</ins> wa nile loni</p>"
        );
        assert_eq!(
            html("渡轮今天九点离开", "渡轮今天十点离开"),
            "<p>渡轮今天<del>九</del><ins>十</ins>点离开</p>"
        );
    }

    #[test]
    fn what_was_markup_in_the_text_is_text() {
        let document = changed(
            &[revision(1, "", "a < b")],
            None,
            "",
            "a < b & <del>c</del>",
        );
        assert!(
            document.html.contains("&amp; &lt;del&gt;c"),
            "{}",
            document.html
        );
    }

    #[test]
    fn without_an_earlier_text_it_is_said_that_there_is_none() {
        let document = changed(&[], None, "Ferries", OLD);
        assert_eq!(document.text, "No earlier text of this article is kept.");
    }

    #[test]
    fn very_long_texts_are_compared_within_bounds() {
        let old: String = (0..3000)
            .map(|i| format!("line {i} of the old text\n"))
            .collect();
        let new: String = (0..3000)
            .map(|i| format!("nothing is left {i}\n"))
            .collect();
        let document = changed(&[revision(1, "", &old)], None, "", &new);
        assert!(document.html.contains("<ins>nothing is left 2999</ins>"));
        let (old, new) = ("sand ".repeat(9000), "river ".repeat(9000));
        let document = changed(&[revision(1, "", &old)], None, "", &new);
        assert!(document.html.contains("<ins>river river"));
    }
}
