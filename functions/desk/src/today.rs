//! The day of a practitioner: who comes, and where each appointment stands.

use std::collections::BTreeMap;

use axum::{
    Router,
    extract::Request,
    response::Response,
    routing::{get, post},
};
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime};
use guichet_contracts::{
    ProblemKind,
    command::{
        agenda::{Attendance as Stands, Day, DayAppointment as Booked, DayEntry, ReadDay, SetAttendance},
        card::{LocationCard, PractitionerCard},
        patient::{PatientLine, ReadPatientNames},
    },
};
use guichet_edge::web::{Segments, html, see_other};
use guichet_kernel::{AppointmentId, Instant, PatientId, PractitionerId, Right};
use guichet_ui::desk::{Attendance, DayAppointment, DayRow, Marks, Post, PractitionerChoice, Said, Section, TodayPage, fields};
use http::StatusCode;

use crate::{
    app::App,
    calendar,
    form::Fields,
    here::Here,
    patients::{full_name, record_href},
    session::{home_path, query},
};

const SECTION: Section = Section::Today;
/// In an address: the day, ISO 8601.
const DATE_QUERY: &str = "date";
/// In an address: whose day.
const WHOSE_QUERY: &str = "praticien";
/// The version of the appointment that its row was made from.
const VERSION: &str = "version";
/// As many names as one command reads.
const MOST_NAMES: usize = 200;

/// The routes, for somebody who stands in a practice.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/{country}/pro/{practice}", get(first))
        .route("/{country}/pro/{practice}/jour", get(show))
        .route("/{country}/pro/{practice}/rendez-vous/{practitioner}/{appointment}", post(mark))
}

/// The first page that their rights open: the day for who runs an agenda.
#[worker::send]
async fn first(here: Here) -> Response {
    let runs = !here.authority.runs.is_empty();
    let nav = here.desk(SECTION, None).nav;
    match nav.iter().find(|link| !matches!(link.section, Section::Today | Section::Agenda) || runs).or(nav.first()) {
        Some(link) => see_other(&link.href),
        None => here.refuse(ProblemKind::Forbidden, SECTION, &home_path(here.signed.country)),
    }
}

/// A day.
#[worker::send]
async fn show(here: Here) -> Response {
    if !here.may(Right::ReadAgenda) {
        return here.refuse(ProblemKind::Forbidden, SECTION, &here.href(""));
    }
    let asked = Fields::read(here.signed.uri.query().unwrap_or_default().as_bytes());
    let date = asked.parse(DATE_QUERY).filter(|date| readable(*date)).unwrap_or_else(|| today(&here));
    let whose = asked.text(WHOSE_QUERY);
    let found = if whose.is_empty() { here.authority.runs.first() } else { practitioner(&here, &whose) };
    match found {
        Some(practitioner) => day(&here, StatusCode::OK, practitioner, date, None).await,
        None if whose.is_empty() => page(&here, StatusCode::OK, None, date, Vec::new(), None),
        None => here.refuse(ProblemKind::NotFound, SECTION, &here.href("/jour")),
    }
}

/// Notes where an appointment stands, and shows its row again. Repeating it changes nothing.
#[worker::send]
async fn mark(here: Here, Segments(segments): Segments<(String, String, String, String)>, request: Request) -> Response {
    let back = here.href("/jour");
    let found = segments
        .and_then(|(_, _, whose, appointment)| Some((practitioner(&here, &whose)?, AppointmentId::from_digits(&appointment).ok()?)));
    let Some((practitioner, appointment)) = found else { return here.refuse(ProblemKind::NotFound, SECTION, &back) };
    let fields = match Fields::of(request).await {
        Ok(fields) => fields,
        Err(kind) => return here.refuse(kind, SECTION, &back),
    };
    let attendance = Attendance::from_word(&fields.text(fields::ATTENDANCE)).filter(|to| noted(*to));
    let (Some(attendance), Some(version)) = (attendance, fields.parse(VERSION)) else {
        return here.refuse(ProblemKind::BadRequest, SECTION, &back);
    };
    let command = SetAttendance { appointment, version, attendance: on_the_wire(attendance) };
    match here.ask_agenda(practitioner, &command).await {
        Ok(entry) => {
            let date = here.wall(entry.starts_at).date();
            see_other(&format!("{}#row-{}", day_href(&here, practitioner, date), appointment.digits()))
        }
        // Somebody was quicker: the day as it stands now.
        Err(ProblemKind::Changed | ProblemKind::NotPossibleNow) => {
            let date = fields.parse(DATE_QUERY).filter(|date| readable(*date)).unwrap_or_else(|| today(&here));
            day(&here, StatusCode::PRECONDITION_FAILED, practitioner, date, Some(Said::ChangedMeanwhile)).await
        }
        Err(kind) => here.refuse(kind, SECTION, &back),
    }
}

pub(crate) fn today(here: &Here) -> NaiveDate {
    here.wall(here.now()).date()
}

/// Days that an agenda can have: what is typed into an address has no bounds of its own.
pub(crate) fn readable(date: NaiveDate) -> bool {
    (1900..2200).contains(&date.year())
}

/// The practitioner of those digits, if the reader runs their agenda.
pub(crate) fn practitioner<'a>(here: &'a Here, digits: &str) -> Option<&'a PractitionerCard> {
    let id = PractitionerId::from_digits(digits).ok()?;
    here.authority.runs.iter().find(|card| card.id == id)
}

/// The address of a day; it says whose only where there is a choice.
pub(crate) fn day_href(here: &Here, practitioner: &PractitionerCard, date: NaiveDate) -> String {
    let (date, whose) = (date.to_string(), practitioner.id.digits());
    let choice = here.authority.runs.len() > 1;
    let pairs = [Some((DATE_QUERY, date.as_str())), choice.then_some((WHOSE_QUERY, whose.as_str()))];
    format!("{}?{}", here.href("/jour"), query(&pairs.into_iter().flatten().collect::<Vec<_>>()))
}

async fn day(here: &Here, status: StatusCode, practitioner: &PractitionerCard, date: NaiveDate, said: Option<Said>) -> Response {
    let back = here.href("/jour");
    let day = match here.ask_agenda(practitioner, &ReadDay { date }).await {
        Ok(day) => day,
        Err(kind) => return here.refuse(kind, SECTION, &back),
    };
    let mut patients: Vec<PatientId> = day.entries.iter().filter_map(|entry| entry.appointment.as_ref()?.patient).collect();
    guichet_kernel::order::distinct(&mut patients);
    patients.truncate(MOST_NAMES);
    let names = if patients.is_empty() {
        Vec::new()
    } else {
        match here.ask(&ReadPatientNames { patients, to_ring: Vec::new() }).await {
            Ok(read) => read.names,
            Err(kind) => return here.refuse(kind, SECTION, &back),
        }
    };
    let rows = rows(here, practitioner, &day, &names.iter().map(|line| (line.id, line)).collect());
    page(here, status, Some(practitioner), date, rows, said)
}

fn rows(here: &Here, practitioner: &PractitionerCard, day: &Day, names: &BTreeMap<PatientId, &PatientLine>) -> Vec<DayRow> {
    let mut places: Vec<_> = day.entries.iter().filter_map(|entry| Some(entry.appointment.as_ref()?.location.id)).collect();
    guichet_kernel::order::distinct(&mut places);
    let several = places.len() > 1;
    let row = |entry: &DayEntry| match &entry.appointment {
        None => DayRow::Busy { start: day.zone.wall(entry.starts_at).time(), end: day.zone.wall(entry.ends_at).time() },
        Some(booked) => {
            let zone = booked.location.zone;
            let name = booked.patient.and_then(|patient| names.get(&patient));
            DayRow::Appointment(Box::new(DayAppointment {
                id: booked.appointment.digits(),
                start: zone.wall(entry.starts_at).time(),
                end: zone.wall(entry.ends_at).time(),
                unconfirmed_until: booked.unconfirmed_until.map(|until| zone.wall(until).time()),
                patient: name.map(|line| full_name(&line.family_name, &line.given_name)),
                patient_href: booked
                    .patient
                    .filter(|_| name.is_some() && here.may(Right::ReadPatients))
                    .map(|patient| record_href(here, patient)),
                href: (!noted(of_the_wire(booked.attendance)))
                    .then(|| calendar::visit_href(here, practitioner, booked.appointment, (&booked.location, entry.starts_at))),
                service: booked.service.label.as_str().to_owned(),
                location: several.then(|| place(&booked.location)),
                attendance: of_the_wire(booked.attendance),
                late: booked.late,
                marks: here.may(Right::RunAgenda).then(|| marks(here, practitioner, day.date, (entry.starts_at, booked))),
            }))
        }
    };
    day.entries.iter().map(row).collect()
}

/// A location in a line: its street and its town.
fn place(location: &LocationCard) -> String {
    let street = location.address.first().map(|line| format!("{}, ", line.as_str())).unwrap_or_default();
    format!("{street}{}", location.city.as_str())
}

fn marks(here: &Here, practitioner: &PractitionerCard, date: NaiveDate, (starts_at, booked): (Instant, &Booked)) -> Marks {
    let path = here.href(&format!("/rendez-vous/{}/{}", practitioner.id.digits(), booked.appointment.digits()));
    let post = Post::to(path).with(VERSION, booked.version.to_string()).with(DATE_QUERY, date.to_string());
    let [now, starts_at] = [here.now(), starts_at].map(|at| booked.location.zone.wall(at));
    Marks { post, steps: steps(of_the_wire(booked.attendance), now, starts_at) }
}

/// What may be noted of an appointment; cancelling and moving are acts of their own.
pub(crate) const fn noted(attendance: Attendance) -> bool {
    matches!(attendance, Attendance::Booked | Attendance::Confirmed | Attendance::Arrived | Attendance::Attended | Attendance::Absent)
}

/// What an appointment may become by one key (A5), on its location's clock: every step that the day brings, and back to booked,
/// to undo a slip. Nobody has come before the day, nor stayed away before the hour: so does the agenda have it.
pub(crate) fn steps(from: Attendance, now: NaiveDateTime, starts_at: NaiveDateTime) -> Vec<Attendance> {
    if !noted(from) {
        return Vec::new();
    }
    let all = [Attendance::Confirmed, Attendance::Arrived, Attendance::Attended, Attendance::Absent, Attendance::Booked];
    // To have said that one comes means nothing any more once one came or did not.
    let offered = |to: &Attendance| match *to {
        to if to == from => false,
        Attendance::Confirmed => from == Attendance::Booked,
        Attendance::Arrived | Attendance::Attended => now.date() >= starts_at.date(),
        Attendance::Absent => now >= starts_at,
        _ => true,
    };
    all.into_iter().filter(offered).collect()
}

/// Where an appointment stands, as pages show it.
pub(crate) const fn of_the_wire(attendance: Stands) -> Attendance {
    match attendance {
        Stands::Booked => Attendance::Booked,
        Stands::Confirmed => Attendance::Confirmed,
        Stands::Arrived => Attendance::Arrived,
        Stands::Attended => Attendance::Attended,
        Stands::Absent => Attendance::Absent,
        Stands::CancelledByPatient => Attendance::CancelledByPatient,
        Stands::CancelledByPractitioner => Attendance::CancelledByPractitioner,
        Stands::Moved => Attendance::Moved,
    }
}

pub(crate) const fn on_the_wire(attendance: Attendance) -> Stands {
    match attendance {
        Attendance::Booked => Stands::Booked,
        Attendance::Confirmed => Stands::Confirmed,
        Attendance::Arrived => Stands::Arrived,
        Attendance::Attended => Stands::Attended,
        Attendance::Absent => Stands::Absent,
        Attendance::CancelledByPatient => Stands::CancelledByPatient,
        Attendance::CancelledByPractitioner => Stands::CancelledByPractitioner,
        Attendance::Moved => Stands::Moved,
    }
}

fn page(
    here: &Here,
    status: StatusCode,
    practitioner: Option<&PractitionerCard>,
    date: NaiveDate,
    rows: Vec<DayRow>,
    said: Option<Said>,
) -> Response {
    let at = |date: NaiveDate| practitioner.map_or_else(|| here.href("/jour"), |practitioner| day_href(here, practitioner, date));
    let now = today(here);
    let practitioners = here.authority.runs.iter().map(|card| PractitionerChoice {
        name: card.name.as_str().to_owned(),
        href: day_href(here, card, date),
        current: practitioner.is_some_and(|shown| shown.id == card.id),
    });
    let page = TodayPage {
        desk: here.desk(SECTION, said),
        date,
        is_today: date == now,
        previous_href: at(date.checked_sub_days(Days::new(1)).unwrap_or(date)),
        next_href: at(date.checked_add_days(Days::new(1)).unwrap_or(date)),
        today_href: at(now),
        practitioners: practitioners.collect(),
        rows,
    };
    html(status, page.render())
}

#[cfg(test)]
mod tests {
    use super::*;

    // A5: what the day brings is one key away, a slip is undone in one, and what is over stays so.
    #[test]
    fn the_marks_offered_follow_from_where_an_appointment_stands() {
        use Attendance::{Absent, Arrived, Attended, Booked, CancelledByPatient, CancelledByPractitioner, Confirmed, Moved};
        let starts_at = "2026-11-23T09:00:00".parse().unwrap();
        let steps = |from| steps(from, starts_at, starts_at);
        assert_eq!(steps(Booked), [Confirmed, Arrived, Attended, Absent]);
        assert_eq!(steps(Confirmed), [Arrived, Attended, Absent, Booked]);
        assert_eq!(steps(Arrived), [Attended, Absent, Booked]);
        assert_eq!(steps(Attended), [Arrived, Absent, Booked]);
        assert_eq!(steps(Absent), [Arrived, Attended, Booked]);
        for over in [CancelledByPatient, CancelledByPractitioner, Moved] {
            assert!(steps(over).is_empty() && !noted(over), "{over:?}");
        }
    }

    // A5: what cannot have happened yet is not offered.
    #[test]
    fn nobody_comes_before_the_day_or_stays_away_before_the_hour() {
        use Attendance::{Arrived, Attended, Booked, Confirmed};
        let at = |text: &str| text.parse().unwrap();
        let starts_at = at("2026-11-23T09:00:00");
        assert_eq!(steps(Booked, at("2026-11-22T23:59:59"), starts_at), [Confirmed]);
        assert_eq!(steps(Booked, at("2026-11-23T00:00:00"), starts_at), [Confirmed, Arrived, Attended]);
        assert_eq!(steps(Confirmed, at("2026-11-22T09:00:00"), starts_at), [Booked]);
    }

    #[test]
    fn an_attendance_is_the_same_on_both_sides() {
        for state in Attendance::ALL {
            assert_eq!(of_the_wire(on_the_wire(state)), state);
            assert_eq!(serde_json::to_value(on_the_wire(state)).unwrap(), state.word());
        }
    }

    #[test]
    fn a_day_of_no_calendar_is_not_read() {
        assert!(readable("2026-11-22".parse().unwrap()));
        for date in [NaiveDate::MIN, NaiveDate::MAX, "1899-12-31".parse().unwrap()] {
            assert!(!readable(date));
        }
    }
}
