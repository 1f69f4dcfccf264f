//! XML as feeds really send it: a tree from any text, in linear time, without recursion, never
//! failing. Namespaces by what they mean. What the elements mean is for `feed` and `outlet`.

mod build;
mod heal;
mod space;
mod tokens;
mod tree;
mod write;

pub use build::parse;
pub use space::Space;
pub use tree::{Element, Kind, Tree};
pub use write::Inside;

#[cfg(test)]
mod tests;
