//! The practice function.
