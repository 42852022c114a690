//! For tests only: SQLite in memory that refuses what workerd refuses, randomness from a seed, and the suite that
//! both implementations of the [`Sql`](guichet_kernel::Sql) port must pass.

mod entropy;
mod memory;

pub use entropy::SeededEntropy;
pub use memory::{Memory, Work};
