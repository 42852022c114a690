//! What staff, and machines in a practice's name, see and do of who waits.

use guichet_kernel::{AppointmentId, FreedId, Instant, Label, LocationId, Minutes, OfferId, PatientId, ServiceId};

use super::{AlertTerms, OfferState, Wish};
use crate::command::{
    agenda::DayAppointment,
    card::{LocationCard, ServiceCard},
};

wire! {
    /// Takes a cancellation by staff back while its grace lasts: the appointment is what it was (ADR 0014, 4).
    pub struct RestoreAppointment {
        /// Which.
        pub appointment: AppointmentId,
        /// The version that the caller saw.
        pub version: i64,
    }

    /// Offers a slot to the waitlist by hand: a start that is free, or one that was freed and kept closed. The caller draws the id: sent twice, it is one.
    pub struct OfferSlot {
        /// The id that it will have; of what was freed before, its own.
        pub freed: FreedId,
        /// For what; of what was freed before, nothing is listened to from here on.
        pub service: ServiceId,
        /// Where.
        pub location: LocationId,
        /// When.
        pub starts_at: Instant,
        /// Another length than the service's.
        #[serde(default)]
        pub minutes: Option<Minutes>,
    }

    /// Ends the offers of a freed slot: it is offered to nobody any more. Repeating it changes nothing.
    pub struct WithdrawSlot {
        /// Which.
        pub freed: FreedId,
    }

    /// Answers an offer in the patient's name, who was rung.
    pub struct AnswerForPatient {
        /// Which.
        pub offer: OfferId,
        /// Accept and move, or decline and keep theirs.
        pub accept: bool,
    }

    /// How a slot came to be free.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "kebab-case")]
    pub enum FreedBy {
        /// The patient cancelled.
        Patient,
        /// The practice cancelled.
        Staff,
        /// It was moved.
        Move,
        /// An offer was accepted: a cascade (W10).
        Offer,
        /// Staff offer an opening by hand.
        Hand,
    }

    /// What becomes of a freed slot.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "kebab-case")]
    pub enum FreedState {
        /// Staff may still take it back; nobody was asked.
        Waiting,
        /// It is offered, or was and nobody is left to ask.
        Open,
        /// An offer was accepted.
        Refilled,
        /// Somebody else has it: booked by the public, or placed by staff.
        Taken,
        /// Staff keep it closed: the public does not see it.
        Closed,
        /// It is offered to nobody any more, and open to the public if its time is: staff withdrew it, or its time was closed.
        Withdrawn,
        /// It has begun, or is too near.
        Past,
        /// The cancellation was taken back.
        Restored,
    }

    /// A freed slot and everybody to whom it was offered (W11).
    pub struct Freed {
        /// Which.
        pub freed: FreedId,
        /// Which appointment freed it; none: staff offered it by hand.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub appointment: Option<AppointmentId>,
        /// How.
        pub by: FreedBy,
        /// When.
        pub at: Instant,
        /// Until when it can be taken back; then it is offered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub offered_from: Option<Instant>,
        /// What became of it.
        pub state: FreedState,
        /// When that was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub ended_at: Option<Instant>,
        /// How many moves led here; 0: a cancellation.
        #[serde(default)]
        pub depth: u16,
        /// To whom it was offered, in that order.
        pub offers: Vec<Offer>,
    }

    /// An offer as staff see it.
    pub struct Offer {
        /// Which.
        pub offer: OfferId,
        /// Of which freed slot.
        pub freed: FreedId,
        /// The patient's own appointment.
        pub appointment: AppointmentId,
        /// To whom; none: erased.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub patient: Option<PatientId>,
        /// When the patient's own appointment is.
        pub own_starts_at: Instant,
        /// When the slot is.
        pub starts_at: Instant,
        /// Where the slot is.
        pub location: LocationCard,
        /// In which round, from 1.
        pub round: u16,
        /// When.
        pub asked_at: Instant,
        /// Until when it can be answered.
        pub expires_at: Instant,
        /// What became of it.
        pub state: OfferState,
        /// When that was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub ended_at: Option<Instant>,
        /// Which of the staff answered in the patient's name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub by: Option<Label>,
        /// Whether the patient cannot be written to, and is to be rung.
        #[serde(default)]
        pub to_call: bool,
        /// When its page was first asked for: by the patient, or by a scanner of their mail.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub page_asked_at: Option<Instant>,
    }

    /// Reads who waits in this agenda, the oldest first.
    pub struct ReadWaitlist {
        /// Those after this one.
        #[serde(default)]
        pub after: Option<AppointmentId>,
        /// At most so many, 1 to 100.
        pub most: u32,
    }

    /// Who waits.
    pub struct Waitlist {
        /// How this practice offers earlier slots; none: it does not (W1).
        #[serde(default)]
        pub terms: Option<AlertTerms>,
        /// Them, the oldest first.
        pub entries: Vec<WaitlistEntry>,
        /// Whether there are more.
        pub more: bool,
        /// How many in all.
        pub count: u32,
    }

    /// Somebody who waits.
    pub struct WaitlistEntry {
        /// Their own appointment.
        pub appointment: AppointmentId,
        /// Its version.
        pub version: i64,
        /// Who.
        #[serde(default)]
        pub patient: Option<PatientId>,
        /// What for.
        pub service: ServiceCard,
        /// Where.
        pub location: LocationCard,
        /// When it starts.
        pub starts_at: Instant,
        /// When it ends.
        pub ends_at: Instant,
        /// Since when they wait.
        pub since: Instant,
        /// What they wish.
        pub wish: Wish,
        /// Their open offer (W9).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub offer: Option<Offer>,
    }

    /// Reads the practice's offers in this agenda that are open, those to call first, then the oldest.
    pub struct ReadOffers {
        /// Only those to call.
        #[serde(default)]
        pub to_call: bool,
        /// At most so many, 1 to 200.
        pub most: u32,
    }

    /// Offers.
    pub struct Offers {
        /// Them.
        pub offers: Vec<Offer>,
    }

    /// Reads every appointment that was on the start and end of one, and to whom the slot was offered each time (W11).
    pub struct ReadSlotTrace {
        /// Which.
        pub appointment: AppointmentId,
    }

    /// All that is known of a slot.
    pub struct SlotTrace {
        /// Start.
        pub starts_at: Instant,
        /// End.
        pub ends_at: Instant,
        /// The appointments that were there, the oldest first.
        pub appointments: Vec<TracedAppointment>,
        /// What staff offered of it by hand.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub by_hand: Vec<Freed>,
    }

    /// An appointment that was there.
    pub struct TracedAppointment {
        /// It.
        pub appointment: DayAppointment,
        /// When it last changed.
        pub changed_at: Instant,
        /// Whether it was deleted since: it is there no more, and cannot be opened.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub deleted: bool,
        /// The slot that it freed, and its offers; none: it frees nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub freed: Option<Freed>,
    }

    /// Counts what the alerts did, week by week.
    pub struct ReadAlertCounters {
        /// How many weeks back, 1 to 53, the current one among them.
        pub weeks: u8,
    }

    /// What they did.
    pub struct AlertCounters {
        /// Each week, the oldest first; its days are those of the practice's first location.
        pub weeks: Vec<AlertWeek>,
        /// The deepest chain of moves.
        pub deepest: u16,
    }

    /// One week.
    #[derive(Copy)]
    pub struct AlertWeek {
        /// Its Monday.
        pub monday: chrono::NaiveDate,
        /// How many slots were freed that could be offered.
        pub freed: u32,
        /// How many of them an offer filled.
        pub refilled: u32,
        /// How many offers were made.
        pub offers: u32,
        /// The minutes from freed to filled, summed over those filled.
        pub minutes: u64,
        /// The days by which patients came earlier, summed.
        pub days_gained: u32,
    }
}
