//! The sheet: what agendas answered, day by day.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use guichet_contracts::command::{
    agenda::{DayAppointment, DayEntry},
    calendar::{Calendar, Closing, ClosingKind, Occurrence},
    card::{LocationCard, PractitionerCard},
};
use guichet_kernel::{Instant, LocationId, PatientId, Right, Zone};
use guichet_ui::desk::{
    AppointmentLine, Attendance, CalendarView, ClosingWhy, Lane, Marks, Movable, OpenTime, Post, Sheet, SheetDay, SheetItem, SheetWhat,
    Visit, fields,
};

use super::{
    address, free, fresh, name, page_of,
    read::Seen,
    view::{PLACE_QUERY, View, WHOSE_QUERY},
};
use crate::{
    here::Here,
    session::query,
    today::{noted, of_the_wire, steps, today},
};

/// What a sheet is made of, beside what agendas answered.
pub(super) struct Making<'a> {
    pub(super) here: &'a Here,
    pub(super) view: &'a View,
    pub(super) locations: &'a [LocationCard],
    pub(super) names: BTreeMap<PatientId, String>,
}

/// The patients whose names a sheet shows: of a month, the first of each day.
pub(super) fn patients<'a>(seen: &'a Seen<'_>, view: &View) -> impl Iterator<Item = PatientId> + use<'a> {
    let mut shown: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    let month = view.kind == CalendarView::Month;
    let mut all: Vec<(Instant, &DayAppointment)> = seen
        .answered
        .iter()
        .flat_map(|(_, calendar)| &calendar.entries)
        .filter_map(|entry| Some((entry.starts_at, entry.appointment.as_ref().filter(|booked| stands(booked))?)))
        .collect();
    guichet_kernel::order::by_key(&mut all, |(starts_at, _)| *starts_at);
    all.into_iter()
        .filter(move |(starts_at, booked)| {
            let count = shown.entry(booked.location.zone.wall(*starts_at).date()).or_default();
            *count += 1;
            !month || *count <= 3
        })
        .filter_map(|(_, booked)| booked.patient)
}

fn stands(booked: &DayAppointment) -> bool {
    noted(of_the_wire(booked.attendance))
}

impl Making<'_> {
    /// The sheet.
    pub(super) fn sheet(&self, seen: &Seen<'_>) -> Sheet {
        let (first, days) = self.view.span(self.here.authority.country);
        let now = today(self.here);
        let dates = (0..u64::from(days)).filter_map(|n| first.checked_add_days(chrono::Days::new(n)));
        let moves = self.here.may(Right::RunAgenda) && self.view.kind != CalendarView::Month;
        let (page, query) = page_of(self.view);
        Sheet {
            view: self.view.kind,
            live_href: format!("{}?{}", self.here.href("/agenda"), self.view.with(&[(super::show::KNOWN_QUERY, &seen.etag)])),
            days: dates
                .map(|date| SheetDay {
                    date,
                    is_today: date == now,
                    within: self.view.kind != CalendarView::Month
                        || chrono::Datelike::month(&date) == chrono::Datelike::month(&self.view.date),
                    href: View { kind: CalendarView::Day, ..self.view.on(date) }.href(self.here),
                    lanes: self.lanes(seen, date),
                })
                .collect(),
            gone: if self.view.kind == CalendarView::Month { Vec::new() } else { self.gone(seen) },
            silent: seen.silent.clone(),
            moving: moves.then(|| Post::to(self.here.href("/agenda/deplacer")).with_key(fresh(self.here)).with(page, query)),
        }
    }

    /// What was cancelled or moved on these days, by start.
    fn gone(&self, seen: &Seen<'_>) -> Vec<AppointmentLine> {
        let all = seen.answered.iter().flat_map(|(card, calendar)| calendar.entries.iter().map(move |entry| (*card, entry)));
        let line = |(card, entry): (&PractitionerCard, &DayEntry)| {
            let booked = entry.appointment.as_ref().filter(|booked| !stands(booked) && self.is_shown(Some(booked.location.id)))?;
            let at = booked.location.zone.wall(entry.starts_at);
            Some(AppointmentLine {
                at,
                service: booked.service.label.as_str().to_owned(),
                practitioner: name(card),
                attendance: of_the_wire(booked.attendance),
                href: Some(self.view.on(at.date()).at(self.here, &visit_path(card, booked))),
            })
        };
        let mut lines: Vec<AppointmentLine> = all.filter_map(line).collect();
        guichet_kernel::order::by_key(&mut lines, |line| line.at);
        lines
    }

    /// A day has a lane for each practitioner; more days have one for all.
    fn lanes(&self, seen: &Seen<'_>, date: NaiveDate) -> Vec<Lane> {
        let several = seen.answered.len() > 1;
        if several && self.view.kind == CalendarView::Day {
            return seen.answered.iter().map(|(card, calendar)| self.lane(&[(*card, calendar)], date, Some(name(card)))).collect();
        }
        let all: Vec<_> = seen.answered.iter().map(|(card, calendar)| (*card, calendar)).collect();
        vec![self.lane(&all, date, None)]
    }

    fn lane(&self, of: &[(&PractitionerCard, &Calendar)], date: NaiveDate, head: Option<String>) -> Lane {
        let mut lane = Lane { name: head, open: Vec::new(), items: Vec::new() };
        let several = of.len() > 1;
        for (card, calendar) in of {
            let of_day = Day { making: self, card, calendar, date, several };
            lane.open.extend(of_day.open());
            lane.items.extend(of_day.items());
        }
        guichet_kernel::order::by_key(&mut lane.open, |open| open.start);
        // Of several agendas the same free line is offered once: the form asks whose.
        guichet_kernel::order::by_key(&mut lane.items, |item| (item.start, matches!(item.what, SheetWhat::Free { .. })));
        lane.items.dedup_by(|one, other| {
            one.start == other.start && matches!((&one.what, &other.what), (SheetWhat::Free { .. }, SheetWhat::Free { .. }))
        });
        lane
    }

    fn zone(&self, location: Option<LocationId>, calendar: &Calendar) -> Zone {
        let known = location.and_then(|id| self.locations.iter().find(|location| location.id == id));
        known.map_or(calendar.zone, |location| location.zone)
    }

    fn is_shown(&self, location: Option<LocationId>) -> bool {
        self.view.place.is_none_or(|place| location.is_none_or(|location| location == place))
    }
}

/// A day of one practitioner.
struct Day<'a> {
    making: &'a Making<'a>,
    card: &'a PractitionerCard,
    calendar: &'a Calendar,
    date: NaiveDate,
    several: bool,
}

/// A part of a day: when, and how long.
type Part = (NaiveTime, u16);

/// What of a stretch falls on a day, on the wall of a zone.
fn on_day(date: NaiveDate, zone: Zone, from: Instant, to: Instant) -> Option<Part> {
    // Lengths are elapsed time: on the night when clocks go back, half past two may end at two.
    let midnight = |date: NaiveDate| zone.instant(date.and_time(NaiveTime::MIN));
    let (start, stop) = (from.max(midnight(date)), to.min(midnight(date.checked_add_days(chrono::Days::new(1))?)));
    let minutes = stop.since(start).num_minutes();
    (minutes > 0).then(|| (zone.wall(start).time(), u16::try_from(minutes).unwrap_or(24 * 60)))
}

impl Day<'_> {
    fn occurrences(&self) -> impl Iterator<Item = (&Occurrence, Zone, Part)> {
        let shown = self.calendar.open.iter().filter(|open| self.making.is_shown(Some(open.location)));
        shown.filter_map(|open| {
            let zone = self.making.zone(Some(open.location), self.calendar);
            Some((open, zone, on_day(self.date, zone, open.starts_at, open.ends_at)?))
        })
    }

    fn open(&self) -> Vec<OpenTime> {
        let here = self.making.here;
        let time = |(open, _, (start, minutes)): (&Occurrence, Zone, Part)| {
            let place =
                (self.making.locations.len() > 1).then(|| self.making.locations.iter().find(|one| one.id == open.location).map(address));
            let many = (open.capacity > 1).then(|| format!("×{}", open.capacity));
            let group = open.places.map(|places| format!("×{places}"));
            let who = self.several.then(|| name(self.card));
            let about: Vec<String> = [who, place.flatten(), many, group].into_iter().flatten().collect();
            let path = format!("/agenda/horaires/{}/{}", self.card.id.digits(), open.availability.digits());
            let date = self.date.to_string();
            let day: &[(&str, &str)] = if open.recurs { &[("jour", date.as_str())] } else { &[] };
            OpenTime {
                start,
                minutes,
                href: here.may(Right::RunAgenda).then(|| format!("{}?{}", here.href(&path), self.making.view.with(day))),
                about: (!about.is_empty()).then(|| about.join(" · ")),
            }
        };
        self.occurrences().map(time).collect()
    }

    fn items(&self) -> Vec<SheetItem> {
        let mut items: Vec<SheetItem> = self.calendar.closed.iter().filter_map(|closing| self.closed(closing)).collect();
        items.extend(self.calendar.entries.iter().filter_map(|entry| self.entry(entry)));
        if self.making.here.may(Right::RunAgenda) && self.making.view.kind != CalendarView::Month {
            items.extend(self.free());
        }
        items
    }

    fn closed(&self, closing: &Closing) -> Option<SheetItem> {
        if !self.making.is_shown(closing.location) {
            return None;
        }
        let zone = self.making.zone(closing.location, self.calendar);
        let (start, minutes) = on_day(self.date, zone, closing.from, closing.to)?;
        let here = self.making.here;
        let href = here.may(Right::RunAgenda).then(|| self.making.view.at(here, "/fermetures"));
        Some(SheetItem { start, minutes, what: SheetWhat::Closed { why: why(closing.kind), href } })
    }

    fn entry(&self, entry: &DayEntry) -> Option<SheetItem> {
        let booked = match &entry.appointment {
            Some(booked) if !stands(booked) => return None,
            Some(booked) if self.making.is_shown(Some(booked.location.id)) => booked,
            // Taken elsewhere: by another practice, or at a place that is not shown.
            _ => {
                let (start, minutes) = on_day(self.date, self.calendar.zone, entry.starts_at, entry.ends_at)?;
                return Some(SheetItem { start, minutes, what: SheetWhat::Busy });
            }
        };
        let (start, minutes) = on_day(self.date, booked.location.zone, entry.starts_at, entry.ends_at)?;
        Some(SheetItem { start, minutes, what: SheetWhat::Visit(Box::new(self.visit(entry, booked))) })
    }

    fn visit(&self, entry: &DayEntry, booked: &DayAppointment) -> Visit {
        let (here, view) = (self.making.here, self.making.view);
        let may = here.may(Right::RunAgenda);
        let path = visit_path(self.card, booked);
        let attendance = of_the_wire(booked.attendance);
        let place = (self.making.locations.len() > 1 && view.place.is_none()).then(|| address(&booked.location));
        let who = self.several.then(|| name(self.card));
        let about: Vec<String> = [who, place].into_iter().flatten().collect();
        Visit {
            id: booked.appointment.digits(),
            href: view.on(self.date).at(here, &path),
            patient: booked.patient.and_then(|patient| self.making.names.get(&patient).cloned()),
            unconfirmed_until: booked.unconfirmed_until.map(|until| booked.location.zone.wall(until).time()),
            service: booked.service.label.as_str().to_owned(),
            about: (!about.is_empty()).then(|| about.join(" · ")),
            attendance,
            marks: may.then(|| marks(here, view, (self.card, self.date), entry, booked)),
            // Who has come, or has not, stays where they were; what waits to be confirmed is confirmed first.
            moved: (may && booked.unconfirmed_until.is_none() && matches!(attendance, Attendance::Booked | Attendance::Confirmed))
                .then(|| Movable { practitioner: self.card.id.digits(), version: booked.version }),
        }
    }

    fn free(&self) -> Vec<SheetItem> {
        let spans = |of: &dyn Fn(&Occurrence) -> bool| self.calendar.open.iter().filter(|open| of(open)).count();
        let taken: Vec<free::Span> = self
            .calendar
            .entries
            .iter()
            .filter(|entry| entry.appointment.as_ref().is_none_or(stands))
            .map(|entry| (entry.starts_at, entry.ends_at))
            .collect();
        let mut items = Vec::new();
        if spans(&|_| true) == 0 {
            return items;
        }
        for (open, zone, _) in self.occurrences() {
            let closed: Vec<free::Span> = self
                .calendar
                .closed
                .iter()
                .filter(|closing| closing.location.is_none_or(|location| location == open.location))
                .map(|closing| (closing.from, closing.to))
                .collect();
            // Of a group a place may be left where somebody is: the agenda counts.
            let capacity = open.places.unwrap_or(open.capacity);
            for (from, to) in free::lines((open.starts_at, open.ends_at), capacity, &taken, &closed, self.making.here.now()) {
                items.extend(self.line(open, zone, from, to));
            }
        }
        items
    }

    fn line(&self, open: &Occurrence, zone: Zone, from: Instant, to: Instant) -> Option<SheetItem> {
        let (start, minutes) = on_day(self.date, zone, from, to)?;
        let (here, view) = (self.making.here, self.making.view);
        let (day, hour, whose) = (self.date.to_string(), start.format("%H:%M").to_string(), self.card.id.digits());
        let (place, back) = (open.location.digits(), view.query());
        let service = open.services.first().filter(|_| open.services.len() == 1).map(|service| service.digits());
        let mut pairs = vec![("date", day.as_str()), ("heure", &hour), (WHOSE_QUERY, &whose), (PLACE_QUERY, &place), (fields::PAGE, &back)];
        pairs.extend(service.as_deref().map(|service| ("motif", service)));
        let id = format!("{}-{}-{}-{}", whose, day, start.format("%H%M"), place);
        Some(SheetItem { start, minutes, what: SheetWhat::Free { id, href: format!("{}?{}", here.href("/agenda/placer"), query(&pairs)) } })
    }
}

/// The path of an appointment's own page, below the agenda's.
pub(super) fn visit_path(card: &PractitionerCard, booked: &DayAppointment) -> String {
    format!("/rendez-vous/{}/{}", card.id.digits(), booked.appointment.digits())
}

/// What may be noted of an appointment by one key.
pub(super) fn marks(
    here: &Here,
    view: &View,
    (card, date): (&PractitionerCard, NaiveDate),
    entry: &DayEntry,
    booked: &DayAppointment,
) -> Marks {
    let (page, query) = page_of(view);
    let post = Post::to(here.href(&format!("/agenda{}", visit_path(card, booked))))
        .with(fields::VERSION, booked.version.to_string())
        .with(fields::DATE, date.to_string())
        .with(fields::VALUE, of_the_wire(booked.attendance).word())
        .with(page, query);
    let [now, starts_at] = [here.now(), entry.starts_at].map(|at| booked.location.zone.wall(at));
    Marks { post, steps: steps(of_the_wire(booked.attendance), now, starts_at) }
}

pub(super) const fn why(kind: ClosingKind) -> ClosingWhy {
    match kind {
        ClosingKind::Leave => ClosingWhy::Leave,
        ClosingKind::Illness => ClosingWhy::Illness,
        ClosingKind::PublicHoliday => ClosingWhy::PublicHoliday,
        ClosingKind::Training => ClosingWhy::Training,
        ClosingKind::Other => ClosingWhy::Other,
    }
}

/// How long it is, in minutes.
pub(super) fn minutes(entry: &DayEntry) -> u32 {
    u32::try_from(entry.ends_at.since(entry.starts_at).max(TimeDelta::zero()).num_minutes()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lasts_longer_than_a_day_is_on_each_of_its_days() {
        let zone: Zone = "Europe/Paris".parse().unwrap();
        let at = |text: &str| zone.instant(text.parse().unwrap());
        let (from, to) = (at("2026-11-23T14:00:00"), at("2026-11-25T00:00:00"));
        let part =
            |day: &str| on_day(day.parse().unwrap(), zone, from, to).map(|(start, minutes)| (start.format("%H:%M").to_string(), minutes));
        assert_eq!(part("2026-11-22"), None);
        assert_eq!(part("2026-11-23"), Some(("14:00".into(), 600)));
        assert_eq!(part("2026-11-24"), Some(("00:00".into(), 1440)));
        assert_eq!(part("2026-11-25"), None);
    }
}
