//! The waitlist of a practitioner (W): who waits, whom to ring, what is offered, what came of it.

use std::collections::BTreeMap;

use axum::{extract::Request, response::Response};
use chrono::NaiveDateTime;
use futures_util::future::join3;
use guichet_contracts::{
    ProblemKind,
    command::{
        card::{LocationCard, PractitionerCard},
        patient::PatientLine,
        practice::ReadSettings,
        waitlist::{
            AnswerForPatient, Offer, OfferState, ReadAlertCounters, ReadOffers, ReadWaitlist, Waitlist, WaitlistEntry, WithdrawSlot,
        },
    },
};
use guichet_edge::web::{Segments, html, see_other};
use guichet_kernel::{AppointmentId, FreedId, Instant, OfferId, PatientId, Right};
use guichet_ui::desk::{OfferRow, OpenSlot, Post, PractitionerChoice, Said, Section, WaitingPage, WaitingRow, fields};
use http::StatusCode;

use super::{address, asked, name, read, view::WHOSE_QUERY};
use crate::{
    form::Fields,
    here::{DONE_QUERY, Here},
    patients::{full_name, phone_line},
    session::query,
    today::practitioner,
};

pub(super) const SECTION: Section = Section::Waiting;
/// In an address: those after this appointment.
const AFTER_QUERY: &str = "apres";
/// As many who wait as a page shows, as many offers, and as many weeks.
const MOST: (u32, u32, u8) = (50, 200, 12);

pub(super) fn refuse(here: &Here, kind: ProblemKind) -> Response {
    here.refuse(kind, SECTION, &here.href("/attente"))
}

pub(super) fn href(here: &Here, path: &str, card: &PractitionerCard, more: &[(&str, &str)]) -> String {
    let whose = card.id.digits();
    let mut pairs = vec![(WHOSE_QUERY, whose.as_str())];
    pairs.extend(more);
    format!("{}?{}", here.href(&format!("/attente{path}")), query(&pairs))
}

pub(super) fn choices(here: &Here, path: &str, shown: &PractitionerCard) -> Vec<PractitionerChoice> {
    let choice =
        |card: &PractitionerCard| PractitionerChoice { name: name(card), href: href(here, path, card, &[]), current: card.id == shown.id };
    here.authority.runs.iter().map(choice).collect()
}

/// The practitioner of the address; without one the first whose agenda the reader runs.
pub(super) fn whose<'a>(here: &'a Here, asked: &Fields) -> Option<&'a PractitionerCard> {
    match asked.text(WHOSE_QUERY) {
        none if none.is_empty() => here.authority.runs.first(),
        digits => practitioner(here, &digits),
    }
}

/// The page of an appointment, on its day.
pub(crate) fn visit_href(
    here: &Here,
    card: &PractitionerCard,
    appointment: AppointmentId,
    (place, at): (&LocationCard, Instant),
) -> String {
    let (day, whose) = (place.zone.wall(at).date().to_string(), card.id.digits());
    let path = here.href(&format!("/agenda/rendez-vous/{whose}/{}", appointment.digits()));
    format!("{path}?{}", query(&[("vue", "jour"), ("date", day.as_str()), (WHOSE_QUERY, whose.as_str())]))
}

/// What a row of an offer is made of, beside it.
pub(super) struct Rows<'a> {
    pub(super) here: &'a Here,
    pub(super) card: &'a PractitionerCard,
    pub(super) lines: BTreeMap<PatientId, PatientLine>,
}

impl<'a> Rows<'a> {
    /// Asks for the names, and for the telephones of those who are to be rung.
    pub(super) async fn of(here: &'a Here, card: &'a PractitionerCard, ids: &[PatientId], ring: &[PatientId]) -> Result<Self, ProblemKind> {
        let ring = if here.may(Right::ReadPatients) { ring } else { &[] };
        let lines = read::lines_to_ring(here, ids.iter().copied(), ring).await?;
        Ok(Self { here, card, lines: lines.into_iter().map(|line| (line.id, line)).collect() })
    }

    pub(super) fn name(&self, patient: Option<PatientId>) -> Option<String> {
        self.lines.get(&patient?).map(|line| full_name(&line.family_name, &line.given_name))
    }

    pub(super) fn offer(&self, offer: &Offer) -> OfferRow {
        let here = self.here;
        // What staff read of when people act is said on the clock of the practice; when a slot is, on that of its place.
        let wall = |at: Instant| -> NaiveDateTime { here.wall(at) };
        let line = offer.patient.and_then(|patient| self.lines.get(&patient));
        let post = || Post::to(here.href(&format!("/attente/{}/offres/{}", self.card.id.digits(), offer.offer.digits())));
        let own = &offer.by;
        OfferRow {
            patient: self.name(offer.patient),
            href: Some(visit_href(here, self.card, offer.appointment, (&offer.location, offer.own_starts_at))),
            telephone: line.and_then(|line| line.telephone.as_ref()).map(|number| phone_line(number, here.authority.country)),
            own: offer.location.zone.wall(offer.own_starts_at),
            slot: offer.location.zone.wall(offer.starts_at),
            place: address(&offer.location),
            round: offer.round,
            asked: wall(offer.asked_at),
            until: wall(offer.expires_at),
            state: offer.state,
            ended: offer.ended_at.map(wall),
            by_team: own.is_some(),
            by: own.as_ref().filter(|actor| **actor == here.authority.actor).map(|_| here.authority.name.clone()),
            to_call: offer.to_call,
            page_asked: offer.page_asked_at.map(wall),
            answer: (offer.state == OfferState::Open && offer.to_call && here.may(Right::RunAgenda)).then(post),
        }
    }
}

/// The page.
#[worker::send]
pub(super) async fn show(here: Here) -> Response {
    if !here.may(Right::ReadAgenda) {
        return refuse(&here, ProblemKind::Forbidden);
    }
    let asked = asked(&here);
    let Some(card) = whose(&here, &asked) else { return here.refuse(ProblemKind::NotFound, SECTION, &here.href("")) };
    match page(&here, card, AppointmentId::from_digits(&asked.text(AFTER_QUERY)).ok()).await {
        Ok(page) => html(StatusCode::OK, page.render()),
        Err(kind) => here.refuse(kind, SECTION, &here.href("")),
    }
}

async fn page(here: &Here, card: &PractitionerCard, after: Option<AppointmentId>) -> Result<WaitingPage, ProblemKind> {
    let (most, offers, weeks) = MOST;
    let (waiting, offers, counters) = join3(
        here.ask_agenda(card, &ReadWaitlist { after, most }),
        here.ask_agenda(card, &ReadOffers { to_call: false, most: offers }),
        here.ask_agenda(card, &ReadAlertCounters { weeks }),
    )
    .await;
    let (waiting, offers, counters) = (waiting?, offers?.offers, counters?);
    let locations = here.ask(&ReadSettings {}).await?.card.locations;
    let (to_call, written): (Vec<Offer>, Vec<Offer>) = offers.into_iter().partition(|offer| offer.to_call);
    let ring: Vec<PatientId> = to_call.iter().filter_map(|offer| offer.patient).collect();
    let ids: Vec<PatientId> =
        waiting.entries.iter().filter_map(|entry| entry.patient).chain(written.iter().filter_map(|offer| offer.patient)).collect();
    let rows = Rows::of(here, card, &ids.into_iter().chain(ring.iter().copied()).collect::<Vec<_>>(), &ring).await?;
    let runs = here.may(Right::RunAgenda);
    let Waitlist { terms, entries, more, count } = waiting;
    let last = entries.last().filter(|_| more).map(|entry| entry.appointment.digits());
    Ok(WaitingPage {
        desk: here.desk(SECTION, said(&here.done())),
        practitioners: choices(here, "", card),
        off: terms.is_none(),
        settings_href: here.may(Right::ReadSettings).then(|| here.href("/reglages#alertes")),
        offer_href: (runs && terms.is_some()).then(|| href(here, "/proposer", card, &[])),
        to_call: to_call.iter().map(|offer| rows.offer(offer)).collect(),
        slots: slots(&rows, &written, &to_call),
        entries: entries.iter().map(|entry| row(&rows, entry, &locations)).collect(),
        count,
        next_href: last.map(|last| href(here, "", card, &[(AFTER_QUERY, last.as_str())])),
        first_href: after.map(|_| href(here, "", card, &[])),
        weeks: counters.weeks,
        deepest: counters.deepest,
    })
}

/// Open offers by the slot that they are of, the soonest first; those by telephone are among them, so that a slot is seen, and withdrawn, whole.
fn slots(rows: &Rows<'_>, written: &[Offer], to_call: &[Offer]) -> Vec<OpenSlot> {
    let mut by_slot: BTreeMap<(Instant, FreedId), OpenSlot> = BTreeMap::new();
    let runs = rows.here.may(Right::RunAgenda);
    for offer in written.iter().chain(to_call) {
        let path = format!("/attente/{}/creneaux/{}/retirer", rows.card.id.digits(), offer.freed.digits());
        let slot = by_slot.entry((offer.starts_at, offer.freed)).or_insert_with(|| OpenSlot {
            at: offer.location.zone.wall(offer.starts_at),
            place: address(&offer.location),
            offers: Vec::new(),
            withdraw: runs.then(|| Post::to(rows.here.href(&path))),
        });
        slot.offers.push(rows.offer(offer));
    }
    by_slot.into_values().collect()
}

fn row(rows: &Rows<'_>, entry: &WaitlistEntry, locations: &[LocationCard]) -> WaitingRow {
    let zone = entry.location.zone;
    let places = locations.iter().filter(|location| entry.wish.places.contains(&location.id));
    WaitingRow {
        patient: rows.name(entry.patient),
        href: visit_href(rows.here, rows.card, entry.appointment, (&entry.location, entry.starts_at)),
        at: zone.wall(entry.starts_at),
        about: format!("{} · {}", entry.service.label.as_str(), address(&entry.location)),
        since: rows.here.wall(entry.since).date(),
        halves: entry.wish.halves.clone(),
        places: places.map(address).collect(),
        offered: entry.offer.as_ref().map(|offer| offer.location.zone.wall(offer.starts_at)),
    }
}

fn said(word: &str) -> Option<Said> {
    Some(match word {
        "propose" => Said::SlotOffered,
        "retire" => Said::SlotWithdrawn,
        "accepte" => Said::OfferAccepted,
        "decline" => Said::OfferDeclined,
        "trop-tard" => Said::OfferOver,
        _ => return None,
    })
}

pub(super) fn done(here: &Here, card: &PractitionerCard, word: &str) -> Response {
    see_other(&href(here, "", card, &[(DONE_QUERY, word)]))
}

/// A form's practitioner and what it names, of somebody who may run their agenda.
pub(super) async fn of_form<T>(
    here: &Here,
    segments: Option<(String, String, String, String)>,
    id: impl FnOnce(&str) -> Option<T>,
    request: Request,
) -> Result<(&PractitionerCard, T, Fields), Response> {
    if !here.may(Right::RunAgenda) {
        return Err(refuse(here, ProblemKind::Forbidden));
    }
    let found = segments.and_then(|(_, _, whose, digits)| Some((practitioner(here, &whose)?, id(&digits)?)));
    let (card, id) = found.ok_or_else(|| refuse(here, ProblemKind::NotFound))?;
    Ok((card, id, Fields::of(request).await.map_err(|kind| refuse(here, kind))?))
}

/// Answers an offer in the patient's name. Sent twice, it is one answer; too late, it changes nothing.
#[worker::send]
pub(super) async fn answer(here: Here, Segments(segments): Segments<(String, String, String, String)>, request: Request) -> Response {
    let (card, offer, fields) = match of_form(&here, segments, |digits| OfferId::from_digits(digits).ok(), request).await {
        Ok(known) => known,
        Err(answer) => return answer,
    };
    let accept = match fields.text(fields::ANSWER).as_str() {
        "accept" => true,
        "decline" => false,
        _ => return refuse(&here, ProblemKind::BadRequest),
    };
    match here.ask_agenda(card, &AnswerForPatient { offer, accept }).await {
        Ok(offer) => match offer.state {
            OfferState::Accepted if accept => done(&here, card, "accepte"),
            OfferState::Declined if !accept => done(&here, card, "decline"),
            _ => done(&here, card, "trop-tard"),
        },
        Err(ProblemKind::SlotTaken | ProblemKind::NotPossibleNow | ProblemKind::Changed) => done(&here, card, "trop-tard"),
        Err(kind) => refuse(&here, kind),
    }
}

/// Offers a slot to nobody any more. Repeating it changes nothing.
#[worker::send]
pub(super) async fn withdraw(here: Here, Segments(segments): Segments<(String, String, String, String)>, request: Request) -> Response {
    let (card, freed, _) = match of_form(&here, segments, |digits| FreedId::from_digits(digits).ok(), request).await {
        Ok(known) => known,
        Err(answer) => return answer,
    };
    match here.ask_agenda(card, &WithdrawSlot { freed }).await {
        Ok(_) => done(&here, card, "retire"),
        Err(kind) => refuse(&here, kind),
    }
}
