//! Connections that only read, used again: to open one, read the schema and plan its statements takes longer than most
//! that is asked of it.

use rusqlite::Connection;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

/// That wait to be used again, each with its pages.
const IDLE: usize = 2;

/// Those of one store.
#[derive(Clone, Default)]
pub struct Readers(Arc<Mutex<Vec<Connection>>>);

impl Readers {
    /// One that waits, else a new one.
    pub fn take<E>(&self, open: impl FnOnce() -> Result<Connection, E>) -> Result<Lent, E> {
        let idle = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Ok(Lent {
            connection: Some(idle.map_or_else(open, Ok)?),
            readers: self.clone(),
        })
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE {
            idle.push(connection);
        }
    }
}

/// A connection that goes back when it is dropped.
pub struct Lent {
    /// None only while it is dropped.
    connection: Option<Connection>,
    readers: Readers,
}

impl Deref for Lent {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
            .as_ref()
            .expect("it is there until it is dropped")
    }
}

#[cfg(test)]
impl std::ops::DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection
            .as_mut()
            .expect("it is there until it is dropped")
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        // After a panic nobody knows in the middle of what it is.
        if let Some(connection) = self.connection.take().filter(|_| !std::thread::panicking()) {
            self.readers.give_back(connection);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_connection_is_used_again_and_few_wait() {
        let opened = Cell::new(0);
        let open = || {
            opened.set(opened.get() + 1);
            Connection::open_in_memory()
        };
        let readers = Readers::default();
        for _ in 0..3 {
            drop(readers.take(open).unwrap());
        }
        assert_eq!(opened.get(), 1);
        let many: Vec<Lent> = (0..5).map(|_| readers.take(open).unwrap()).collect();
        drop(many);
        assert_eq!((opened.get(), readers.0.lock().unwrap().len()), (5, IDLE));
    }
}
