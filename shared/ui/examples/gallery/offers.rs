//! Offers of something earlier, in every state, and the box in which one asks for them.

use guichet_contracts::command::waitlist::{HalfDay, OfferState};
use guichet_kernel::Locale;
use guichet_ui::{
    AlertBox, AlertPlace, AppointmentPage, AppointmentState, FreeStart, OfferPage, RenderError, Since, StopAlertsPage, Visit, Whereabouts,
};

use super::{Shown, appointment_page, at, practice, visit};

/// An offer of a slot twelve days earlier.
pub(crate) fn offer_page(locale: Locale, state: OfferState) -> OfferPage {
    let shown = matches!(state, OfferState::Taken | OfferState::Expired | OfferState::Withdrawn);
    let start = |hour, minute| FreeStart { start: at(9, hour, minute), fold: None, href: "move.html".into() };
    OfferPage {
        locale,
        state,
        own: Visit { start: at(16, 14, 30), ..visit(locale) },
        offered: Visit { start: at(4, 9, 0), ..visit(locale) },
        until: at(4, 7, 0),
        accept: "/offre/v1.a.b/accepter".into(),
        decline: "/offre/v1.a.b/refuser".into(),
        stop_href: "stop-alerts.html".into(),
        since: Since::Stands,
        own_href: Some("appointment-standing.html".into()),
        busy: false,
        alerts: !matches!(state, OfferState::Accepted | OfferState::Stopped),
        waits: !matches!(state, OfferState::Accepted | OfferState::Stopped),
        free: if shown { vec![start(8, 0), start(10, 30), start(11, 0)] } else { Vec::new() },
        free_href: Some("move.html".into()),
    }
}

/// The box.
pub(crate) fn alert(locale: Locale, waits: bool) -> AlertBox {
    let address = practice(locale).address.join(", ");
    AlertBox {
        action: "/rdv/v1.a.b/alerte".into(),
        waits,
        halves: if waits { vec![HalfDay::MonAm, HalfDay::ThuPm] } else { Vec::new() },
        places: vec![AlertPlace { value: "0193a00000007000800000000000000b".into(), name: address, ticked: waits }],
        saved: waits,
        first: !waits,
    }
}

/// Every page in every state.
pub(crate) fn pages(locale: Locale) -> Result<Vec<Shown>, RenderError> {
    let mut shown = Vec::new();
    let mut show = |name: &str, html: String| shown.push(Shown { name: name.to_owned(), html });
    for (name, state) in [
        ("open", OfferState::Open),
        ("accepted", OfferState::Accepted),
        ("declined", OfferState::Declined),
        ("taken", OfferState::Taken),
        ("expired", OfferState::Expired),
        ("withdrawn", OfferState::Withdrawn),
        ("stopped", OfferState::Stopped),
    ] {
        show(&format!("offer-{name}"), offer_page(locale, state).render()?);
    }
    let open = offer_page(locale, OfferState::Open);
    let same_day = Visit {
        start: at(16, 9, 0),
        whereabouts: Whereabouts::Remote { join: Some("https://visio.example/claire".into()) },
        ..visit(locale)
    };
    show(
        "offer-same-day",
        OfferPage { own: Visit { whereabouts: same_day.whereabouts.clone(), ..open.own.clone() }, offered: same_day, ..open.clone() }
            .render()?,
    );
    let mut elsewhere = open.clone();
    elsewhere.offered.practice.address = vec!["3 place Bellecour".into(), "69002 Lyon".into()];
    show("offer-elsewhere", elsewhere.render()?);
    show("offer-busy", OfferPage { busy: true, ..open.clone() }.render()?);
    let moved = Visit { start: at(10, 11, 0), ..elsewhere.offered };
    for (name, since) in
        [("over", Since::Over), ("moved", Since::Moved(Box::new(moved))), ("cancelled", Since::Cancelled), ("gone", Since::Gone)]
    {
        let own_href = Some("appointment-standing.html".to_owned()).filter(|_| since == Since::Over);
        let waits = matches!(since, Since::Moved(_));
        for state in [OfferState::Accepted, OfferState::Withdrawn] {
            let page = offer_page(locale, state);
            let waits = waits && state == OfferState::Withdrawn;
            let word = if state == OfferState::Accepted { "accepted" } else { "withdrawn" };
            let page = OfferPage { since: since.clone(), own_href: own_href.clone(), waits, alerts: waits, free: Vec::new(), ..page };
            show(&format!("offer-{word}-{name}"), page.render()?);
        }
    }
    let stop = StopAlertsPage {
        locale,
        own: open.own,
        kept: true,
        action: Some("/offre/v1.a.b/desabonner".into()),
        alerts: true,
        own_href: open.own_href,
    };
    show("stop-alerts", stop.render()?);
    show("stop-alerts-none", StopAlertsPage { alerts: false, ..stop.clone() }.render()?);
    show("stop-alerts-done", StopAlertsPage { action: None, alerts: false, ..stop }.render()?);
    for (name, state, waits) in [
        ("just-booked", AppointmentState::JustBooked, false),
        ("standing", AppointmentState::Standing, false),
        ("waits", AppointmentState::Standing, true),
    ] {
        let mut alert = alert(locale, waits);
        alert.first = state == AppointmentState::JustBooked;
        show(&format!("alert-{name}"), AppointmentPage { alert: Some(alert), ..appointment_page(locale, state) }.render()?);
    }
    Ok(shown)
}
