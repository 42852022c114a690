//! Letters without what stands above, below or around them, for whoever types names as their keyboard lets them.

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_properties::{
    CodePointMapData,
    props::{GeneralCategory, GeneralCategoryGroup},
};

/// The text with letters taken apart by compatibility (`é` is an `e` and its accent, `ﬁ` is `f` and `i`), and every mark gone.
pub fn bare(text: &str) -> impl Iterator<Item = char> {
    let category = CodePointMapData::<GeneralCategory>::new();
    let apart = DecomposingNormalizerBorrowed::new_nfkd().normalize_iter(text.chars());
    apart.filter(move |c| !GeneralCategoryGroup::Mark.contains(category.get(*c)))
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn letters_stay_and_their_marks_go() {
        for (text, letters) in [
            ("Zoé", "Zoe"),
            ("Zoe\u{301}", "Zoe"),
            ("ﬁｎ Ⅳ", "fin IV"),
            ("Nguyễn", "Nguyen"),
            ("Čapek Ångström", "Capek Angstrom"),
            ("שָׁלוֹם", "שלום"),
            ("मीरा", "मर"),
            ("각", "\u{1100}\u{1161}\u{11a8}"),
            ("Łukasz", "Łukasz"),
        ] {
            assert_eq!(bare(text).collect::<String>(), letters, "{text}");
        }
    }
}
