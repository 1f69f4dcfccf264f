//! Files: restart, two processes, refusal, damage, reading beside writing.

use super::*;

#[test]
fn what_was_acknowledged_is_there_after_a_restart() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let id = home.poll(feed, vec![arrival("1", "T", 1)]).new[0];
    home.mark(MarkChange::Save, &[id]);
    // Neither flushed nor closed: the process that acknowledged it is as good as killed.
    let copy = tempfile::tempdir().unwrap();
    for name in ["tidings.db", "tidings.db-wal"] {
        std::fs::copy(home.dir.path().join(name), copy.path().join(name)).unwrap();
    }
    let store = Store::open(copy.path()).unwrap();
    let counts = store.reader().unwrap().counts(NOW).unwrap();
    assert_eq!((counts.all, counts.saved), (1, 1));
}

/// How the writer's connection commits: SQLite's numbers for OFF, NORMAL, FULL, and the kind of its log.
fn commits(store: &Store) -> (i64, String) {
    let asked = store.handle().unwrap().ask(Who::Job, |writer| {
        let ask = |sql| writer.connection.prepare(sql);
        let level = ask("PRAGMA synchronous")?.query_row([], |row| row.get(0))?;
        let log = ask("PRAGMA journal_mode")?.query_row([], |row| row.get(0))?;
        Ok((level, log))
    });
    asked.unwrap()
}

/// A power cut takes nothing that a person was told is done, and of what jobs stored only the last, whole transactions.
#[test]
fn what_a_person_changes_is_synced_with_its_commit_and_what_jobs_store_in_order() {
    let home = Home::new();
    let (normal, full) = ((1, "wal".to_owned()), (2, "wal".to_owned()));
    let feed = home.feed("a.example");
    assert_eq!(commits(&home.store), full, "a subscription");
    let id = home.poll(feed, vec![arrival("1", "T", 1)]).new[0];
    assert_eq!(commits(&home.store), normal, "a poll");
    let save = || drop(home.mark(MarkChange::Save, &[id]));
    let undo = || assert!(home.store.undo().unwrap().is_some());
    let redo = || assert!(home.store.redo().unwrap().is_some());
    let (done, told) = std::sync::mpsc::sync_channel(1);
    let later = || {
        let change = Change::Mark {
            what: MarkChange::Queue,
            target: Target::Articles(vec![id]),
        };
        let done = done.clone();
        let answer = Box::new(move |answer: Answer<Applied>| done.send(answer).unwrap());
        home.store.apply_later(change, NOW, answer);
        told.recv().unwrap().unwrap();
    };
    let changes: [(&str, &dyn Fn()); 4] = [
        ("save", &save),
        ("undo", &undo),
        ("redo", &redo),
        ("later", &later),
    ];
    for (name, change) in changes {
        home.poll(feed, vec![arrival(name, name, 1)]);
        assert_eq!(commits(&home.store), normal, "a poll before {name}");
        change();
        assert_eq!(commits(&home.store), full, "{name}");
    }
    let again = home.again();
    again
        .store_poll(feed, vec![arrival("2", "U", 1)], PollRecord::default(), NOW)
        .unwrap();
    assert_eq!(commits(&again), normal, "the first of a process is a job's");
    // Whoever folds the log in syncs it first, or the file could be halved by a power cut.
    let folding = open::folding(&open::database(home.dir.path())).unwrap();
    let level = folding.pragma_query_value(None, "synchronous", |row| row.get::<_, i64>(0));
    assert!(level.unwrap() >= 1);
}

/// Whether a look is worth its while is known by the log, which a clean end folds in.
#[test]
fn an_end_that_was_no_clean_one_is_known_at_the_next_start() {
    let home = Home::new();
    assert!(!home.store.was_in_use(), "a new store");
    let feed = home.feed("a.example");
    home.poll(feed, vec![arrival("1", "T", 1)]);
    let killed = tempfile::tempdir().unwrap();
    for name in ["tidings.db", "tidings.db-wal"] {
        std::fs::copy(home.dir.path().join(name), killed.path().join(name)).unwrap();
    }
    assert!(Store::open(killed.path()).unwrap().was_in_use());
    home.store.finish().unwrap();
    let Home { store, dir } = home;
    drop(store);
    assert!(
        !Store::open(dir.path()).unwrap().was_in_use(),
        "a clean end"
    );
}

#[test]
fn two_processes_write_and_see_each_other() {
    let home = Home::new();
    let other = home.again();
    let feed = home.feed("a.example");
    let reader = other.reader().unwrap();
    let before = reader.data_version().unwrap();
    home.poll(feed, vec![arrival("1", "T", 1)]);
    assert_ne!(reader.data_version().unwrap(), before);
    let threads: Vec<_> = [home.store.clone(), other]
        .into_iter()
        .enumerate()
        .map(|(who, store)| {
            std::thread::spawn(move || {
                for n in 0..20 {
                    let id = format!("{who} {n}");
                    let record = PollRecord::default();
                    store
                        .store_poll(feed, vec![arrival(&id, &id, n)], record, NOW)
                        .unwrap();
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(reader.counts(NOW).unwrap().all, 41);
    home.assert_whole();
}

#[test]
fn a_reader_sees_one_state_while_another_writes_long() {
    let home = Home::new();
    let feed = home.feed("a.example");
    home.poll(
        feed,
        (0..300).map(|n| arrival(&n.to_string(), "T", n)).collect(),
    );
    let mut seen = 0;
    let mut each = |_| {
        if seen == 0 {
            home.poll(
                feed,
                (0..300)
                    .map(|n| arrival(&format!("n{n}"), "N", n - 400))
                    .collect(),
            );
        }
        seen += 1;
        ControlFlow::Continue(())
    };
    home.reader()
        .for_each(&ArticleQuery::of(Scope::All), None, &mut each)
        .unwrap();
    assert_eq!(
        seen, 300,
        "what came above the place is not shown twice or instead"
    );
}

#[test]
fn a_newer_schema_is_refused_and_not_touched() {
    let home = Home::new();
    home.feed("a.example");
    let file = home.dir.path().join("tidings.db");
    let dir = home.dir;
    drop(home.store);
    let connection = rusqlite::Connection::open(&file).unwrap();
    connection
        .execute_batch("PRAGMA user_version = 999; PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    drop(connection);
    let before = std::fs::read(&file).unwrap();
    let error = Store::open(dir.path()).err().unwrap();
    assert!(matches!(error, StoreError::Newer(_, 999, _)), "{error}");
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[test]
fn a_folder_in_the_stores_place_is_named() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("tidings.db")).unwrap();
    let error = Store::open(dir.path()).err().unwrap().to_string();
    assert!(
        error.ends_with("tidings.db cannot be read: it is a folder"),
        "{error}"
    );
}

#[test]
fn a_foreign_file_is_refused_and_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("tidings.db");
    for bytes in [
        b"not a database at all".repeat(100),
        sqlite_of_somebody_else(),
    ] {
        std::fs::write(&file, &bytes).unwrap();
        let error = Store::open(dir.path()).err().unwrap();
        assert!(matches!(error, StoreError::Foreign(_)), "{error}");
        assert!(error.to_string().contains("tidings.db"), "{error}");
        assert_eq!(std::fs::read(&file).unwrap(), bytes);
    }
}

fn sqlite_of_somebody_else() -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a");
    rusqlite::Connection::open(&file)
        .unwrap()
        .execute_batch("CREATE TABLE t (a)")
        .unwrap();
    std::fs::read(file).unwrap()
}

#[test]
fn a_halved_file_is_called_damaged_and_not_touched() {
    let home = Home::new();
    home.feed("a.example");
    let dir = home.dir;
    drop(home.store);
    let file = dir.path().join("tidings.db");
    let whole = std::fs::read(&file).unwrap();
    let half = &whole[..whole.len() / 2];
    std::fs::write(&file, half).unwrap();
    let error = Store::open(dir.path()).err().unwrap();
    assert!(matches!(error, StoreError::Damaged(..)), "{error}");
    assert_eq!(std::fs::read(&file).unwrap(), half);
}

#[test]
fn an_empty_file_becomes_a_store() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("tidings.db"), b"").unwrap();
    assert!(Store::open(dir.path()).is_ok());
}

#[test]
fn the_file_is_made_as_designed_and_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let file = home.dir.path().join("tidings.db");
    assert_eq!(
        std::fs::metadata(&file).unwrap().permissions().mode() & 0o077,
        0
    );
    let connection = rusqlite::Connection::open(&file).unwrap();
    let ask = |name| {
        connection
            .pragma_query_value(None, name, |row| row.get::<_, i64>(0))
            .unwrap()
    };
    assert_eq!((ask("page_size"), ask("auto_vacuum")), (16_384, 2));
    assert_eq!(ask("application_id"), 0x5449_4449);
}

/// Root may write everywhere, so that only what reads such a folder can be tried by everyone.
#[test]
fn a_folder_that_cannot_be_written_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let feed = home.feed("a.example");
    let id = home.poll(feed, vec![arrival("1", "T", 1)]).new[0];
    let dir = home.dir;
    drop(home.store);
    let set = |mode| std::fs::set_permissions(dir.path(), PermissionsExt::from_mode(mode)).unwrap();
    let file = dir.path().join("tidings.db");
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o400)).unwrap();
    set(0o500);
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(store.reader().unwrap().counts(NOW).unwrap().all, 1);
    let is_root = std::fs::write(dir.path().join("probe"), b"").is_ok();
    if !is_root {
        let change = Change::Mark {
            what: MarkChange::Read,
            target: Target::Articles(vec![id]),
        };
        let refused = store.apply(&change, NOW);
        assert!(store.is_read_only());
        assert!(
            matches!(refused, Err(StoreError::ReadOnly(..))),
            "{refused:?}"
        );
        store.set_position(id, 3);
        assert_eq!(store.flush(), Ok(()));
    }
    drop(store);
    set(0o700);
}

#[test]
fn a_folder_that_is_a_file_is_one_clear_line() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, b"").unwrap();
    let error = Store::open(&file).err().unwrap();
    assert!(matches!(error, StoreError::ReadOnly(..)), "{error}");
}

#[test]
fn a_full_disk_is_said_and_what_was_there_stays() {
    let home = Home::new();
    let feed = home.feed("a.example");
    home.poll(feed, vec![arrival("1", "T", 1)]);
    let limit = |pages: i64| {
        home.store.job(move |writer| {
            Ok(writer
                .connection
                .pragma_update(None, "max_page_count", pages)?)
        })
    };
    limit(1).unwrap();
    let many: Vec<Arrival> = (0..200)
        .map(|n| {
            let mut arrival = arrival(&format!("n{n}"), "N", n);
            arrival.text = (0..400).fold(String::new(), |text, k| {
                text + &(k * n * 7919).to_string() + " "
            });
            arrival
        })
        .collect();
    let full = home
        .store
        .store_poll(feed, many.clone(), PollRecord::default(), NOW);
    assert_eq!(full, Err(StoreError::Full));
    assert_eq!(home.titles(Scope::All), ["T"]);
    limit(1 << 30).unwrap();
    assert_eq!(
        home.poll(feed, many).new.len(),
        200,
        "the next refresh completes"
    );
    home.assert_whole();
}
