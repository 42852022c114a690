//! The desk's words, over those of every page.
//!
//! They stand in catalogues of their own, which only the desk's pages open: a function that renders none does not carry them.

use std::borrow::Borrow;
use std::ops::Deref;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use fluent_bundle::{FluentArgs, FluentValue};
use guichet_kernel::Locale;

use crate::words::{Bundle, Words, bundle, say, sources};

const FR_FR: &str = include_str!("../../words/desk/fr-FR.ftl");
const FR_CA: &str = include_str!("../../words/desk/fr-CA.ftl");
const NL_BE: &str = include_str!("../../words/desk/nl-BE.ftl");
const EN: &str = include_str!("../../words/desk/en.ftl");
const EN_CA: &str = include_str!("../../words/desk/en-CA.ftl");

static FRANCE: LazyLock<Bundle> = LazyLock::new(|| with(Locale::FrFr, &[FR_FR]));
static BELGIUM: LazyLock<Bundle> = LazyLock::new(|| with(Locale::FrBe, &[FR_FR]));
static CANADA: LazyLock<Bundle> = LazyLock::new(|| with(Locale::FrCa, &[FR_FR, FR_CA]));
static FLANDERS: LazyLock<Bundle> = LazyLock::new(|| with(Locale::NlBe, &[NL_BE]));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| with(Locale::En, &[EN]));
static ENGLISH_CANADA: LazyLock<Bundle> = LazyLock::new(|| with(Locale::EnCa, &[EN, EN_CA]));

fn with(locale: Locale, desk: &[&str]) -> Bundle {
    let all: Vec<&str> = sources(locale).iter().chain(desk).copied().collect();
    bundle(locale, &all)
}

/// The words of one catalogue, the desk's among them; writes dates and hours as [`Words`] does.
#[derive(Debug, Clone, Copy)]
pub(super) struct Say(Words);

impl Deref for Say {
    type Target = Words;
    fn deref(&self) -> &Words {
        &self.0
    }
}

impl Say {
    /// The words that `locale` reads.
    pub(super) const fn new(locale: Locale) -> Self {
        Self(Words::new(locale))
    }

    /// The sentence under `key`.
    pub(super) fn t(self, key: &str) -> String {
        self.format(key, None)
    }

    /// The sentence under `key`, with one value put in as it is.
    pub(super) fn t1(self, key: &str, name: &str, value: impl AsRef<str>) -> String {
        let mut args = FluentArgs::with_capacity(1);
        args.set(name, value.as_ref());
        self.format(key, Some(&args))
    }

    /// The sentence under `key`, with two values put in as they are.
    pub(super) fn t2(self, key: &str, name: &str, value: impl AsRef<str>, name_2: &str, value_2: impl AsRef<str>) -> String {
        let mut args = FluentArgs::with_capacity(2);
        args.set(name, value.as_ref());
        args.set(name_2, value_2.as_ref());
        self.format(key, Some(&args))
    }

    /// The sentence under `key`, whose wording may depend on a number.
    pub(super) fn n(self, key: &str, name: &str, number: u32) -> String {
        let mut args = FluentArgs::with_capacity(1);
        args.set(name, FluentValue::from(number));
        self.format(key, Some(&args))
    }

    fn format(self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let bundle = match self.locale() {
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

impl Say {
    /// A date in figures, as lists show it: `27/03/1984`, in Canada `1984-03-27`.
    pub(super) fn short_date(self, date: impl Borrow<NaiveDate>) -> String {
        let date = *date.borrow();
        let (year, month, day) = (date.year(), date.month(), date.day());
        match self.locale() {
            Locale::FrFr | Locale::FrBe | Locale::NlBe | Locale::En => format!("{day:02}/{month:02}/{year}"),
            Locale::FrCa | Locale::EnCa => format!("{year}-{month:02}-{day:02}"),
        }
    }

    /// `novembre 2026`.
    pub(super) fn month(self, date: NaiveDate) -> String {
        self.t2("d-cal-month", "month", self.n("month", "month", date.month()), "year", date.year().to_string())
    }

    /// `lun.`
    pub(super) fn weekday_short(self, date: impl Borrow<NaiveDate>) -> String {
        self.n("d-weekday-short", "weekday", date.borrow().weekday().number_from_monday())
    }

    /// A date in figures and an hour.
    pub(super) fn stamp(self, moment: impl Borrow<NaiveDateTime>) -> String {
        let moment = moment.borrow();
        format!("{} {}", self.short_date(moment.date()), self.time(moment.time()))
    }
}
