//! Who did what, for the practice's trail: every act of staff is told to it in the transaction of the act.

use guichet_agenda_core as agenda;
use guichet_contracts::{Call, Principal, ProblemKind, Stop, event::StaffActedV1};
use guichet_kernel::{At, Label, ObjectClass, PracticeId, Sql};

use super::{AgendaObject, filed, free::etag, tell, wire::wire_attendance};

/// The staff of a practice who may run this practitioner's agenda there, by name.
pub(super) struct Staff<'a> {
    pub(super) practice: PracticeId,
    pub(super) actor: &'a Label,
    request_id: &'a str,
}

impl AgendaObject {
    /// The practice whose staff ask, if they may run this practitioner's agenda there.
    pub(super) fn staff_of(&self, call: &Call) -> Result<PracticeId, Stop> {
        match &call.principal {
            Principal::Staff { practice, runs, .. } if self.name.practitioner_id().is_some_and(|me| runs.contains(&me)) => Ok(*practice),
            _ => Err(Stop::Refused(ProblemKind::Forbidden)),
        }
    }

    /// The same, where they change something: nobody does so unnamed.
    pub(super) fn acting<'a>(&self, call: &'a Call) -> Result<Staff<'a>, Stop> {
        let practice = self.staff_of(call)?;
        match &call.principal {
            Principal::Staff { actor: Some(actor), .. } => Ok(Staff { practice, actor, request_id: &call.request_id }),
            _ => Err(Stop::Refused(ProblemKind::Forbidden)),
        }
    }

    /// Tells that staff did something to an appointment; `did` where it was more than to note where it stands.
    pub(super) fn acted(
        &self,
        sql: &impl Sql,
        at: At<'_>,
        staff: &Staff<'_>,
        appointment: &agenda::Appointment,
        did: Option<&str>,
    ) -> Result<(), Stop> {
        let about = (Some(appointment.id), Some(wire_attendance(appointment.attendance)));
        let fact = StaffActedV1 { appointment: about.0, attendance: about.1, ..deed(at, staff, did)? };
        tell(sql, at, &self.peer(ObjectClass::Practice, staff.practice), filed(appointment), &fact)
    }

    /// Tells that staff changed what is open or closed, or (no subject) the terms. Such things have no version that every act
    /// raises, so the agenda's own is told by.
    pub(super) fn acted_on(&self, sql: &impl Sql, at: At<'_>, staff: &Staff<'_>, subject: Option<String>, did: &str) -> Result<(), Stop> {
        let filed = (subject.clone().unwrap_or_else(|| "terms".to_owned()), etag(sql)?);
        let subject = subject.map(|id| label(&id)).transpose()?;
        let fact = StaffActedV1 { subject, ..deed(at, staff, Some(did))? };
        tell(sql, at, &self.peer(ObjectClass::Practice, staff.practice), filed, &fact)
    }
}

pub(super) fn deed(at: At<'_>, staff: &Staff<'_>, did: Option<&str>) -> Result<StaffActedV1, Stop> {
    Ok(StaffActedV1 {
        actor: staff.actor.clone(),
        appointment: None,
        attendance: None,
        subject: None,
        did: did.map(label).transpose()?,
        at: at.now,
        request_id: staff.request_id.to_owned(),
    })
}

fn label(text: &str) -> Result<Label, Stop> {
    Label::parse(text).map_err(|_| Stop::Refused(ProblemKind::Internal))
}
