//! The box "tell me if something earlier frees up" on the page behind an appointment's link (W2).

use axum::{
    extract::{Request, State},
    response::Response,
};
use guichet_contracts::{
    ProblemKind,
    command::{
        agenda::AppointmentFacts,
        card::{LocationCard, appointment_path},
        waitlist::{PutAlert, Wish},
    },
};
use guichet_kernel::{Label, LocationId};
use guichet_public::link::bearer;
use guichet_ui::{AlertBox, AlertPlace, fields, half_day};

use crate::{
    linked::JustDone,
    links::{Bearing, expired},
    request::{App, Refuse, form_body, see_other},
};

/// How many half-days a week has: who ticks all wishes for none in particular.
const WEEK: usize = 14;

/// Puts the wish, or takes it away, and leads back to the box.
#[worker::send]
pub(crate) async fn put(State(app): State<App>, Bearing { asking, link, text }: Bearing, request: Request) -> Response {
    let command = match form_body(request).await.and_then(|body| read(&body).ok_or(ProblemKind::BadRequest)) {
        Ok(command) => command,
        Err(kind) => return asking.refuse_plainly(kind),
    };
    let path = appointment_path(&text);
    match app.ask(&asking, &link.object, bearer(&link), &command).await {
        Ok(_) => see_other(&format!("{path}?fait=alerte#alerte")),
        // The page itself says what it has come to: the box is not there any more.
        Err(ProblemKind::TooLate | ProblemKind::NotPossibleNow) if asking.page => see_other(&path),
        Err(ProblemKind::LinkExpired) => expired(&app, &asking, &link).await,
        Err(kind) => asking.refuse_plainly(kind),
    }
}

/// What a form says; none where it says nothing that we know.
fn read(body: &[u8]) -> Option<PutAlert> {
    let all = |name: &'static str| form_urlencoded::parse(body).filter(move |(known, _)| known == name).map(|(_, value)| value);
    match all(fields::ALERT).next()?.as_ref() {
        fields::NO => Some(PutAlert { wish: None }),
        fields::YES => {
            let mut halves = all(fields::HALF).map(|value| half_day(&value)).collect::<Option<Vec<_>>>()?;
            halves.sort_unstable();
            halves.dedup();
            if halves.len() == WEEK {
                halves.clear();
            }
            let mut places = all(fields::LOCATION).map(|value| LocationId::from_digits(&value).ok()).collect::<Option<Vec<_>>>()?;
            places.sort_unstable();
            places.dedup();
            Some(PutAlert { wish: Some(Wish { halves, places }) })
        }
        _ => None,
    }
}

/// The box, where it is to be shown. It stands first on the page of what has this moment been made.
pub(crate) fn shown(facts: &AppointmentFacts, path: &str, just: Option<JustDone>) -> Option<AlertBox> {
    let alert = facts.alert.as_ref()?;
    let wish = alert.wish.clone();
    let waits = wish.is_some();
    let Wish { halves, places } = wish.unwrap_or_default();
    let place = |card: &LocationCard| AlertPlace {
        value: card.id.digits(),
        name: card.address.iter().map(Label::as_str).collect::<Vec<_>>().join(", "),
        ticked: places.contains(&card.id),
    };
    Some(AlertBox {
        action: format!("{path}/alerte"),
        waits,
        halves,
        places: alert.elsewhere.iter().map(place).collect(),
        saved: just == Some(JustDone::Alert),
        first: !waits && matches!(just, Some(JustDone::Booked | JustDone::Confirmed)),
    })
}

#[cfg(test)]
mod tests {
    use guichet_contracts::command::waitlist::HalfDay;

    use super::*;

    fn wish(body: &str) -> Option<Wish> {
        read(body.as_bytes()).and_then(|put| put.wish)
    }

    // W2
    #[test]
    fn the_box_is_ticked_with_a_wish_and_unticked_without() {
        assert_eq!(wish("alerte=oui"), Some(Wish::default()));
        let some =
            wish("alerte=oui&demi-jour=jeudi-apres-midi&demi-jour=lundi-matin&demi-jour=lundi-matin&lieu=0193a00000007000800000000000000b");
        let some = some.expect("a wish");
        assert_eq!((some.halves, some.places.len()), (vec![HalfDay::MonAm, HalfDay::ThuPm], 1));
        assert!(read(b"alerte=non&demi-jour=lundi-matin").is_some_and(|put| put.wish.is_none()));
        let every: Vec<_> = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
            .iter()
            .map(|day| format!("&demi-jour={day}-matin&demi-jour={day}-apres-midi"))
            .collect();
        assert_eq!(wish(&format!("alerte=oui{}", every.concat())), Some(Wish::default()));
        for wrong in ["", "alerte=", "alerte=peut-etre", "demi-jour=lundi-matin", "alerte=oui&demi-jour=lundi", "alerte=oui&lieu=ailleurs"]
        {
            assert!(read(wrong.as_bytes()).is_none(), "{wrong}");
        }
    }
}
