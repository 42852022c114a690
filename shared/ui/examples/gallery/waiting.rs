//! The waitlist, its offers and their trace.

use guichet_contracts::command::waitlist::{AlertWeek, FreedBy, FreedState, HalfDay, OfferState};
use guichet_kernel::Locale;
use guichet_ui::RenderError;
use guichet_ui::desk::{
    AlertFields, Attendance, ContactKind, ContactLine, FreedNote, Input, OfferRow, OfferSlotPage, OpenSlot, PractitionerChoice, Said,
    Section, StartChoice, TraceFreed, TraceLine, TracePage, VisitPage, WaitingPage, WaitingRow,
};

use super::super::{at, day};
use super::{
    Text,
    calendar::{self, time},
    create, desk, post,
};

fn offer(t: Text<'_>, n: u64, patient: &str, state: OfferState) -> OfferRow {
    let over = state != OfferState::Open;
    OfferRow {
        patient: (!patient.is_empty()).then(|| t(patient)),
        href: Some(t("desk-visit.html")),
        telephone: None,
        own: at(20 + n, 9, 30),
        slot: at(3, 10, 0),
        place: t("12 rue des Lilas"),
        round: if n > 2 { 2 } else { 1 },
        asked: at(0, 9, 2),
        until: at(3, 8, 0),
        state,
        ended: over.then(|| at(0, 11, 40)),
        by_team: state == OfferState::Declined,
        by: (n == 1).then(|| t("Claire Morel")),
        to_call: state == OfferState::Declined,
        page_asked: (n == 2).then(|| at(0, 9, 2)),
        answer: None,
    }
}

/// The box, ticked.
pub(crate) fn alert(t: Text<'_>) -> AlertFields {
    AlertFields { on: true, halves: vec![HalfDay::MonAm, HalfDay::TuePm], places: vec![(t("l2"), t("Rue Garibaldi"), true)], days: 10 }
}

/// An appointment that staff cancelled this moment.
fn cancelled(locale: Locale, t: Text<'_>) -> VisitPage {
    VisitPage {
        desk: desk(locale, t, "desk-visit-cancelled", Section::Agenda),
        attendance: Attendance::CancelledByPractitioner,
        marks: None,
        moving: None,
        freed: Some(FreedNote {
            state: Some(FreedState::Waiting),
            offers: 0,
            trace_href: t("desk-trace.html"),
            until: Some(time(14, 32)),
            restore: Some(create(t, "/desk/defaire")),
            withdraw: Some(post(t, "/desk/retirer")),
            offer: Some(post(t, "/desk/proposer")),
        }),
        alert: None,
        cancel: None,
        delete: None,
        ..calendar::one(locale, t)
    }
}

fn practitioners(t: Text<'_>) -> Vec<PractitionerChoice> {
    let one = |name: &str, current| PractitionerChoice { name: t(name), href: t("desk-waiting.html"), current };
    vec![one("Claire Morel", true), one("Karim Benali", false)]
}

fn waiting(locale: Locale, t: Text<'_>) -> WaitingPage {
    let row = |n: u64, patient: &str| WaitingRow {
        patient: (!patient.is_empty()).then(|| t(patient)),
        href: t("desk-visit.html"),
        at: at(20 + n, 9, 30),
        about: t("Séance de suivi · 12 rue des Lilas"),
        since: day(0),
        halves: if n == 0 { vec![HalfDay::MonAm, HalfDay::TuePm, HalfDay::FriAm] } else { Vec::new() },
        places: if n == 1 { vec![t("Rue Garibaldi")] } else { Vec::new() },
        offered: (n < 2).then(|| at(3, 10, 0)),
    };
    let to_call = |n, patient: &str, number: Option<&str>| OfferRow {
        telephone: number.map(|number| ContactLine { kind: ContactKind::Phone, shown: t(number), href: t("tel:+33612345678") }),
        to_call: true,
        by_team: false,
        answer: Some(post(t, "/desk/attente/offre")),
        ..offer(t, n, patient, OfferState::Open)
    };
    let week = |n: u64, freed, refilled| AlertWeek {
        monday: day(n * 7),
        freed,
        refilled,
        offers: freed * 4,
        minutes: u64::from(refilled) * 47,
        days_gained: refilled * 9,
    };
    let counts = [(3, 1), (5, 4), (2, 2), (0, 0), (6, 5), (4, 2), (7, 6), (3, 3), (8, 6), (5, 5), (4, 3), (1, 0)];
    WaitingPage {
        desk: guichet_ui::desk::Desk { said: Some(Said::OfferAccepted), ..desk(locale, t, "desk-waiting", Section::Waiting) },
        practitioners: practitioners(t),
        off: false,
        settings_href: Some(t("desk-settings.html")),
        offer_href: Some(t("desk-offer-slot.html")),
        to_call: vec![to_call(0, "Lefèvre, Élodie", Some("06 12 34 56 78")), to_call(1, "", None)],
        slots: vec![OpenSlot {
            at: at(3, 10, 0),
            place: t("12 rue des Lilas"),
            offers: vec![offer(t, 2, "Diallo, Aminata", OfferState::Open), offer(t, 3, "Rossi, Marco", OfferState::Open)],
            withdraw: Some(post(t, "/desk/attente/creneau")),
        }],
        entries: vec![
            row(0, "Diallo, Aminata"),
            row(1, "Van den Broeck-Vandersmissen, Marie-Antoinette"),
            row(2, "Petit, Hugo"),
            row(3, ""),
        ],
        count: 54,
        next_href: Some(t("desk-waiting.html")),
        first_href: Some(t("desk-waiting.html")),
        weeks: (0..).zip(counts).map(|(n, (freed, refilled))| week(n, freed, refilled)).collect(),
        deepest: 4,
    }
}

fn trace(locale: Locale, t: Text<'_>) -> TracePage {
    let freed = |by, state, depth, offers| TraceFreed { by, at: at(0, 9, 0), state, ended: Some(at(0, 11, 40)), depth, offers };
    let line = |patient: &str, attendance, freed| TraceLine {
        patient: Some(t(patient)),
        href: Some(t("desk-visit.html")),
        attendance,
        changed: Some(at(0, 9, 0)),
        freed,
    };
    TracePage {
        desk: desk(locale, t, "desk-trace", Section::Agenda),
        at: at(3, 10, 0),
        fold: None,
        end: time(10, 30),
        practitioner: t("Claire Morel"),
        lines: vec![
            line(
                "Nguyen, Bao",
                Some(Attendance::CancelledByPatient),
                Some(freed(
                    FreedBy::Patient,
                    FreedState::Refilled,
                    0,
                    vec![
                        offer(t, 0, "Lefèvre, Élodie", OfferState::Declined),
                        offer(t, 1, "Diallo, Aminata", OfferState::Declined),
                        offer(t, 2, "Rossi, Marco", OfferState::Accepted),
                        offer(t, 3, "", OfferState::Taken),
                    ],
                )),
            ),
            line("Rossi, Marco", Some(Attendance::Moved), Some(freed(FreedBy::Offer, FreedState::Past, 2, Vec::new()))),
            line("Petit, Hugo", Some(Attendance::Booked), None),
            TraceLine {
                patient: None,
                href: None,
                attendance: None,
                changed: None,
                freed: Some(freed(FreedBy::Hand, FreedState::Closed, 0, vec![offer(t, 4, "Moulin, Anne", OfferState::Withdrawn)])),
            },
        ],
        back_href: t("desk-visit.html"),
    }
}

/// Every page of the waitlist.
pub(crate) fn pages(locale: Locale, t: Text<'_>, show: &mut dyn FnMut(&str, String)) -> Result<(), RenderError> {
    show("desk-waiting", waiting(locale, t).render()?);
    let empty = WaitingPage {
        off: true,
        offer_href: None,
        to_call: Vec::new(),
        slots: Vec::new(),
        entries: Vec::new(),
        count: 0,
        next_href: None,
        first_href: None,
        weeks: Vec::new(),
        desk: desk(locale, t, "desk-waiting-off", Section::Waiting),
        ..waiting(locale, t)
    };
    show("desk-waiting-off", empty.render()?);
    show("desk-visit-cancelled", cancelled(locale, t).render()?);
    show("desk-trace", trace(locale, t).render()?);
    let start =
        |n: u64| StartChoice { at: at(n, 9, 30), fold: None, place: n.is_multiple_of(2).then(|| t("Rue Garibaldi")), value: t("1:l1") };
    let by_hand = OfferSlotPage {
        desk: desk(locale, t, "desk-offer-slot", Section::Waiting),
        practitioners: practitioners(t),
        post: post(t, "/desk/attente/proposer"),
        service: Input::of(t("s1")),
        services: vec![(t("s1"), t("Séance de suivi")), (t("s2"), t("Bilan"))],
        date: Input::of(t("2026-11-30")),
        starts: Some((post(t, "/desk/attente/creneau"), (0..6).map(start).collect())),
        back_href: t("desk-waiting.html"),
    };
    show("desk-offer-slot", by_hand.render()?);
    Ok(())
}
