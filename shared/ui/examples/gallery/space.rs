//! The patient space, in every state.

use guichet_kernel::Locale;
use guichet_ui::{
    BirthDateError, BirthDateField, EmailError, Field, NoticePage, RenderError, SpaceDoorPage, SpaceLine, SpaceLock, SpaceNotice,
    SpacePage, SpacePerson, SpacePractice, SpaceShown, SpaceState, space_link_page,
};

use super::{Shown, at, country, directory::head, phone, practice, practitioner};

fn door(locale: Locale, why: Option<SpaceNotice>, email: Field<EmailError>) -> SpaceDoorPage {
    let path = format!("/{}/espace", country(locale).path_segment());
    SpaceDoorPage { locale, head: head(locale, &path), why, email, action: path }
}

fn locked(initial: &str, typed: BirthDateField, differs: bool) -> SpaceShown {
    SpaceShown::Locked(SpaceLock { initial: initial.into(), typed, differs, action: "space.html".into() })
}

fn line(locale: Locale, day: u64, action: Option<&str>) -> SpaceLine {
    SpaceLine {
        start: at(day, 14, 30),
        fold: None,
        service: "Séance de suivi".into(),
        practitioner: practitioner(locale).name,
        city: "Lyon".into(),
        state: None,
        action: action.map(Into::into),
    }
}

/// Somebody whose appointments are seen, somebody who is still to be named, somebody who cannot be.
pub(crate) fn space(locale: Locale, typed: BirthDateField, differs: bool) -> SpacePage {
    let open = SpaceShown::Open {
        name: "Anne".into(),
        ahead: vec![
            line(locale, 2, Some("appointment.html")),
            SpaceLine { state: Some(SpaceState::Confirmed), ..line(locale, 4, Some("appointment.html")) },
        ],
        past: vec![line(locale, 0, None)],
        off: vec![
            SpaceLine { state: Some(SpaceState::CancelledByPractice), ..line(locale, 9, None) },
            SpaceLine { state: Some(SpaceState::Moved), ..line(locale, 3, None) },
            SpaceLine { state: Some(SpaceState::CancelledByPatient), ..line(locale, 1, None) },
        ],
        older: true,
    };
    let shown = [open, locked("L", typed, differs), SpaceShown::Barred { initial: "Z".into() }];
    let people = (1..).zip(shown).map(|(number, shown)| SpacePerson { id: format!("personne-{number}"), shown }).collect();
    let own = SpacePractice { name: practice(locale).name, phone: phone(locale), people };
    let nothing = SpaceShown::Open { name: "Paul".into(), ahead: vec![], past: vec![], off: vec![], older: false };
    let other = SpacePractice {
        name: "Maison de santé du Parc".into(),
        phone: phone(locale),
        people: vec![SpacePerson { id: "personne-9".into(), shown: nothing }],
    };
    SpacePage { locale, practices: vec![own, other], missing: differs, leave: "space-door.html".into() }
}

/// Every page of the space.
pub(crate) fn pages(locale: Locale) -> Result<Vec<Shown>, RenderError> {
    let mended = BirthDateField { day: "31".into(), month: "2".into(), year: "2019".into(), error: Some(BirthDateError::NotADate) };
    let another = BirthDateField { error: None, ..mended.clone() };
    let email = Field { value: "anne".into(), error: Some(EmailError::Malformed) };
    let shown = |name: &str, html| Shown { name: name.into(), html };
    Ok(vec![
        shown("space-door", door(locale, None, Field::default()).render()?),
        shown("space-door-closed", door(locale, Some(SpaceNotice::Closed), Field::default()).render()?),
        shown("space-door-left", door(locale, Some(SpaceNotice::Left), email).render()?),
        shown("space-asked", NoticePage::space_asked(locale, "anne@exemple.fr", 15, "space-door.html").render()?),
        shown("space-link", space_link_page(locale, "space.html")?),
        shown("space-link-dead", NoticePage::space_link_dead(locale, "space-door.html").render()?),
        shown("space", space(locale, BirthDateField::default(), false).render()?),
        shown("space-mend", space(locale, mended, false).render()?),
        shown("space-differs", space(locale, another, true).render()?),
        shown("space-nobody", SpacePage { practices: vec![], missing: false, ..space(locale, BirthDateField::default(), false) }.render()?),
    ])
}
