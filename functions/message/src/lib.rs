//! The message function.
