//! What is written to patients, when, by whom it is sent, and its trace.
