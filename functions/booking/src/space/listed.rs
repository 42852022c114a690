//! The appointments of one person in the space: those to come, those that were, and those that do not stand any more, which are
//! neither.

use futures_util::{StreamExt, stream};
use guichet_contracts::{
    Principal, ProblemKind,
    command::agenda::{Attendance, PatientAppointment, ReadPatientAppointments},
};
use guichet_kernel::{AppointmentId, Country, ObjectName, PatientId, PractitionerId, Region};
use guichet_ui::{SpaceLine, SpaceState};

use super::people::AT_ONCE;
use crate::request::{App, Asking};

/// How many appointments are read of those that were, and of those to come.
const PAST: u32 = 10;
const AHEAD: u32 = 50;

/// The appointments of one person.
#[derive(Default)]
pub(super) struct Listed {
    /// Those to come that stand, the next first.
    pub(super) ahead: Vec<PatientAppointment>,
    /// Those that were, the last first.
    pub(super) past: Vec<PatientAppointment>,
    /// Those that were cancelled or moved, the last first.
    pub(super) off: Vec<PatientAppointment>,
    /// Whether there are older ones.
    pub(super) older: bool,
    /// Whether some agenda did not answer.
    pub(super) missing: bool,
}

/// Where an appointment stands on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shelf {
    Ahead,
    Past,
    Off,
}

impl Shelf {
    /// What is cancelled or moved is not to come, and did not take place; what staff have closed early is over.
    const fn of(attendance: Attendance, begun: bool) -> Self {
        match attendance {
            Attendance::CancelledByPatient | Attendance::CancelledByPractitioner | Attendance::Moved => Self::Off,
            Attendance::Attended | Attendance::Absent => Self::Past,
            Attendance::Booked | Attendance::Confirmed | Attendance::Arrived if begun => Self::Past,
            Attendance::Booked | Attendance::Confirmed | Attendance::Arrived => Self::Ahead,
        }
    }
}

impl Listed {
    fn take(&mut self, appointments: Vec<PatientAppointment>, begun: bool) {
        for one in appointments {
            match Shelf::of(one.attendance, begun) {
                Shelf::Ahead => self.ahead.push(one),
                Shelf::Past => self.past.push(one),
                Shelf::Off => self.off.push(one),
            }
        }
    }

    /// In order, and no more of what was than is shown.
    fn sort(&mut self) {
        self.ahead.sort_by_key(PatientAppointment::place);
        for over in [&mut self.past, &mut self.off] {
            over.sort_by_key(|one| std::cmp::Reverse(one.place()));
        }
        let most = usize::try_from(PAST).unwrap_or(usize::MAX);
        self.older |= self.past.len() > most;
        self.past.truncate(most);
    }
}

/// The appointments of one person in every agenda of the practice.
#[worker::send]
pub(super) async fn appointments(
    app: &App,
    asking: &Asking,
    country: Country,
    (principal, patient, also): (Principal, PatientId, &[PatientId]),
    agendas: &[PractitionerId],
) -> Listed {
    let between = AppointmentId::from_digits(&"0".repeat(32)).ok().map(|least| (asking.now(), least));
    let command = &ReadPatientAppointments { patient, also: also.to_vec(), before: between, most: PAST, ahead: AHEAD };
    let principal = &principal;
    let one =
        async |id: &PractitionerId| app.ask(asking, &ObjectName::practitioner(Region::of(country), *id), principal.clone(), command).await;
    let answers: Vec<_> = stream::iter(agendas).map(one).buffered(AT_ONCE).collect().await;
    let mut all = Listed::default();
    for answer in answers {
        match answer {
            Ok(page) => {
                all.take(page.appointments, true);
                all.take(page.ahead, false);
                all.older |= page.more;
            }
            // Nobody has opened that agenda yet: it keeps nothing.
            Err(ProblemKind::NotFound) => {}
            Err(_) => all.missing = true,
        }
    }
    all.sort();
    all
}

/// An appointment in a list; with the way to it, where there is something to do about it.
pub(super) fn line(of: &PatientAppointment, person: Option<&str>) -> SpaceLine {
    let zone = of.location.zone;
    let action = |person: &str| format!("{person}/{}/{}", of.practitioner.id.digits(), of.appointment.digits());
    SpaceLine {
        start: zone.wall(of.starts_at),
        fold: zone.fold(of.starts_at),
        service: of.service.label.as_str().to_owned(),
        practitioner: of.practitioner.name.as_str().to_owned(),
        city: of.location.city.as_str().to_owned(),
        state: state(of.attendance, person.is_some()),
        action: person.map(action),
    }
}

/// What is said of it. What staff noted of somebody who did not come is theirs (A9).
const fn state(attendance: Attendance, ahead: bool) -> Option<SpaceState> {
    match attendance {
        Attendance::CancelledByPatient => Some(SpaceState::CancelledByPatient),
        Attendance::CancelledByPractitioner => Some(SpaceState::CancelledByPractice),
        Attendance::Moved => Some(SpaceState::Moved),
        Attendance::Confirmed if ahead => Some(SpaceState::Confirmed),
        Attendance::Booked | Attendance::Confirmed | Attendance::Arrived | Attendance::Attended | Attendance::Absent => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: [Attendance; 8] = [
        Attendance::Booked,
        Attendance::Confirmed,
        Attendance::Arrived,
        Attendance::Attended,
        Attendance::Absent,
        Attendance::CancelledByPatient,
        Attendance::CancelledByPractitioner,
        Attendance::Moved,
    ];

    // A7
    #[test]
    fn only_what_stands_is_to_come_and_what_does_not_is_apart() {
        for attendance in EVERY {
            let (ahead, begun) = (Shelf::of(attendance, false), Shelf::of(attendance, true));
            match attendance {
                Attendance::Booked | Attendance::Confirmed | Attendance::Arrived => assert_eq!((ahead, begun), (Shelf::Ahead, Shelf::Past)),
                Attendance::Attended | Attendance::Absent => assert_eq!((ahead, begun), (Shelf::Past, Shelf::Past)),
                _ => assert_eq!((ahead, begun), (Shelf::Off, Shelf::Off), "{attendance:?}"),
            }
        }
    }

    // A7
    #[test]
    fn each_that_does_not_stand_says_why_and_an_absence_is_not_told() {
        for attendance in EVERY {
            assert_eq!(state(attendance, false).is_some(), Shelf::of(attendance, true) == Shelf::Off, "{attendance:?}");
        }
        assert_eq!(state(Attendance::Confirmed, true), Some(SpaceState::Confirmed));
        assert_eq!(state(Attendance::Absent, true), None);
    }
}
