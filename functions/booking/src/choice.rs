//! What an address of the public page chooses: where, for what, from which day on.

use chrono::NaiveDate;
use guichet_kernel::{LocationId, PracticeId, ServiceId};
pub(crate) use guichet_public::query_value;
use guichet_ui::fields;

/// The practice that an address asks for.
pub(crate) const PRACTICE: &str = "cabinet";

/// What is chosen; each of them, or nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    /// The practice. A location says it too, unless two practices use one id.
    pub(crate) practice: Option<PracticeId>,
    pub(crate) location: Option<LocationId>,
    pub(crate) service: Option<ServiceId>,
    pub(crate) from: Option<NaiveDate>,
}

impl Choice {
    /// Reads it from an address; what cannot be read is not chosen.
    pub(crate) fn read(query: Option<&str>) -> Self {
        let value = |name| query_value(query, name);
        Self {
            practice: value(PRACTICE).and_then(|digits| PracticeId::from_digits(&digits).ok()),
            location: value(fields::LOCATION).and_then(|digits| LocationId::from_digits(&digits).ok()),
            service: value(fields::SERVICE).and_then(|text| text.parse().ok()),
            from: value(fields::FROM).and_then(|date| date.parse().ok()),
        }
    }

    /// The page at `path` with this choice made.
    pub(crate) fn path(&self, path: &str) -> String {
        let chosen: Vec<String> = [
            self.practice.map(|practice| format!("{PRACTICE}={}", practice.digits())),
            self.location.map(|location| format!("{}={}", fields::LOCATION, location.digits())),
            self.service.map(|service| format!("{}={service}", fields::SERVICE)),
            self.from.map(|from| format!("{}={from}", fields::FROM)),
        ]
        .into_iter()
        .flatten()
        .collect();
        if chosen.is_empty() { path.to_owned() } else { format!("{path}?{}", chosen.join("&")) }
    }

    /// The same without its path: what stays in an address where another language is chosen.
    pub(crate) fn query(&self) -> String {
        self.path("").trim_start_matches('?').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_chosen() {
        let query = "cabinet=0193a000000070008000000000000001&lieu=0193a00000007000800000000000000b&motif=srv_0193a00000007000800000000000000c&du=2026-12-06";
        let choice = Choice::read(Some(query));
        assert!(choice.practice.is_some() && choice.location.is_some() && choice.service.is_some() && choice.from.is_some());
        assert_eq!((choice.path("/x"), choice.query()), (format!("/x?{query}"), query.to_owned()));
        assert_eq!(Choice::read(Some("cabinet=prc_1&lieu=&motif=x&du=demain")), Choice::default());
        assert_eq!(Choice::default().path("/x"), "/x");
    }
}
