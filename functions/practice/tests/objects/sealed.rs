//! Identifiers and notes under the practice's data key: out of reach without it, and moved to a new one bit by bit.

use guichet_contracts::{
    Object, Principal, ProblemKind,
    command::{
        patient::{AddNote, ExportPatient, PutIdentifier, ReadPatient},
        practice::RotateDataKey,
    },
};
use guichet_kernel::{PatientId, Sql};

use crate::town::{OTHER_MASTER, Town, person, proven};

fn noted() -> (Town, PatientId) {
    let town = Town::new();
    let patient = town.patient("Léa");
    town.ask(person("olga"), &AddNote { patient, text: "Préfère le matin.".into() }).unwrap();
    let niss = PutIdentifier { patient, version: town.seen(patient), kind: "niss".into(), number: "85.07.30-033.28".into(), detail: None };
    town.ask(person("olga"), &niss).unwrap();
    (town, patient)
}

#[test]
fn without_the_right_master_key_the_record_is_read_and_what_is_sealed_is_not() {
    for master in [None, Some(OTHER_MASTER)] {
        let (town, patient) = noted();
        let other = town.patient("Zoé");
        let town = town.with_master(master);
        let record = town.ask(person("olga"), &ReadPatient { patient }).unwrap();
        assert!(record.sealed && record.notes.is_empty() && record.identifiers.is_empty());
        assert_eq!(record.details.given_name.as_str(), "Léa");
        assert!(!town.ask(person("olga"), &ReadPatient { patient: other }).unwrap().sealed, "nothing of hers is sealed");
        let refused = Err(ProblemKind::Unavailable);
        assert_eq!(town.ask(person("olga"), &AddNote { patient, text: "x".into() }), refused);
        let niss = PutIdentifier {
            patient: other,
            version: town.seen(other),
            kind: "niss".into(),
            number: "85.07.30-033.28".into(),
            detail: None,
        };
        assert_eq!(town.ask(person("olga"), &niss), refused);
        assert_eq!(town.ask(proven("olga"), &town.merging(patient, other)), refused);
        assert_eq!(town.ask(proven("olga"), &ExportPatient { patient }).map(drop), Err(ProblemKind::Unavailable));
        assert_eq!(town.ask(Principal::Operator, &RotateDataKey { renew: true }).map(drop), Err(ProblemKind::Unavailable));
    }
}

#[test]
fn a_new_data_key_seals_everything_anew_while_everything_stays_readable() {
    let (town, patient) = noted();
    let record = town.ask(person("olga"), &ReadPatient { patient }).unwrap();
    assert_eq!(record.notes[0].text, "Préfère le matin.");
    assert_eq!(town.practice.object.wake_at(&town.practice.sql).unwrap(), None);
    town.ask(Principal::Operator, &RotateDataKey { renew: true }).unwrap();
    assert_eq!(town.ask(person("olga"), &ReadPatient { patient }).unwrap().notes, record.notes);
    assert_eq!(town.practice.object.wake_at(&town.practice.sql).unwrap(), Some(town.now.get()));
    town.tick(&town.practice);
    let versions =
        town.practice.sql.rows::<(i64,)>("SELECT key_version FROM patient_note UNION SELECT key_version FROM patient_identifier", &[]);
    assert_eq!(versions.unwrap(), [(2,)]);
    assert_eq!(town.practice.object.wake_at(&town.practice.sql).unwrap(), None);
    assert_eq!(town.ask(person("olga"), &ReadPatient { patient }).unwrap().notes, record.notes);
}

#[test]
fn resealing_waits_for_keys_that_are_out_of_reach() {
    let (town, _) = noted();
    town.ask(Principal::Operator, &RotateDataKey { renew: true }).unwrap();
    let town = town.with_master(None);
    town.tick(&town.practice);
    let due = town.practice.object.wake_at(&town.practice.sql).unwrap().unwrap();
    assert!(due > town.now.get(), "later, and not at once for ever");
}

#[test]
fn what_is_sealed_stands_nowhere_in_clear() {
    let (town, _) = noted();
    for table in ["patient_note", "patient_identifier", "outbox", "once", "audit"] {
        let rows = town.practice.sql.query(&format!("SELECT * FROM {table}"), &[]).unwrap();
        assert!(!format!("{rows:?}").contains("85073003328"), "{table}");
        let text = format!("{:?}", "matin".as_bytes()).trim_matches(['[', ']']).to_owned();
        assert!(!format!("{rows:?}").contains(&text) && !format!("{rows:?}").contains("matin"), "{table}");
    }
}
