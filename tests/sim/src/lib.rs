//! The whole of Guichet in one process under seeded faults.
