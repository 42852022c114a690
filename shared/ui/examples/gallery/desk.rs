//! The desk's pages, believable, in every state. Every text goes through `t`, so that a test can put something else there.

#[path = "calendar.rs"]
pub(crate) mod calendar;
#[path = "patients.rs"]
pub(crate) mod patients;
#[path = "waiting.rs"]
pub(crate) mod waiting;

use chrono::NaiveTime;
use guichet_kernel::{Delegation, Locale, Right, Role};
use guichet_ui::RenderError;
use guichet_ui::desk::{
    Around, Attendance, AuditFilter, AuditPage, AuditRow, CategoryName, CategoryRow, ConfirmSignInPage, CreatePractice, DayAppointment,
    DayRow, DelegationRow, DelegationTable, Desk, DeskNotice, DeskNoticePage, HomePage, Input, Invitation, InvitationPage, InvitationRow,
    InvitationStep, InviteForm, Issue, LanguageChoice, LinkDeadPage, LinkSentPage, LocationFormPage, LocationRow, Marks, MemberRow,
    NavLink, OtherBrowserPage, Outside, Post, PracticeChoice, PractitionerChoice, Said, Section, ServiceFormPage, ServiceRow, ServiceVisit,
    SessionRow, SessionsPage, Setting, SettingRow, SettingValue, SettingsPage, SignInPage, SignInWhy, StepUpAct, StepUpPage, TeamPage,
    TodayPage, TokenForm, TokenIssuedPage, TokenRow, TokenState, TokensPage,
};

use super::{Shown, at, country, day, practice};

/// How a text of the demonstration is written.
pub(crate) type Text<'a> = &'a dyn Fn(&str) -> String;

fn post(t: Text<'_>, action: &str) -> Post {
    Post::to(t(action)).with("version", t("7"))
}

fn create(t: Text<'_>, action: &str) -> Post {
    Post::to(t(action)).with_key(t("k7Qm"))
}

fn languages(locale: Locale, t: Text<'_>, page: &str) -> Vec<LanguageChoice> {
    let href = |locale: Locale| LanguageChoice { locale, href: t(&format!("../{}/{page}.html", locale.tag())) };
    country(locale).locales().iter().copied().map(href).collect()
}

fn outside(locale: Locale, t: Text<'_>, page: &str) -> Outside {
    Outside { locale, languages: languages(locale, t, page) }
}

fn desk(locale: Locale, t: Text<'_>, page: &str, current: Section) -> Desk {
    let nav = [
        (Section::Today, "desk-today"),
        (Section::Agenda, "desk-calendar"),
        (Section::Waiting, "desk-waiting"),
        (Section::Patients, "desk-patients"),
        (Section::Team, "desk-team"),
        (Section::Settings, "desk-settings"),
        (Section::Audit, "desk-audit"),
        (Section::Tokens, "desk-tokens"),
    ];
    Desk {
        locale,
        person: t("claire.morel@lilas.example"),
        practice: Some(t(&practice(locale).name)),
        practices: vec![
            PracticeChoice { name: t(&practice(locale).name), href: t("desk-today.html"), current: true },
            PracticeChoice { name: t("Kiné Bellecour"), href: t("desk-today-empty.html"), current: false },
        ],
        nav: nav.into_iter().map(|(section, href)| NavLink { section, href: t(&format!("{href}.html")) }).collect(),
        current: Some(current),
        home_href: t("desk-home.html"),
        sessions_href: t("desk-sessions.html"),
        sign_out: post(t, "/desk/sortir"),
        languages: languages(locale, t, page),
        said: None,
    }
}

fn appointment(t: Text<'_>, hour: u32, minute: u32, patient: &str, attendance: Attendance) -> DayRow {
    let start = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
    let steps = match attendance {
        Attendance::Booked => vec![Attendance::Confirmed, Attendance::Arrived, Attendance::Attended, Attendance::Absent],
        Attendance::Confirmed => vec![Attendance::Arrived, Attendance::Attended, Attendance::Absent, Attendance::Booked],
        Attendance::Arrived => vec![Attendance::Attended, Attendance::Absent, Attendance::Booked],
        Attendance::Attended | Attendance::Absent => vec![Attendance::Booked],
        _ => Vec::new(),
    };
    DayRow::Appointment(Box::new(DayAppointment {
        id: t(&format!("apt{hour}{minute}")),
        start,
        end: start + chrono::TimeDelta::minutes(30),
        patient: (!patient.is_empty()).then(|| t(patient)),
        unconfirmed_until: None,
        patient_href: Some(t("desk-patient.html")),
        href: matches!(attendance, Attendance::CancelledByPatient | Attendance::CancelledByPractitioner | Attendance::Moved)
            .then(|| t("desk-visit-cancelled.html")),
        service: t("Séance de suivi"),
        location: (hour > 11).then(|| t("Rue Garibaldi")),
        attendance,
        late: attendance == Attendance::CancelledByPatient,
        marks: (!steps.is_empty()).then(|| Marks { post: post(t, "/desk/presence"), steps }),
    }))
}

/// The day, with something of everything.
pub(crate) fn today(locale: Locale, t: Text<'_>) -> TodayPage {
    let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
    TodayPage {
        desk: desk(locale, t, "desk-today", Section::Today),
        date: day(0),
        is_today: true,
        previous_href: t("desk-today-empty.html"),
        next_href: t("desk-today-empty.html"),
        today_href: t("desk-today.html"),
        practitioners: vec![
            PractitionerChoice { name: t("Claire Morel"), href: t("desk-today.html"), current: true },
            PractitionerChoice { name: t("Karim Benali"), href: t("desk-today-empty.html"), current: false },
        ],
        rows: vec![
            appointment(t, 8, 30, "Lefèvre, Élodie", Attendance::Attended),
            appointment(t, 9, 0, "Nguyen, Bao", Attendance::Arrived),
            appointment(t, 9, 45, "Diallo, Aminata", Attendance::Confirmed),
            DayRow::Busy { start: time(10, 30), end: time(11, 30) },
            appointment(t, 11, 30, "Van den Broeck-Vandersmissen, Marie-Antoinette", Attendance::Booked),
            appointment(t, 14, 0, "Rossi, Marco", Attendance::Absent),
            appointment(t, 14, 30, "", Attendance::Booked),
            appointment(t, 15, 0, "Petit, Hugo", Attendance::CancelledByPatient),
        ],
    }
}

fn signing_in(locale: Locale, t: Text<'_>, show: &mut dyn FnMut(&str, String)) -> Result<(), RenderError> {
    let page = SignInPage { outside: outside(locale, t, "desk-sign-in"), post: post(t, "/desk/entrer"), email: Input::of(""), why: None };
    show("desk-sign-in", page.render()?);
    let wrong = Input::of(t("claire.morel@lilas")).wrong(Issue::Email);
    show("desk-sign-in-wrong", SignInPage { email: wrong, why: Some(SignInWhy::SessionOver), ..page }.render()?);
    let sent = LinkSentPage {
        outside: outside(locale, t, "desk-link-sent"),
        email: t("claire.morel@lilas.example"),
        minutes: 15,
        again_href: t("desk-sign-in.html"),
    };
    show("desk-link-sent", sent.render()?);
    let confirm =
        ConfirmSignInPage { outside: outside(locale, t, "desk-link"), email: t("claire.morel@lilas.example"), post: post(t, "/desk/lien") };
    show("desk-link", confirm.render()?);
    show("desk-link-dead", LinkDeadPage { outside: outside(locale, t, "desk-link-dead"), again_href: t("desk-sign-in.html") }.render()?);
    let other = OtherBrowserPage { outside: outside(locale, t, "desk-other-browser"), again_href: t("desk-sign-in.html") };
    show("desk-other-browser", other.render()?);
    let step_up = StepUpPage {
        desk: desk(locale, t, "desk-step-up", Section::Patients),
        act: StepUpAct::Erase,
        email: t("claire.morel@lilas.example"),
        minutes: 10,
        post: post(t, "/desk/preuve"),
        code: Input::of("").wrong(Issue::WrongCode),
        resend: post(t, "/desk/preuve/encore"),
        cancel_href: t("desk-patient.html"),
    };
    show("desk-step-up", step_up.render()?);
    Ok(())
}

fn before(locale: Locale, t: Text<'_>, show: &mut dyn FnMut(&str, String)) -> Result<(), RenderError> {
    let frame = Desk {
        practice: None,
        practices: Vec::new(),
        nav: Vec::new(),
        current: None,
        said: Some(Said::InvitationRevoked),
        ..desk(locale, t, "desk-home", Section::Today)
    };
    let zones = ["Europe/Paris", "Europe/Brussels", "America/Toronto"].map(t).to_vec();
    let home = HomePage {
        desk: frame,
        create: CreatePractice {
            post: create(t, "/desk/cabinets"),
            countries: guichet_kernel::Country::ALL.to_vec(),
            country: Input::of(country(locale).code()),
            given_name: Input::of(t("Claire")),
            family_name: Input::of(t("Morel")),
            name: Input::of(t("Cabinet des Lilas")),
            phone: Input::of(t("04 78")).wrong(Issue::Phone),
            address_1: Input::of(t("12 rue Garibaldi")),
            address_2: Input::of("").wrong(Issue::Missing),
            city: Input::of(t("Lyon")),
            zone: Input::of(t("Europe/Paris")),
            zones,
        },
    };
    show("desk-home", home.render()?);
    let invitation = |step| InvitationPage {
        outside: outside(locale, t, "desk-invitation"),
        invitation: Some(Invitation {
            practice: t("Kiné Bellecour"),
            roles: vec![Role::Practitioner, Role::Owner],
            email: t("karim.benali@kine.example"),
            until: day(7),
            step,
        }),
    };
    let accept = InvitationStep::Accept { post: create(t, "/desk/invitation/accepter") };
    show("desk-invitation", invitation(accept).render()?);
    show("desk-invitation-sign-in", invitation(InvitationStep::SignIn { href: t("desk-sign-in.html") }).render()?);
    let wrong = InvitationStep::WrongAccount { signed_in_as: t("autre@kine.example"), sign_out: post(t, "/desk/sortir") };
    show("desk-invitation-wrong", invitation(wrong).render()?);
    show("desk-invitation-dead", InvitationPage { outside: outside(locale, t, "desk-invitation-dead"), invitation: None }.render()?);
    Ok(())
}

fn team(locale: Locale, t: Text<'_>) -> TeamPage {
    let member = |id: &str, name: &str, roles: &[Role], you| MemberRow {
        id: t(id),
        name: t(name),
        email: Some(t(&format!("{id}@lilas.example"))),
        roles: roles.to_vec(),
        ticked: roles.to_vec(),
        join_link: roles.contains(&Role::Practitioner).then(|| Input::of(t("https://visio.exemple.fr/claire"))),
        since: day(0),
        you,
        change: (!you).then(|| post(t, "/desk/equipe/roles")),
        end: (!you).then(|| post(t, "/desk/equipe/fin")),
    };
    let rows = vec![
        DelegationRow { member_id: t("m3"), name: t("Sophie Girard"), given: vec![Delegation::Agenda, Delegation::Billing] },
        DelegationRow { member_id: t("m4"), name: t("Paul Henry"), given: Vec::new() },
    ];
    TeamPage {
        desk: desk(locale, t, "desk-team", Section::Team),
        members: vec![
            member("claire", "Claire Morel", &[Role::Owner, Role::Practitioner], true),
            member("karim", "Karim Benali", &[Role::Practitioner], false),
            member("sophie", "Sophie Girard", &[Role::Secretary], false),
        ],
        next_href: Some(t("desk-team.html")),
        first_href: Some(t("desk-team.html")),
        delegations: vec![
            DelegationTable { id: t("p1"), practitioner: t("Claire Morel"), rows: rows.clone(), post: Some(post(t, "/desk/delegations")) },
            DelegationTable { id: t("p2"), practitioner: t("Karim Benali"), rows, post: None },
        ],
        invite: Some(InviteForm {
            post: create(t, "/desk/invitations"),
            email: Input::of(t("paul.henry@lilas")).wrong(Issue::Email),
            given_name: Input::of(t("Paul")),
            family_name: Input::of(t("Henry")),
            profession: Input::of("").wrong(Issue::Missing),
            roles: vec![Role::Accountant],
            roles_issue: Some(Issue::NotChosen),
        }),
        invitations: vec![InvitationRow {
            email: t("paul.henry@lilas.example"),
            roles: vec![Role::Accountant],
            sent: day(0),
            until: day(7),
            revoke: Some(post(t, "/desk/invitations/fin")),
        }],
    }
}

fn settings(locale: Locale, t: Text<'_>, show: &mut dyn FnMut(&str, String)) -> Result<(), RenderError> {
    let row =
        |setting, value: SettingValue, default, typed| SettingRow { setting, value, default, post: Some(post(t, "/desk/reglages")), typed };
    let category = |id: &str, name: CategoryName, own: bool| CategoryRow {
        id: t(id),
        name,
        rename: own.then(|| post(t, "/desk/categories")),
        withdraw: own.then(|| post(t, "/desk/categories/fin")),
    };
    let page = SettingsPage {
        desk: Desk { said: Some(Said::Saved), ..desk(locale, t, "desk-settings", Section::Settings) },
        settings: vec![
            row(Setting::Name, SettingValue::Text(t("Cabinet des Lilas")), None, None),
            row(Setting::Telephone, SettingValue::Text(t("04 78 00 00 00")), None, Some(Input::of(t("04")).wrong(Issue::Phone))),
            row(Setting::CancellationNotice, SettingValue::Minutes(2880), Some(SettingValue::Minutes(1440)), None),
            row(Setting::BookingNotice, SettingValue::Minutes(120), Some(SettingValue::Minutes(120)), None),
            row(Setting::BookingHorizon, SettingValue::Days(60), Some(SettingValue::Days(90)), None),
            row(Setting::OpenBookings, SettingValue::Appointments(1), Some(SettingValue::Appointments(4)), None),
            row(Setting::EarlierAlerts, SettingValue::On(true), Some(SettingValue::On(false)), None),
            row(Setting::AlertMinimumDays, SettingValue::Days(10), Some(SettingValue::Days(10)), None),
            row(Setting::AlertFirst, SettingValue::Patients(1), Some(SettingValue::Patients(5)), None),
            row(Setting::AlertSameDay, SettingValue::On(false), Some(SettingValue::On(false)), None),
            row(Setting::AlertRound, SettingValue::Minutes(240), Some(SettingValue::Minutes(240)), None),
            row(Setting::OfferNotice, SettingValue::Minutes(120), Some(SettingValue::Minutes(120)), None),
            row(Setting::AlertHomeVisits, SettingValue::On(false), Some(SettingValue::On(false)), None),
            row(Setting::DelegateAgendaToSecretaries, SettingValue::On(true), Some(SettingValue::On(true)), None),
            row(Setting::ProposeDuplicates, SettingValue::On(false), Some(SettingValue::On(true)), None),
            row(Setting::TokenDays, SettingValue::Days(90), Some(SettingValue::Days(90)), None),
            row(Setting::InvitationDays, SettingValue::Days(1), Some(SettingValue::Days(7)), None),
        ],
        locations: vec![LocationRow {
            address: ["12 rue Garibaldi", "69003 Lyon"].map(t).to_vec(),
            city: t("Lyon"),
            zone: t("Europe/Paris"),
            access: Some(t("2ᵉ étage")),
            edit_href: Some(t("desk-location.html")),
            withdraw: Some(post(t, "/desk/lieux/fin")),
        }],
        add_location_href: Some(t("desk-location.html")),
        services: vec![ServiceRow {
            label: t("Séance de suivi"),
            minutes: 30,
            price: Some(t("30,00 €")),
            category: Some(CategoryName::Own(t("Rééducation"))),
            edit_href: Some(t("desk-service.html")),
            withdraw: Some(post(t, "/desk/prestations/fin")),
        }],
        add_service_href: Some(t("desk-service.html")),
        categories: vec![
            category("c1", CategoryName::HomeVisit, false),
            category("c2", CategoryName::Teleconsultation, false),
            category("c3", CategoryName::Group, false),
            category("c4", CategoryName::Own(t("Rééducation")), true),
        ],
        add_category: Some(create(t, "/desk/categories")),
        category_name: Input::of(""),
    };
    show("desk-settings", page.render()?);
    let location = LocationFormPage {
        desk: desk(locale, t, "desk-location", Section::Settings),
        exists: true,
        post: post(t, "/desk/lieux"),
        address_1: Input::of(t("12 rue Garibaldi")),
        address_2: Input::of(t("69003 Lyon")),
        city: Input::of(t("Lyon")),
        access: Input::of(t("2ᵉ étage")),
        entry: Input::of(t("Code 41B7")),
        zone: Input::of(t("Europe/Paris")),
        zones: vec![t("Europe/Paris")],
        cancel_href: t("desk-settings.html"),
    };
    show("desk-location", location.render()?);
    let service = ServiceFormPage {
        desk: desk(locale, t, "desk-service", Section::Settings),
        exists: false,
        post: create(t, "/desk/prestations"),
        label: Input::of(t("Séance de suivi")),
        minutes: Input::of(t("0")).wrong(Issue::OutOfRange { least: 5, most: 480 }),
        price: Input::of(t("30,00")),
        category: Input::of(t("c4")),
        categories: vec![(t("c1"), CategoryName::HomeVisit), (t("c4"), CategoryName::Own(t("Rééducation")))],
        note: Input::of(t("Votre ordonnance.")),
        visit: Input::of(ServiceVisit::FollowUp.word()),
        online: Input::of("yes"),
        before: Input::of("5"),
        after: Input::of("10"),
        travel: Input::of(t("20")).wrong(Issue::OtherCategory),
        join_link: Input::of(""),
        cancel_href: t("desk-settings.html"),
    };
    show("desk-service", service.render()?);
    Ok(())
}

fn records(locale: Locale, t: Text<'_>, show: &mut dyn FnMut(&str, String)) -> Result<(), RenderError> {
    let token = |label: &str, state, used| TokenRow {
        label: t(label),
        rights: vec![Right::ReadPatients, Right::ReadAgenda],
        made_by: t("Claire Morel"),
        made_on: day(0),
        until: day(90),
        state,
        last_used: used,
        revoke: (state == TokenState::Live).then(|| post(t, "/desk/cles/fin")),
    };
    let tokens = TokensPage {
        desk: desk(locale, t, "desk-tokens", Section::Tokens),
        tokens: vec![token("Comptabilité", TokenState::Live, Some(at(0, 8, 12))), token("Ancien site", TokenState::Revoked, None)],
        issue: Some(TokenForm {
            post: create(t, "/desk/cles"),
            label: Input::of(""),
            rights: Right::for_keys().collect(),
            chosen: vec![Right::ReadAgenda],
            rights_issue: None,
            days: Input::of(t("90")),
            most_days: 366,
        }),
    };
    show("desk-tokens", tokens.render()?);
    let issued = TokenIssuedPage {
        desk: desk(locale, t, "desk-token-issued", Section::Tokens),
        label: t("Comptabilité"),
        secret: t("gk_eu_7h3kZ0vQmS1xYw9nTq4LrB8uFp2EoDaC5jXiN6g"),
        until: day(90),
        back_href: t("desk-tokens.html"),
    };
    show("desk-token-issued", issued.render()?);
    let row = |minute, actor: &str, act: &str, object: Option<&str>| AuditRow {
        at: at(0, 9, minute),
        actor: t(actor),
        act: t(act),
        object: object.map(t),
        object_href: object.map(|_| t("desk-patient.html")),
        detail: (minute > 20).then(|| t("3 trouvés")),
    };
    let audit = AuditPage {
        desk: desk(locale, t, "desk-audit", Section::Audit),
        action: t("desk-audit.html"),
        filter: AuditFilter { query: t("fiche"), actor: t("m1"), act: t("patient.read"), from: t("2026-11-01"), to: String::new() },
        actors: vec![(t("m1"), t("Claire Morel")), (t("m2"), t("Sophie Girard"))],
        acts: ["patient.read", "patient.changed", "member.invited"].map(t).to_vec(),
        rows: vec![
            row(30, "Sophie Girard", "patient.searched", None),
            row(12, "Sophie Girard", "patient.read", Some("pat_0192f5a1-7c3e-7d11-9b60-3f2a1c5e8d04")),
            row(5, "Claire Morel", "appointment.attendance", Some("apt_0192f5a1-7c3e-7d11-9b60-3f2a1c5e8d05")),
            row(1, "Claire Morel", "something.new", None),
        ],
        older_href: Some(t("desk-audit.html")),
        newest_href: Some(t("desk-audit.html")),
        export_href: Some(t("desk-audit.html")),
    };
    show("desk-audit", audit.render()?);
    show("desk-audit-none", AuditPage { rows: Vec::new(), older_href: None, newest_href: None, ..audit }.render()?);
    let session = |device: Option<&str>, here: bool| SessionRow {
        device: device.map(t),
        started: at(0, 8, 0),
        last_used: at(0, 9, 40),
        here,
        end: Some(post(t, "/desk/sessions/fin")),
    };
    let sessions = SessionsPage {
        desk: desk(locale, t, "desk-sessions", Section::Today),
        sessions: vec![session(Some("Firefox, Linux"), true), session(None, false)],
        end_others: Some(post(t, "/desk/sessions/autres")),
    };
    show("desk-sessions", sessions.render()?);
    Ok(())
}

fn notices(locale: Locale, t: Text<'_>, show: &mut dyn FnMut(&str, String)) -> Result<(), RenderError> {
    let notices = [
        ("forbidden", DeskNotice::Forbidden),
        ("not-found", DeskNotice::NotFound),
        ("changed", DeskNotice::Changed),
        ("key-reused", DeskNotice::KeyReused),
        ("not-possible", DeskNotice::NotPossibleNow),
        ("too-many", DeskNotice::TooMany),
        ("unavailable", DeskNotice::Unavailable),
        ("bad-request", DeskNotice::BadRequest),
        ("too-large", DeskNotice::TooLarge),
        ("method", DeskNotice::MethodNotAllowed),
        ("internal", DeskNotice::Internal { reference: t("7F3K-92QD") }),
    ];
    for (name, notice) in notices {
        let name = format!("desk-notice-{name}");
        let around: Around = match notice {
            DeskNotice::TooMany => outside(locale, t, &name).into(),
            _ => desk(locale, t, &name, Section::Patients).into(),
        };
        show(&name, DeskNoticePage { around, notice, next_href: Some(t("desk-today.html")) }.render()?);
    }
    Ok(())
}

/// Every page of the desk in every state.
pub(crate) fn pages(locale: Locale, t: Text<'_>) -> Result<Vec<Shown>, RenderError> {
    let mut shown = Vec::new();
    let mut show = |name: &str, html: String| shown.push(Shown { name: name.to_owned(), html });
    signing_in(locale, t, &mut show)?;
    before(locale, t, &mut show)?;
    show("desk-today", today(locale, t).render()?);
    show("desk-today-empty", TodayPage { rows: Vec::new(), is_today: false, ..today(locale, t) }.render()?);
    calendar::pages(locale, t, &mut show)?;
    waiting::pages(locale, t, &mut show)?;
    patients::pages(locale, t, &mut show)?;
    show("desk-team", team(locale, t).render()?);
    settings(locale, t, &mut show)?;
    records(locale, t, &mut show)?;
    notices(locale, t, &mut show)?;
    Ok(shown)
}
