//! The box of who would come earlier (W2): as forms have it, and on an appointment's own page.

use axum::{extract::Request, response::Response};
use guichet_contracts::{
    ProblemKind,
    command::{
        card::LocationCard,
        waitlist::{AlertTerms, HalfDay, PutAlertByStaff, Wish},
    },
};
use guichet_edge::web::Segments;
use guichet_kernel::{Instant, LocationId};
use guichet_ui::desk::{AlertFields, CalendarAct, fields};

use super::{
    View, address, did,
    visit::{Named, of_form, other},
};
use crate::{form::Fields, here::Here};

const DAY: i64 = 86_400_000;

/// What was typed; none: the box is not ticked.
pub(super) fn typed(fields: &Fields) -> Option<Wish> {
    let half = |word: &str| HalfDay::ALL.into_iter().find(|known| known.word() == word);
    let mut halves: Vec<HalfDay> = fields.each(fields::HALF).filter_map(half).collect();
    guichet_kernel::order::distinct(&mut halves);
    let mut places: Vec<LocationId> = fields.each(fields::ELSEWHERE).filter_map(|digits| LocationId::from_digits(digits).ok()).collect();
    guichet_kernel::order::distinct(&mut places);
    (fields.text(fields::ALERT) == "yes").then_some(Wish { halves, places })
}

/// The box of an appointment at `own`.
pub(super) fn shown(wish: Option<&Wish>, terms: &AlertTerms, own: Option<LocationId>, locations: &[LocationCard]) -> AlertFields {
    let chosen = |id| wish.is_some_and(|wish| wish.places.contains(&id));
    let others = locations.iter().filter(|location| Some(location.id) != own);
    AlertFields {
        on: wish.is_some(),
        halves: wish.map(|wish| wish.halves.clone()).unwrap_or_default(),
        places: others.map(|location| (location.id.digits(), address(location), chosen(location.id))).collect(),
        days: terms.minimum_days,
    }
}

/// Whether an appointment is far enough ahead for its patient to wait for an earlier one (W2).
pub(super) fn is_far(terms: &AlertTerms, starts_at: Instant, now: Instant) -> bool {
    starts_at.millis() > now.millis() + i64::from(terms.minimum_days) * DAY
}

/// Ticks or unticks the box. Repeating it changes nothing.
#[worker::send]
pub(super) async fn put(here: Here, Segments(segments): Segments<Named>, request: Request) -> Response {
    let (card, appointment, fields) = match of_form(&here, segments, request).await {
        Ok(known) => known,
        Err(answer) => return answer,
    };
    let view = View::back(&here, &fields);
    match here.ask_agenda(card, &PutAlertByStaff { appointment, wish: typed(&fields) }).await {
        Ok(_) => did::done(&here, &view, CalendarAct::Terms, &[]),
        // It was turned off meanwhile, or the appointment has come too near.
        Err(ProblemKind::SlotGone | ProblemKind::TooLate) => other(&here, &view, ProblemKind::NotPossibleNow),
        Err(kind) => other(&here, &view, kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(form: &str) -> Option<Wish> {
        typed(&Fields::read(form.as_bytes()))
    }

    // W2: the box alone says that somebody waits; W4: half-days and places are what they would take.
    #[test]
    fn a_wish_is_read_only_where_the_box_is_ticked() {
        assert_eq!(of("half=mon-am"), None);
        assert_eq!(of("alert=yes"), Some(Wish::default()));
        let place = "0192f3a4b5c67d8e9f00112233445566";
        let wish = of(&format!("alert=yes&half=tue-pm&half=mon-am&half=tue-pm&half=someday&elsewhere={place}&elsewhere=x")).unwrap();
        assert_eq!(wish.halves, [HalfDay::MonAm, HalfDay::TuePm]);
        assert_eq!(wish.places, [LocationId::from_digits(place).unwrap()]);
    }

    // W2
    #[test]
    fn the_box_is_for_what_is_further_ahead_than_the_minimum() {
        let terms = AlertTerms { minimum_days: 10, first: 5, same_day: false, round_minutes: 240, offer_notice: 120, home_visits: false };
        let at = |millis| Instant::from_millis(millis);
        assert!(!is_far(&terms, at(10 * DAY), at(0)) && is_far(&terms, at(10 * DAY + 1), at(0)));
    }
}
