//! What a practice tells others, and what they tell it.

use guichet_contracts::{
    ProblemKind, Stop, allow,
    command::{agenda::Attendance, card::Mode, identity::Membership, patient::Forgotten},
    event::{
        AlertsStoppedV1, Fact, MembershipChangedV1, OfferAcceptedTodayV1, PatientBookedV1, PatientChangedV1, PatientForgottenV1,
        PracticeChangedV1, PracticeRegisteredV1, PractitionerJoinedV1, PractitionerLeftV1, PractitionerRegisteredV1, StaffActedV1,
        read_fact,
    },
};
use guichet_kernel::{
    At, AvailabilityId, ClosingId, Label, ObjectClass, ObjectName, ObjectRef, PatientId, PractitionerId, Sql, outbox::Delivery,
};
use guichet_practice_core::{
    self as core,
    audit::{self, AuditAction, Deed, Detail, Subject},
    patient::{self, Acknowledgement},
    people::{self, Actor, Member},
    settings,
};

use super::{PracticeObject, cards, stop, stop_patient, stop_people};
use crate::outgoing::{next, next_from, tell};

impl PracticeObject {
    pub(super) fn agenda(&self, practitioner: PractitionerId) -> ObjectRef {
        ObjectRef::new(ObjectClass::Agenda, ObjectName::practitioner(self.name.region(), practitioner))
    }

    pub(super) fn mailroom(&self) -> ObjectRef {
        ObjectRef::new(ObjectClass::Mailroom, self.name.clone())
    }

    /// Tells everybody who keeps a copy what the practice now is: the agendas of who gives care here or did, whose appointments
    /// still show its telephone, and the Directory.
    pub(super) fn tell_practice(&self, sql: &impl Sql, at: At<'_>) -> Result<(), Stop> {
        for practitioner in settings::practitioners_ever(sql)? {
            self.tell_card(sql, at, practitioner)?;
        }
        register(sql, at)
    }

    /// Tells one agenda what the practice now is: anew to who comes back, even where nothing has changed. A practitioner who is joined
    /// by a link of their own is so for every service at a distance (A1).
    pub(super) fn tell_card(&self, sql: &impl Sql, at: At<'_>, practitioner: PractitionerId) -> Result<(), Stop> {
        let settings = core::settings(sql).map_err(stop)?;
        let subject = settings.practice.to_string();
        let version = next_from(sql, &format!("card {practitioner}"), settings.version)?;
        let mut card = cards::to_card(settings);
        if let Some(own) = people::join_link(sql, practitioner).map_err(stop_people)? {
            let remote = card.services.iter_mut().filter(|service| service.mode == Mode::Remote);
            remote.for_each(|service| service.join_link = Some(own.clone()));
        }
        let fact = PracticeChangedV1 { card };
        tell(sql, at, &self.agenda(practitioner), (&subject, version), &fact)
    }

    /// Tells a member's Identity what they now are here.
    pub(super) fn tell_member(&self, sql: &impl Sql, at: At<'_>, member: &Member) -> Result<(), Stop> {
        let settings = core::settings(sql).map_err(stop)?;
        let subject = member.id.to_string();
        let fact = MembershipChangedV1 {
            membership: Membership {
                practice: settings.practice,
                name: settings.name,
                country: settings.country,
                member: member.id,
                roles: member.roles.iter().copied().collect(),
            },
            active: member.is_active(),
            given_name: member.given_name.clone(),
            family_name: member.family_name.clone(),
        };
        let identity = ObjectRef::new(ObjectClass::Identity, ObjectName::identity(self.name.region(), member.identity));
        tell(sql, at, &identity, (&subject, next(sql, &subject)?), &fact)
    }

    /// Tells every member's Identity, for instance that the practice has another name.
    pub(super) fn tell_members(&self, sql: &impl Sql, at: At<'_>) -> Result<(), Stop> {
        people::members(sql, false).map_err(stop_people)?.iter().try_for_each(|member| self.tell_member(sql, at, member))
    }

    /// Tells what has changed about a member: their Identity, and, where they now give care or no longer do, their agenda and
    /// the Directory. `before` is whom they gave care as.
    pub(super) fn tell_staffed(&self, sql: &impl Sql, at: At<'_>, before: Option<PractitionerId>, member: &Member) -> Result<(), Stop> {
        self.tell_member(sql, at, member)?;
        let after = member.gives_care_as();
        if before == after {
            return Ok(());
        }
        let settings = core::settings(sql).map_err(stop)?;
        let directory = ObjectRef::new(ObjectClass::Directory, ObjectName::directory(settings.country));
        let Some(card) = cards::practitioner(member) else { return Ok(()) };
        // The practice's words to that agenda about the membership, counted.
        let words = next(sql, &format!("membership {}", card.id))?;
        let agenda = self.agenda(card.id);
        if after.is_some() {
            let identity = ObjectName::identity(self.name.region(), member.identity);
            let joined = PractitionerJoinedV1 { practice: settings.practice, country: settings.country, identity, card: card.clone() };
            tell(sql, at, &agenda, ("membership", words), &joined)?;
            self.tell_card(sql, at, card.id)?;
            self.tell_blocked_to(sql, at, card.id)?;
        } else {
            tell(sql, at, &agenda, ("membership", words), &PractitionerLeftV1 { practice: settings.practice })?;
        }
        let subject = card.id.to_string();
        let fact = PractitionerRegisteredV1 { practice: settings.practice, card, active: after.is_some() };
        tell(sql, at, &directory, (&subject, words), &fact)
    }

    /// Tells the Mailroom that a patient can perhaps be written to now, and whoever is, or no longer is.
    pub(super) fn tell_patient(&self, sql: &impl Sql, at: At<'_>, patient: PatientId) -> Result<(), Stop> {
        self.tell_reach(sql, at, patient)?;
        self.tell_blocked_anew(sql, at, patient)?;
        let subject = patient.to_string();
        tell(sql, at, &self.mailroom(), (&subject, next(sql, &subject)?), &PatientChangedV1 { patient })
    }

    /// Tells everybody who may have seen a patient: the Mailroom, and the agenda of everybody who ever gave care here.
    pub(super) fn tell_seers<F: Fact>(&self, sql: &impl Sql, at: At<'_>, patient: PatientId, fact: &F) -> Result<Vec<ObjectRef>, Stop> {
        let agendas = settings::practitioners_ever(sql)?.into_iter().map(|practitioner| self.agenda(practitioner));
        let seers: Vec<ObjectRef> = std::iter::once(self.mailroom()).chain(agendas).collect();
        let subject = patient.to_string();
        let version = next(sql, &subject)?;
        seers.iter().try_for_each(|seer| tell(sql, at, seer, (&subject, version), fact))?;
        Ok(seers)
    }

    /// Applies what others tell.
    pub(super) fn hear(&self, sql: &impl Sql, at: At<'_>, delivery: &Delivery) -> Result<(), Stop> {
        match delivery.kind.as_str() {
            PatientBookedV1::KIND => {
                let fact: PatientBookedV1 = read_fact(delivery)?;
                self.allow_agenda(sql, &delivery.source)?;
                patient::enter_booked(sql, fact.patient, &fact.person, fact.appointment, at.now).map_err(stop_patient)?;
                self.tell_reach(sql, at, fact.patient)
            }
            PatientForgottenV1::KIND => {
                let fact: PatientForgottenV1 = read_fact(delivery)?;
                if delivery.source != self.mailroom() {
                    self.allow_agenda(sql, &delivery.source)?;
                }
                forgotten(sql, at, &delivery.source, fact)
            }
            StaffActedV1::KIND => {
                let fact: StaffActedV1 = read_fact(delivery)?;
                self.allow_agenda(sql, &delivery.source)?;
                acted(sql, &delivery.source, &fact)
            }
            AlertsStoppedV1::KIND => {
                let fact: AlertsStoppedV1 = read_fact(delivery)?;
                self.allow_agenda(sql, &delivery.source)?;
                self.alerts_stopped(sql, at, &fact, delivery.at)
            }
            OfferAcceptedTodayV1::KIND => {
                let fact: OfferAcceptedTodayV1 = read_fact(delivery)?;
                // An agenda speaks of its own practitioner.
                allow(delivery.source == self.agenda(fact.practitioner))?;
                self.allow_agenda(sql, &delivery.source)?;
                self.accepted_today(sql, at, &fact)
            }
            _ => Err(Stop::Refused(ProblemKind::BadRequest)),
        }
    }

    /// Only the agendas of those who give care here, or did, tell of patients.
    fn allow_agenda(&self, sql: &impl Sql, source: &ObjectRef) -> Result<(), Stop> {
        let known = match source.name.practitioner_id() {
            Some(practitioner) => *source == self.agenda(practitioner) && settings::has_given_care(sql, practitioner)?,
            None => false,
        };
        allow(known)
    }
}

/// Tells the Directory what the practice now is.
fn register(sql: &impl Sql, at: At<'_>) -> Result<(), Stop> {
    let settings = core::settings(sql).map_err(stop)?;
    let mut cities: Vec<Label> = Vec::new();
    for location in &settings.locations {
        if !cities.contains(&location.city) {
            cities.push(location.city.clone());
        }
    }
    let directory = ObjectRef::new(ObjectClass::Directory, ObjectName::directory(settings.country));
    let subject = settings.practice.to_string();
    let version = next_from(sql, "registered", settings.version)?;
    let (practice, name) = (settings.practice, settings.name.clone());
    let fact = PracticeRegisteredV1 { practice, name, cities, card: Some(cards::to_public_card(settings)) };
    tell(sql, at, &directory, (&subject, version), &fact)
}

/// Tells the Directory again what the practice is and who gives care there.
pub(super) fn register_again(sql: &impl Sql, at: At<'_>) -> Result<(), Stop> {
    register(sql, at)?;
    let settings = core::settings(sql).map_err(stop)?;
    let directory = ObjectRef::new(ObjectClass::Directory, ObjectName::directory(settings.country));
    for member in people::members(sql, false).map_err(stop_people)? {
        let Some(card) = member.gives_care_as().and_then(|_| cards::practitioner(&member)) else { continue };
        let words = next(sql, &format!("membership {}", card.id))?;
        let subject = card.id.to_string();
        let fact = PractitionerRegisteredV1 { practice: settings.practice, card, active: true };
        tell(sql, at, &directory, (&subject, words), &fact)?;
    }
    Ok(())
}

fn forgotten(sql: &impl Sql, at: At<'_>, source: &ObjectRef, fact: PatientForgottenV1) -> Result<(), Stop> {
    let answer = match fact.outcome {
        Forgotten::Erased => Acknowledgement::Erased,
        Forgotten::Kept { until, because } => {
            let because = Label::parse(&because).map_err(|_| Stop::Refused(ProblemKind::BadRequest))?;
            Acknowledgement::Kept { until: Some(until), because }
        }
    };
    match patient::acknowledge(sql, fact.patient, source, &answer, at.now) {
        // It was not asked: nothing waits for its answer, and its other facts must not wait behind this one.
        Err(patient::Refusal::Unknown) => Ok(()),
        outcome => outcome.map_err(stop_patient),
    }
}

/// What staff did in an agenda stands in the trail as if they had done it here.
fn acted(sql: &impl Sql, agenda: &ObjectRef, fact: &StaffActedV1) -> Result<(), Stop> {
    // Rather an entry without its name than an agenda whose facts wait behind one that cannot be read.
    let actor = fact.actor.as_str().parse().unwrap_or(Actor::System);
    let action = if fact.appointment.is_some() { AuditAction::AppointmentAttendance } else { AuditAction::AgendaChanged };
    let subject = fact.appointment.map(Subject::of).or_else(|| subject(agenda, fact.subject.as_ref()));
    let detail = fact.did.as_ref().map_or_else(Detail::none, |word| Detail::none().word("did", did(word.as_str())));
    let detail = fact.attendance.map_or(detail.clone(), |now| detail.word("attendance", attendance(now)));
    let deed = Deed { actor, action, subject, detail };
    audit::record(sql, fact.at, &deed, &fact.request_id)?;
    Ok(())
}

/// What was changed where it was no appointment: an availability, a closing, else the practitioner's own terms.
fn subject(agenda: &ObjectRef, id: Option<&Label>) -> Option<Subject> {
    let Some(id) = id.map(Label::as_str) else { return agenda.name.practitioner_id().map(Subject::of) };
    let availability = id.parse::<AvailabilityId>().map(Subject::of);
    availability.or_else(|_| id.parse::<ClosingId>().map(Subject::of)).ok()
}

/// The word for what was done; one that this version does not know is still a deed.
fn did(word: &str) -> &'static str {
    const KNOWN: [&str; 16] = [
        "placed",
        "forced",
        "moved",
        "cancelled",
        "restored",
        "deleted",
        "opened",
        "changed",
        "ended",
        "closed",
        "reopened",
        "terms",
        "alert-on",
        "alert-off",
        "offered",
        "withdrawn",
    ];
    KNOWN.into_iter().find(|known| *known == word).unwrap_or("other")
}

const fn attendance(attendance: Attendance) -> &'static str {
    match attendance {
        Attendance::Booked => "booked",
        Attendance::Confirmed => "confirmed",
        Attendance::Arrived => "arrived",
        Attendance::Attended => "attended",
        Attendance::Absent => "absent",
        Attendance::CancelledByPatient => "cancelled-by-patient",
        Attendance::CancelledByPractitioner => "cancelled-by-practitioner",
        Attendance::Moved => "moved",
    }
}
