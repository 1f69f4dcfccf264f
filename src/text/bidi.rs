//! Right-to-left writing put into the order of the screen (UAX 9), for terminals that do not do it themselves.

use std::ops::Range;
use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};
use unicode_segmentation::UnicodeSegmentation;

/// Around what has a direction of its own and leaves that of the text around it alone. Neither is ever written to the screen.
pub const ISOLATE: char = '\u{2068}';
pub const ISOLATE_END: char = '\u{2069}';

/// The directions of one text; lines are asked for by their bytes.
pub struct Bidi {
    levels: Vec<Level>,
    paragraphs: Vec<(Range<usize>, Level)>,
}

/// A stretch of one direction, in the order of the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub range: Range<usize>,
    /// Its graphemes go on the screen from the last to the first: `reversed`.
    pub is_rtl: bool,
}

/// Writing that runs to the left, and signs that make others do so; blocks as a whole.
fn may_turn(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

impl Bidi {
    /// None when all of the text runs from left to right. Each paragraph starts where its first letter does.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        Self::of(text, false)
    }

    /// The same; what is written in a language from right to left starts at the right, whatever its first letter is.
    #[must_use]
    pub fn of(text: &str, is_rtl: bool) -> Option<Self> {
        // Most texts need no analysis.
        if !text.chars().any(may_turn) {
            return None;
        }
        Self::told(&BidiInfo::new(text, is_rtl.then(Level::rtl)))
    }

    /// The same of a line that may speak of others' words: what stands between “ and ” has a direction of its own and leaves
    /// that of the line alone, as if it were isolated (rules X5a to X6a).
    #[must_use]
    pub fn quoting(text: &str) -> Option<Self> {
        if !text.contains('“') {
            return Self::new(text);
        }
        if !text.chars().any(may_turn) {
            return None;
        }
        let mut isolated = String::with_capacity(text.len() + 16);
        let mut kept = Vec::with_capacity(text.len());
        for c in text.chars() {
            if c == '”' {
                isolated.push(ISOLATE_END);
            }
            kept.extend(isolated.len()..isolated.len() + c.len_utf8());
            isolated.push(c);
            if c == '“' {
                isolated.push(ISOLATE);
            }
        }
        let all = Self::told(&BidiInfo::new(&isolated, None))?;
        let levels = kept.iter().filter_map(|at| all.levels.get(*at).copied());
        Some(Self {
            levels: levels.collect(),
            // One line has one paragraph.
            paragraphs: all.paragraphs.into_iter().take(1).collect(),
        })
    }

    fn told(info: &BidiInfo<'_>) -> Option<Self> {
        info.has_rtl().then(|| Self {
            paragraphs: info
                .paragraphs
                .iter()
                .map(|p| (p.range.clone(), p.level))
                .collect(),
            levels: info.levels.clone(),
        })
    }

    /// Whether the lines around this byte start at the right.
    #[must_use]
    pub fn is_rtl_at(&self, byte: usize) -> bool {
        self.base(byte).is_rtl()
    }

    fn base(&self, byte: usize) -> Level {
        let after = self
            .paragraphs
            .partition_point(|(range, _)| range.start <= byte);
        self.paragraphs
            .get(after.saturating_sub(1))
            .map_or(Level::ltr(), |(_, level)| *level)
    }

    /// The stretches of a line from left to right. The line must not end in blanks (rule L1).
    #[must_use]
    pub fn line(&self, line: Range<usize>) -> Vec<Run> {
        let mut runs = self.logical(line);
        let highest = runs.iter().map(|(_, level)| *level).max().unwrap_or(0);
        // Rule L2: from the highest level down, turn round what is at that level or above.
        for level in (1..=highest).rev() {
            turn(&mut runs, level);
        }
        runs.into_iter()
            .map(|(range, level)| Run {
                range,
                is_rtl: level % 2 == 1,
            })
            .collect()
    }

    fn logical(&self, line: Range<usize>) -> Vec<(Range<usize>, u8)> {
        let mut runs: Vec<(Range<usize>, u8)> = Vec::new();
        for byte in line {
            let level = self.levels.get(byte).map_or(0, Level::number);
            match runs.last_mut() {
                Some((range, last)) if *last == level => range.end = byte + 1,
                _ => runs.push((byte..byte + 1, level)),
            }
        }
        runs
    }
}

fn turn(runs: &mut [(Range<usize>, u8)], level: u8) {
    for part in runs.chunk_by_mut(|a, b| (a.1 >= level) == (b.1 >= level)) {
        if part.first().is_some_and(|run| run.1 >= level) {
            part.reverse();
        }
    }
}

/// Whether any letter of a text runs to the left, and whether most do.
#[must_use]
pub fn leftward(text: &str) -> (bool, bool) {
    let (mut left, mut right) = (0_usize, 0_usize);
    if !text.chars().any(may_turn) {
        return (false, false);
    }
    for c in text.chars() {
        match bidi_class(c) {
            BidiClass::L => right += 1,
            BidiClass::R | BidiClass::AL => left += 1,
            _ => {}
        }
    }
    (left > 0, left > right)
}

/// Whether a language (BCP 47) is written from right to left: as its script says, where one is named.
#[must_use]
pub fn runs_left(tag: &str) -> bool {
    const LANGUAGES: [&str; 21] = [
        "ar", "arc", "arz", "ary", "azb", "ckb", "dv", "fa", "he", "iw", "ji", "ks", "nqo", "pnb",
        "prs", "ps", "sd", "syr", "ug", "ur", "yi",
    ];
    const SCRIPTS: [&str; 5] = ["arab", "hebr", "syrc", "thaa", "nkoo"];
    let tag = tag.to_ascii_lowercase();
    let mut parts = tag.split(['-', '_']);
    let language = parts.next().unwrap_or_default();
    let script = parts.find(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_lowercase()));
    script.map_or_else(
        || LANGUAGES.contains(&language),
        |script| SCRIPTS.contains(&script),
    )
}

/// A sign that goes behind a text that was cut, and behind the mark that says so: with it the mark stands beside what is
/// missing, not where the line ends. None where nothing runs either way. It is never written to the screen.
#[must_use]
pub fn going_on(kept: &str) -> Option<char> {
    let mut closed = 0_u32;
    // As `Bidi::quoting` has it.
    let quotes = kept.contains('“');
    for c in kept.chars().rev() {
        // What is isolated is over, or its own last letters decide.
        match c {
            ISOLATE_END => closed += 1,
            '”' if quotes => closed += 1,
            ISOLATE | '“' => closed = closed.saturating_sub(1),
            _ if closed > 0 => {}
            _ => match bidi_class(c) {
                BidiClass::L => return Some('\u{200e}'),
                BidiClass::R | BidiClass::AL => return Some('\u{200f}'),
                _ => {}
            },
        }
    }
    None
}

/// The graphemes from the last to the first, brackets mirrored (rule L4).
#[must_use]
pub fn reversed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for grapheme in text.graphemes(true).rev() {
        let mut chars = grapheme.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => out.push(mirrored(c)),
            _ => out.push_str(grapheme),
        }
    }
    out
}

fn mirrored(c: char) -> char {
    const PAIRS: [(char, char); 13] = [
        ('(', ')'),
        ('[', ']'),
        ('{', '}'),
        ('<', '>'),
        ('«', '»'),
        ('‹', '›'),
        ('≤', '≥'),
        ('⟨', '⟩'),
        ('「', '」'),
        ('『', '』'),
        ('【', '】'),
        ('《', '》'),
        ('〈', '〉'),
    ];
    PAIRS
        .iter()
        .find_map(|&(open, close)| match c {
            _ if c == open => Some(close),
            _ if c == close => Some(open),
            _ => None,
        })
        .unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        in_order(Bidi::new(text), text)
    }

    fn in_order(bidi: Option<Bidi>, text: &str) -> String {
        let Some(bidi) = bidi else {
            return text.to_owned();
        };
        bidi.line(0..text.len())
            .into_iter()
            .map(|run| {
                let part = text.get(run.range).unwrap();
                if run.is_rtl {
                    reversed(part)
                } else {
                    part.to_owned()
                }
            })
            .collect()
    }

    #[test]
    fn left_to_right_needs_no_analysis() {
        assert!(Bidi::new("Lagos, Ọ̀yọ́, Αθήνα").is_none());
        assert!(Bidi::new("中文").is_none());
    }

    #[test]
    fn hebrew_runs_to_the_left_and_numbers_do_not() {
        assert_eq!(shown("אבג"), "גבא");
        assert_eq!(shown("אב 123"), "123 בא");
        assert_eq!(shown("אב abc גד"), "דג abc בא");
    }

    #[test]
    fn brackets_embrace_what_they_embraced() {
        assert_eq!(shown("(אב)"), "(בא)");
        assert_eq!(shown("see אב (גד) now"), "see (דג) בא now");
    }

    #[test]
    fn marks_stay_on_their_letters() {
        assert_eq!(shown("אָב"), "באָ");
    }

    #[test]
    fn what_is_quoted_turns_nothing_around_it() {
        let shown = |text: &str| in_order(Bidi::quoting(text), text);
        assert_eq!(shown("search “אבג” · 12"), "search “גבא” · 12");
        assert_eq!(shown("“אבג” unread again"), "“גבא” unread again");
        assert_eq!(shown("done: “אב…”"), "done: “…בא”");
        assert_eq!(shown("אב “גד” הו"), "וה ”דג“ בא", "as without quotes");
        assert_eq!(shown("“not closed אב"), "“not closed בא");
        assert_eq!(shown("“Lagos” 12"), "“Lagos” 12");
    }

    #[test]
    fn a_text_that_was_cut_goes_on_as_its_last_letters_run() {
        let shown = |kept: &str| {
            let cut = format!(
                "{kept}…{}",
                going_on(kept).map_or(String::new(), String::from)
            );
            in_order(Bidi::quoting(&cut), &cut).replace(['\u{200e}', '\u{200f}'], "")
        };
        assert_eq!(shown("Ferry: אבג 12"), "Ferry: …12 גבא");
        assert_eq!(shown("Ferry: אבג "), "Ferry: … גבא");
        assert_eq!(shown("Ferry אבג 12 no"), "Ferry 12 גבא no…");
        assert_eq!(shown("Ferry (אבג) "), "Ferry (גבא) …");
        assert_eq!(shown("אבג 12"), "…12 גבא");
        assert_eq!(shown("אבג Ferry 12"), "Ferry 12… גבא");
        assert_eq!(
            shown("“אבג” "),
            "“גבא” …",
            "nothing of the quote's is missing"
        );
        assert_eq!(shown("say “אבג 1"), "say “…1 גבא");
        assert_eq!(shown("אבג” "), "… ”גבא");
        assert_eq!(going_on("12: "), None);
    }

    #[test]
    fn a_language_from_right_to_left_is_known_by_its_tag() {
        for tag in ["ar", "he-IL", "fa_IR", "UR", "ku-Arab", "yi"] {
            assert!(runs_left(tag), "{tag}");
        }
        for tag in ["", "en", "de-AT", "arn", "ku", "ar-Latn", "az-Cyrl-AZ"] {
            assert!(!runs_left(tag), "{tag}");
        }
    }

    #[test]
    fn where_most_letters_run_is_where_a_text_runs() {
        assert_eq!(leftward("Lagos, 中文"), (false, false));
        assert_eq!(leftward("Lagos (אבג)"), (true, false));
        assert_eq!(leftward("אבגד: BBC"), (true, true));
    }

    #[test]
    fn each_line_has_its_own_direction() {
        let bidi = Bidi::new("abc\nאבג").unwrap();
        assert!(!bidi.is_rtl_at(1));
        assert!(bidi.is_rtl_at(5));
    }
}
