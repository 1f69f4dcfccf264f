//! Bytes from the terminal → events. Answers of the terminal that nobody asked for are dropped,
//! never taken for keys; a paste is one event of one line.

use crate::text::{cap, clean_line};
use crate::tui::core::{Chord, Event, Key, Mouse, background_of_answer};

/// Bytes of a paste that are kept.
const PASTE: usize = 2048;
/// Parameters longer than this are no key.
const PARAMETERS: usize = 64;
const PASTE_START: &[u8] = b"\x1b[200~";
const PASTE_END: &[u8] = b"\x1b[201~";
/// Lines that one turn of the wheel scrolls.
const WHEEL: i32 = 3;

#[derive(Debug, Default)]
enum Mode {
    #[default]
    Ground,
    /// Behind ESC.
    Escape,
    /// Behind ESC [: parameters so far.
    Control(Vec<u8>),
    /// Behind ESC O.
    Single,
    /// A string of the terminal: dropped up to its end. Whether ESC came last.
    Dropped(bool),
    /// Behind ESC ]: what the terminal tells. Whether ESC came last.
    Told(Vec<u8>, bool),
    /// A mouse report of the old kind: bytes left.
    OldMouse(u8),
    /// A letter of several bytes, how many are missing, and whether it stands behind ESC.
    Letter(Vec<u8>, usize, bool),
    /// Pasted bytes, and how much of the end mark has come.
    Paste(Vec<u8>, usize),
}

#[derive(Debug, Default)]
pub struct Decoder {
    mode: Mode,
}

impl Decoder {
    pub fn feed(&mut self, bytes: &[u8], events: &mut Vec<Event>) {
        for (at, byte) in bytes.iter().enumerate() {
            events.extend(self.byte(*byte, &bytes[at + 1..]));
        }
    }

    /// Something has begun that may be all there is: ESC alone is a key.
    pub fn is_waiting(&self) -> bool {
        !matches!(self.mode, Mode::Ground | Mode::Paste(..))
    }

    /// Nothing more came for a while.
    pub fn rest(&mut self) -> Option<Event> {
        match std::mem::take(&mut self.mode) {
            Mode::Escape => Some(key(Key::Esc)),
            Mode::Paste(bytes, matched) => {
                self.mode = Mode::Paste(bytes, matched);
                None
            }
            _ => None,
        }
    }

    /// These came together right behind ESC, which was told as a key: if they are the rest of one, it came late.
    pub fn go_on(&mut self, bytes: &[u8]) {
        if matches!(self.mode, Mode::Ground) && bytes.len() > 1 && matches!(bytes[0], b'[' | b'O') {
            self.mode = Mode::Escape;
        }
    }

    /// `behind`: what came together with the byte.
    fn byte(&mut self, byte: u8, behind: &[u8]) -> Option<Event> {
        match std::mem::take(&mut self.mode) {
            Mode::Ground => self.ground(byte, false),
            Mode::Escape => self.escape(byte),
            Mode::Control(parameters) => self.control(parameters, byte),
            Mode::Single => single(byte),
            Mode::Dropped(was_escape) => {
                let is_end = byte == 7 || (was_escape && byte == b'\\') || byte == 0x18;
                if !is_end {
                    self.mode = Mode::Dropped(byte == 0x1b);
                }
                None
            }
            Mode::Told(told, was_escape) => self.told(told, was_escape, byte),
            Mode::OldMouse(left) => {
                if left > 1 {
                    self.mode = Mode::OldMouse(left - 1);
                }
                None
            }
            Mode::Letter(mut bytes, missing, alt) => {
                if byte & 0xc0 != 0x80 {
                    return self.ground(byte, false);
                }
                bytes.push(byte);
                if missing > 1 {
                    self.mode = Mode::Letter(bytes, missing - 1, alt);
                    return None;
                }
                let c = std::str::from_utf8(&bytes).ok()?.chars().next()?;
                let chord = Chord::plain(Key::Char(c));
                (!c.is_control()).then_some(Event::Key(Chord { alt, ..chord }))
            }
            Mode::Paste(bytes, matched) => self.paste(bytes, matched, byte, behind),
        }
    }

    fn ground(&mut self, byte: u8, alt: bool) -> Option<Event> {
        let plain = |key| {
            Some(Event::Key(Chord {
                alt,
                ..Chord::plain(key)
            }))
        };
        match byte {
            0x1b => {
                self.mode = Mode::Escape;
                None
            }
            b'\r' | b'\n' => plain(Key::Enter),
            b'\t' => plain(Key::Tab),
            0x7f | 0x08 => plain(Key::Backspace),
            1..=26 => {
                let letter = char::from(byte - 1 + b'a');
                Some(Event::Key(Chord {
                    alt,
                    ..Chord::ctrl(letter)
                }))
            }
            0 | 28..=31 => None,
            0x20..=0x7e => plain(Key::Char(char::from(byte))),
            0xc2..=0xf4 => {
                let missing = [0xe0, 0xf0].iter().filter(|limit| byte >= **limit).count() + 1;
                self.mode = Mode::Letter(vec![byte], missing, alt);
                None
            }
            _ => None,
        }
    }

    fn escape(&mut self, byte: u8) -> Option<Event> {
        match byte {
            b'[' => self.mode = Mode::Control(Vec::new()),
            b'O' => self.mode = Mode::Single,
            b']' => self.mode = Mode::Told(Vec::new(), false),
            b'P' | b'X' | b'^' | b'_' => self.mode = Mode::Dropped(false),
            0x1b => {
                self.mode = Mode::Escape;
                return Some(key(Key::Esc));
            }
            byte => return self.ground(byte, true),
        }
        None
    }

    /// Of what the terminal tells, only its background is of use.
    fn told(&mut self, mut told: Vec<u8>, was_escape: bool, byte: u8) -> Option<Event> {
        let is_end = byte == 7 || (was_escape && byte == b'\\');
        if is_end {
            let answer = std::str::from_utf8(&told).ok()?.strip_prefix("11;")?;
            return background_of_answer(answer).map(Event::Background);
        }
        if byte != 0x18 {
            if told.len() < PARAMETERS && byte != 0x1b {
                told.push(byte);
            }
            self.mode = Mode::Told(told, byte == 0x1b);
        }
        None
    }

    fn control(&mut self, mut parameters: Vec<u8>, byte: u8) -> Option<Event> {
        match byte {
            0x20..=0x3f => {
                if parameters.len() < PARAMETERS {
                    parameters.push(byte);
                }
                self.mode = Mode::Control(parameters);
                None
            }
            // The linux console's function keys.
            b'[' if parameters.is_empty() => {
                self.mode = Mode::OldMouse(1);
                None
            }
            b'M' if parameters.is_empty() => {
                self.mode = Mode::OldMouse(3);
                None
            }
            b'M' | b'm' if parameters.first() == Some(&b'<') => {
                mouse(&numbers(parameters.get(1..)?), byte == b'M')
            }
            0x1b => {
                self.mode = Mode::Escape;
                None
            }
            0x40..=0x7e => self.finished(&parameters, byte),
            _ => None,
        }
    }

    fn finished(&mut self, parameters: &[u8], byte: u8) -> Option<Event> {
        if byte == b'c' && parameters.first() == Some(&b'?') {
            return Some(Event::NoBackground);
        }
        let numbers = numbers(parameters);
        let first = numbers.first().copied().unwrap_or(0);
        let modifiers = numbers.get(1).copied().unwrap_or(1);
        let found = match (byte, first) {
            (b'~', 200) => {
                self.mode = Mode::Paste(Vec::new(), 0);
                return None;
            }
            (b'~', 1 | 7) => Key::Home,
            (b'~', 2) => Key::Insert,
            (b'~', 3) => Key::Delete,
            (b'~', 4 | 8) => Key::End,
            (b'~', 5) => Key::PageUp,
            (b'~', 6) => Key::PageDown,
            (b'~', number @ 11..=15) => Key::Function(number as u8 - 10),
            (b'~', number @ 17..=21) => Key::Function(number as u8 - 11),
            (b'~', number @ 23..=24) => Key::Function(number as u8 - 12),
            (b'I', 0) => return Some(Event::Focus),
            (b'Z', _) => {
                let chord = Chord {
                    shift: true,
                    ..Chord::plain(Key::Tab)
                };
                return Some(Event::Key(chord));
            }
            (letter, 0 | 1) => arrow(letter)?,
            _ => return None,
        };
        let bits = modifiers.saturating_sub(1);
        let (shift, alt, ctrl) = (bits & 1 > 0, bits & 2 > 0, bits & 4 > 0);
        Some(Event::Key(Chord {
            key: found,
            ctrl,
            alt,
            shift,
        }))
    }

    /// An end mark that came together with the byte, before another paste begins, is the true one: some terminals
    /// pass on a mark that stands in what is pasted, and the rest of it would be keys.
    fn paste(
        &mut self,
        mut bytes: Vec<u8>,
        matched: usize,
        byte: u8,
        behind: &[u8],
    ) -> Option<Event> {
        let matched = if byte == PASTE_END[matched] {
            matched + 1
        } else {
            // The end mark has no other ESC than its first byte.
            let flushed = PASTE_END[..matched]
                .iter()
                .chain((byte != 0x1b).then_some(&byte));
            let room = PASTE.saturating_sub(bytes.len());
            bytes.extend(flushed.take(room));
            usize::from(byte == 0x1b)
        };
        if matched < PASTE_END.len() {
            self.mode = Mode::Paste(bytes, matched);
            return None;
        }
        let mut marks = behind.windows(PASTE_END.len());
        if marks.find(|mark| [PASTE_START, PASTE_END].contains(mark)) == Some(PASTE_END) {
            self.mode = Mode::Paste(bytes, 0);
            return None;
        }
        let text = String::from_utf8_lossy(&bytes);
        let line = text
            .split(['\n', '\r'])
            .find(|line| !line.trim().is_empty())?;
        Some(Event::Paste(clean_line(cap(line, PASTE))))
    }
}

fn key(key: Key) -> Event {
    Event::Key(Chord::plain(key))
}

fn arrow(letter: u8) -> Option<Key> {
    Some(match letter {
        b'A' => Key::Up,
        b'B' => Key::Down,
        b'C' => Key::Right,
        b'D' => Key::Left,
        b'F' => Key::End,
        b'H' => Key::Home,
        b'P' => Key::Function(1),
        b'Q' => Key::Function(2),
        b'R' => Key::Function(3),
        b'S' => Key::Function(4),
        _ => return None,
    })
}

fn single(byte: u8) -> Option<Event> {
    if byte == b'M' {
        return Some(key(Key::Enter));
    }
    arrow(byte).map(key)
}

fn numbers(parameters: &[u8]) -> Vec<u32> {
    let parts = parameters.split(|byte| *byte == b';');
    let number = |part: &[u8]| {
        std::str::from_utf8(part)
            .ok()
            .and_then(|text| text.parse().ok())
    };
    parts.map(|part| number(part).unwrap_or(0)).collect()
}

/// A report of the mouse in decimal: button, column, row.
fn mouse(numbers: &[u32], is_pressed: bool) -> Option<Event> {
    let [button, column, row] = numbers else {
        return None;
    };
    let place = |number: u32| u16::try_from(number).ok()?.checked_sub(1);
    let (column, row) = (place(*column)?, place(*row)?);
    match (button, is_pressed) {
        (0, true) => Some(Event::Mouse(Mouse::Click { column, row })),
        (64, true) => Some(Event::Mouse(Mouse::Wheel {
            column,
            row,
            lines: -WHEEL,
        })),
        (65, true) => Some(Event::Mouse(Mouse::Wheel {
            column,
            row,
            lines: WHEEL,
        })),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::core::print_keys;
    use proptest::prelude::*;

    fn events(bytes: &[u8]) -> Vec<Event> {
        let mut decoder = Decoder::default();
        let mut events = Vec::new();
        decoder.feed(bytes, &mut events);
        events.extend(decoder.rest());
        events
    }

    fn keys(bytes: &[u8]) -> String {
        let chords = events(bytes).into_iter().filter_map(|event| match event {
            Event::Key(chord) => Some(chord),
            _ => None,
        });
        print_keys(&chords.collect::<Vec<_>>())
    }

    #[test]
    fn keys_are_understood() {
        assert_eq!(
            keys(b"gu5d \r\t\x04\x7f"),
            "g u 5 d Space Enter Tab ^D Backspace"
        );
        assert_eq!(
            keys(b"\x1b[A\x1bOB\x1b[5~\x1b[6~\x1b[H\x1b[4~\x1b[Z"),
            "Up Down PgUp PgDn Home End S-Tab"
        );
        assert_eq!(keys("é中".as_bytes()), "é 中");
        assert_eq!(keys(b"\x1b"), "Esc");
        assert_eq!(keys(b"\x1bx"), "A-x");
        assert_eq!(keys("\x1bé".as_bytes()), "A-é");
    }

    #[test]
    fn the_rest_of_a_key_that_came_late_is_no_other_keys() {
        let told = |late: &[u8]| {
            let mut decoder = Decoder::default();
            let mut events = Vec::new();
            decoder.feed(b"\x1b", &mut events);
            events.extend(decoder.rest());
            decoder.go_on(late);
            decoder.feed(late, &mut events);
            let chords = events.into_iter().filter_map(|event| match event {
                Event::Key(chord) => Some(chord),
                _ => None,
            });
            print_keys(&chords.collect::<Vec<_>>())
        };
        assert_eq!(told(b"[A"), "Esc Up");
        assert_eq!(told(b"OB"), "Esc Down");
        assert_eq!(told(b"["), "Esc [", "typed");
        assert_eq!(told(b"dd"), "Esc d d");
    }

    #[test]
    fn answers_of_the_terminal_are_no_keys() {
        for answer in [
            &b"\x1b]10;rgb:0000/0000/0000\x07"[..],
            b"\x1b]11;nonsense\x07",
            b"\x1b]52;c;aGVsbG8=\x1b\\",
            b"\x1bP1$r0m\x1b\\",
            b"\x1b[24;80R",
            b"\x1b[>0;276;0c",
            b"\x1b[8;24;80t",
            b"\x1b[M !!",
            b"\x1b[<35;1;1M",
            b"\x1b_Gi=1;OK\x1b\\",
            b"\x1b[99999999999999999999999999999999999999999999999999999999999999999999999999~",
        ] {
            assert_eq!(events(answer), [], "{answer:?}");
            assert_eq!(keys(&[answer, b"q"].concat()), "q", "{answer:?}");
        }
    }

    #[test]
    fn the_background_is_told_among_the_keys_and_is_none_of_them() {
        let dark = Event::Background(crate::model::Background::Dark);
        for end in ["\x07", "\x1b\\"] {
            let bytes = format!("j\x1b]11;rgb:1b1b/2121/3030{end}q");
            let events = events(bytes.as_bytes());
            assert_eq!(events.len(), 3, "{events:?}");
            assert_eq!(events[1], dark);
        }
    }

    #[test]
    fn a_terminal_that_does_not_tell_its_background_is_known_by_what_it_tells_behind_it() {
        assert_eq!(events(b"\x1b[?62;c"), [Event::NoBackground]);
        assert_eq!(keys(b"j\x1b[?62;22cq"), "j q");
    }

    #[test]
    fn a_paste_is_one_line_whatever_is_in_it() {
        let paste = |bytes: &[u8]| events(&[b"\x1b[200~", bytes, b"\x1b[201~q"].concat());
        let wanted = |text: &str| vec![Event::Paste(clean_line(text)), key(Key::Char('q'))];
        assert_eq!(
            paste(b"https://a.example/\nD\r\n"),
            wanted("https://a.example/")
        );
        assert_eq!(paste(b"a\x1b[20b\x1b\x1b[Ac"), wanted("a[20b[Ac"));
        assert_eq!(paste(b"\n\n"), [key(Key::Char('q'))]);
        assert_eq!(
            paste(b"a\x1b[201~D\x1b[201~\rD"),
            wanted("aD"),
            "marks within"
        );
        let long = paste(&vec![b'x'; 400_000]);
        assert_eq!(long, wanted(&"x".repeat(PASTE)));
    }

    #[test]
    fn clicks_and_the_wheel_have_their_place() {
        let click = Event::Mouse(Mouse::Click { column: 4, row: 2 });
        assert_eq!(events(b"\x1b[<0;5;3M\x1b[<0;5;3m"), [click]);
        let wheel = Event::Mouse(Mouse::Wheel {
            column: 0,
            row: 0,
            lines: 3,
        });
        assert_eq!(events(b"\x1b[<65;1;1M"), [wheel]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_accepted(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut decoder = Decoder::default();
            let mut found = Vec::new();
            decoder.feed(&bytes, &mut found);
            decoder.rest();
        }
    }
}
