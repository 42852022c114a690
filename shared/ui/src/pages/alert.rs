//! The box on an appointment's page: "tell me if something earlier frees up" (W2).

use guichet_contracts::command::waitlist::HalfDay;

use crate::words::Words;

/// The box. The template of an appointment includes `parts/alert.html` with it.
///
/// Posts [`fields::ALERT`](super::fields::ALERT), [`fields::HALF`](super::fields::HALF) and [`fields::LOCATION`](super::fields::LOCATION) to `action`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertBox {
    /// Address that it posts to.
    pub action: String,
    /// Whether the patient is on the waitlist.
    pub waits: bool,
    /// The half-days that they ticked; none: any.
    pub halves: Vec<HalfDay>,
    /// The practice's other places.
    pub places: Vec<AlertPlace>,
    /// Whether it has this moment been put or taken away.
    pub saved: bool,
    /// Whether it stands first, since the appointment has this moment been made.
    pub first: bool,
}

/// Another place of the practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertPlace {
    /// Posted as [`fields::LOCATION`](super::fields::LOCATION).
    pub value: String,
    /// Street and town.
    pub name: String,
    /// Whether it is ticked.
    pub ticked: bool,
}

/// The words of a form's values, Monday first.
const DAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
const HALVES: [&str; 2] = ["matin", "apres-midi"];

fn week() -> impl Iterator<Item = (u32, &'static str, [HalfDay; 2])> {
    DAYS.into_iter().zip(HalfDay::ALL.as_chunks().0).zip(1..).map(|((day, halves), number)| (number, day, *halves))
}

/// The half-day that a form means by `value`, such as `lundi-matin`.
pub fn half_day(value: &str) -> Option<HalfDay> {
    let (said, half) = value.split_once('-')?;
    let (_, _, halves) = week().find(|(_, day, _)| *day == said)?;
    HALVES.into_iter().zip(halves).find(|(word, _)| *word == half).map(|(_, half)| half)
}

/// A row of the box: a day and its halves.
pub(crate) struct WishDay {
    pub(crate) name: String,
    pub(crate) halves: Vec<WishHalf>,
}

/// Half of it.
pub(crate) struct WishHalf {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) ticked: bool,
}

impl AlertBox {
    /// The rows, Monday first.
    pub(crate) fn days(&self, w: Words) -> Vec<WishDay> {
        let day = |(number, word, halves): (u32, &str, [HalfDay; 2])| {
            let name = w.n("weekday", "weekday", number);
            let labels = [w.t1("alert-in-morning", "day", &name), w.t1("alert-in-afternoon", "day", &name)];
            let half = |((half, value), label): ((HalfDay, &str), String)| WishHalf {
                value: format!("{word}-{value}"),
                label,
                ticked: self.halves.contains(&half),
            };
            WishDay { halves: halves.into_iter().zip(HALVES).zip(labels).map(half).collect(), name }
        };
        week().map(day).collect()
    }

    /// Whether the preferences are shown at once: there are some.
    pub(crate) fn chosen(&self) -> bool {
        !self.halves.is_empty() || self.places.iter().any(|place| place.ticked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_half_day_is_read_as_it_was_written() {
        let posted = AlertBox { action: String::new(), waits: false, halves: Vec::new(), places: Vec::new(), saved: false, first: false };
        let rows = posted.days(Words::new(guichet_kernel::Locale::FrFr));
        let read: Vec<_> = rows.iter().flat_map(|row| &row.halves).filter_map(|half| half_day(&half.value)).collect();
        assert_eq!(read, HalfDay::ALL);
        for wrong in ["", "lundi", "lundi-", "lundi-soir", "monday-am", "-matin"] {
            assert_eq!(half_day(wrong), None, "{wrong}");
        }
    }
}
