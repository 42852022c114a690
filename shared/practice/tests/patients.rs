//! Patient records against SQLite as strict as workerd's.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    unreachable_pub,
    reason = "a test that panics has failed, and says where"
)]

mod patients {
    mod blocking;
    pub mod clinic;
    mod duplicates;
    mod erasure;
    mod guardians;
    mod merging;
    mod records;
    mod sealed;
    mod searching;
    mod vault;
    mod versions;
}
