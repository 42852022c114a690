//! An availability as its form writes it: what was typed, what it says, and what is to be mended.

use chrono::{Datelike, NaiveDate, Weekday};
use guichet_contracts::command::{calendar::Opening, card::PracticeCard};
use guichet_kernel::{LocationId, Minutes, ServiceId};
use guichet_ui::desk::{HoursScope, Input, Issue, Recurs, fields};

use super::{
    View,
    rule::{WEEKDAYS, Weekly, weekday},
    terms::optional,
    visit::{day_of, time_of},
};
use crate::form::Fields;

/// The most services of one availability, weeks between two of its weeks, patients at once, and minutes and places.
const MOST_SERVICES: usize = 50;
const MOST_WEEKS: u32 = 52;
const MOST_AT_ONCE: u8 = 9;
const GRID: (u16, u16) = (5, 240);
const PLACES: (u8, u8) = (2, 99);

pub(super) fn recurs(opening: &Opening) -> Recurs {
    match opening.rule.as_deref().map(|rule| Weekly::read(rule, opening.first_day)) {
        None => Recurs::Once,
        Some(None) => Recurs::Otherwise,
        Some(Some(weekly)) => Recurs::Weekly {
            every: weekly.every,
            days: WEEKDAYS.iter().filter(|(day, _)| weekly.days.contains(day)).map(|(day, _)| a_date(*day)).collect(),
        },
    }
}

/// A date that falls on the day, for its name.
pub(super) fn a_date(day: Weekday) -> NaiveDate {
    let week = Weekly { days: vec![day], every: 1, until: None };
    week.first_from(NaiveDate::default())
}

/// What was typed.
pub(super) struct Typed {
    pub(super) scope: Input,
    pub(super) location: Input,
    pub(super) services: Vec<ServiceId>,
    pub(super) services_issue: Option<Issue>,
    pub(super) first_day: Input,
    pub(super) from: Input,
    pub(super) to: Input,
    /// None: a rule that the form does not write.
    pub(super) weekdays: Option<Vec<Weekday>>,
    pub(super) every: Input,
    pub(super) until: Input,
    pub(super) capacity: Input,
    pub(super) public_capacity: Input,
    pub(super) staff_first: bool,
    pub(super) grid: Input,
    pub(super) places: Input,
}

impl Typed {
    pub(super) fn blank(view: &View, practice: &PracticeCard) -> Self {
        Self {
            scope: Input::of(HoursScope::All.word()),
            location: Input::of(
                view.place.or_else(|| practice.locations.first().map(|place| place.id)).map(LocationId::digits).unwrap_or_default(),
            ),
            services: practice.services.iter().filter(|service| !service.group).map(|service| service.id).take(MOST_SERVICES).collect(),
            services_issue: None,
            first_day: Input::of(view.date.to_string()),
            from: Input::of("09:00"),
            to: Input::of("12:00"),
            weekdays: Some(vec![view.date.weekday()]),
            every: Input::of("1"),
            until: Input::default(),
            capacity: Input::of("1"),
            public_capacity: Input::default(),
            staff_first: false,
            grid: Input::default(),
            places: Input::default(),
        }
    }

    pub(super) fn of(opening: &Opening, day: Option<NaiveDate>) -> Self {
        let weekly = opening.rule.as_deref().map(|rule| Weekly::read(rule, opening.first_day));
        let number = |count: Option<u16>| Input::of(count.map(|count| count.to_string()).unwrap_or_default());
        Self {
            scope: Input::of(if day.is_some() { HoursScope::Day } else { HoursScope::All }.word()),
            location: Input::of(opening.location.digits()),
            services: opening.services.clone(),
            services_issue: None,
            first_day: Input::of(opening.first_day.to_string()),
            from: Input::of(opening.from.format("%H:%M").to_string()),
            to: Input::of(opening.to.format("%H:%M").to_string()),
            every: Input::of(weekly.iter().flatten().next().map_or(1, |weekly| weekly.every).to_string()),
            until: Input::of(weekly.iter().flatten().next().and_then(|weekly| weekly.until).map(|day| day.to_string()).unwrap_or_default()),
            weekdays: match weekly {
                None => Some(Vec::new()),
                Some(weekly) => weekly.map(|weekly| weekly.days),
            },
            capacity: number(Some(opening.capacity.into())),
            public_capacity: number(opening.public_capacity.map(u16::from)),
            staff_first: opening.staff_first,
            grid: number(opening.grid.map(Minutes::count)),
            places: number(opening.places.map(u16::from)),
        }
    }
}

/// What stands in the place of a day, or of that day and those after it: the day's own does not recur, and what goes on keeps the
/// days excepted that are still to come.
pub(super) fn from_day(typed: Opening, known: &Opening, day: NaiveDate, scope: HoursScope) -> Opening {
    // The form shows the first day of the whole: one that was not changed means the day that was opened.
    let first = if typed.first_day == known.first_day { day } else { typed.first_day };
    if scope == HoursScope::Day {
        return Opening { first_day: first, rule: None, except: Vec::new(), ..typed };
    }
    let weekly = typed.rule.as_deref().and_then(|rule| Weekly::read(rule, first));
    let first_day = weekly.map_or(first, |weekly| weekly.first_from(first));
    let except = typed.except.iter().copied().filter(|except| *except >= first_day).collect();
    Opening { first_day, except, ..typed }
}

/// What the form says; of a rule that it does not write, the rule that was.
pub(super) fn opening(fields: &Fields, known: Option<&Opening>) -> Result<Opening, Box<Typed>> {
    let typed = |name: &str| fields.text(name);
    let location = LocationId::from_digits(&typed(fields::LOCATION)).map_err(|_| Issue::NotChosen);
    let services: Vec<ServiceId> =
        fields.each(fields::SERVICE).filter_map(|id| ServiceId::from_digits(id).ok()).take(MOST_SERVICES).collect();
    let first_day = day_of(fields, fields::DATE).ok_or(Issue::NotADay);
    let hour = |name: &str| time_of(fields, name).ok_or(if typed(name).trim().is_empty() { Issue::Missing } else { Issue::Malformed });
    let (from, to) = (hour(fields::FROM), hour(fields::TO));
    let to = match (from, to) {
        (Ok(from), Ok(to)) if to <= from => Err(Issue::EndsFirst),
        (_, to) => to,
    };
    let other_rule = known.filter(|known| known.rule.as_deref().is_some_and(|rule| Weekly::read(rule, known.first_day).is_none()));
    let weekdays: Vec<Weekday> = fields.each(fields::WEEKDAY).filter_map(weekday).collect();
    let every = number(&typed(fields::EVERY), 1, MOST_WEEKS).map(|every| every.unwrap_or(1));
    let until = optional(&typed(fields::UNTIL), Issue::NotADay, |text| text.parse::<NaiveDate>().ok());
    let until = match (first_day, until) {
        (Ok(first), Ok(Some(until))) if until < first => Err(Issue::EndsFirst),
        (_, until) => until,
    };
    let capacity = number(&typed(fields::CAPACITY), 1, MOST_AT_ONCE).map(|capacity| capacity.unwrap_or(1));
    let public_capacity = number(&typed(fields::PUBLIC_CAPACITY), 0, capacity.unwrap_or(MOST_AT_ONCE));
    let grid = number(&typed(fields::GRID), GRID.0, GRID.1);
    let places = number(&typed(fields::PLACES), PLACES.0, PLACES.1);
    let staff_first = typed(fields::STAFF_FIRST) == "yes";
    let read = || {
        let first_day = first_day.ok()?;
        let weekly = Weekly { days: weekdays.clone(), every: every.ok()?, until: until.ok()? };
        let (first_day, rule) = match other_rule {
            Some(known) => (first_day, known.rule.clone()),
            None if weekdays.is_empty() => (first_day, None),
            None => (weekly.first_from(first_day), Some(weekly.text())),
        };
        Some(Opening {
            location: location.ok()?,
            services: Some(services.clone()).filter(|services| !services.is_empty())?,
            first_day,
            from: from.ok()?,
            to: to.ok()?,
            except: known.filter(|_| rule.is_some()).map(|known| known.except.clone()).unwrap_or_default(),
            rule,
            capacity: capacity.ok()?,
            public_capacity: public_capacity.ok()?,
            staff_first,
            grid: grid.ok()?.map(Minutes::new).transpose().ok()?,
            places: places.ok()?,
        })
    };
    read().ok_or_else(|| {
        let shown = |name: &str, issue: Option<Issue>| Input { issue, ..Input::of(typed(name)) };
        Box::new(Typed {
            scope: Input::of(typed(fields::SCOPE)),
            location: shown(fields::LOCATION, location.err()),
            services_issue: services.is_empty().then_some(Issue::NotChosen),
            first_day: shown(fields::DATE, first_day.err()),
            from: shown(fields::FROM, from.err()),
            to: shown(fields::TO, to.err()),
            weekdays: other_rule.is_none().then(|| weekdays.clone()),
            every: shown(fields::EVERY, every.err()),
            until: shown(fields::UNTIL, until.err()),
            capacity: shown(fields::CAPACITY, capacity.err()),
            public_capacity: shown(fields::PUBLIC_CAPACITY, public_capacity.err()),
            staff_first,
            grid: shown(fields::GRID, grid.err()),
            places: shown(fields::PLACES, places.err()),
            services: services.clone(),
        })
    })
}

/// A whole number within bounds, or nothing.
fn number<T>(text: &str, least: T, most: T) -> Result<Option<T>, Issue>
where
    T: std::str::FromStr + PartialOrd + Copy + Into<u32>,
{
    let issue = Issue::OutOfRange { least: least.into(), most: most.into() };
    optional(text, issue, |text| text.parse::<T>().ok().filter(|count| (least..=most).contains(count)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENT: &str =
        "location=0192f3a4b5c67d8e9f00112233445566&service=0192f3a4b5c67d8e9f00112233445566&date=2026-11-24&from=09:00&to=12:30";

    fn of(more: &str) -> Result<Opening, Box<Typed>> {
        opening(&Fields::read(format!("{SENT}&{more}").as_bytes()), None)
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_that_are_ticked_become_a_rule_that_names_the_first_day() {
        let once = of("").ok().unwrap();
        assert_eq!((once.rule, once.first_day, once.capacity), (None, day("2026-11-24"), 1));
        let weekly = of("weekday=TH&weekday=MO&every=2&until=2027-03-31").ok().unwrap();
        assert_eq!(weekly.rule.as_deref(), Some("FREQ=WEEKLY;BYDAY=MO,TH;INTERVAL=2;UNTIL=20270331"));
        assert_eq!(weekly.first_day, day("2026-11-26"), "a Tuesday is none of them");
    }

    // ADR 0009, 1
    #[test]
    fn what_is_out_of_bounds_is_to_be_mended() {
        for sound in ["capacity=9&public_capacity=9", "public_capacity=0", "grid=5", "grid=240&places=99", "every=52&weekday=MO"] {
            assert!(of(sound).is_ok(), "{sound}");
        }
        for wrong in [
            "capacity=0",
            "capacity=10",
            "capacity=2&public_capacity=3",
            "grid=4",
            "grid=241",
            "places=1",
            "places=100",
            "every=0",
            "until=2026-11-23",
            "until=x",
        ] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
        let swapped = opening(&Fields::read(SENT.replace("to=12:30", "to=09:00").as_bytes()), None).err().unwrap();
        assert_eq!(swapped.to.issue, Some(Issue::EndsFirst));
    }

    #[test]
    fn a_rule_that_the_form_does_not_write_stays_as_it_is() {
        let known = Opening { rule: Some("FREQ=MONTHLY;BYDAY=1MO".into()), except: vec![day("2026-12-07")], ..of("").ok().unwrap() };
        let kept = opening(&Fields::read(format!("{SENT}&weekday=TH").as_bytes()), Some(&known)).ok().unwrap();
        assert_eq!((&kept.rule, &kept.except), (&known.rule, &known.except));
    }

    #[test]
    fn a_day_alone_does_not_recur_and_what_goes_on_begins_there() {
        let known = Opening { except: vec![day("2026-11-30"), day("2026-12-14")], ..of("weekday=MO").ok().unwrap() };
        let typed = Opening { to: "11:00:00".parse().unwrap(), ..known.clone() };
        let one = from_day(typed.clone(), &known, day("2026-12-07"), HoursScope::Day);
        assert_eq!((one.first_day, one.rule, one.except.len()), (day("2026-12-07"), None, 0));
        let rest = from_day(typed, &known, day("2026-12-07"), HoursScope::From);
        assert_eq!((rest.first_day, rest.except), (day("2026-12-07"), vec![day("2026-12-14")]));
        assert_eq!(rest.rule, known.rule);
    }

    #[test]
    fn every_day_has_a_date_for_its_name() {
        for (weekday, _) in WEEKDAYS {
            assert_eq!(a_date(weekday).weekday(), weekday);
        }
    }
}
