//! What was just done, as the address of the page after it says, and taking it back (A4).
//!
//! The address holds ids and versions only. Whoever changes it takes back what they could have taken back anyway: the agenda
//! decides, by the version that was seen.

use axum::{extract::Request, response::Response};
use chrono::TimeDelta;
use guichet_contracts::{
    ProblemKind,
    command::{
        agenda::SetAttendance,
        calendar::{DeleteAppointment, Ended, MoveAppointment, Reopen},
        waitlist::RestoreAppointment,
    },
};
use guichet_edge::web::see_other;
use guichet_kernel::{AppointmentId, ClosingId, Instant, LocationId};
use guichet_ui::desk::{ActNotice, Attendance, CalendarAct, Post, fields};

use super::{View, asked, fields_of, fresh, page_of, refuse};
use crate::{
    form::Fields,
    here::{DONE_QUERY, Here},
    today::{noted, on_the_wire, practitioner},
};

/// In an address: how many appointments stand in what was closed or ended.
const STANDING_QUERY: &str = "reste";
/// In an address: what was cancelled is offered to who waits once it can no longer be taken back.
pub(super) const OFFERED_QUERY: &str = "propose";
/// In an address: how many were cancelled with what was ended.
const CANCELLED_QUERY: &str = "annules";
/// `<practitioner>:<closing>`; one for each agenda in which time was closed.
pub(super) const CLOSING: &str = "closing";
/// The longest that a cancellation is offered to be taken back: the agenda decides.
const LONGEST: TimeDelta = TimeDelta::minutes(10);
/// What the trace of an act holds.
const TRACE: [&str; 5] = [fields::PRACTITIONER, fields::APPOINTMENT, fields::VERSION, fields::VALUE, fields::LOCATION];

/// Leads to the agenda, which says what was done. `trace` is what taking it back needs.
pub(super) fn done(here: &Here, view: &View, act: CalendarAct, trace: &[(&str, String)]) -> Response {
    let mut pairs = vec![(DONE_QUERY, act.word())];
    pairs.extend(trace.iter().map(|(name, value)| (*name, value.as_str())));
    see_other(&format!("{}?{}", here.href("/agenda"), view.with(&pairs)))
}

/// The same, after time was closed.
pub(super) fn closed(here: &Here, view: &View, closings: &[String], standing: u32) -> Response {
    let mut trace: Vec<(&str, String)> = closings.iter().map(|closing| (CLOSING, closing.clone())).collect();
    trace.push((STANDING_QUERY, standing.to_string()));
    done(here, view, CalendarAct::Closed, &trace)
}

/// The same, after time was ended.
pub(super) fn ended(here: &Here, view: &View, ended: &Ended) -> Response {
    let trace = [(CANCELLED_QUERY, ended.cancelled.len().to_string()), (STANDING_QUERY, ended.standing.to_string())];
    done(here, view, CalendarAct::Ended, &trace)
}

/// The trace of something done to one appointment.
pub(super) fn of_appointment(whose: &str, appointment: AppointmentId, version: i64) -> Vec<(&'static str, String)> {
    vec![(fields::PRACTITIONER, whose.to_owned()), (fields::APPOINTMENT, appointment.digits()), (fields::VERSION, version.to_string())]
}

/// What the address says was just done, with its button.
pub(super) fn notice(here: &Here, view: &View) -> Option<ActNotice> {
    let said = asked(here);
    let act = CalendarAct::from_word(&said.text(DONE_QUERY))?;
    // Until when it can be taken back: what is over is not offered here.
    let until =
        said.parse(fields::VALUE).map(Instant::from_millis).filter(|until| *until > here.now() && *until <= here.now().plus(LONGEST));
    let complete = match act {
        CalendarAct::Placed => needs(&said, &TRACE[..3]),
        CalendarAct::Marked => needs(&said, &TRACE[..4]),
        CalendarAct::Moved => needs(&said, &TRACE),
        CalendarAct::Cancelled => needs(&said, &TRACE[..4]) && until.is_some(),
        CalendarAct::Closed => needs(&said, &[CLOSING]),
        _ => false,
    };
    let undo = complete.then(|| {
        let (page, query) = page_of(view);
        let post = Post::to(here.href("/agenda/defaire")).with_key(fresh(here)).with(fields::ACT, act.word()).with(page, query);
        let post = TRACE.into_iter().filter(|name| needs(&said, &[name])).fold(post, |post, name| post.with(name, said.text(name)));
        said.each(CLOSING).take(super::view::MOST_CLOSED).fold(post, |post, closing| post.with(CLOSING, closing))
    });
    let offered_at = until.filter(|_| act == CalendarAct::Cancelled && needs(&said, &[OFFERED_QUERY])).map(|until| here.wall(until).time());
    let count = |name| said.parse(name).unwrap_or_default();
    Some(ActNotice { act, standing: count(STANDING_QUERY), cancelled: count(CANCELLED_QUERY), offered_at, undo })
}

fn needs(said: &Fields, names: &[&str]) -> bool {
    names.iter().all(|name| said.each(name).next().is_some_and(|value| !value.is_empty()))
}

/// Takes the last act back. What somebody has changed since stays as it is.
#[worker::send]
pub(super) async fn undo(here: Here, request: Request) -> Response {
    let fields = match fields_of(&here, request).await {
        Ok(fields) => fields,
        Err(answer) => return answer,
    };
    let view = View::back(&here, &fields);
    match taken_back(&here, &fields).await {
        Ok(()) => done(&here, &view, CalendarAct::Undone, &[]),
        Err(ProblemKind::Changed | ProblemKind::NotPossibleNow | ProblemKind::SlotTaken | ProblemKind::Full | ProblemKind::Closed) => {
            done(&here, &view, CalendarAct::ChangedMeanwhile, &[])
        }
        Err(ProblemKind::TooLate) => done(&here, &view, CalendarAct::UndoneTooLate, &[]),
        Err(kind) => refuse(&here, kind),
    }
}

async fn taken_back(here: &Here, fields: &Fields) -> Result<(), ProblemKind> {
    let act = CalendarAct::from_word(&fields.text(fields::ACT)).ok_or(ProblemKind::BadRequest)?;
    if act == CalendarAct::Closed {
        return reopened(here, fields).await;
    }
    let whose = practitioner(here, &fields.text(fields::PRACTITIONER)).ok_or(ProblemKind::NotFound)?;
    let appointment = AppointmentId::from_digits(&fields.text(fields::APPOINTMENT)).map_err(|_| ProblemKind::NotFound)?;
    let version = fields.parse(fields::VERSION).ok_or(ProblemKind::BadRequest)?;
    let former = fields.text(fields::VALUE);
    match act {
        CalendarAct::Placed => here.ask_agenda(whose, &DeleteAppointment { appointment, version }).await.map(drop),
        CalendarAct::Cancelled => here.ask_agenda(whose, &RestoreAppointment { appointment, version }).await.map(drop),
        CalendarAct::Marked => {
            let attendance = Attendance::from_word(&former).filter(|to| noted(*to)).ok_or(ProblemKind::BadRequest)?;
            here.ask_agenda(whose, &SetAttendance { appointment, version, attendance: on_the_wire(attendance) }).await.map(drop)
        }
        CalendarAct::Moved => {
            let starts_at = former.parse().map(Instant::from_millis).map_err(|_| ProblemKind::BadRequest)?;
            let location = LocationId::from_digits(&fields.text(fields::LOCATION)).map_err(|_| ProblemKind::BadRequest)?;
            let to = fields.key().and_then(|key| AppointmentId::from_digits(&key).ok()).ok_or(ProblemKind::BadRequest)?;
            let back = MoveAppointment { appointment, version, to, starts_at, location: Some(location), force: false, keep_closed: false };
            here.ask_agenda(whose, &back).await.map(drop)
        }
        _ => Err(ProblemKind::BadRequest),
    }
}

async fn reopened(here: &Here, fields: &Fields) -> Result<(), ProblemKind> {
    let named = |text: &str| {
        let (whose, closing) = text.split_once(':')?;
        Some((practitioner(here, whose)?, ClosingId::from_digits(closing).ok()?))
    };
    let closings: Option<Vec<_>> = fields.each(CLOSING).take(super::view::MOST_CLOSED).map(named).collect();
    let closings = closings.filter(|closings| !closings.is_empty()).ok_or(ProblemKind::NotFound)?;
    for (whose, closing) in closings {
        here.ask_agenda(whose, &Reopen { closing }).await?;
    }
    Ok(())
}
