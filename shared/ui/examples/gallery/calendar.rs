//! The agenda's pages, believable.

use chrono::{Datelike, NaiveTime};
use guichet_kernel::Locale;
use guichet_ui::RenderError;
use guichet_ui::desk::{
    ActNotice, AppointmentLine, Attendance, CalendarAct, CalendarPage, CalendarView, ClosingRow, ClosingWhy, ClosingsPage, HolidayRow,
    HoursFormPage, HoursPage, HoursRow, HoursScope, Input, Issue, Lane, Marks, Movable, MoveForm, Obstacle, OpenTime, PatientLine,
    PlaceChoice, PlacePage, PractitionerChoice, Recurs, Section, Sheet, SheetDay, SheetItem, SheetWhat, StartChoice, TermsPage, ViewChoice,
    Visit, VisitPage, weeks_from_sunday,
};

use super::super::{at, day};
use super::{Text, create, desk, post, waiting::alert};

pub(crate) fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default()
}

fn visit(t: Text<'_>, (n, hour, minute, minutes): (u64, u32, u32, u16), patient: &str, attendance: Attendance) -> SheetItem {
    SheetItem {
        start: time(hour, minute),
        minutes,
        what: SheetWhat::Visit(Box::new(Visit {
            id: t(&format!("apt{n}x{hour}x{minute}")),
            href: t("desk-visit.html"),
            patient: (!patient.is_empty()).then(|| t(patient)),
            unconfirmed_until: (patient.is_empty() && attendance == Attendance::Booked).then(|| time(8, 42)),
            service: t("Séance de suivi"),
            about: (hour > 14).then(|| t("Rue Garibaldi")),
            attendance,
            marks: Some(Marks {
                post: post(t, "/desk/presence"),
                steps: vec![Attendance::Arrived, Attendance::Attended, Attendance::Absent],
            }),
            moved: Some(Movable { practitioner: t("p1"), version: 3 }),
        })),
    }
}

fn free(t: Text<'_>, n: u64, hour: u32, minute: u32) -> SheetItem {
    let id = t(&format!("{n}x{hour}x{minute}"));
    SheetItem { start: time(hour, minute), minutes: 30, what: SheetWhat::Free { id, href: t("desk-place.html") } }
}

fn lane(t: Text<'_>, n: u64, name: Option<&str>) -> Lane {
    let open = |hour, minutes| OpenTime {
        start: time(hour, 0),
        minutes,
        href: Some(t("desk-hours-form.html")),
        about: (n == 1).then(|| t("Rue Garibaldi")),
    };
    let mut items = match n % 7 {
        0 => vec![
            visit(t, (n, 8, 30, 45), "Lefèvre, Élodie", Attendance::Attended),
            visit(t, (n, 9, 15, 30), "Nguyen, Bao", Attendance::Arrived),
            visit(t, (n, 9, 30, 30), "Diallo, Aminata", Attendance::Confirmed),
            SheetItem { start: time(11, 0), minutes: 60, what: SheetWhat::Busy },
            visit(t, (n, 14, 0, 45), "Van den Broeck-Vandersmissen, Marie-Antoinette", Attendance::Booked),
            visit(t, (n, 15, 30, 30), "", Attendance::Absent),
            visit(t, (n, 17, 0, 30), "", Attendance::Booked),
        ],
        2 => vec![SheetItem {
            start: time(0, 0),
            minutes: 24 * 60,
            what: SheetWhat::Closed { why: ClosingWhy::Training, href: Some(t("desk-closings.html")) },
        }],
        3 => vec![
            visit(t, (n, 9, 0, 30), "Rossi, Marco", Attendance::Booked),
            visit(t, (n, 9, 0, 30), "Petit, Hugo", Attendance::Booked),
            visit(t, (n, 9, 10, 50), "Moulin, Anne", Attendance::Booked),
        ]
        .into_iter()
        .enumerate()
        .map(|(place, mut item)| {
            if let SheetWhat::Visit(visit) = &mut item.what {
                visit.id = t(&format!("apt{n}y{place}"));
            }
            item
        })
        .collect(),
        5 | 6 => Vec::new(),
        _ => vec![
            visit(t, (n, 10, 0, 30), "Benali, Karim", Attendance::Booked),
            visit(t, (n, 17, 0, 75), "Fontaine, Léa", Attendance::Booked),
        ],
    };
    if n % 7 < 5 && n % 7 != 2 {
        items.extend([(10, 30), (16, 0), (16, 30)].map(|(hour, minute)| free(t, n, hour, minute)));
    }
    items.sort_by_key(|item| item.start);
    Lane { name: name.map(t), open: if n % 7 < 5 { vec![open(8, 240), open(14, 270)] } else { Vec::new() }, items }
}

fn sheet(locale: Locale, t: Text<'_>, view: CalendarView) -> Sheet {
    let (back, count) = match view {
        CalendarView::Day => (0, 1),
        CalendarView::Week => (u64::from(weeks_from_sunday(locale)), 7),
        // Weeks from Monday begin in October.
        CalendarView::Month if weeks_from_sunday(locale) => (day(0).day0().into(), 35),
        CalendarView::Month => (u64::from(day(0).day0()) + 6, 42),
    };
    let date = |n: u64| day(n).checked_sub_days(chrono::Days::new(back)).unwrap_or(day(n));
    let days = (0..count)
        .map(|n| SheetDay {
            date: date(n),
            is_today: date(n) == day(0),
            within: view != CalendarView::Month || date(n).month() == day(0).month(),
            href: t("desk-calendar-day.html"),
            lanes: match view {
                CalendarView::Day => vec![lane(t, 0, Some("Claire Morel")), lane(t, 1, Some("Karim Benali"))],
                _ => vec![lane(t, (n + 7 - back % 7) % 7 + n / 7 * 7, None)],
            },
        })
        .collect();
    let moving = (view != CalendarView::Month).then(|| create(t, "/desk/deplacer"));
    Sheet {
        view,
        live_href: t("desk-calendar.html"),
        days,
        gone: vec![AppointmentLine {
            at: at(0, 11, 0),
            service: t("Séance de suivi"),
            practitioner: t("Claire Morel"),
            attendance: Attendance::CancelledByPatient,
            href: Some(t("desk-visit-cancelled.html")),
        }],
        silent: if view == CalendarView::Day { vec![t("Sophie Girard")] } else { Vec::new() },
        moving,
    }
}

/// The agenda in a view.
pub(crate) fn calendar(locale: Locale, t: Text<'_>, view: CalendarView) -> CalendarPage {
    let href = |view| match view {
        CalendarView::Day => "desk-calendar-day.html",
        CalendarView::Week => "desk-calendar.html",
        CalendarView::Month => "desk-calendar-month.html",
    };
    let place = |name: Option<&str>| PlaceChoice { name: name.map(t), href: t("desk-calendar.html"), current: name.is_none() };
    CalendarPage {
        desk: desk(locale, t, "desk-calendar", Section::Agenda),
        date: day(0),
        previous_href: t(href(view)),
        next_href: t(href(view)),
        today_href: t(href(view)),
        views: CalendarView::ALL.map(|one| ViewChoice { view: one, href: t(href(one)), current: one == view }).into(),
        practitioners: vec![
            PractitionerChoice { name: t("Claire Morel"), href: t(href(view)), current: true },
            PractitionerChoice { name: t("Karim Benali"), href: t(href(view)), current: view == CalendarView::Day },
        ],
        places: vec![place(None), place(Some("12 rue des Lilas")), place(Some("Rue Garibaldi"))],
        notice: match view {
            CalendarView::Day => Some(ActNotice {
                act: CalendarAct::Cancelled,
                standing: 0,
                cancelled: 0,
                offered_at: Some(time(14, 32)),
                undo: Some(create(t, "/desk/defaire")),
            }),
            CalendarView::Week => Some(ActNotice {
                act: CalendarAct::Closed,
                standing: 2,
                cancelled: 0,
                offered_at: None,
                undo: Some(create(t, "/desk/defaire")),
            }),
            CalendarView::Month => None,
        },
        place_href: Some(t("desk-place.html")),
        hours_href: Some(t("desk-hours.html")),
        closings_href: Some(t("desk-closings.html")),
        terms_href: Some(t("desk-terms.html")),
        sheet: sheet(locale, t, view),
    }
}

fn placing(locale: Locale, t: Text<'_>) -> PlacePage {
    let line = |name: &str| PatientLine {
        name: t(name),
        birth_name: None,
        birth_date: Some(day(0)),
        city: None,
        phone_tail: None,
        href: t("desk-patient.html"),
    };
    PlacePage {
        desk: desk(locale, t, "desk-place", Section::Agenda),
        post: create(t, "/desk/placer"),
        query: t("durand"),
        chosen: Some((t("pat0"), line("Nguyen, Bao"))),
        matches: vec![(t("pat1"), line("Durand, Zoé")), (t("pat2"), line("Durand, Paul"))],
        patient_issue: None,
        new_href: Some(t("desk-patient-form.html")),
        practitioner: Input::of(t("p1")),
        practitioners: vec![(t("p1"), t("Claire Morel")), (t("p2"), t("Karim Benali"))],
        service: Input::of(t("s1")),
        services: vec![(t("s1"), t("Séance de suivi")), (t("s2"), t("Bilan"))],
        location: Input::of(t("l1")),
        locations: vec![(t("l1"), t("12 rue des Lilas")), (t("l2"), t("Rue Garibaldi"))],
        date: Input::of(t("2026-11-30")),
        time: Input::of(t("")).wrong(Issue::Missing),
        fold: None,
        minutes: Input::default(),
        silent: false,
        alert: Some(alert(t)),
        starts: Some(
            (0..6)
                .map(|n| StartChoice { at: at(n, 9, 30), fold: None, place: (n % 2 == 0).then(|| t("Rue Garibaldi")), value: t("1:l1") })
                .collect(),
        ),
        obstacle: Some(Obstacle::Taken),
        cancel_href: t("desk-calendar.html"),
    }
}

pub(crate) fn one(locale: Locale, t: Text<'_>) -> VisitPage {
    VisitPage {
        desk: desk(locale, t, "desk-visit", Section::Agenda),
        patient: Some(t("Nguyen, Bao")),
        unconfirmed_until: None,
        patient_href: Some(t("desk-patient.html")),
        at: at(0, 9, 15),
        fold: None,
        minutes: 30,
        service: t("Séance de suivi"),
        place: t("12 rue des Lilas"),
        practitioner: t("Claire Morel"),
        attendance: Attendance::Confirmed,
        late: false,
        marks: Some(Marks { post: post(t, "/desk/presence"), steps: vec![Attendance::Arrived, Attendance::Absent, Attendance::Booked] }),
        moving: Some(MoveForm {
            post: create(t, "/desk/deplacer"),
            date: Input::of(t("2026-11-30")),
            time: Input::of(t("02:30")),
            fold: Some(Input::default().wrong(Issue::HourTwice)),
            location: Input::of(t("l1")),
            locations: vec![(t("l1"), t("12 rue des Lilas")), (t("l2"), t("Rue Garibaldi"))],
            obstacle: Some((Obstacle::Closed, create(t, "/desk/deplacer"))),
        }),
        keeps: Some(false),
        freed: None,
        alert: Some((post(t, "/desk/attente"), alert(t))),
        cancel: Some(post(t, "/desk/annuler")),
        delete: Some(post(t, "/desk/supprimer")),
        back_href: t("desk-calendar.html"),
    }
}

fn open(locale: Locale, t: Text<'_>, show: &mut dyn FnMut(&str, String)) -> Result<(), RenderError> {
    let row = |recurs, until| HoursRow {
        href: t("desk-hours-form.html"),
        from: time(9, 0),
        to: time(12, 30),
        recurs,
        first_day: day(0),
        until,
        place: t("12 rue des Lilas"),
        services: t("Séance de suivi, Bilan"),
    };
    let hours = HoursPage {
        desk: desk(locale, t, "desk-hours", Section::Agenda),
        practitioners: vec![
            PractitionerChoice { name: t("Claire Morel"), href: t("desk-hours.html"), current: true },
            PractitionerChoice { name: t("Karim Benali"), href: t("desk-hours.html"), current: false },
        ],
        rows: vec![
            row(Recurs::Weekly { every: 1, days: vec![day(0), day(3)] }, None),
            row(Recurs::Weekly { every: 2, days: vec![day(2)] }, Some(day(60))),
            row(Recurs::Once, None),
            row(Recurs::Otherwise, None),
        ],
        new_href: Some(t("desk-hours-form.html")),
        next_href: Some(t("desk-hours.html")),
        back_href: t("desk-calendar.html"),
    };
    show("desk-hours", hours.render()?);
    show("desk-hours-none", HoursPage { rows: Vec::new(), ..hours }.render()?);
    let form = HoursFormPage {
        desk: desk(locale, t, "desk-hours-form", Section::Agenda),
        practitioner: t("Claire Morel"),
        post: create(t, "/desk/horaires"),
        day: Some(day(0)),
        scope: Input::of(HoursScope::Day.word()),
        is_new: false,
        location: Input::of(t("l1")),
        locations: vec![(t("l1"), t("12 rue des Lilas"))],
        services: vec![(t("s1"), t("Séance de suivi"), true), (t("s2"), t("École du dos"), false)],
        services_issue: None,
        first_day: Input::of(t("2026-11-30")),
        from: Input::of(t("09:00")),
        to: Input::of(t("08:00")).wrong(Issue::EndsFirst),
        weekdays: Some((0..7).map(|n| (t(&format!("D{n}")), day(n), n % 3 == 0)).collect()),
        every: Input::of(t("1")),
        until: Input::default(),
        capacity: Input::of(t("2")),
        public_capacity: Input::of(t("1")),
        staff_first: true,
        grid: Input::of(t("15")),
        places: Input::default(),
        end: Some(post(t, "/desk/arreter")),
        cancel_href: t("desk-hours.html"),
    };
    show("desk-hours-form", form.render()?);
    show("desk-hours-kept", HoursFormPage { day: None, weekdays: None, ..form.clone() }.render()?);
    show("desk-hours-new", HoursFormPage { day: None, is_new: true, end: None, ..form }.render()?);
    Ok(())
}

fn closed(locale: Locale, t: Text<'_>) -> ClosingsPage {
    let holiday = |n, name: &str, close: bool| HolidayRow { date: day(n), name: t(name), close: close.then(|| create(t, "/desk/fermer")) };
    ClosingsPage {
        desk: desk(locale, t, "desk-closings", Section::Agenda),
        post: create(t, "/desk/fermer"),
        practitioners: vec![(t("p1"), t("Claire Morel"), true), (t("p2"), t("Karim Benali"), false)],
        practitioners_issue: None,
        why: Input::of(ClosingWhy::Leave.word()),
        location: Input::default(),
        locations: vec![(t("l1"), t("12 rue des Lilas")), (t("l2"), t("Rue Garibaldi"))],
        from: Input::of(t("2026-12-24")),
        from_time: Input::default(),
        to: Input::default(),
        to_time: Input::default(),
        cancel: false,
        holidays: vec![holiday(25, "Noël", true), holiday(32, "Jour de l’an", false)],
        rows: vec![ClosingRow {
            from: at(3, 0, 0),
            to: at(5, 0, 0),
            why: ClosingWhy::Training,
            about: t("Claire Morel"),
            reopen: Some(post(t, "/desk/rouvrir")),
        }],
        back_href: t("desk-calendar.html"),
    }
}

/// Every page of the agenda.
pub(crate) fn pages(locale: Locale, t: Text<'_>, show: &mut dyn FnMut(&str, String)) -> Result<(), RenderError> {
    show("desk-calendar", calendar(locale, t, CalendarView::Week).render()?);
    show("desk-calendar-day", calendar(locale, t, CalendarView::Day).render()?);
    show("desk-calendar-month", calendar(locale, t, CalendarView::Month).render()?);
    show("desk-place", placing(locale, t).render()?);
    show("desk-visit", one(locale, t).render()?);
    open(locale, t, show)?;
    show("desk-closings", closed(locale, t).render()?);
    let terms = TermsPage {
        desk: desk(locale, t, "desk-terms", Section::Agenda),
        practitioners: vec![PractitionerChoice { name: t("Claire Morel"), href: t("desk-terms.html"), current: true }],
        post: post(t, "/desk/conditions"),
        online: Input::of("yes"),
        new_patients: Input::of("no"),
        open_until: Input::of(t("2027-01-31")),
        horizon: Input::default(),
        notice: Input::of(t("120")),
        back_href: t("desk-calendar.html"),
    };
    show("desk-terms", terms.render()?);
    Ok(())
}
