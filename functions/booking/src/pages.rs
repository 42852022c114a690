//! From what the Agenda answers to what a page shows.

use guichet_contracts::command::{
    agenda::{AppointmentFacts, Attendance, HoldFacts, HoldState, Page},
    card::LocationCard,
};
use guichet_kernel::{Country, Instant, ServiceId};
use guichet_ui::{
    AppointmentPage, AppointmentState, BookingFields, BookingFormPage, Cancelling, Day, Hold, Openings, PageNotice, Phone, Practice,
    PractitionerPage, ServiceChoice, Slot, Visit, wire,
};

/// How many days the page shows.
pub(crate) const DAYS: u8 = 14;

/// The practitioner's page.
pub(crate) fn practitioner(page: &Page, country: Country, notice: Option<PageNotice>) -> Option<PractitionerPage> {
    let location = page.practice.location(page.location)?;
    let path = page.practitioner.page_path(country);
    let choice = |service: &guichet_contracts::command::card::ServiceCard| ServiceChoice {
        id: service.id.to_string(),
        label: service.label.as_str().to_owned(),
        minutes: service.minutes.count().into(),
        price: wire::price(service, country),
        selected: service.id == page.service,
        href: format!("{path}?motif={}", service.id),
    };
    Some(PractitionerPage {
        locale: country.first_locale(),
        practitioner: (&page.practitioner).into(),
        practice: Practice::at(&page.practice, location),
        bring: page.practice.service(page.service).and_then(|service| service.note.as_ref()).map(|note| note.as_str().to_owned()),
        city: location.city.as_str().to_owned(),
        notice,
        services: page.practice.services.iter().map(choice).collect(),
        days: days(page, location),
        action: format!("{path}/horaire"),
        earlier_href: None,
        later_href: None,
        indexed: true,
    })
}

fn days(page: &Page, location: &LocationCard) -> Vec<Day> {
    let slots: Vec<Slot> = page.starts.iter().map(|&start| Slot { start: location.zone.wall(start), value: start.to_string() }).collect();
    let day = |date: chrono::NaiveDate| {
        let free: Vec<Slot> = slots.iter().filter(|slot| slot.start.date() == date).cloned().collect();
        let openings = match (free.is_empty(), page.open_days.contains(&date)) {
            (false, _) => Openings::Free(free),
            (true, true) => Openings::Full,
            (true, false) => Openings::Closed,
        };
        Day { date, openings }
    };
    page.today.iter_days().take(DAYS.into()).map(day).collect()
}

/// The page of the practitioner whom a slot belongs to, with that service chosen.
pub(crate) fn path_of(facts: &guichet_contracts::command::agenda::SlotFacts) -> String {
    format!("{}?motif={}", facts.practitioner.page_path(facts.practice.country), facts.service.id)
}

/// The form, empty or as typed.
pub(crate) fn booking_form(facts: &HoldFacts, action: String, fields: BookingFields) -> BookingFormPage {
    let hold = if facts.state == HoldState::Live { Hold::Until(facts.slot.location.zone.wall(facts.until)) } else { Hold::Lapsed };
    BookingFormPage {
        locale: facts.slot.practice.country.first_locale(),
        visit: Visit::from(&facts.slot),
        hold,
        fields,
        action,
        hidden: Vec::new(),
        other_slot_href: path_of(&facts.slot),
    }
}

/// What has just been done, by the page's own redirect: it changes words, nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JustDone {
    Booked,
    Cancelled,
}

/// The appointment behind its link.
pub(crate) fn appointment(facts: &AppointmentFacts, link_path: &str, just: Option<JustDone>, now: Instant) -> AppointmentPage {
    let zone = facts.slot.location.zone;
    let cancelled = matches!(facts.attendance, Attendance::CancelledByPatient | Attendance::CancelledByPractitioner | Attendance::Moved);
    let state = match (cancelled, facts.slot.ends_at <= now, just) {
        (true, _, Some(JustDone::Cancelled)) => AppointmentState::JustCancelled,
        (true, _, _) => AppointmentState::Cancelled,
        (false, true, _) => AppointmentState::Past,
        (false, false, Some(JustDone::Booked)) => AppointmentState::JustBooked,
        (false, false, _) => AppointmentState::Standing,
    };
    let cancelling = if facts.may_cancel {
        Cancelling::Open { action: format!("{link_path}/annuler"), hidden: Vec::new(), until: zone.wall(facts.cancel_until) }
    } else if cancelled || facts.slot.starts_at <= now {
        Cancelling::Hidden
    } else {
        Cancelling::TooLate { phone: Phone::from(&facts.slot.practice.telephone) }
    };
    AppointmentPage {
        locale: facts.slot.practice.country.first_locale(),
        visit: Visit::from(&facts.slot),
        patient: None,
        state,
        cancelling,
        email: None,
        calendar_href: None,
        rebook_href: Some(path_of(&facts.slot)),
    }
}

/// The service that an address asks for.
pub(crate) fn chosen_service(query: Option<&str>) -> Option<ServiceId> {
    query_value(query, "motif").and_then(|text| text.parse().ok())
}

/// The value of `name` in a query.
pub(crate) fn query_value(query: Option<&str>, name: &str) -> Option<String> {
    form_urlencoded::parse(query?.as_bytes()).find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}
