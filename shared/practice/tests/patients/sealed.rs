use guichet_kernel::{Instant, Label};
use guichet_practice_core::{
    Identifier, IdentifierKind, Sex,
    identifier::Warning,
    patient::{self, ConsentKind, Given, NewPatient, NoteText, Refusal},
};

use super::clinic::{Clinic, NOW, born, email, mobile, person};

const LATER: Instant = Instant::from_millis(NOW.millis() + 1_000);

#[test]
fn a_number_is_kept_sealed_and_found_again() {
    let clinic = Clinic::new();
    let id = clinic.enter(&person("Ann", "Peeters", "1985-07-30"));
    clinic.identify(id, IdentifierKind::Niss, "85.07.30-033 28");
    let niss = Identifier::parse(IdentifierKind::Niss, "85073003328").unwrap().identifier;
    assert!(patient::identifiers(&clinic.store, &clinic.vault, id).unwrap() == [niss.clone()]);
    assert_eq!(patient::find_identifier(&clinic.store, &clinic.vault, &niss).unwrap(), [id]);
    assert_eq!(clinic.version(id), 2);
    let bytes = clinic.bytes();
    assert!(!bytes.windows(11).any(|part| part == b"85073003328"));
    // One of a kind: the next takes its place.
    clinic.identify(id, IdentifierKind::Niss, "42.01.22.051-81");
    assert_eq!(patient::identifiers(&clinic.store, &clinic.vault, id).unwrap().len(), 1);
    assert!(patient::find_identifier(&clinic.store, &clinic.vault, &niss).unwrap().is_empty());
    clinic.does(|sql| patient::remove_identifier(sql, clinic.at(), clinic.seen(id), IdentifierKind::Niss)).unwrap();
    assert!(patient::identifiers(&clinic.store, &clinic.vault, id).unwrap().is_empty());
}

#[test]
fn a_doubtful_number_is_kept_with_a_warning() {
    let clinic = Clinic::new();
    let id = clinic.enter(&NewPatient { sex: Some(Sex::Female), ..person("Ann", "Peeters", "1990-01-01") });
    let keep = |kind, number| {
        let parsed = Identifier::parse(kind, number).unwrap();
        clinic.does(|sql| patient::set_identifier(sql, clinic.at(), &clinic.vault, clinic.seen(id), &parsed)).unwrap()
    };
    let niss = keep(IdentifierKind::Niss, "85073003328");
    assert!(niss.warnings.contains(&Warning::BirthDateDiffers) && niss.version == 2);
    // What only the typed text tells is not lost.
    assert!(keep(IdentifierKind::Nir, "2 55 08 14 168 025").warnings.contains(&Warning::CheckMissing));
    assert_eq!(patient::identifiers(&clinic.store, &clinic.vault, id).unwrap().len(), 2);
}

#[test]
fn a_note_is_corrected_by_another_and_stays() {
    let clinic = Clinic::new();
    let id = clinic.enter(&person("Zoé", "Durand", "1990-04-12"));
    let first = clinic.note(id, "Allergic to latex.");
    assert!(!String::from_utf8_lossy(&clinic.bytes()).contains("latex"));
    let correct = |which| {
        let text = NoteText::parse("Not allergic to latex.").unwrap();
        clinic.does(|sql| patient::add_note(sql, clinic.at(), &clinic.vault, id, "member:2", &text, Some(which)))
    };
    let second = correct(first).unwrap();
    assert_eq!(correct(first), Err(Refusal::Corrected));
    let notes = patient::notes(&clinic.store, &clinic.vault, id).unwrap();
    assert_eq!(
        notes.iter().map(|note| (note.id, note.corrects, note.corrected_by)).collect::<Vec<_>>(),
        [(first, None, Some(second)), (second, Some(first), None)]
    );
    assert_eq!((notes[0].text.as_str(), notes[1].author.as_str()), ("Allergic to latex.", "member:2"));
    assert!(!format!("{notes:?}").contains("latex"));
    // Another patient's note cannot be corrected from here.
    let other = clinic.enter(&person("Léa", "Petit", "1990-04-12"));
    let text = NoteText::parse("x").unwrap();
    let stray = clinic.does(|sql| patient::add_note(sql, clinic.at(), &clinic.vault, other, "m", &text, Some(second)));
    assert_eq!(stray, Err(Refusal::Unknown));
    for text in ["", " \n ", "a\u{0}b", &"x".repeat(10_001)] {
        assert!(NoteText::parse(text).is_err());
    }
    assert_eq!(NoteText::parse("a\r\nb").unwrap().as_str(), "a\nb");
}

#[test]
fn a_consent_ends_and_is_not_forgotten() {
    let clinic = Clinic::new();
    let id = clinic.enter(&person("Zoé", "Durand", "1990-04-12"));
    let version = Label::parse("sms-2026-01").unwrap();
    let give = || clinic.does(|sql| patient::give_consent(sql, clinic.at(), id, ConsentKind::MessagesBySms, &version, Given::Orally));
    let first = give().unwrap();
    let withdraw = |now| clinic.does(|sql| patient::withdraw_consent(sql, clinic.seen(id), first, now));
    withdraw(NOW).unwrap();
    withdraw(LATER).unwrap();
    let second = give().unwrap();
    let consents = patient::consents(&clinic.store, id).unwrap();
    assert_eq!(consents.len(), 2);
    let of = |id| consents.iter().find(|consent| consent.id == id).unwrap().withdrawn_at;
    assert_eq!((of(first), of(second)), (Some(NOW), None));
    let other = clinic.enter(&person("Léa", "Petit", "1990-04-12"));
    assert_eq!(clinic.does(|sql| patient::withdraw_consent(sql, clinic.seen(other), second, NOW)), Err(Refusal::Unknown));
}

#[test]
fn an_export_has_everything_under_names_that_stay() {
    let clinic = Clinic::new();
    let id = clinic.enter(&NewPatient {
        email: Some(email("ann@exemple.be")),
        telephones: vec![mobile("+32470123456")],
        ..person("Ann", "Peeters", "1985-07-30")
    });
    clinic.identify(id, IdentifierKind::Niss, "85073003328");
    let note = clinic.note(id, "Allergic to latex.");
    let version = Label::parse("2026-01").unwrap();
    clinic.does(|sql| patient::give_consent(sql, clinic.at(), id, ConsentKind::DataProcessing, &version, Given::OnPaper)).unwrap();
    let child = clinic.enter(&person("Léa", "Peeters", "2015-01-02"));
    let parent = patient::Written::Patient(id);
    clinic.does(|sql| patient::add_guardian(sql, clinic.seen(child), &parent, patient::Relation::Parent, true, NOW)).unwrap();
    let export = patient::export(&clinic.store, &clinic.vault, id).unwrap();
    assert_eq!(format!("{export:?}"), "PatientExport(…)");
    let consent = export.consents[0].id;
    assert!(export.patient.birth_date == Some(born("1985-07-30")));
    assert_eq!(
        serde_json::to_value(&export).unwrap(),
        serde_json::json!({
            "patient": {
                "id": id, "version": 3, "given_name": "Ann", "family_name": "Peeters", "birth_name": null, "known_as": null, "sex": null,
                "birth_date": "1985-07-30", "email": "ann@exemple.be",
                "telephones": [{ "kind": "mobile", "dial": "+32470123456", "shown": "+32470123456" }],
                "locale": null, "address": null, "entered_at": NOW, "entered": { "how": "staff" }, "changed_at": NOW
            },
            "identifiers": [{ "kind": "niss", "number": "85073003328" }],
            "notes": [{ "id": note, "text": "Allergic to latex.", "author": "member:1", "at": NOW, "corrects": null, "corrected_by": null }],
            "consents": [{
                "id": consent, "kind": "data_processing", "text_version": "2026-01", "given_at": NOW, "given_how": "on_paper", "withdrawn_at": null
            }],
            "guardians": [],
            "dependants": [{ "patient": child, "relation": "parent", "is_contact": true }],
            "merged": []
        })
    );
    let of_child = serde_json::to_value(patient::export(&clinic.store, &clinic.vault, child).unwrap()).unwrap();
    assert_eq!(of_child["guardians"][0]["who"], serde_json::json!({ "patient": id }));
}
