//! Builders, a fake clock, the rusqlite port and the simulated world, for tests only.
