//! Who, where, what and when of the demonstration.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use guichet_kernel::{Country, Locale};
use guichet_ui::{Phone, Practice, Practitioner, Visit, Whereabouts, amount_in};

/// A country that speaks `locale`.
pub(crate) fn country(locale: Locale) -> Country {
    match locale {
        Locale::FrFr | Locale::En => Country::France,
        Locale::FrBe | Locale::NlBe => Country::Belgium,
        Locale::FrCa | Locale::EnCa => Country::Canada,
    }
}

/// A day of the demonstration, counted from Monday 30 November 2026.
pub(crate) fn day(after: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 30).and_then(|day| day.checked_add_days(Days::new(after))).unwrap_or_default()
}

/// An hour of such a day.
pub(crate) fn at(after: u64, hour: u32, minute: u32) -> NaiveDateTime {
    day(after).and_time(NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default())
}

/// The practice's telephone.
pub(crate) fn phone(locale: Locale) -> Phone {
    let (e164, shown) = match country(locale) {
        Country::France => ("+33478000000", "04 78 00 00 00"),
        Country::Belgium => ("+3225550000", "02 555 00 00"),
        Country::Canada => ("+14185550100", "418 555-0100"),
    };
    Phone { e164: e164.into(), shown: shown.replace(' ', "\u{a0}") }
}

/// The practice of the demonstration.
pub(crate) fn practice(locale: Locale) -> Practice {
    let (name, street, town, access) = match country(locale) {
        Country::France => {
            ("Cabinet des Lilas", "12 rue Garibaldi", "69003 Lyon", "2ᵉ étage avec ascenseur, code 41B7. Métro Saxe-Gambetta.")
        }
        Country::Belgium => ("Cabinet des Lilas", "Rue du Midi 120", "1000 Bruxelles", "2ᵉ étage avec ascenseur. Tram Anneessens."),
        Country::Canada => (
            "Clinique des Lilas",
            "350, rue Saint-Joseph Est",
            "Québec (Québec) G1K 3B2",
            "2ᵉ étage avec ascenseur. Entrée par le stationnement.",
        ),
    };
    Practice { name: name.into(), address: vec![street.into(), town.into()], access: Some(access.into()), phone: Some(phone(locale)) }
}

/// The practitioner.
pub(crate) fn practitioner(locale: Locale) -> Practitioner {
    let profession = match locale {
        Locale::FrFr => "Masseuse-kinésithérapeute",
        Locale::FrBe => "Kinésithérapeute",
        Locale::FrCa => "Physiothérapeute",
        Locale::NlBe => "Kinesitherapeute",
        Locale::En | Locale::EnCa => "Physiotherapist",
    };
    Practitioner { name: "Claire Morel".into(), profession: profession.into(), initials: "CM".into() }
}

/// The appointment of the demonstration.
pub(crate) fn visit(locale: Locale) -> Visit {
    Visit {
        service: "Séance de suivi".into(),
        start: at(0, 14, 30),
        fold: None,
        minutes: 30,
        price: Some(amount_in(3000, country(locale), locale)),
        practitioner: practitioner(locale),
        practice: practice(locale),
        bring: Some("Votre ordonnance et, pour une première séance, vos examens récents.".into()),
        whereabouts: Whereabouts::Practice,
    }
}
