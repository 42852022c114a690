//! x
/// L
pub const LEASE: chrono::TimeDelta = chrono::TimeDelta::seconds(60);
