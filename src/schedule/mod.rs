//! Which feeds are due, when next, back-off. Pure arithmetic.
