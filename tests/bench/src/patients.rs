//! The search for a patient as one types: in a practice with 100 000 records against one with 1 000.

use guichet_kernel::{BirthDate, EmailAddress, PatientId, Person, PersonName, Sql, sql::migrate};
use guichet_practice_core::{
    patient::{self, EnteredHow},
    schema,
};
use guichet_testkit::{Memory, SeededEntropy};

use crate::{
    agenda::TODAY,
    measure::{Measure, Outcome, once},
};

/// As many lines as the desk's page shows.
const SHOWN: u8 = 20;
/// How often each search is made in each practice.
const TIMES: usize = 200;
/// What a secretary types on the way to a patient. Each fills the page in both practices, so that both do the same work at the end.
const TYPED: [&str; 5] = ["ma", "mart", "durand", "zo", "mari"];

const GIVEN: [&str; 20] = [
    "Marie", "Jean", "Zoé", "Léa", "Hugo", "Inès", "Karim", "Nora", "Paul", "Chloé", "Marc", "Élise", "Jules", "Sofia", "Adam", "Rose",
    "Lucas", "Manon", "Théo", "Jeanne",
];
const FAMILY: [&str; 25] = [
    "Martin", "Durand", "Dupont", "Moreau", "Petit", "Lefèvre", "Garcia", "Roux", "Fontaine", "Dupuis", "Blanc", "Henry", "Marchand",
    "Morel", "Girard", "André", "Mercier", "Dumas", "Benali", "Nguyen", "Lambert", "Maes", "Peeters", "Tremblay", "Gagnon",
];

/// A practice with that many patients, whose names repeat as names do.
fn practice(patients: usize) -> Outcome<Memory> {
    let (sql, entropy) = (Memory::new(), SeededEntropy::new(11));
    migrate(&sql, &[schema::MIGRATIONS, patient::schema::MIGRATIONS], TODAY)?;
    let today = TODAY.utc().date_naive();
    sql.atomically(|| {
        for n in 0..patients {
            let pick = |names: &[&'static str], at: usize| names.get(at % names.len()).copied().unwrap_or("X");
            // Every second has a family name of their own: a search meets common names and rare ones.
            let family = if n % 2 == 0 { pick(&FAMILY, n / 2).to_owned() } else { format!("{}-{}", pick(&FAMILY, n / 3), letters(n)) };
            let born = today - chrono::Days::new(u64::try_from(n).unwrap_or(0) * 37 % 30_000);
            let person = Person {
                given_name: PersonName::parse(pick(&GIVEN, n / 7 + n))?,
                family_name: PersonName::parse(&family)?,
                birth_date: BirthDate::on(born, today)?,
                email: EmailAddress::parse(&format!("p{n}@exemple.fr"))?,
                contact: None,
                address: None,
                locale: None,
            };
            let id = PatientId::draw(TODAY, &entropy);
            patient::enter(&sql, id, &(&person).into(), EnteredHow::Staff, TODAY)?;
        }
        Outcome::Ok(())
    })?;
    Ok(sql)
}

/// A number in letters: names have no digits.
fn letters(mut n: usize) -> String {
    let mut text = String::new();
    while n > 0 {
        text.push(char::from(b'a' + u8::try_from(n % 26).unwrap_or(0)));
        n /= 26;
    }
    text
}

/// The half and the hundredth slowest of the searches' times, in microseconds.
fn times(sql: &Memory) -> Outcome<(f64, f64)> {
    let mut all = Vec::new();
    for _ in 0..TIMES {
        for text in TYPED {
            all.push(once(&mut || {
                let found = patient::search(sql, text, SHOWN)?;
                if found.len() == usize::from(SHOWN) { Ok(()) } else { Err(format!("`{text}` does not fill the page").into()) }
            })?);
        }
    }
    all.sort_by(f64::total_cmp);
    let at = |share: usize| all.get(all.len() * share / 100).copied().unwrap_or(f64::NAN);
    Ok((at(50), at(99)))
}

pub(crate) fn measure() -> Outcome<Vec<(String, Measure)>> {
    let (few, many) = (practice(1_000)?, practice(100_000)?);
    let (small, large) = (times(&few)?, times(&many)?);
    println!("patient search: p50 {:.0} µs of 100 000 against {:.0} of 1 000; p99 {:.0} against {:.0}", large.0, small.0, large.1, small.1);
    let line = |value: f64, against: f64| Measure {
        value,
        unit: "µs",
        against: Some("the same in a practice of 1 000".to_owned()),
        ratio: Some(value / against),
        budget: None,
    };
    Ok([("patient search, 100 000, p50", line(large.0, small.0)), ("patient search, 100 000, p99", line(large.1, small.1))]
        .map(|(name, measure)| (name.to_owned(), measure))
        .into())
}
