//! Placing a patient (A4): whom, for what, where and when, in one form that each of its buttons leads further.

use axum::{extract::Request, response::Response};
use chrono::{NaiveDate, NaiveTime};
use guichet_contracts::{
    ProblemKind,
    command::{
        calendar::{FindStarts, PlaceAppointment},
        card::{LocationCard, PracticeCard, PractitionerCard},
        patient::{PatientLine as Line, SearchPatients},
        practice::ReadSettings,
        waitlist::{AlertTerms, Wish},
    },
};
use guichet_edge::web::html;
use guichet_kernel::{AppointmentId, Instant, LocationId, Minutes, PatientId, Right, ServiceId};
use guichet_ui::desk::{CalendarAct, Input, Issue, Obstacle, PatientLine, PlacePage, PlaceStep, Post, StartChoice, fields};
use http::StatusCode;

use super::{SECTION, View, address, alert, asked, clock, did, fields_of, fresh, page_of, practitioners, read, refuse, refused, visit};
use crate::{
    here::Here,
    patients::{full_name, record_href},
    today::{practitioner, readable, today},
};

/// As many patients as a search shows.
const MOST_FOUND: u32 = 10;
/// How far ahead free times are looked for, in days, and as many as are shown.
const AHEAD: (u8, u32) = (42, 40);
/// The longest appointment, in minutes.
const LONGEST: u32 = 720;
/// In an address: at what hour.
const HOUR_QUERY: &str = "heure";
/// In an address: for what.
const SERVICE_QUERY: &str = "motif";
/// In an address: whom.
const PATIENT_QUERY: &str = "patient";

/// What has been chosen and typed so far, as it was sent.
struct Draft {
    key: String,
    view: View,
    query: String,
    patient: Option<PatientId>,
    practitioner: String,
    service: String,
    location: String,
    date: String,
    time: String,
    /// Which of the two, where clocks show that hour twice.
    fold: String,
    minutes: String,
    silent: bool,
    /// What the patient wishes who would come earlier.
    alert: Option<Wish>,
}

/// The form, with what its address says already.
#[worker::send]
pub(super) async fn form(here: Here) -> Response {
    if let Some(answer) = refused(&here) {
        return answer;
    }
    let asked = asked(&here);
    // The page that leads here says its own query in one word, since both say a day and a place.
    let view = if asked.text(fields::PAGE).is_empty() { View::of(&here, &asked) } else { View::back(&here, &asked) };
    let draft = Draft {
        key: fresh(&here),
        query: String::new(),
        patient: PatientId::from_digits(&asked.text(PATIENT_QUERY)).ok(),
        practitioner: asked.text(super::view::WHOSE_QUERY),
        service: asked.text(SERVICE_QUERY),
        location: asked.text(super::view::PLACE_QUERY),
        date: asked.parse::<NaiveDate>("date").filter(|date| readable(*date)).unwrap_or_else(|| today(&here)).to_string(),
        time: asked.text(HOUR_QUERY),
        fold: String::new(),
        minutes: String::new(),
        silent: false,
        alert: None,
        view,
    };
    match Desk::open(&here, draft).await {
        Ok(desk) => desk.page(StatusCode::OK, Said::default()).await,
        Err(kind) => refuse(&here, kind),
    }
}

/// Searches, finds, or places. Sent twice, it is one appointment.
#[worker::send]
pub(super) async fn place(here: Here, request: Request) -> Response {
    let fields = match fields_of(&here, request).await {
        Ok(fields) => fields,
        Err(answer) => return answer,
    };
    let Some(key) = fields.key() else { return refuse(&here, ProblemKind::BadRequest) };
    let draft = Draft {
        key,
        view: View::back(&here, &fields),
        query: fields.text(fields::QUERY),
        patient: PatientId::from_digits(&fields.text(fields::PATIENT)).ok(),
        practitioner: fields.text(fields::PRACTITIONER),
        service: fields.text(fields::SERVICE),
        location: fields.text(fields::LOCATION),
        date: fields.text(fields::DATE),
        time: fields.text(fields::TIME),
        fold: fields.text(fields::FOLD),
        minutes: fields.text(fields::MINUTES),
        silent: fields.text(fields::SILENT) == "yes",
        alert: alert::typed(&fields),
    };
    let mut desk = match Desk::open(&here, draft).await {
        Ok(desk) => desk,
        Err(kind) => return refuse(&here, kind),
    };
    if let Some((at, location)) = fields.text(fields::START).split_once(':') {
        desk.take(at, location);
        return desk.page(StatusCode::OK, Said::default()).await;
    }
    match PlaceStep::from_word(&fields.text(fields::ACT)).unwrap_or(PlaceStep::Search) {
        PlaceStep::Search => desk.page(StatusCode::OK, Said { search: true, ..Said::default() }).await,
        PlaceStep::Find => desk.find().await,
        step @ (PlaceStep::Place | PlaceStep::Force) => desk.place(step == PlaceStep::Force).await,
    }
}

/// What a page says beside what was typed.
#[derive(Default)]
struct Said {
    search: bool,
    starts: Option<Vec<StartChoice>>,
    obstacle: Option<Obstacle>,
    patient: Option<Issue>,
    service: Option<Issue>,
    date: Option<Issue>,
    time: Option<Issue>,
    fold: Option<Issue>,
    minutes: Option<Issue>,
}

struct Desk<'a> {
    here: &'a Here,
    draft: Draft,
    card: PracticeCard,
    whose: &'a PractitionerCard,
}

impl<'a> Desk<'a> {
    async fn open(here: &'a Here, draft: Draft) -> Result<Self, ProblemKind> {
        let card = here.ask(&ReadSettings {}).await?.card;
        let whose = practitioner(here, &draft.practitioner).or_else(|| draft.view.first(here)).ok_or(ProblemKind::NotFound)?;
        Ok(Self { here, draft, card, whose })
    }

    /// The place chosen; where none is, the practice's first.
    fn location(&self) -> Option<&LocationCard> {
        let chosen = LocationId::from_digits(&self.draft.location).ok();
        let known = chosen.and_then(|id| self.card.locations.iter().find(|location| location.id == id));
        known.or_else(|| self.card.locations.first())
    }

    fn service(&self) -> Option<ServiceId> {
        let chosen = ServiceId::from_digits(&self.draft.service).ok();
        self.card.services.iter().map(|service| service.id).find(|id| Some(*id) == chosen)
    }

    /// A free time was chosen: it is when and where.
    fn take(&mut self, at: &str, location: &str) {
        location.clone_into(&mut self.draft.location);
        let zone = self.location().map(|location| location.zone);
        if let (Ok(millis), Some(zone)) = (at.parse(), zone) {
            let at = Instant::from_millis(millis);
            let wall = zone.wall(at);
            self.draft.date = wall.date().to_string();
            self.draft.time = wall.format("%H:%M").to_string();
            self.draft.fold = clock::word(zone, at);
        }
    }

    /// Looks for free times, from the day that was typed on.
    async fn find(self) -> Response {
        let Some(service) = self.service() else {
            return self.page(StatusCode::UNPROCESSABLE_ENTITY, Said { service: Some(Issue::NotChosen), ..Said::default() }).await;
        };
        let from = self.draft.date.parse().ok().filter(|date| readable(*date)).unwrap_or_else(|| today(self.here));
        let location = LocationId::from_digits(&self.draft.location).ok().filter(|_| self.card.locations.len() > 1);
        let (days, most) = AHEAD;
        match self.here.ask_agenda(self.whose, &FindStarts { service, location, from, days, most }).await {
            Ok(found) => {
                let several = self.card.locations.len() > 1;
                let choice = |start: &guichet_contracts::command::calendar::Start| {
                    let place = self.card.locations.iter().find(|location| location.id == start.location)?;
                    Some(StartChoice {
                        at: place.zone.wall(start.starts_at),
                        fold: place.zone.fold(start.starts_at),
                        place: several.then(|| address(place)),
                        value: format!("{}:{}", start.starts_at.millis(), start.location.digits()),
                    })
                };
                let starts = found.starts.iter().filter_map(choice).collect();
                self.page(StatusCode::OK, Said { starts: Some(starts), ..Said::default() }).await
            }
            Err(kind) => refuse(self.here, kind),
        }
    }

    async fn place(mut self, force: bool) -> Response {
        let command = match self.command(force) {
            Ok(command) => command,
            Err(said) => return self.page(StatusCode::UNPROCESSABLE_ENTITY, *said).await,
        };
        // Whoever is erased after this answer, the Agenda knows of itself, or hears of it.
        match read::lines(self.here, std::iter::once(command.patient)).await {
            Ok(known) if known.is_empty() => {
                self.draft.patient = None;
                return self.page(StatusCode::UNPROCESSABLE_ENTITY, Said { patient: Some(Issue::NotChosen), ..Said::default() }).await;
            }
            Ok(_) => {}
            Err(kind) => return refuse(self.here, kind),
        }
        match self.here.ask_agenda(self.whose, &command).await {
            Ok(entry) => {
                let version = entry.appointment.as_ref().map_or(1, |booked| booked.version);
                let trace = did::of_appointment(&self.whose.id.digits(), command.appointment, version);
                let day = self.location().map_or(self.draft.view.date, |location| location.zone.wall(command.starts_at).date());
                did::done(self.here, &self.draft.view.on(day), CalendarAct::Placed, &trace)
            }
            Err(kind) => match visit::obstacle(kind) {
                Some(obstacle) => self.page(StatusCode::CONFLICT, Said { obstacle: Some(obstacle), ..Said::default() }).await,
                None if matches!(kind, ProblemKind::SlotGone | ProblemKind::Invalid) => {
                    self.page(StatusCode::UNPROCESSABLE_ENTITY, Said { time: Some(Issue::Malformed), ..Said::default() }).await
                }
                None => refuse(self.here, kind),
            },
        }
    }

    fn date(&self) -> Option<NaiveDate> {
        self.draft.date.parse().ok().filter(|date| readable(*date))
    }

    fn time(&self) -> Option<NaiveTime> {
        NaiveTime::parse_from_str(&self.draft.time, "%H:%M").ok()
    }

    /// When and where, as far as it is typed.
    fn start(&self) -> Option<Result<(&LocationCard, Instant), Issue>> {
        let (location, (date, time)) = self.location().zip(self.date().zip(self.time()))?;
        Some(clock::instant(location.zone, date.and_time(time), &self.draft.fold).map(|at| (location, at)))
    }

    /// How earlier slots are offered, where the box is shown: while nobody has said when, or for what is far enough ahead (W1, W2).
    fn alerts(&self) -> Option<AlertTerms> {
        let far = |terms: &AlertTerms| match self.start() {
            Some(Ok((_, starts_at))) => alert::is_far(terms, starts_at, self.here.now()),
            _ => true,
        };
        self.card.alerts.filter(far)
    }

    /// The command, or what is to be mended.
    fn command(&self, force: bool) -> Result<PlaceAppointment, Box<Said>> {
        let appointment = AppointmentId::from_digits(&self.draft.key).ok();
        let (date, time) = (self.date(), self.time());
        let start = self.start();
        let minutes = match self.draft.minutes.trim() {
            "" => Ok(None),
            typed => match typed.parse::<u16>().ok().filter(|count| (1..=LONGEST).contains(&u32::from(*count))) {
                Some(count) => Minutes::new(count).map(Some).map_err(|_| Issue::NotANumber),
                None => Err(Issue::OutOfRange { least: 1, most: LONGEST }),
            },
        };
        match (appointment, self.draft.patient, self.service(), start, minutes) {
            (Some(appointment), Some(patient), Some(service), Some(Ok((location, starts_at))), Ok(minutes)) => Ok(PlaceAppointment {
                appointment,
                patient,
                service,
                location: location.id,
                starts_at,
                minutes,
                force,
                silent: self.draft.silent,
                // Their own place is no other one.
                alert: self
                    .alerts()
                    .and(self.draft.alert.clone())
                    .map(|wish| Wish { places: wish.places.into_iter().filter(|place| *place != location.id).collect(), ..wish }),
            }),
            (_, patient, service, start, minutes) => {
                let wrong = start.and_then(Result::err);
                let unread = time.is_none().then_some(if self.draft.time.is_empty() { Issue::Missing } else { Issue::Malformed });
                Err(Box::new(Said {
                    patient: patient.is_none().then_some(Issue::NotChosen),
                    service: service.is_none().then_some(Issue::NotChosen),
                    date: date.is_none().then_some(Issue::NotADay),
                    time: unread.or(wrong.filter(|wrong| *wrong != Issue::HourTwice)),
                    fold: wrong.filter(|wrong| *wrong == Issue::HourTwice),
                    minutes: minutes.err(),
                    ..Said::default()
                }))
            }
        }
    }

    async fn page(self, status: StatusCode, said: Said) -> Response {
        match self.view(said).await {
            Ok(page) => html(status, page.render()),
            Err(kind) => refuse(self.here, kind),
        }
    }

    async fn view(&self, said: Said) -> Result<PlacePage, ProblemKind> {
        let (here, draft) = (self.here, &self.draft);
        let chosen = read::lines(here, draft.patient.into_iter()).await?;
        let found = if draft.query.trim().is_empty() || !said.search {
            Vec::new()
        } else {
            here.ask(&SearchPatients { text: draft.query.clone(), most: MOST_FOUND }).await?.patients
        };
        let (page, query) = page_of(&draft.view);
        let input = |value: &str, issue: Option<Issue>| Input { issue, ..Input::of(value) };
        let wall = self.date().zip(self.time()).map(|(date, time)| date.and_time(time));
        let fold = self.location().and_then(|location| clock::field(location.zone, wall, &draft.fold, said.fold));
        let location = self.location().map(|location| location.id.digits()).unwrap_or_default();
        Ok(PlacePage {
            desk: here.desk(SECTION, None),
            post: Post::to(here.href("/agenda/placer")).with_key(&draft.key).with(page, query),
            query: draft.query.clone(),
            chosen: chosen.first().map(|line| shown(here, line)),
            matches: found.iter().filter(|line| Some(line.id) != draft.patient).map(|line| shown(here, line)).collect(),
            patient_issue: said.patient,
            new_href: here.may(Right::ChangePatients).then(|| here.href("/patients/nouveau")),
            practitioner: Input::of(self.whose.id.digits()),
            practitioners: practitioners(here),
            service: input(&draft.service, said.service),
            services: self.card.services.iter().map(|service| (service.id.digits(), service.label.as_str().to_owned())).collect(),
            location: Input::of(location),
            locations: self.card.locations.iter().map(|location| (location.id.digits(), address(location))).collect(),
            date: input(&draft.date, said.date),
            time: input(&draft.time, said.time),
            fold,
            minutes: input(&draft.minutes, said.minutes),
            silent: draft.silent,
            alert: self
                .alerts()
                .map(|terms| alert::shown(draft.alert.as_ref(), &terms, self.location().map(|location| location.id), &self.card.locations)),
            starts: said.starts,
            obstacle: said.obstacle,
            cancel_href: draft.view.href(here),
        })
    }
}

fn shown(here: &Here, line: &Line) -> (String, PatientLine) {
    let shown = PatientLine {
        name: full_name(&line.family_name, &line.given_name),
        birth_name: None,
        birth_date: line.birth_date.map(guichet_kernel::BirthDate::date),
        city: None,
        phone_tail: None,
        href: record_href(here, line.id),
    };
    (line.id.digits(), shown)
}
