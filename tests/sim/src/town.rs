//! Who is there: practices in three countries, those who work there (some in two), browsers; and the objects of all.

use std::rc::Rc;

use guichet_agenda::{directory::DirectoryObject, object::AgendaObject};
use guichet_contracts::command::card::{PracticeCard, ServiceCard};
use guichet_kernel::{
    Country, EmailAddress, Instant, LocationId, ObjectClass, ObjectName, ObjectRef, PracticeId, PractitionerId, Region, Role, ServiceId,
    Token,
};
use guichet_message::{letter::Sender, object::MailroomObject};
use guichet_messages::provider::Brevo;
use guichet_practice::{identity::IdentityObject, practice::PracticeObject, secrets::Secrets};
use guichet_practice_core::settings::{CategoryKind, locked_category};
use serde_json::json;

use crate::{
    Simulation, Violation,
    net::Net,
    node::{Kind, Node},
    people::Person,
    provider::{API_KEY, BASE, STAFF_DOMAIN},
};

/// The origin that links in mails lead to.
pub(crate) const ORIGIN: &str = "https://guichet.example";
const LINKS: &str = r#"{"current":"k1","keys":{"k1":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}"#;
const IDENTITIES: &str = "CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg";
const MASTER: &str = r#"{"current":"m1","keys":{"m1":"CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk"}}"#;

/// A practice and its two objects.
pub(crate) struct Practice {
    /// Its id.
    pub(crate) id: PracticeId,
    /// Its objects' name.
    pub(crate) name: ObjectName,
    /// Its Practice.
    pub(crate) node: usize,
    /// Its Mailroom.
    pub(crate) mailroom: usize,
    /// What the operator last made it.
    pub(crate) card: PracticeCard,
    /// A service that it does not offer at present.
    pub(crate) withdrawn: Option<ServiceCard>,
}

/// Somebody who gives care, and their agenda.
pub(crate) struct Practitioner {
    /// Who.
    pub(crate) id: PractitionerId,
    /// Which person that is.
    pub(crate) person: usize,
    /// Their Agenda.
    pub(crate) node: usize,
}

/// A patient's browser, and the page that it shows.
pub(crate) struct Browser {
    /// Its cookie.
    pub(crate) token: Token,
    /// The agenda, the service and the starts that it shows.
    pub(crate) page: Option<(usize, ServiceId, Vec<Instant>)>,
}

/// Everybody.
pub(crate) struct Town {
    /// The practices.
    pub(crate) practices: Vec<Practice>,
    /// Those who work there, or might.
    pub(crate) people: Vec<Person>,
    /// Those of them who give care.
    pub(crate) practitioners: Vec<Practitioner>,
    /// The Directories.
    pub(crate) directories: Vec<usize>,
    /// The browsers.
    pub(crate) browsers: Vec<Browser>,
    /// What objects are given: the keys that links are signed with, and what Identities are named by.
    pub(crate) secrets: Secrets,
    /// The secret from which follows what each patient's address is counted by.
    pub(crate) booker: Token,
}

/// Where somebody signs in, and what they are to be, where.
type Planned = (Country, &'static [(usize, Role)]);

/// Those who work in the practices on the first day, and some who do not. A practice's first owner is listed before the rest.
pub(crate) const STAFF: [Planned; 20] = [
    (Country::France, &[(0, Role::Owner)]),
    (Country::Belgium, &[(1, Role::Owner)]),
    (Country::France, &[(3, Role::Owner)]),
    (Country::France, &[(0, Role::Practitioner)]),
    (Country::France, &[(0, Role::Practitioner), (1, Role::Practitioner)]),
    (Country::Belgium, &[(1, Role::Practitioner)]),
    (Country::France, &[(3, Role::Practitioner), (0, Role::Practitioner)]),
    (Country::France, &[(0, Role::Secretary)]),
    (Country::Belgium, &[(1, Role::Secretary)]),
    (Country::France, &[(3, Role::Secretary)]),
    (Country::France, &[]),
    (Country::France, &[]),
    (Country::Canada, &[(2, Role::Owner)]),
    (Country::Canada, &[(4, Role::Owner)]),
    (Country::Canada, &[(2, Role::Practitioner)]),
    (Country::Canada, &[(2, Role::Practitioner), (4, Role::Practitioner)]),
    (Country::Canada, &[(4, Role::Practitioner)]),
    (Country::Canada, &[(2, Role::Secretary)]),
    (Country::Canada, &[(4, Role::Secretary)]),
    (Country::Canada, &[]),
];

const COUNTRIES: [(Country, &str, &str); 5] = [
    (Country::France, "Europe/Paris", "Lyon"),
    (Country::Belgium, "Europe/Brussels", "Namur"),
    (Country::Canada, "America/Toronto", "Montréal"),
    (Country::France, "Europe/Paris", "Lille"),
    (Country::Canada, "America/St_Johns", "Saint-Jean"),
];
const LENGTHS: [u16; 5] = [15, 20, 30, 45, 60];

fn both(mut one: serde_json::Value, other: serde_json::Value) -> serde_json::Value {
    if let (Some(one), serde_json::Value::Object(other)) = (one.as_object_mut(), other) {
        one.extend(other);
    }
    one
}

/// How a practice offers earlier slots on the first day; the last one does not (W1).
pub(crate) fn alerts(number: usize) -> serde_json::Value {
    match number {
        0 => json!({"minimum_days": 0, "first": 1, "same_day": false, "round_minutes": 10, "offer_notice": 30, "home_visits": false}),
        1 => json!({"minimum_days": 1, "first": 5, "same_day": true, "round_minutes": 240, "offer_notice": 120, "home_visits": true}),
        2 => json!({"minimum_days": 0, "first": 2, "same_day": true, "round_minutes": 10, "offer_notice": 0, "home_visits": false}),
        3 => json!({"minimum_days": 2, "first": 1, "same_day": false, "round_minutes": 0, "offer_notice": 60, "home_visits": true}),
        _ => serde_json::Value::Null,
    }
}

fn mailroom(name: ObjectName) -> Result<Kind, Violation> {
    let address = EmailAddress::parse("rdv@guichet.example").map_err(|error| Violation(error.to_string()))?;
    let sender = Sender { origin: ORIGIN.into(), address };
    Ok(Kind::Mailroom(Box::new(MailroomObject::new(name, Brevo::new(BASE.into(), API_KEY.into()), sender))))
}

/// Gives an object its place.
fn place(net: &Net, nodes: &mut Vec<Rc<Node>>, object: ObjectRef, kind: Kind) -> usize {
    net.places.borrow_mut().insert(object.clone(), nodes.len());
    nodes.push(Rc::new(Node::new(object, kind)));
    nodes.len() - 1
}

impl Town {
    /// Builds everybody and their objects; nobody has opened any of these yet.
    pub(crate) fn build(net: &Net) -> Result<(Self, Vec<Rc<Node>>), Violation> {
        let (now, dice) = (net.now.get(), &net.dice);
        let secrets = Secrets::read(LINKS, IDENTITIES, Some(MASTER)).ok_or_else(|| Violation("secrets".into()))?;
        let mut nodes = Vec::new();
        let mut practices = Vec::new();
        for (number, (country, zone, city)) in COUNTRIES.into_iter().enumerate() {
            let id = PracticeId::draw(now, dice);
            let name = ObjectName::practice(Region::of(country), id);
            // Most of what a practice gives takes as long: whoever waits for one may have the time of another.
            let usual = dice.pick(&LENGTHS);
            let services: Vec<_> = (0..4)
                .map(|service| {
                    let plain =
                        json!({"id": ServiceId::draw(now, dice), "label": format!("Motif {service}"), "minutes": if dice.chance(850) { usual } else { dice.pick(&LENGTHS) }});
                    let more = match (service, number % 2) {
                        (1, 0) => json!({"before": 5, "after": 10}),
                        // Every practice has classes, or visits at home.
                        (3, 0) => json!({"category": locked_category(id, CategoryKind::Group), "group": true}),
                        (3, _) => {
                            json!({"category": locked_category(id, CategoryKind::HomeVisit), "mode": "home", "travel": 20, "after": 5})
                        }
                        _ => json!({}),
                    };
                    both(plain, more)
                })
                .collect();
            let card = json!({
                "practice": id, "country": country, "name": format!("Cabinet {number}"),
                "telephone": {"dial": "+33478000000", "shown": "04 78 00 00 00"}, "cancellation_notice": 60, "booking_notice": 0, "open_bookings": 10,
                "locations": [{"id": LocationId::draw(now, dice), "address": ["1 rue des Lilas"], "city": city, "zone": zone}],
                "services": services, "alerts": alerts(number),
            });
            let practice = Kind::Practice(Box::new(PracticeObject::new(name.clone(), secrets.clone())));
            practices.push(Practice {
                id,
                node: place(net, &mut nodes, ObjectRef::new(ObjectClass::Practice, name.clone()), practice),
                mailroom: place(net, &mut nodes, ObjectRef::new(ObjectClass::Mailroom, name.clone()), mailroom(name.clone())?),
                name,
                card: serde_json::from_value(card)?,
                withdrawn: None,
            });
        }
        let mut people = Vec::new();
        for (number, (country, _)) in STAFF.into_iter().enumerate() {
            let email = EmailAddress::parse(&format!("equipe{number}{STAFF_DOMAIN}")).map_err(|error| Violation(error.to_string()))?;
            let name = secrets.identity.name(Region::of(country), &email).ok_or_else(|| Violation("an identity".into()))?;
            let identity = Kind::Identity(Box::new(IdentityObject::new(name.clone(), secrets.clone())));
            let node = place(net, &mut nodes, ObjectRef::new(ObjectClass::Identity, name.clone()), identity);
            place(net, &mut nodes, ObjectRef::new(ObjectClass::Mailroom, name.clone()), mailroom(name.clone())?);
            people.push(Person::new(number, country, name, email, node, Token::draw(dice)));
        }
        let mut directories = Vec::new();
        for country in Country::ALL {
            let name = ObjectName::directory(country);
            let directory = DirectoryObject::new(name.clone()).ok_or_else(|| Violation("a directory".into()))?;
            let kind = Kind::Directory(Box::new(directory));
            directories.push(place(net, &mut nodes, ObjectRef::new(ObjectClass::Directory, name), kind));
        }
        let browsers = (0..24).map(|_| Browser { token: Token::draw(dice), page: None }).collect();
        let booker = Token::draw(dice);
        Ok((Self { practices, people, practitioners: Vec::new(), directories, browsers, secrets, booker }, nodes))
    }
}

impl Simulation {
    /// Whoever was told something and was not there yet is there now: patients, to whose addresses practices write.
    pub(crate) fn admit(&mut self) {
        for object in self.net.newcomers.take() {
            let identity = Kind::Identity(Box::new(IdentityObject::new(object.name.clone(), self.town.secrets.clone())));
            self.nodes.push(Rc::new(Node::new(object, identity)));
            self.ticks.push(None);
        }
    }

    /// Somebody is to give care: there is a place for their agenda.
    pub(crate) fn open_practitioner(&mut self, person: usize, id: PractitionerId) {
        let Some(who) = self.town.people.get(person) else { return };
        let name = ObjectName::practitioner(who.region(), id);
        let agenda = Kind::Agenda(Box::new(AgendaObject::new(name.clone(), self.town.secrets.links.clone())));
        let node = place(&self.net, &mut self.nodes, ObjectRef::new(ObjectClass::Agenda, name), agenda);
        self.ticks.push(None);
        self.town.practitioners.push(Practitioner { id, person, node });
    }
}
