//! The terminal's modes: taken, and given back whatever happens. Nothing is drawn here.

use crossterm::cursor::{SetCursorStyle, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, EnableBracketedPaste, EnableFocusChange,
};
use crossterm::style::{Attribute, SetAttribute};
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use std::io::{self, Write as _, stdout};
use std::panic::PanicHookInfo;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Clicks and wheel only: every motion would wake an idle program.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";

/// The modes are ours now.
static IS_TAKEN: AtomicBool = AtomicBool::new(false);

/// A terminal whose modes are ours; dropped, it is as it was.
pub struct Screen {
    has_mouse: bool,
}

impl Screen {
    pub fn enter(has_mouse: bool) -> io::Result<Self> {
        let screen = Self { has_mouse };
        screen.take()?;
        Ok(screen)
    }

    /// Listens to the mouse, or no longer.
    pub fn listen(&mut self, has_mouse: bool) -> io::Result<()> {
        if self.has_mouse == has_mouse {
            return Ok(());
        }
        self.has_mouse = has_mouse;
        let mut out = stdout();
        out.write_all(if has_mouse { MOUSE_ON } else { MOUSE_OFF })?;
        out.flush()
    }

    pub fn take(&self) -> io::Result<()> {
        enable_raw_mode()?;
        IS_TAKEN.store(true, Ordering::SeqCst);
        let mut out = stdout();
        execute!(
            out,
            EnterAlternateScreen,
            EnableBracketedPaste,
            EnableFocusChange
        )?;
        if self.has_mouse {
            out.write_all(MOUSE_ON)?;
        }
        out.flush()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back, once. A terminal that is gone cannot complain.
pub fn give_back() {
    if !IS_TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = stdout();
    let _ = out.write_all(MOUSE_OFF);
    let _ = queue!(
        out,
        DisableFocusChange,
        DisableBracketedPaste,
        SetAttribute(Attribute::Reset),
        SetCursorStyle::DefaultUserShape,
        LeaveAlternateScreen,
        Show
    );
    let _ = out.flush();
    let _ = disable_raw_mode();
}

/// Asks for the background's colour (OSC 11), and then what the terminal is (DA1), which each answers: whoever has not told
/// its background by then does not. The answers come among the keys.
pub fn ask_background() -> io::Result<()> {
    let mut out = stdout();
    out.write_all(b"\x1b]11;?\x1b\\\x1b[c")?;
    out.flush()
}

/// Kitty need not keep our pictures any more, which it does by number: those that stand in text as ours do are not among
/// "all that is on the screen".
pub fn forget_pictures(words: &str) {
    let mut out = stdout();
    // A terminal that is gone cannot complain.
    let _ = out.write_all(words.as_bytes()).and_then(|()| out.flush());
}

/// Columns and rows; a terminal that does not know is taken for 80×24.
pub fn size() -> (u16, u16) {
    let size = rustix::termios::tcgetwinsize(stdout()).ok();
    match size.map(|size| (size.ws_col, size.ws_row)) {
        Some((columns @ 1.., rows @ 1..)) => (columns.min(1000), rows.min(500)),
        _ => (80, 24),
    }
}

/// Pixels of a cell, across and down; none where the terminal does not tell.
pub fn cell() -> Option<(u16, u16)> {
    let size = rustix::termios::tcgetwinsize(stdout()).ok()?;
    let across = size.ws_xpixel.checked_div(size.ws_col)?;
    let down = size.ws_ypixel.checked_div(size.ws_row)?;
    // What is no size of letters is no size.
    ((3..=200).contains(&across) && (5..=400).contains(&down)).then_some((across, down))
}

/// What the hook for faults was before.
type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync>;

/// While it lives, a fault of the interface's thread gives the terminal back before anything else:
/// one more on the way out would end the process where it stands.
pub struct Guard {
    before: Arc<Hook>,
}

impl Guard {
    pub fn set() -> Self {
        let before: Arc<Hook> = Arc::new(std::panic::take_hook());
        let of_before = before.clone();
        let interface = std::thread::current().id();
        std::panic::set_hook(Box::new(move |info| {
            if std::thread::current().id() == interface {
                give_back();
            }
            of_before(info);
        }));
        Self { before }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let before = self.before.clone();
            std::panic::set_hook(Box::new(move |info| before(info)));
        }
    }
}
