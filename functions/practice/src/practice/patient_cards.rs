//! Patients as they travel.

use guichet_contracts::{
    ProblemKind, Stop,
    command::patient::{
        Consent, ContactPerson, PatientDetails, PatientIdentifier, PatientLine, PatientTelephone, PostalAddress, Relation, Sex, TelephoneOf,
    },
};
use guichet_kernel::{DialNumber, Label, PatientId, Telephone};
use guichet_practice_core::{
    self as core, Identifier, IdentifierKind,
    identifier::Warning,
    patient::{self, Birth, Changes, ConsentKind, Given, NewPatient, Patient, Reason, TelephoneKind},
};

/// The most lines of an address before the town.
const MOST_LINES: usize = 3;

const INVALID: Stop = Stop::Refused(ProblemKind::Invalid);

const fn sex(sex: Sex) -> core::Sex {
    match sex {
        Sex::Female => core::Sex::Female,
        Sex::Male => core::Sex::Male,
        Sex::Other => core::Sex::Other,
    }
}

/// A number that is shown as it is dialled.
pub(super) fn telephone(number: DialNumber) -> Result<Telephone, Stop> {
    Ok(Telephone { shown: Label::parse(number.as_str()).map_err(|_| INVALID)?, dial: number })
}

fn telephones(telephones: Vec<PatientTelephone>) -> Result<Vec<patient::PatientTelephone>, Stop> {
    if telephones.len() > patient::MOST_TELEPHONES {
        return Err(INVALID);
    }
    let read = |PatientTelephone { of, number }| {
        let kind = match of {
            TelephoneOf::Mobile => TelephoneKind::Mobile,
            TelephoneOf::Home => TelephoneKind::Home,
            TelephoneOf::Work => TelephoneKind::Work,
        };
        Ok(patient::PatientTelephone { kind, telephone: telephone(number)? })
    };
    telephones.into_iter().map(read).collect()
}

fn address(address: PostalAddress) -> Result<patient::PostalAddress, Stop> {
    if address.lines.len() > MOST_LINES {
        return Err(INVALID);
    }
    address.try_into().map_err(|_| INVALID)
}

/// Details, read.
pub(super) fn new_patient(details: PatientDetails) -> Result<NewPatient, Stop> {
    Ok(NewPatient {
        given_name: details.given_name,
        family_name: details.family_name,
        birth_name: details.birth_name,
        known_as: details.known_as,
        sex: details.sex.map(sex),
        birth: details.birth_date.map_or(Birth::Unknown, Birth::On),
        email: details.email,
        telephones: telephones(details.telephones)?,
        locale: details.language,
        address: details.address.map(address).transpose()?,
    })
}

/// Details that take the place of all that there were.
pub(super) fn changes(details: PatientDetails) -> Result<Changes, Stop> {
    let new = new_patient(details)?;
    Ok(Changes {
        given_name: Some(new.given_name),
        family_name: Some(new.family_name),
        birth_name: Some(new.birth_name),
        known_as: Some(new.known_as),
        sex: Some(new.sex),
        birth: Some(new.birth),
        email: Some(new.email),
        telephones: Some(new.telephones),
        locale: Some(new.locale),
        address: Some(new.address),
    })
}

/// A record's details.
pub(super) fn details(patient: &Patient) -> PatientDetails {
    let telephone = |telephone: &patient::PatientTelephone| PatientTelephone {
        of: match telephone.kind {
            TelephoneKind::Mobile => TelephoneOf::Mobile,
            TelephoneKind::Home => TelephoneOf::Home,
            TelephoneKind::Work => TelephoneOf::Work,
        },
        number: telephone.telephone.dial.clone(),
    };
    let address = |address: &patient::PostalAddress| {
        Some(PostalAddress {
            lines: address.lines().to_vec(),
            postal_code: address.postal_code().cloned(),
            // No address comes in without its town.
            city: address.city()?.clone(),
            country: address.country().cloned(),
        })
    };
    PatientDetails {
        given_name: patient.given_name.clone(),
        family_name: patient.family_name.clone(),
        birth_name: patient.birth_name.clone(),
        known_as: patient.known_as.clone(),
        sex: patient.sex.map(|sex| match sex {
            core::Sex::Female => Sex::Female,
            core::Sex::Male => Sex::Male,
            core::Sex::Other => Sex::Other,
        }),
        birth_date: patient.birth_date,
        email: patient.email.clone(),
        telephones: patient.telephones.iter().map(telephone).collect(),
        language: patient.locale,
        address: patient.address.as_ref().and_then(address),
    }
}

/// Enough to tell patients apart.
pub(super) fn line(patient: &Patient) -> PatientLine {
    PatientLine {
        id: patient.id,
        given_name: patient.given_name.clone(),
        family_name: patient.family_name.clone(),
        birth_date: patient.birth_date,
        city: patient.address.as_ref().and_then(|address| address.city().cloned()),
        telephone: patient.telephones.first().map(|telephone| telephone.telephone.dial.clone()),
    }
}

/// A name alone, under the id that was asked.
pub(super) fn name(asked: PatientId, patient: Patient) -> PatientLine {
    let Patient { given_name, family_name, .. } = patient;
    PatientLine { id: asked, given_name, family_name, birth_date: None, city: None, telephone: None }
}

/// A full name.
pub(super) fn full_name(patient: &Patient) -> String {
    format!("{} {}", patient.given_name.as_str(), patient.family_name.as_str())
}

/// Which scheme's number.
pub(super) fn identifier_kind(word: &str) -> Result<IdentifierKind, Stop> {
    IdentifierKind::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or(INVALID)
}

/// Warnings as stable words.
pub(super) fn warnings(warnings: &[Warning]) -> Vec<String> {
    let word = |warning: &Warning| match warning {
        Warning::CheckDiffers => "check_differs",
        Warning::CheckMissing => "check_missing",
        Warning::UnusualPart => "unusual_part",
        Warning::NoSuchDate => "no_such_date",
        Warning::Provisional => "provisional",
        Warning::BirthDateDiffers => "birth_date_differs",
        Warning::SexDiffers => "sex_differs",
        Warning::NamesDiffer => "names_differ",
    };
    warnings.iter().map(|warning| word(warning).to_owned()).collect()
}

/// A number, with what deserves a second look beside this record.
pub(super) fn identifier(identifier: &Identifier, patient: &Patient) -> PatientIdentifier {
    let names = core::identifier::Names { given: &patient.given_name, family: &patient.family_name, birth: patient.birth_name.as_ref() };
    let mut doubts = identifier.doubts();
    doubts.extend(identifier.agrees_with(patient.birth_date, patient.sex, names));
    PatientIdentifier {
        kind: identifier.kind().as_str().to_owned(),
        number: identifier.as_str().to_owned(),
        detail: identifier.detail().map(str::to_owned),
        warnings: warnings(&doubts),
    }
}

/// What a guardian is, read.
pub(super) const fn relation(relation: Relation) -> patient::Relation {
    match relation {
        Relation::Parent => patient::Relation::Parent,
        Relation::Guardian => patient::Relation::LegalGuardian,
        Relation::Partner => patient::Relation::Partner,
        Relation::Carer => patient::Relation::Carer,
        Relation::Other => patient::Relation::Relative,
    }
}

/// What a guardian is.
pub(super) const fn relation_card(relation: patient::Relation) -> Relation {
    match relation {
        patient::Relation::Parent => Relation::Parent,
        patient::Relation::LegalGuardian => Relation::Guardian,
        patient::Relation::Partner => Relation::Partner,
        patient::Relation::Carer => Relation::Carer,
        patient::Relation::Child | patient::Relation::Relative => Relation::Other,
    }
}

/// Somebody who is no patient, read.
pub(super) fn contact_person(person: ContactPerson) -> Result<patient::ContactPerson, Stop> {
    Ok(patient::ContactPerson {
        given_name: person.given_name,
        family_name: person.family_name,
        email: person.email,
        telephone: person.telephone.map(telephone).transpose()?,
    })
}

const CONSENTS: [(&str, ConsentKind); 5] = [
    ("data", ConsentKind::DataProcessing),
    ("sms", ConsentKind::MessagesBySms),
    ("email", ConsentKind::MessagesByEmail),
    ("sharing", ConsentKind::SharingWithReferringDoctor),
    ("remote", ConsentKind::Teleconsultation),
];

const HOW: [(&str, Given); 3] = [("paper", Given::OnPaper), ("oral", Given::Orally), ("online", Given::Online)];

/// To what somebody agrees, by its word on the wire.
pub(super) fn consent_kind(word: &str) -> Result<ConsentKind, Stop> {
    CONSENTS.into_iter().find_map(|(known, kind)| (known == word).then_some(kind)).ok_or(INVALID)
}

/// How, by its word on the wire.
pub(super) fn consent_how(word: &str) -> Result<Given, Stop> {
    HOW.into_iter().find_map(|(known, how)| (known == word).then_some(how)).ok_or(INVALID)
}

/// A consent.
pub(super) fn consent(consent: patient::Consent) -> Consent {
    let word = |kind| CONSENTS.into_iter().find_map(|(word, known)| (known == kind).then_some(word)).unwrap_or_default();
    let how = |how| HOW.into_iter().find_map(|(word, known)| (known == how).then_some(word)).unwrap_or_default();
    Consent {
        id: consent.id,
        kind: word(consent.kind).to_owned(),
        text_version: consent.text_version,
        how: how(consent.given_how).to_owned(),
        given_at: consent.given_at,
        withdrawn_at: consent.withdrawn_at,
    }
}

/// Why two records may be one person's.
pub(super) const fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::SameIdentifier => "identifier",
        Reason::SameBirth => "birth-date-and-name",
        Reason::SameContact => "contact-and-name",
    }
}
