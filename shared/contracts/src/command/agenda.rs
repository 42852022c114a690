//! What an Agenda obeys.

use chrono::{NaiveDate, NaiveTime};
use guichet_kernel::{
    AppointmentId, AvailabilityId, Country, FreedId, Instant, Label, LocationId, PatientId, Person, PracticeId, ServiceId, Token, Zone,
};
use serde::{Deserialize, Serialize};

use super::{
    card::{LocationCard, PracticeCard, PractitionerCard, ServiceCard},
    patient::Contact,
    waitlist::{AlertFacts, FreedState, Wish},
};

commands! {
    OpenAgenda => Agenda "/open-agenda" -> Done, for [Operator];
    OpenAvailability => Agenda "/open-availability" -> Done, for [Staff(May::RunAgenda)];
    ReadPage => Agenda "/read-page" -> Page, for [Public];
    HoldSlot => Agenda "/hold-slot" -> Held, for [Public];
    ReadHold => Agenda "/read-hold" -> HoldFacts, for [Public];
    Book => Agenda "/book" -> Booked, for [Public];
    ReadAppointment => Agenda "/read-appointment" -> AppointmentFacts, for [Link];
    CancelAppointment => Agenda "/cancel-appointment" -> AppointmentFacts, for [Link];
    CannotCome => Agenda "/cannot-come" -> AppointmentFacts, for [Link];
    ConfirmBooking => Agenda "/confirm-booking" -> AppointmentFacts, for [Link];
    ReadMoves => Agenda "/read-moves" -> Page, for [Link];
    MoveByLink => Agenda "/move-by-link" -> Booked, for [Link];
    CheckAppointment => Agenda "/check-appointment" -> Check, for [Object(Of::Mailroom)];
    ReadDay => Agenda "/read-day" -> Day, for [Staff(May::ReadAgenda)];
    SetAttendance => Agenda "/set-attendance" -> DayEntry, for [Staff(May::RunAgenda)];
    ReadPatientAppointments => Agenda "/read-patient-appointments" -> PatientAppointments, for [Staff(May::ReadPatients), Staff(May::ExportPatients), Patient];
}

/// The reply of a command that has nothing to say but that it was obeyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Done {}

/// Opens a practitioner's agenda and admits a practice to it. For the operator; repeating it changes nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenAgenda {
    /// Whose agenda.
    pub practitioner: PractitionerCard,
    /// Where it is kept.
    pub country: Country,
    /// The practice whose membership the practitioner has accepted.
    pub practice: PracticeId,
}

/// Opens a stretch of one day for one service at one location. For the practice's staff.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenAvailability {
    /// The id it will have; repeating the command with the same id changes nothing.
    pub availability: AvailabilityId,
    /// Where.
    pub location: LocationId,
    /// For what.
    pub service: ServiceId,
    /// The day, where the location stands.
    pub date: NaiveDate,
    /// From this hour on the wall.
    pub from: NaiveTime,
    /// To this hour on the wall, later on the same day.
    pub to: NaiveTime,
}

/// Reads what the public page shows: who, where, for what, and the free starts of the next days.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadPage {
    /// The service chosen; the first one where none is, or where it is not offered.
    #[serde(default)]
    pub service: Option<ServiceId>,
    /// The practice chosen. Where none is, or they no longer work there: the one that gives the service chosen, else the one
    /// they joined first.
    #[serde(default)]
    pub practice: Option<PracticeId>,
    /// The country whose address was used: only its practices are shown. None for who came by no address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// The location chosen (A3), which says the practice too; its first one where none is, or where it is no longer one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<LocationId>,
    /// The first day; today where none is said, or where it is past.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// How many days: 1 to 31.
    pub days: u8,
}

/// The public page's facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Page {
    /// Who.
    pub practitioner: PractitionerCard,
    /// Where they work.
    pub practice: PracticeCard,
    /// At which of its locations.
    pub location: LocationId,
    /// The service whose starts follow.
    pub service: ServiceId,
    /// Today, where the location stands.
    pub today: NaiveDate,
    /// The days on which the service is given at all.
    pub open_days: Vec<NaiveDate>,
    /// Free starts, earliest first.
    pub starts: Vec<Instant>,
    /// How many places each of them still has, in the same order, for a group (A2); else empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<u8>,
    /// The first day that was read; today from an agenda that does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The last day on which anything can be booked; none: not yet said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// The next free start after the days that were read, if they have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Instant>,
    /// Whether the public can book here at all; if not, the page gives the telephone.
    #[serde(default = "yes")]
    pub online: bool,
    /// Whether new patients are taken (A9).
    #[serde(default = "yes")]
    pub new_patients: bool,
    /// Every practice where they can be booked, in the order they joined; empty from an agenda that does not say.
    #[serde(default)]
    pub practices: Vec<PracticeName>,
}

wire! {
    /// Reads when the appointment of the principal's link could be instead: the page's facts, for its service and its practice.
    pub struct ReadMoves {
        /// The location chosen; the appointment's own where none is.
        #[serde(default)]
        pub location: Option<LocationId>,
        /// The first day; today where none is said.
        #[serde(default)]
        pub from: Option<NaiveDate>,
        /// How many days: 1 to 31.
        pub days: u8,
    }

    /// Moves the appointment of the principal's link, within the practice's notice (A7): a new one is made, whose link the reply
    /// bears; the old one is marked. The same move again gives the same link.
    pub struct MoveByLink {
        /// When.
        pub starts_at: Instant,
        /// Where, if elsewhere in the practice.
        #[serde(default)]
        pub location: Option<LocationId>,
    }

    /// A practice by name.
    pub struct PracticeName {
        /// Which.
        pub practice: PracticeId,
        /// Its name.
        pub name: Label,
        /// The town of its first location.
        pub city: Label,
        /// All of its locations (A3); empty from an agenda that does not say.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub places: Vec<PlaceName>,
    }

    /// A location by name.
    pub struct PlaceName {
        /// Which.
        pub location: LocationId,
        /// Its town.
        pub city: Label,
        /// Its street, which tells two of a town apart.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub street: Option<Label>,
    }

    /// Reads a day of the agenda as a practice's staff see it: its own appointments, the others' time as busy.
    pub struct ReadDay {
        /// The day, where the practice's first location stands.
        pub date: NaiveDate,
    }

    /// A day of an agenda.
    pub struct Day {
        /// Whose agenda.
        pub practitioner: PractitionerCard,
        /// The day.
        pub date: NaiveDate,
        /// The zone that the day was read in.
        pub zone: Zone,
        /// In the order of their start.
        pub entries: Vec<DayEntry>,
    }

    /// An appointment of the own practice, whatever became of it, or time that is taken elsewhere, which bears nothing but its
    /// time: stretches that touch are one.
    pub struct DayEntry {
        /// Start.
        pub starts_at: Instant,
        /// End.
        pub ends_at: Instant,
        /// What of the own practice takes it; `None`: busy elsewhere.
        #[serde(default)]
        pub appointment: Option<DayAppointment>,
    }

    /// An appointment of the own practice.
    pub struct DayAppointment {
        /// Which.
        pub appointment: AppointmentId,
        /// Counts its changes from 1.
        pub version: i64,
        /// Of whom; the Practice knows more. `None`: erased.
        #[serde(default)]
        pub patient: Option<PatientId>,
        /// What for.
        pub service: ServiceCard,
        /// Where.
        pub location: LocationCard,
        /// Where it stands.
        pub attendance: Attendance,
        /// Whether it was put beyond capacity or in closed time, knowingly (A3).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub forced: bool,
        /// Until when it waits to be confirmed by the link in its booker's letter; of whom it is, nobody is told before. Noting
        /// that they come, or came, confirms it too. None: it waits for nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub unconfirmed_until: Option<Instant>,
        /// Whether the patient cancelled it after the practice's notice: they said that they cannot come (A7).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub late: bool,
        /// What its patient wishes who waits for an earlier slot; none: they do not wait.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub alert: Option<Wish>,
        /// What it freed when it was cancelled or moved: offers are read by [`ReadSlotTrace`](super::waitlist::ReadSlotTrace).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub freed: Option<FreedSlot>,
    }

    /// What a cancelled or moved appointment freed.
    pub struct FreedSlot {
        /// Which.
        pub freed: FreedId,
        /// What became of it.
        pub state: FreedState,
        /// Until when staff can take it back: while it waits, and then it is offered; and of what is kept closed, also once that is past.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub offered_from: Option<Instant>,
        /// How many offers were made of it.
        #[serde(default)]
        pub offers: u32,
    }

    /// Notes where an appointment stands: confirmed, arrived, attended, absent, or booked again to undo a slip (A5). Repeating
    /// it changes nothing. What is cancelled or moved stays so.
    pub struct SetAttendance {
        /// Which.
        pub appointment: AppointmentId,
        /// The version that the caller saw.
        pub version: i64,
        /// Where it stands now.
        pub attendance: Attendance,
    }

    /// Reads the appointments that a patient has here, newest first: for all who may read the record in the practice that keeps
    /// it, whoever's agenda it is. The appointments of other practices are not theirs to know of.
    pub struct ReadPatientAppointments {
        /// Whose.
        pub patient: PatientId,
        /// The records that were merged into theirs, at most a thousand: the agenda may not have heard of it yet.
        #[serde(default)]
        pub also: Vec<PatientId>,
        /// Those that come before this place; all where none is said.
        #[serde(default)]
        pub before: Option<AppointmentPlace>,
        /// At most so many, 1 to 100.
        pub most: u32,
        /// How many of those from that place on are told beside them, earliest first, at most 100.
        #[serde(default)]
        pub ahead: u32,
    }

    /// Appointments of a patient.
    pub struct PatientAppointments {
        /// Newest first.
        pub appointments: Vec<PatientAppointment>,
        /// Whether there are older ones.
        pub more: bool,
        /// Those from the place that was said on, earliest first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub ahead: Vec<PatientAppointment>,
        /// How many of all of them the patient did not come to (A9).
        #[serde(default)]
        pub absences: u32,
    }

    /// An appointment of a patient.
    pub struct PatientAppointment {
        /// Which.
        pub appointment: AppointmentId,
        /// Counts its changes from 1.
        pub version: i64,
        /// Start.
        pub starts_at: Instant,
        /// End.
        pub ends_at: Instant,
        /// By whom.
        pub practitioner: PractitionerCard,
        /// What for.
        pub service: ServiceCard,
        /// Where, and by which clock.
        pub location: LocationCard,
        /// Where it stands.
        pub attendance: Attendance,
    }
}

/// Where an appointment comes among those of all agendas: by its start, then by its id.
pub type AppointmentPlace = (Instant, AppointmentId);

impl PatientAppointment {
    /// Where it comes.
    pub const fn place(&self) -> AppointmentPlace {
        (self.starts_at, self.appointment)
    }
}

/// Keeps a start for a browser while its form is filled: five minutes, not renewed by asking again.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HoldSlot {
    /// The country whose address was used: a slot is found under its own only. None for who came by no address.
    #[serde(default)]
    pub country: Option<Country>,
    /// Whose service it is; none: of the practice that was joined first among those that list one of that id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub practice: Option<PracticeId>,
    /// For what.
    pub service: ServiceId,
    /// Where; none: the availability that offers it says where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<LocationId>,
    /// When.
    pub starts_at: Instant,
    /// The browser's own secret: it holds two slots of this agenda at a time.
    pub browser: Token,
    /// A secret that follows from the network it comes from: so many slots of this agenda at a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<Token>,
}

/// A slot is held.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Held {
    /// The hold, to book with.
    pub hold: Token,
    /// Until when nobody else gets the slot.
    pub until: Instant,
}

/// Reads what a hold is for, also after its time.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadHold {
    /// The hold.
    pub hold: Token,
}

/// A hold's facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HoldFacts {
    /// What would be booked.
    pub slot: SlotFacts,
    /// Until when nobody else gets the slot.
    pub until: Instant,
    /// What became of it.
    pub state: HoldState,
    /// Whether the practice asks that what is booked be confirmed by the link in a letter.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confirms: bool,
    /// Whether it was booked with, and nobody confirmed that in time: the time was given back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lapsed: bool,
}

/// What became of a hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum HoldState {
    /// Nobody else gets the slot.
    Live,
    /// Its time is over, and the slot is still free.
    Lapsed,
    /// Its time is over, and somebody else has the slot.
    Lost,
    /// The slot has begun.
    Past,
    /// It was booked with. The link is in the answer to the form, and in the e-mail; knowing the hold does not give it.
    Booked,
}

/// Books the held slot for a person. Sent twice, it is one appointment and one answer; for another person it is refused. Where care is
/// given at home (A1), a person without an address is [`Invalid`](crate::ProblemKind::Invalid).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Book {
    /// The country whose address was used: a slot is booked under its own only. None for who came by no address.
    #[serde(default)]
    pub country: Option<Country>,
    /// The hold; if its time is over, the slot is booked all the same while it is free.
    pub hold: Token,
    /// For whom, and in which language they read the page.
    pub person: Person,
    /// A secret that follows from the address typed: so many appointments ahead of this agenda (A9).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booker: Option<Token>,
    /// A secret that follows from the network it comes from: so many bookings an hour and a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<Token>,
}

/// An appointment was made.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Booked {
    /// Which.
    pub appointment: AppointmentId,
    /// The signed link to it.
    pub link: String,
}

const fn yes() -> bool {
    true
}

/// Reads the appointment of the principal's link.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadAppointment {}

/// Cancels the appointment of the principal's link, within the practice's notice. Repeating it changes nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CancelAppointment {}

/// Where and when care is given, and by whom: enough for a page or a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SlotFacts {
    /// Start.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// What for.
    pub service: ServiceCard,
    /// Where.
    pub location: LocationCard,
    /// By whom.
    pub practitioner: PractitionerCard,
    /// In which practice; without its lists of locations and services.
    pub practice: PracticeCard,
}

impl SlotFacts {
    /// The path of the practitioner's page with the place and the service of this slot chosen.
    pub fn page_path(&self) -> String {
        format!("{}?lieu={}&motif={}", self.practitioner.page_path(self.practice.country), self.location.id.digits(), self.service.id)
    }
}

/// An appointment's facts: no name, no address; whoever holds the link knows whose it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AppointmentFacts {
    /// Which.
    pub appointment: AppointmentId,
    /// Counts its changes from 1.
    pub version: i64,
    /// Where it stands.
    pub attendance: Attendance,
    /// When, where, by whom.
    pub slot: SlotFacts,
    /// The last instant at which the patient may cancel by the link.
    pub cancel_until: Instant,
    /// Whether they may now.
    pub may_cancel: bool,
    /// When the facts last changed.
    pub changed_at: Instant,
    /// The first of a chain of moves, by which calendars know it; none from an agenda that does not say: itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<AppointmentId>,
    /// When it was before it was moved here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<Instant>,
    /// When it is now, if it was moved away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<Instant>,
    /// What it waits for, or waited for too long; none: it was confirmed, or need not be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unconfirmed: Option<Unconfirmed>,
    /// When and where that was which the caller named, an earlier one of the same chain of moves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<KnownSlot>,
    /// The box "tell me if something earlier frees up"; none: it is not shown (W1, W2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert: Option<AlertFacts>,
}

wire! {
    /// When and where an appointment was, as its patient still knows it.
    pub struct KnownSlot {
        /// Start.
        pub starts_at: Instant,
        /// End.
        pub ends_at: Instant,
        /// Where.
        pub location: LocationCard,
    }
}

wire! {
    /// A booking that waits until the link in its booker's letter is opened, which proves that the address is theirs.
    pub struct Unconfirmed {
        /// Until when.
        pub until: Instant,
        /// Whether that is past: the time was given back.
        pub lapsed: bool,
        /// Whether the principal's link is the letter's: it confirms. The one that was shown after booking does not.
        pub by_this_link: bool,
        /// Where the letter went, all but hidden: `z…@exemple.fr`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub sent_to: Option<String>,
    }

    /// Confirms the booking of the principal's link, which is its letter's: the practice is told of whom it is, and a letter with
    /// the calendar's entry goes out. Repeating it changes nothing; after its time it says that it has lapsed.
    pub struct ConfirmBooking {}

    /// Says that the patient of the principal's link cannot come, until the start: after the practice's notice too, when the
    /// appointment is cancelled and marked as late (A7). Repeating it changes nothing.
    pub struct CannotCome {}

    /// What a letter needs that asks to confirm a booking: nobody else knows the contact yet.
    pub struct ToConfirm {
        /// The booking.
        pub facts: AppointmentFacts,
        /// To whom.
        pub contact: Contact,
    }
}

/// Where an appointment stands (A5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Attendance {
    /// Made.
    Booked,
    /// The patient has said that they are coming.
    Confirmed,
    /// The patient is there.
    Arrived,
    /// Care was given.
    Attended,
    /// The patient did not come.
    Absent,
    /// Cancelled by the patient.
    CancelledByPatient,
    /// Cancelled by the practitioner.
    CancelledByPractitioner,
    /// Moved to another date.
    Moved,
}

/// Asks, just before writing to somebody, whether an appointment is still as it was. For the practice's Mailroom.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckAppointment {
    /// Which.
    pub appointment: AppointmentId,
    /// The version that the message speaks of.
    pub version: i64,
    /// Which of the appointments that it was its patient knows of: the facts say when and where that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<AppointmentId>,
}

/// Whether it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Check {
    /// It is at that version; these are its facts.
    AsItWas(Box<AppointmentFacts>),
    /// It is at that version, and waits to be confirmed.
    Unconfirmed(Box<ToConfirm>),
    /// It has changed since: another message speaks of that.
    Changed,
}
