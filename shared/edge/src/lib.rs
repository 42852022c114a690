//! The only shared crate that knows the Workers platform.
