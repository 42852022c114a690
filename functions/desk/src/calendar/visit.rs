//! An appointment's own page: noting where it stands, moving it, cancelling it, removing it.

use axum::{extract::Request, response::Response};
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use guichet_contracts::{
    ProblemKind,
    command::{
        agenda::{DayAppointment, DayEntry, SetAttendance},
        calendar::{CancelByStaff, DeleteAppointment},
        card::{PracticeCard, PractitionerCard},
        practice::ReadSettings,
        waitlist::FreedState,
    },
};
use guichet_edge::web::{Segments, html};
use guichet_kernel::{AppointmentId, Right};
use guichet_ui::desk::{Attendance, CalendarAct, FreedNote, Input, Issue, MoveForm, Obstacle, Post, VisitPage, fields};
use http::StatusCode;

use super::{SECTION, View, address, alert, asked, clock, did, fields_of, fresh, name, page_of, read, refuse, sheet};
use crate::{
    form::Fields,
    here::Here,
    patients::record_href,
    today::{noted, of_the_wire, on_the_wire, practitioner, readable},
};

/// Whose, and which.
pub(super) type Named = (String, String, String, String);

pub(super) fn named(here: &Here, segments: Option<Named>) -> Option<(&PractitionerCard, AppointmentId)> {
    let (_, _, whose, appointment) = segments?;
    Some((practitioner(here, &whose)?, AppointmentId::from_digits(&appointment).ok()?))
}

/// The page.
#[worker::send]
pub(super) async fn show(here: Here, Segments(segments): Segments<Named>) -> Response {
    if !here.may(Right::ReadAgenda) {
        return refuse(&here, ProblemKind::Forbidden);
    }
    let Some((card, appointment)) = named(&here, segments) else { return refuse(&here, ProblemKind::NotFound) };
    let view = View::of(&here, &asked(&here));
    page(&here, StatusCode::OK, &view, (card, appointment), None).await
}

/// How long a cancellation can be taken back: as long as nothing is written about it.
const GRACE: TimeDelta = TimeDelta::minutes(2);

/// What was typed of a move that something is in the way of.
pub(super) struct Tried {
    pub(super) date: Input,
    pub(super) time: Input,
    /// Which of the two, where clocks show that hour twice: what was typed, and what is wrong with it.
    pub(super) fold: (String, Option<Issue>),
    pub(super) location: String,
    /// Whether the time that it has is offered to nobody.
    pub(super) keep_closed: bool,
    pub(super) obstacle: Option<Obstacle>,
    pub(super) key: String,
}

pub(super) async fn page(
    here: &Here,
    status: StatusCode,
    view: &View,
    (card, appointment): (&PractitionerCard, AppointmentId),
    tried: Option<Tried>,
) -> Response {
    let shown = async {
        let (entry, booked) = read::appointment(here, card, view.date, appointment).await?;
        let practice = here.ask(&ReadSettings {}).await?.card;
        let patient = read::names(here, booked.patient.into_iter()).await?.into_values().next();
        Ok::<_, ProblemKind>(of(here, view, card, (&entry, &booked), &practice, patient, tried))
    };
    match shown.await {
        Ok(page) => html(status, page.render()),
        Err(kind) => refuse(here, kind),
    }
}

fn of(
    here: &Here,
    view: &View,
    card: &PractitionerCard,
    (entry, booked): (&DayEntry, &DayAppointment),
    practice: &PracticeCard,
    patient: Option<String>,
    tried: Option<Tried>,
) -> VisitPage {
    let at = booked.location.zone.wall(entry.starts_at);
    let locations = practice.locations.as_slice();
    let keeps = practice.alerts.map(|_| tried.as_ref().is_some_and(|tried| tried.keep_closed));
    let attendance = of_the_wire(booked.attendance);
    let may = here.may(Right::RunAgenda) && noted(attendance);
    let ahead = may && matches!(attendance, Attendance::Booked | Attendance::Confirmed);
    let (page, query) = page_of(view);
    let post = |path: &str| {
        Post::to(here.href(&format!("/agenda{path}"))).with(fields::VERSION, booked.version.to_string()).with(page, query.clone())
    };
    let own = sheet::visit_path(card, booked);
    let moving = || {
        let tried = tried.unwrap_or_else(|| Tried {
            date: Input::of(at.date().to_string()),
            time: Input::of(at.format("%H:%M").to_string()),
            fold: (clock::word(booked.location.zone, entry.starts_at), None),
            location: booked.location.id.digits(),
            keep_closed: false,
            obstacle: None,
            key: fresh(here),
        });
        let post = post("/deplacer")
            .with_key(&tried.key)
            .with(fields::PRACTITIONER, card.id.digits())
            .with(fields::APPOINTMENT, booked.appointment.digits());
        let fold = |tried: &Tried| {
            let chosen = locations.iter().find(|location| location.id.digits() == tried.location);
            let zone = chosen.map_or(booked.location.zone, |location| location.zone);
            let wall = tried.date.value.parse::<NaiveDate>().ok().zip(read_time(&tried.time.value)).map(|(date, time)| date.and_time(time));
            clock::field(zone, wall, &tried.fold.0, tried.fold.1)
        };
        let kept = if tried.keep_closed { "yes" } else { "no" }.to_owned();
        let beyond = |obstacle| {
            let typed = [
                (fields::DATE, &tried.date.value),
                (fields::TIME, &tried.time.value),
                (fields::FOLD, &tried.fold.0),
                (fields::LOCATION, &tried.location),
                (fields::KEEP_CLOSED, &kept),
            ];
            (obstacle, typed.into_iter().fold(post.clone(), |post, (name, value)| post.with(name, value.as_str())))
        };
        MoveForm {
            obstacle: tried.obstacle.map(beyond),
            date: tried.date.clone(),
            time: tried.time.clone(),
            fold: fold(&tried),
            location: Input::of(tried.location.clone()),
            locations: locations.iter().map(|location| (location.id.digits(), address(location))).collect(),
            post: post.clone(),
        }
    };
    VisitPage {
        desk: here.desk(SECTION, None),
        patient_href: booked.patient.filter(|_| patient.is_some() && here.may(Right::ReadPatients)).map(|id| record_href(here, id)),
        patient,
        unconfirmed_until: booked.unconfirmed_until.map(|until| booked.location.zone.wall(until).time()),
        at,
        fold: booked.location.zone.fold(entry.starts_at),
        minutes: sheet::minutes(entry),
        service: booked.service.label.as_str().to_owned(),
        place: address(&booked.location),
        practitioner: name(card),
        attendance,
        late: booked.late,
        marks: may.then(|| sheet::marks(here, view, (card, view.date), entry, booked)),
        moving: (ahead && booked.unconfirmed_until.is_none()).then(moving),
        keeps,
        freed: (!noted(attendance)).then(|| freed(here, view, card, (entry, booked), practice.alerts.is_some())),
        // Whoever waits can always be taken off the list; for the others it must be far enough ahead.
        alert: practice.alerts.filter(|terms| ahead && (booked.alert.is_some() || alert::is_far(terms, entry.starts_at, here.now()))).map(
            |terms| (post(&format!("{own}/attente")), alert::shown(booked.alert.as_ref(), &terms, Some(booked.location.id), locations)),
        ),
        cancel: ahead.then(|| post(&format!("{own}/annuler"))),
        delete: may.then(|| post(&format!("{own}/supprimer"))),
        back_href: view.href(here),
    }
}

/// What an appointment freed that was cancelled or moved, and what can still be done about it.
fn freed(here: &Here, view: &View, card: &PractitionerCard, (entry, booked): (&DayEntry, &DayAppointment), offers: bool) -> FreedNote {
    let slot = booked.freed.as_ref();
    let state = slot.map(|slot| slot.state);
    let runs = here.may(Right::RunAgenda);
    let path = |below: &str| slot.map(|slot| here.href(&format!("/attente/{}/creneaux/{}{below}", card.id.digits(), slot.freed.digits())));
    let until = slot.and_then(|slot| slot.offered_from).filter(|until| *until > here.now());
    let kept = state == Some(FreedState::Closed);
    let cancelled = booked.attendance == guichet_contracts::command::agenda::Attendance::CancelledByPractitioner;
    let restore = || {
        let (page, query) = page_of(view);
        let trace = did::of_appointment(&card.id.digits(), booked.appointment, booked.version);
        let post = Post::to(here.href("/agenda/defaire")).with_key(fresh(here)).with(fields::ACT, CalendarAct::Cancelled.word());
        trace.into_iter().fold(post.with(page, query), |post, (name, value)| post.with(name, value))
    };
    let start = format!("{}:{}", entry.starts_at.millis(), booked.location.id.digits());
    let post = |action: String| Post::to(action).with(fields::SERVICE, booked.service.id.digits()).with(fields::START, start.as_str());
    FreedNote {
        state,
        offers: slot.map(|slot| slot.offers).unwrap_or_default(),
        trace_href: view.at(here, &format!("{}/propositions", sheet::visit_path(card, booked))),
        until: until.map(|until| here.wall(until).time()),
        restore: (runs && cancelled && until.is_some()).then(restore),
        withdraw: path("/retirer").filter(|_| runs && (kept || state == Some(FreedState::Open))).map(Post::to),
        offer: path("")
            .filter(|_| runs && offers && (kept || state == Some(FreedState::Withdrawn)) && entry.starts_at > here.now())
            .map(post),
    }
}

/// Notes where an appointment stands. Repeating it changes nothing.
#[worker::send]
pub(super) async fn mark(here: Here, Segments(segments): Segments<Named>, request: Request) -> Response {
    let (card, appointment, fields) = match of_form(&here, segments, request).await {
        Ok(known) => known,
        Err(answer) => return answer,
    };
    let view = View::back(&here, &fields);
    let attendance = Attendance::from_word(&fields.text(fields::ATTENDANCE)).filter(|to| noted(*to));
    let (Some(attendance), Some(version)) = (attendance, fields.parse(fields::VERSION)) else {
        return refuse(&here, ProblemKind::BadRequest);
    };
    match here.ask_agenda(card, &SetAttendance { appointment, version, attendance: on_the_wire(attendance) }).await {
        Ok(entry) => {
            let mut trace = did::of_appointment(&card.id.digits(), appointment, version_of(&entry));
            trace.push((fields::VALUE, fields.text(fields::VALUE)));
            did::done(&here, &view, CalendarAct::Marked, &trace)
        }
        Err(kind) => other(&here, &view, kind),
    }
}

pub(super) async fn of_form(
    here: &Here,
    segments: Option<Named>,
    request: Request,
) -> Result<(&PractitionerCard, AppointmentId, Fields), Response> {
    if !here.may(Right::RunAgenda) {
        return Err(refuse(here, ProblemKind::Forbidden));
    }
    let (card, appointment) = named(here, segments).ok_or_else(|| refuse(here, ProblemKind::NotFound))?;
    Ok((card, appointment, fields_of(here, request).await?))
}

pub(super) fn version_of(entry: &DayEntry) -> i64 {
    entry.appointment.as_ref().map_or(0, |booked| booked.version)
}

/// Somebody was quicker: the agenda as it stands now.
pub(super) fn other(here: &Here, view: &View, kind: ProblemKind) -> Response {
    match kind {
        ProblemKind::Changed | ProblemKind::NotPossibleNow => did::done(here, view, CalendarAct::ChangedMeanwhile, &[]),
        kind => refuse(here, kind),
    }
}

/// Cancels an appointment: its patient is told. Repeating it changes nothing.
#[worker::send]
pub(super) async fn cancel(here: Here, Segments(segments): Segments<Named>, request: Request) -> Response {
    let (card, appointment, fields) = match of_form(&here, segments, request).await {
        Ok(known) => known,
        Err(answer) => return answer,
    };
    let view = View::back(&here, &fields);
    let Some(version) = fields.parse(fields::VERSION) else { return refuse(&here, ProblemKind::BadRequest) };
    let keep_closed = fields.text(fields::KEEP_CLOSED) == "yes";
    match here.ask_agenda(card, &CancelByStaff { appointment, version, keep_closed }).await {
        Ok(entry) => {
            let freed = entry.appointment.as_ref().and_then(|booked| booked.freed.as_ref());
            let until = freed.and_then(|freed| freed.offered_from).unwrap_or_else(|| here.now().plus(GRACE));
            let mut trace = did::of_appointment(&card.id.digits(), appointment, version_of(&entry));
            trace.push((fields::VALUE, until.millis().to_string()));
            let is_offered = freed.is_some_and(|freed| freed.state == FreedState::Waiting);
            trace.extend(is_offered.then(|| (did::OFFERED_QUERY, "oui".to_owned())));
            did::done(&here, &view, CalendarAct::Cancelled, &trace)
        }
        Err(kind) => other(&here, &view, kind),
    }
}

/// Removes an appointment that was a mistake: nobody is told. Repeating it changes nothing.
#[worker::send]
pub(super) async fn delete(here: Here, Segments(segments): Segments<Named>, request: Request) -> Response {
    let (card, appointment, fields) = match of_form(&here, segments, request).await {
        Ok(known) => known,
        Err(answer) => return answer,
    };
    let view = View::back(&here, &fields);
    let Some(version) = fields.parse(fields::VERSION) else { return refuse(&here, ProblemKind::BadRequest) };
    match here.ask_agenda(card, &DeleteAppointment { appointment, version }).await {
        Ok(_) => did::done(&here, &view, CalendarAct::Deleted, &[]),
        Err(kind) => other(&here, &view, kind),
    }
}

/// What is in the way, of what staff may go beyond.
pub(super) const fn obstacle(kind: ProblemKind) -> Option<Obstacle> {
    match kind {
        ProblemKind::SlotTaken => Some(Obstacle::Taken),
        ProblemKind::Full => Some(Obstacle::Full),
        ProblemKind::Closed => Some(Obstacle::Closed),
        _ => None,
    }
}

/// A day that was typed.
pub(super) fn day_of(fields: &Fields, name: &str) -> Option<NaiveDate> {
    fields.parse(name).filter(|date| readable(*date))
}

/// An hour that was typed: `14:30`, as a field of hours sends it.
pub(super) fn time_of(fields: &Fields, name: &str) -> Option<NaiveTime> {
    read_time(&fields.text(name))
}

fn read_time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text.trim(), "%H:%M").or_else(|_| NaiveTime::parse_from_str(text.trim(), "%H:%M:%S")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_read_as_browsers_send_it() {
        let of = |text: &str| time_of(&Fields::read(format!("time={text}").as_bytes()), fields::TIME).map(|time| time.to_string());
        assert_eq!((of("14:30"), of("09:05:00")), (Some("14:30:00".into()), Some("09:05:00".into())));
        for wrong in ["", "25:00", "14h30", "14"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    // A3
    #[test]
    fn only_what_the_agenda_has_no_room_for_can_be_gone_beyond() {
        assert_eq!(obstacle(ProblemKind::SlotTaken), Some(Obstacle::Taken));
        for kind in [ProblemKind::SlotGone, ProblemKind::Changed, ProblemKind::Forbidden, ProblemKind::Invalid] {
            assert_eq!(obstacle(kind), None);
        }
    }
}
