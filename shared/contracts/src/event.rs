//! What objects tell each other: facts, delivered at least once, applied once.

use guichet_kernel::{
    AppointmentId, Country, EmailAddress, Instant, Label, Locale, LocationId, ObjectName, OfferId, PatientId, Person, PersonName,
    PracticeId, PractitionerId, Role, ServiceId, Token, Zone, outbox::Delivery, read,
};
use serde::{Deserialize, Serialize};

use crate::{
    ProblemKind, Stop, Travels,
    command::{
        agenda::Attendance,
        card::{PracticeCard, PractitionerCard},
        identity::Membership,
        patient::Forgotten,
    },
};

/// The body of a delivery, by the name it bears on the wire.
pub trait Fact: Travels {
    /// The name and version of this type: a changed meaning is a new one.
    const KIND: &'static str;
}

macro_rules! facts {
    ($($fact:ident),*) => {
    $(
        impl Fact for $fact {
            const KIND: &'static str = stringify!($fact);
        }
    )*

        /// Shows each fact to `visitor`.
        pub fn each(visitor: &mut impl crate::Visitor) {
            $(visitor.fact::<$fact>();)*
        }
    };
}

facts!(
    PracticeChangedV1,
    PatientBookedV1,
    AppointmentBookedV1,
    ConfirmationAskedV1,
    AppointmentCancelledV1,
    AppointmentMovedV1,
    FreeChangedV1,
    OfferMadeV1,
    OfferUnreachedV1,
    OfferAcceptedTodayV1,
    MovedTodayV1,
    AlertsStoppedV1,
    AlertsEndedV1,
    PractitionerJoinedV1,
    PractitionerLeftV1,
    MembershipChangedV1,
    PatientChangedV1,
    PatientMergedV1,
    PatientErasedV1,
    PatientForgottenV1,
    VisitorsBlockedV1,
    PatientReachedV1,
    StaffActedV1,
    SignInAskedV1,
    CodeAskedV1,
    InvitationMadeV1,
    PracticeRegisteredV1,
    PractitionerRegisteredV1,
    IdentityRegisteredV1,
    AgendaRegisteredV1
);

/// Reads the body of a delivery as the fact that its kind announces.
pub fn read_fact<F: Fact>(delivery: &Delivery) -> Result<F, Stop> {
    read::value(&delivery.body).map_err(|_| Stop::Refused(ProblemKind::BadRequest))
}

/// A practice's card, as it is now. Practice → Agenda. Subject: the practice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PracticeChangedV1 {
    /// All of it.
    pub card: PracticeCard,
}

/// Somebody booked: here are their details, which the agenda does not keep. Where the practice asks that bookings be confirmed, it is
/// told once they are. Agenda → Practice. Subject: the appointment, or, of one that was confirmed, the patient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PatientBookedV1 {
    /// The id that the agenda knows them by.
    pub patient: PatientId,
    /// For which appointment.
    pub appointment: AppointmentId,
    /// What they typed.
    pub person: Person,
}

/// An appointment was made. Agenda → Mailroom. Subject: the appointment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AppointmentBookedV1 {
    /// What it is about.
    pub message: AboutAppointment,
}

/// An appointment was cancelled. Agenda → Mailroom. Subject: the appointment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AppointmentCancelledV1 {
    /// What it is about.
    pub message: AboutAppointment,
}

wire! {
    /// A booking waits until the message's link is opened: ask its booker for that. Agenda → Mailroom. Subject: the appointment.
    pub struct ConfirmationAskedV1 {
        /// What it is about.
        pub message: AboutAppointment,
        /// Until when: after that nobody needs the message.
        pub until: Instant,
    }

    /// An appointment was moved: this is about the new one. Agenda → Mailroom. Subject: the new appointment.
    pub struct AppointmentMovedV1 {
        /// What it is about.
        pub message: AboutAppointment,
        /// The one that it was: what waits to be written about that is not written any more.
        pub from: AppointmentId,
    }

    /// An earlier slot is offered to the patient of an appointment (W3). Agenda → Mailroom. Subject: the offer, version 1.
    pub struct OfferMadeV1 {
        /// Which.
        pub offer: OfferId,
        /// The patient's own appointment; its link is the offer's. Until when the message is of use: `expires_at`.
        pub message: AboutAppointment,
        /// When the offer ends.
        pub expires_at: Instant,
    }

    /// Nobody can be written to about an offer: the patient has no address or no record, or it is refused for good. Mailroom → Agenda. Subject: the
    /// offer, version 1.
    pub struct OfferUnreachedV1 {
        /// Which.
        pub offer: OfferId,
    }

    /// A patient accepted a slot of this very day: the practice is told at once. Agenda → Practice. Subject: the offer, version 1.
    pub struct OfferAcceptedTodayV1 {
        /// With whom.
        pub practitioner: PractitionerId,
        /// The appointment as it now is.
        pub appointment: AppointmentId,
        /// Its patient.
        pub patient: PatientId,
        /// When it is.
        pub starts_at: Instant,
        /// By which wall clock.
        pub zone: Zone,
        /// When it was.
        pub was: Instant,
    }

    /// Tells somebody who runs an agenda that a patient comes there on this very day: hours only, who it is the desk says. Practice → their
    /// Identity, which puts in the language that they chose; Identity → its Mailroom. Subject: the new appointment, version 1.
    pub struct MovedTodayV1 {
        /// To whom.
        pub email: EmailAddress,
        /// The language of the message.
        pub locale: Locale,
        /// The path to that day on the desk.
        pub path: String,
        /// When it is.
        pub starts_at: Instant,
        /// By which wall clock.
        pub zone: Zone,
        /// When it was.
        pub was: Instant,
    }

    /// A patient wants no more alerts of this practice (RFC 8058). Agenda → Practice. Subject: the offer that is stopped by; the version is the
    /// minute, since a box ticked later can be stopped by the same letter.
    pub struct AlertsStoppedV1 {
        /// Who.
        pub patient: PatientId,
    }

    /// Alerts end for these patients in this practice: all to whom one address is written. Practice → Agenda. Subject: drawn for each,
    /// version 1.
    pub struct AlertsEndedV1 {
        /// Whose.
        pub patients: Vec<PatientId>,
        /// When they were stopped: a box ticked since counts, however late this is heard.
        pub stopped_at: Instant,
    }

    /// When the public can come next, to be shown in lists with its time; a decision asks the Agenda itself. Agenda → Directory.
    /// Subject: the practice; the version is the instant.
    pub struct FreeChangedV1 {
        /// In which practice.
        pub practice: PracticeId,
        /// With whom.
        pub practitioner: PractitionerId,
        /// For each service that can be booked online: the next free start and where.
        pub free: Vec<NextFree>,
        /// Whether new patients are taken (A9).
        pub new_patients: bool,
        /// When that was so.
        pub at: Instant,
    }

    /// When a service can be had next.
    pub struct NextFree {
        /// Which.
        pub service: ServiceId,
        /// Where.
        pub location: LocationId,
        /// When; none: not within the horizon.
        #[serde(default)]
        pub starts_at: Option<Instant>,
    }
}

/// What the Mailroom needs to write about an appointment; facts and contact it asks for when it sends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AboutAppointment {
    /// Which.
    pub appointment: AppointmentId,
    /// At which version.
    pub version: i64,
    /// Whose agenda to ask.
    pub agenda: ObjectName,
    /// In which practice.
    pub practice: PracticeId,
    /// To whom.
    pub patient: PatientId,
    /// When it starts: after that nobody needs the message.
    pub starts_at: Instant,
    /// Until when whoever decided it may take it back: nothing is sent before (M2). None: at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_until: Option<Instant>,
    /// The signed link to it.
    pub link: String,
}

wire! {
    /// A practitioner has accepted to work for a practice. Practice → Agenda. Subject: `membership`, version: counts the practice's
    /// words to this agenda about it.
    pub struct PractitionerJoinedV1 {
        /// Where.
        pub practice: PracticeId,
        /// Its country.
        pub country: Country,
        /// Who has accepted: the Identity whose agenda it is, for ever.
        pub identity: ObjectName,
        /// What patients see.
        pub card: PractitionerCard,
    }

    /// A practitioner no longer works for a practice; its rows stay. Practice → Agenda. Subject: `membership`.
    pub struct PractitionerLeftV1 {
        /// Where.
        pub practice: PracticeId,
    }

    /// What somebody now is in a practice. Practice → Identity. Subject: the member.
    pub struct MembershipChangedV1 {
        /// Where, by what name.
        pub membership: Membership,
        /// Whether they still work there.
        pub active: bool,
        /// As the practice writes their name.
        pub given_name: PersonName,
        /// As the practice writes their name.
        pub family_name: PersonName,
    }

    /// A patient's record has changed: what waited for an address may go now. Practice → Mailroom. Subject: the patient.
    pub struct PatientChangedV1 {
        /// Whose.
        pub patient: PatientId,
    }

    /// Two records are one person's. Practice → Agenda, Mailroom. Subject: the patient whose record ends.
    pub struct PatientMergedV1 {
        /// The record that ends.
        pub from: PatientId,
        /// The one that stays.
        pub to: PatientId,
    }

    /// A patient is to be forgotten. Practice → Agenda, Mailroom; each answers by [`PatientForgottenV1`]. Subject: the patient.
    pub struct PatientErasedV1 {
        /// Whom.
        pub patient: PatientId,
        /// The records that were merged into theirs.
        pub also: Vec<PatientId>,
    }

    /// Whom a practice asks to ring instead of booking online (A9): all of them, in the place of those that it told before. Practice →
    /// Agenda. Subject: `blocked`, version: counts the practice's words to this agenda about it.
    pub struct VisitorsBlockedV1 {
        /// In which practice.
        pub practice: PracticeId,
        /// What they are recognised by, as `guichet_kernel::visitor` makes it: keyed, so that they name nobody.
        pub marks: Vec<Token>,
    }

    /// What an object did about it; "kept" is followed by another once the time has come. Agenda, Mailroom → Practice. Subject:
    /// the patient.
    pub struct PatientForgottenV1 {
        /// Whom.
        pub patient: PatientId,
        /// What became of them there.
        pub outcome: Forgotten,
    }

    /// Messages about a patient go to the address that an Identity is named by, or no longer do. Practice → Identity. Subject: the
    /// patient, version: counts the practice's words about that.
    pub struct PatientReachedV1 {
        /// About whom.
        pub patient: PatientId,
        /// Whether they do.
        pub reached: bool,
    }

    /// Somebody of the staff did something elsewhere: for the practice's audit trail. Agenda → Practice. Subject: the
    /// appointment, else what they did it to.
    pub struct StaffActedV1 {
        /// Who, by their word in the audit trail.
        pub actor: Label,
        /// Which appointment they did it to, if to one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub appointment: Option<AppointmentId>,
        /// What it now is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub attendance: Option<Attendance>,
        /// To what else they did it: an availability or a closing, by its id; none, and no appointment: to the practitioner's
        /// terms.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub subject: Option<Label>,
        /// What they did, where it was more than to note that: `placed`, `forced`, `moved`, `cancelled`, `deleted`, `opened`,
        /// `changed`, `ended`, `closed`, `reopened`, `terms`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub did: Option<Label>,
        /// When.
        pub at: Instant,
        /// In which request.
        #[serde(default)]
        pub request_id: String,
    }

    /// Somebody asked for a link to sign in with. Identity → its Mailroom. Subject: drawn for each, version 1.
    pub struct SignInAskedV1 {
        /// To whom.
        pub email: EmailAddress,
        /// The path behind the link.
        pub path: String,
        /// Until when it works.
        pub expires_at: Instant,
        /// The language of the message.
        pub locale: Locale,
        /// Whether it opens the patient space, and no desk.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub space: bool,
    }

    /// Somebody asked for a code. Identity → its Mailroom. Subject: drawn for each, version 1.
    pub struct CodeAskedV1 {
        /// To whom.
        pub email: EmailAddress,
        /// Six digits.
        pub code: String,
        /// Until when it works.
        pub expires_at: Instant,
        /// The language of the message.
        pub locale: Locale,
    }

    /// Somebody is asked to work for a practice. Practice → its Mailroom. Subject: the invitation, version 1.
    pub struct InvitationMadeV1 {
        /// To whom.
        pub email: EmailAddress,
        /// Their given name.
        pub given_name: PersonName,
        /// The practice.
        pub practice_name: Label,
        /// Its country.
        pub country: Country,
        /// Who asks.
        #[serde(default)]
        pub inviter: Option<String>,
        /// What they would be there.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub roles: Vec<Role>,
        /// The path behind the link.
        pub path: String,
        /// Until when it works.
        pub expires_at: Instant,
        /// The language of the message.
        pub locale: Locale,
    }

    /// A practice, for the registry. Practice → Directory. Subject: the practice.
    pub struct PracticeRegisteredV1 {
        /// Which.
        pub practice: PracticeId,
        /// Its name.
        pub name: Label,
        /// The towns where it is.
        pub cities: Vec<Label>,
        /// All that it shows; none from a practice that does not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub card: Option<PracticeCard>,
    }

    /// A practitioner of a practice, for the registry. Practice → Directory. Subject: the practitioner.
    pub struct PractitionerRegisteredV1 {
        /// Where.
        pub practice: PracticeId,
        /// Who.
        pub card: PractitionerCard,
        /// Whether they still work there.
        pub active: bool,
    }

    /// Somebody asked for a link for the first time, or a practice has named them: their objects exist. Identity → Directory. Subject:
    /// the identity, version 1.
    pub struct IdentityRegisteredV1 {
        /// Whose.
        pub identity: ObjectName,
    }

    /// An agenda was opened. Agenda → Directory of the country where it was. Subject: the practitioner, version 1.
    pub struct AgendaRegisteredV1 {
        /// Which.
        pub agenda: ObjectName,
    }
}
