//! JSON read as a command, strictly: what the command does not know is refused, and each refusal names its field.
//!
//! The types that travel between objects stay lenient, since objects may run another version for minutes; at this border a
//! field that nobody reads is a typing error of the caller's, and is told.

use guichet_contracts::{Command, FieldProblem, ProblemKind};
use guichet_kernel::read;
pub(super) use guichet_kernel::read::{Misread, Why};
use serde_json::Value;

/// The kind of problem that it is.
pub(super) const fn kind(why: Why) -> ProblemKind {
    match why {
        Why::NotJson | Why::Missing | Why::WrongType | Why::Unknown => ProblemKind::BadRequest,
        Why::NotAcceptable => ProblemKind::Invalid,
    }
}

/// A field that is not read, as it is told.
pub(super) fn told(misread: Misread) -> FieldProblem {
    FieldProblem { name: misread.path, reason: misread.why.slug().to_owned() }
}

/// Reads `value` as a `C`, and gives it back as the `C` that it is.
pub(super) fn read<C: Command>(value: &Value) -> Result<Value, Misread> {
    let command = read::strictly::<C>(value)?;
    let command = serde_json::to_value(command).map_err(|_| Misread { path: String::new(), why: Why::NotAcceptable })?;
    match lost(value, &command, &mut Vec::new()) {
        Some(misread) => Err(misread),
        None => Ok(command),
    }
}

/// The largest whole number that the store keeps: the platform's numbers are JavaScript's.
pub(super) const LARGEST: i64 = (1 << 53) - 1;

/// What serde takes and nobody keeps as it was sent: values by their places where the command has names, one of a set's that
/// is there twice, a number that the store would round.
fn lost(sent: &Value, read: &Value, path: &mut Vec<String>) -> Option<Misread> {
    match (sent, read) {
        (Value::Object(sent), Value::Object(read)) => {
            sent.iter().find_map(|(name, sent)| match read.get(name) {
                Some(read) => within(path, name.clone(), sent, read),
                // Of what says by `is` which kind it is, serde does not tell what nobody reads.
                None if read.contains_key("is") => {
                    path.push(name.clone());
                    Some(Misread { path: path.join("."), why: Why::Unknown })
                }
                None => None,
            })
        }
        (Value::Array(sent), Value::Array(read)) if sent.len() == read.len() => {
            sent.iter().zip(read).enumerate().find_map(|(place, (sent, read))| within(path, place.to_string(), sent, read))
        }
        (_, Value::Number(number)) if number.as_i64().is_none_or(|number| number.unsigned_abs() > LARGEST.unsigned_abs()) => {
            Some(Misread { path: path.join("."), why: Why::NotAcceptable })
        }
        (Value::Array(_), Value::Array(_)) => Some(Misread { path: path.join("."), why: Why::NotAcceptable }),
        _ => None,
    }
}

fn within(path: &mut Vec<String>, name: String, sent: &Value, read: &Value) -> Option<Misread> {
    path.push(name);
    let found = lost(sent, read, path);
    path.pop();
    found
}

#[cfg(test)]
mod tests {
    use guichet_contracts::command::{
        calendar::EndAvailability,
        patient::{AddPatient, PutGuardian},
        people::ChangeMember,
        practice::ChangeSettings,
    };
    use serde_json::json;

    use super::*;

    fn misread<C: Command>(value: &Value) -> Option<(String, Why)> {
        read::<C>(value).err().map(|misread| (misread.path, misread.why))
    }

    #[test]
    fn a_field_that_nobody_reads_is_told_at_any_depth() {
        let of = |details: Value| misread::<AddPatient>(&json!({ "details": details }));
        assert_eq!(of(json!({"given_name": "Zoé", "family_name": "Durand"})), None);
        assert_eq!(of(json!({"given_name": "Zoé", "family_name": "Durand", "version": 3})), Some(("details.version".into(), Why::Unknown)));
        let address = json!({"lines": ["1 rue des Lilas"], "city": "Lyon", "zip": "69001"});
        assert_eq!(
            of(json!({"given_name": "Zoé", "family_name": "Durand", "address": address})),
            Some(("details.address.zip".into(), Why::Unknown))
        );
        let telephones = json!([{"of": "home", "number": "+33478000000", "sms": true}]);
        assert_eq!(
            of(json!({"given_name": "Zoé", "family_name": "Durand", "telephones": telephones})),
            Some(("details.telephones.0.sms".into(), Why::Unknown))
        );
    }

    #[test]
    fn names_are_not_left_to_places() {
        let telephones = json!([{"of": "work", "number": "+33478000000"}, ["home", "+33478000001"]]);
        let details = json!({"given_name": "Zoé", "family_name": "Durand", "telephones": telephones});
        assert_eq!(misread::<AddPatient>(&json!({ "details": details })), Some(("details.telephones.1".into(), Why::WrongType)));
    }

    #[test]
    fn a_number_that_the_store_would_round_is_refused() {
        let of = |value: i64| misread::<ChangeSettings>(&json!({"version": 1, "settings": [{"name": "notice", "value": value}]}));
        assert_eq!((of(LARGEST), of(-LARGEST)), (None, None));
        for value in [LARGEST + 1, -LARGEST - 1, i64::MIN] {
            assert_eq!(of(value), Some(("settings.0.value".into(), Why::NotAcceptable)));
        }
    }

    #[test]
    fn what_says_its_kind_says_nothing_that_nobody_reads() {
        let id = "avl_0192f3a4b5c67d8e9f00112233445566";
        let of = |ending: Value| misread::<EndAvailability>(&json!({"availability": id, "version": 1, "ending": ending}));
        assert_eq!((of(json!({"is": "whole"})), of(json!({"is": "day", "day": "2026-11-30"}))), (None, None));
        assert_eq!(of(json!({"is": "whole", "day": "2026-11-30"})), Some(("ending.day".into(), Why::Unknown)));
    }

    #[test]
    fn a_set_has_each_of_its_own_once() {
        let of = |roles: Value| {
            misread::<ChangeMember>(&json!({"member": "mbr_0192f3a4b5c67d8e9f00112233445566", "version": 1, "roles": roles}))
        };
        assert_eq!(of(json!(["secretary", "owner"])), None);
        assert_eq!(of(json!(["owner", "owner"])), Some(("roles".into(), Why::NotAcceptable)));
    }

    #[test]
    fn a_refusal_names_its_field_and_quotes_nothing() {
        let of = |details: Value| misread::<AddPatient>(&json!({ "details": details }));
        assert_eq!(of(json!({"given_name": "Zoé"})), Some(("details.family_name".into(), Why::Missing)));
        assert_eq!(of(json!({"given_name": 3, "family_name": "D"})), Some(("details.given_name".into(), Why::WrongType)));
        assert_eq!(of(json!({"given_name": "<b>", "family_name": "D"})), Some(("details.given_name".into(), Why::NotAcceptable)));
        let number = json!({"given_name": "Z", "family_name": "D", "telephones": [{"of": "home", "number": "0478000000"}]});
        assert_eq!(of(number), Some(("details.telephones.0.number".into(), Why::NotAcceptable)));
        let sex = json!({"given_name": "Z", "family_name": "D", "sex": "secret"});
        assert_eq!(of(sex), Some(("details.sex".into(), Why::NotAcceptable)));
        let guardian = json!({"patient": "pat_1", "relation": "parent", "is_contact": true});
        assert_eq!(misread::<PutGuardian>(&guardian), Some(("patient".into(), Why::NotAcceptable)));
    }
}
