//! What the space shows: of each person a letter and the question for their birth date, then their appointments; and the way to one of
//! these, which is its link's page with all that can be done there (A7).
//!
//! **Invariant** Each request asks anew: the Identity about whom, the Practice whether it still writes to that address, and the agendas
//! only for those whose birth date was given in this session.

use std::collections::BTreeMap;

use axum::{
    extract::{FromRequestParts, Request, State},
    response::Response,
};
use futures_util::{StreamExt, stream};
use guichet_contracts::{
    Principal, ProblemKind,
    command::{
        card::appointment_path,
        space::{BirthDateOutcome, CheckBirthDate, IssueLink, OnePerson, People, ReadPeople, Reference, Unlock},
    },
};
use guichet_kernel::{AppointmentId, ObjectName, PatientId, PracticeId, PractitionerId, Region};
use guichet_ui::{BirthDateField, Phone, SpaceLock, SpacePage, SpacePerson, SpacePractice, SpaceShown};
use http::{StatusCode, request::Parts};

use super::{
    CLOSED, door_path,
    listed::{appointments, line},
    session::{self, Opened, list_path},
    to_door,
};
use crate::{
    booking::latest_date,
    form::Fields,
    request::{App, Asking, Here, Refuse, Segments, form_body, html, see_other},
};

/// How many objects are asked at once: the platform lets a request wait for six answers.
pub(super) const AT_ONCE: usize = 4;

/// A birth date that did not do, to be shown where it was typed.
struct Typed {
    patient: PatientId,
    field: BirthDateField,
    differs: bool,
}

/// The space that a request opens; whoever has none is shown the way to the door.
pub(super) struct Reading {
    asking: Asking,
    opened: Opened,
}

impl FromRequestParts<App> for Reading {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let Here { country, asking } = Here::from_request_parts(parts, app).await?;
        match session::check(app, &asking, country, &parts.headers).await {
            Ok(Some(opened)) => Ok(Self { asking, opened }),
            Ok(None) if asking.page => Err(to_door(country, CLOSED)),
            Ok(None) => Err(asking.refuse_plainly(ProblemKind::Unauthenticated)),
            Err(kind) => Err(asking.refuse_plainly(kind)),
        }
    }
}

/// Everybody.
#[worker::send]
pub(super) async fn list(State(app): State<App>, Reading { asking, opened }: Reading) -> Response {
    show(&app, &asking, &opened, None).await
}

#[worker::send]
async fn show(app: &App, asking: &Asking, opened: &Opened, typed: Option<Typed>) -> Response {
    let status = if typed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut by_practice: BTreeMap<PracticeId, Vec<&Reference>> = BTreeMap::new();
    for reference in &opened.references {
        by_practice.entry(reference.practice).or_default().push(reference);
    }
    let read = async |(practice, references): (PracticeId, Vec<&Reference>)| {
        (practice, read_people(app, asking, opened, practice, &references).await)
    };
    let answers: Vec<_> = stream::iter(by_practice).map(read).buffered(AT_ONCE).collect().await;
    let (mut practices, mut missing) = (Vec::new(), false);
    for (practice, answer) in answers {
        match answer {
            Ok(people) => {
                let (shown, silent) = one_practice(app, asking, opened, (practice, people), typed.as_ref()).await;
                practices.push(shown);
                missing |= silent;
            }
            // It writes about nobody to this address any more; that is on its way to the Identity.
            Err(ProblemKind::NotFound) => {}
            Err(_) => missing = true,
        }
    }
    let leave = format!("{}/quitter", door_path(opened.country));
    opened.keep(html(status, SpacePage { locale: asking.locale, practices, missing, leave }.render()))
}

#[worker::send]
async fn read_people(
    app: &App,
    asking: &Asking,
    opened: &Opened,
    practice: PracticeId,
    references: &[&Reference],
) -> Result<People, ProblemKind> {
    let command = ReadPeople {
        patients: references.iter().map(|reference| reference.patient).collect(),
        unlocked: references.iter().filter(|reference| reference.unlocked).map(|reference| reference.patient).collect(),
    };
    app.ask(asking, &ObjectName::practice(Region::of(opened.country), practice), opened.contact(), &command).await
}

/// Somebody whose birth date was given, as the practice's agendas are to know whoever asks.
fn vouched(practice: PracticeId, one: &OnePerson) -> Option<(Principal, &[PatientId])> {
    let also = one.open.as_ref()?.also.as_slice();
    Some((Principal::Patient { practice, patients: also.iter().chain([&one.patient]).copied().collect() }, also))
}

/// A practice's people; and whether some agenda did not answer.
#[worker::send]
async fn one_practice(
    app: &App,
    asking: &Asking,
    opened: &Opened,
    (practice, people): (PracticeId, People),
    typed: Option<&Typed>,
) -> (SpacePractice, bool) {
    let (mut shown, mut missing) = (Vec::new(), false);
    for one in &people.people {
        let here = format!("{}/{}", list_path(opened.country), one.patient.digits());
        let state = if let (Some((principal, also)), Some(open)) = (vouched(practice, one), &one.open) {
            let listed = appointments(app, asking, opened.country, (principal, one.patient, also), &people.seen_by).await;
            missing |= listed.missing;
            SpaceShown::Open {
                name: open.given_name.as_str().to_owned(),
                ahead: listed.ahead.iter().map(|of| line(of, Some(&here))).collect(),
                past: listed.past.iter().map(|of| line(of, None)).collect(),
                off: listed.off.iter().map(|of| line(of, None)).collect(),
                older: listed.older,
            }
        } else if one.barred {
            SpaceShown::Barred { initial: one.initial.clone() }
        } else {
            let typed = typed.filter(|typed| typed.patient == one.patient);
            SpaceShown::Locked(SpaceLock {
                initial: one.initial.clone(),
                typed: typed.map(|typed| typed.field.clone()).unwrap_or_default(),
                differs: typed.is_some_and(|typed| typed.differs),
                action: format!("{here}/naissance"),
            })
        };
        shown.push(SpacePerson { id: place_of(one.patient), shown: state });
    }
    (SpacePractice { name: people.name.as_str().to_owned(), phone: Phone::from(&people.telephone), people: shown }, missing)
}

/// Names somebody's place on the page.
fn place_of(patient: PatientId) -> String {
    format!("personne-{}", patient.digits())
}

/// Somebody of this space, by the digits in an address; nobody else is found by theirs.
fn reference<'a>(opened: &'a Opened, digits: &str) -> Option<&'a Reference> {
    let patient = PatientId::from_digits(digits).ok()?;
    opened.references.iter().find(|reference| reference.patient == patient)
}

/// Compares a birth date, and remembers for this session that it was the right one.
#[worker::send]
pub(super) async fn unlock(
    State(app): State<App>,
    Reading { asking, opened }: Reading,
    Segments((_, person)): Segments<(String, String)>,
    request: Request,
) -> Response {
    let fields = match form_body(request).await {
        Ok(body) => Fields::read(&body),
        Err(kind) => return opened.keep(asking.refuse_plainly(kind)),
    };
    let Some(&Reference { practice, patient, .. }) = reference(&opened, &person) else {
        return opened.keep(asking.refuse_plainly(ProblemKind::NotFound));
    };
    let (birth_date, field) = fields.birth_date(latest_date(asking.now()));
    let again = async |field, differs| {
        if asking.page {
            show(&app, &asking, &opened, Some(Typed { patient, field, differs })).await
        } else {
            opened.keep(asking.refuse_plainly(ProblemKind::Invalid))
        }
    };
    let Some(birth_date) = birth_date else { return again(field, false).await };
    let name = ObjectName::practice(Region::of(opened.country), practice);
    match app.ask(&asking, &name, opened.contact(), &CheckBirthDate { patient, birth_date }).await.map(|checked| checked.outcome) {
        Ok(BirthDateOutcome::Matches) => {
            if let Err(kind) = app.ask(&asking, &opened.identity, opened.session(), &Unlock { practice, patient }).await {
                return opened.keep(asking.refuse_plainly(kind));
            }
        }
        Ok(BirthDateOutcome::Differs) => return again(field, true).await,
        // The page says so, with the telephone.
        Ok(BirthDateOutcome::Barred) if asking.page => {}
        Ok(BirthDateOutcome::Barred) => return opened.keep(asking.refuse_plainly(ProblemKind::TooMany)),
        Err(kind) => return opened.keep(asking.refuse_plainly(kind)),
    }
    opened.keep(see_other(&format!("{}#{}", list_path(opened.country), place_of(patient))))
}

/// Leads to an appointment: its agenda gives the link, behind which everything can be done that can be done by the letter's.
#[worker::send]
pub(super) async fn manage(
    State(app): State<App>,
    Reading { asking, opened }: Reading,
    Segments((_, person, practitioner, appointment)): Segments<(String, String, String, String)>,
) -> Response {
    let ids = PractitionerId::from_digits(&practitioner).ok().zip(AppointmentId::from_digits(&appointment).ok());
    let known = reference(&opened, &person).filter(|reference| reference.unlocked);
    let Some((known, (practitioner, appointment))) = known.zip(ids) else {
        return opened.keep(asking.refuse_plainly(ProblemKind::NotFound));
    };
    let issued = async {
        let people = read_people(&app, &asking, &opened, known.practice, &[known]).await?;
        let vouched = people.people.first().and_then(|one| vouched(known.practice, one));
        let (principal, _) = vouched.filter(|_| people.seen_by.contains(&practitioner)).ok_or(ProblemKind::NotFound)?;
        app.ask(&asking, &ObjectName::practitioner(Region::of(opened.country), practitioner), principal, &IssueLink { appointment }).await
    };
    match issued.await {
        Ok(issued) => opened.keep(see_other(&appointment_path(&issued.link))),
        Err(kind) => opened.keep(asking.refuse_plainly(kind)),
    }
}
