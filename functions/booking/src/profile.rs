//! What is left of a practitioner's page while their Agenda does not answer: who they are and whom to ring, as the Directory has
//! published it. Never their hours: these are the Agenda's to say.

use axum::response::Response;
use guichet_contracts::{ProblemKind, command::card::PracticeCard, published::Profile};
use guichet_kernel::{Country, ObjectName};
use guichet_ui::{Notice, Practice};

use crate::{
    choice::Choice,
    request::{App, Asking, Refuse},
};

/// Refuses for `kind`; where that is our trouble, with the practitioner's name and the practice's telephone.
#[worker::send]
pub(crate) async fn hours_away(
    app: &App,
    asking: &Asking,
    (country, name): (Country, &ObjectName),
    choice: &Choice,
    kind: ProblemKind,
) -> Response {
    let ours = kind.status() >= 500 && asking.page;
    let Some(practitioner) = name.practitioner_id().filter(|_| ours) else { return asking.refuse_plainly(kind) };
    let Some(profile) = app.published::<Profile>(country, practitioner).await else { return asking.refuse_plainly(kind) };
    let notice = Notice::HoursAway { who: profile.practitioner.name.as_str().to_owned() };
    asking.refuse_saying(kind, &notice, |page| match chosen(&profile, choice) {
        Some(practice) => page.with_practice(practice),
        None => page,
    })
}

/// The practice that the address chooses, or the first.
fn chosen(profile: &Profile, choice: &Choice) -> Option<Practice> {
    let is_chosen = |card: &&PracticeCard| {
        choice.practice == Some(card.practice) || choice.location.is_some_and(|location| card.location(location).is_some())
    };
    let card = profile.practices.iter().find(is_chosen).or(profile.practices.first())?;
    let location = choice.location.and_then(|location| card.location(location)).or(card.locations.first())?;
    Some(Practice::at(card, location))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_telephone_is_that_of_the_place_that_was_chosen() {
        let card = |last: char, name: &str| {
            json!({
                "practice": format!("prc_0193a00000007000800000000000000{last}"), "country": "FR", "name": name, "cancellation_notice": 60,
                "telephone": {"dial": "+33478000000", "shown": format!("04 78 00 00 0{last}")}, "services": [],
                "locations": [{"id": format!("loc_0193a00000007000800000000000000{last}"), "address": ["1 rue"], "city": "Lyon", "zone": "Europe/Paris"}],
            })
        };
        let profile: Profile = serde_json::from_value(json!({
            "practitioner": {"id": "prn_0193a00000007000800000000000000d", "name": "Claire Morel", "profession": "Ostéopathe", "slug": "claire-morel"},
            "practices": [card('1', "Lilas"), card('2', "Santé")],
        }))
        .unwrap();
        let name = |query: &str| chosen(&profile, &Choice::read(Some(query))).map(|practice| practice.name);
        assert_eq!(name("").as_deref(), Some("Lilas"));
        assert_eq!(name("lieu=0193a000000070008000000000000002").as_deref(), Some("Santé"));
        assert_eq!(name("cabinet=0193a000000070008000000000000002").as_deref(), Some("Santé"));
        assert_eq!(name("cabinet=0193a000000070008000000000000009").as_deref(), Some("Lilas"));
        assert_eq!(chosen(&Profile { practices: Vec::new(), ..profile.clone() }, &Choice::default()), None);
    }
}
