//! Who is there: practices in three countries, practitioners (some in two practices), browsers; and the objects of all.

use std::rc::Rc;

use guichet_booking::object::AgendaObject;
use guichet_contracts::{
    Principal,
    command::card::{PracticeCard, PractitionerCard, ServiceCard},
};
use guichet_kernel::{
    Country, EmailAddress, Instant, LocationId, ObjectClass, ObjectName, ObjectRef, Person, PracticeId, PractitionerId, Region, Right,
    ServiceId, Token, link::KeyRing,
};
use guichet_message::{letter::Sender, object::MailroomObject};
use guichet_messages::provider::Brevo;
use guichet_practice::object::PracticeObject;
use serde_json::json;

use crate::{
    Violation,
    net::Net,
    node::{Kind, Node},
    provider::{API_KEY, BASE, REFUSED_DOMAIN},
};

/// Words of which every patient's data has one, however it is written: none may be found in an Agenda or a Mailroom.
pub(crate) const PERSONAL: [&str; 6] = ["oéline", "oeline", "arqueuse", "courrier.example", REFUSED_DOMAIN, "1913-07-09"];
/// The origin that links in mails lead to.
pub(crate) const ORIGIN: &str = "https://guichet.example";

/// A practice and its two objects.
pub(crate) struct Practice {
    /// Its id.
    pub(crate) id: PracticeId,
    /// Its Practice.
    pub(crate) node: usize,
    /// Its Mailroom.
    pub(crate) mailroom: usize,
    /// What the operator last made it.
    pub(crate) card: PracticeCard,
    /// A service that it does not offer at present.
    pub(crate) withdrawn: Option<ServiceCard>,
    /// Its practitioners.
    pub(crate) practitioners: Vec<usize>,
    /// The same, by their ids.
    pub(crate) runs: Vec<PractitionerId>,
}

impl Practice {
    /// A member of its staff, who runs all its agendas.
    pub(crate) fn staff(&self) -> Principal {
        let actor = "mbr_secretary".to_owned().try_into().ok();
        Principal::Staff { practice: self.id, rights: Right::ALL.to_vec(), runs: self.runs.clone(), actor }
    }
}

/// A practitioner and their agenda.
pub(crate) struct Practitioner {
    /// As patients see them.
    pub(crate) card: PractitionerCard,
    /// Their Agenda.
    pub(crate) node: usize,
    /// The practices in which they work.
    pub(crate) practices: Vec<usize>,
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
    /// The practitioners.
    pub(crate) practitioners: Vec<Practitioner>,
    /// The browsers.
    pub(crate) browsers: Vec<Browser>,
    /// The keys that links are signed with.
    pub(crate) keys: KeyRing,
}

const COUNTRIES: [(Country, &str, &str); 5] = [
    (Country::France, "Europe/Paris", "Lyon"),
    (Country::Belgium, "Europe/Brussels", "Namur"),
    (Country::Canada, "America/Toronto", "Montréal"),
    (Country::France, "Europe/Paris", "Lille"),
    (Country::Canada, "America/St_Johns", "Saint-Jean"),
];
/// Each practitioner's practices, which share a region.
const MEMBERSHIPS: [&[usize]; 7] = [&[0], &[0, 1], &[1], &[2], &[2, 4], &[3, 0], &[4]];
const LENGTHS: [u16; 5] = [15, 20, 30, 45, 60];

impl Town {
    /// Builds everybody and their objects; nobody has opened any of these yet.
    pub(crate) fn build(net: &Net) -> Result<(Self, Vec<Rc<Node>>), Violation> {
        let (now, dice) = (net.now.get(), &net.dice);
        let keys = KeyRing::from_json(r#"{"current":"k1","keys":{"k1":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}"#)?;
        let mut nodes = Vec::new();
        let mut place = |object: ObjectRef, kind: Kind| {
            net.places.borrow_mut().insert(object.clone(), nodes.len());
            nodes.push(Rc::new(Node::new(object, kind)));
            nodes.len() - 1
        };
        let mut practices = Vec::new();
        for (number, (country, zone, city)) in COUNTRIES.into_iter().enumerate() {
            let id = PracticeId::draw(now, dice);
            let name = ObjectName::practice(Region::of(country), id);
            let address = EmailAddress::parse("rdv@guichet.example").map_err(|error| Violation(error.to_string()))?;
            let sender = Sender { origin: ORIGIN.into(), address };
            let mailroom = MailroomObject::new(name.clone(), Brevo::new(BASE.into(), API_KEY.into()), sender);
            let services: Vec<_> = (0..3)
                .map(|service| json!({"id": ServiceId::draw(now, dice), "label": format!("Motif {service}"), "minutes": dice.pick(&LENGTHS)}))
                .collect();
            let card = json!({
                "practice": id, "country": country, "name": format!("Cabinet {number}"),
                "telephone": {"dial": "+33478000000", "shown": "04 78 00 00 00"}, "cancellation_notice": 60,
                "locations": [{"id": LocationId::draw(now, dice), "address": ["1 rue des Lilas"], "city": city, "zone": zone}],
                "services": services,
            });
            practices.push(Practice {
                id,
                node: place(
                    ObjectRef::new(ObjectClass::Practice, name.clone()),
                    Kind::Practice(Box::new(PracticeObject::new(name.clone()))),
                ),
                mailroom: place(ObjectRef::new(ObjectClass::Mailroom, name), Kind::Mailroom(Box::new(mailroom))),
                card: serde_json::from_value(card)?,
                withdrawn: None,
                practitioners: Vec::new(),
                runs: Vec::new(),
            });
        }
        let mut practitioners = Vec::new();
        for (number, memberships) in MEMBERSHIPS.into_iter().enumerate() {
            let id = PractitionerId::draw(now, dice);
            let country =
                memberships.first().and_then(|practice| practices.get(*practice)).map_or(Country::France, |practice| practice.card.country);
            let name = ObjectName::practitioner(Region::of(country), id);
            for practice in memberships {
                if let Some(practice) = practices.get_mut(*practice) {
                    practice.practitioners.push(number);
                    practice.runs.push(id);
                }
            }
            let agenda = AgendaObject::new(name.clone(), keys.clone());
            let card = json!({"id": id, "name": format!("Claire Morel {number}"), "profession": "Ostéopathe", "slug": format!("claire-morel-{number}")});
            practitioners.push(Practitioner {
                card: serde_json::from_value(card)?,
                node: place(ObjectRef::new(ObjectClass::Agenda, name), Kind::Agenda(Box::new(agenda))),
                practices: memberships.to_vec(),
            });
        }
        let browsers = (0..24).map(|_| Browser { token: Token::draw(dice), page: None }).collect();
        Ok((Self { practices, practitioners, browsers, keys }, nodes))
    }

    /// Patient number `number`: every one in twenty has an address that the provider refuses.
    pub(crate) fn person(number: u64) -> Result<Person, Violation> {
        let domain = if number % 20 == 19 { REFUSED_DOMAIN } else { "courrier.example" };
        let person = json!({
            "given_name": "Zoéline", "family_name": format!("Marqueuse {number}"), "birth_date": "1913-07-09",
            "email": format!("zoeline{number}@{domain}"),
        });
        Ok(serde_json::from_value(person)?)
    }
}
