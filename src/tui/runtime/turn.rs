//! The loop: take all that has happened, carry out what is wanted, draw once. Idle, it waits.

use super::ahead::Ahead;
use super::followed;
use super::frames::Frames;
use super::held::Held;
use super::input::{Keys, Watch};
use super::notice;
use super::perform::Hands;
use super::screen::{self, Screen};
use super::trails::Trails;
use super::wires::{Wires, wires};
use super::{Error, Fault, Options, beginning};
use crate::jobs::{Clock, Job};
use crate::model::{Report, without_secrets};
use crate::text::Clean;
use crate::tui::app::{self, State, update};
use crate::tui::core::{AUTO, Effect, End, Event, Timer};
use crossterm::clipboard::CopyToClipboard;
use crossterm::queue;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use signal_hook::consts::{SIGCONT, SIGTSTP, SIGWINCH};
use std::io::{BufWriter, Stdout, Write as _, stdin, stdout};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Events taken before a frame is drawn at the latest.
const BATCH: usize = 500;
/// The first frame waits this long for the store's first answers.
const FIRST_FRAME: Duration = Duration::from_millis(150);
/// Once the list is there, what stands beside it may take this long: of thousands of feeds it takes longer.
const BESIDE: Duration = Duration::from_millis(15);
const FRAME_BYTES: usize = 64 << 10;

/// What threads tell the loop.
pub enum Wire {
    /// A person did something; what came at once is together.
    Typed(Vec<Event>),
    Event(Event),
    /// Bytes that the terminal needs once before it can show a picture.
    Transmission(String),
    /// From the worker with this number: an earlier one was cancelled.
    Report(u64, Report),
    Signal(i32),
    /// The terminal is gone.
    Gone,
}

struct Turn {
    state: State,
    hands: Hands,
    screen: Screen,
    out: Held<BufWriter<Stdout>>,
    terminal: Terminal<CrosstermBackend<Held<BufWriter<Stdout>>>>,
    wires: Wires,
    clock: Arc<dyn Clock>,
    timers: Vec<(Timer, Instant)>,
    /// The list that is asked for once all that has happened is taken: of what was typed at once only the last list counts.
    load: Option<Effect>,
    frames: Frames,
    trails: Trails,
    ahead: Ahead,
    /// The terminal was asked for its background.
    asks_background: bool,
    /// Still to come.
    fault: Option<Fault>,
    end: Option<End>,
}

pub fn run(mut options: Options, screen: Screen) -> Result<End, Error> {
    let (sender, wires) = wires(Some(Keys::of(stdin())))?;
    // First of all: a signal before it would leave the terminal as ours, and a new size be lost.
    let signals = Watch::start(sender.clone())?;
    let size = screen::size();
    let may_be_asked = options.terminal.may_be_asked;
    let beginning = beginning(&mut options, size)?;
    let settings = &beginning.settings;
    let asks_background = may_be_asked && settings.choice == AUTO && !settings.no_color;
    if asks_background {
        // Answered or not, nothing waits for it longer than for the store; the answer is never taken for keys.
        screen::ask_background()?;
    }
    let fault = options.fault;
    let clock = options.context.clock.clone();
    let config_file = options.config_file;
    let (woken, wake) = std::io::pipe()?;
    let notice = options.context.store.notice();
    // Without it, changes are noticed with the next key.
    let watch =
        followed::watch(&config_file, notice.as_deref(), sender.clone(), woken).unwrap_or_default();
    let settings = beginning.settings.clone();
    let hands = Hands::start(options.context, settings, config_file, &sender)?;
    let area = Rect::new(0, 0, size.0, size.1);
    let out = Held::new(BufWriter::with_capacity(FRAME_BYTES, stdout()));
    let backend = CrosstermBackend::new(out.clone());
    let viewport = Viewport::Fixed(area);
    let terminal = Terminal::with_options(backend, TerminalOptions { viewport })?;
    let (state, effects) = State::new(beginning);
    let mut turn = Turn {
        state,
        hands,
        screen,
        out,
        terminal,
        wires,
        clock,
        timers: Vec::new(),
        load: None,
        frames: Frames::new(Instant::now()),
        trails: Trails::default(),
        ahead: Ahead::default(),
        asks_background,
        fault,
        end: None,
    };
    turn.perform(effects)?;
    turn.first_answers()?;
    let ended = turn.go();
    screen::forget_pictures(&turn.hands.forget_pictures());
    drop((signals, wake));
    if let Some(watch) = watch {
        // A thread that panicked has been written down.
        let _ = watch.join();
    }
    turn.hands.finish();
    ended
}

impl Turn {
    fn go(&mut self) -> Result<End, Error> {
        loop {
            if let Some(end) = self.end {
                return Ok(end);
            }
            self.hear()?;
            self.load()?;
            self.draw_when_due()?;
            if let Some(fault) = self.fault.take() {
                self.fail(fault)?;
            }
            let mut next = self.wires.next(self.wait())?;
            self.take_event(Event::Now(self.clock.now()))?;
            let mut taken = 0;
            while let Some(wire) = next.filter(|_| self.end.is_none()) {
                self.take(wire)?;
                taken += 1;
                let has_time = taken < BATCH;
                next = has_time
                    .then(|| self.wires.next(Some(Duration::ZERO)))
                    .transpose()?
                    .flatten();
            }
            self.ring()?;
        }
    }

    fn load(&mut self) -> Result<(), Error> {
        match self.load.take() {
            Some(load) => self.hands.perform(load),
            None => Ok(()),
        }
    }

    /// The first frame shows what is stored, not an empty screen.
    fn first_answers(&mut self) -> Result<(), Error> {
        let mut deadline = Instant::now() + FIRST_FRAME;
        let mut missing = 2 + usize::from(self.asks_background);
        let (mut has_list, mut awaits_background) = (false, self.asks_background);
        while missing > 0 && self.end.is_none() {
            // What was typed before the list came must not keep the terminal's answer unheard.
            self.hear()?;
            self.load()?;
            let left = deadline.saturating_duration_since(Instant::now());
            let Some(wire) = self.wires.next(Some(left))? else {
                break;
            };
            let is_background =
                |event: &Event| matches!(event, Event::Background(_) | Event::NoBackground);
            let has_background =
                matches!(&wire, Wire::Typed(events) if events.iter().any(is_background));
            let is_stored = matches!(wire, Wire::Event(Event::Rows { .. } | Event::Feeds { .. }));
            missing -= usize::from(is_stored || (has_background && awaits_background));
            has_list |= matches!(wire, Wire::Event(Event::Rows { .. }));
            awaits_background &= !has_background;
            if has_list && !awaits_background {
                deadline = deadline.min(Instant::now() + BESIDE);
            }
            self.take(wire)?;
        }
        Ok(())
    }

    fn take(&mut self, wire: Wire) -> Result<(), Error> {
        match wire {
            Wire::Typed(events) => {
                self.ahead.hold(events);
                self.hear()
            }
            Wire::Event(event) => {
                // What a person asked for is shown when it comes; only what jobs tell is paced.
                if is_answer(&event) {
                    self.frames.ask();
                }
                if matches!(event, Event::LaidOut { .. } | Event::NotLaidOut { .. }) {
                    self.frames.text_came();
                }
                if let Event::Configured(new) = &event {
                    self.screen.listen(new.has_mouse)?;
                }
                self.take_event(event)
            }
            Wire::Transmission(bytes) => {
                Ok(self.terminal.backend_mut().write_all(bytes.as_bytes())?)
            }
            Wire::Report(worker, report) => {
                if self.hands.hears(worker) || is_of_any_worker(&report) {
                    self.take_event(Event::Report(report))
                } else {
                    Ok(())
                }
            }
            Wire::Signal(SIGWINCH) => self.resize(),
            Wire::Signal(SIGTSTP) => self.suspend(),
            Wire::Signal(SIGCONT) => self.resume(),
            Wire::Signal(_) | Wire::Gone => {
                let effects = app::leave(&mut self.state);
                self.perform(effects)?;
                self.end = Some(End::Gone);
                Ok(())
            }
        }
    }

    /// What was typed, as far as it need not wait. While something waits the terminal keeps the rest.
    fn hear(&mut self) -> Result<(), Error> {
        while self.end.is_none()
            && let Some(mut event) = self.ahead.next(self.state.awaits(), Instant::now())
        {
            if let Some((first, second)) = app::parted(&self.state, &event) {
                event = first;
                self.ahead.put_back(second);
            }
            self.frames.ask();
            self.take_event(event)?;
        }
        self.wires.hear_keys(self.ahead.is_empty());
        Ok(())
    }

    fn take_event(&mut self, event: Event) -> Result<(), Error> {
        // Time alone changes nothing that must be seen at once.
        if !matches!(event, Event::Now(_)) {
            self.frames.want();
        }
        let effects = update(&mut self.state, event);
        self.perform(effects)
    }

    fn perform(&mut self, effects: Vec<Effect>) -> Result<(), Error> {
        for effect in effects {
            match effect {
                Effect::Later {
                    timer,
                    milliseconds,
                } => {
                    let at = Instant::now() + Duration::from_millis(milliseconds);
                    // What was armed for an earlier time rings then: a stream of events may not
                    // put it off for ever. Only rest begins anew.
                    let is_armed = self.timers.iter().any(|(armed, at_then)| {
                        let is_pace = matches!(timer, Timer::Reload | Timer::Count);
                        *armed == timer && is_pace && *at_then <= at
                    });
                    if !is_armed {
                        self.timers.retain(|(armed, _)| *armed != timer);
                        self.timers.push((timer, at));
                    }
                }
                load @ Effect::Load { .. } => self.load = Some(load),
                text @ Effect::LayOut { .. } => {
                    self.frames.await_text(Instant::now());
                    self.hands.perform(text)?;
                }
                Effect::Redraw => self.blank()?,
                Effect::Suspend => self.suspend()?,
                Effect::End(end) => self.end = Some(end),
                Effect::Copy(address) => self.copy(&address, None)?,
                Effect::CopyTitle { title, address } => {
                    self.copy(&address.unwrap_or_default(), Some(&title))?;
                }
                Effect::Tell(words) => self.tell(&words)?,
                effect => self.hands.perform(effect)?,
            }
        }
        Ok(())
    }

    /// Timers that are due.
    fn ring(&mut self) -> Result<(), Error> {
        let now = Instant::now();
        let due = |(_, at): &(Timer, Instant)| *at <= now;
        let ringing: Vec<Timer> = self.timers.iter().filter(|t| due(t)).map(|t| t.0).collect();
        self.timers.retain(|timer| !due(timer));
        for timer in ringing {
            // That something takes long is said then, not a frame later.
            if matches!(timer, Timer::Slow | Timer::Turn | Timer::Change) {
                self.frames.ask();
            }
            self.take_event(Event::Timer(timer))?;
        }
        Ok(())
    }

    /// How long nothing needs to be done; none: until something happens.
    fn wait(&self) -> Option<Duration> {
        let now = Instant::now();
        let timer = self
            .timers
            .iter()
            .map(|(_, at)| at.saturating_duration_since(now))
            .min();
        [timer, self.frames.due_in(now), self.ahead.due_in(now)]
            .into_iter()
            .flatten()
            .min()
    }

    fn draw_when_due(&mut self) -> Result<(), Error> {
        let now = Instant::now();
        if self.frames.due_in(now) != Some(Duration::ZERO) {
            return Ok(());
        }
        let size = self.state.size();
        if self.terminal.get_frame().area() != Rect::new(0, 0, size.0, size.1) {
            self.blank()?;
        }
        self.frames.drawn(now);
        self.out.begin();
        self.terminal.draw(|frame| {
            app::render(&self.state, frame);
            self.trails.settle(frame.buffer_mut());
        })?;
        Ok(self.out.end()?)
    }

    /// The fault that a test wanted; its message holds what one can: what is on the screen.
    fn fail(&mut self, fault: Fault) -> Result<(), Error> {
        match fault {
            Fault::Job => {
                self.hands.give(Job::Fault);
                Ok(())
            }
            Fault::Frame => {
                let drawn = self
                    .terminal
                    .draw(|frame| app::render(&self.state, frame))?;
                panic!("wanted by a test: {:?}", drawn.buffer)
            }
        }
    }

    /// Terminals cut and wrap what stands on them when they change, also where the last of many
    /// sizes is the first again.
    fn resize(&mut self) -> Result<(), Error> {
        let (columns, rows) = screen::size();
        self.take_event(Event::Resize(columns, rows))?;
        self.blank()
    }

    /// Nothing of what is on the screen is trusted. (`Terminal::clear` would ask the terminal where
    /// its cursor is, and wait for an answer that our own reader of keys takes away.)
    fn blank(&mut self) -> Result<(), Error> {
        let (columns, rows) = self.state.size();
        self.frames.want();
        Ok(self.terminal.resize(Rect::new(0, 0, columns, rows))?)
    }

    /// To the shell, with everything stored; back with the screen drawn anew.
    fn suspend(&mut self) -> Result<(), Error> {
        let effects = app::leave(&mut self.state);
        self.perform(effects)?;
        self.hands.flush();
        screen::forget_pictures(&self.hands.forget_pictures());
        screen::give_back();
        signal_hook::low_level::emulate_default_handler(SIGTSTP)?;
        self.resume()
    }

    fn resume(&mut self) -> Result<(), Error> {
        self.screen.take()?;
        self.frames.ask();
        self.resize()?;
        self.take_event(Event::PicturesLost)?;
        self.take_event(Event::Focus)
    }

    /// An alert by the terminal itself, in one of the ways that terminals know.
    fn tell(&mut self, words: &crate::text::Clean) -> Result<(), Error> {
        let sequence = notice::sequence(self.hands.tell(), words);
        if !sequence.is_empty() {
            self.terminal.backend_mut().write_all(sequence.as_bytes())?;
            self.terminal.backend_mut().flush()?;
        }
        Ok(())
    }

    /// Only addresses are copied, written anew from what was understood, and clean titles.
    fn copy(&mut self, address: &str, title: Option<&Clean>) -> Result<(), Error> {
        let url = url::Url::parse(address).ok();
        let url = url.filter(|url| matches!(url.scheme(), "http" | "https"));
        let parts: Vec<String> = title
            .map(ToString::to_string)
            .into_iter()
            .chain(url.map(String::from))
            .collect();
        if parts.is_empty() {
            let why = crate::text::clean_line("only http and https addresses are copied");
            return self.take_event(Event::Failed(why));
        }
        let text = parts.join("\n");
        queue!(
            self.terminal.backend_mut(),
            CopyToClipboard::to_clipboard_from(text.as_bytes())
        )?;
        self.terminal.backend_mut().flush()?;
        let shown: Vec<String> = parts.iter().map(|it| without_secrets(it)).collect();
        let what = crate::text::clean_line(&format!("copied {}", shown.join(" ")));
        self.take_event(Event::Did(what))
    }
}

/// What is in the store and whether there is a network is so whoever says it.
fn is_of_any_worker(report: &Report) -> bool {
    matches!(report, Report::Changed(_) | Report::Connection { .. })
}

fn is_answer(event: &Event) -> bool {
    matches!(
        event,
        Event::LaidOut { .. }
            | Event::NotLaidOut { .. }
            | Event::Rows { .. }
            | Event::Snippets { .. }
            | Event::Unread { .. }
            | Event::Applied { .. }
            | Event::Did(_)
            | Event::Failed(_)
            | Event::Enclosures { .. }
            | Event::Themes(_)
    )
}
