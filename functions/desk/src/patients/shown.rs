//! A record as its pages show it.

use chrono::{Datelike, NaiveDate};
use guichet_contracts::command::patient::{
    Consent, Duplicate as Proposal, Guardian, Note, Patient, PatientIdentifier, PatientLine as Line, PostalAddress, Relation as Tie,
};
use guichet_kernel::{Country, DialNumber, EmailAddress, PatientId, Right, phone};
use guichet_practice_core::{Identifier, IdentifierKind as Scheme};
use guichet_ui::desk::{
    Alike, ConsentKind, ConsentLine, ContactKind, ContactLine, Doubt, Duplicate, Given, IdentifierKind, IdentifierLine, NoteLine,
    PatientLine, PatientRecord, Post, Relation, RelationLine, Sex,
};

use super::{OTHER, VERSION, act_href, full_name, record_href};
use crate::here::Here;

/// A line of a list.
pub(super) fn line(here: &Here, line: &Line) -> PatientLine {
    PatientLine {
        name: full_name(&line.family_name, &line.given_name),
        birth_name: None,
        birth_date: line.birth_date.map(guichet_kernel::BirthDate::date),
        city: line.city.as_ref().map(|city| city.as_str().to_owned()),
        phone_tail: line.telephone.as_ref().map(phone::tail),
        href: record_href(here, line.id),
    }
}

/// A whole record; what can be ended has its button where the reader may change patients.
pub(super) fn record(here: &Here, patient: &Patient) -> PatientRecord {
    let details = &patient.details;
    let country = here.authority.country;
    let today = here.wall(here.now()).date();
    let birth_date = details.birth_date.map(guichet_kernel::BirthDate::date);
    let email = details.email.iter().map(mail_line);
    let telephones = details.telephones.iter().map(|telephone| phone_line(&telephone.number, country));
    PatientRecord {
        given_name: details.given_name.as_str().to_owned(),
        family_name: details.family_name.as_str().to_owned(),
        birth_name: details.birth_name.as_ref().map(|name| name.as_str().to_owned()),
        known_as: details.known_as.as_ref().map(|name| name.as_str().to_owned()),
        sex: details.sex.and_then(sex),
        birth_date,
        age: birth_date.and_then(|birth| today.years_since(birth)),
        language: details.language,
        contacts: email.chain(telephones).collect(),
        address: details.address.as_ref().map(|address| envelope(address, country)).unwrap_or_default(),
        identifiers: patient.identifiers.iter().filter_map(|identifier| identifier_line(identifier, today)).collect(),
        guardians: patient.guardians.iter().map(|guardian| guardian_line(here, patient, guardian)).collect(),
        dependants: patient.dependants.iter().map(|dependant| dependant_line(here, dependant)).collect(),
        consents: patient.consents.iter().filter_map(|consent| consent_line(here, patient, consent)).collect(),
        notes: patient.notes.iter().map(|note| note_line(here, note)).collect(),
    }
}

/// A note.
pub(super) fn note_line(here: &Here, note: &Note) -> NoteLine {
    NoteLine {
        text: note.text.clone(),
        author: note.author_name.clone().unwrap_or_else(|| note.author.as_str().to_owned()),
        at: here.wall(note.at),
    }
}

/// What ends something of a record, as it was read.
fn ending(here: &Here, patient: &Patient, act: &str) -> Post {
    Post::to(act_href(here, patient.id, act)).with(VERSION, patient.version.to_string())
}

/// Records that may be the same person's, with what can be done about it.
pub(super) fn duplicates(here: &Here, patient: &Patient) -> Vec<Duplicate> {
    let shown = |proposal: &Proposal| {
        let other = if proposal.patient.id == patient.id { &proposal.other } else { &proposal.patient };
        let (compare_href, keep_apart) = pair(here, patient.id, other.id);
        Duplicate { line: line(here, other), why: alike(&proposal.reason), compare_href, keep_apart }
    };
    patient.duplicates.iter().map(shown).collect()
}

/// What can be done with two records by those who may: compare them, or say that they are two people.
pub(super) fn pair(here: &Here, one: PatientId, other: PatientId) -> (Option<String>, Option<Post>) {
    if !here.may(Right::ChangePatients) {
        return (None, None);
    }
    let (compare, apart) = (act_href(here, one, "fusion"), act_href(here, one, "distinct"));
    (Some(format!("{compare}?{OTHER}={}", other.digits())), Some(Post::to(apart).with(OTHER, other.digits())))
}

/// Why two records may be one person's.
pub(super) fn alike(reason: &str) -> Alike {
    match reason {
        "identifier" => Alike::Identifier,
        "contact-and-name" => Alike::Contact,
        _ => Alike::Birth,
    }
}

fn sex(sex: guichet_contracts::command::patient::Sex) -> Option<Sex> {
    use guichet_contracts::command::patient::Sex as Wire;
    let word = match sex {
        Wire::Female => "female",
        Wire::Male => "male",
        Wire::Other => "other",
    };
    Sex::ALL.into_iter().find(|known| known.word() == word)
}

fn mail_line(email: &EmailAddress) -> ContactLine {
    // What a local part may hold would end an address, or start its query.
    let encode = |part: &str| form_urlencoded::byte_serialize(part.as_bytes()).collect::<String>();
    let (local, domain) = email.as_str().rsplit_once('@').unwrap_or_default();
    ContactLine { kind: ContactKind::Email, shown: email.as_str().to_owned(), href: format!("mailto:{}@{}", encode(local), encode(domain)) }
}

pub(crate) fn phone_line(number: &DialNumber, country: Country) -> ContactLine {
    ContactLine { kind: ContactKind::Phone, shown: phone::shown(number, country), href: format!("tel:{}", number.as_str()) }
}

/// An address as its country writes it on an envelope.
pub(super) fn envelope(address: &PostalAddress, country: Country) -> Vec<String> {
    let city = address.city.as_str();
    let town = match (&address.postal_code, country) {
        (None, _) => city.to_owned(),
        (Some(code), Country::France | Country::Belgium) => format!("{} {city}", code.as_str()),
        (Some(code), Country::Canada) => format!("{city}  {}", code.as_str()),
    };
    let lines = address.lines.iter().map(|line| line.as_str().to_owned());
    lines.chain([town]).chain(address.country.iter().map(|country| country.as_str().to_owned())).collect()
}

fn identifier_line(identifier: &PatientIdentifier, today: NaiveDate) -> Option<IdentifierLine> {
    let kind = IdentifierKind::ALL.into_iter().find(|kind| kind.word() == identifier.kind)?;
    let scheme = Scheme::ALL.into_iter().find(|scheme| scheme.as_str() == identifier.kind)?;
    // Without its detail, which stands beside it.
    let number = Identifier::read(scheme, &identifier.number, None).map_or_else(|_| identifier.number.clone(), |read| read.shown());
    Some(IdentifierLine {
        kind,
        number,
        masked: masked(&identifier.number),
        detail: identifier.detail.clone(),
        warnings: doubts(identifier, today),
    })
}

fn masked(number: &str) -> String {
    let last: Vec<char> = number.chars().rev().take(4).collect();
    format!("•••• {}", last.into_iter().rev().collect::<String>())
}

/// What deserves a second look in a number that is kept.
pub(super) fn doubts(identifier: &PatientIdentifier, today: NaiveDate) -> Vec<Doubt> {
    let mut doubts: Vec<Doubt> = identifier.warnings.iter().filter_map(|word| doubt(word)).collect();
    // A RAMQ card is good to the end of its month: `2027-03`.
    let month = format!("{:04}-{:02}", today.year(), today.month());
    if identifier.kind == Scheme::Nam.as_str() && identifier.detail.as_ref().is_some_and(|expires| *expires < month) {
        doubts.push(Doubt::Expired);
    }
    doubts
}

fn doubt(word: &str) -> Option<Doubt> {
    Some(match word {
        "check_differs" => Doubt::CheckDiffers,
        "check_missing" => Doubt::CheckMissing,
        "unusual_part" => Doubt::UnusualPart,
        "no_such_date" => Doubt::NoSuchDate,
        "provisional" => Doubt::Provisional,
        "birth_date_differs" => Doubt::BirthDateDiffers,
        "sex_differs" => Doubt::SexDiffers,
        "names_differ" => Doubt::NamesDiffer,
        _ => return None,
    })
}

fn guardian_line(here: &Here, patient: &Patient, guardian: &Guardian) -> RelationLine {
    let email = guardian.email.iter().map(mail_line);
    let telephone = guardian.telephone.iter().map(|number| phone_line(number, here.authority.country));
    let key: String = form_urlencoded::byte_serialize(guardian.key.as_bytes()).collect();
    RelationLine {
        name: guardian.name.clone(),
        href: guardian.patient.map(|guardian| record_href(here, guardian)),
        relation: Some(relation(guardian.relation)),
        contacts: email.chain(telephone).collect(),
        end: here.may(Right::ChangePatients).then(|| ending(here, patient, &format!("responsables/{key}/retirer"))),
    }
}

fn dependant_line(here: &Here, dependant: &Line) -> RelationLine {
    RelationLine {
        name: full_name(&dependant.family_name, &dependant.given_name),
        href: Some(record_href(here, dependant.id)),
        // The dependant's own record says it, and is where it ends.
        relation: None,
        contacts: Vec::new(),
        end: None,
    }
}

const fn relation(tie: Tie) -> Relation {
    match tie {
        Tie::Parent => Relation::Parent,
        Tie::Guardian => Relation::LegalGuardian,
        Tie::Partner => Relation::Partner,
        Tie::Carer => Relation::Carer,
        Tie::Other => Relation::Relative,
    }
}

/// What a choice of the form means to the record.
pub(super) const fn tie(relation: Relation) -> Tie {
    match relation {
        Relation::Parent => Tie::Parent,
        Relation::LegalGuardian => Tie::Guardian,
        Relation::Partner => Tie::Partner,
        Relation::Carer => Tie::Carer,
        Relation::Child | Relation::Relative => Tie::Other,
    }
}

/// A consent; what is open can be withdrawn.
pub(super) fn consent_line(here: &Here, patient: &Patient, consent: &Consent) -> Option<ConsentLine> {
    let open = consent.withdrawn_at.is_none() && here.may(Right::ChangePatients);
    let path = format!("consentements/{}/retirer", consent.id.digits());
    Some(ConsentLine {
        kind: ConsentKind::ALL.into_iter().find(|kind| kind_word(*kind) == consent.kind)?,
        text_version: consent.text_version.as_str().to_owned(),
        given_at: here.wall(consent.given_at),
        how: Given::ALL.into_iter().find(|how| how_word(*how) == consent.how)?,
        withdrawn_at: consent.withdrawn_at.map(|at| here.wall(at)),
        withdraw: open.then(|| ending(here, patient, &path)),
    })
}

/// The word of a consent on the wire.
pub(super) const fn kind_word(kind: ConsentKind) -> &'static str {
    match kind {
        ConsentKind::DataProcessing => "data",
        ConsentKind::MessagesBySms => "sms",
        ConsentKind::MessagesByEmail => "email",
        ConsentKind::SharingWithReferringDoctor => "sharing",
        ConsentKind::Teleconsultation => "remote",
    }
}

/// The word on the wire of how somebody agreed.
pub(super) const fn how_word(how: Given) -> &'static str {
    match how {
        Given::OnPaper => "paper",
        Given::Orally => "oral",
        Given::Online => "online",
    }
}

#[cfg(test)]
mod tests {
    use guichet_kernel::Label;

    use super::*;

    fn identifier(kind: &str, number: &str, detail: Option<&str>, warnings: &[&str]) -> PatientIdentifier {
        PatientIdentifier {
            kind: kind.to_owned(),
            number: number.to_owned(),
            detail: detail.map(str::to_owned),
            warnings: warnings.iter().map(|&word| word.to_owned()).collect(),
        }
    }

    fn today() -> NaiveDate {
        "2026-11-22".parse().unwrap()
    }

    #[test]
    fn a_number_is_grouped_as_on_its_card_and_covered_but_for_its_end() {
        let line = identifier_line(&identifier("ohip", "9876543217", Some("AB"), &[]), today()).unwrap();
        assert_eq!((line.number.as_str(), line.detail.as_deref()), ("9876-543-217", Some("AB")));
        assert_eq!(line.masked, "•••• 3217");
        assert!(identifier_line(&identifier("unknown", "1", None, &[]), today()).is_none());
    }

    #[test]
    fn a_card_whose_month_has_passed_deserves_a_second_look() {
        let of = |expires| doubts(&identifier("nam", "DURZ90541210", Some(expires), &["names_differ"]), today());
        assert_eq!(of("2026-10"), [Doubt::NamesDiffer, Doubt::Expired]);
        assert_eq!(of("2026-11"), [Doubt::NamesDiffer]);
        assert_eq!(of("2027-01"), [Doubt::NamesDiffer]);
        assert_eq!(doubts(&identifier("ohip", "9876543217", Some("AB"), &[]), today()), []);
    }

    #[test]
    fn an_envelope_is_written_as_its_country_writes_it() {
        let label = |text: &str| Label::parse(text).unwrap();
        let address =
            PostalAddress { lines: vec![label("3 rue des Lilas")], postal_code: Some(label("69003")), city: label("Lyon"), country: None };
        assert_eq!(envelope(&address, Country::France), ["3 rue des Lilas", "69003 Lyon"]);
        let address = PostalAddress { postal_code: Some(label("H2X 1Y4")), city: label("Montréal (Québec)"), ..address };
        assert_eq!(envelope(&address, Country::Canada), ["3 rue des Lilas", "Montréal (Québec)  H2X 1Y4"]);
    }

    #[test]
    fn an_address_to_write_to_opens_no_query() {
        let line = mail_line(&EmailAddress::parse("zoe?bcc=x&y@exemple.fr").unwrap());
        assert_eq!(line.href, "mailto:zoe%3Fbcc%3Dx%26y@exemple.fr");
    }

    #[test]
    fn every_tie_of_the_record_is_one_of_the_form() {
        for of in [Tie::Parent, Tie::Guardian, Tie::Partner, Tie::Carer, Tie::Other] {
            assert_eq!(tie(relation(of)), of);
        }
    }
}
