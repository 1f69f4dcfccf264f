//! Bytes → UTF-8; the tolerant XML tree; the linear taming of HTML; the visible text of HTML. Pure.

pub mod tame;
