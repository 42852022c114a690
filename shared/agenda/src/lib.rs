//! One practitioner's agenda: who may work in it, when care is offered, what is held, what is booked (rules A).
//!
//! An agenda belongs to a *person*, so that "never beyond capacity, whatever the location or practice" (A3) is one local
//! transaction. Rows bear their practice; a practice reads and writes its own rows only.
//!
//! **Invariants**
//! - Who is there at once never goes beyond the capacity of the moment, unless staff forced it knowingly. The store itself refuses
//!   it, by the triggers on `occupancy` ([`schema`]), whatever the code above it believes.
//! - What is open is a rule on the wall clock; what is free is computed (ADR 0009). Nothing is written for each day.
//! - The agenda belongs to one identity for ever; only a practice whose membership that person accepted opens or is booked.
//! - No patient's name, address or birth date is stored here; a [`PatientId`](guichet_kernel::PatientId) is. What was typed for a
//!   booking that is not confirmed yet rests here unread, half an hour at most (`confirming.rs`).
//! - Who waits for an earlier slot keeps the appointment that they have until an offer moves it, in one transaction ([`waitlist`]).
//! - Every function that writes is called inside one [`Sql::atomically`](guichet_kernel::Sql::atomically) by whoever also
//!   writes the events of the decision; none of them awaits anything.

mod appointment;
mod attendance;
mod availability;
mod blocked;
mod booking;
mod care;
mod closing;
mod confirming;
pub mod directory;
mod due;
mod ending;
mod history;
mod hold;
pub mod holidays;
mod limits;
mod membership;
mod moving;
mod next;
mod occupancy;
mod patients;
mod place;
mod refusal;
mod row;
mod rule;
pub mod schema;
mod staff;
mod starts;
mod terms;
pub mod waitlist;

pub use appointment::{Appointment, by_token, find, keep_link, new_link};
pub use attendance::{Attendance, Transition};
pub use availability::{
    Availability, EndedTime, Ending, Occurrence, Opening, Pattern, ToEnd, availabilities, end_availability, occurrences, open,
    put_availability, wrong_part,
};
pub use blocked::{forget_blocked, keep_blocked};
pub use booking::{Booking, Form, book, count_refused};
pub use care::{Mode, Offering, Visit};
pub use closing::{ClosedTime, Closing, ClosingKind, close_time, closings, reopen};
pub use confirming::{
    Awaited, MIGRATIONS as CONFIRMING, admit_awaited, ask_confirmation, asks_confirmation, await_confirmation, awaited, awaiting,
    has_lapsed, lapse_due, lapsed_by_token,
};
pub use due::due_at;
pub use ending::{cancel_by_patient, cancel_by_staff, cannot_come, delete, was_late};
pub use history::{Place, Whose};
pub use hold::{Hold, HoldFate, Request, hold, is_at_home, read_hold};
pub use limits::forget_acts;
pub use membership::{Membership, Site, Standing, admit, is_member, join, leave, membership, memberships, standing, update};
pub use moving::{Move, Moved, move_by_link, move_by_staff};
pub use next::{Outlook, gives_way_at, next_start};
pub use patients::{Forgetting, forget, forget_due, merge};
pub use place::{Placement, place};
pub use refusal::Refusal;
pub use staff::{Taken, day, find_own, note_attendance, told_version, zone};
pub use starts::{Start, Window, free_starts, free_starts_instead_of, open_days, staff_starts};
pub use terms::{Terms, last_day, put_terms, terms, wrong_term};
pub use waitlist::{MIGRATIONS as WAITLIST, restore};
