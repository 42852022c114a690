use guichet_kernel::{PracticeId, Sql, SqlError, binds};
use guichet_practice_core::{
    Identifier, IdentifierKind,
    patient::{self, SEALED},
    vault::{self, MasterKeys, Sealed, Spot, Vault, VaultError},
};

use super::clinic::{Clinic, NOW, master, masters, person};

const M1: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const M2: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
const HERE: Spot<'_> = Spot { table: "patient_note", row: "1", field: "sealed" };

fn open(clinic: &Clinic, master: &MasterKeys) -> Result<Vault, VaultError> {
    Vault::open(&clinic.store, master, clinic.practice)
}

fn atomically<T>(clinic: &Clinic, work: impl FnOnce() -> Result<T, VaultError>) -> Result<T, VaultError> {
    clinic.store.atomically(work)
}

#[test]
fn a_field_opens_only_where_it_was_sealed_and_unchanged() {
    let clinic = Clinic::new();
    let vault = &clinic.vault;
    let sealed = vault.seal(&clinic.entropy, HERE, b"latex").unwrap();
    assert_eq!(vault.unseal(HERE, &sealed).unwrap(), b"latex");
    for elsewhere in [
        Spot { table: "patient_identifier", ..HERE },
        Spot { row: "2", ..HERE },
        Spot { field: "author", ..HERE },
        Spot { table: "patient_notes", row: "1", field: "ealed" },
    ] {
        assert_eq!(vault.unseal(elsewhere, &sealed), Err(VaultError::Sealed));
    }
    for place in 0..sealed.blob.len() {
        let mut changed = sealed.clone();
        changed.blob[place] ^= 1;
        assert_eq!(vault.unseal(HERE, &changed), Err(VaultError::Sealed), "{place}");
    }
    for blob in [vec![], vec![1], sealed.blob[..20].to_vec(), b"latex".to_vec()] {
        assert_eq!(vault.unseal(HERE, &Sealed { blob, ..sealed.clone() }), Err(VaultError::Sealed));
    }
    // Not twice the same, and not another practice's.
    assert_ne!(vault.seal(&clinic.entropy, HERE, b"latex").unwrap(), sealed);
    assert_eq!(Clinic::seeded(2).vault.unseal(HERE, &sealed), Err(VaultError::Sealed));
    assert!(!format!("{sealed:?} {vault:?}").contains("latex"));
}

#[test]
fn another_practice_cannot_use_these_keys() {
    let clinic = Clinic::new();
    let other = PracticeId::draw(NOW, &clinic.entropy);
    assert_eq!(Vault::open(&clinic.store, &masters("m1"), other).err(), Some(VaultError::Master));
}

// Without the right master key there is no vault, hence no sealed field; and nothing takes its place.
#[test]
fn a_wrong_or_missing_master_key_fails_closed() {
    let clinic = Clinic::new();
    let id = clinic.enter(&person("Ann", "Peeters", "1985-07-30"));
    clinic.note(id, "Allergic to latex.");
    let before = clinic.bytes();
    for wrong in [master("m1", M2), master("m2", M2)] {
        assert_eq!(open(&clinic, &wrong).err(), Some(VaultError::Master));
        assert_eq!(
            atomically(&clinic, || Vault::found(&clinic.store, clinic.at(), &wrong, clinic.practice)).err(),
            Some(VaultError::Master)
        );
        assert_eq!(
            atomically(&clinic, || vault::rotate(&clinic.store, clinic.at(), &wrong, clinic.practice)).err(),
            Some(VaultError::Master)
        );
        let rewrapped = atomically(&clinic, || vault::rewrap(&clinic.store, clinic.at(), &wrong, clinic.practice));
        // A ring whose current key bears the id of the wrapping one has nothing to rewrap; it does not write either.
        assert!(matches!(rewrapped, Err(VaultError::Master) | Ok(0)));
    }
    assert_eq!(clinic.bytes(), before);
    // All else goes on.
    assert_eq!(clinic.found("peeters"), [id]);
    assert!(patient::contact_of(&clinic.store, id).is_ok() && patient::consents(&clinic.store, id).is_ok());
    // A row in which somebody wrote the plain words is refused, not read.
    clinic.store.run("UPDATE patient_note SET sealed = ?", binds![b"Allergic to latex.".to_vec()]).unwrap();
    assert_eq!(patient::notes(&clinic.store, &clinic.vault, id), Err(VaultError::Sealed.into()));
    let text = clinic.store.run("UPDATE patient_note SET sealed = ?", binds!["Allergic to latex."]);
    assert!(matches!(text, Err(SqlError::Constraint(_))));
}

#[test]
fn a_row_moved_to_another_patient_does_not_open() {
    let clinic = Clinic::new();
    let (one, other) = (clinic.enter(&person("Ann", "Peeters", "1985-07-30")), clinic.enter(&person("Zoé", "Durand", "1990-04-12")));
    clinic.note(one, "Allergic to latex.");
    clinic.identify(one, IdentifierKind::Niss, "85073003328");
    for table in ["patient_note", "patient_identifier"] {
        clinic.store.run(&format!("UPDATE {table} SET patient_id = ?"), binds![other]).unwrap();
    }
    assert_eq!(patient::notes(&clinic.store, &clinic.vault, other), Err(VaultError::Sealed.into()));
    assert_eq!(patient::identifiers(&clinic.store, &clinic.vault, other), Err(VaultError::Sealed.into()));
}

#[test]
fn a_practice_without_keys_gets_them_once() {
    let clinic = Clinic::new();
    atomically(&clinic, || Vault::found(&clinic.store, clinic.at(), &masters("m1"), clinic.practice)).unwrap();
    let keys = clinic.store.rows::<(i64,)>("SELECT count(*) FROM data_key", &[]).unwrap();
    assert_eq!(keys, [(1,)]);
    clinic.store.script("DELETE FROM data_key; DELETE FROM index_key").unwrap();
    assert_eq!(open(&clinic, &masters("m1")).err(), Some(VaultError::NoKey));
}

#[test]
fn after_rewrapping_the_former_master_key_can_go() {
    let clinic = Clinic::new();
    let id = clinic.enter(&person("Ann", "Peeters", "1985-07-30"));
    clinic.note(id, "Allergic to latex.");
    assert_eq!(open(&clinic, &master("m2", M2)).err(), Some(VaultError::Master));
    let rewrap = || atomically(&clinic, || vault::rewrap(&clinic.store, clinic.at(), &masters("m2"), clinic.practice));
    assert_eq!((rewrap(), rewrap()), (Ok(2), Ok(0)));
    let vault = open(&clinic, &master("m2", M2)).unwrap();
    assert_eq!(patient::notes(&clinic.store, &vault, id).unwrap()[0].text.as_str(), "Allergic to latex.");
    assert_eq!(open(&clinic, &master("m1", M1)).err(), Some(VaultError::Master));
}

#[test]
fn a_new_data_key_takes_over_batch_by_batch_and_look_ups_never_miss() {
    let clinic = Clinic::new();
    let ids: Vec<_> = (0..5).map(|_| clinic.enter(&person("Ann", "Peeters", "1985-07-30"))).collect();
    for id in &ids {
        clinic.note(*id, "Allergic to latex.");
        clinic.identify(*id, IdentifierKind::Niss, "85073003328");
    }
    let niss = Identifier::parse(IdentifierKind::Niss, "85073003328").unwrap().identifier;
    let vault = atomically(&clinic, || vault::rotate(&clinic.store, clinic.at(), &masters("m1"), clinic.practice)).unwrap();
    assert!(vault::is_resealing(&clinic.store).unwrap());
    let mut batches = 0;
    while vault::is_resealing(&clinic.store).unwrap() {
        assert_eq!(patient::find_identifier(&clinic.store, &vault, &niss).unwrap().len(), 5);
        for id in &ids {
            assert_eq!(patient::notes(&clinic.store, &vault, *id).unwrap().len(), 1);
        }
        atomically(&clinic, || vault::reseal(&clinic.store, clinic.at(), &vault, SEALED, 3)).unwrap();
        batches += 1;
    }
    assert_eq!(batches, 4);
    for (table, rows) in [("patient_note", 5), ("patient_identifier", 5)] {
        let new = clinic.store.rows::<(i64,)>(&format!("SELECT count(*) FROM {table} WHERE key_version = 2"), &[]).unwrap();
        assert_eq!(new, [(rows,)]);
    }
    // The former key is not even opened any more; its fields, had one been forgotten, would be refused.
    let vault = open(&clinic, &masters("m1")).unwrap();
    assert_eq!(format!("{vault:?}"), "Vault(1 keys)");
    assert_eq!(patient::identifiers(&clinic.store, &vault, ids[0]).unwrap().len(), 1);
    // A vault opened before the rotation cannot read what came after it.
    assert_eq!(patient::notes(&clinic.store, &clinic.vault, ids[0]), Err(VaultError::Sealed.into()));
}

#[test]
fn a_mark_tells_of_the_same_text_of_one_kind_in_one_practice() {
    let (clinic, other) = (Clinic::new(), Clinic::seeded(2));
    let mark = |kind, text| clinic.vault.blind(kind, text).unwrap();
    assert_eq!(mark("niss", "85073003328"), mark("niss", "85073003328"));
    assert_ne!(mark("niss", "85073003328"), mark("nir", "85073003328"));
    assert_ne!(mark("niss", "1"), mark("niss1", ""));
    assert_ne!(mark("niss", "85073003328"), other.vault.blind("niss", "85073003328").unwrap());
}

#[test]
fn a_ring_with_a_short_long_or_missing_key_is_refused() {
    for json in [
        r#"{"current":"m1","keys":{}}"#.to_owned(),
        r#"{"current":"m1","keys":{"m1":"AAAA"}}"#.to_owned(),
        format!(r#"{{"current":"m1","keys":{{"m1":"{M1}AAAA"}}}}"#),
        format!(r#"{{"current":"m2","keys":{{"m1":"{M1}"}}}}"#),
        format!(r#"{{"current":"","keys":{{"":"{M1}"}}}}"#),
    ] {
        assert!(MasterKeys::from_json(&json).is_err(), "{json}");
    }
    assert_eq!(format!("{:?}", masters("m1")), "MasterKeys(2 keys)");
}
