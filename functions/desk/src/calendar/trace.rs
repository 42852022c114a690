//! To whom a slot was offered (W11): every appointment that was on one start and end, and the offers of each time it was freed.

use axum::response::Response;
use guichet_contracts::{
    ProblemKind,
    command::waitlist::{Freed, ReadSlotTrace, SlotTrace, TracedAppointment},
};
use guichet_edge::web::{Segments, html};
use guichet_kernel::{AppointmentId, PatientId, Right};
use guichet_ui::desk::{Section, TraceFreed, TraceLine, TracePage};
use http::StatusCode;

use super::{
    View, asked, name, refuse,
    visit::{Named, named},
    waiting::{Rows, visit_href},
};
use crate::{here::Here, today::of_the_wire};

/// The page.
#[worker::send]
pub(super) async fn show(here: Here, Segments(segments): Segments<Named>) -> Response {
    if !here.may(Right::ReadAgenda) {
        return refuse(&here, ProblemKind::Forbidden);
    }
    let Some((card, appointment)) = named(&here, segments) else { return refuse(&here, ProblemKind::NotFound) };
    let trace = match here.ask_agenda(card, &ReadSlotTrace { appointment }).await {
        Ok(trace) => trace,
        Err(kind) => return refuse(&here, kind),
    };
    match Rows::of(&here, card, &patients(&trace), &[]).await {
        Ok(rows) => html(StatusCode::OK, page(&rows, appointment, &trace).render()),
        Err(kind) => refuse(&here, kind),
    }
}

/// Everybody whom it names.
fn patients(trace: &SlotTrace) -> Vec<PatientId> {
    let freed = trace.appointments.iter().filter_map(|one| one.freed.as_ref()).chain(&trace.by_hand);
    let asked = freed.flat_map(|freed| &freed.offers).filter_map(|offer| offer.patient);
    trace.appointments.iter().filter_map(|one| one.appointment.patient).chain(asked).collect()
}

fn page(rows: &Rows<'_>, appointment: AppointmentId, trace: &SlotTrace) -> TracePage {
    let here = rows.here;
    let own = trace.appointments.iter().find(|one| one.appointment.appointment == appointment);
    let zone = own.map_or(here.authority.zone, |own| own.appointment.location.zone);
    let by_hand = trace.by_hand.iter().map(|freed| TraceLine {
        patient: None,
        href: None,
        attendance: None,
        changed: None,
        freed: Some(of_freed(rows, freed)),
    });
    TracePage {
        desk: here.desk(Section::Agenda, None),
        at: zone.wall(trace.starts_at),
        fold: zone.fold(trace.starts_at),
        end: zone.wall(trace.ends_at).time(),
        practitioner: name(rows.card),
        lines: trace.appointments.iter().map(|one| line(rows, one, trace)).chain(by_hand).collect(),
        back_href: own.map_or_else(
            || View::of(here, &asked(here)).href(here),
            |own| visit_href(here, rows.card, appointment, (&own.appointment.location, trace.starts_at)),
        ),
    }
}

fn line(rows: &Rows<'_>, one: &TracedAppointment, trace: &SlotTrace) -> TraceLine {
    let booked = &one.appointment;
    TraceLine {
        patient: rows.name(booked.patient),
        // What was deleted has no page.
        href: (!one.deleted).then(|| visit_href(rows.here, rows.card, booked.appointment, (&booked.location, trace.starts_at))),
        attendance: Some(of_the_wire(booked.attendance)),
        changed: Some(rows.here.wall(one.changed_at)),
        freed: one.freed.as_ref().map(|freed| of_freed(rows, freed)),
    }
}

fn of_freed(rows: &Rows<'_>, freed: &Freed) -> TraceFreed {
    TraceFreed {
        by: freed.by,
        at: rows.here.wall(freed.at),
        state: freed.state,
        ended: freed.ended_at.map(|at| rows.here.wall(at)),
        depth: freed.depth,
        offers: freed.offers.iter().map(|offer| rows.offer(offer)).collect(),
    }
}
