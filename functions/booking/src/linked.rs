//! From an appointment's facts to what is shown behind its link: the page, the hours it can be moved to, the calendar's entry.

use guichet_contracts::command::{
    agenda::{AppointmentFacts, Attendance, Page},
    card::{Mode, appointment_path},
};
use guichet_kernel::{Instant, Label, Locale, LocationId};
use guichet_messages::Entry;
use guichet_ui::{
    AppointmentPage, AppointmentState, Cancelling, Confirming, MovePage, PageNotice, Phone, Visit, fields,
    mail::{invite_place, invite_summary},
};

use crate::{
    alert,
    choice::Choice,
    pages::{path_of, picker, places},
    space,
};

/// What has just been done, by the page's own redirect: it changes words, nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JustDone {
    Booked,
    Confirmed,
    Moved,
    Cancelled,
    Alert,
}

/// The address under a link where another time is chosen.
pub(crate) fn move_path(link: &str) -> String {
    format!("{}/deplacer", appointment_path(link))
}

/// Whether the patient may move it: as long as they may cancel (A7), and once it stands.
pub(crate) const fn may_move(facts: &AppointmentFacts) -> bool {
    facts.may_cancel && facts.unconfirmed.is_none()
}

/// The appointment behind its link.
pub(crate) fn appointment(facts: &AppointmentFacts, link: &str, locale: Locale, just: Option<JustDone>, now: Instant) -> AppointmentPage {
    let zone = facts.slot.location.zone;
    let path = appointment_path(link);
    let cancelled = matches!(facts.attendance, Attendance::CancelledByPatient | Attendance::CancelledByPractitioner);
    let moved = facts.attendance == Attendance::Moved;
    let waits = facts.unconfirmed.as_ref();
    let state = match (cancelled, moved, facts.slot.ends_at <= now, just) {
        _ if waits.is_some_and(|waits| waits.lapsed) => AppointmentState::Lapsed,
        _ if waits.is_some_and(|waits| waits.by_this_link) => AppointmentState::ToConfirm,
        _ if waits.is_some() => AppointmentState::Awaits,
        (_, true, _, _) => AppointmentState::MovedAway,
        (true, _, _, Some(JustDone::Cancelled)) => AppointmentState::JustCancelled,
        (true, _, _, _) => AppointmentState::Cancelled,
        (false, _, true, _) => AppointmentState::Past,
        (false, _, false, Some(JustDone::Booked)) => AppointmentState::JustBooked,
        (false, _, false, Some(JustDone::Confirmed)) => AppointmentState::JustConfirmed,
        (false, _, false, Some(JustDone::Moved)) => AppointmentState::JustMoved,
        (false, _, false, _) => AppointmentState::Standing,
    };
    let cancelling = if facts.may_cancel {
        Cancelling::Open { action: format!("{path}/annuler"), hidden: Vec::new(), until: zone.wall(facts.cancel_until) }
    } else if cancelled || moved || waits.is_some() || facts.slot.starts_at <= now {
        Cancelling::Hidden
    } else {
        // Whoever is there already, or was missed, has come or not.
        let action = matches!(facts.attendance, Attendance::Booked | Attendance::Confirmed).then(|| format!("{path}/empechement"));
        Cancelling::TooLate { phone: Phone::from(&facts.slot.practice.telephone), action }
    };
    AppointmentPage {
        locale,
        visit: Visit::from(&facts.slot),
        patient: None,
        state,
        moved_from: facts.moved_from.map(|was| zone.wall(was)),
        moved_to: facts.moved_to.map(|is| zone.wall(is)),
        move_href: may_move(facts).then(|| move_path(link)),
        cancelling,
        email: waits.and_then(|waits| waits.sent_to.clone()),
        confirming: waits
            .filter(|waits| !waits.lapsed)
            .map(|waits| Confirming { until: zone.wall(waits.until), action: waits.by_this_link.then(|| format!("{path}/confirmer")) }),
        // No calendar has it before it stands.
        calendar_href: waits.is_none().then(|| format!("{path}/agenda.ics")),
        rebook_href: Some(path_of(&facts.slot)),
        space_href: Some(space::door_path(facts.slot.practice.country)),
        alert: alert::shown(facts, &path, just),
    }
}

/// The hours that an appointment can be moved to.
pub(crate) fn moves(facts: &AppointmentFacts, page: &Page, link: &str, locale: Locale, notice: Option<PageNotice>) -> Option<MovePage> {
    let location = page.practice.location(page.location)?;
    let path = move_path(link);
    let elsewhere = |location: Option<LocationId>| Choice { location, ..Choice::default() };
    let stays = elsewhere(Some(page.location).filter(|location| *location != facts.slot.location.id));
    let hidden = [
        Some((fields::LOCATION, page.location.digits())),
        page.from.filter(|from| *from != page.today).map(|from| (fields::FROM, from.to_string())),
        None,
        None,
    ];
    Some(MovePage {
        locale,
        visit: Visit::from(&facts.slot),
        notice,
        places: places(page, |_, location| elsewhere(location).path(&path)),
        picker: picker(page, location, path.clone(), hidden, |from| Choice { from, ..stays }.path(&path)),
        back_href: appointment_path(link),
    })
}

/// The appointment for the patient's calendar: who and where, never what for (A6). It is the entry that the letters make too.
pub(crate) fn entry(facts: &AppointmentFacts, manage_href: &str, locale: Locale) -> Entry {
    let slot = &facts.slot;
    let visit = Visit::from(slot);
    let address: Vec<&str> = slot.location.address.iter().map(Label::as_str).collect();
    let stands = !matches!(facts.attendance, Attendance::CancelledByPatient | Attendance::CancelledByPractitioner | Attendance::Moved);
    let join = slot.service.join_link.as_ref().map(Label::as_str).filter(|_| stands && slot.service.mode == Mode::Remote);
    let description: Vec<&str> = join.into_iter().chain([slot.practice.telephone.shown.as_str(), manage_href]).collect();
    Entry {
        origin: facts.origin.unwrap_or(facts.appointment),
        sequence: u32::try_from(facts.version.saturating_sub(1)).unwrap_or(0),
        stands,
        starts_at: slot.starts_at,
        ends_at: slot.ends_at,
        stamped_at: facts.changed_at,
        summary: invite_summary(locale, slot.practitioner.name.as_str()),
        location: invite_place(locale, &visit.whereabouts).unwrap_or_else(|| address.join(", ")),
        description: description.join("\n"),
        url: join.map(ToOwned::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn facts(but: &Value) -> AppointmentFacts {
        let id = |kind: &str, last: char| format!("{kind}_0193a00000007000800000000000000{last}");
        let mut facts = json!({
            "appointment": id("apt", 'e'), "version": 3, "attendance": "booked", "cancel_until": "2026-11-29T13:30:00Z", "may_cancel": true,
            "changed_at": "2026-11-22T09:00:00Z", "origin": id("apt", 'a'), "moved_from": "2026-12-02T08:00:00Z",
            "slot": {
                "starts_at": "2026-11-30T13:30:00Z", "ends_at": "2026-11-30T14:00:00Z",
                "service": {"id": id("srv", 'c'), "label": "Séance secrète", "minutes": 30, "mode": "remote", "join_link": "https://visio.example/claire"},
                "location": {"id": id("loc", 'b'), "address": ["1 rue des Lilas", "69700 Givors"], "city": "Givors", "zone": "Europe/Paris"},
                "practitioner": {"id": id("prn", 'd'), "name": "Claire Morel", "profession": "Ostéopathe", "slug": "claire-morel"},
                "practice": {
                    "practice": id("prc", '2'), "country": "FR", "name": "Maison de santé", "cancellation_notice": 60,
                    "telephone": {"dial": "+33478000000", "shown": "04 78 00 00 00"}, "locations": [], "services": [],
                },
            },
        });
        for (name, value) in but.as_object().cloned().unwrap_or_default() {
            if let Some(fields) = facts.as_object_mut() {
                fields.insert(name, value);
            }
        }
        serde_json::from_value(facts).expect("facts")
    }

    fn shown(but: &Value, just: Option<JustDone>) -> AppointmentPage {
        let now = "2026-11-23T09:00:00Z".parse().expect("an instant");
        appointment(&facts(but), "v1.a.b", Locale::FrFr, just, now)
    }

    // A7: what stands can be moved while it can be cancelled; afterwards the telephone.
    #[test]
    fn it_can_be_moved_while_it_can_be_cancelled() {
        let page = shown(&json!({}), Some(JustDone::Moved));
        assert_eq!((page.state, page.move_href.as_deref()), (AppointmentState::JustMoved, Some("/rdv/v1.a.b/deplacer")));
        assert_eq!(page.moved_from.map(|was| was.to_string()).as_deref(), Some("2026-12-02 09:00:00"));
        assert_eq!(page.calendar_href.as_deref(), Some("/rdv/v1.a.b/agenda.ics"));
        let late = shown(&json!({"may_cancel": false}), None);
        assert!(late.move_href.is_none() && matches!(late.cancelling, Cancelling::TooLate { .. }));
    }

    // A7: after the notice the page takes "I cannot come" until the start, beside the telephone; of who is there already, it does not.
    #[test]
    fn after_the_notice_whoever_cannot_come_says_so() {
        let cancelling = |but: Value| shown(&but, None).cancelling;
        for attendance in ["booked", "confirmed"] {
            let Cancelling::TooLate { phone, action } = cancelling(json!({"may_cancel": false, "attendance": attendance})) else {
                panic!("{attendance}");
            };
            assert_eq!((phone.e164.as_str(), action.as_deref()), ("+33478000000", Some("/rdv/v1.a.b/empechement")));
        }
        let there = cancelling(json!({"may_cancel": false, "attendance": "arrived"}));
        assert!(matches!(there, Cancelling::TooLate { action: None, .. }));
        let begun = appointment(
            &facts(&json!({"may_cancel": false})),
            "v1.a.b",
            Locale::FrFr,
            None,
            "2026-11-30T13:30:00Z".parse().expect("an instant"),
        );
        assert_eq!(begun.cancelling, Cancelling::Hidden);
    }

    #[test]
    fn what_was_moved_away_says_when_it_is_now() {
        let page = shown(&json!({"attendance": "moved", "may_cancel": false, "moved_to": "2026-12-04T08:00:00Z"}), Some(JustDone::Booked));
        assert_eq!((page.state, page.cancelling, page.move_href), (AppointmentState::MovedAway, Cancelling::Hidden, None));
        assert_eq!(page.moved_to.map(|is| is.to_string()).as_deref(), Some("2026-12-04 09:00:00"));
    }

    // A6: what waits is confirmed by its letter's link alone, is neither moved nor in a calendar, and says when its time is over.
    #[test]
    fn what_waits_to_be_confirmed_says_what_is_missing() {
        let waiting = |lapsed: bool, by_this_link: bool| {
            let waits =
                json!({"until": "2026-11-23T09:30:00Z", "lapsed": lapsed, "by_this_link": by_this_link, "sent_to": "z…@exemple.fr"});
            shown(&json!({"unconfirmed": waits, "may_cancel": !lapsed}), Some(JustDone::Booked))
        };
        let by_browser = waiting(false, false);
        assert_eq!((by_browser.state, by_browser.email.as_deref()), (AppointmentState::Awaits, Some("z…@exemple.fr")));
        assert_eq!((by_browser.move_href, by_browser.calendar_href), (None, None));
        assert_eq!(by_browser.confirming.map(|waits| (waits.until.to_string(), waits.action)), Some(("2026-11-23 10:30:00".into(), None)));
        let by_letter = waiting(false, true);
        assert_eq!(by_letter.state, AppointmentState::ToConfirm);
        assert_eq!(by_letter.confirming.and_then(|waits| waits.action).as_deref(), Some("/rdv/v1.a.b/confirmer"));
        let late = waiting(true, true);
        assert_eq!((late.state, late.confirming, late.cancelling), (AppointmentState::Lapsed, None, Cancelling::Hidden));
        assert!(late.rebook_href.is_some());
        assert_eq!(shown(&json!({}), Some(JustDone::Confirmed)).state, AppointmentState::JustConfirmed);
    }

    // A6: the letters' own UID and SEQUENCE, and no reason for care.
    #[test]
    fn the_calendar_entry_is_the_letters_own() {
        let ics = entry(&facts(&json!({})), "https://guichet.example/rdv/v1.a.b", Locale::FrFr).ics().replace("\r\n ", "");
        for line in [
            "UID:apt_0193a00000007000800000000000000a@guichet",
            "SEQUENCE:2",
            "STATUS:CONFIRMED",
            "DTSTAMP:20261122T090000Z",
            "URL:https://visio.example/claire",
            "SUMMARY:Rendez-vous avec Claire Morel",
        ] {
            assert!(ics.split("\r\n").any(|found| found == line), "{line} in {ics}");
        }
        for never in ["METHOD", "ATTENDEE", "ORGANIZER", "secrète", "Ostéopathe"] {
            assert!(!ics.contains(never), "{never} in {ics}");
        }
        let off = entry(&facts(&json!({"attendance": "cancelled-by-patient"})), "", Locale::FrFr).ics();
        assert!(off.contains("STATUS:CANCELLED") && !off.contains("visio"));
    }
}
