//! The practitioner's page and the moving of an appointment, in every state.

use guichet_contracts::command::card::{Mode, Visit};
use guichet_kernel::{Fold, Locale};
use guichet_ui::{
    Day, Head, Hidden, JsonLd, MovePage, Next, Openings, PageNotice, Picker, PlaceChoice, PractitionerPage, ServiceChoice, Slot, amount_in,
};

use super::{at, country, days, directory, free, phone, practice, practitioner, visit};

fn picker(locale: Locale) -> Picker {
    Picker {
        city: directory::town(locale),
        days: days(),
        action: "/rendez-vous".into(),
        hidden: vec![Hidden { name: "motif".into(), value: "suivi".into() }],
        next: None,
        earlier_href: None,
        later_href: Some("practitioner.html?du=2026-12-14".into()),
        phone: Some(phone(locale)),
    }
}

/// The public page on an ordinary Sunday evening.
pub(crate) fn practitioner_page(locale: Locale) -> PractitionerPage {
    let service = |id: &str, label: &str, minutes, cents| ServiceChoice {
        label: label.into(),
        minutes,
        price: Some(amount_in(cents, country(locale), locale)),
        mode: if id == "domicile" { Mode::Home } else { Mode::Office },
        group: id == "groupe",
        visit: match id {
            "suivi" => Visit::FollowUp,
            "premiere" => Visit::First,
            _ => Visit::Any,
        },
        selected: id == "suivi",
        href: Some(format!("practitioner.html?motif={id}")),
    };
    let (card, who) = directory::cards();
    let json_ld = card.locations.first().map(|location| JsonLd::practitioner(directory::ORIGIN, &who, &card, location, true));
    PractitionerPage {
        locale,
        head: Head { json_ld, ..directory::head(locale, "/claire-morel-0193") },
        practitioner: practitioner(locale),
        practice: practice(locale),
        bring: visit(locale).bring,
        notice: None,
        places: Vec::new(),
        new_patients: true,
        services: vec![
            service("suivi", "Séance de suivi", 30, 3000),
            service("premiere", "Première séance", 45, 4500),
            service("domicile", "Séance chez vous", 75, 6000),
            service("groupe", "École du dos", 60, 1200),
            service("bilan", "Bilan diagnostique et rééducation du dos", 60, 5200),
        ],
        picker: Some(picker(locale)),
        indexed: true,
    }
}

fn places(locale: Locale) -> Vec<PlaceChoice> {
    let place = |name: &str, street: Option<&str>, city: &str, selected| PlaceChoice {
        name: name.into(),
        street: street.map(Into::into),
        city: city.into(),
        selected,
        href: "practitioner.html".into(),
    };
    let (name, town) = (practice(locale).name, directory::town(locale));
    vec![
        place(&name, Some("12 rue Garibaldi"), &town, true),
        place(&name, Some("3 quai des Célestins"), &town, false),
        place("Maison de santé", None, "Villeurbanne", false),
    ]
}

/// The page with another service selected.
fn choosing(page: &PractitionerPage, place: usize, days: Vec<Day>) -> PractitionerPage {
    let selected = |(at, service): (usize, &ServiceChoice)| ServiceChoice { selected: at == place, ..service.clone() };
    PractitionerPage {
        services: page.services.iter().enumerate().map(selected).collect(),
        picker: page.picker.clone().map(|picker| Picker { days, ..picker }),
        ..page.clone()
    }
}

/// Every state of the practitioner's page.
pub(crate) fn practitioner_pages(locale: Locale) -> Vec<(String, PractitionerPage)> {
    let page = practitioner_page(locale);
    let nothing: Vec<Day> = days().into_iter().map(|day| Day { openings: Openings::Full, ..day }).collect();
    let none = Picker {
        days: nothing,
        next: Some(Next { start: at(17, 9, 30), href: "practitioner.html?du=2026-12-17".into() }),
        ..picker(locale)
    };
    let middle = Picker { earlier_href: Some("practitioner.html".into()), ..picker(locale) };
    let undecided = page.services.iter().map(|service| ServiceChoice { selected: false, ..service.clone() }).collect();
    let closed = page.services.iter().map(|service| match service.visit {
        Visit::First => ServiceChoice { href: None, ..service.clone() },
        Visit::Any | Visit::FollowUp => service.clone(),
    });
    // The hour that autumn repeats, and a group.
    let twice = |openings: Openings| match openings {
        Openings::Free(slots) => {
            let folds = [Fold::First, Fold::Second];
            let of = |slot: &Slot| folds.map(|fold| Slot { fold: Some(fold), value: format!("{}-{fold:?}", slot.value), ..slot.clone() });
            Openings::Free(slots.iter().flat_map(of).collect())
        }
        other => other,
    };
    let changing: Vec<Day> = days()
        .into_iter()
        .map(|day| if day.date == super::day(5) { Day { openings: twice(free(5, &[(2, 0), (2, 30)])), ..day } } else { day })
        .collect();
    let with_places = |openings: Openings| match openings {
        Openings::Free(slots) => {
            Openings::Free(slots.into_iter().zip((1..=8).cycle()).map(|(slot, left)| Slot { left: Some(left), ..slot }).collect())
        }
        other => other,
    };
    let group: Vec<Day> = days().into_iter().map(|day| Day { openings: with_places(day.openings), ..day }).collect();
    let named = |name: &str, page| (format!("practitioner{name}"), page);
    vec![
        named("-taken", PractitionerPage { notice: Some(PageNotice::SlotTaken), ..page.clone() }),
        named("-full", PractitionerPage { picker: Some(none), ..page.clone() }),
        named("-choose", PractitionerPage { services: undecided, picker: None, ..page.clone() }),
        named("-two-places", PractitionerPage { places: places(locale), picker: Some(middle), ..page.clone() }),
        named("-clock-change", choosing(&page, 0, changing)),
        named("-group", choosing(&page, 3, group)),
        named("-home", choosing(&page, 2, days())),
        named("-no-new-patients", PractitionerPage { services: closed.collect(), new_patients: false, ..page.clone() }),
        named("-not-online", PractitionerPage { services: Vec::new(), picker: None, ..page.clone() }),
        named("", page),
    ]
}

/// Every state of the moving of an appointment.
pub(crate) fn move_pages(locale: Locale) -> Vec<(String, MovePage)> {
    let page = MovePage {
        locale,
        visit: visit(locale),
        notice: None,
        places: Vec::new(),
        picker: picker(locale),
        back_href: "appointment-standing.html".into(),
    };
    let taken = MovePage { notice: Some(PageNotice::SlotTaken), places: places(locale), ..page.clone() };
    vec![("move".to_owned(), page), ("move-taken".to_owned(), taken)]
}
