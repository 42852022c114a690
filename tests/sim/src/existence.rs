//! Each way by which an object comes to exist, one after another, with nothing that goes wrong: after each, a Directory lists it.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use guichet_contracts::{
    Principal,
    command::{agenda::OpenAgenda, card::PractitionerCard, directory::ReadObjects, identity::AskSignIn, practice::AddPractitioner},
};
use guichet_kernel::{Country, ObjectClass, ObjectRef, PractitionerId, Role, sql};
use serde_json::json;

use crate::{Faults, Mutation, Simulation, Violation};

/// Every object that a Directory lists, as the operator reads it.
fn listed(simulation: &mut Simulation) -> Result<BTreeSet<ObjectRef>, Violation> {
    let mut listed = BTreeSet::new();
    for place in simulation.town.directories.clone() {
        let mut after = None;
        loop {
            let reply = simulation.ask_quietly(place, Principal::Operator, &ReadObjects { after: after.clone(), most: 50 })?;
            let Ok(page) = reply else { break };
            after = page.objects.last().map(|known| known.object.clone());
            listed.extend(page.objects.into_iter().map(|known| known.object));
            if !page.more {
                break;
            }
        }
    }
    Ok(listed)
}

/// Every object that has tables, the Directories aside.
fn standing(simulation: &Simulation) -> Result<BTreeSet<ObjectRef>, Violation> {
    let mut standing = BTreeSet::new();
    for node in &simulation.nodes {
        if node.object.class != ObjectClass::Directory && sql::is_open(&node.sql)? {
            standing.insert(node.object.clone());
        }
    }
    Ok(standing)
}

/// What came to exist by an act, once what it told has been delivered; a Directory lists all of it.
fn after(simulation: &mut Simulation, before: &BTreeSet<ObjectRef>) -> Result<Vec<ObjectClass>, Violation> {
    simulation.settle(TimeDelta::minutes(10))?;
    let (standing, listed) = (standing(simulation)?, listed(simulation)?);
    let unknown: Vec<_> = standing.difference(&listed).collect();
    assert!(unknown.is_empty(), "no Directory knows {unknown:?}");
    Ok(standing.difference(before).map(|object| object.class).collect())
}

#[test]
fn whatever_comes_to_exist_is_listed_by_a_directory() -> Result<(), Violation> {
    let mut simulation = Simulation::unopened(7, Mutation::None)?;
    simulation.net.faults.set(Faults::NONE);
    assert!(standing(&simulation)?.is_empty());

    // A link is asked for: whether or not anybody ever signs in.
    let before = standing(&simulation)?;
    let who = simulation.town.people.first().ok_or_else(|| Violation("nobody".into()))?;
    let (node, country) = (who.node, who.country);
    let ask = AskSignIn { email: who.email.clone(), browser: who.browser.clone(), country, locale: country.first_locale(), next: None };
    simulation.ask(node, Principal::Public, &ask)?.reply.map_err(|kind| Violation(format!("{kind:?}")))?;
    assert_eq!(after(&mut simulation, &before)?, [ObjectClass::Mailroom, ObjectClass::Identity]);

    // The operator founds a practice, and asks for its owner. Its Mailroom comes with the first message.
    let before = standing(&simulation)?;
    simulation.found(0, Some(0))?;
    assert_eq!(after(&mut simulation, &before)?, [ObjectClass::Practice, ObjectClass::Mailroom]);

    // The operator opens an agenda, and tells the practice.
    let before = standing(&simulation)?;
    let practitioner = PractitionerId::draw(simulation.net.now.get(), &simulation.net.dice);
    simulation.open_practitioner(3, practitioner);
    let agenda = simulation.town.practitioners.last().map(|known| known.node).ok_or_else(|| Violation("no agenda".into()))?;
    let card: PractitionerCard =
        serde_json::from_value(json!({"id": practitioner, "name": "Claire Morel", "profession": "Ostéopathe", "slug": "claire-morel"}))?;
    let practice =
        simulation.town.practices.first().map(|practice| (practice.id, practice.node)).ok_or_else(|| Violation("none".into()))?;
    let open = OpenAgenda { practitioner: card, country: Country::France, practice: practice.0 };
    simulation.ask(agenda, Principal::Operator, &open)?.reply.map_err(|kind| Violation(format!("{kind:?}")))?;
    simulation
        .ask(practice.1, Principal::Operator, &AddPractitioner { practitioner })?
        .reply
        .map_err(|kind| Violation(format!("{kind:?}")))?;
    assert_eq!(after(&mut simulation, &before)?, [ObjectClass::Agenda]);

    // Everybody else: practices that their owners create, people who are invited and come, agendas of those who give care.
    let mut town = Simulation::begin(7, Mutation::None)?;
    town.net.faults.set(Faults::NONE);
    let classes: BTreeSet<ObjectClass> = after(&mut town, &BTreeSet::new())?.into_iter().collect();
    assert_eq!(classes.len(), ObjectClass::ALL.len() - 1, "one of each class but the Directory");
    assert!(town.staffing.iter().all(|staffing| !staffing.working(&[Role::Owner]).is_empty()));
    Ok(())
}
