//! The catalogues: what the pages say, in the French of each country.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use guichet_kernel::Locale;
use unic_langid::LanguageIdentifier;

const FR_FR: &str = include_str!("../words/fr-FR.ftl");
const FR_BE: &str = include_str!("../words/fr-BE.ftl");
const FR_CA: &str = include_str!("../words/fr-CA.ftl");

type Bundle = FluentBundle<FluentResource>;

static FRANCE: LazyLock<Bundle> = LazyLock::new(|| bundle(Locale::FrFr));
static BELGIUM: LazyLock<Bundle> = LazyLock::new(|| bundle(Locale::FrBe));
static CANADA: LazyLock<Bundle> = LazyLock::new(|| bundle(Locale::FrCa));

/// The words of one catalogue.
///
/// A word that the country does not override is that of fr-FR; the terms it overrides (`-practice`, `-mail`) change
/// inside the sentences of fr-FR as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    locale: Locale,
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
        };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            debug_assert!(false, "no word for {key}");
            return key.to_owned();
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut errors).into_owned();
        debug_assert!(errors.is_empty(), "{key}: {errors:?}");
        text
    }
}

fn bundle(locale: Locale) -> Bundle {
    // A tag of ours always parses; should it not, the root language still finds the words.
    let language: LanguageIdentifier = locale.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![language]);
    // Marks around values would end up in subjects, attributes and copied text; every value of ours reads left to right.
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(resource(FR_FR));
    match locale {
        Locale::FrFr => {}
        Locale::FrBe => bundle.add_resource_overriding(resource(FR_BE)),
        Locale::FrCa => bundle.add_resource_overriding(resource(FR_CA)),
    }
    bundle
}

/// What of a catalogue can be read; a test refuses a catalogue with an entry that cannot.
fn resource(source: &str) -> FluentResource {
    FluentResource::try_new(source.to_owned()).unwrap_or_else(|(readable, _)| readable)
}
