//! Free starts of fourteen days, equally full and open by recurring rules, in a young agenda and in an old one.

use guichet_agenda_core::free_starts;
use guichet_kernel::Instant;

use crate::{
    agenda::{Agenda, TODAY},
    measure::{Measure, Outcome, Summary, compare, ratio},
};

const ROUNDS: usize = 9;
const TURNS: usize = 10;
/// architecture.md, "Budgets".
const BUDGET: f64 = 1.2;
/// Appointments in the past of the young agenda.
const YOUNG: i64 = 100;
/// The same, of the old agenda.
const OLD: i64 = 100_000;

pub(crate) fn measure() -> Outcome<Vec<(String, Measure)>> {
    let agendas = [Agenda::aged(OLD)?, Agenda::aged(YOUNG)?];
    let free = |agenda: &Agenda| -> Outcome<Vec<Instant>> {
        Ok(free_starts(&agenda.sql, &agenda.window()?, TODAY)?.iter().map(|start| start.starts_at).collect())
    };
    let [old, young] = &agendas;
    if free(old)? != free(young)? || free(old)?.is_empty() {
        return Err("the two agendas do not have the same free starts".into());
    }
    let times = compare(ROUNDS, TURNS, &mut [Box::new(|| free(old).map(drop)), Box::new(|| free(young).map(drop))])?;
    let [of_old, of_young] = times.as_slice() else { return Err("two works have two times".into()) };
    let (a, b, ratio) = (Summary::of(of_old.iter().copied()), Summary::of(of_young.iter().copied()), ratio(of_old, of_young));
    println!("Free starts of 14 days, µs: {OLD} past appointments {}, {YOUNG} {}, ratio {}", a.shown(), b.shown(), ratio.shown());
    let against = Some(format!("{YOUNG} past: {:.1} µs", b.median));
    let measure = Measure { value: a.median, unit: "µs", against, ratio: Some(ratio.median), budget: Some(BUDGET) };
    Ok(vec![(format!("slots of 14 days, {OLD} past appointments"), measure)])
}
