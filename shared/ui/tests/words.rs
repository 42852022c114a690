//! The catalogues are complete, used and well typeset.
#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_bundle::FluentResource;
use guichet_kernel::Locale;
use guichet_ui::Words;

const NARROW: char = '\u{202f}';
const NO_BREAK: char = '\u{a0}';

const CATALOGUES: [(&str, &str); 11] = [
    ("fr-FR", include_str!("../words/fr-FR.ftl")),
    ("fr-BE", include_str!("../words/fr-BE.ftl")),
    ("fr-CA", include_str!("../words/fr-CA.ftl")),
    ("nl-BE", include_str!("../words/nl-BE.ftl")),
    ("en", include_str!("../words/en.ftl")),
    ("en-CA", include_str!("../words/en-CA.ftl")),
    ("desk/fr-FR", include_str!("../words/desk/fr-FR.ftl")),
    ("desk/fr-CA", include_str!("../words/desk/fr-CA.ftl")),
    ("desk/nl-BE", include_str!("../words/desk/nl-BE.ftl")),
    ("desk/en", include_str!("../words/desk/en.ftl")),
    ("desk/en-CA", include_str!("../words/desk/en-CA.ftl")),
];

/// The catalogues that are complete, and those that say over one of them.
const COMPLETE: [&str; 6] = ["fr-FR", "nl-BE", "en", "desk/fr-FR", "desk/nl-BE", "desk/en"];
const OVER: [(&str, &str); 5] =
    [("fr-BE", "fr-FR"), ("fr-CA", "fr-FR"), ("en-CA", "en"), ("desk/fr-CA", "desk/fr-FR"), ("desk/en-CA", "desk/en")];

fn catalogue(name: &str) -> &'static str {
    CATALOGUES.iter().find(|(one, _)| *one == name).unwrap().1
}

/// The keys of every page and of the desk's, in the French of France.
fn french() -> BTreeSet<&'static str> {
    &keys(catalogue("fr-FR")) | &keys(catalogue("desk/fr-FR"))
}

/// Each message with the values that it puts in. Terms are a language's own affair.
fn values_of(source: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut key = "";
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with(|first: char| first.is_ascii_lowercase() || first == '-') {
            key = line.split_once(" =").unwrap().0;
        }
        if key.is_empty() || key.starts_with('-') {
            continue;
        }
        let values = found.entry(key).or_default();
        values.extend(line.split("{ $").skip(1).filter_map(|after| after.split([' ', '}']).next()));
    }
    found
}

/// The messages and terms of a catalogue, terms with their `-`.
fn keys(source: &str) -> BTreeSet<&str> {
    source
        .lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase() || first == '-'))
        .filter_map(|line| line.split_once(" ="))
        .map(|(key, _)| key)
        .collect()
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, into);
        } else {
            into.push(path);
        }
    }
}

/// All code and templates, one after the other.
fn sources() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    files(&root.join("src"), &mut paths);
    files(&root.join("templates"), &mut paths);
    // What a public page says of itself is worded where its facts are.
    files(&root.join("../../functions/booking/src"), &mut paths);
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// What a reader reads of a catalogue's line, each value of it as `x`; `None` where there is nothing to read.
fn read(line: &str) -> Option<String> {
    if line.starts_with('#') {
        return None;
    }
    let value = match line.trim_start().trim_start_matches('*').strip_prefix('[') {
        Some(variant) => variant.split_once("] ")?.1,
        None => line.split_once(" = ")?.1,
    };
    let mut text = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('{') {
        text += before;
        // What stands in quotes inside braces is said as it is.
        let (inside, after) = after.split_once('}')?;
        text += inside.trim().strip_prefix('"').map_or("x", |quoted| quoted.trim_end_matches('"'));
        rest = after;
    }
    Some(text + rest)
}

#[test]
fn every_catalogue_can_be_read_to_its_end() {
    for (name, source) in CATALOGUES {
        if let Err((_, errors)) = FluentResource::try_new(source.to_owned()) {
            panic!("{name}: {errors:?}");
        }
    }
}

#[test]
fn a_country_overrides_only_what_its_language_says() {
    for (over, under) in OVER {
        for key in keys(catalogue(over)) {
            assert!(keys(catalogue(under)).contains(key), "{over}: {key} is not in {under}");
        }
    }
}

#[test]
fn every_language_says_everything_and_puts_in_the_same_values() {
    for folder in ["", "desk/"] {
        let french = values_of(catalogue(&format!("{folder}fr-FR")));
        for language in ["nl-BE", "en"] {
            let other = values_of(catalogue(&format!("{folder}{language}")));
            let missing: Vec<_> = french.keys().filter(|key| !other.contains_key(*key)).collect();
            assert!(missing.is_empty(), "{folder}{language} lacks {missing:?}");
            let more: Vec<_> = other.keys().filter(|key| !french.contains_key(*key)).collect();
            assert!(more.is_empty(), "{folder}{language} alone says {more:?}");
            for (key, values) in &french {
                // Which day is an ordinal is a language's own affair; so is how an hour is written.
                if !["day-number", "time"].contains(key) {
                    assert_eq!(values, &other[key], "{folder}{language}: {key}");
                }
            }
        }
    }
    for (over, under) in OVER {
        let (over_values, under_values) = (values_of(catalogue(over)), values_of(catalogue(under)));
        for (key, values) in over_values.iter().filter(|(key, _)| **key != "time") {
            assert!(values.is_subset(&under_values[key]), "{over}: {key}");
        }
    }
    assert_eq!(COMPLETE.len() + OVER.len(), CATALOGUES.len());
}

#[test]
fn a_key_is_said_once() {
    for (name, source) in CATALOGUES {
        let said = source.lines().filter(|line| line.contains(" =") && !line.starts_with(['#', ' ', '*'])).count();
        assert_eq!(said, keys(source).len(), "{name}");
        // Fluent keeps terms and messages in one drawer: `-x` and `x` would be the same word.
        for key in keys(source) {
            assert!(!keys(source).contains(format!("-{key}").as_str()), "{name}: -{key} hides {key}");
        }
    }
}

#[test]
fn every_word_that_a_page_asks_for_exists() {
    let keys = french();
    let sources = sources();
    let mut asked = 0;
    for call in [".t(", ".t1(", ".t2(", ".n(", ".format("] {
        for (_, after) in sources.match_indices(call).map(|(at, _)| sources.split_at(at + call.len())) {
            if let Some(key) = after.trim_start().strip_prefix('"').and_then(|after| after.split('"').next()) {
                asked += 1;
                assert!(keys.contains(key), "no word for {key}");
            }
        }
    }
    assert!(asked > 400, "only {asked} found: has the way to ask changed?");
}

#[test]
fn no_word_is_left_over() {
    let sources = sources();
    for name in COMPLETE {
        for key in keys(catalogue(name)) {
            let used = match key.strip_prefix('-') {
                Some(_) => CATALOGUES.iter().any(|(_, source)| source.contains(&format!("{{ {key}"))),
                None => sources.contains(&format!("\"{key}\"")),
            };
            assert!(used, "{name}: nobody says {key}");
        }
    }
}

#[test]
fn typography_is_french() {
    for (name, source) in CATALOGUES.into_iter().filter(|(name, _)| name.contains("fr-")) {
        for line in source.lines() {
            let Some(text) = read(line) else { continue };
            let letters: Vec<char> = text.chars().collect();
            for (at, &letter) in letters.iter().enumerate() {
                let before = at.checked_sub(1).map(|at| letters[at]);
                let after = letters.get(at + 1).copied();
                let well = match letter {
                    ';' | '?' => before == Some(NARROW),
                    // Between digits it is an hour.
                    ':' => before == Some(NO_BREAK) || (before == Some('x') && after == Some('x')),
                    '«' => after == Some(NO_BREAK),
                    '»' => before == Some(NO_BREAK),
                    // No exclamation marks; the apostrophe is ’; an ellipsis is one sign.
                    '!' | '\'' | '"' => false,
                    '.' => after != Some('.'),
                    _ => true,
                };
                assert!(well, "{name}: {letter} in {line}");
            }
        }
    }
}

#[test]
fn typography_is_dutch_and_english() {
    for (name, source) in CATALOGUES.into_iter().filter(|(name, _)| !name.contains("fr-")) {
        for line in source.lines() {
            let Some(text) = read(line) else { continue };
            // No space before a sign, no exclamation marks; the apostrophe is ’; an ellipsis is one sign.
            for wrong in [" :", " ;", " ?", " .", " ,", "!", "'", "\"", "..", "«", "»", "\u{a0}:", "\u{202f}"] {
                assert!(!text.contains(wrong), "{name}: {wrong:?} in {line}");
            }
        }
    }
}

#[test]
fn dutch_is_polite() {
    for name in ["nl-BE", "desk/nl-BE"] {
        for line in catalogue(name).lines().filter_map(read) {
            let words: Vec<_> = line.split(|letter: char| !letter.is_alphabetic()).map(str::to_lowercase).collect();
            assert!(!words.iter().any(|word| ["je", "jij", "jou", "jouw"].contains(&word.as_str())), "{line}");
        }
    }
}

#[test]
fn values_bear_no_marks() {
    for locale in Locale::ALL {
        let said = Words::new(locale).t1("call-at", "phone", "04 78 00 00 00");
        assert!(said.ends_with(" 04 78 00 00 00"), "{said:?}");
    }
}

#[test]
fn a_term_that_a_country_overrides_changes_the_sentences_of_france() {
    assert_eq!(Words::new(Locale::FrFr).t("email"), "Adresse e-mail");
    assert_eq!(Words::new(Locale::FrBe).t("email"), "Adresse e-mail");
    assert_eq!(Words::new(Locale::FrCa).t("email"), "Adresse courriel");
    assert!(Words::new(Locale::FrCa).t("booking-privacy").contains("à la clinique"));
    assert!(Words::new(Locale::FrBe).t("notice-bad-request-next").contains("prestataire"));
}
