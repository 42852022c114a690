//! From what the Agenda answers to what a page shows: the practitioner's page, the form, and the hours that both the page and a
//! move choose from.

use chrono::{Days, NaiveDate};
use guichet_contracts::command::{
    agenda::{HoldFacts, HoldState, Page, SlotFacts},
    card::{LocationCard, ServiceCard, Visit as Whom},
};
use guichet_kernel::{Country, Locale, LocationId, PracticeId};
use guichet_ui::{
    BookingFields, BookingFormPage, Day, Head, Hidden, Hold, JsonLd, Next, Openings, PageNotice, Phone, Picker, PlaceChoice, Practice,
    PractitionerPage, ServiceChoice, Slot, Visit, Words, fields, wire,
};

use crate::choice::{Choice, PRACTICE};

/// How many days the page shows.
pub(crate) const DAYS: u8 = 14;

/// Where a page is shown, and in which language.
pub(crate) struct Address<'a> {
    pub(crate) origin: &'a str,
    pub(crate) country: Country,
    pub(crate) locale: Locale,
}

/// The practitioner's page.
pub(crate) fn practitioner(page: &Page, place: &Address<'_>, notice: Option<PageNotice>) -> Option<PractitionerPage> {
    let location = page.practice.location(page.location)?;
    let path = page.practitioner.page_path(place.country);
    let here = chosen(page);
    let places = places(page, |practice, location| Choice { practice, location, ..here }.path(&path));
    let service = |service: &ServiceCard| ServiceChoice {
        label: service.label.as_str().to_owned(),
        minutes: service.minutes.count().into(),
        price: wire::price(service, place.country),
        mode: service.mode,
        group: service.group,
        visit: service.visit,
        selected: service.id == page.service && may_choose(page, service),
        href: may_choose(page, service).then(|| Choice { service: Some(service.id), ..here }.path(&path)),
    };
    let services = page.practice.services.iter().filter(|service| page.online && service.online).map(service).collect();
    let bookable = page.practice.services.iter().any(|service| may_choose(page, service));
    let selected = page.practice.service(page.service).filter(|service| may_choose(page, service));
    let now = Choice { service: selected.map(|service| service.id), ..here };
    let hidden = [
        Some((fields::SERVICE, page.service.to_string())),
        Some((fields::LOCATION, page.location.digits())),
        page.from.filter(|from| *from != page.today).map(|from| (fields::FROM, from.to_string())),
        (page.practices.len() > 1).then(|| (PRACTICE, page.practice.practice.digits())),
    ];
    let w = Words::new(place.locale);
    let who = w.t2(
        "practitioner-title",
        "name",
        page.practitioner.name.as_str(),
        "profession",
        page.practitioner.profession.as_str().to_lowercase(),
    );
    let description = w.t2("office-description", "name", who, "cities", location.city.as_str());
    Some(PractitionerPage {
        locale: place.locale,
        head: Head {
            origin: place.origin.to_owned(),
            path: path.clone(),
            query: Choice { from: page.from.filter(|from| *from != page.today), ..now }.query(),
            country: place.country,
            description,
            json_ld: Some(JsonLd::practitioner(place.origin, &page.practitioner, &page.practice, location, bookable)),
        },
        practitioner: (&page.practitioner).into(),
        practice: Practice::at(&page.practice, location),
        bring: selected.and_then(|service| service.note.as_ref()).map(|note| note.as_str().to_owned()),
        notice,
        places,
        new_patients: page.new_patients,
        services,
        picker: selected.map(|_| picker(page, location, format!("{path}/horaire"), hidden, |from| Choice { from, ..now }.path(&path))),
        indexed: true,
    })
}

/// What of a page goes on in its addresses: where it is, if that is a choice.
fn chosen(page: &Page) -> Choice {
    let several: usize = page.practices.iter().map(|practice| practice.places.len()).sum();
    match (several > 1, page.practices.len() > 1) {
        (true, _) => {
            Choice { practice: named(page, page.practice.practice, page.location), location: Some(page.location), ..Choice::default() }
        }
        // An agenda that does not say where its practices are.
        (false, true) => Choice { practice: Some(page.practice.practice), ..Choice::default() },
        (false, false) => Choice::default(),
    }
}

/// The practice beside a location in an address: only where another practice uses the same id, since an id is each practice's own.
fn named(page: &Page, practice: PracticeId, location: LocationId) -> Option<PracticeId> {
    let others = page.practices.iter().filter(|other| other.practice != practice);
    others.flat_map(|other| &other.places).any(|place| place.location == location).then_some(practice)
}

/// Whether the service can be booked here and now (A9).
fn may_choose(page: &Page, service: &ServiceCard) -> bool {
    page.online && service.online && (page.new_patients || service.visit != Whom::First)
}

/// The locations to choose from (A3); none where there is but one. `href` leads to one of them.
pub(crate) fn places(page: &Page, href: impl Fn(Option<PracticeId>, Option<LocationId>) -> String) -> Vec<PlaceChoice> {
    let all = || page.practices.iter().flat_map(|practice| practice.places.iter().map(move |place| (practice, place)));
    if all().count() < 2 {
        return Vec::new();
    }
    let choice =
        |(practice, place): (&guichet_contracts::command::agenda::PracticeName, &guichet_contracts::command::agenda::PlaceName)| {
            let namesakes = all().filter(|(other, twin)| other.practice == practice.practice && twin.city == place.city).count();
            PlaceChoice {
                name: practice.name.as_str().to_owned(),
                street: place.street.as_ref().filter(|_| namesakes > 1).map(|street| street.as_str().to_owned()),
                city: place.city.as_str().to_owned(),
                selected: (practice.practice, place.location) == (page.practice.practice, page.location),
                href: href(named(page, practice.practice, place.location), Some(place.location)),
            }
        };
    all().map(choice).collect()
}

/// The hours of a page. `href` leads to the same hours from another day on; none: from today.
pub(crate) fn picker(
    page: &Page,
    location: &LocationCard,
    action: String,
    hidden: [Option<(&str, String)>; 4],
    href: impl Fn(Option<NaiveDate>) -> String,
) -> Picker {
    let from = page.from.unwrap_or(page.today);
    let days = Days::new(DAYS.into());
    let earlier = (from > page.today).then(|| from.checked_sub_days(days).filter(|from| *from > page.today));
    let later = from.checked_add_days(days).filter(|later| page.until.is_some_and(|until| *later <= until));
    let next = page.next.map(|next| location.zone.wall(next));
    Picker {
        city: location.city.as_str().to_owned(),
        days: self::days(page, location),
        action,
        hidden: hidden.into_iter().flatten().map(|(name, value)| Hidden { name: name.to_owned(), value }).collect(),
        next: next.map(|start| Next { start, href: format!("{}#jour-{}", href(Some(start.date())), start.date()) }),
        earlier_href: earlier.map(&href),
        later_href: later.map(|from| href(Some(from))),
        phone: Some(Phone::from(&page.practice.telephone)),
    }
}

fn days(page: &Page, location: &LocationCard) -> Vec<Day> {
    let slot = |(place, &start)| Slot {
        start: location.zone.wall(start),
        fold: location.zone.fold(start),
        value: start.to_string(),
        left: page.left.get(place).copied(),
    };
    let slots: Vec<Slot> = page.starts.iter().enumerate().map(slot).collect();
    let day = |date: NaiveDate| {
        let free: Vec<Slot> = slots.iter().filter(|slot| slot.start.date() == date).cloned().collect();
        let openings = match (free.is_empty(), page.open_days.contains(&date)) {
            (false, _) => Openings::Free(free),
            (true, true) => Openings::Full,
            (true, false) => Openings::Closed,
        };
        Day { date, openings }
    };
    // No further than the agenda is open.
    let shown = page.from.unwrap_or(page.today).iter_days().take(DAYS.into());
    shown.filter(|date| page.until.is_none_or(|until| *date <= until) || *date == page.today).map(day).collect()
}

/// The page of the practitioner whom a slot belongs to, with its service and its place chosen.
pub(crate) fn path_of(facts: &SlotFacts) -> String {
    facts.page_path()
}

/// The form, empty or as typed.
pub(crate) fn booking_form(facts: &HoldFacts, locale: Locale, action: String, fields: BookingFields) -> BookingFormPage {
    let hold = if facts.state == HoldState::Live { Hold::Until(facts.slot.location.zone.wall(facts.until)) } else { Hold::Lapsed };
    BookingFormPage {
        locale,
        visit: Visit::from(&facts.slot),
        hold,
        fields,
        action,
        hidden: Vec::new(),
        other_slot_href: path_of(&facts.slot),
        confirms: facts.confirms,
        check: None,
    }
}

#[cfg(test)]
mod tests {
    use guichet_kernel::Fold::{First, Second};
    use serde_json::{Value, json};

    use super::*;

    fn id(kind: &str, last: char) -> String {
        format!("{kind}_0193a00000007000800000000000000{last}")
    }

    /// A page of the second of two practices, or of the only one; `but` says otherwise.
    fn page(practices: usize, but: &Value) -> Page {
        let place = |last, city| json!({"location": id("loc", last), "city": city, "street": "1 rue des Lilas"});
        let names = [
            json!({"practice": id("prc", '2'), "name": "Maison de santé", "city": "Givors", "places": [place('b', "Givors")]}),
            json!({"practice": id("prc", '1'), "name": "Cabinet des Lilas", "city": "Lyon", "places": [place('a', "Lyon"), place('e', "Lyon")]}),
        ];
        let mut page = json!({
            "practitioner": {"id": id("prn", 'd'), "name": "Claire Morel", "profession": "Ostéopathe", "slug": "claire-morel"},
            "practice": {
                "practice": id("prc", '2'), "country": "FR", "name": "Maison de santé", "cancellation_notice": 60,
                "telephone": {"dial": "+33478000000", "shown": "04 78 00 00 00"},
                "locations": [{"id": id("loc", 'b'), "address": ["1 rue des Lilas"], "city": "Givors", "zone": "Europe/Paris"}],
                "services": [
                    {"id": id("srv", 'c'), "label": "Séance", "minutes": 30},
                    {"id": id("srv", 'd'), "label": "Première fois", "minutes": 60, "visit": "first"},
                    {"id": id("srv", 'e'), "label": "Réunion", "minutes": 60, "online": false},
                ],
            },
            "location": id("loc", 'b'), "service": id("srv", 'c'), "today": "2026-11-22", "from": "2026-11-22", "until": "2027-02-20",
            "open_days": [], "starts": [], "practices": names.into_iter().take(practices).collect::<Vec<_>>(),
        });
        for (name, value) in but.as_object().cloned().unwrap_or_default() {
            if let Some(fields) = page.as_object_mut() {
                fields.insert(name, value);
            }
        }
        serde_json::from_value(page).expect("a page")
    }

    const PATH: &str = "/fr/praticien/claire-morel-0193a00000007000800000000000000d";

    fn view(page: &Page) -> PractitionerPage {
        let place = Address { origin: "https://guichet.example", country: Country::France, locale: Locale::FrFr };
        practitioner(page, &place, None).expect("a view")
    }

    fn hours(view: &PractitionerPage) -> &Picker {
        view.picker.as_ref().expect("hours")
    }

    // A3: who receives in several places has a choice of them, each with its practice and town, and stays there.
    #[test]
    fn a_choice_of_places_is_shown_where_there_is_one() {
        let shown = view(&page(2, &json!({})));
        let chosen: Vec<_> =
            shown.places.iter().map(|place| (place.name.as_str(), place.street.is_some(), place.city.as_str(), place.selected)).collect();
        assert_eq!(
            chosen,
            [
                ("Maison de santé", false, "Givors", true),
                ("Cabinet des Lilas", true, "Lyon", false),
                ("Cabinet des Lilas", true, "Lyon", false)
            ]
        );
        assert_eq!(shown.places.get(1).map(|place| place.href.clone()), Some(format!("{PATH}?lieu=0193a00000007000800000000000000a")));
        let service = format!("{PATH}?lieu=0193a00000007000800000000000000b&motif=srv_0193a00000007000800000000000000c");
        assert_eq!(shown.services.first().and_then(|service| service.href.clone()), Some(service));

        let shown = view(&page(1, &json!({})));
        assert_eq!(
            (shown.places.len(), shown.services.first().and_then(|service| service.href.clone())),
            (0, Some(format!("{PATH}?motif=srv_0193a00000007000800000000000000c")))
        );
        // What a choice posts says where, also when there is but one place.
        let hidden: Vec<_> = hours(&shown).hidden.iter().map(|hidden| hidden.name.as_str()).collect();
        assert_eq!(hidden, ["motif", "lieu"]);
    }

    // A9: what is not online is not shown, and nothing is where the practitioner is not; a first visit is for new patients.
    #[test]
    fn only_what_can_be_booked_can_be_chosen() {
        let choices = |page: &Page| -> Vec<(String, bool)> {
            view(page).services.into_iter().map(|service| (service.label, service.href.is_some())).collect()
        };
        assert_eq!(choices(&page(1, &json!({}))), [("Séance".into(), true), ("Première fois".into(), true)]);
        assert_eq!(choices(&page(1, &json!({"new_patients": false}))), [("Séance".into(), true), ("Première fois".into(), false)]);
        assert!(view(&page(1, &json!({"new_patients": false, "service": id("srv", 'd')}))).picker.is_none());
        let closed = view(&page(1, &json!({"online": false})));
        assert!(closed.services.is_empty() && closed.picker.is_none());
    }

    #[test]
    fn days_go_on_as_far_as_the_agenda_is_open_and_back_to_today() {
        let hrefs = |from: &str, until: &str| {
            let shown = view(&page(1, &json!({"from": from, "until": until})));
            let picker = hours(&shown);
            let of = |href: &Option<String>| {
                href.as_ref().map(|href| href.rsplit_once("&du=").map(|(_, from)| from.to_owned()).unwrap_or_default())
            };
            (of(&picker.earlier_href), of(&picker.later_href), picker.days.len())
        };
        assert_eq!(hrefs("2026-11-22", "2027-02-20"), (None, Some("2026-12-06".into()), 14));
        // From today on no day is said.
        assert_eq!(hrefs("2026-12-06", "2027-02-20"), (Some(String::new()), Some("2026-12-20".into()), 14));
        assert_eq!(hrefs("2026-12-20", "2026-12-24"), (Some("2026-12-06".into()), None, 5));
    }

    #[test]
    fn the_next_free_hour_leads_to_its_day() {
        let shown = view(&page(1, &json!({"next": "2027-01-11T08:00:00Z"})));
        let next = hours(&shown).next.clone().expect("a next one");
        assert_eq!(next.start.to_string(), "2027-01-11 09:00:00");
        assert_eq!(next.href, format!("{PATH}?motif=srv_0193a00000007000800000000000000c&du=2027-01-11#jour-2027-01-11"));
    }

    // Hours are those of the wall. On the autumn day two starts show the same, on the spring day an hour is missing.
    #[test]
    fn the_days_when_clocks_change_show_the_wall() {
        let day = |from: &str, starts: Value| -> Vec<(String, Option<guichet_kernel::Fold>)> {
            let shown = view(&page(1, &json!({"today": from, "from": from, "until": from, "starts": starts, "left": [3, 2, 1]})));
            let Some(Day { openings: Openings::Free(slots), .. }) = hours(&shown).days.first().cloned() else { return Vec::new() };
            assert_eq!(slots.first().and_then(|slot| slot.left), Some(3));
            slots.into_iter().map(|slot| (slot.start.time().to_string(), slot.fold)).collect()
        };
        assert_eq!(
            day("2027-10-31", json!(["2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z", "2027-10-31T02:30:00Z"])),
            [("02:30:00".into(), Some(First)), ("02:30:00".into(), Some(Second)), ("03:30:00".into(), None)]
        );
        assert_eq!(
            day("2027-03-28", json!(["2027-03-28T00:30:00Z", "2027-03-28T01:00:00Z"])),
            [("01:30:00".into(), None), ("03:00:00".into(), None)]
        );
    }
}
