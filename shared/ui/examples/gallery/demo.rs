//! Believable pages and mails in every state, for eyes and for tests.

#[path = "desk.rs"]
pub(crate) mod desk;
#[path = "directory.rs"]
pub(crate) mod directory;
#[path = "facts.rs"]
mod facts;
#[path = "offers.rs"]
pub(crate) mod offers;
#[path = "picking.rs"]
pub(crate) mod picking;
#[path = "space.rs"]
pub(crate) mod space;

use guichet_kernel::{Locale, Role};
use guichet_ui::{
    Action, AddressError, AddressFields, AppointmentPage, AppointmentState, BirthDateError, BirthDateField, BookingFields, BookingFormPage,
    CancellationMail, Cancelling, CodeMail, ConfirmationMail, Confirming, Day, EmailError, Field, Hidden, Hold, InvitationMail, Mail,
    MovedMail, NameError, Notice, NoticePage, OfferMail, Openings, RenderError, SignInMail, Slot, SpaceMail, ToConfirmMail, TodayMail,
    Visit, Whereabouts,
};

pub(crate) use facts::{at, country, day, phone, practice, practitioner, visit};

/// A page or a mail of the gallery.
pub(crate) struct Shown {
    /// Name of its file.
    pub(crate) name: String,
    /// What it is rendered to.
    pub(crate) html: String,
}

pub(crate) fn free(after: u64, hours: &[(u32, u32)]) -> Openings {
    let slot = |&(hour, minute)| {
        let start = at(after, hour, minute);
        Slot { start, fold: None, value: start.and_utc().timestamp().to_string(), left: None }
    };
    Openings::Free(hours.iter().map(slot).collect())
}

pub(crate) fn days() -> Vec<Day> {
    let busy: Vec<(u32, u32)> = (8..18).filter(|hour| *hour != 12).flat_map(|hour| [(hour, 0), (hour, 30)]).collect();
    (0..14)
        .map(|after| Day {
            date: day(after),
            openings: match after {
                0 => free(after, &[(8, 30), (9, 0), (11, 30), (14, 30)]),
                2 => free(after, &[(14, 0), (14, 30), (17, 0), (17, 30)]),
                3 => free(after, &[(10, 0)]),
                5 => free(after, &[(9, 0), (9, 30), (10, 0)]),
                8 => free(after, &busy),
                9 | 10 => free(after, &[(8, 0), (10, 30), (11, 0), (15, 30), (16, 0), (16, 30), (18, 0)]),
                1 | 7 | 11 => Openings::Full,
                _ => Openings::Closed,
            },
        })
        .collect()
}

/// The form, untouched.
pub(crate) fn booking_page(locale: Locale) -> BookingFormPage {
    BookingFormPage {
        locale,
        visit: visit(locale),
        hold: Hold::Until(at(0, 14, 35)),
        fields: BookingFields::default(),
        action: "/rendez-vous/prendre".into(),
        hidden: vec![Hidden { name: "garde".into(), value: "k7Qm".into() }],
        other_slot_href: "practitioner.html".into(),
        confirms: false,
        check: None,
    }
}

/// The form with something to mend everywhere.
pub(crate) fn wrong_fields() -> BookingFields {
    BookingFields {
        given_name: Field { value: String::new(), error: Some(NameError::Missing) },
        family_name: Field { value: "Dupuis".into(), error: None },
        for_other: false,
        contact_given_name: Field::default(),
        contact_family_name: Field::default(),
        birth_date: BirthDateField { day: "31".into(), month: "2".into(), year: "1984".into(), error: Some(BirthDateError::NotADate) },
        address: AddressFields::default(),
        email: Field { value: "anne.dupuis@exemple".into(), error: Some(EmailError::Malformed) },
    }
}

/// The page behind the link, in a state.
pub(crate) fn appointment_page(locale: Locale, state: AppointmentState) -> AppointmentPage {
    AppointmentPage {
        locale,
        visit: visit(locale),
        patient: None,
        state,
        moved_from: (state == AppointmentState::JustMoved).then(|| at(2, 9, 0)),
        moved_to: (state == AppointmentState::MovedAway).then(|| at(2, 9, 0)),
        move_href: Some("move.html".into()),
        cancelling: Cancelling::Open {
            action: "/a/annuler".into(),
            hidden: vec![Hidden { name: "jeton".into(), value: "k7Qm".into() }],
            until: at(0, 14, 30) - chrono::TimeDelta::hours(24),
        },
        email: Some("anne.dupuis@exemple.fr".into()),
        confirming: matches!(state, AppointmentState::Awaits | AppointmentState::ToConfirm)
            .then(|| Confirming { until: at(0, 10, 42), action: (state == AppointmentState::ToConfirm).then(|| "/a/confirmer".into()) }),
        calendar_href: Some("rendez-vous.ics".into()),
        rebook_href: Some("practitioner.html".into()),
        space_href: Some("space-door.html".into()),
        alert: None,
    }
}

/// Every notice.
pub(crate) fn notices() -> Vec<Notice> {
    vec![
        Notice::NotFound,
        Notice::SlotTaken,
        Notice::SlotPast,
        Notice::Full,
        Notice::TooManyHolds,
        Notice::TooOften,
        Notice::TooManyOpen,
        Notice::ConfirmFirst,
        Notice::NoNewPatients,
        Notice::NotOnline,
        Notice::HoursAway { who: "Claire Morel".into() },
        Notice::LooksAutomatic,
        Notice::LinkInvalid,
        Notice::LinkExpired,
        Notice::LinkForAnotherPurpose,
        Notice::AlreadyBooked,
        Notice::NotConfirmed,
        Notice::TooLarge,
        Notice::WrongContentType,
        Notice::MethodNotAllowed,
        Notice::BadRequest,
        Notice::Busy,
        Notice::Internal { reference: "7F3K-92QD".into() },
    ]
}

/// The mail that confirms.
pub(crate) fn confirmation(locale: Locale) -> ConfirmationMail {
    ConfirmationMail {
        locale,
        visit: visit(locale),
        patient: Some("Anne Dupuis".into()),
        manage_href: "https://guichet.example/a/v1.eyJhIjoiMDFKREZLIn0.Zm9vYmFyYmF6cXV4cXV1eGNvcmdlZ3JhdWx0Z2FycGx5".into(),
    }
}

/// The mail that asks to confirm a booking.
pub(crate) fn to_confirm(locale: Locale) -> ToConfirmMail {
    ToConfirmMail {
        locale,
        visit: visit(locale),
        until: at(0, 10, 42),
        patient: Some("Anne Dupuis".into()),
        confirm_href: "https://guichet.example/a/v1.eyJhIjoiMDFKREZLIn0.Zm9vYmFy".into(),
    }
}

/// The mail that says an appointment is off.
pub(crate) fn cancellation(locale: Locale) -> CancellationMail {
    let rebook_href = "https://guichet.example/fr/lyon/claire-morel".into();
    CancellationMail { locale, visit: visit(locale), patient: None, called_off: false, rebook_href }
}

/// The mail that says an appointment is at another time, and at a distance.
pub(crate) fn moved(locale: Locale) -> MovedMail {
    MovedMail {
        locale,
        visit: Visit { whereabouts: Whereabouts::Remote { join: Some("https://visio.example/claire".into()) }, ..visit(locale) },
        was: at(2, 9, 0),
        patient: Some("Anne Dupuis".into()),
        manage_href: "https://guichet.example/a/v1.eyJhIjoiMDFKREZLIn0.Zm9vYmFy".into(),
    }
}

/// The mail that offers something earlier, elsewhere, and names nothing that care is for.
pub(crate) fn offer(locale: Locale) -> OfferMail {
    let own = Visit { start: at(12, 14, 30), ..visit(locale) };
    OfferMail {
        locale,
        own,
        offered: visit(locale),
        until: at(0, 12, 30),
        patient: Some("Anne Dupuis".into()),
        href: "https://guichet.example/offre/v1.eyJhIjoiMDFKREZLIn0.Zm9vYmFy".into(),
        stop_href: "https://guichet.example/offre/v1.eyJhIjoiMDFKREZLIn0.Zm9vYmFy/desabonner".into(),
    }
}

/// The mail to a practitioner of whom a patient comes today.
pub(crate) fn today(locale: Locale) -> TodayMail {
    TodayMail { locale, start: at(0, 15, 0), was: at(12, 14, 30), href: "https://guichet.example/fr/pro/0193/jour".into() }
}

/// Mails about an appointment.
pub(crate) fn mails(locale: Locale) -> Result<Vec<(&'static str, Mail)>, RenderError> {
    let at_home = ConfirmationMail { visit: Visit { whereabouts: Whereabouts::Home, ..visit(locale) }, ..confirmation(locale) };
    Ok(vec![
        ("mail-confirmation", confirmation(locale).render()?),
        ("mail-confirmation-home", at_home.render()?),
        ("mail-to-confirm", to_confirm(locale).render()?),
        ("mail-moved", moved(locale).render()?),
        ("mail-offer", offer(locale).render()?),
        ("mail-cancellation", cancellation(locale).render()?),
        ("mail-called-off", CancellationMail { called_off: true, ..cancellation(locale) }.render()?),
    ])
}

/// Mails that open a door; their secret is `secret`.
pub(crate) fn access_mails(locale: Locale, secret: &str) -> Result<Vec<(&'static str, Mail)>, RenderError> {
    let href = format!("https://guichet.example/entrer/{secret}");
    let invitation = InvitationMail {
        locale,
        practice: practice(locale).name,
        roles: vec![Role::Practitioner, Role::Owner],
        href: href.clone(),
        until: day(7),
    };
    Ok(vec![
        ("mail-sign-in", SignInMail { locale, href: href.clone(), minutes: 15 }.render()?),
        ("mail-code", CodeMail { locale, code: secret.to_owned(), minutes: 10 }.render()?),
        ("mail-invitation", invitation.render()?),
        ("mail-space", SpaceMail { locale, href, minutes: 15 }.render()?),
    ])
}

/// Every page in every state.
pub(crate) fn pages(locale: Locale) -> Result<Vec<Shown>, RenderError> {
    let mut shown = Vec::new();
    let mut show = |name: &str, html: String| {
        shown.push(Shown { name: name.to_owned(), html });
    };

    for (name, page) in picking::practitioner_pages(locale) {
        show(&name, page.render()?);
    }
    for (name, page) in picking::move_pages(locale) {
        show(&name, page.render()?);
    }

    let page = booking_page(locale);
    show("booking", page.render()?);
    show("booking-wrong", BookingFormPage { fields: wrong_fields(), ..page.clone() }.render()?);
    show("booking-lapsed", BookingFormPage { hold: Hold::Lapsed, ..page.clone() }.render()?);
    let nobody = Field { value: String::new(), error: Some(NameError::Missing) };
    let other =
        BookingFields { for_other: true, contact_given_name: nobody.clone(), contact_family_name: nobody, ..BookingFields::default() };
    show("booking-other", BookingFormPage { fields: other, ..page.clone() }.render()?);
    // A1: who is visited at home says where.
    let nothing = || Field { value: String::new(), error: Some(AddressError::Missing) };
    let postal_code = Field { value: "6900".into(), error: Some(AddressError::Malformed) };
    let address = AddressFields { street: nothing(), door: Field::default(), postal_code, city: nothing() };
    let home = BookingFormPage { visit: Visit { whereabouts: Whereabouts::Home, ..visit(locale) }, confirms: true, ..page };
    show("booking-home", home.render()?);
    show("booking-home-wrong", BookingFormPage { fields: BookingFields { address, ..BookingFields::default() }, ..home }.render()?);

    for (name, state) in [
        ("just-booked", AppointmentState::JustBooked),
        ("awaits", AppointmentState::Awaits),
        ("to-confirm", AppointmentState::ToConfirm),
        ("just-confirmed", AppointmentState::JustConfirmed),
        ("lapsed", AppointmentState::Lapsed),
        ("standing", AppointmentState::Standing),
        ("just-cancelled", AppointmentState::JustCancelled),
        ("cancelled", AppointmentState::Cancelled),
        ("just-moved", AppointmentState::JustMoved),
        ("moved-away", AppointmentState::MovedAway),
        ("past", AppointmentState::Past),
    ] {
        show(&format!("appointment-{name}"), appointment_page(locale, state).render()?);
    }
    let mut late = appointment_page(locale, AppointmentState::Standing);
    late.patient = Some("Anne Dupuis".into());
    late.cancelling = Cancelling::TooLate { phone: phone(locale), action: Some("/a/empechement".into()) };
    late.move_href = None;
    show("appointment-too-late", late.render()?);
    let remote = Whereabouts::Remote { join: Some("https://visio.example/claire".into()) };
    for (name, whereabouts) in [("home", Whereabouts::Home), ("remote", remote)] {
        let visit = Visit { whereabouts, ..visit(locale) };
        show(&format!("appointment-{name}"), AppointmentPage { visit, ..appointment_page(locale, AppointmentState::Standing) }.render()?);
    }

    for notice in notices() {
        let page = NoticePage::new(locale, &notice);
        let page = match notice {
            Notice::SlotTaken | Notice::SlotPast => page.with_practice(practice(locale)).with_other_slots("practitioner.html"),
            Notice::LinkExpired | Notice::Internal { .. } => page.with_practice(practice(locale)),
            Notice::NotFound => page.with_action(Action { label: "Trouver un cabinet".into(), href: "practitioner.html".into() }),
            _ => page,
        };
        show(&format!("notice-{}", notice.kind()), page.render()?);
    }
    Ok(shown)
}
