//! A booking where many wait and some of that day is offered, against the same booking where nobody waits (W; ADR 0014): through the
//! object itself, from the command's text to the answer's, each undone.

use chrono::TimeDelta;
use guichet_agenda_core::{cancel_by_staff, waitlist};
use guichet_contracts::{
    Principal,
    command::{
        agenda::{Book, Held, HoldSlot},
        calendar::PlaceAppointment,
        waitlist::{AlertTerms, Wish},
    },
};
use guichet_kernel::{AppointmentId, At, FreedId, Instant, PatientId, Sql, SqlError, Token, binds};
use guichet_testkit::Memory;
use serde_json::json;

use crate::{
    agenda::TODAY,
    measure::{Measure, Outcome, Summary, compare, ratio},
    week::{Agenda, Practice},
};

const ROUNDS: usize = 9;
const TURNS: usize = 10;
/// A booking that concerns no offer, whatever waits and is offered beside it (tracker issue 5).
const BUDGET: f64 = 1.2;
/// Who waits, so many a day, from that day on.
const WAITING: i32 = 10_000;
const A_DAY: i32 = 18;
const FIRST_DAY: i64 = 40;
/// The day of which these hours are offered, to five each, and one is free that nobody was in.
const DAY: i64 = 3;
const OFFERED: [i64; 4] = [9, 10, 11, 12];
const BESIDE: i64 = 16;
const TERMS: AlertTerms =
    AlertTerms { minimum_days: 10, first: 5, same_day: false, round_minutes: 240, offer_notice: 120, home_visits: false };

fn hour(hour: i64) -> Instant {
    TODAY.plus(TimeDelta::days(DAY) + TimeDelta::hours(hour))
}

/// A full agenda in which four are cancelled of a day; where there are alerts, all who come later wait, and twenty are asked.
fn agenda(practice: &Practice, alerts: Option<AlertTerms>) -> Outcome<Agenda> {
    let agenda = Agenda::busy(practice, alerts)?;
    let Practice { id, location, service, ref entropy } = *practice;
    for n in 0..WAITING {
        let day = TimeDelta::days(FIRST_DAY + i64::from(n / A_DAY));
        let command = PlaceAppointment {
            appointment: AppointmentId::draw(TODAY, entropy),
            patient: PatientId::draw(TODAY, entropy),
            service,
            location,
            starts_at: TODAY.plus(day + TimeDelta::minutes(480 + 30 * i64::from(n % A_DAY))),
            minutes: None,
            force: false,
            silent: true,
            alert: alerts.map(|_| Wish::default()),
        };
        agenda.give(agenda.staff.clone(), &command, entropy)?;
    }
    for start in OFFERED.map(hour) {
        let own = "SELECT appointment_id, version FROM appointment WHERE starts_at = ?";
        let own = agenda.sql.first::<(AppointmentId, i64)>(own, binds![start])?.ok_or("nobody is there")?;
        cancel_by_staff(&agenda.sql, At { now: TODAY, entropy }, id, own, false, "mbr_1")?;
    }
    let after = At { now: TODAY.plus(TimeDelta::minutes(3)), entropy };
    let asked = waitlist::fill_due(&agenda.sql, after, 100)?.made.len();
    if asked != alerts.map_or(0, |terms| OFFERED.len() * usize::from(terms.first)) {
        return Err(format!("{asked} were asked").into());
    }
    Ok(agenda)
}

/// Holds a start, and gives the form that books it.
fn form(agenda: &Agenda, practice: &Practice, start: i64) -> Outcome<Book> {
    let Practice { service, ref entropy, .. } = *practice;
    let browser = Token::draw(entropy);
    let wanted = HoldSlot { country: None, practice: None, service, location: None, starts_at: hour(start), browser, network: None };
    let held: Held = serde_json::from_str(&agenda.give(Principal::Public, &wanted, entropy)?)?;
    let person = json!({"given_name": "Zoé", "family_name": "Durand", "birth_date": "1990-04-12", "email": "zoe@exemple.fr"});
    Ok(Book { country: None, hold: held.hold, person: serde_json::from_value(person)?, booker: None, network: None })
}

/// Does something, and takes it back.
fn undone(sql: &Memory, work: impl FnOnce() -> Outcome<()>) -> Outcome<()> {
    let mut outcome = Ok(());
    let taken_back = sql.atomically(|| {
        outcome = work();
        Err::<(), SqlError>(SqlError::Engine("undone".into()))
    });
    if taken_back.is_ok() { Err("it was not taken back".into()) } else { outcome }
}

pub(crate) fn measure() -> Outcome<Vec<(String, Measure)>> {
    let practice = Practice::new();
    let (crowded, alone) = (agenda(&practice, Some(TERMS))?, agenda(&practice, None)?);
    let (beside, same) = (form(&crowded, &practice, BESIDE)?, form(&alone, &practice, BESIDE)?);
    let offered = form(&crowded, &practice, OFFERED.first().copied().unwrap_or_default())?;
    let freed = "SELECT freed_id FROM waitlist_freed WHERE starts_at = ?";
    let (freed,) =
        OFFERED.first().and_then(|first| crowded.sql.first::<(FreedId,)>(freed, binds![hour(*first)]).transpose()).ok_or("none")??;

    let book = |agenda: &Agenda, form: &Book| agenda.give(Principal::Public, form, &practice.entropy).map(drop);
    let ends = |offers: i64| {
        let (open,) = crowded.sql.first::<(i64,)>("SELECT COUNT(*) FROM waitlist_offer WHERE state = 'open'", &[])?.unwrap_or_default();
        if open == 20 - offers { Ok(()) } else { Err(format!("{open} offers are open").into()) }
    };
    let in_crowd = || undone(&crowded.sql, || book(&crowded, &beside));
    let where_nobody_waits = || undone(&alone.sql, || book(&alone, &same));
    let what_is_offered = || undone(&crowded.sql, || book(&crowded, &offered));
    let beside_and_withdrawn = || {
        undone(&crowded.sql, || {
            book(&crowded, &beside)?;
            waitlist::withdraw_slot(&crowded.sql, practice.id, freed, TODAY)?;
            Ok(())
        })
    };
    // That each is what it says.
    undone(&crowded.sql, || book(&crowded, &beside).and_then(|()| ends(0)))?;
    undone(&crowded.sql, || book(&crowded, &offered).and_then(|()| ends(5)))?;

    let steps = |sql: &Memory, work: &dyn Fn() -> Outcome<()>| {
        let (outcome, cost) = sql.work_of(work);
        outcome.map(|()| format!("{} statements, {} steps", cost.statements, cost.steps))
    };
    let [a, b] = [steps(&crowded.sql, &in_crowd)?, steps(&alone.sql, &where_nobody_waits)?];
    println!("A booking where {WAITING} wait and {} starts of the day are offered: {a}; where nobody waits: {b}", OFFERED.len());
    let [a, b] = [steps(&crowded.sql, &what_is_offered)?, steps(&crowded.sql, &beside_and_withdrawn)?];
    println!("A booking that takes what five are offered: {a}; one beside it, and the five offers withdrawn: {b}");

    let mut works = [
        Box::new(in_crowd) as Box<crate::measure::Work<'_>>,
        Box::new(where_nobody_waits),
        Box::new(what_is_offered),
        Box::new(beside_and_withdrawn),
    ];
    let times = compare(ROUNDS, TURNS, &mut works)?;
    let [crowd, nobody, takes, floor] = times.as_slice() else { return Err("four works have four times".into()) };
    let line = |name: &str, (own, other): (&[f64], &[f64]), against: &str| {
        let (a, b, ratio) = (Summary::of(own.iter().copied()), Summary::of(other.iter().copied()), ratio(own, other));
        println!("  {name}, µs: {}, {against} {}, ratio {}", a.shown(), b.shown(), ratio.shown());
        let against = Some(format!("{against}: {:.1} µs", b.median));
        (name.to_owned(), Measure { value: a.median, unit: "µs", against, ratio: Some(ratio.median), budget: Some(BUDGET) })
    };
    Ok(vec![
        line(&format!("booking, {WAITING} wait, {} starts of the day offered", OFFERED.len()), (crowd, nobody), "nobody waits"),
        line("booking what five are offered", (takes, floor), "one beside it, and five withdrawn"),
    ])
}
