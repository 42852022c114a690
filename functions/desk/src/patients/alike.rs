//! Records that look like what is being entered: shown before it is entered twice (A8).

use guichet_contracts::{
    ProblemKind,
    command::patient::{PatientDetails, PatientLine, SearchPatients},
};
use guichet_kernel::BirthDate;

use crate::here::Here;

/// As many as each search gives.
const MOST: u32 = 10;

/// Who is called so, or was born that day and bears the family name.
pub(super) async fn alike(here: &Here, details: &PatientDetails) -> Result<Vec<PatientLine>, ProblemKind> {
    let mut found: Vec<PatientLine> = Vec::new();
    for text in searches(details) {
        let more = here.ask(&SearchPatients { text, most: MOST }).await?.patients;
        let new =
            more.into_iter().filter(|line| may_be(line.birth_date, details.birth_date) && found.iter().all(|known| known.id != line.id));
        let new: Vec<_> = new.collect();
        found.extend(new);
    }
    Ok(found)
}

/// What is searched for: the search finds every word, whatever its accents.
fn searches(details: &PatientDetails) -> Vec<String> {
    let (given, family) = (details.given_name.as_str(), details.family_name.as_str());
    let mut texts = vec![format!("{family} {given}")];
    texts.extend(details.birth_name.as_ref().map(|birth| format!("{} {given}", birth.as_str())));
    texts.extend(details.birth_date.map(|date| format!("{} {family}", date.date())));
    texts
}

/// Whether somebody born then may be somebody born then: a father and his son bear one name, and two dates.
fn may_be(kept: Option<BirthDate>, typed: Option<BirthDate>) -> bool {
    kept.zip(typed).is_none_or(|(kept, typed)| kept == typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    // A8: what is alike is proposed, and two birth dates are two people.
    #[test]
    fn a_name_is_alike_unless_the_birth_dates_say_otherwise() {
        let today = "2026-11-22".parse().unwrap();
        let born = |text: &str| BirthDate::on(text.parse().unwrap(), today).ok();
        assert!(may_be(born("1984-03-27"), born("1984-03-27")));
        assert!(may_be(None, born("1984-03-27")) && may_be(born("1984-03-27"), None));
        assert!(!may_be(born("1984-03-27"), born("2014-03-27")));
    }
}
