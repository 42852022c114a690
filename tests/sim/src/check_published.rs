//! At the end: what is published is what the Directories answer, and nothing else is.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use guichet_contracts::{
    Principal, ProblemKind,
    command::directory::{ListPages, PracticePage, ReadPracticePage},
    published::{Profile, Publishable, read},
};
use guichet_kernel::{Instant, PracticeId, PractitionerId, sql};

use crate::{Simulation, Violation, must};

impl Simulation {
    pub(crate) fn check_published(&mut self) -> Result<(), Violation> {
        // A word that came last waits for the others of its minute.
        self.settle(TimeDelta::minutes(3))?;
        let mut left: BTreeMap<String, String> = self.net.published.borrow().clone();
        let now = self.net.now.get();
        for place in self.town.directories.clone() {
            let Some(node) = self.nodes.get(place) else { continue };
            let Some(country) = node.object.name.country().filter(|_| sql::is_open(&node.sql).unwrap_or(false)) else { continue };
            let pages = self.ask_quietly(place, Principal::Public, &ListPages { after: None, most: 5_000 })?;
            let pages = pages.map_err(|kind| Violation(format!("no list of pages: {kind:?}")))?;
            for path in pages.paths {
                let digits = path.rsplit_once('-').map(|(_, digits)| digits).unwrap_or_default();
                if path.contains("/cabinet/") {
                    let practice = PracticeId::from_digits(digits).map_err(|_| Violation(format!("{path} names nobody")))?;
                    let answered = self.ask_quietly(place, Principal::Public, &ReadPracticePage { practice })?;
                    let answered = answered.map_err(|kind: ProblemKind| Violation(format!("{path} is listed, and {kind:?}")))?;
                    let text = left.remove(&PracticePage::key(country, practice));
                    let published = text.as_deref().and_then(read::<PracticePage>).map(|page| as_shown(page, now));
                    must(published.as_ref() == Some(&answered), || format!("{path} is published as {text:?}"))?;
                    self.seen.published += 1;
                } else {
                    let practitioner = PractitionerId::from_digits(digits).map_err(|_| Violation(format!("{path} names nobody")))?;
                    let text = left.remove(&Profile::key(country, practitioner));
                    let profile = text.as_deref().and_then(read::<Profile>);
                    let is_theirs = profile.is_some_and(|profile| profile.practitioner.page_path(country) == path);
                    must(is_theirs, || format!("{path} is published as {text:?}"))?;
                }
            }
        }
        must(left.is_empty(), || format!("published, and nobody's: {:?}", left.into_keys().collect::<Vec<_>>()))
    }
}

/// As it is read at that instant.
fn as_shown(page: PracticePage, now: Instant) -> PracticePage {
    PracticePage { lines: page.lines.into_iter().map(|line| line.still_true(now)).collect(), ..page }
}
