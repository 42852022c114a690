//! What the Directory publishes, so that public pages can be shown without asking it. Facts that anybody may read, never a decision.
//!
//! Whoever reads asks the Directory where nothing is published, and where what is published is of another schema: what it says
//! counts, and can always be published anew. A change of what a field means is another [`SCHEMA`].

use guichet_kernel::{Country, PracticeId, PractitionerId};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::command::{
    card::{PracticeCard, PractitionerCard},
    directory::PracticePage,
};

/// The binding under which both who publishes and who reads know the place.
pub const PUBLIC_PAGES: &str = "PUBLIC_PAGES";

/// What the fields of this version mean.
pub const SCHEMA: u16 = 1;

/// What can be published.
pub trait Publishable: Serialize + DeserializeOwned {
    /// What it is about.
    type Of: Copy;

    /// Under which key.
    fn key(country: Country, of: Self::Of) -> String;
}

impl Publishable for PracticePage {
    type Of = PracticeId;
    fn key(country: Country, of: PracticeId) -> String {
        format!("{}/{of}", country.path_segment())
    }
}

wire! {
    /// What a practitioner shows of themselves in one country.
    pub struct Profile {
        /// Who.
        pub practitioner: PractitionerCard,
        /// The public practices where they give care, each as the public sees it.
        pub practices: Vec<PracticeCard>,
    }
}

impl Publishable for Profile {
    type Of = PractitionerId;
    fn key(country: Country, of: PractitionerId) -> String {
        format!("{}/{of}", country.path_segment())
    }
}

#[derive(Serialize)]
struct Writing<'a, T> {
    schema: u16,
    version: i64,
    facts: &'a T,
}

#[derive(Deserialize)]
struct Schema {
    schema: u16,
}

#[derive(Deserialize)]
struct Reading<T> {
    facts: T,
}

/// The text that is published; `version` is the Directory's for this page.
pub fn written<T: Publishable>(version: i64, facts: &T) -> Option<String> {
    serde_json::to_string(&Writing { schema: SCHEMA, version, facts }).ok()
}

/// What was published, if it is of this schema.
pub fn read<T: Publishable>(text: &str) -> Option<T> {
    let Schema { schema } = guichet_kernel::read::text(text).ok()?;
    if schema != SCHEMA {
        return None;
    }
    guichet_kernel::read::text::<Reading<T>>(text).ok().map(|reading| reading.facts)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn page() -> PracticePage {
        let samples: Vec<(String, Value)> = serde_json::from_str(include_str!("../tests/wire.json")).expect("samples");
        let sample = samples.into_iter().find(|(name, _)| name == "PracticePage").expect("a page").1;
        serde_json::from_value(sample).expect("a page")
    }

    #[test]
    fn what_is_written_is_read_and_says_its_version() {
        let text = written(7, &page()).expect("text");
        assert_eq!(read::<PracticePage>(&text), Some(page()));
        let value: Value = serde_json::from_str(&text).expect("json");
        assert_eq!((&value["schema"], &value["version"]), (&json!(SCHEMA), &json!(7)));
    }

    #[test]
    fn what_is_of_another_schema_is_not_read() {
        let text = written(7, &page()).expect("text");
        for other in ["0", "2", "\"1\"", "null"] {
            assert_eq!(read::<PracticePage>(&text.replace("\"schema\":1", &format!("\"schema\":{other}"))), None, "{other}");
        }
        for broken in ["", "{}", "[]", r#"{"schema":1}"#, r#"{"schema":1,"facts":{}}"#] {
            assert_eq!(read::<PracticePage>(broken), None, "{broken}");
        }
        assert_eq!(read::<Profile>(&text), None, "a practice is no person");
    }

    #[test]
    fn each_has_a_key_of_its_own_in_its_country() {
        let (practice, practitioner) = (page().card.practice, page().lines.first().expect("a line").practitioner.id);
        assert_eq!(PracticePage::key(Country::France, practice), "fr/prc_0193a0000000700080000000000000a1");
        assert_eq!(Profile::key(Country::Belgium, practitioner), "be/prn_0193a0000000700080000000000000d1");
    }
}
