//! Availabilities, slots, holds and appointments: the rules and their SQL.
