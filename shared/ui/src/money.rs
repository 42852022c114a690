//! Amounts as each country writes them.

use guichet_kernel::{Country, Locale};

/// Writes an amount given in cents as the French of its country does: `30,00 €`, in Canada `30,00 $`.
pub fn amount(cents: i64, country: Country) -> String {
    amount_in(cents, country, country.first_locale())
}

/// Writes an amount given in cents, of the country's currency, as readers of `locale` write it:
/// `30,00 €` in French, `€ 30,00` in Dutch, `€30.00` and `$30.00` in English.
///
/// Spaces do not break; thousands are parted by a narrow one in French, a dot in Dutch, a comma in English.
pub fn amount_in(cents: i64, country: Country, locale: Locale) -> String {
    let sign = match country {
        Country::France | Country::Belgium => '€',
        Country::Canada => '$',
    };
    let (thousands, decimals) = match locale {
        Locale::FrFr | Locale::FrBe | Locale::FrCa => ('\u{202f}', ','),
        Locale::NlBe => ('.', ','),
        Locale::En | Locale::EnCa => (',', '.'),
    };
    let magnitude = cents.unsigned_abs();
    let units = (magnitude / 100).to_string();
    let mut grouped = String::new();
    for (index, digit) in units.chars().enumerate() {
        if index > 0 && (units.len() - index).is_multiple_of(3) {
            grouped.push(thousands);
        }
        grouped.push(digit);
    }
    let minus = if cents < 0 { "\u{2212}" } else { "" };
    let number = format!("{grouped}{decimals}{:02}", magnitude % 100);
    match locale {
        Locale::FrFr | Locale::FrBe | Locale::FrCa => format!("{minus}{number}\u{a0}{sign}"),
        Locale::NlBe => format!("{minus}{sign}\u{a0}{number}"),
        Locale::En | Locale::EnCa => format!("{minus}{sign}{number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_follows_the_country() {
        assert_eq!(amount(3000, Country::France), "30,00\u{a0}€");
        assert_eq!(amount(3000, Country::Belgium), "30,00\u{a0}€");
        assert_eq!(amount(3000, Country::Canada), "30,00\u{a0}$");
    }

    #[test]
    fn thousands_cents_and_minus_are_written_in_full() {
        assert_eq!(amount(123_456_705, Country::France), "1\u{202f}234\u{202f}567,05\u{a0}€");
        assert_eq!(amount(-5, Country::France), "\u{2212}0,05\u{a0}€");
        assert_eq!(amount(i64::MIN, Country::Canada), "\u{2212}92\u{202f}233\u{202f}720\u{202f}368\u{202f}547\u{202f}758,08\u{a0}$");
    }

    #[test]
    fn dutch_and_english_put_the_sign_first() {
        assert_eq!(amount_in(123_450, Country::Belgium, Locale::NlBe), "€\u{a0}1.234,50");
        assert_eq!(amount_in(123_450, Country::Belgium, Locale::En), "€1,234.50");
        assert_eq!(amount_in(-3000, Country::Canada, Locale::EnCa), "\u{2212}$30.00");
    }
}
