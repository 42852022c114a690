//! Numbers of health schemes in the form: which are asked for, and how they are typed.

use guichet_contracts::command::patient::PatientIdentifier;
use guichet_kernel::Country;
use guichet_practice_core::{
    Identifier, IdentifierError, IdentifierKind as Scheme,
    identifier::{Parsed, Warning},
};
use guichet_ui::desk::{Doubt, IdentifierField, IdentifierKind, Input, Issue, fields};

use crate::form::Fields;

/// A number as the form has it.
#[derive(Clone, PartialEq)]
pub(super) struct TypedIdentifier {
    /// Which scheme's.
    pub(super) kind: Scheme,
    /// The number and what goes with it; none where the field was left empty.
    pub(super) number: Option<(String, Option<String>)>,
}

impl TypedIdentifier {
    /// Whether the record has it so already.
    pub(super) fn is_kept(&self, kept: &[PatientIdentifier]) -> bool {
        let kept = kept.iter().find(|known| known.kind == self.kind.as_str());
        kept.map(|known| (known.number.as_str(), known.detail.as_deref()))
            == self.number.as_ref().map(|(number, detail)| (number.as_str(), detail.as_deref()))
    }
}

/// The schemes asked for: the country's, and those of the numbers that are kept.
pub(super) fn schemes(country: Country, kept: &[PatientIdentifier]) -> Vec<Scheme> {
    let has = |scheme: &Scheme| kept.iter().any(|known| known.kind == scheme.as_str());
    Scheme::ALL.into_iter().filter(|scheme| scheme.country() == country || has(scheme)).collect()
}

/// The field of a scheme's number; two of them have something that goes with it.
pub(super) fn field(scheme: Scheme, number: Input, detail: Input) -> Option<IdentifierField> {
    let kind = IdentifierKind::ALL.into_iter().find(|kind| kind.word() == scheme.as_str())?;
    Some(IdentifierField { kind, number, detail: matches!(scheme, Scheme::Ohip | Scheme::Nam).then_some(detail) })
}

/// Reads the numbers of a form: the fields to show again, and what was read where nothing is to be mended in them.
pub(super) fn read(fields: &Fields, schemes: Vec<Scheme>) -> (Vec<IdentifierField>, Option<Vec<TypedIdentifier>>) {
    let mut all = Vec::new();
    let mut typed = Some(Vec::new());
    for scheme in schemes {
        let Some(kind) = IdentifierKind::ALL.into_iter().find(|kind| kind.word() == scheme.as_str()) else { continue };
        let (number_name, detail_name) = fields::identifier(kind);
        let (number, detail) = (fields.text(&number_name), fields.text(&detail_name));
        let (number, detail, read) = match identifier(scheme, &number, &detail) {
            Ok(None) => (Input::default(), Input::default(), Some(None)),
            Ok(Some(parsed)) => {
                let doubts = parsed.warnings.iter().map(|warning| doubt(*warning)).collect();
                let read = (parsed.identifier.as_str().to_owned(), parsed.identifier.detail().map(str::to_owned));
                (Input { warnings: doubts, ..Input::of(number) }, Input::of(detail), Some(Some(read)))
            }
            Err(IdentifierError::Detail) if !detail.trim().is_empty() => (Input::of(number), Input::of(detail).wrong(Issue::Detail), None),
            Err(error) => (Input::of(number).wrong(identifier_issue(error)), Input::of(detail), None),
        };
        all.extend(field(scheme, number, detail));
        typed = typed.zip(read).map(|(mut typed, number)| {
            typed.push(TypedIdentifier { kind: scheme, number });
            typed
        });
    }
    (all, typed)
}

/// A number and what goes with it. An Ontario number may have its version behind it, as on the card.
fn identifier(scheme: Scheme, number: &str, detail: &str) -> Result<Option<Parsed>, IdentifierError> {
    match (number.trim(), detail.trim()) {
        ("", "") => Ok(None),
        ("", _) => Err(IdentifierError::Missing),
        (number, "") => Identifier::parse(scheme, number).map(Some),
        (number, detail) => {
            let identifier = Identifier::read(scheme, number, Some(detail))?;
            Ok(Some(Parsed { warnings: identifier.doubts(), identifier }))
        }
    }
}

const fn identifier_issue(error: IdentifierError) -> Issue {
    match error {
        IdentifierError::Missing => Issue::Missing,
        IdentifierError::Characters => Issue::Characters,
        IdentifierError::Length => Issue::Length,
        IdentifierError::CheckDigit => Issue::CheckDigit,
        IdentifierError::Part => Issue::Part,
        IdentifierError::Detail => Issue::Detail,
    }
}

const fn doubt(warning: Warning) -> Doubt {
    match warning {
        Warning::CheckDiffers => Doubt::CheckDiffers,
        Warning::CheckMissing => Doubt::CheckMissing,
        Warning::UnusualPart => Doubt::UnusualPart,
        Warning::NoSuchDate => Doubt::NoSuchDate,
        Warning::Provisional => Doubt::Provisional,
        Warning::BirthDateDiffers => Doubt::BirthDateDiffers,
        Warning::SexDiffers => Doubt::SexDiffers,
        Warning::NamesDiffer => Doubt::NamesDiffer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identifier_kept(kind: &str, number: &str, detail: Option<&str>) -> PatientIdentifier {
        PatientIdentifier { kind: kind.to_owned(), number: number.to_owned(), detail: detail.map(str::to_owned), warnings: Vec::new() }
    }

    #[test]
    fn a_country_asks_for_its_own_numbers_and_for_those_that_are_kept() {
        let kinds = |country, kept: &[PatientIdentifier]| schemes(country, kept);
        assert_eq!(kinds(Country::France, &[]), [Scheme::Nir]);
        assert_eq!(kinds(Country::Canada, &[]), [Scheme::Nam, Scheme::Ohip, Scheme::PhnBc, Scheme::UliAb]);
        assert_eq!(kinds(Country::Belgium, &[identifier_kept("nir", "1", None)]), [Scheme::Niss, Scheme::Nir]);
        let fields = crate::patients::typed::blank(Country::Canada);
        assert_eq!(fields.identifiers.iter().map(|field| field.detail.is_some()).collect::<Vec<_>>(), [true, true, false, false]);
    }

    #[test]
    fn a_version_stands_behind_the_number_or_beside_it() {
        let read = |number, detail| {
            let parsed = identifier(Scheme::Ohip, number, detail)?;
            Ok(parsed.map(|parsed| (parsed.identifier.as_str().to_owned(), parsed.identifier.detail().map(str::to_owned))))
        };
        let whole = Some(("9876543217".to_owned(), Some("AB".to_owned())));
        assert_eq!(read("9876-543-217-AB", ""), Ok(whole.clone()));
        assert_eq!(read("9876 543 217", "ab"), Ok(whole));
        assert_eq!(read("", ""), Ok(None));
        assert_eq!(read("", "AB"), Err(IdentifierError::Missing));
        assert_eq!(read("9876543217", "7"), Err(IdentifierError::Detail));
    }

    #[test]
    fn a_number_is_sent_only_where_it_changed() {
        let kept = [identifier_kept("ohip", "9876543217", Some("AB"))];
        let typed = |number: Option<(&str, Option<&str>)>| TypedIdentifier {
            kind: Scheme::Ohip,
            number: number.map(|(number, detail)| (number.to_owned(), detail.map(str::to_owned))),
        };
        assert!(typed(Some(("9876543217", Some("AB")))).is_kept(&kept));
        assert!(!typed(Some(("9876543217", None))).is_kept(&kept));
        assert!(!typed(None).is_kept(&kept));
        assert!(typed(None).is_kept(&[]));
    }
}
