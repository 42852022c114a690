//! What public pages are about, for machines: schema.org in JSON-LD. A test types it against `schema-dts`.

use std::fmt;

use askama::filters::HtmlSafe;
use guichet_contracts::command::card::{LocationCard, PracticeCard, PractitionerCard, ServiceCard};
use guichet_kernel::Country;
use serde_json::{Value, json};

/// A document of schema.org, as the text of a `<script type="application/ld+json">`: it holds no `<`, and so ends no script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonLd(String);

impl JsonLd {
    fn of(mut document: Value) -> Self {
        if let Value::Object(fields) = &mut document {
            fields.insert("@context".to_owned(), json!("https://schema.org"));
        }
        // `\u003c` is the same letter to whoever reads JSON.
        Self(document.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
    }

    /// A practice: where it is, what it offers, who gives care there.
    pub fn practice(origin: &str, card: &PracticeCard, people: &[&PractitionerCard]) -> Self {
        let mut document = business(origin, card);
        let person = |who: &&PractitionerCard| {
            json!({
                "@type": "Person",
                "name": who.name.as_str(),
                "jobTitle": who.profession.as_str(),
                "url": format!("{origin}{}", who.page_path(card.country)),
            })
        };
        set(&mut document, "employee", people.iter().map(person).collect());
        set(&mut document, "makesOffer", offers(card.services.iter().filter(|service| service.online)));
        Self::of(document)
    }

    /// A practitioner in one of their practices, at one of its places; whom one can book there, where that is so.
    pub fn practitioner(origin: &str, who: &PractitionerCard, practice: &PracticeCard, location: &LocationCard, bookable: bool) -> Self {
        let url = format!("{origin}{}", who.page_path(practice.country));
        let platforms = json!(["https://schema.org/DesktopWebPlatform", "https://schema.org/MobileWebPlatform"]);
        let mut document = json!({
            "@type": "Physician",
            "@id": url,
            "url": url,
            "name": who.name.as_str(),
            "description": who.profession.as_str(),
            "telephone": practice.telephone.dial.as_str(),
            "address": address(location, practice.country),
            "parentOrganization": business(origin, practice),
        });
        if let (true, Value::Object(fields)) = (bookable, &mut document) {
            let reserve = json!({
                "@type": "ReserveAction",
                "target": { "@type": "EntryPoint", "urlTemplate": url, "actionPlatform": platforms },
                "result": { "@type": "Reservation" },
            });
            fields.insert("potentialAction".to_owned(), reserve);
        }
        set(&mut document, "makesOffer", offers(practice.services.iter().filter(|service| service.online)));
        Self::of(document)
    }
}

impl fmt::Display for JsonLd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for JsonLd {}

/// Sets a field, unless there is nothing to say.
fn set(document: &mut Value, field: &str, values: Vec<Value>) {
    if let (Value::Object(fields), false) = (document, values.is_empty()) {
        fields.insert(field.to_owned(), Value::Array(values));
    }
}

fn business(origin: &str, card: &PracticeCard) -> Value {
    let url = format!("{origin}{}", card.page_path());
    let mut document = json!({
        "@type": "MedicalBusiness",
        "@id": url,
        "url": url,
        "name": card.name.as_str(),
        "telephone": card.telephone.dial.as_str(),
    });
    set(&mut document, "address", card.locations.iter().map(|location| address(location, card.country)).collect());
    document
}

fn address(location: &LocationCard, country: Country) -> Value {
    let lines: Vec<&str> = location.address.iter().map(guichet_kernel::Label::as_str).collect();
    json!({
        "@type": "PostalAddress",
        "streetAddress": lines.join(", "),
        "addressLocality": location.city.as_str(),
        "addressCountry": country.code(),
    })
}

fn offers<'a>(services: impl Iterator<Item = &'a ServiceCard>) -> Vec<Value> {
    let offer = |service: &ServiceCard| {
        let mut offer = json!({ "@type": "Offer", "itemOffered": { "@type": "Service", "name": service.label.as_str() } });
        if let (Some(price), Value::Object(fields)) = (service.price, &mut offer) {
            fields.insert("price".to_owned(), json!(format!("{}.{:02}", price.minor() / 100, price.minor() % 100)));
            fields.insert("priceCurrency".to_owned(), json!(price.currency()));
        }
        offer
    };
    services.map(offer).collect()
}
