//! The way to the terminal: a frame in which nothing changed is not written, which over a slow line is most of what they
//! cost. The library says the colours and the cursor at the end of each frame.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

pub const BEGIN: &[u8] = b"\x1b[?2026h";
pub const END: &[u8] = b"\x1b[?2026l";

/// All clones write to the same terminal: the library's, and the one that tells what is a frame.
pub struct Held<W: Write>(Rc<RefCell<Frame<W>>>);

struct Frame<W: Write> {
    out: W,
    /// Of the frame that is being drawn.
    drawn: Option<Vec<u8>>,
    /// What the last frame was, if nothing was written since.
    last: Vec<u8>,
}

impl<W: Write> Clone for Held<W> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<W: Write> Held<W> {
    pub fn new(out: W) -> Self {
        Self(Rc::new(RefCell::new(Frame {
            out,
            drawn: None,
            last: Vec::new(),
        })))
    }

    /// What is written from now on is a frame.
    pub fn begin(&self) {
        self.0.borrow_mut().drawn = Some(Vec::new());
    }

    /// The frame goes out at once, unless it only says what the one before ended with.
    pub fn end(&self) -> io::Result<()> {
        let mut frame = self.0.borrow_mut();
        let Some(drawn) = frame.drawn.take() else {
            return Ok(());
        };
        if frame.last.ends_with(&drawn) {
            return Ok(());
        }
        for part in [BEGIN, &drawn, END] {
            frame.out.write_all(part)?;
        }
        frame.last = drawn;
        frame.out.flush()
    }
}

impl<W: Write> Write for Held<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut frame = self.0.borrow_mut();
        if let Some(drawn) = &mut frame.drawn {
            drawn.extend_from_slice(bytes);
        } else {
            // The colours and the cursor may be others then.
            frame.last.clear();
            frame.out.write_all(bytes)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut frame = self.0.borrow_mut();
        match frame.drawn {
            Some(_) => Ok(()),
            None => frame.out.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(held: &mut Held<Vec<u8>>, bytes: &[u8]) -> usize {
        let before = held.0.borrow().out.len();
        held.begin();
        held.write_all(bytes).unwrap();
        held.flush().unwrap();
        held.end().unwrap();
        held.0.borrow().out.len() - before
    }

    #[test]
    fn a_frame_that_changes_nothing_is_not_written() {
        let mut held = Held::new(Vec::new());
        let around = BEGIN.len() + END.len();
        assert_eq!(frame(&mut held, b"cells,cursor 1"), around + 14);
        assert_eq!(frame(&mut held, b"cursor 1"), 0);
        assert_eq!(frame(&mut held, b"cursor 1"), 0);
        assert_eq!(frame(&mut held, b"cursor 2"), around + 8, "it moved");
        assert_eq!(frame(&mut held, b"cursor 2"), 0);
        held.write_all(b"another's").unwrap();
        assert_eq!(frame(&mut held, b"cursor 2"), around + 8, "who knows");
    }
}
