//! Asking agendas, each for itself, and the practice for names.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use futures_util::future::join_all;
use guichet_contracts::{
    Command, ProblemKind,
    command::{
        agenda::{DayAppointment, DayEntry},
        calendar::{Calendar, ReadCalendar},
        card::PractitionerCard,
        patient::{PatientLine, ReadPatientNames},
    },
};
use guichet_kernel::{AppointmentId, PatientId};

use super::name;
use crate::{here::Here, patients::full_name};

/// As many names as one command reads.
const MOST_NAMES: usize = 200;

/// What agendas answered.
pub(super) struct Seen<'a> {
    /// Those that did.
    pub(super) answered: Vec<(&'a PractitionerCard, Calendar)>,
    /// The practitioners whose agenda did not.
    pub(super) silent: Vec<String>,
    /// Changes whenever any of it does.
    pub(super) etag: String,
}

/// Asks several agendas the same at once. Refused where none of them answers.
pub(super) async fn of_each<'a, C: Command>(
    here: &Here,
    whose: &[&'a PractitionerCard],
    command: &C,
) -> Result<(Vec<(&'a PractitionerCard, C::Reply)>, Vec<String>), ProblemKind> {
    let replies = join_all(whose.iter().map(|card| here.ask_agenda(card, command))).await;
    let (mut answered, mut silent, mut refused) = (Vec::new(), Vec::new(), None);
    for (card, reply) in whose.iter().zip(replies) {
        match reply {
            Ok(reply) => answered.push((*card, reply)),
            Err(kind) => {
                refused.get_or_insert(kind);
                silent.push(name(card));
            }
        }
    }
    match refused {
        Some(kind) if answered.is_empty() => Err(kind),
        _ => Ok((answered, silent)),
    }
}

/// Some days of several agendas.
pub(super) async fn calendars<'a>(here: &Here, whose: &[&'a PractitionerCard], from: NaiveDate, days: u8) -> Result<Seen<'a>, ProblemKind> {
    let (answered, silent) = of_each(here, whose, &ReadCalendar { from, days }).await?;
    let tags = answered.iter().map(|(card, calendar)| format!("{}={}", card.id.digits(), calendar.etag));
    let etag = tag(tags.chain(silent.iter().cloned()));
    Ok(Seen { answered, silent, etag })
}

/// Sixteen digits of FNV-1a: they tell one sheet from the next, they protect from nothing.
fn tag(parts: impl Iterator<Item = String>) -> String {
    let hash = parts
        .flat_map(|part| format!("{part}\n").into_bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// Names by id, for those who may read them; for others none.
pub(super) async fn names(here: &Here, patients: impl Iterator<Item = PatientId>) -> Result<BTreeMap<PatientId, String>, ProblemKind> {
    let mut found = BTreeMap::new();
    for line in lines(here, patients).await? {
        found.insert(line.id, full_name(&line.family_name, &line.given_name));
    }
    Ok(found)
}

/// Lines by id.
pub(super) async fn lines(here: &Here, patients: impl Iterator<Item = PatientId>) -> Result<Vec<PatientLine>, ProblemKind> {
    lines_to_ring(here, patients, &[]).await
}

/// The same, with the telephones of those who are to be rung.
pub(super) async fn lines_to_ring(
    here: &Here,
    patients: impl Iterator<Item = PatientId>,
    ring: &[PatientId],
) -> Result<Vec<PatientLine>, ProblemKind> {
    let mut wanted: Vec<PatientId> = patients.collect();
    guichet_kernel::order::distinct(&mut wanted);
    let mut found = Vec::new();
    for patients in wanted.chunks(MOST_NAMES) {
        let to_ring = patients.iter().filter(|id| ring.contains(id)).copied().collect();
        match here.ask(&ReadPatientNames { patients: patients.to_vec(), to_ring }).await {
            Ok(read) => found.extend(read.names),
            Err(ProblemKind::Forbidden) => return Ok(Vec::new()),
            Err(kind) => return Err(kind),
        }
    }
    Ok(found)
}

/// An appointment that a day of an agenda has.
pub(super) async fn appointment(
    here: &Here,
    practitioner: &PractitionerCard,
    date: NaiveDate,
    appointment: AppointmentId,
) -> Result<(DayEntry, DayAppointment), ProblemKind> {
    let calendar = here.ask_agenda(practitioner, &ReadCalendar { from: date, days: 1 }).await?;
    let found = calendar.entries.into_iter().find_map(|entry| {
        let booked = entry.appointment.clone().filter(|booked| booked.appointment == appointment)?;
        Some((entry, booked))
    });
    found.ok_or(ProblemKind::NotFound)
}

#[cfg(test)]
mod tests {
    use super::tag;

    #[test]
    fn the_tag_changes_with_any_part() {
        let of = |parts: &[&str]| tag(parts.iter().map(|part| (*part).to_owned()));
        assert_eq!(of(&["a=1", "b=2"]), of(&["a=1", "b=2"]));
        for other in [&["a=1", "b=3"][..], &["a=1"], &["a=1b=2"], &["b=2", "a=1"], &[]] {
            assert_ne!(of(&["a=1", "b=2"]), of(other));
        }
    }
}
