//! From what the Agenda answers to what a page shows.

use guichet_contracts::command::{
    agenda::{AppointmentFacts, Attendance, HoldFacts, HoldState, Page, PracticeName},
    card::LocationCard,
};
use guichet_kernel::{Country, Instant, PracticeId, ServiceId};
use guichet_ui::{
    AppointmentPage, AppointmentState, BookingFields, BookingFormPage, Cancelling, Day, Hold, Openings, PageNotice, Phone, Practice,
    PracticeChoice, PractitionerPage, ServiceChoice, Slot, Visit, wire,
};

/// How many days the page shows.
pub(crate) const DAYS: u8 = 14;

/// The practitioner's page.
pub(crate) fn practitioner(page: &Page, country: Country, notice: Option<PageNotice>) -> Option<PractitionerPage> {
    let location = page.practice.location(page.location)?;
    let path = page.practitioner.page_path(country);
    // Which practice it is goes into addresses only where there is a choice.
    let several = page.practices.len() > 1;
    let within = several.then_some(page.practice.practice);
    let choice = |service: &guichet_contracts::command::card::ServiceCard| ServiceChoice {
        id: service.id.to_string(),
        label: service.label.as_str().to_owned(),
        minutes: service.minutes.count().into(),
        price: wire::price(service, country),
        selected: service.id == page.service,
        href: chosen_path(&path, within, Some(service.id)),
    };
    let place = |practice: &PracticeName| PracticeChoice {
        name: practice.name.as_str().to_owned(),
        city: practice.city.as_str().to_owned(),
        selected: practice.practice == page.practice.practice,
        href: chosen_path(&path, Some(practice.practice), None),
    };
    Some(PractitionerPage {
        locale: country.first_locale(),
        practitioner: (&page.practitioner).into(),
        practice: Practice::at(&page.practice, location),
        bring: page.practice.service(page.service).and_then(|service| service.note.as_ref()).map(|note| note.as_str().to_owned()),
        city: location.city.as_str().to_owned(),
        notice,
        practices: page.practices.iter().filter(|_| several).map(place).collect(),
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

/// The practice that an address asks for.
pub(crate) fn chosen_practice(query: Option<&str>) -> Option<PracticeId> {
    query_value(query, "cabinet").and_then(|digits| PracticeId::from_digits(&digits).ok())
}

/// The practitioner's page with a choice made.
pub(crate) fn chosen_path(path: &str, practice: Option<PracticeId>, service: Option<ServiceId>) -> String {
    let chosen: Vec<String> = practice
        .map(|practice| format!("cabinet={}", practice.digits()))
        .into_iter()
        .chain(service.map(|service| format!("motif={service}")))
        .collect();
    if chosen.is_empty() { path.to_owned() } else { format!("{path}?{}", chosen.join("&")) }
}

/// The value of `name` in a query.
pub(crate) fn query_value(query: Option<&str>, name: &str) -> Option<String> {
    form_urlencoded::parse(query?.as_bytes()).find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The page of the second of two practices, or of the only one.
    fn page(practices: usize) -> Page {
        let id = |kind: &str, last: char| format!("{kind}_0193a00000007000800000000000000{last}");
        let names = [("1", "Cabinet des Lilas", "Lyon"), ("2", "Maison de santé", "Givors")];
        let names: Vec<_> = names
            .into_iter()
            .rev()
            .take(practices)
            .map(|(last, name, city)| json!({"practice": id("prc", last.chars().next().unwrap_or('0')), "name": name, "city": city}))
            .collect();
        let page = json!({
            "practitioner": {"id": id("prn", 'd'), "name": "Claire Morel", "profession": "Ostéopathe", "slug": "claire-morel"},
            "practice": {
                "practice": id("prc", '2'), "country": "FR", "name": "Maison de santé", "cancellation_notice": 60,
                "telephone": {"dial": "+33478000000", "shown": "04 78 00 00 00"},
                "locations": [{"id": id("loc", 'b'), "address": ["1 rue des Lilas"], "city": "Givors", "zone": "Europe/Paris"}],
                "services": [{"id": id("srv", 'c'), "label": "Séance", "minutes": 30}],
            },
            "location": id("loc", 'b'), "service": id("srv", 'c'), "today": "2026-11-22", "open_days": [], "starts": [], "practices": names,
        });
        serde_json::from_value(page).expect("a page")
    }

    // A3: who receives in two practices has a choice, and its services stay within the one chosen.
    #[test]
    fn a_choice_of_practices_is_shown_where_there_is_one() {
        let view = practitioner(&page(2), Country::France, None).expect("a view");
        let chosen: Vec<_> = view.practices.iter().map(|place| (place.city.as_str(), place.selected)).collect();
        assert_eq!(chosen, [("Givors", true), ("Lyon", false)]);
        let path = "/fr/praticien/claire-morel-0193a00000007000800000000000000d";
        let service = format!("{path}?cabinet=0193a000000070008000000000000002&motif=srv_0193a00000007000800000000000000c");
        assert_eq!(view.services.first().map(|service| service.href.clone()), Some(service));
        let html = view.render().expect("a page");
        assert!(html.contains(&format!("href=\"{path}?cabinet=0193a000000070008000000000000001\"")), "{html}");

        let view = practitioner(&page(1), Country::France, None).expect("a view");
        assert_eq!((view.practices.len(), view.services.first().map(|service| service.href.contains("cabinet"))), (0, Some(false)));
    }

    #[test]
    fn an_address_says_which_practice_and_service() {
        let query = "cabinet=0193a000000070008000000000000001&motif=srv_0193a00000007000800000000000000c";
        let (practice, service) = (chosen_practice(Some(query)), chosen_service(Some(query)));
        assert_eq!(chosen_path("/x", practice, service), format!("/x?{query}"));
        assert_eq!(chosen_path("/x", None, None), "/x");
        assert_eq!(chosen_practice(Some("cabinet=prc_1")), None);
    }
}
