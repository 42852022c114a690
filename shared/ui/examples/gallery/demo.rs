//! Believable pages and mails in every state, for eyes and for tests.

#[path = "desk.rs"]
pub(crate) mod desk;
#[path = "facts.rs"]
mod facts;

use guichet_kernel::{Country, Locale, Role};
use guichet_ui::{
    Action, AppointmentPage, AppointmentState, BirthDateError, BirthDateField, BookingFields, BookingFormPage, CancellationMail,
    Cancelling, CodeMail, ConfirmationMail, Day, EmailError, Field, Hidden, Hold, InvitationMail, Mail, NameError, Notice, NoticePage,
    Openings, PageNotice, PractitionerPage, RenderError, ServiceChoice, SignInMail, Slot, amount_in,
};

pub(crate) use facts::{at, country, day, phone, practice, practitioner, visit};

/// A page or a mail of the gallery.
pub(crate) struct Shown {
    /// Name of its file.
    pub(crate) name: String,
    /// What it is rendered to.
    pub(crate) html: String,
}

fn free(after: u64, hours: &[(u32, u32)]) -> Openings {
    let slot = |&(hour, minute)| {
        let start = at(after, hour, minute);
        Slot { start, value: start.and_utc().timestamp().to_string() }
    };
    Openings::Free(hours.iter().map(slot).collect())
}

fn days() -> Vec<Day> {
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

/// The public page on an ordinary Sunday evening.
pub(crate) fn practitioner_page(locale: Locale) -> PractitionerPage {
    let service = |id: &str, label: &str, minutes, cents| ServiceChoice {
        id: id.into(),
        label: label.into(),
        minutes,
        price: Some(amount_in(cents, country(locale), locale)),
        selected: id == "suivi",
        href: format!("practitioner.html?motif={id}"),
    };
    PractitionerPage {
        locale,
        practitioner: practitioner(locale),
        practice: practice(locale),
        bring: visit(locale).bring,
        city: match country(locale) {
            Country::France => "Lyon".into(),
            Country::Belgium => "Bruxelles".into(),
            Country::Canada => "Québec".into(),
        },
        notice: None,
        practices: Vec::new(),
        services: vec![
            service("suivi", "Séance de suivi", 30, 3000),
            service("premiere", "Première séance", 45, 4500),
            service("domicile", "Séance à domicile", 75, 6000),
            service("bilan", "Bilan diagnostique et rééducation du dos", 60, 5200),
        ],
        days: days(),
        action: "/rendez-vous".into(),
        earlier_href: None,
        later_href: Some("practitioner.html?du=2026-12-14".into()),
        indexed: true,
    }
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
    }
}

/// The form with something to mend everywhere.
pub(crate) fn wrong_fields() -> BookingFields {
    BookingFields {
        given_name: Field { value: String::new(), error: Some(NameError::Missing) },
        family_name: Field { value: "Dupuis".into(), error: None },
        birth_date: BirthDateField { day: "31".into(), month: "2".into(), year: "1984".into(), error: Some(BirthDateError::NotADate) },
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
        cancelling: Cancelling::Open {
            action: "/a/annuler".into(),
            hidden: vec![Hidden { name: "jeton".into(), value: "k7Qm".into() }],
            until: at(0, 14, 30) - chrono::TimeDelta::hours(24),
        },
        email: Some("anne.dupuis@exemple.fr".into()),
        calendar_href: Some("rendez-vous.ics".into()),
        rebook_href: Some("practitioner.html".into()),
    }
}

/// Every notice.
pub(crate) fn notices() -> Vec<Notice> {
    vec![
        Notice::NotFound,
        Notice::SlotTaken,
        Notice::SlotPast,
        Notice::LinkInvalid,
        Notice::LinkExpired,
        Notice::LinkForAnotherPurpose,
        Notice::AlreadyBooked,
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

/// The mail that says an appointment is off.
pub(crate) fn cancellation(locale: Locale) -> CancellationMail {
    CancellationMail { locale, visit: visit(locale), patient: None, rebook_href: "https://guichet.example/fr/lyon/claire-morel".into() }
}

/// Mails about an appointment.
pub(crate) fn mails(locale: Locale) -> Result<Vec<(&'static str, Mail)>, RenderError> {
    Ok(vec![("mail-confirmation", confirmation(locale).render()?), ("mail-cancellation", cancellation(locale).render()?)])
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
        ("mail-sign-in", SignInMail { locale, href, minutes: 15 }.render()?),
        ("mail-code", CodeMail { locale, code: secret.to_owned(), minutes: 10 }.render()?),
        ("mail-invitation", invitation.render()?),
    ])
}

/// Every page in every state.
pub(crate) fn pages(locale: Locale) -> Result<Vec<Shown>, RenderError> {
    let mut shown = Vec::new();
    let mut show = |name: &str, html: String| {
        shown.push(Shown { name: name.to_owned(), html });
    };

    let page = practitioner_page(locale);
    show("practitioner", page.render()?);
    show("practitioner-taken", PractitionerPage { notice: Some(PageNotice::SlotTaken), ..page.clone() }.render()?);
    let nothing = days().into_iter().map(|day| Day { openings: Openings::Full, ..day }).collect();
    show("practitioner-full", PractitionerPage { days: nothing, ..page.clone() }.render()?);
    let undecided = page.services.iter().map(|service| ServiceChoice { selected: false, ..service.clone() }).collect();
    show("practitioner-choose", PractitionerPage { services: undecided, ..page }.render()?);

    let page = booking_page(locale);
    show("booking", page.render()?);
    show("booking-wrong", BookingFormPage { fields: wrong_fields(), ..page.clone() }.render()?);
    show("booking-lapsed", BookingFormPage { hold: Hold::Lapsed, ..page }.render()?);

    for (name, state) in [
        ("just-booked", AppointmentState::JustBooked),
        ("standing", AppointmentState::Standing),
        ("just-cancelled", AppointmentState::JustCancelled),
        ("cancelled", AppointmentState::Cancelled),
        ("past", AppointmentState::Past),
    ] {
        show(&format!("appointment-{name}"), appointment_page(locale, state).render()?);
    }
    let mut late = appointment_page(locale, AppointmentState::Standing);
    late.patient = Some("Anne Dupuis".into());
    late.cancelling = Cancelling::TooLate { phone: phone(locale) };
    show("appointment-too-late", late.render()?);

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
