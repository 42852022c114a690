//! One practitioner's agenda: who may work in it, when care is offered, what is held, what is booked (rules A).
//!
//! An agenda belongs to a *person*, so that "never beyond capacity, whatever the location or practice" (A3) is one local
//! transaction. Rows bear their practice; a practice reads and writes its own rows only.
//!
//! **Invariants**
//! - Two occupants never overlap. The store itself refuses it, by the trigger on `occupancy` ([`schema`]), whatever the
//!   code above it believes.
//! - The agenda belongs to one identity for ever; only a practice whose membership that person accepted opens or is booked.
//! - No patient's name, address or birth date is stored here; a [`PatientId`](guichet_kernel::PatientId) is.
//! - Every function that writes is called inside one [`Sql::atomically`](guichet_kernel::Sql::atomically) by whoever also
//!   writes the events of the decision; none of them awaits anything.

mod appointment;
mod attendance;
mod availability;
pub mod directory;
mod history;
mod hold;
mod membership;
mod occupancy;
mod patients;
mod refusal;
pub mod schema;
mod slot;
mod staff;

pub use appointment::{Appointment, Booking, book, by_token, cancel_by_patient, find};
pub use attendance::{Attendance, Transition};
pub use availability::{Opening, open};
pub use history::{Place, Whose};
pub use hold::{Hold, HoldFate, Request, hold, read_hold};
pub use membership::{Membership, Offering, Site, Standing, admit, is_member, join, leave, membership, memberships, standing, update};
pub use patients::{Forgetting, forget, forget_due, forgetting_due_at, merge};
pub use refusal::Refusal;
pub use slot::{Window, free_starts, open_days};
pub use staff::{Taken, day, find_own, note_attendance, told_version, zone};
