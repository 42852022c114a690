//! What staff read of a patient: their appointments here. It goes with the record, so whoever may read that may read these,
//! in every agenda of the practice; and of the practice only. In the patient space (A7) whoever has given a patient's birth date
//! reads the same, of the patients for whom the Practice has just vouched.

use chrono::TimeDelta;
use guichet_agenda_core::{self as agenda, Appointment, Whose};
use guichet_contracts::{
    Answer, Call, Principal, ProblemKind, Stop,
    command::{
        agenda::{PatientAppointment, PatientAppointments, ReadPatientAppointments},
        space::{IssueLink, LinkIssued},
    },
};
use guichet_kernel::{
    At, Sql,
    link::{Link, Purpose},
};

use super::{
    AgendaObject,
    cards::{practitioner_card, shown},
    stop,
    wire::wire_attendance,
};

/// The longest page.
const LONGEST_PAGE: u32 = 100;
/// How long a link works that the patient space gave: it stays behind in the browser's history, and whose address it is may change.
const SPACE_LINK: TimeDelta = TimeDelta::hours(1);
/// How many merged records one read goes through.
const MOST_ALSO: usize = 1_000;

impl AgendaObject {
    pub(super) fn read_patient_appointments(sql: &impl Sql, call: &Call, command: &ReadPatientAppointments) -> Result<Answer, Stop> {
        if command.also.len() > MOST_ALSO {
            return Err(Stop::Refused(ProblemKind::Invalid));
        }
        let patients: Vec<_> = command.also.iter().chain([&command.patient]).copied().collect();
        let practice = match &call.principal {
            Principal::Staff { practice, .. } => practice,
            Principal::Patient { practice, patients: own } if patients.iter().all(|patient| own.contains(patient)) => practice,
            _ => return Err(Stop::Refused(ProblemKind::Forbidden)),
        };
        let whose = Whose { practice: *practice, patients: &patients };
        let most = command.most.clamp(1, LONGEST_PAGE);
        // One more tells whether there are more.
        let mut appointments = whose.before(sql, command.before, most + 1).map_err(stop)?;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let more = appointments.len() > most;
        appointments.truncate(most);
        let ahead = match (command.before, command.ahead.min(LONGEST_PAGE)) {
            (None, _) | (_, 0) => Vec::new(),
            (Some(place), ahead) => whose.from(sql, place, ahead).map_err(stop)?,
        };
        // What staff noted of somebody is theirs to see.
        let absences = if matches!(call.principal, Principal::Staff { .. }) { whose.absences(sql).map_err(stop)? } else { 0 };
        let (appointments, ahead) = (cards(sql, &appointments)?, cards(sql, &ahead)?);
        Ok(Answer::reply(&PatientAppointments { appointments, more, ahead, absences }))
    }

    /// Gives a link to an appointment of the principal's patients, which works as long as their space stays open unasked. Its token is
    /// always the same, so that asking leaves one row; when it ends is in the link itself.
    pub(super) fn issue_link(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &IssueLink) -> Result<Answer, Stop> {
        let Principal::Patient { practice, patients } = &call.principal else { return Err(Stop::Refused(ProblemKind::Forbidden)) };
        let found = agenda::find(sql, command.appointment).map_err(stop)?;
        let theirs = |found: &Appointment| found.practice == *practice && found.patient.is_some_and(|patient| patients.contains(&patient));
        let appointment = found.filter(theirs).ok_or(Stop::Refused(ProblemKind::NotFound))?;
        let token = self.keys.derive("space", &format!("{} {}", self.name, appointment.id));
        let token = token.ok_or(Stop::Refused(ProblemKind::Unavailable))?;
        agenda::keep_link(sql, appointment.id, &token).map_err(stop)?;
        let expires_at = at.now.plus(SPACE_LINK);
        let link = Link { object: self.name.clone(), purpose: Purpose::Appointment, expires_at, token };
        Ok(Answer::reply(&LinkIssued { link: self.keys.sign(&link) }))
    }
}

fn cards(sql: &impl Sql, appointments: &[Appointment]) -> Result<Vec<PatientAppointment>, Stop> {
    let practitioner = practitioner_card(sql)?;
    let card = |appointment: &agenda::Appointment| {
        Ok(PatientAppointment {
            appointment: appointment.id,
            version: appointment.version,
            starts_at: appointment.starts_at,
            ends_at: appointment.ends_at,
            practitioner: practitioner.clone(),
            service: shown(sql, appointment.practice, &appointment.service.to_string())?,
            location: shown(sql, appointment.practice, &appointment.location.to_string())?,
            attendance: wire_attendance(appointment.attendance),
        })
    };
    // Who asks takes "not found" for an agenda that nobody has opened: what is missing here is a fault of ours.
    let ours = |stop| if matches!(stop, Stop::Refused(_)) { Stop::Refused(ProblemKind::Internal) } else { stop };
    appointments.iter().map(card).collect::<Result<_, _>>().map_err(ours)
}
