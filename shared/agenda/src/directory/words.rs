//! What lines are found by, and how what somebody types is asked of the full-text table.

use std::collections::BTreeSet;

use guichet_kernel::text::fold;

/// More words than that are not looked at.
const MOST_WORDS: usize = 8;
/// Nor more letters of one.
const LONGEST_WORD: usize = 40;
/// How much of what was typed is looked at, in characters.
const LONGEST_TEXT: usize = 200;

/// Words that people put between those that count: `kiné à Lyon`, `osteopaat in Gent`.
const BETWEEN: &[&str] = &[
    "au", "aux", "chez", "de", "des", "du", "en", "et", "la", "le", "les", "pour", "sur", // French
    "bij", "een", "het", "in", "op", "te", "van", "voor", // Dutch
    "and", "at", "for", "of", "the", // English
];

/// The words of a text, without accents; `Saint-Étienne` also as one.
pub(super) fn indexed<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for piece in texts.into_iter().flat_map(str::split_whitespace) {
        let folded = fold(piece);
        all.extend(words_of(&folded));
        all.insert(shortened(&words_of(&folded).collect::<String>()));
    }
    all.remove("");
    all
}

fn words_of(folded: &str) -> impl Iterator<Item = String> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(shortened)
}

fn shortened(word: &str) -> String {
    word.chars().take(LONGEST_WORD).collect()
}

/// The words that somebody typed and that count.
pub(super) fn typed(text: &str) -> Vec<String> {
    let text: String = text.chars().take(LONGEST_TEXT).collect();
    let mut words: Vec<String> = Vec::new();
    for word in words_of(&fold(&text)) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    let counts = |word: &String| (word.chars().count() > 1 || word.chars().all(char::is_numeric)) && !BETWEEN.contains(&word.as_str());
    if words.iter().any(counts) {
        words.retain(counts);
    }
    words.truncate(MOST_WORDS);
    words
}

/// What one typed word may be in a line: any of these.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Any {
    /// The start of a word.
    pub(super) start: Option<String>,
    /// Words.
    pub(super) words: Vec<String>,
}

impl Any {
    pub(super) fn word(word: &str) -> Self {
        Self { start: None, words: vec![word.to_owned()] }
    }

    fn is_nothing(&self) -> bool {
        self.start.is_none() && self.words.is_empty()
    }

    /// Nothing typed gets into it but letters and digits between quotes, so that no operator can.
    fn written(&self) -> String {
        let start = self.start.iter().map(|start| format!("\"{start}\" *"));
        let any = start.chain(self.words.iter().map(|word| format!("\"{word}\"")));
        format!("({})", any.collect::<Vec<_>>().join(" OR "))
    }
}

/// What is asked of the full-text table: lines that have one of each; `None` where no line can.
pub(super) fn written(words: &[Any], city: &[Any]) -> Option<String> {
    if words.iter().chain(city).any(Any::is_nothing) {
        return None;
    }
    let all = |any: &[Any]| any.iter().map(Any::written).collect::<Vec<_>>().join(" AND ");
    let columns = [("words", words), ("city", city)].into_iter().filter(|(_, any)| !any.is_empty());
    let written: Vec<String> = columns.map(|(column, any)| format!("{column} : ({})", all(any))).collect();
    (!written.is_empty()).then(|| format!("({})", written.join(" AND ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_words_does_not_count_unless_it_is_all() {
        assert_eq!(typed("Kiné à Saint-Étienne"), ["kine", "saint", "etienne"]);
        assert_eq!(typed("l’ostéopathe de la rue"), ["osteopathe", "rue"]);
        assert_eq!(typed("Cabinet 3 l"), ["cabinet", "3"]);
        assert_eq!(typed("Le"), ["le"]);
        assert_eq!(typed("a"), ["a"]);
        assert_eq!(typed("  *\"' ( "), Vec::<String>::new());
    }

    #[test]
    fn whatever_is_typed_is_words() {
        let hostile = "\" OR 1=1 -- NEAR(a b) * ^x {col} : (y) AND NOT ";
        let words: Vec<Any> = typed(hostile).iter().map(|word| Any::word(word)).collect();
        let written = written(&words, &[]).unwrap();
        assert_eq!(written, r#"(words : (("or") AND ("1") AND ("near") AND ("col") AND ("not")))"#);
        assert_eq!(typed(&"é".repeat(10_000))[0].chars().count(), LONGEST_WORD);
        assert_eq!(typed(&"un deux ".repeat(5_000)), ["un", "deux"]);
    }

    #[test]
    fn a_name_in_two_parts_is_indexed_as_one_too() {
        let words = indexed(["Anne-Marie L’Hôte"]);
        assert_eq!(words.iter().map(String::as_str).collect::<Vec<_>>(), ["anne", "annemarie", "hote", "l", "lhote", "marie"]);
    }
}
