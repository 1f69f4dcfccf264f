//! What the linker of this system is asked for, beyond what Rust asks: see docs/decisions/0014 and 0015.

#![allow(
    clippy::disallowed_methods,
    reason = "what Cargo tells a build script stands in the environment"
)]

/// The version by which a loader says that it knows packed relative relocations (glibc 2.36).
const VERSION: &[u8] = b"GLIBC_ABI_DT_RELR";
/// Functions that a session runs, together at the front: made by `benches/link_order.py`.
const ORDER: &str = "assets/link_order.ld";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={ORDER}");
    let of = |name: &str| std::env::var(name).unwrap_or_default();
    if of("CARGO_CFG_TARGET_OS") != "linux" || of("CARGO_CFG_TARGET_ENV") != "gnu" {
        return;
    }
    // GNU's linker and LLVM's take a script that adds to their own; what somebody chose may not.
    let is_chosen = !of("RUSTC_LINKER").is_empty()
        || ["fuse-ld", "linker"]
            .iter()
            .any(|word| of("CARGO_ENCODED_RUSTFLAGS").contains(word));
    // The script is copied, since Cargo keeps what this program prints when the checkout is moved, with no path
    // made right but this folder's.
    let script = format!("{}/link_order.ld", of("OUT_DIR"));
    if of("PROFILE") == "release" && !is_chosen && std::fs::copy(ORDER, &script).is_ok() {
        println!("cargo::rustc-link-arg-bins=-T");
        println!("cargo::rustc-link-arg-bins={script}");
    }
    // One of functions that came out alike, of which Rust makes many: 0.13 MB less. No code asks whether two
    // functions are the same by their addresses.
    if is_dist(&of("OUT_DIR"))
        && !is_chosen
        && links_by_llvm(&of("RUSTC"), &of("HOST"), &of("TARGET"))
    {
        println!("cargo::rustc-link-arg-bins=-Wl,--icf=all");
    }
    // What another system's loader knows is not known here.
    if of("TARGET") == of("HOST") && packs_relocations(&of("CARGO_CFG_TARGET_ARCH")) {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// The program that is given away, for which time to build is no matter.
fn is_dist(folder: &str) -> bool {
    std::path::Path::new(folder)
        .components()
        .any(|part| part.as_os_str() == "dist")
}

/// Whether Rust links by the linker of LLVM that it brings along, as it does on this system where nobody chose another.
fn links_by_llvm(rustc: &str, host: &str, target: &str) -> bool {
    if host != target || target != "x86_64-unknown-linux-gnu" {
        return false;
    }
    let asked = std::process::Command::new(rustc)
        .args(["--print", "sysroot"])
        .output();
    let sysroot = asked.map(|it| it.stdout).unwrap_or_default();
    let sysroot = String::from_utf8_lossy(&sysroot);
    let linker = format!("lib/rustlib/{host}/bin/gcc-ld/ld.lld");
    std::path::Path::new(sysroot.trim()).join(linker).exists()
}

/// Whether this system's loader knows packed relative relocations. The program is 1.7 MB smaller with them, in the
/// file and in memory, since the loader reads a table of 20 kB instead.
fn packs_relocations(architecture: &str) -> bool {
    let of_debian = format!("/lib/{architecture}-linux-gnu/libc.so.6");
    let places = [of_debian.as_str(), "/lib64/libc.so.6", "/usr/lib/libc.so.6"];
    let library = places
        .into_iter()
        .find_map(|place| std::fs::read(place).ok())
        .unwrap_or_default();
    library.windows(VERSION.len()).any(|bytes| bytes == VERSION)
}
