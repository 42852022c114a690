//! What an Agenda obeys from the staff of a practice, besides the day: what is open and closed, and who is placed where. The rules are in
//! ADR 0009; the practice sees its own rows, the others' time as busy.

use chrono::{NaiveDate, NaiveTime};
use guichet_kernel::{AppointmentId, AvailabilityId, ClosingId, Instant, LocationId, Minutes, PatientId, ServiceId, Zone};

use super::{
    agenda::{DayEntry, Done},
    waitlist::Wish,
};

commands! {
    PutAvailability => Agenda "/put-availability" -> Availability, for [Staff(May::RunAgenda)];
    ReadAvailabilities => Agenda "/read-availabilities" -> Availabilities, for [Staff(May::ReadAgenda)];
    EndAvailability => Agenda "/end-availability" -> Ended, for [Staff(May::RunAgenda)];
    CloseTime => Agenda "/close-time" -> Closed, for [Staff(May::RunAgenda)];
    Reopen => Agenda "/reopen" -> Done, for [Staff(May::RunAgenda)];
    ReadCalendar => Agenda "/read-calendar" -> Calendar, for [Staff(May::ReadAgenda)];
    FindStarts => Agenda "/find-starts" -> Starts, for [Staff(May::ReadAgenda)];
    PlaceAppointment => Agenda "/place-appointment" -> DayEntry, for [Staff(May::RunAgenda)];
    MoveAppointment => Agenda "/move-appointment" -> DayEntry, for [Staff(May::RunAgenda)];
    CancelByStaff => Agenda "/cancel-by-staff" -> DayEntry, for [Staff(May::RunAgenda)];
    DeleteAppointment => Agenda "/delete-appointment" -> Done, for [Staff(May::RunAgenda)];
    ReadTerms => Agenda "/read-terms" -> Terms, for [Staff(May::ReadAgenda)];
    PutTerms => Agenda "/put-terms" -> Terms, for [Staff(May::RunAgenda)];
}

wire! {
    /// Opens time, or changes what is open: from its first day on, all of it. The caller draws the id: the same availability put twice as
    /// new is one.
    pub struct PutAvailability {
        /// Which.
        pub availability: AvailabilityId,
        /// The version that the caller saw; none: it is new.
        #[serde(default)]
        pub version: Option<i64>,
        /// What it is to be.
        pub opening: Opening,
    }

    /// Time that is open (ADR 0009, 1).
    pub struct Opening {
        /// Where.
        pub location: LocationId,
        /// For what, 1 to 50.
        pub services: Vec<ServiceId>,
        /// The first day, where the location stands.
        pub first_day: NaiveDate,
        /// From this hour on the wall.
        pub from: NaiveTime,
        /// To this hour on the wall, later on the same day.
        pub to: NaiveTime,
        /// How it recurs: an RFC 5545 RRULE without its name, `FREQ=WEEKLY;BYDAY=MO,TH`. None: that day only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub rule: Option<String>,
        /// Days of the rule on which it is not.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub except: Vec<NaiveDate>,
        /// How many are treated at once, 1 to 9 (A3).
        #[serde(default = "one")]
        pub capacity: u8,
        /// How many of them the public may book, 0 to the capacity; none: all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub public_capacity: Option<u8>,
        /// Whether it is for staff until the day before (A12).
        #[serde(default)]
        pub staff_first: bool,
        /// Every how many minutes care may start, 5 to 240; none: back to back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub grid: Option<Minutes>,
        /// How many places a group has, 2 to 99 (A2); none: no group.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub places: Option<u8>,
    }

    /// An availability as its practice sees it.
    pub struct Availability {
        /// Which.
        pub availability: AvailabilityId,
        /// Counts its changes from 1.
        pub version: i64,
        /// What it is.
        pub opening: Opening,
    }

    /// Lists the practice's availabilities that are not over.
    pub struct ReadAvailabilities {
        /// Those after this one.
        #[serde(default)]
        pub after: Option<AvailabilityId>,
        /// At most so many, 1 to 100.
        pub most: u32,
    }

    /// Availabilities, by id.
    pub struct Availabilities {
        /// Them.
        pub availabilities: Vec<Availability>,
        /// Whether there are more.
        pub more: bool,
    }

    /// Ends an availability, or takes one day out of it (A10). Repeating it changes nothing.
    pub struct EndAvailability {
        /// Which.
        pub availability: AvailabilityId,
        /// The version that the caller saw.
        pub version: i64,
        /// What ends.
        pub ending: Ending,
        /// Whether the appointments ahead that were made in what ends are cancelled, with one message each and a link to book again.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub cancel: bool,
    }

    /// What ends of an availability.
    #[derive(Copy)]
    #[serde(tag = "is", rename_all = "kebab-case")]
    pub enum Ending {
        /// All of it, as if it had never been.
        Whole,
        /// That day and those after it.
        From {
            /// The first day without it.
            day: NaiveDate,
        },
        /// That day only.
        Day {
            /// Which.
            day: NaiveDate,
        },
    }

    /// What is left.
    pub struct Ended {
        /// What it now is; none: it has ended.
        #[serde(default)]
        pub availability: Option<Availability>,
        /// The appointments that were cancelled with it.
        #[serde(default)]
        pub cancelled: Vec<AppointmentId>,
        /// How many stand ahead that were made in what ended.
        #[serde(default)]
        pub standing: u32,
    }

    /// Takes time away from what is open (A10): a day, a range, for one location or all of the practice's.
    pub struct CloseTime {
        /// The id that it will have: sent twice, it is one.
        pub closing: ClosingId,
        /// Where; none: at every location of the practice.
        #[serde(default)]
        pub location: Option<LocationId>,
        /// From.
        pub from: Instant,
        /// To.
        pub to: Instant,
        /// Why.
        pub kind: ClosingKind,
        /// Whether what stands inside is cancelled, with one message each and a link to book again.
        #[serde(default)]
        pub cancel: bool,
    }

    /// Why time is closed; patients are not told.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "kebab-case")]
    pub enum ClosingKind {
        /// A holiday of the practitioner's.
        Leave,
        /// Illness.
        Illness,
        /// A public holiday.
        PublicHoliday,
        /// Training, a meeting.
        Training,
        /// Another reason.
        Other,
    }

    /// Time is closed.
    pub struct Closed {
        /// Which.
        pub closing: Closing,
        /// The appointments that were cancelled with it.
        pub cancelled: Vec<AppointmentId>,
        /// How many stand inside.
        pub standing: u32,
    }

    /// A closing.
    pub struct Closing {
        /// Which.
        pub id: ClosingId,
        /// Where; none: at every location of the practice.
        #[serde(default)]
        pub location: Option<LocationId>,
        /// From.
        pub from: Instant,
        /// To.
        pub to: Instant,
        /// Why.
        pub kind: ClosingKind,
    }

    /// Takes a closing back. What was cancelled with it stays cancelled. Repeating it changes nothing.
    pub struct Reopen {
        /// Which.
        pub closing: ClosingId,
    }

    /// Reads some days of the agenda: what is open, what is closed, and what is taken.
    pub struct ReadCalendar {
        /// The first day, where the practice's first location stands.
        pub from: NaiveDate,
        /// How many, 1 to 42.
        pub days: u8,
    }

    /// Some days of an agenda.
    pub struct Calendar {
        /// The zone that days are read in.
        pub zone: Zone,
        /// The first day.
        pub from: NaiveDate,
        /// How many.
        pub days: u8,
        /// What is open, by start.
        pub open: Vec<Occurrence>,
        /// What is closed, by start.
        pub closed: Vec<Closing>,
        /// What is taken, by start.
        pub entries: Vec<DayEntry>,
        /// Changes whenever anything here does: a screen that shows it asks whether it still holds.
        pub etag: String,
        /// Appointments later than this may wait for an earlier slot (W2); none: this practice offers none (W1).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub alerts_after: Option<Instant>,
    }

    /// One day of an availability.
    pub struct Occurrence {
        /// Of which.
        pub availability: AvailabilityId,
        /// Its version.
        pub version: i64,
        /// Start.
        pub starts_at: Instant,
        /// End.
        pub ends_at: Instant,
        /// Where.
        pub location: LocationId,
        /// For what.
        pub services: Vec<ServiceId>,
        /// How many at once.
        pub capacity: u8,
        /// How many of them for the public, at the moment.
        pub public_capacity: u8,
        /// How many places, for a group.
        #[serde(default)]
        pub places: Option<u8>,
        /// Whether it recurs.
        pub recurs: bool,
    }

    /// Looks for starts, as staff may use them (A4's assistant).
    pub struct FindStarts {
        /// For what.
        pub service: ServiceId,
        /// Where; none: anywhere in the practice.
        #[serde(default)]
        pub location: Option<LocationId>,
        /// The first day.
        pub from: NaiveDate,
        /// How many, 1 to 92.
        pub days: u8,
        /// At most so many, 1 to 500.
        pub most: u32,
    }

    /// Starts, earliest first.
    pub struct Starts {
        /// Them.
        pub starts: Vec<Start>,
    }

    /// A start that is free.
    pub struct Start {
        /// When.
        pub starts_at: Instant,
        /// Where.
        pub location: LocationId,
        /// How many more can have it: places of a group, or 1.
        pub left: u8,
    }

    /// Places a patient (A4): where the agenda has room for it, inside what is open or outside, or beyond capacity if forced (A3). The
    /// caller draws the id: sent twice, it is one appointment.
    pub struct PlaceAppointment {
        /// Which.
        pub appointment: AppointmentId,
        /// Whom.
        pub patient: PatientId,
        /// For what.
        pub service: ServiceId,
        /// Where.
        pub location: LocationId,
        /// When.
        pub starts_at: Instant,
        /// Another length than the service's.
        #[serde(default)]
        pub minutes: Option<Minutes>,
        /// Beyond capacity, in closed time: knowingly, and traced.
        #[serde(default)]
        pub force: bool,
        /// Whether the patient is told nothing: for what is entered afterwards.
        #[serde(default)]
        pub silent: bool,
        /// What the patient wishes who would come earlier (W2); none: they do not wait, or the appointment is too near for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub alert: Option<Wish>,
    }

    /// Moves an appointment (A5): the old one is marked, a new one is made.
    pub struct MoveAppointment {
        /// Which.
        pub appointment: AppointmentId,
        /// The version that the caller saw.
        pub version: i64,
        /// The id of the new one: sent twice, it is one.
        pub to: AppointmentId,
        /// When.
        pub starts_at: Instant,
        /// Where, if elsewhere.
        #[serde(default)]
        pub location: Option<LocationId>,
        /// Beyond capacity, in closed time: knowingly, and traced.
        #[serde(default)]
        pub force: bool,
        /// Whether the time that it had is kept closed instead of offered to who waits (W7).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub keep_closed: bool,
    }

    /// Cancels for the practitioner (A5); the patient gets one message. Repeating it changes nothing.
    pub struct CancelByStaff {
        /// Which.
        pub appointment: AppointmentId,
        /// The version that the caller saw.
        pub version: i64,
        /// Whether the time that it had is kept closed instead of offered to who waits (W7).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub keep_closed: bool,
    }

    /// Removes an appointment that was entered by mistake (W7): nobody is told. Repeating it changes nothing.
    pub struct DeleteAppointment {
        /// Which.
        pub appointment: AppointmentId,
        /// The version that the caller saw.
        pub version: i64,
    }

    /// Reads how the public may book this practitioner in the practice.
    pub struct ReadTerms {}

    /// How the public may book this practitioner in the practice; what is not chosen here is the practice's setting.
    pub struct Terms {
        /// Counts its changes; 0: nobody has chosen anything.
        #[serde(default)]
        pub version: i64,
        /// Whether they can be booked online at all.
        pub online: bool,
        /// Whether they take new patients (A9): if not, services for a first visit are not bookable.
        pub new_patients: bool,
        /// The last day to which the agenda is open (A12).
        #[serde(default)]
        pub open_until: Option<NaiveDate>,
        /// How many days ahead it is open, instead of the practice's setting.
        #[serde(default)]
        pub horizon_days: Option<u16>,
        /// How many minutes ahead one must book, instead of the practice's setting.
        #[serde(default)]
        pub notice_minutes: Option<u32>,
    }

    /// Chooses them.
    pub struct PutTerms {
        /// The version in it is the one that the caller saw.
        pub terms: Terms,
    }
}

const fn one() -> u8 {
    1
}
