//! Moving an appointment (A5).

use axum::{extract::Request, response::Response};
use guichet_contracts::{
    ProblemKind,
    command::{
        agenda::{DayAppointment, DayEntry},
        calendar::MoveAppointment,
        card::PractitionerCard,
        practice::ReadSettings,
    },
};
use guichet_kernel::{AppointmentId, LocationId};
use guichet_ui::desk::{CalendarAct, Input, Issue, fields};
use http::StatusCode;

use super::{
    View, clock, did, fields_of, read, refuse,
    visit::{Tried, day_of, obstacle, other, page, time_of, version_of},
};
use crate::{form::Fields, here::Here, today::practitioner};

/// Moves an appointment, by its page's form, by dragging it or by keys. Sent twice, it is moved once.
#[worker::send]
pub(super) async fn relocate(here: Here, request: Request) -> Response {
    let fields = match fields_of(&here, request).await {
        Ok(fields) => fields,
        Err(answer) => return answer,
    };
    let view = View::back(&here, &fields);
    let (whose, which) = (fields.text(fields::PRACTITIONER), fields.text(fields::APPOINTMENT));
    let found = practitioner(&here, &whose).zip(AppointmentId::from_digits(&which).ok());
    let Some((card, appointment)) = found else { return refuse(&here, ProblemKind::NotFound) };
    let key = fields.key().and_then(|key| Some((AppointmentId::from_digits(&key).ok()?, key)));
    let (Some((to, key)), Some(version)) = (key, fields.parse(fields::VERSION)) else { return refuse(&here, ProblemKind::BadRequest) };
    let (date, time) = (day_of(&fields, fields::DATE), time_of(&fields, fields::TIME));
    // Where it was is asked for before it goes: what takes it back needs it.
    let from = match read::appointment(&here, card, view.date, appointment).await {
        Ok(known) => Some(known),
        Err(ProblemKind::NotFound) => before(&here, &view, card, appointment).await,
        Err(kind) => return refuse(&here, kind),
    };
    let Some((entry, booked)) = from else { return did::done(&here, &view, CalendarAct::ChangedMeanwhile, &[]) };
    let day = view.on(booked.location.zone.wall(entry.starts_at).date());
    let keep_closed = fields.text(fields::KEEP_CLOSED) == "yes";
    let tried = |date: Input, time: Input, obstacle| {
        let fold = (fields.text(fields::FOLD), None);
        Tried { date, time, fold, location: location_of(&fields, &booked), keep_closed, obstacle, key: key.clone() }
    };
    let typed = |name: &str, issue: Option<Issue>| Input { issue, ..Input::of(fields.text(name)) };
    let (Some(date), Some(time)) = (date, time) else {
        let wrong = tried(
            typed(fields::DATE, date.is_none().then_some(Issue::NotADay)),
            typed(fields::TIME, time.is_none().then_some(Issue::Malformed)),
            None,
        );
        return page(&here, StatusCode::UNPROCESSABLE_ENTITY, &day, (card, appointment), Some(wrong)).await;
    };
    let chosen = LocationId::from_digits(&location_of(&fields, &booked)).ok();
    let zone = match chosen {
        Some(id) if id != booked.location.id => match here.ask(&ReadSettings {}).await {
            Ok(settings) => settings.card.locations.iter().find(|known| known.id == id).map_or(booked.location.zone, |known| known.zone),
            Err(kind) => return refuse(&here, kind),
        },
        _ => booked.location.zone,
    };
    let force = fields.text(fields::FORCE) == "yes";
    let starts_at = match clock::instant(zone, date.and_time(time), &fields.text(fields::FOLD)) {
        Ok(starts_at) => starts_at,
        Err(issue) => {
            let unread = Some(issue).filter(|issue| *issue != Issue::HourTwice);
            let mut wrong = tried(typed(fields::DATE, None), typed(fields::TIME, unread), None);
            wrong.fold.1 = Some(issue).filter(|issue| *issue == Issue::HourTwice);
            return page(&here, StatusCode::UNPROCESSABLE_ENTITY, &day, (card, appointment), Some(wrong)).await;
        }
    };
    match here.ask_agenda(card, &MoveAppointment { appointment, version, to, starts_at, location: chosen, force, keep_closed }).await {
        Ok(moved) => {
            let mut trace = did::of_appointment(&whose, to, version_of(&moved));
            trace.push((fields::VALUE, entry.starts_at.millis().to_string()));
            trace.push((fields::LOCATION, booked.location.id.digits()));
            did::done(&here, &view.on(date), CalendarAct::Moved, &trace)
        }
        Err(kind) => match obstacle(kind) {
            Some(obstacle) => {
                let tried = tried(typed(fields::DATE, None), typed(fields::TIME, None), Some(obstacle));
                page(&here, StatusCode::CONFLICT, &day, (card, appointment), Some(tried)).await
            }
            None if matches!(kind, ProblemKind::SlotGone | ProblemKind::Invalid) => {
                let tried = tried(typed(fields::DATE, None), typed(fields::TIME, Some(Issue::Malformed)), None);
                page(&here, StatusCode::UNPROCESSABLE_ENTITY, &day, (card, appointment), Some(tried)).await
            }
            None => other(&here, &view, kind),
        },
    }
}

/// An appointment on one of the days that are looked at.
async fn before(here: &Here, view: &View, card: &PractitionerCard, appointment: AppointmentId) -> Option<(DayEntry, DayAppointment)> {
    let (from, days) = view.span(here.authority.country);
    let seen = read::calendars(here, &[card], from, days).await.ok()?;
    seen.answered.into_iter().flat_map(|(_, calendar)| calendar.entries).find_map(|entry| {
        let booked = entry.appointment.clone().filter(|booked| booked.appointment == appointment)?;
        Some((entry, booked))
    })
}

fn location_of(fields: &Fields, booked: &DayAppointment) -> String {
    Some(fields.text(fields::LOCATION)).filter(|digits| !digits.is_empty()).unwrap_or_else(|| booked.location.id.digits())
}
