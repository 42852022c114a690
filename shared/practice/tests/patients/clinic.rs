//! A practice with its tables and its vault.

use guichet_kernel::{AppointmentId, At, BirthDate, EmailAddress, Instant, Label, PatientId, PersonName, PracticeId, Sql, Telephone, sql};
use guichet_practice_core::{
    Identifier, IdentifierKind,
    patient::{self, Birth, EnteredHow, NewPatient, NoteText, PatientTelephone, Refusal, Seen, TelephoneKind},
    schema,
    vault::{self, MasterKeys, Vault},
};
use guichet_testkit::{Memory, SeededEntropy};

pub const NOW: Instant = Instant::from_millis(1_795_000_000_000);

pub struct Clinic {
    pub store: Memory,
    pub entropy: SeededEntropy,
    pub practice: PracticeId,
    pub vault: Vault,
}

impl Clinic {
    pub fn new() -> Self {
        Self::seeded(1)
    }

    pub fn seeded(seed: u64) -> Self {
        let (store, entropy) = (Memory::new(), SeededEntropy::new(seed));
        let at = At { now: NOW, entropy: &entropy };
        sql::migrate(&store, &[schema::MIGRATIONS, patient::schema::MIGRATIONS, vault::MIGRATIONS], NOW).unwrap();
        let practice = PracticeId::draw(NOW, &entropy);
        let vault = store.atomically(|| Vault::found(&store, at, &masters("m1"), practice)).unwrap();
        Self { store, entropy, practice, vault }
    }

    pub fn at(&self) -> At<'_> {
        At { now: NOW, entropy: &self.entropy }
    }

    /// Runs `work` in a transaction, as the object does.
    pub fn does<T>(&self, work: impl FnOnce(&Memory) -> Result<T, Refusal>) -> Result<T, Refusal> {
        self.store.atomically(|| work(&self.store))
    }

    pub fn enter(&self, new: &NewPatient) -> PatientId {
        let id = PatientId::draw(NOW, &self.entropy);
        self.does(|sql| patient::enter(sql, id, new, EnteredHow::Staff, NOW)).unwrap();
        id
    }

    pub fn book(&self, new: &NewPatient) -> PatientId {
        let id = PatientId::draw(NOW, &self.entropy);
        let how = EnteredHow::Online { appointment: AppointmentId::draw(NOW, &self.entropy) };
        self.does(|sql| patient::enter(sql, id, new, how, NOW)).unwrap();
        id
    }

    pub fn identify(&self, id: PatientId, kind: IdentifierKind, number: &str) {
        let parsed = Identifier::parse(kind, number).unwrap();
        self.does(|sql| patient::set_identifier(sql, self.at(), &self.vault, self.seen(id), &parsed)).unwrap();
    }

    pub fn note(&self, id: PatientId, text: &str) -> guichet_kernel::NoteId {
        let text = NoteText::parse(text).unwrap();
        self.does(|sql| patient::add_note(sql, self.at(), &self.vault, id, "member:1", &text, None)).unwrap()
    }

    pub fn texts(&self, id: PatientId) -> Vec<String> {
        let notes = patient::notes(&self.store, &self.vault, id).unwrap();
        notes.into_iter().map(|note| note.text.as_str().to_owned()).collect()
    }

    pub fn found(&self, text: &str) -> Vec<PatientId> {
        patient::search(&self.store, text, 50).unwrap().into_iter().map(|patient| patient.id).collect()
    }

    pub fn version(&self, id: PatientId) -> i64 {
        patient::patient(&self.store, id).unwrap().version
    }

    /// The record as it is now; of one that is gone, as it was first.
    pub fn seen(&self, id: PatientId) -> Seen {
        let record = patient::patient(&self.store, id).ok().filter(|record| record.id == id);
        Seen { patient: id, version: record.map_or(1, |record| record.version) }
    }

    /// Every byte of every table, those of the full-text index among them.
    pub fn bytes(&self) -> Vec<u8> {
        use guichet_kernel::Value;
        let tables = self.store.rows::<(String,)>("SELECT name FROM sqlite_master WHERE type = 'table'", &[]).unwrap();
        assert!(tables.iter().any(|(table,)| table == "patient_words_data"));
        let mut all = Vec::new();
        for (table,) in tables {
            for row in self.store.query(&format!("SELECT * FROM \"{table}\""), &[]).unwrap() {
                for value in row.0 {
                    match value {
                        Value::Text(text) => all.extend(text.into_bytes()),
                        Value::Blob(bytes) => all.extend(bytes),
                        Value::Int(number) => all.extend(number.to_string().into_bytes()),
                        Value::Null | Value::Real(_) => {}
                    }
                    all.push(b'\n');
                }
            }
        }
        all
    }
}

/// A ring of two master keys.
pub fn masters(current: &str) -> MasterKeys {
    let keys = r#""m1":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","m2":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE""#;
    MasterKeys::from_json(&format!(r#"{{"current":"{current}","keys":{{{keys}}}}}"#)).unwrap()
}

/// A ring of one key.
pub fn master(id: &str, key: &str) -> MasterKeys {
    MasterKeys::from_json(&format!(r#"{{"current":"{id}","keys":{{"{id}":"{key}"}}}}"#)).unwrap()
}

pub fn name(text: &str) -> PersonName {
    PersonName::parse(text).unwrap()
}

pub fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub fn label(text: &str) -> Label {
    Label::parse(text).unwrap()
}

/// `1990-04-12`.
pub fn born(text: &str) -> BirthDate {
    let parts: Vec<&str> = text.split('-').collect();
    BirthDate::parse(parts[2], parts[1], parts[0], "2026-11-22".parse().unwrap()).unwrap()
}

pub fn mobile(dial: &str) -> PatientTelephone {
    let telephone = Telephone { dial: dial.to_owned().try_into().unwrap(), shown: label(dial) };
    PatientTelephone { kind: TelephoneKind::Mobile, telephone }
}

pub fn person(given: &str, family: &str, birth: &str) -> NewPatient {
    NewPatient::named(name(given), name(family), Birth::On(born(birth)))
}
