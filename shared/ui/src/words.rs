//! The catalogues: what the pages say, in the languages of each country.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use guichet_kernel::Locale;
use unic_langid::LanguageIdentifier;

const FR_FR: &str = include_str!("../words/fr-FR.ftl");
const FR_BE: &str = include_str!("../words/fr-BE.ftl");
const FR_CA: &str = include_str!("../words/fr-CA.ftl");
const NL_BE: &str = include_str!("../words/nl-BE.ftl");
const EN: &str = include_str!("../words/en.ftl");
const EN_CA: &str = include_str!("../words/en-CA.ftl");

pub(crate) type Bundle = FluentBundle<FluentResource>;

static FRANCE: LazyLock<Bundle> = LazyLock::new(|| bundle(Locale::FrFr, sources(Locale::FrFr)));
static BELGIUM: LazyLock<Bundle> = LazyLock::new(|| bundle(Locale::FrBe, sources(Locale::FrBe)));
static CANADA: LazyLock<Bundle> = LazyLock::new(|| bundle(Locale::FrCa, sources(Locale::FrCa)));
static FLANDERS: LazyLock<Bundle> = LazyLock::new(|| bundle(Locale::NlBe, sources(Locale::NlBe)));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Locale::En, sources(Locale::En)));
static ENGLISH_CANADA: LazyLock<Bundle> = LazyLock::new(|| bundle(Locale::EnCa, sources(Locale::EnCa)));

/// The words of one catalogue.
///
/// A word that a country does not override is that of its language's first catalogue, fr-FR or en; the terms it overrides
/// (`-practice`, `-mail`) change inside the sentences of that one as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    locale: Locale,
}

/// The catalogues that `locale` reads, the later over the earlier.
pub(crate) const fn sources(locale: Locale) -> &'static [&'static str] {
    match locale {
        Locale::FrFr => &[FR_FR],
        Locale::FrBe => &[FR_FR, FR_BE],
        Locale::FrCa => &[FR_FR, FR_CA],
        Locale::NlBe => &[NL_BE],
        Locale::En => &[EN],
        Locale::EnCa => &[EN, EN_CA],
    }
}

impl Words {
    /// The words that `locale` reads.
    pub const fn new(locale: Locale) -> Self {
        Self { locale }
    }

    /// The catalogue's language and country.
    pub const fn locale(self) -> Locale {
        self.locale
    }

    /// The `lang` attribute of what these words are written in.
    pub const fn tag(self) -> &'static str {
        self.locale.tag()
    }

    /// The sentence under `key`.
    ///
    /// An unknown key gives the key itself, so that a page still stands; a test keeps that from happening.
    pub fn t(self, key: &str) -> String {
        self.format(key, None)
    }

    /// The sentence under `key`, with one value put in as it is.
    pub fn t1(self, key: &str, name: &str, value: impl AsRef<str>) -> String {
        let mut args = FluentArgs::with_capacity(1);
        args.set(name, value.as_ref());
        self.format(key, Some(&args))
    }

    /// The sentence under `key`, with two values put in as they are.
    pub fn t2(self, key: &str, name: &str, value: impl AsRef<str>, name_2: &str, value_2: impl AsRef<str>) -> String {
        let mut args = FluentArgs::with_capacity(2);
        args.set(name, value.as_ref());
        args.set(name_2, value_2.as_ref());
        self.format(key, Some(&args))
    }

    /// The sentence under `key`, whose wording may depend on a number.
    pub fn n(self, key: &str, name: &str, number: u32) -> String {
        let mut args = FluentArgs::with_capacity(1);
        args.set(name, FluentValue::from(number));
        self.format(key, Some(&args))
    }

    pub(crate) fn format(self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let bundle = match self.locale {
            Locale::FrFr => &*FRANCE,
            Locale::FrBe => &*BELGIUM,
            Locale::FrCa => &*CANADA,
            Locale::NlBe => &*FLANDERS,
            Locale::EnCa => &*ENGLISH_CANADA,
            Locale::En => &*ENGLISH,
        };
        say(bundle, key, args)
    }
}

/// The sentence under `key` in `bundle`.
pub(crate) fn say(bundle: &Bundle, key: &str, args: Option<&FluentArgs<'_>>) -> String {
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        debug_assert!(false, "no word for {key}");
        return key.to_owned();
    };
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, args, &mut errors).into_owned();
    debug_assert!(errors.is_empty(), "{key}: {errors:?}");
    text
}

/// The catalogue of `locale`: each of `sources` says over what those before it said.
pub(crate) fn bundle(locale: Locale, sources: &[&str]) -> Bundle {
    // A tag of ours always parses; should it not, the root language still finds the words.
    let language: LanguageIdentifier = locale.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![language]);
    // Marks around values would end up in subjects, attributes and copied text; every value of ours reads left to right.
    bundle.set_use_isolating(false);
    for source in sources {
        bundle.add_resource_overriding(resource(source));
    }
    bundle
}

/// What of a catalogue can be read; a test refuses a catalogue with an entry that cannot.
fn resource(source: &str) -> FluentResource {
    FluentResource::try_new(source.to_owned()).unwrap_or_else(|(readable, _)| readable)
}
