//! How the public may book a practitioner.

use axum::{extract::Request, response::Response};
use chrono::NaiveDate;
use guichet_contracts::{
    ProblemKind,
    command::{
        calendar::{PutTerms, ReadTerms, Terms},
        card::PractitionerCard,
    },
};
use guichet_edge::web::{Segments, html};
use guichet_kernel::Right;
use guichet_ui::desk::{CalendarAct, Input, Issue, Post, PractitionerChoice, TermsPage, fields};
use http::StatusCode;

use super::{SECTION, View, did, fields_of, name, page_of, refuse};
use crate::{form::Fields, here::Here, today::practitioner};

/// The most days ahead, and the most minutes of notice.
const MOST: (u32, u32) = (730, 60 * 24 * 60);

type Named = (String, String, String);

/// The form.
#[worker::send]
pub(super) async fn form(here: Here, Segments(segments): Segments<Named>) -> Response {
    if !here.may(Right::RunAgenda) {
        return refuse(&here, ProblemKind::Forbidden);
    }
    let Some(card) = segments.and_then(|(_, _, whose)| practitioner(&here, &whose)) else { return refuse(&here, ProblemKind::NotFound) };
    match here.ask_agenda(card, &ReadTerms {}).await {
        Ok(terms) => page(&here, StatusCode::OK, &View::here(&here), card, Typed::of(&terms)),
        Err(kind) => refuse(&here, kind),
    }
}

struct Typed {
    version: i64,
    online: String,
    new_patients: String,
    open_until: Input,
    horizon: Input,
    notice: Input,
}

impl Typed {
    fn of(terms: &Terms) -> Self {
        let word = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
        Self {
            version: terms.version,
            online: word(terms.online),
            new_patients: word(terms.new_patients),
            open_until: Input::of(terms.open_until.map(|day| day.to_string()).unwrap_or_default()),
            horizon: Input::of(terms.horizon_days.map(|days| days.to_string()).unwrap_or_default()),
            notice: Input::of(terms.notice_minutes.map(|minutes| minutes.to_string()).unwrap_or_default()),
        }
    }
}

fn page(here: &Here, status: StatusCode, view: &View, card: &PractitionerCard, typed: Typed) -> Response {
    let (page, query) = page_of(view);
    let href = |card: &PractitionerCard| view.at(here, &format!("/reservation/{}", card.id.digits()));
    let shown = TermsPage {
        desk: here.desk(SECTION, None),
        practitioners: here
            .authority
            .runs
            .iter()
            .map(|one| PractitionerChoice { name: name(one), href: href(one), current: one.id == card.id })
            .collect(),
        post: Post::to(here.href(&format!("/agenda/reservation/{}", card.id.digits())))
            .with(fields::VERSION, typed.version.to_string())
            .with(page, query),
        online: Input::of(typed.online),
        new_patients: Input::of(typed.new_patients),
        open_until: typed.open_until,
        horizon: typed.horizon,
        notice: typed.notice,
        back_href: view.href(here),
    };
    html(status, shown.render())
}

/// Chooses them. Repeating it changes nothing.
#[worker::send]
pub(super) async fn save(here: Here, Segments(segments): Segments<Named>, request: Request) -> Response {
    let fields = match fields_of(&here, request).await {
        Ok(fields) => fields,
        Err(answer) => return answer,
    };
    let Some(card) = segments.and_then(|(_, _, whose)| practitioner(&here, &whose)) else { return refuse(&here, ProblemKind::NotFound) };
    let view = View::back(&here, &fields);
    let Some(version) = fields.parse::<i64>(fields::VERSION) else { return refuse(&here, ProblemKind::BadRequest) };
    match read(version, &fields) {
        Ok(terms) => match here.ask_agenda(card, &PutTerms { terms }).await {
            Ok(_) => did::done(&here, &view, CalendarAct::Terms, &[]),
            Err(kind) => refuse(&here, kind),
        },
        Err(typed) => page(&here, StatusCode::UNPROCESSABLE_ENTITY, &view, card, *typed),
    }
}

fn read(version: i64, fields: &Fields) -> Result<Terms, Box<Typed>> {
    let typed = |name: &str| fields.text(name);
    let open_until = optional(&typed(fields::UNTIL), Issue::NotADay, |text| text.parse::<NaiveDate>().ok());
    let (days, minutes) = MOST;
    let within = |most: u32| Issue::OutOfRange { least: 0, most };
    let horizon = optional(&typed(fields::DAYS), within(days), |text| text.parse().ok().filter(|count| u32::from(*count) <= days));
    let notice = optional(&typed(fields::MINUTES), within(minutes), |text| text.parse().ok().filter(|count| *count <= minutes));
    let (online, new_patients) = (typed(fields::ONLINE), typed(fields::NEW_PATIENTS));
    match (open_until, horizon, notice) {
        (Ok(open_until), Ok(horizon_days), Ok(notice_minutes)) => {
            Ok(Terms { version, online: online == "yes", new_patients: new_patients == "yes", open_until, horizon_days, notice_minutes })
        }
        (open_until, horizon, notice) => {
            let shown = |name: &str, issue: Option<Issue>| Input { issue, ..Input::of(typed(name)) };
            Err(Box::new(Typed {
                version,
                online,
                new_patients,
                open_until: shown(fields::UNTIL, open_until.err()),
                horizon: shown(fields::DAYS, horizon.err()),
                notice: shown(fields::MINUTES, notice.err()),
            }))
        }
    }
}

/// What was typed, if anything was.
pub(super) fn optional<T>(text: &str, issue: Issue, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, Issue> {
    match text.trim() {
        "" => Ok(None),
        text => read(text).map(Some).ok_or(issue),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(form: &str) -> Option<Terms> {
        read(3, &Fields::read(form.as_bytes())).ok()
    }

    #[test]
    fn what_is_left_empty_is_the_practices_setting() {
        let terms = of("online=yes&new_patients=no&until=&days=&minutes=").unwrap();
        assert!(terms.online && !terms.new_patients && terms.version == 3);
        assert_eq!((terms.open_until, terms.horizon_days, terms.notice_minutes), (None, None, None));
        let terms = of("online=no&until=2027-01-31&days=60&minutes=120").unwrap();
        assert_eq!((terms.horizon_days, terms.notice_minutes), (Some(60), Some(120)));
        for wrong in ["until=demain", "days=-1", "days=731", "minutes=soon", "minutes=86401"] {
            assert!(of(wrong).is_none(), "{wrong}");
        }
    }
}
