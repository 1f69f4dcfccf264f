//! SIGKILL at random moments, hundreds of times: `cargo bench --bench kills [-- ROUNDS]` (50 of each
//! kind where nothing is said; `--profile dev` for the program as tests build it). Stops at the first
//! thing that is lost, doubled or damaged.

#![allow(clippy::print_stdout, reason = "what is measured is printed")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    dead_code,
    reason = "these are the tests' own; a bench takes of them what it needs"
)]

#[path = "../tests/it/home.rs"]
mod home;
#[path = "../tests/it/killing.rs"]
mod killing;
#[path = "../tests/it/older.rs"]
mod older;
#[path = "../tests/it/server.rs"]
mod server;

use killing::{Killer, World};
use std::time::{Duration, Instant};

type Kind = (&'static str, fn(&World, Killer<'_>));

const KINDS: [Kind; 5] = [
    ("refresh", |world, kill| world.refresh(kill)),
    ("one change to all", |world, kill| world.bulk(kill)),
    ("mark after mark", |world, kill| world.marks(3, kill)),
    ("fetching ahead", |world, kill| world.prefetch(kill)),
    ("migration", |world, kill| world.migration(kill)),
];

fn main() {
    let rounds = std::env::args().skip(1).find_map(|it| it.parse().ok());
    let rounds: u32 = rounds.unwrap_or(50);
    let world = World::new();
    println!("kind                rounds  in time  too late");
    for (name, kind) in KINDS {
        // How long it takes when nobody kills it: what the moments are spread over.
        let mut takes = Duration::ZERO;
        kind(&world, &mut |child, _| {
            let begun = Instant::now();
            child.wait().unwrap();
            takes = begun.elapsed();
        });
        let (mut in_time, mut late) = (0, 0);
        for round in 0..rounds {
            // Spread evenly, so that no part is left out; a little longer than it takes.
            let after = takes.mul_f64(1.1 * f64::from(round) / f64::from(rounds));
            kind(&world, &mut |child, _| {
                std::thread::sleep(after);
                if child.try_wait().unwrap().is_none() {
                    in_time += 1;
                } else {
                    late += 1;
                }
            });
        }
        println!("{name:18} {rounds:7}  {in_time:7}  {late:8}   (takes {takes:?})");
    }
    println!("nothing lost, doubled or damaged");
}
