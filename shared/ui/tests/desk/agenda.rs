//! The day, the calendar, and hours.

use std::collections::BTreeSet;

use guichet_kernel::Locale;
use guichet_ui::desk::{ActNotice, Attendance, CalendarAct, CalendarView, DayRow, TodayPage};

use super::html::{tags, values};
use super::{demo, every_page, forms};

#[test]
fn another_practices_time_shows_nothing_but_the_time() {
    let page = demo::desk::today(Locale::FrFr, &str::to_owned);
    let busy = TodayPage { rows: page.rows.iter().filter(|row| matches!(row, DayRow::Busy { .. })).cloned().collect(), ..page };
    let html = busy.render().unwrap();
    let row = html.split("<li class=\"row gap\">").nth(1).and_then(|after| after.split("</li>").next()).unwrap();
    assert!(row.contains("10:30") && row.contains("11:30") && row.contains("Occupé"));
    for element in ["a", "button", "form"] {
        assert!(tags(row, element).is_empty(), "{element}");
    }
}

#[test]
fn each_mark_has_one_key_of_its_own() {
    // A5
    let keys: Vec<_> = Attendance::ALL.into_iter().filter_map(Attendance::key).collect();
    assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len());
    assert!(!keys.contains(&'j') && !keys.contains(&'k'));
    for state in Attendance::ALL {
        assert_eq!(Attendance::from_word(state.word()), Some(state));
    }
    let html = demo::desk::today(Locale::FrFr, &str::to_owned).render().unwrap();
    for (key, word) in [('a', "arrived"), ('p', "attended"), ('x', "absent"), ('c', "confirmed"), ('u', "booked")] {
        assert!(html.contains(&format!("name=\"attendance\" value=\"{word}\" data-key=\"{key}\"")), "{key}");
    }
}

// A7: what was cancelled after the notice says so, in the day's list.
#[test]
fn what_was_cancelled_late_says_so() {
    for (locale, says) in [
        (Locale::FrFr, "Annulé par le patient, après le délai"),
        (Locale::NlBe, "Geannuleerd door de patiënt, na de termijn"),
        (Locale::En, "Cancelled by the patient, after the notice"),
    ] {
        let mut page = demo::desk::today(locale, &str::to_owned);
        assert!(page.render().unwrap().contains(says), "{locale:?}");
        for row in &mut page.rows {
            if let DayRow::Appointment(one) = row {
                one.late = false;
            }
        }
        assert!(!page.render().unwrap().contains(says), "{locale:?}");
    }
}

// A10: who ends hours says whether what was made in them is cancelled, and reads what became of it.
#[test]
fn ending_hours_asks_about_appointments_and_says_what_became_of_them() {
    for (name, scopes) in [("desk-hours-form", vec!["day", "from", "all"]), ("desk-hours-kept", vec!["all"])] {
        let (_, page) = every_page().find(|(_, page)| page.name == name).unwrap();
        let form = forms(&page.html).into_iter().find(|form| form.contains("/desk/arreter")).unwrap();
        let cancels = tags(form, "input").into_iter().find(|tag| tag.contains("name=\"cancel\"")).unwrap();
        assert_eq!((values(cancels, "value"), cancels.contains("checked")), (vec!["yes"], false), "{name}");
        assert_eq!(tags(form, "button").into_iter().flat_map(|tag| values(tag, "value")).collect::<Vec<_>>(), scopes, "{name}");
    }
    for (locale, cancelled, standing) in [
        (Locale::FrFr, "2 rendez-vous sont annulés, et les patients prévenus.", "1 rendez-vous reste dans l’horaire arrêté"),
        (Locale::NlBe, "2 afspraken zijn geannuleerd en de patiënten zijn verwittigd.", "1 afspraak blijft in de stopgezette uren staan"),
        (Locale::En, "2 appointments are cancelled, and the patients are told.", "1 appointment still stands in the hours that ended"),
    ] {
        let mut page = demo::desk::calendar::calendar(locale, &str::to_owned, CalendarView::Week);
        let mut said = |cancelled, standing| {
            page.notice = Some(ActNotice { act: CalendarAct::Ended, standing, cancelled, offered_at: None, undo: None });
            page.render().unwrap()
        };
        let (neither, both) = (said(0, 0), said(2, 1));
        assert!(both.contains(cancelled) && both.contains(standing), "{locale:?}");
        assert!(!neither.contains(cancelled) && !neither.contains(standing), "{locale:?}");
    }
}

// M2, ADR 0014, 4: what could be taken back for two minutes is said to be too late then, and not to be somebody else's doing.
#[test]
fn what_is_taken_back_too_late_is_said_in_words_of_its_own() {
    for (locale, words) in [
        (Locale::FrFr, "Trop tard pour revenir en arrière"),
        (Locale::NlBe, "Te laat om dit ongedaan te maken"),
        (Locale::En, "Too late to take that back"),
    ] {
        let mut page = demo::desk::calendar::calendar(locale, &str::to_owned, CalendarView::Week);
        let act = CalendarAct::from_word("trop-tard").unwrap();
        page.notice = Some(ActNotice { act, standing: 0, cancelled: 0, offered_at: None, undo: None });
        assert!(page.render().unwrap().contains(words), "{locale:?}");
    }
}
