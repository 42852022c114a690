//! Wire types between functions: commands, events, the problem body.
