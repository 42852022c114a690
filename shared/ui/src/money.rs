//! Amounts as each country writes them.

use guichet_kernel::Country;

/// Writes an amount given in cents: `30,00 €` in France and Belgium, `30,00 $` in Canada.
///
/// Thousands are parted by a narrow no-break space and the sign follows a no-break space, in French everywhere.
pub fn amount(cents: i64, country: Country) -> String {
    let sign = match country {
        Country::France | Country::Belgium => '€',
        Country::Canada => '$',
    };
    let magnitude = cents.unsigned_abs();
    let units = (magnitude / 100).to_string();
    let mut grouped = String::new();
    for (index, digit) in units.chars().enumerate() {
        if index > 0 && (units.len() - index).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    let minus = if cents < 0 { "\u{2212}" } else { "" };
    format!("{minus}{grouped},{:02}\u{a0}{sign}", magnitude % 100)
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
}
