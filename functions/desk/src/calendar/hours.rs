//! What is open: availabilities, and the form that opens time, changes it and ends it.

use axum::{extract::Request, response::Response};
use chrono::{NaiveDate, Weekday};
use guichet_contracts::{
    ProblemKind,
    command::{
        calendar::{Availability, EndAvailability, Ended, Ending, Opening, PutAvailability, ReadAvailabilities},
        card::{PracticeCard, PractitionerCard},
        practice::ReadSettings,
    },
};
use guichet_edge::web::{Segments, html};
use guichet_kernel::{AvailabilityId, Right, ServiceId};
use guichet_ui::desk::{CalendarAct, HoursFormPage, HoursPage, HoursRow, HoursScope, Post, PractitionerChoice, fields};
use http::StatusCode;

use super::{
    SECTION, View, address, asked, did, fields_of, fresh, name,
    opening::{Typed, a_date, from_day, opening, recurs},
    page_of, refuse, refused,
    rule::{WEEKDAYS, Weekly},
    visit::day_of,
};
use crate::{form::Fields, here::Here, today::practitioner};

/// As many as a page lists.
const LISTED: u32 = 50;
/// In an address, in the place of an id.
const NEW: &str = "nouveau";
/// In an address: the day from which an availability was opened.
const DAY_QUERY: &str = "jour";
/// In an address: after which availability the list goes on.
const AFTER_QUERY: &str = "apres";
type Named = (String, String, String, String);

/// The list.
#[worker::send]
pub(super) async fn list(here: Here) -> Response {
    if let Some(answer) = refused(&here) {
        return answer;
    }
    let view = View::here(&here);
    let Some(card) = view.first(&here) else { return refuse(&here, ProblemKind::NotFound) };
    let after = AvailabilityId::from_digits(&asked(&here).text(AFTER_QUERY)).ok();
    let shown = async {
        let settings = here.ask(&ReadSettings {}).await?;
        let found = here.ask_agenda(card, &ReadAvailabilities { after, most: LISTED }).await?;
        Ok::<_, ProblemKind>((settings.card, found))
    };
    let (practice, found) = match shown.await {
        Ok(shown) => shown,
        Err(kind) => return refuse(&here, kind),
    };
    let path = |id: &str| format!("/horaires/{}/{id}", card.id.digits());
    let row = |one: &Availability| HoursRow {
        href: view.at(&here, &path(&one.availability.digits())),
        from: one.opening.from,
        to: one.opening.to,
        recurs: recurs(&one.opening),
        first_day: one.opening.first_day,
        until: one.opening.rule.as_deref().and_then(|rule| Weekly::read(rule, one.opening.first_day)?.until),
        place: practice.locations.iter().find(|place| place.id == one.opening.location).map(address).unwrap_or_default(),
        services: labels(&practice, &one.opening.services),
    };
    let last = found.availabilities.last().filter(|_| found.more).map(|last| last.availability.digits());
    let next = |last: String| format!("{}?{}", here.href("/agenda/horaires"), view.with(&[(AFTER_QUERY, &last)]));
    let page = HoursPage {
        desk: here.desk(SECTION, None),
        practitioners: here
            .authority
            .runs
            .iter()
            .map(|one| PractitionerChoice { name: name(one), href: view.only(one.id).at(&here, "/horaires"), current: one.id == card.id })
            .collect(),
        rows: found.availabilities.iter().map(row).collect(),
        new_href: Some(view.at(&here, &path(NEW))),
        next_href: last.map(next),
        back_href: view.href(&here),
    };
    html(StatusCode::OK, page.render())
}

fn labels(practice: &PracticeCard, services: &[ServiceId]) -> String {
    let known = practice.services.iter().filter(|service| services.contains(&service.id));
    known.map(|service| service.label.as_str()).collect::<Vec<_>>().join(", ")
}

/// Which availability a form is about.
struct About<'a> {
    card: &'a PractitionerCard,
    /// None: a new one.
    known: Option<Availability>,
    /// The day from which it was opened, of one that recurs.
    day: Option<NaiveDate>,
    /// What a new one's id is made of.
    key: String,
}

async fn about(here: &Here, segments: Option<Named>, day: Option<NaiveDate>, key: String) -> Result<About<'_>, ProblemKind> {
    let (_, _, whose, which) = segments.ok_or(ProblemKind::NotFound)?;
    let card = practitioner(here, &whose).ok_or(ProblemKind::NotFound)?;
    if which == NEW {
        return Ok(About { card, known: None, day: None, key });
    }
    let id = AvailabilityId::from_digits(&which).map_err(|_| ProblemKind::NotFound)?;
    let known = read(here, card, id).await?;
    let day = day.filter(|_| known.opening.rule.is_some());
    Ok(About { card, known: Some(known), day, key })
}

/// One availability. The list is by id: it is the first after its predecessor.
async fn read(here: &Here, card: &PractitionerCard, id: AvailabilityId) -> Result<Availability, ProblemKind> {
    let mut after = None;
    loop {
        let found = here.ask_agenda(card, &ReadAvailabilities { after, most: 100 }).await?;
        let last = found.availabilities.last().map(|last| last.availability);
        if let Some(known) = found.availabilities.into_iter().find(|one| one.availability == id) {
            return Ok(known);
        }
        if !found.more || last.is_none() {
            return Err(ProblemKind::NotFound);
        }
        after = last;
    }
}

/// The form.
#[worker::send]
pub(super) async fn form(here: Here, Segments(segments): Segments<Named>) -> Response {
    if !here.may(Right::RunAgenda) {
        return refuse(&here, ProblemKind::Forbidden);
    }
    let asked = asked(&here);
    let view = View::of(&here, &asked);
    let about = match about(&here, segments, day_of(&asked, DAY_QUERY), fresh(&here)).await {
        Ok(about) => about,
        Err(kind) => return refuse(&here, kind),
    };
    page(&here, StatusCode::OK, &view, &about, None).await
}

async fn page(here: &Here, status: StatusCode, view: &View, about: &About<'_>, typed: Option<Typed>) -> Response {
    let practice = match here.ask(&ReadSettings {}).await {
        Ok(settings) => settings.card,
        Err(kind) => return refuse(here, kind),
    };
    let typed = typed.unwrap_or_else(|| match &about.known {
        Some(known) => Typed::of(&known.opening, about.day),
        None => Typed::blank(view, &practice),
    });
    let (page, back) = page_of(view);
    let path = |act: &str| {
        let which = about.known.as_ref().map_or_else(|| NEW.to_owned(), |known| known.availability.digits());
        here.href(&format!("/agenda/horaires/{}/{which}{act}", about.card.id.digits()))
    };
    let post = |act: &str| {
        let mut post = Post::to(path(act)).with_key(&about.key).with(page, back.clone());
        if let Some(known) = &about.known {
            post = post.with(fields::VERSION, known.version.to_string());
        }
        match about.day {
            Some(day) => post.with(DAY_QUERY, day.to_string()),
            None => post,
        }
    };
    let mut services: Vec<(String, String, bool)> = Vec::new();
    for service in &practice.services {
        services.push((service.id.digits(), service.label.as_str().to_owned(), typed.services.contains(&service.id)));
    }
    let days = |chosen: &Vec<Weekday>| {
        let mut week = WEEKDAYS.to_vec();
        if guichet_ui::desk::weeks_from_sunday(here.signed.locale) {
            week.rotate_right(1);
        }
        week.into_iter().map(|(day, word)| (word.to_owned(), a_date(day), chosen.contains(&day))).collect()
    };
    let shown = HoursFormPage {
        desk: here.desk(SECTION, None),
        practitioner: name(about.card),
        post: post(""),
        day: about.day,
        scope: typed.scope,
        is_new: about.known.is_none(),
        location: typed.location,
        locations: practice.locations.iter().map(|place| (place.id.digits(), address(place))).collect(),
        services,
        services_issue: typed.services_issue,
        first_day: typed.first_day,
        from: typed.from,
        to: typed.to,
        weekdays: typed.weekdays.as_ref().map(days),
        every: typed.every,
        until: typed.until,
        capacity: typed.capacity,
        public_capacity: typed.public_capacity,
        staff_first: typed.staff_first,
        grid: typed.grid,
        places: typed.places,
        end: about.known.is_some().then(|| post("/arreter")),
        cancel_href: format!("{}?{}", here.href("/agenda/horaires"), view.query()),
    };
    html(status, shown.render())
}

/// Opens time, or changes what is open. Sent twice, it is once.
#[worker::send]
pub(super) async fn save(here: Here, Segments(segments): Segments<Named>, request: Request) -> Response {
    let (view, about, fields) = match of_form(&here, segments, request).await {
        Ok(known) => known,
        Err(answer) => return answer,
    };
    let opening = match opening(&fields, about.known.as_ref().map(|known| &known.opening)) {
        Ok(opening) => opening,
        Err(typed) => return page(&here, StatusCode::UNPROCESSABLE_ENTITY, &view, &about, Some(*typed)).await,
    };
    let Ok(new) = AvailabilityId::from_digits(&about.key) else { return refuse(&here, ProblemKind::BadRequest) };
    let scope = HoursScope::from_word(&fields.text(fields::SCOPE)).unwrap_or(HoursScope::All);
    let saved = match (&about.known, about.day, scope) {
        (None, ..) => put(&here, about.card, new, None, opening).await,
        (Some(known), Some(day), HoursScope::Day | HoursScope::From) => {
            let version = version_of(&fields, known);
            instead(&here, &about, (new, from_day(opening, &known.opening, day, scope)), ending(scope, day), version).await
        }
        (Some(known), ..) => put(&here, about.card, known.availability, Some(version_of(&fields, known)), opening).await,
    };
    match saved {
        Ok(_) => did::done(&here, &view, CalendarAct::Opened, &[]),
        Err(ProblemKind::Changed) => did::done(&here, &view, CalendarAct::ChangedMeanwhile, &[]),
        Err(kind) => refuse(&here, kind),
    }
}

fn version_of(fields: &Fields, known: &Availability) -> i64 {
    fields.parse(fields::VERSION).unwrap_or(known.version)
}

async fn of_form(here: &Here, segments: Option<Named>, request: Request) -> Result<(View, About<'_>, Fields), Response> {
    let fields = fields_of(here, request).await?;
    let key = fields.key().ok_or_else(|| refuse(here, ProblemKind::BadRequest))?;
    let about = about(here, segments, day_of(&fields, DAY_QUERY), key).await.map_err(|kind| refuse(here, kind))?;
    Ok((View::back(here, &fields), about, fields))
}

async fn put(
    here: &Here,
    card: &PractitionerCard,
    availability: AvailabilityId,
    version: Option<i64>,
    opening: Opening,
) -> Result<Availability, ProblemKind> {
    here.ask_agenda(card, &PutAvailability { availability, version, opening }).await
}

/// Puts something new in the place of a day of what recurs, or of that day and those after. The new one is opened first, and ended
/// again if the old one has changed since: no time is lost between the two.
async fn instead(
    here: &Here,
    about: &About<'_>,
    (new, opening): (AvailabilityId, Opening),
    ending: Ending,
    version: i64,
) -> Result<Availability, ProblemKind> {
    let known = about.known.as_ref().ok_or(ProblemKind::NotFound)?;
    let opened = put(here, about.card, new, None, opening).await?;
    let ended = here.ask_agenda(about.card, &EndAvailability { availability: known.availability, version, ending, cancel: false }).await;
    if let Err(kind) = ended {
        let gone = EndAvailability { availability: new, version: opened.version, ending: Ending::Whole, cancel: false };
        here.ask_agenda(about.card, &gone).await.map(|_: Ended| ())?;
        return Err(kind);
    }
    Ok(opened)
}

const fn ending(scope: HoursScope, day: NaiveDate) -> Ending {
    match scope {
        HoursScope::Day => Ending::Day { day },
        HoursScope::From => Ending::From { day },
        HoursScope::All => Ending::Whole,
    }
}

/// What is to end, as the form says it.
fn to_end(fields: &Fields, known: &Availability, day: Option<NaiveDate>) -> Option<EndAvailability> {
    let ending = match (HoursScope::from_word(&fields.text(fields::SCOPE))?, day) {
        (HoursScope::All, _) => Ending::Whole,
        (scope, day) => ending(scope, day?),
    };
    let cancel = fields.text(fields::CANCEL) == "yes";
    Some(EndAvailability { availability: known.availability, version: version_of(fields, known), ending, cancel })
}

/// Ends an availability, or takes a day out of it, with what was made in it if the form says so.
#[worker::send]
pub(super) async fn end(here: Here, Segments(segments): Segments<Named>, request: Request) -> Response {
    let (view, about, fields) = match of_form(&here, segments, request).await {
        Ok(known) => known,
        Err(answer) => return answer,
    };
    let Some(known) = &about.known else { return refuse(&here, ProblemKind::NotFound) };
    let Some(command) = to_end(&fields, known, about.day) else { return refuse(&here, ProblemKind::BadRequest) };
    match here.ask_agenda(about.card, &command).await {
        Ok(ended) => did::ended(&here, &view, &ended),
        Err(ProblemKind::Changed) => did::done(&here, &view, CalendarAct::ChangedMeanwhile, &[]),
        Err(kind) => refuse(&here, kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "avl_0192f3a4b5c67d8e9f00112233445566";

    fn known() -> Availability {
        let opening = serde_json::json!({
            "location": "loc_0192f3a4b5c67d8e9f00112233445566", "services": ["srv_0192f3a4b5c67d8e9f00112233445566"],
            "first_day": "2026-11-24", "from": "09:00:00", "to": "12:00:00", "rule": "FREQ=WEEKLY",
        });
        serde_json::from_value(serde_json::json!({"availability": ID, "version": 4, "opening": opening})).unwrap()
    }

    // A10
    #[test]
    fn what_ends_and_whether_appointments_are_cancelled_is_as_the_form_says() {
        let day: NaiveDate = "2026-12-01".parse().unwrap();
        let of = |sent: &str, day| to_end(&Fields::read(sent.as_bytes()), &known(), day).map(|end| (end.version, end.ending, end.cancel));
        assert_eq!(of("scope=all", None), Some((4, Ending::Whole, false)));
        assert_eq!(of("scope=all&version=3&cancel=yes", Some(day)), Some((3, Ending::Whole, true)));
        assert_eq!(of("scope=day&cancel=yes", Some(day)), Some((4, Ending::Day { day }, true)));
        assert_eq!(of("scope=from&cancel=no", Some(day)), Some((4, Ending::From { day }, false)));
        assert_eq!((of("scope=day&cancel=yes", None), of("cancel=yes", Some(day))), (None, None));
    }
}
