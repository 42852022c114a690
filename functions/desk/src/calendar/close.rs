//! Closing time (A10), opening it again, and the public holidays that are proposed.

use axum::{extract::Request, response::Response};
use chrono::{Days, NaiveDate, NaiveTime};
use guichet_agenda_core::holidays::{self, Region};
use guichet_contracts::{
    ProblemKind,
    command::{
        calendar::{CloseTime, Closing, ClosingKind, Reopen},
        card::{LocationCard, PractitionerCard},
        practice::ReadSettings,
    },
};
use guichet_edge::{
    clock::PlatformEntropy,
    web::{Segments, html},
};
use guichet_kernel::{ClosingId, Instant, LocationId, PractitionerId, Right, Zone};
use guichet_ui::desk::{CalendarAct, ClosingRow, ClosingWhy, ClosingsPage, HolidayRow, Input, Issue, Post, fields};
use http::StatusCode;

use super::{
    SECTION, View, address, did, fields_of, fresh, name, page_of, read, refuse, refused, sheet,
    visit::{day_of, time_of},
};
use crate::{
    form::Fields,
    here::Here,
    today::{practitioner, today},
};

/// How far ahead closings are listed: as far as an agenda is read at once.
const LISTED: u8 = 42;
/// How far ahead holidays are proposed, in days.
const PROPOSED: u64 = 365;

/// What was typed.
struct Typed {
    chosen: Vec<PractitionerId>,
    chosen_issue: Option<Issue>,
    why: Input,
    location: Input,
    from: Input,
    from_time: Input,
    to: Input,
    to_time: Input,
    cancel: bool,
}

/// What is closed, and the form.
#[worker::send]
pub(super) async fn show(here: Here) -> Response {
    if let Some(answer) = refused(&here) {
        return answer;
    }
    let view = View::here(&here);
    let typed = Typed {
        chosen: view.whose.clone(),
        chosen_issue: None,
        why: Input::of(ClosingWhy::Leave.word()),
        location: Input::of(view.place.map(LocationId::digits).unwrap_or_default()),
        from: Input::of(view.date.to_string()),
        from_time: Input::default(),
        to: Input::default(),
        to_time: Input::default(),
        cancel: false,
    };
    page(&here, StatusCode::OK, &view, typed).await
}

async fn page(here: &Here, status: StatusCode, view: &View, typed: Typed) -> Response {
    match shown(here, view, typed).await {
        Ok(page) => html(status, page.render()),
        Err(kind) => refuse(here, kind),
    }
}

async fn shown(here: &Here, view: &View, typed: Typed) -> Result<ClosingsPage, ProblemKind> {
    let now = today(here);
    let seen = read::calendars(here, &view.shown(here), now, LISTED).await?;
    let locations = here.ask(&ReadSettings {}).await?.card.locations;
    let (page, query) = page_of(view);
    let post = || {
        let post = Post::to(here.href("/agenda/fermetures")).with_key(fresh(here)).with(page, query.clone());
        // Each agenda's closing has an id of its own, drawn with the form: sent twice, it is closed once.
        here.authority.runs.iter().fold(post, |post, card| {
            post.with(did::CLOSING, format!("{}:{}", card.id.digits(), ClosingId::draw(here.now(), &PlatformEntropy).digits()))
        })
    };
    let of_holiday = |date: NaiveDate| {
        let day = date.to_string();
        let post = post().with(fields::FROM, &day).with(fields::TO, &day).with(fields::WHY, ClosingWhy::PublicHoliday.word());
        view.whose.iter().fold(post, |post, id| post.with(fields::PRACTITIONER, id.digits()))
    };
    let mut rows: Vec<(Instant, ClosingRow)> = Vec::new();
    for (card, calendar) in &seen.answered {
        rows.extend(calendar.closed.iter().map(|closing| (closing.from, row(here, view, card, (closing, calendar.zone), &locations))));
    }
    guichet_kernel::order::by_key(&mut rows, |(from, _)| *from);
    let zone = here.authority.zone;
    let is_closed = |date: NaiveDate| {
        let (from, to) = (start_of(zone, date), end_of(zone, date));
        let whole = |closing: &Closing| closing.location.is_none() && closing.from <= from && closing.to >= to;
        !seen.answered.is_empty() && seen.answered.iter().all(|(_, calendar)| calendar.closed.iter().any(whole))
    };
    let until = now.checked_add_days(Days::new(PROPOSED)).unwrap_or(now);
    let region = region(here, &locations);
    Ok(ClosingsPage {
        desk: here.desk(SECTION, None),
        post: post(),
        practitioners: here.authority.runs.iter().map(|card| (card.id.digits(), name(card), typed.chosen.contains(&card.id))).collect(),
        practitioners_issue: typed.chosen_issue,
        why: typed.why,
        location: typed.location,
        locations: locations.iter().map(|location| (location.id.digits(), address(location))).collect(),
        from: typed.from,
        from_time: typed.from_time,
        to: typed.to,
        to_time: typed.to_time,
        cancel: typed.cancel,
        holidays: holidays::between(region, now, until, here.signed.locale)
            .into_iter()
            .map(|(date, name)| HolidayRow { date, name: name.to_owned(), close: (!is_closed(date)).then(|| of_holiday(date)) })
            .collect(),
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        back_href: view.href(here),
    })
}

fn row(here: &Here, view: &View, card: &PractitionerCard, (closing, zone): (&Closing, Zone), locations: &[LocationCard]) -> ClosingRow {
    let place = closing.location.and_then(|id| locations.iter().find(|location| location.id == id));
    let zone = place.map_or(zone, |place| place.zone);
    let (page, query) = page_of(view);
    let path = format!("/agenda/fermetures/{}/{}/rouvrir", card.id.digits(), closing.id.digits());
    ClosingRow {
        from: zone.wall(closing.from),
        to: zone.wall(closing.to),
        why: sheet::why(closing.kind),
        about: [Some(name(card)), place.map(address)].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        reopen: here.may(Right::RunAgenda).then(|| Post::to(here.href(&path)).with(page, query)),
    }
}

/// The region whose holidays are proposed: that of the first place, as far as its address tells.
fn region(here: &Here, locations: &[LocationCard]) -> Region {
    let country = here.authority.country;
    let mut words = locations.first().into_iter().flat_map(|location| location.address.iter().rev()).map(guichet_kernel::Label::as_str);
    let code = words.find_map(postal_code).unwrap_or_default();
    Region::of_postal_code(country, &code)
}

/// The postal code of a line of an address: `69003 Lyon`, `Montréal (Québec) H2X 1Y4`.
fn postal_code(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split(|c: char| c.is_whitespace() || c == ',').collect();
    let digits = |word: &&&str| (4..=5).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(code) = words.iter().find(digits) {
        return Some((**code).to_owned());
    }
    let shape = |word: &str| -> String {
        word.chars()
            .map(|c| {
                if c.is_ascii_digit() {
                    '9'
                } else if c.is_ascii_alphabetic() {
                    'A'
                } else {
                    '-'
                }
            })
            .collect()
    };
    let pair = words.windows(2).find_map(|pair| match pair {
        [first, second] if shape(first) == "A9A" && shape(second) == "9A9" => Some(format!("{first} {second}")),
        _ => None,
    });
    pair.or_else(|| words.iter().find(|word| shape(word) == "A9A9A9").map(|word| (*word).to_owned()))
}

fn start_of(zone: Zone, date: NaiveDate) -> Instant {
    zone.instant(date.and_time(NaiveTime::MIN))
}

fn end_of(zone: Zone, date: NaiveDate) -> Instant {
    start_of(zone, date.checked_add_days(Days::new(1)).unwrap_or(date))
}

/// Closes time, in each agenda that was chosen. Sent twice, it is closed once.
#[worker::send]
pub(super) async fn close(here: Here, request: Request) -> Response {
    let fields = match fields_of(&here, request).await {
        Ok(fields) => fields,
        Err(answer) => return answer,
    };
    let view = View::back(&here, &fields);
    let locations = match here.ask(&ReadSettings {}).await {
        Ok(settings) => settings.card.locations,
        Err(kind) => return refuse(&here, kind),
    };
    let (wanted, closings) = match wanted(&here, &fields, &locations) {
        Ok(wanted) => wanted,
        Err(typed) => return page(&here, StatusCode::UNPROCESSABLE_ENTITY, &view, *typed).await,
    };
    let (mut done, mut standing) = (Vec::new(), 0_u32);
    for (card, closing) in closings {
        match here.ask_agenda(card, &CloseTime { closing, ..wanted.clone() }).await {
            Ok(closed) => standing = standing.saturating_add(closed.standing),
            Err(kind) => return refuse(&here, kind),
        }
        done.push(format!("{}:{}", card.id.digits(), closing.digits()));
    }
    did::closed(&here, &view, &done, if wanted.cancel { 0 } else { standing })
}

/// What is to be closed, and in which agendas.
type Wanted<'a> = (CloseTime, Vec<(&'a PractitionerCard, ClosingId)>);

fn wanted<'a>(here: &'a Here, fields: &Fields, locations: &[LocationCard]) -> Result<Wanted<'a>, Box<Typed>> {
    let chosen: Vec<&PractitionerCard> = match &here.authority.runs[..] {
        [only] => vec![only],
        _ => fields.each(fields::PRACTITIONER).filter_map(|digits| practitioner(here, digits)).take(super::view::MOST_CLOSED).collect(),
    };
    let ids = |card: &'a PractitionerCard| {
        let named = fields.each(did::CLOSING).filter_map(|text| text.split_once(':'));
        let own = named.into_iter().find(|(whose, _)| *whose == card.id.digits());
        own.and_then(|(_, closing)| Some((card, ClosingId::from_digits(closing).ok()?)))
    };
    let closings: Vec<_> = chosen.iter().copied().filter_map(ids).collect();
    let typed = |name: &str| fields.text(name);
    let place = LocationId::from_digits(&typed(fields::LOCATION)).ok().and_then(|id| locations.iter().find(|location| location.id == id));
    let zone = place.map_or(here.authority.zone, |place| place.zone);
    let hour = |name: &str| if typed(name).trim().is_empty() { Ok(None) } else { time_of(fields, name).map(Some).ok_or(Issue::Malformed) };
    let (from, from_time, to_time) = (day_of(fields, fields::FROM), hour(fields::FROM_TIME), hour(fields::TO_TIME));
    let to = if typed(fields::TO).trim().is_empty() { from } else { day_of(fields, fields::TO) };
    let why = ClosingWhy::from_word(&typed(fields::WHY)).unwrap_or(ClosingWhy::Other);
    let cancel = typed(fields::CANCEL) == "yes";
    let mut backwards = false;
    if let (Some(first), Some(last), Ok(from_time), Ok(to_time), [_, ..], true) =
        (from, to, from_time, to_time, &closings[..], closings.len() == chosen.len())
    {
        let begins = from_time.map_or_else(|| start_of(zone, first), |time| zone.instant(first.and_time(time)));
        let ends = to_time.map_or_else(|| end_of(zone, last), |time| zone.instant(last.and_time(time)));
        if let (true, Some((_, closing))) = (begins < ends, closings.first()) {
            let wanted =
                CloseTime { closing: *closing, location: place.map(|place| place.id), from: begins, to: ends, kind: kind(why), cancel };
            return Ok((wanted, closings));
        }
        backwards = true;
    }
    let shown = |name: &str, issue: Option<Issue>| Input { issue, ..Input::of(typed(name)) };
    Err(Box::new(Typed {
        chosen: chosen.iter().map(|card| card.id).collect(),
        chosen_issue: chosen.is_empty().then_some(Issue::NotChosen),
        why: Input::of(why.word()),
        location: shown(fields::LOCATION, None),
        from: shown(fields::FROM, from.is_none().then_some(Issue::NotADay)),
        from_time: shown(fields::FROM_TIME, from_time.err()),
        to: shown(
            fields::TO,
            if backwards { Some(Issue::EndsFirst) } else { to.is_none().then_some(Issue::NotADay).filter(|_| from.is_some()) },
        ),
        to_time: shown(fields::TO_TIME, to_time.err()),
        cancel,
    }))
}

const fn kind(why: ClosingWhy) -> ClosingKind {
    match why {
        ClosingWhy::Leave => ClosingKind::Leave,
        ClosingWhy::Illness => ClosingKind::Illness,
        ClosingWhy::PublicHoliday => ClosingKind::PublicHoliday,
        ClosingWhy::Training => ClosingKind::Training,
        ClosingWhy::Other => ClosingKind::Other,
    }
}

/// Takes a closing back. Repeating it changes nothing.
#[worker::send]
pub(super) async fn reopen(here: Here, Segments(segments): Segments<(String, String, String, String)>, request: Request) -> Response {
    let fields = match fields_of(&here, request).await {
        Ok(fields) => fields,
        Err(answer) => return answer,
    };
    let found = segments.and_then(|(_, _, whose, closing)| Some((practitioner(&here, &whose)?, ClosingId::from_digits(&closing).ok()?)));
    let Some((card, closing)) = found else { return refuse(&here, ProblemKind::NotFound) };
    match here.ask_agenda(card, &Reopen { closing }).await {
        Ok(_) => did::done(&here, &View::back(&here, &fields), CalendarAct::Reopened, &[]),
        Err(kind) => refuse(&here, kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postal_code_is_found_in_its_line() {
        let of = |line: &str| postal_code(line).unwrap_or_default();
        assert_eq!(of("69003 Lyon"), "69003");
        assert_eq!(of("4000 Liège"), "4000");
        assert_eq!(of("Montréal (Québec) H2X 1Y4"), "H2X 1Y4");
        assert_eq!(of("Toronto, ON, M5V2T6"), "M5V2T6");
        assert_eq!(of("12 rue des Lilas"), "");
    }

    #[test]
    fn a_reason_is_the_same_on_both_sides() {
        for why in ClosingWhy::ALL {
            assert_eq!(sheet::why(kind(why)), why);
            assert_eq!(serde_json::to_value(kind(why)).unwrap(), why.word());
        }
    }
}
