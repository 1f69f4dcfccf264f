//! The terminal: taken over, drawn on, and given back whatever happens.

use super::Error;
use crate::text::clean_line;
use crate::tui::app::{App, render};
use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste,
    EnableFocusChange, EnableMouseCapture,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
};
use crossterm::{cursor, execute, queue, terminal};
use ratatui::backend::CrosstermBackend;
use std::io::{BufWriter, Stdout, Write as _, stdout};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// The terminal is ours now; the panic hook asks.
static IS_TAKEN: AtomicBool = AtomicBool::new(false);

pub struct Screen {
    terminal: ratatui::Terminal<CrosstermBackend<BufWriter<Stdout>>>,
    has_mouse: bool,
}

impl Screen {
    pub fn open(crash_dir: &Path, has_mouse: bool) -> Result<Self, Error> {
        install_panic_hook(crash_dir);
        take(has_mouse)?;
        let backend = CrosstermBackend::new(BufWriter::with_capacity(64 << 10, stdout()));
        let terminal = ratatui::Terminal::new(backend).inspect_err(|_| give_back())?;
        Ok(Self {
            terminal,
            has_mouse,
        })
    }

    pub fn size(&self) -> (u16, u16) {
        self.terminal
            .size()
            .map_or((80, 24), |size| (size.width, size.height))
    }

    /// One frame, in one write where the terminal knows how.
    pub fn draw(&mut self, state: &App) -> Result<(), Error> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        self.terminal.draw(|frame| {
            let drawn = render(state, frame.buffer_mut());
            if let Some(place) = drawn.cursor {
                frame.set_cursor_position(place);
            }
        })?;
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        Ok(())
    }

    pub fn redraw(&mut self) -> Result<(), Error> {
        Ok(self.terminal.clear()?)
    }

    /// To the clipboard of the terminal, over ssh too (OSC 52).
    pub fn copy(&mut self, text: &str) -> Result<(), Error> {
        let text = clean_line(text);
        Ok(execute!(
            self.terminal.backend_mut(),
            CopyToClipboard::to_clipboard_from(text.as_str())
        )?)
    }

    /// Stops as the shell expects; comes back when it is continued.
    pub fn suspend(&mut self) -> Result<(), Error> {
        give_back();
        let _ =
            rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::TSTP);
        take(self.has_mouse)?;
        self.redraw()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

fn take(has_mouse: bool) -> Result<(), Error> {
    IS_TAKEN.store(true, Ordering::SeqCst);
    terminal::enable_raw_mode()?;
    execute!(
        stdout(),
        EnterAlternateScreen,
        EnableBracketedPaste,
        EnableFocusChange
    )?;
    if has_mouse {
        execute!(stdout(), EnableMouseCapture)?;
    }
    Ok(())
}

/// Everything that `take` did, undone; a terminal that has gone does not mind.
fn give_back() {
    if !IS_TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = stdout();
    let _ = execute!(
        out,
        EndSynchronizedUpdate,
        DisableMouseCapture,
        DisableFocusChange,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = terminal::disable_raw_mode();
    let _ = out.flush();
}

/// The terminal is given back before anything is said; what happened is kept in a file, without
/// articles or addresses.
fn install_panic_hook(crash_dir: &Path) {
    let crash_dir = crash_dir.to_owned();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let is_ours = std::thread::current().name() == Some("main");
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let report = format!(
            "tidings {} panicked at {place}\n",
            env!("CARGO_PKG_VERSION")
        );
        let _ = std::fs::create_dir_all(&crash_dir);
        let file = crash_dir.join(format!("panic-{}.txt", std::process::id()));
        let _ = std::fs::write(&file, &report);
        if is_ours && IS_TAKEN.load(Ordering::SeqCst) {
            give_back();
            before(info);
        }
    }));
}
