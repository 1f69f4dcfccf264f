//! Words looked for in an article: over the ends of lines, in the order of reading, whatever stands between them on the
//! screen.

use crate::page::{Line, LineEnd, Page, Role, Span};
use crate::text::{fold_apart, graphemes, width};
use std::ops::Range;
use std::sync::Arc;

/// The letters of a laid-out article, folded, with the cells in which they stand.
#[derive(Debug, PartialEq, Eq)]
pub struct Letters {
    folded: String,
    places: Vec<Place>,
}

/// The cells of one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    /// Behind it in `folded`, in bytes.
    end: u32,
    line: u32,
    /// From the line's first span on.
    column: u16,
    width: u16,
}

/// Lines whose words tell one place of a text from another.
const PASSAGE: usize = 3;

/// Bytes on each side of what was found that tell it from what is found elsewhere.
const AROUND: usize = 60;

/// The words that begin in a line, to be found again in another layout; none where there are none in it.
pub fn passage(lines: &[Line], at: usize) -> Option<String> {
    let has_words = |line: &Line| {
        let is_word = |span: &Span| span.at.is_some() && span.role != Role::LinkNumber;
        line.picture.is_none() && line.spans.iter().any(is_word)
    };
    lines.get(at).filter(|line| has_words(line))?;
    let worded = (at..lines.len()).filter(|at| has_words(&lines[*at]));
    let last = worded.take(PASSAGE).last()?;
    let words = Letters::of(&lines[at..=last]).folded.trim().to_owned();
    (!words.is_empty()).then_some(words)
}

impl Letters {
    pub fn new(page: &Page) -> Self {
        Self::of(&page.lines)
    }

    fn of(lines: &[Line]) -> Self {
        let mut letters = Self {
            folded: String::new(),
            places: Vec::new(),
        };
        let mut lines = lines.iter().zip(0_u32..);
        while let Some((line, number)) = lines.next() {
            let mut row = vec![(number, line)];
            while row
                .last()
                .is_some_and(|(_, line)| line.end == LineEnd::Cells)
                && let Some((line, number)) = lines.next()
            {
                row.push((number, line));
            }
            match row.as_slice() {
                [(number, line)] => letters.line(*number, line),
                row => letters.row(row),
            }
        }
        letters
    }

    fn line(&mut self, number: u32, line: &Line) {
        // A picture hides its words.
        if line.picture.is_some() {
            return;
        }
        let mut end = 0;
        for stretch in stretches(line) {
            if end > 0 {
                self.folded.push('\n');
            }
            end = self.stretch(number, stretch);
        }
        match line.end {
            LineEnd::Block | LineEnd::Cells => self.folded.push('\n'),
            LineEnd::Blank => self.push(" ", number, (end, 0)),
            LineEnd::Hyphen => self.take_hyphen(),
            LineEnd::Nothing => {}
        }
    }

    /// The lines of a table's row, one cell after the other.
    fn row(&mut self, lines: &[(u32, &Line)]) {
        let lines: Vec<(u32, Vec<_>)> = lines
            .iter()
            .map(|(number, line)| (*number, stretches(line)))
            .collect();
        let count = lines.iter().map(|(_, cells)| cells.len()).max();
        for cell in 0..count.unwrap_or(0) {
            // Characters of the cell up to the end of its line before.
            let mut read = None;
            for (number, cells) in &lines {
                let stretch = cells.get(cell).cloned().unwrap_or_default();
                let spans = || stretch.iter().map(|(_, span)| span);
                let first = spans().filter_map(|span| span.at).min();
                let last = spans()
                    .filter_map(|span| Some(span.at? + chars(&span.text)))
                    .max();
                if first.is_some() && read.is_some() && first != read {
                    self.push(" ", *number, (0, 0));
                }
                self.stretch(*number, stretch);
                read = last.or(read);
            }
            self.folded.push('\n');
        }
    }

    /// Spans that follow one another, brought into the order of reading; where they end.
    fn stretch(&mut self, number: u32, mut cells: Vec<(u16, &Span)>) -> u16 {
        let end = cells.last().map_or(0, |(column, span)| {
            column.saturating_add(width(&span.text) as u16)
        });
        cells.retain(|(_, span)| span.at.is_some() && span.role != Role::LinkNumber);
        cells.sort_by_key(|(_, span)| span.at);
        for (column, span) in cells {
            let mut places = Vec::new();
            let mut at = column;
            for (grapheme, wide) in graphemes(&span.text) {
                let wide = wide as u16;
                places.push((grapheme, (at, wide)));
                at = at.saturating_add(wide);
            }
            if span.is_rtl {
                places.reverse();
            }
            for (grapheme, place) in places {
                self.push(grapheme, number, place);
            }
        }
        end
    }

    fn push(&mut self, grapheme: &str, line: u32, (column, width): (u16, u16)) {
        match grapheme.as_bytes() {
            [b' '] if self.folded.ends_with(' ') => return,
            [b' '] => self.folded.push(' '),
            _ => self.folded.push_str(fold_apart(grapheme).trim()),
        }
        self.places.push(Place {
            end: u32::try_from(self.folded.len()).unwrap_or(u32::MAX),
            line,
            column,
            width,
        });
    }

    fn take_hyphen(&mut self) {
        if self.folded.ends_with('-') {
            self.folded.pop();
            self.places.pop();
        }
    }

    /// The line in which a passage begins; of several the one nearest to `near`.
    pub fn line_of(&self, passage: &str, near: usize) -> Option<usize> {
        let found = self.folded.match_indices(passage);
        let lines = found.filter_map(|(at, _)| {
            let first = self.characters(at..at + passage.len()).start;
            self.places.get(first).map(|it| it.line as usize)
        });
        lines.min_by_key(|line| line.abs_diff(near))
    }

    /// The folded text before and behind these characters.
    fn around(&self, characters: &Range<usize>) -> (&[u8], &[u8]) {
        let end = |place: Option<usize>| {
            let place = place.and_then(|place| self.places.get(place));
            place.map_or(0, |place| place.end as usize)
        };
        let text = self.folded.as_bytes();
        let before = text.get(..end(characters.start.checked_sub(1)));
        let behind = text.get(end(characters.end.checked_sub(1))..);
        (before.unwrap_or_default(), behind.unwrap_or_default())
    }

    /// The characters that these bytes are made of.
    fn characters(&self, bytes: Range<usize>) -> Range<usize> {
        let before = |byte: usize| {
            self.places
                .partition_point(|place| (place.end as usize) <= byte)
        };
        let behind = self
            .places
            .partition_point(|place| (place.end as usize) < bytes.end);
        before(bytes.start)..(behind + 1).min(self.places.len())
    }
}

/// The spans of a line, each with its column, between the rules of a table.
fn stretches(line: &Line) -> Vec<Vec<(u16, &Span)>> {
    let mut column = 0_u16;
    let mut all = vec![Vec::new()];
    for span in &line.spans {
        if span.role == Role::TableRule {
            all.push(Vec::new());
        }
        if let Some(stretch) = all.last_mut() {
            stretch.push((column, span));
        }
        column = column.saturating_add(width(&span.text) as u16);
    }
    all
}

fn chars(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Find {
    words: String,
    letters: Arc<Letters>,
    /// What was found, as ranges of `Letters::places`, in the order of reading.
    hits: Vec<Range<usize>>,
    /// The characters found, each with the index of its hit, from the first line to the last: in the order of reading the
    /// lines of a table come again for each of its cells.
    cells: Vec<(Place, usize)>,
    /// Index into `hits`.
    at: usize,
    /// The line at the top of the screen when the search began.
    pub from: usize,
}

impl Find {
    /// What begins at the line `from` or below it first is the current one, else the first of all.
    pub fn new(words: &str, letters: Arc<Letters>, from: usize) -> Option<Self> {
        let wanted = folded(words);
        if wanted.is_empty() {
            return None;
        }
        let hits: Vec<Range<usize>> = letters
            .folded
            .match_indices(&wanted)
            .map(|(at, _)| letters.characters(at..at + wanted.len()))
            .collect();
        let line = |hit: &Range<usize>| letters.places.get(hit.start).map_or(0, |it| it.line);
        let at = hits.iter().position(|hit| line(hit) as usize >= from);
        let numbered = hits.iter().enumerate();
        let found = numbered.flat_map(|(number, hit)| {
            let places = letters.places.get(hit.clone()).unwrap_or_default();
            places.iter().map(move |place| (*place, number))
        });
        let mut cells: Vec<(Place, usize)> = found.collect();
        cells.sort_by_key(|(place, _)| place.line);
        Some(Self {
            words: words.to_owned(),
            at: at.unwrap_or(0),
            cells,
            letters,
            hits,
            from,
        })
    }

    /// The same in another layout, which may be of another page: the current one is that around which the same words
    /// stand.
    pub fn again(&self, letters: Arc<Letters>, from: usize) -> Option<Self> {
        let again = Self::new(&self.words, letters, from)?;
        let likely = if again.hits.len() == self.hits.len() {
            self.at
        } else {
            again.at
        };
        let current = self.hits.get(self.at).map(|hit| self.letters.around(hit));
        let same = |hit| {
            let (before, behind) = again.letters.around(hit);
            let was = current.unwrap_or_default();
            let before = was.0.iter().rev().zip(before.iter().rev());
            let behind = was.1.iter().zip(behind);
            let is_same = |(a, b): &(_, _)| a == b;
            before.take(AROUND).take_while(is_same).count()
                + behind.take(AROUND).take_while(is_same).count()
        };
        let numbered = again.hits.iter().enumerate();
        let likeness = numbered.map(|(number, hit)| (same(hit), number == likely, number));
        let at = likeness.max().map_or(0, |(.., number)| number);
        Some(Self { at, ..again })
    }

    pub fn words(&self) -> &str {
        &self.words
    }

    /// The line in which the current one begins.
    pub fn at(&self) -> Option<usize> {
        let first = self.hits.get(self.at)?.start;
        self.letters.places.get(first).map(|it| it.line as usize)
    }

    pub fn step(&mut self, is_forward: bool, times: usize) {
        let count = self.hits.len().max(1);
        let times = times % count;
        self.at = if is_forward {
            (self.at + times) % count
        } else {
            (self.at + count - times) % count
        };
    }

    /// Column and width of each character in a line that was found, and whether it is the current one's.
    pub fn in_line(&self, line: usize) -> impl Iterator<Item = (u16, u16, bool)> {
        let first = (self.cells).partition_point(|(it, _)| (it.line as usize) < line);
        let cells = self.cells.iter().skip(first);
        cells
            .take_while(move |(it, _)| it.line as usize == line)
            .map(|(it, hit)| (it.column, it.width, *hit == self.at))
    }

    /// "2 of 5".
    pub fn place(&self) -> String {
        match self.hits.len() {
            0 => "not found".to_owned(),
            count => format!("{} of {count}", self.at + 1),
        }
    }
}

/// As `Letters` has it: each character by itself, blanks as one.
fn folded(words: &str) -> String {
    let mut out = String::new();
    for word in words.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        for (grapheme, _) in graphemes(word) {
            out.push_str(fold_apart(grapheme).trim());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Document;
    use crate::page::{PageOptions, lay_out, plain};
    use crate::text::Clean;
    use proptest::prelude::*;

    fn page(html: &str, measure: u16, language: &str) -> Page {
        let document = Document {
            html: html.to_owned(),
            language: Some(language.to_owned()),
            links: vec![crate::model::Link {
                url: "https://a.example/".to_owned(),
                text: Clean::default(),
            }],
            ..Document::default()
        };
        lay_out(&document, &PageOptions::new(measure))
    }

    /// Lines and what of each was found.
    fn found(page: &Page, words: &str) -> Vec<(usize, String)> {
        let find = Find::new(words, Arc::new(Letters::new(page)), 0).unwrap();
        let mut out = Vec::new();
        for (number, line) in page.lines.iter().enumerate() {
            let text: String = line.spans.iter().map(|span| span.text.as_str()).collect();
            let mut column = 0;
            let mut cells = Vec::new();
            for (grapheme, wide) in graphemes(&text) {
                cells.push((column, grapheme));
                column += wide as u16;
            }
            let mut marked: Vec<u16> = find
                .in_line(number)
                .filter(|(_, wide, _)| *wide > 0)
                .map(|(at, ..)| at)
                .collect();
            marked.sort_unstable();
            let word: String = marked
                .iter()
                .map(|at| cells.iter().find(|(column, _)| column == at).unwrap().1)
                .collect();
            if !word.is_empty() {
                out.push((number, word));
            }
        }
        out
    }

    fn places(page: &Page, words: &str) -> String {
        Find::new(words, Arc::new(Letters::new(page)), 0)
            .unwrap()
            .place()
    }

    #[test]
    fn a_phrase_is_found_over_the_end_of_a_line() {
        let page = page(
            "<p>The first ferry left Lokoja at nine with forty people</p>",
            20,
            "xx",
        );
        assert_eq!(plain(&page).lines().next(), Some("The first ferry left"));
        let wanted = [(0, "left".to_owned()), (1, "Lokoja".to_owned())];
        assert_eq!(found(&page, "LEFT  lokoja"), wanted);
        assert_eq!(places(&page, "e"), "1 of 6");
        assert_eq!(places(&page, "nine with goats"), "not found");
    }

    #[test]
    fn hyphens_and_numbers_of_links_do_not_stand_in_the_way() {
        let html = "<p>Das ist die Donaudampfschifffahrtsgesellschaft von <a href=\"https://a.example/\">Wien</a> am Fluss</p>";
        let page = page(html, 24, "de");
        assert!(plain(&page).contains("-\n"), "{}", plain(&page));
        assert_eq!(
            places(&page, "donaudampfschifffahrtsgesellschaft"),
            "1 of 1"
        );
        assert_eq!(places(&page, "wien am fluss"), "1 of 1");
    }

    #[test]
    fn chinese_is_found_over_the_end_of_a_line() {
        let page = page("<p>渡轮今天九点离开洛科贾，四十个人在船上。</p>", 12, "zh");
        assert!(plain(&page).lines().count() > 2);
        assert_eq!(places(&page, "离开洛科贾"), "1 of 1");
        let all: String = found(&page, "今天九点离开")
            .into_iter()
            .map(|it| it.1)
            .collect();
        assert_eq!(all, "今天九点离开");
    }

    #[test]
    fn what_runs_to_the_left_is_found_as_it_is_read() {
        let page = page(
            "<p>وصلت العبارة الأولى إلى المدينة في الساعة التاسعة</p>",
            22,
            "ar",
        );
        assert_eq!(places(&page, "العبارة الأولى"), "1 of 1");
        let lines = plain(&page).lines().count();
        assert!(lines > 2);
        assert_eq!(places(&page, "المدينة في الساعة"), "1 of 1");
        let shown = found(&page, "الأولى");
        assert_eq!(shown.len(), 1);
    }

    #[test]
    fn marks_may_be_left_out_and_cells_of_tables_stay_apart() {
        let table = "<table><tr><th>Boat</th><th>Town</th></tr><tr><td>Tolúlọpẹ́</td><td>Onitsha</td></tr></table>";
        let page = page(table, 40, "yo");
        assert_eq!(found(&page, "tolulope")[0].1, "Tolúlọpẹ́");
        assert_eq!(places(&page, "tolulope onitsha"), "not found");
        assert_eq!(places(&page, "onitsha"), "1 of 1");
    }

    #[test]
    fn a_phrase_is_found_over_the_lines_of_its_cell_alone() {
        let table = "<table><tr><th>Boat</th><th>What its captain says of it</th></tr><tr><td>The Heron of \
                     Lokoja</td><td>she leaks, but never on a Sunday, 四十个人在船上</td></tr></table>";
        let page = page(table, 26, "en");
        assert!(plain(&page).lines().count() > 6, "{}", plain(&page));
        for phrase in [
            "the heron of lokoja",
            "what its captain says of it",
            "she leaks, but never on a sunday",
            "四十个人在船上",
        ] {
            assert_eq!(places(&page, phrase), "1 of 1", "{phrase}");
        }
        assert_eq!(places(&page, "heron she"), "not found");
        assert_eq!(places(&page, "lokoja she leaks"), "not found");
    }

    #[test]
    fn in_another_width_the_same_one_is_the_current() {
        let html = "<p>one boat, two boats, three boats, four boats, five boats</p>";
        let wide = Arc::new(Letters::new(&page(html, 60, "xx")));
        let mut find = Find::new("boat", wide, 0).unwrap();
        find.step(true, 1);
        find.step(true, 1);
        let narrow = Arc::new(Letters::new(&page(html, 12, "xx")));
        let again = find.again(narrow, 0).unwrap();
        assert_eq!(again.place(), "3 of 5");
        // So many at once, over the end and back over the beginning.
        find.step(true, 4);
        assert_eq!(find.place(), "2 of 5");
        find.step(false, 8);
        assert_eq!(find.place(), "4 of 5");
    }

    proptest! {
        #[test]
        fn every_phrase_of_a_text_is_found_at_any_width(
            words in proptest::collection::vec("[a-zäß]{1,9}|[一-十]{1,4}|[א-ת]{2,6}|\\u{64}\\u{301}", 2..30),
            from in 0..30_usize, count in 1..6_usize, measure in 8..60_u16,
        ) {
            let from = from % words.len();
            let phrase = words[from..(from + count).min(words.len())].join(" ");
            let page = page(&format!("<p>{}</p>", words.join(" ")), measure, "de");
            prop_assert_ne!(places(&page, &phrase), "not found");
        }
    }
}
