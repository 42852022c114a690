//! A patient's appointments, in every agenda of the practice: some beside the record, and all of them page by page.
//!
//! A page is of use without them: an agenda that does not answer is named, and the rest is shown.

use axum::response::Response;
use guichet_contracts::command::{
    agenda::{AppointmentPlace, PatientAppointment, PatientAppointments},
    patient::{Patient, SeenBy},
};
use guichet_edge::web::html;
use guichet_kernel::{AppointmentId, Instant, Right};
use guichet_ui::desk::{AppointmentLine, Appointments, PatientAppointmentsPage};
use http::StatusCode;

use super::{SECTION, Whose, act_href, asked, full_name, read, record_href};
use crate::{
    elsewhere::Extent,
    here::Here,
    session::query,
    today::{day_href, of_the_wire},
};

/// Where the list of all appointments stands, below the record.
pub(super) const ACT: &str = "rendez-vous";
/// In an address: those before this place, `<start in milliseconds>-<digits of the id>`.
const BEFORE: &str = "avant";
/// How many stand beside a record, of those to come and of those that were.
const BESIDE: u32 = 5;
/// As many as a page of the list has.
const PAGE: u32 = 50;

/// The list, newest first.
#[worker::send]
pub(super) async fn show(here: Here, Whose(patient): Whose) -> Response {
    let record = match read(&here, patient, Some(ACT)).await {
        Ok(record) => record,
        Err(answer) => return answer,
    };
    let before = place_of(&asked(&here).text(BEFORE));
    let (page, silent) = here.elsewhere_soon().appointments(&record, Extent { before, most: PAGE, ahead: 0 }).await;
    let last = page.appointments.last().map(PatientAppointment::place).filter(|_| page.more);
    let page = PatientAppointmentsPage {
        desk: here.desk(SECTION, None),
        patient: full_name(&record.details.family_name, &record.details.given_name),
        lines: lines(&here, &page.appointments),
        silent: names(silent),
        older_href: last.map(|place| format!("{}?{}", act_href(&here, record.id, ACT), query(&[(BEFORE, &text_of(place))]))),
        record_href: record_href(&here, record.id),
    };
    html(StatusCode::OK, page.render())
}

/// Some of a record's appointments: the next ones, and the last ones.
pub(super) async fn beside(here: &Here, record: &Patient) -> Appointments {
    let extent = Extent { before: from_now(here.now()), most: BESIDE, ahead: BESIDE + 1 };
    let (mut page, silent) = here.elsewhere_soon().appointments(record, extent).await;
    let all_href = act_href(here, record.id, ACT);
    let all_href = (cut(&mut page) || !silent.is_empty()).then_some(all_href);
    let (ahead, past) = (lines(here, &page.ahead), lines(here, &page.appointments));
    Appointments { ahead, past, silent: names(silent), all_href, absences: page.absences }
}

/// Whether there are more than are shown. One more was asked for of those to come.
fn cut(page: &mut PatientAppointments) -> bool {
    let shown = usize::try_from(BESIDE).unwrap_or(usize::MAX);
    let more = page.more || page.ahead.len() > shown;
    page.ahead.truncate(shown);
    more
}

/// The place between what was and what is to come.
fn from_now(now: Instant) -> Option<AppointmentPlace> {
    Some((now, AppointmentId::from_digits(&"0".repeat(32)).ok()?))
}

fn text_of((starts_at, appointment): AppointmentPlace) -> String {
    format!("{}-{}", starts_at.millis(), appointment.digits())
}

/// The place that an address names; what names none is the beginning.
fn place_of(text: &str) -> Option<AppointmentPlace> {
    let (millis, digits) = text.rsplit_once('-')?;
    let millis = millis.parse::<i64>().ok().filter(|millis| millis.unsigned_abs() < 1 << 46)?;
    Some((Instant::from_millis(millis), AppointmentId::from_digits(digits).ok()?))
}

fn lines(here: &Here, appointments: &[PatientAppointment]) -> Vec<AppointmentLine> {
    let line = |one: &PatientAppointment| {
        let at = one.location.zone.wall(one.starts_at);
        let runs = here.may(Right::ReadAgenda).then(|| here.authority.runs.iter().find(|card| card.id == one.practitioner.id)).flatten();
        AppointmentLine {
            at,
            service: one.service.label.as_str().to_owned(),
            practitioner: one.practitioner.name.as_str().to_owned(),
            attendance: of_the_wire(one.attendance),
            // The row of the day that it stands in.
            href: runs.map(|card| format!("{}#row-{}", day_href(here, card, at.date()), one.appointment.digits())),
        }
    };
    appointments.iter().map(line).collect()
}

fn names(silent: Vec<SeenBy>) -> Vec<Option<String>> {
    silent.into_iter().map(|seer| seer.name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back_from_an_address_and_nothing_else_is() {
        let place = (Instant::from_millis(1_795_420_800_000), AppointmentId::from_digits(&"a".repeat(32)).unwrap());
        assert_eq!(place_of(&text_of(place)), Some(place));
        let before_1970 = (Instant::from_millis(-1), place.1);
        assert_eq!(place_of(&text_of(before_1970)), Some(before_1970));
        for text in ["", "-", "1", "1-", "x-aaaa", "9223372036854775807-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "1795420800000-AAAA"] {
            assert_eq!(place_of(text), None, "{text}");
        }
    }

    #[test]
    fn now_parts_what_was_from_what_is_to_come() {
        let now = Instant::from_millis(1_795_420_800_000);
        let id = AppointmentId::from_digits(&"a".repeat(32)).unwrap();
        let parts = from_now(now).unwrap();
        assert!((now, id) > parts && (Instant::from_millis(now.millis() - 1), id) < parts);
    }
}
