//! The booking function.
