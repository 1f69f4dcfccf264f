//! The configuration while the interface runs: looked at when something happens, and on Linux when
//! its folder says so, as that another process wrote the store; never by a timer. A bad edit keeps what was there and says why.

use super::super::{check_keys, place_errors};
use super::turn::Wire;
use super::wires;
use crate::config::{self, Config};
use crate::model::Theme;
use crate::text::{Clean, clean_line};
use crate::tui::core::Keymap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

pub struct Followed {
    file: PathBuf,
    /// Of the file that was read last; none when there was none.
    stamp: Option<Stamp>,
}

type Stamp = (SystemTime, u64);

fn stamp(file: &Path) -> Option<Stamp> {
    let about = std::fs::metadata(file).ok()?;
    Some((about.modified().ok()?, about.len()))
}

impl Followed {
    pub fn new(file: PathBuf) -> Self {
        Self {
            stamp: stamp(&file),
            file,
        }
    }

    /// What the file says, if it is another than before; the error names file and line.
    pub fn look(&mut self) -> Option<Result<Read, Clean>> {
        let now = stamp(&self.file);
        if now == self.stamp {
            return None;
        }
        self.stamp = now;
        // A file that is gone is about to be written anew, or gone for the next start.
        now?;
        Some(self.read().map_err(|why| {
            let why = config::in_short(&self.file, &why);
            clean_line(&format!("not taken: {why}"))
        }))
    }

    /// Every theme that there is now, and what is wrong with a file that is none.
    pub fn themes(&self) -> (Vec<Theme>, Option<Clean>) {
        let folder = self.themes_folder();
        let (themes, faults) = config::themes(Some(&folder));
        let first = faults.first().map(|fault| {
            let why = config::in_short(&folder.join("any"), &fault.to_string());
            clean_line(&format!("no theme: {why}"))
        });
        (themes, first)
    }

    fn themes_folder(&self) -> PathBuf {
        self.file.parent().unwrap_or(Path::new("")).join("themes")
    }

    fn read(&self) -> Result<Read, String> {
        let config = config::load(&self.file, true).map_err(|error| error.to_string())?;
        let keymap = check_keys(&config).map_err(|wrong| {
            let text = std::fs::read_to_string(&self.file).unwrap_or_default();
            place_errors(&self.file, &text, &wrong)
        })?;
        let wanted = config.interface.theme.as_str();
        let themes = config::themes_with(wanted, &self.themes_folder(), &self.file);
        let (themes, _) = themes.map_err(|error| error.to_string())?;
        Ok(Read {
            config,
            keymap,
            themes,
        })
    }
}

/// What the configuration's folder says now.
#[derive(Debug)]
pub struct Read {
    pub config: Config,
    pub keymap: Keymap,
    pub themes: Vec<Theme>,
}

/// Says when a file of the configuration's folder was written, or the notice beside the store. It ends with `woken`'s
/// other side.
#[cfg(target_os = "linux")]
pub fn watch(
    file: &Path,
    notice: Option<&Path>,
    wire: wires::Sender,
    woken: std::io::PipeReader,
) -> std::io::Result<Option<std::thread::JoinHandle<()>>> {
    use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init};
    let folder = file.parent().filter(|folder| folder.is_dir());
    if folder.is_none() && notice.is_none() {
        return Ok(None);
    }
    let notices = init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
    let written = WatchFlags::CLOSE_WRITE | WatchFlags::MOVED_TO;
    if let Some(folder) = folder {
        add_watch(&notices, folder, written)?;
    }
    // The notice may be gone again; what is written into the folder is told of all the same.
    if let Some(Err(error)) = notice.map(|notice| add_watch(&notices, notice, written)) {
        tracing::warn!("what other processes store is not seen at once: {error}");
    }
    let names = ["config.toml", "filters.toml"].map(str::to_owned).to_vec();
    let own = file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let names: Vec<String> = names.into_iter().chain(own).collect();
    let watch = move || while tell(&notices, &woken, &names, &wire).is_some() {};
    let thread = std::thread::Builder::new().name("settings".into());
    thread.spawn(watch).map(Some)
}

/// Waits once; none when nobody listens any more.
#[cfg(target_os = "linux")]
fn tell(
    notices: &std::os::fd::OwnedFd,
    woken: &std::io::PipeReader,
    names: &[String],
    wire: &wires::Sender,
) -> Option<()> {
    use crate::tui::core::Event;
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::fs::inotify::Reader;
    use rustix::io::Errno;
    use std::mem::MaybeUninit;
    let mut fds = [
        PollFd::new(notices, PollFlags::IN),
        PollFd::new(woken, PollFlags::IN),
    ];
    match poll(&mut fds, None) {
        Err(Errno::INTR) => return Some(()),
        Err(_) => return None,
        Ok(_) => {}
    }
    if !fds[1].revents().is_empty() {
        return None;
    }
    let mut buffer = [MaybeUninit::uninit(); 4096];
    let mut reader = Reader::new(notices, &mut buffer);
    let mut is_ours = false;
    while let Ok(notice) = reader.next() {
        let name = notice.file_name().map(std::ffi::CStr::to_string_lossy);
        // What is watched by itself, not in its folder, has no name here.
        is_ours |= name.is_none_or(|name| names.iter().any(|other| *other == name));
    }
    if is_ours {
        wire.send(Wire::Event(Event::FilesChanged)).ok()?;
    }
    Some(())
}

/// Elsewhere it is noticed with the next key.
#[cfg(not(target_os = "linux"))]
pub fn watch(
    _: &Path,
    _: Option<&Path>,
    _: wires::Sender,
    _: std::io::PipeReader,
) -> std::io::Result<Option<std::thread::JoinHandle<()>>> {
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_file_is_read_once_and_a_bad_one_names_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        let mut followed = Followed::new(file.clone());
        assert!(followed.look().is_none(), "no file, no change");
        std::fs::write(&file, "[reader]\nmeasure = 60\n").unwrap();
        let read = followed.look().unwrap().unwrap();
        assert_eq!(read.config.reader.measure, 60);
        assert!(followed.look().is_none());
        std::fs::write(&file, "[reader]\nmeasure = 6\nmeassure = 60\n").unwrap();
        let why = followed.look().unwrap().unwrap_err();
        assert!(
            why.contains("config.toml:3: there is no setting \"meassure\""),
            "{why}"
        );
        std::fs::write(&file, "\n[keys]\nquit = [\"Z\"]\ndone = [\"j\"]\n").unwrap();
        let why = followed.look().unwrap().unwrap_err();
        assert!(why.contains("config.toml:4: j is taken by"), "{why}");
        assert!(why.starts_with("not taken: config.toml:4"), "{why}");
        std::fs::remove_file(&file).unwrap();
        assert!(followed.look().is_none());
    }

    /// It went on showing what was, until a key was pressed.
    #[cfg(target_os = "linux")]
    #[test]
    fn what_another_process_stores_wakes_the_reader_and_its_own_does_not() {
        use crate::store::Store;
        let folder = tempfile::tempdir().unwrap();
        let own = Store::open(folder.path()).unwrap().attended(|| ());
        own.flush().unwrap();
        let other = Store::open(folder.path()).unwrap();
        let (woken, wake) = std::io::pipe().unwrap();
        let (sender, mut wires) = wires::wires(None).unwrap();
        let notice = own.notice().unwrap();
        let file = Path::new("/no/such/folder/config.toml");
        let thread = watch(file, Some(&notice), sender, woken).unwrap().unwrap();
        let change = crate::model::Change::PutSavedFilter {
            id: None,
            name: "goats".into(),
            query: "goats".into(),
        };
        other
            .apply(&change, crate::model::Timestamp::default())
            .unwrap();
        assert!(matches!(
            wires.next(None).unwrap(),
            Some(Wire::Event(crate::tui::core::Event::FilesChanged))
        ));
        own.undo().unwrap().unwrap();
        own.flush().unwrap();
        drop(wake);
        thread.join().unwrap();
        let now = Some(std::time::Duration::ZERO);
        assert!(wires.next(now).unwrap().is_none());
    }

    /// The next start refused what was taken here.
    #[test]
    fn a_theme_that_is_not_there_is_refused_until_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        let mut followed = Followed::new(file.clone());
        std::fs::write(&file, "[interface]\ntheme = \"mine\"\n").unwrap();
        let why = followed.look().unwrap().unwrap_err();
        assert_eq!(
            &*why,
            "not taken: config.toml:2: there is no theme \"mine\""
        );
        std::fs::write(&file, "[interface]\ntheme = \"dusc\"\n").unwrap();
        let why = followed.look().unwrap().unwrap_err();
        assert!(why.ends_with("; did you mean \"dusk\"?"), "{why}");
        let themes = folder.path().join("themes");
        std::fs::create_dir(&themes).unwrap();
        std::fs::write(themes.join("mine.toml"), "inherits = \"nobody\"\n").unwrap();
        std::fs::write(&file, "[interface]\ntheme = \"mine\"\n\n").unwrap();
        let why = followed.look().unwrap().unwrap_err();
        assert!(
            why.contains("mine.toml:1: "),
            "what is wrong with it: {why}"
        );
        std::fs::write(themes.join("mine.toml"), "inherits = \"dusk\"\n").unwrap();
        std::fs::write(&file, "[interface]\ntheme = \"mine\" \n").unwrap();
        let read = followed.look().unwrap().unwrap();
        assert!(read.themes.iter().any(|theme| theme.name == "mine"));
    }

    #[test]
    fn a_theme_just_written_is_there_and_a_bad_one_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let followed = Followed::new(folder.path().join("config.toml"));
        let names = |themes: &[Theme]| -> Vec<String> {
            themes.iter().map(|theme| theme.name.clone()).collect()
        };
        let (before, why) = followed.themes();
        assert_eq!(why, None, "no folder, no fault");
        let themes = folder.path().join("themes");
        std::fs::create_dir(&themes).unwrap();
        std::fs::write(themes.join("mine.toml"), "inherits = \"dusk\"\n").unwrap();
        std::fs::write(themes.join("bad.toml"), "inherits = \"nobody\"\n").unwrap();
        let (now, why) = followed.themes();
        assert_eq!(now.len(), before.len() + 1);
        assert!(names(&now).contains(&"mine".to_owned()));
        let why = why.unwrap();
        assert!(why.starts_with("no theme: bad.toml:1: "), "{why}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_is_written_is_told_of_and_others_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("my.toml");
        let (woken, wake) = std::io::pipe().unwrap();
        let (sender, mut wires) = wires::wires(None).unwrap();
        // What cannot be watched beside it is no reason to watch nothing.
        let gone = folder.path().join("no notice");
        let thread = watch(&file, Some(&gone), sender, woken).unwrap().unwrap();
        std::fs::write(folder.path().join("other"), "x").unwrap();
        std::fs::write(&file, "[reader]\n").unwrap();
        assert!(matches!(
            wires.next(None).unwrap(),
            Some(Wire::Event(crate::tui::core::Event::FilesChanged))
        ));
        drop(wake);
        thread.join().unwrap();
        assert!(
            wires
                .next(Some(std::time::Duration::ZERO))
                .unwrap()
                .is_none()
        );
    }
}
