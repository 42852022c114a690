//! Earlier-slot alerts, as far as a practice decides of them (W, ADR 0014): for whom they stop, and who is told at once that somebody comes today.

use guichet_contracts::{
    Stop,
    event::{AlertsEndedV1, AlertsStoppedV1, MovedTodayV1, OfferAcceptedTodayV1},
};
use guichet_kernel::{At, EventId, Instant, ObjectClass, ObjectName, ObjectRef, Right, Sql};
use guichet_practice_core::{
    self as core,
    audit::{self, AuditAction, Deed, Detail, Subject},
    patient,
    people::{self, Actor, Who},
    settings,
};

use super::{PracticeObject, stop, stop_people};
use crate::outgoing::tell;

/// How many patients one fact names: far below what a delivery may hold.
const MOST_AT_ONCE: usize = 500;

impl PracticeObject {
    /// Ends the alerts of everybody to whom the patient's address is written, in every agenda of the practice. One who ticks the box later
    /// is told again: an agenda compares that with when the patient stopped them, which is not when this practice heard of it.
    pub(super) fn alerts_stopped(&self, sql: &impl Sql, at: At<'_>, fact: &AlertsStoppedV1, stopped_at: Instant) -> Result<(), Stop> {
        let patients = patient::of_the_same_address(sql, fact.patient)?;
        for practitioner in settings::practitioners_ever(sql)? {
            for some in patients.chunks(MOST_AT_ONCE) {
                // Each stands alone: none takes the place of another.
                let subject = EventId::draw(at.now, at.entropy).to_string();
                tell(sql, at, &self.agenda(practitioner), (&subject, 1), &AlertsEndedV1 { patients: some.to_vec(), stopped_at })?;
            }
        }
        let detail = Detail::none().word("alerts", "stopped");
        let subject = Some(Subject::of(fact.patient));
        // No member did it: the patient, by the link of an offer.
        audit::record(sql, at.now, &Deed { actor: Actor::System, action: AuditAction::PatientChanged, subject, detail }, "")?;
        Ok(())
    }

    /// Has those told who run the practitioner's agenda, if care is still given here by them, that somebody comes today: the practitioner, and
    /// to whom they delegated it (ADR 0014, 16). The Identity of each alone knows in which language.
    pub(super) fn accepted_today(&self, sql: &impl Sql, at: At<'_>, fact: &OfferAcceptedTodayV1) -> Result<(), Stop> {
        let members = people::members(sql, false).map_err(stop_people)?;
        if !members.iter().any(|member| member.gives_care_as() == Some(fact.practitioner)) {
            return Ok(());
        }
        let settings = core::settings(sql).map_err(stop)?;
        let (country, practice) = (settings.country.path_segment(), settings.practice.digits());
        let day = fact.zone.wall(fact.starts_at).date();
        for member in members {
            let authority = people::authority(sql, &Who::Identity(member.identity), at.now).map_err(stop_people)?;
            if !authority.is_some_and(|authority| authority.has_over(Right::RunAgenda, fact.practitioner)) {
                continue;
            }
            let told = MovedTodayV1 {
                email: member.email,
                locale: settings.country.first_locale(),
                path: format!("/{country}/pro/{practice}/jour?date={day}&praticien={}", fact.practitioner.digits()),
                starts_at: fact.starts_at,
                zone: fact.zone,
                was: fact.was,
            };
            let identity = ObjectRef::new(ObjectClass::Identity, ObjectName::identity(self.name.region(), member.identity));
            tell(sql, at, &identity, (&fact.appointment.to_string(), 1), &told)?;
        }
        Ok(())
    }
}
