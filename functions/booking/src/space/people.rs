//! What the space shows: of each person a letter and the question for their birth date, then their appointments; and the way to one of
//! these, which is its link's page with all that can be done there (A7).
//!
//! **Invariant** Each request asks anew: the Identity about whom, the Practice whether it still writes to that address, and the agendas
//! only for those whose birth date was given in this session.

use std::collections::BTreeMap;

use axum::{
    extract::{Request, State},
    response::Response,
};
use futures_util::{StreamExt, stream};
use guichet_contracts::{
    Principal, ProblemKind,
    command::{
        agenda::{Attendance, PatientAppointment, ReadPatientAppointments},
        card::appointment_path,
        space::{BirthDateOutcome, CheckBirthDate, IssueLink, OnePerson, People, ReadPeople, Reference, Unlock},
    },
};
use guichet_kernel::{AppointmentId, Country, ObjectName, PatientId, PracticeId, PractitionerId, Region};
use guichet_ui::{BirthDateField, Phone, SpaceLine, SpaceLock, SpacePage, SpacePerson, SpacePractice, SpaceShown};
use http::{HeaderMap, StatusCode};

use super::{
    CLOSED, door_path,
    session::{self, Opened, list_path},
    to_door,
};
use crate::{
    booking::latest_date,
    form::Fields,
    language,
    request::{App, Asking, Refuse, Segments, form_body, html, see_other},
};

/// How many objects are asked at once: the platform lets a request wait for six answers.
const AT_ONCE: usize = 4;
/// How many appointments are shown of those that were, and of those to come.
const PAST: u32 = 10;
const AHEAD: u32 = 50;

/// A birth date that did not do, to be shown where it was typed.
struct Typed {
    patient: PatientId,
    field: BirthDateField,
    differs: bool,
}

/// The space that a request opens; or the way to the door.
#[worker::send]
async fn opened(app: &App, asking: &mut Asking, country: &str, headers: &HeaderMap) -> Result<Opened, Response> {
    let Some(country) = Country::from_path_segment(country) else { return Err(asking.refuse_plainly(ProblemKind::NotFound)) };
    asking.locale = language::locale(headers, None, country);
    match session::check(app, asking, country, headers).await {
        Ok(Some(opened)) => Ok(opened),
        Ok(None) if asking.page => Err(to_door(country, CLOSED)),
        Ok(None) => Err(asking.refuse_plainly(ProblemKind::Unauthenticated)),
        Err(kind) => Err(asking.refuse_plainly(kind)),
    }
}

/// Everybody.
#[worker::send]
pub(super) async fn list(State(app): State<App>, mut asking: Asking, Segments(country): Segments<String>, headers: HeaderMap) -> Response {
    match opened(&app, &mut asking, &country, &headers).await {
        Ok(opened) => show(&app, &asking, &opened, None).await,
        Err(answer) => answer,
    }
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

/// The appointments of one person.
#[derive(Default)]
struct Listed {
    ahead: Vec<PatientAppointment>,
    past: Vec<PatientAppointment>,
    /// Whether there are older ones.
    older: bool,
    /// Whether some agenda did not answer.
    missing: bool,
}

/// The appointments of one person in every agenda of the practice.
#[worker::send]
async fn appointments(
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
                all.past.extend(page.appointments);
                all.ahead.extend(page.ahead);
                all.older |= page.more;
            }
            // Nobody has opened that agenda yet: it keeps nothing.
            Err(ProblemKind::NotFound) => {}
            Err(_) => all.missing = true,
        }
    }
    all.past.sort_by_key(|one| std::cmp::Reverse(one.place()));
    all.ahead.sort_by_key(PatientAppointment::place);
    let most = usize::try_from(PAST).unwrap_or(usize::MAX);
    all.older |= all.past.len() > most;
    all.past.truncate(most);
    all
}

/// An appointment in a list; with the way to it, where there is something to do about it.
fn line(of: &PatientAppointment, person: Option<&str>) -> SpaceLine {
    let zone = of.location.zone;
    let stands = matches!(of.attendance, Attendance::Booked | Attendance::Confirmed | Attendance::Arrived);
    let action = |person: &str| format!("{person}/{}/{}", of.practitioner.id.digits(), of.appointment.digits());
    SpaceLine {
        start: zone.wall(of.starts_at),
        fold: zone.fold(of.starts_at),
        service: of.service.label.as_str().to_owned(),
        practitioner: of.practitioner.name.as_str().to_owned(),
        city: of.location.city.as_str().to_owned(),
        cancelled: matches!(of.attendance, Attendance::CancelledByPatient | Attendance::CancelledByPractitioner),
        moved: of.attendance == Attendance::Moved,
        action: person.filter(|_| stands).map(action),
    }
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
    mut asking: Asking,
    Segments((country, person)): Segments<(String, String)>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let opened = match opened(&app, &mut asking, &country, &headers).await {
        Ok(opened) => opened,
        Err(answer) => return answer,
    };
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
    mut asking: Asking,
    Segments((country, person, practitioner, appointment)): Segments<(String, String, String, String)>,
    headers: HeaderMap,
) -> Response {
    let opened = match opened(&app, &mut asking, &country, &headers).await {
        Ok(opened) => opened,
        Err(answer) => return answer,
    };
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
