//! What is written to patients, and to those who sign in, when, by whom it is sent, and its trace (rules A6 and M).
//!
//! - [`mailroom`] decides: it queues a message, says what is due, and turns each outcome into the next state.
//! - [`provider`] speaks to whoever carries the mail: request and answer as plain values, one folder per provider.
//! - [`invite`] writes the calendar invite that goes with a confirmation or a cancellation.
//!
//! **Invariants.** Nothing here does I/O or reads a clock. No address and no name of a patient is stored: the Mailroom keeps
//! ids and reads contact details from the Practice when it sends (architecture, idea 6). A letter to somebody who signs in
//! holds its address and its secret until it is final, and no longer. A message that the provider has taken is never handed
//! to it again; one whose fate is unknown is looked up before it is sent once more. Nothing is written to a patient who was
//! forgotten.
//!
//! The flow of one message, as the object that owns the Mailroom drives it:
//! 1. an event of the Agenda arrives: [`mailroom::queue`], in the transaction of the inbox; for a letter, one of the Identity
//!    or the Practice: [`mailroom::queue_letter`];
//! 2. the alarm rings: [`mailroom::due`], and for each the object asks the Agenda whether it still stands and the
//!    Practice for the address; [`mailroom::drop_message`], [`mailroom::postpone`] or [`mailroom::await_address`] if not;
//! 3. [`mailroom::begin`] persists that an attempt starts, before anything leaves;
//! 4. the request of [`provider::MailProvider`] goes out, and its answer into [`mailroom::settle`];
//! 5. [`mailroom::sweep`] deletes what forgotten patients had under way, and says what the Practice must be told;
//! 6. the alarm is set to [`mailroom::wake_at`].

pub mod invite;
pub mod mail;
pub mod mailroom;
pub mod provider;

pub use invite::{Entry, Invite, InviteKind};
pub use mail::{Attachment, Mailbox, OutgoingMail};
pub use provider::MailProvider;
