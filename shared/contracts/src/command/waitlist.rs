//! Earlier-slot alerts (W): who waits, what was freed, and to whom it is offered. The rules are in ADR 0014. Patients act by the link of an offer or of
//! an appointment; staff see and do the same in a practice's name.

mod staff;

use guichet_kernel::{AppointmentId, Instant, LocationId, OfferId};

use super::{
    agenda::{AppointmentFacts, Attendance, DayEntry, Done, SlotFacts},
    card::LocationCard,
};

pub use staff::{
    AlertCounters, AlertWeek, AnswerForPatient, Freed, FreedBy, FreedState, Offer, OfferSlot, Offers, ReadAlertCounters, ReadOffers,
    ReadSlotTrace, ReadWaitlist, RestoreAppointment, SlotTrace, TracedAppointment, Waitlist, WaitlistEntry, WithdrawSlot,
};

commands! {
    PutAlert => Agenda "/put-alert" -> AppointmentFacts, for [Link];
    ReadOffer => Agenda "/read-offer" -> OfferFacts, for [Link];
    AnswerOffer => Agenda "/answer-offer" -> OfferFacts, for [Link];
    StopAlerts => Agenda "/stop-alerts" -> Done, for [Link];
    CheckOffer => Agenda "/check-offer" -> OfferCheck, for [Object(Of::Mailroom)];
    PutAlertByStaff => Agenda "/put-alert-by-staff" -> DayEntry, for [Staff(May::RunAgenda)];
    RestoreAppointment => Agenda "/restore-appointment" -> DayEntry, for [Staff(May::RunAgenda)];
    OfferSlot => Agenda "/offer-slot" -> Freed, for [Staff(May::RunAgenda)];
    WithdrawSlot => Agenda "/withdraw-slot" -> Freed, for [Staff(May::RunAgenda)];
    AnswerForPatient => Agenda "/answer-for-patient" -> Offer, for [Staff(May::RunAgenda)];
    ReadWaitlist => Agenda "/read-waitlist" -> Waitlist, for [Staff(May::ReadAgenda)];
    ReadOffers => Agenda "/read-offers" -> Offers, for [Staff(May::ReadAgenda)];
    ReadSlotTrace => Agenda "/read-slot-trace" -> SlotTrace, for [Staff(May::ReadAgenda)];
    ReadAlertCounters => Agenda "/read-alert-counters" -> AlertCounters, for [Staff(May::ReadAgenda)];
}

wire! {
    /// What a patient who waits would take, besides being earlier.
    #[derive(Default)]
    pub struct Wish {
        /// On which half-days; none: any. Noon on the location's wall divides them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub halves: Vec<HalfDay>,
        /// At which other locations of the practice; none: where the appointment is only.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub places: Vec<LocationId>,
    }

    /// Half of a day of the week.
    #[derive(Copy, Eq, PartialOrd, Ord)]
    #[serde(rename_all = "kebab-case")]
    #[allow(missing_docs, reason = "they say what they are")]
    pub enum HalfDay {
        MonAm,
        MonPm,
        TueAm,
        TuePm,
        WedAm,
        WedPm,
        ThuAm,
        ThuPm,
        FriAm,
        FriPm,
        SatAm,
        SatPm,
        SunAm,
        SunPm,
    }

    /// How a practice offers earlier slots (ADR 0014, 1).
    #[derive(Copy, Eq)]
    pub struct AlertTerms {
        /// The box is shown for appointments later than so many days from now (W2).
        pub minimum_days: u16,
        /// How many are asked at once (W3).
        pub first: u8,
        /// Whether a slot of the same day is offered too (W4).
        pub same_day: bool,
        /// After how many minutes, counted by day, as many more are asked; 0: never.
        pub round_minutes: u32,
        /// An offer ends so many minutes before the slot (W8).
        pub offer_notice: u32,
        /// Whether home visits are offered.
        pub home_visits: bool,
    }

    /// The box, for whoever bears an appointment's link (W2).
    pub struct AlertFacts {
        /// What they wish, if it is ticked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub wish: Option<Wish>,
        /// The practice's other locations where this practitioner gives this service.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub elsewhere: Vec<LocationCard>,
    }

    /// Ticks or unticks the box of the principal's appointment. Ticking it places the patient on the waitlist, and does nothing else (W2). Repeating it changes nothing.
    pub struct PutAlert {
        /// What they wish; none: it is unticked.
        #[serde(default)]
        pub wish: Option<Wish>,
    }

    /// The same, by staff.
    pub struct PutAlertByStaff {
        /// Of which appointment.
        pub appointment: AppointmentId,
        /// What the patient wishes; none: it is unticked.
        #[serde(default)]
        pub wish: Option<Wish>,
    }

    /// Reads the offer of the principal's link, also once it has ended. That its page was asked for is noted, once; nothing else changes.
    pub struct ReadOffer {}

    /// What becomes of an offer.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "kebab-case")]
    pub enum OfferState {
        /// It can be accepted.
        Open,
        /// It was accepted: the appointment was moved.
        Accepted,
        /// It was declined.
        Declined,
        /// Its time is over (W8).
        Expired,
        /// Somebody else has the slot (W6).
        Taken,
        /// The slot is not open any more, or the patient's own appointment has changed.
        Withdrawn,
        /// The patient wants no more of them.
        Stopped,
    }

    /// An offer as the bearer of its link sees it: what they have, what is offered, until when.
    pub struct OfferFacts {
        /// Which.
        pub offer: OfferId,
        /// What became of it.
        pub state: OfferState,
        /// What they have; after accepting: what they had.
        pub own: SlotFacts,
        /// What is offered.
        pub offered: SlotFacts,
        /// Until when.
        pub expires_at: Instant,
        /// The signed link to the appointment as it now is; none from an offer whose appointment no longer stands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub link: Option<String>,
        /// What became of that appointment meanwhile, which is told to the bearer of the link; none: it is there no more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub attendance: Option<Attendance>,
        /// Where and when it is now, if it was moved other than by this offer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub moved: Option<Box<SlotFacts>>,
        /// Whether the patient still waits for an earlier slot, in the place of what they have.
        #[serde(default)]
        pub waits: bool,
        /// Whether they wait for any here: there is something to stop.
        #[serde(default)]
        pub alerts: bool,
    }

    /// Answers the offer of the principal's link (W5). Repeating it gives the same reply; an answer that comes too late replies with what became of the offer, and changes nothing.
    pub struct AnswerOffer {
        /// Accept and move, or decline and keep mine.
        pub accept: bool,
    }

    /// Ends the alerts of this practice for the patient of the principal's offer. Repeating it changes nothing.
    pub struct StopAlerts {}

    /// Asks, just before writing it, whether an offer is still open. For the practice's Mailroom.
    pub struct CheckOffer {
        /// Which.
        pub offer: OfferId,
    }

    /// Whether it is.
    #[serde(tag = "is", rename_all = "kebab-case")]
    pub enum OfferCheck {
        /// It is; these are its facts.
        Open(Box<OfferFacts>),
        /// It is not: nothing is written.
        Ended,
    }
}

impl HalfDay {
    /// All of them, from Monday morning to Sunday afternoon.
    pub const ALL: [Self; 14] = [
        Self::MonAm,
        Self::MonPm,
        Self::TueAm,
        Self::TuePm,
        Self::WedAm,
        Self::WedPm,
        Self::ThuAm,
        Self::ThuPm,
        Self::FriAm,
        Self::FriPm,
        Self::SatAm,
        Self::SatPm,
        Self::SunAm,
        Self::SunPm,
    ];

    /// The word under which it travels.
    pub const fn word(self) -> &'static str {
        match self {
            Self::MonAm => "mon-am",
            Self::MonPm => "mon-pm",
            Self::TueAm => "tue-am",
            Self::TuePm => "tue-pm",
            Self::WedAm => "wed-am",
            Self::WedPm => "wed-pm",
            Self::ThuAm => "thu-am",
            Self::ThuPm => "thu-pm",
            Self::FriAm => "fri-am",
            Self::FriPm => "fri-pm",
            Self::SatAm => "sat-am",
            Self::SatPm => "sat-pm",
            Self::SunAm => "sun-am",
            Self::SunPm => "sun-pm",
        }
    }
}
