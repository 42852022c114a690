//! What staff read of a patient: their appointments here. It goes with the record, so whoever may read that may read these,
//! in every agenda of the practice; and of the practice only.

use guichet_agenda_core::{self as agenda, Appointment, Whose};
use guichet_contracts::{
    Answer, Call, Principal, ProblemKind, Stop,
    command::agenda::{PatientAppointment, PatientAppointments, ReadPatientAppointments},
};
use guichet_kernel::Sql;

use super::{
    AgendaObject,
    cards::{practitioner_card, shown},
    stop,
    wire::wire_attendance,
};

/// The longest page.
const LONGEST_PAGE: u32 = 100;
/// How many merged records one read goes through.
const MOST_ALSO: usize = 1_000;

impl AgendaObject {
    pub(super) fn read_patient_appointments(sql: &impl Sql, call: &Call, command: &ReadPatientAppointments) -> Result<Answer, Stop> {
        let Principal::Staff { practice, .. } = &call.principal else { return Err(Stop::Refused(ProblemKind::Forbidden)) };
        if command.also.len() > MOST_ALSO {
            return Err(Stop::Refused(ProblemKind::Invalid));
        }
        let patients: Vec<_> = command.also.iter().chain([&command.patient]).copied().collect();
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
        Ok(Answer::reply(&PatientAppointments { appointments: cards(sql, &appointments)?, more, ahead: cards(sql, &ahead)? }))
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
            service: shown(sql, &appointment.service.to_string())?,
            location: shown(sql, &appointment.location.to_string())?,
            attendance: wire_attendance(appointment.attendance),
        })
    };
    // Who asks takes "not found" for an agenda that nobody has opened: what is missing here is a fault of ours.
    let ours = |stop| if matches!(stop, Stop::Refused(_)) { Stop::Refused(ProblemKind::Internal) } else { stop };
    appointments.iter().map(card).collect::<Result<_, _>>().map_err(ours)
}
