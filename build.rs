//! Asks the linker for packed relative relocations where this system's loader knows them (glibc 2.36 and later): the program
//! is 1.7 MB smaller, in the file and in memory, since the loader reads a table of 20 kB instead.

#![allow(
    clippy::disallowed_methods,
    reason = "what Cargo tells a build script stands in the environment"
)]

/// The version by which a loader says that it does.
const VERSION: &[u8] = b"GLIBC_ABI_DT_RELR";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let of = |name: &str| std::env::var(name).unwrap_or_default();
    // What another system has is not known here.
    let is_own = of("TARGET") == of("HOST");
    if !is_own || of("CARGO_CFG_TARGET_OS") != "linux" || of("CARGO_CFG_TARGET_ENV") != "gnu" {
        return;
    }
    let of_debian = format!("/lib/{}-linux-gnu/libc.so.6", of("CARGO_CFG_TARGET_ARCH"));
    let places = [of_debian.as_str(), "/lib64/libc.so.6", "/usr/lib/libc.so.6"];
    let library = places
        .into_iter()
        .find_map(|place| std::fs::read(place).ok())
        .unwrap_or_default();
    if library.windows(VERSION.len()).any(|bytes| bytes == VERSION) {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}
