//! What staff close, and open again.

use chrono::TimeDelta;
use guichet_contracts::{
    Principal, ProblemKind,
    command::{
        agenda::Attendance,
        calendar::{CloseTime, ClosingKind, Reopen},
    },
    event::{AppointmentCancelledV1, Fact, StaffActedV1},
};
use guichet_kernel::{AppointmentId, ClosingId, Instant};

use crate::{Simulation, Violation, act::expect, must, placing::stored};

impl Simulation {
    /// A10: what stands inside is cancelled or is not, as they say, with a letter each.
    pub(crate) fn close(&mut self, practice: usize, agenda: usize, staff: &Principal) -> Result<(), Violation> {
        let Some((own, place)) = self.town.practices.get(practice).and_then(|known| Some((known.id, known.card.locations.first()?.id)))
        else {
            return Ok(());
        };
        let (dice, now) = (&self.net.dice, self.net.now.get());
        let hours = |low, high| TimeDelta::hours(low + i64::try_from(dice.below(high)).unwrap_or(0));
        let from = now.plus(hours(-10, 240));
        let command = CloseTime {
            closing: ClosingId::draw(now, dice),
            location: dice.chance(500).then_some(place),
            from,
            to: from.plus(hours(1, 10)),
            kind: ClosingKind::Illness,
            cancel: dice.chance(600),
        };
        let (id, to) = (command.closing, command.to);
        let Some(node) = self.nodes.get(agenda).cloned() else { return Ok(()) };
        let inside = |made: &&crate::ledger::Made| {
            made.agenda == agenda
                && made.practice == own
                && made.stands()
                && made.starts_at < to
                && made.ends_at > from
                && made.ends_at > now
        };
        let awaits = |made: &&crate::ledger::Made| matches!(made.attendance, Attendance::Booked | Attendance::Confirmed);
        let mut hit: Vec<(Instant, AppointmentId)> = Vec::new();
        for (id, made) in &self.ledger.made {
            if command.cancel && inside(&made) && awaits(&made) {
                hit.push((made.starts_at, *id));
            }
        }
        hit.sort_unstable();
        let mut kinds = vec![StaffActedV1::KIND];
        let mut letters = Vec::new();
        for (_, id) in &hit {
            let writes = stored(&node, *id)?.patient.is_some();
            kinds.push(StaffActedV1::KIND);
            kinds.extend(writes.then_some(AppointmentCancelledV1::KIND));
            letters.push((*id, writes));
        }
        let mut done = false;
        for _ in 0..3 {
            let told = self.ask(agenda, staff.clone(), &command)?;
            match told.reply {
                Ok(closed) => {
                    let cancelled: Vec<AppointmentId> = closed.cancelled;
                    must(cancelled == hit.iter().map(|(_, id)| *id).collect::<Vec<_>>(), || {
                        format!("{id} cancelled {} appointments, of {} inside", cancelled.len(), hit.len())
                    })?;
                    expect(&told.events, if done { &[] } else { &kinds })?;
                    if !done {
                        for (id, writes) in &letters {
                            self.note_cancelled(*id, *writes, now);
                        }
                        self.ledger.closings.insert(id, (agenda, own, closed.closing));
                        self.ledger.note_given_way(agenda, &node, now, |held| held.starts_at < to && held.ends_at > from)?;
                        let left = self.ledger.held.iter().any(|held| {
                            // What staff keep back stays theirs: it is closed anyhow.
                            held.agenda == agenda
                                && held.lent.is_none()
                                && held.seat.practice == own
                                && held.until > now
                                && held.starts_at < to
                                && held.ends_at > from
                        });
                        must(!left, || format!("a hold is left in {id}"))?;
                        self.seen.closed += 1;
                    }
                    done = true;
                }
                Err(ProblemKind::NotFound | ProblemKind::Forbidden) if !done => return Ok(()),
                Err(kind) => return Err(Violation(format!("time could not be closed: {kind:?}"))),
            }
            if !self.lost() {
                break;
            }
        }
        Ok(())
    }

    pub(crate) fn reopen(&mut self, practice: usize, agenda: usize, staff: &Principal) -> Result<(), Violation> {
        let Some(own) = self.town.practices.get(practice).map(|known| known.id) else { return Ok(()) };
        let theirs = self.ledger.closings.iter().filter(|(_, (node, whose, _))| (*node, *whose) == (agenda, own));
        let theirs: Vec<ClosingId> = theirs.map(|(id, _)| *id).collect();
        let Some(id) = self.net.dice.pick(&theirs).copied() else { return Ok(()) };
        for again in [false, true] {
            let told = self.ask(agenda, staff.clone(), &Reopen { closing: id })?;
            match told.reply {
                Ok(_) => {
                    expect(&told.events, [StaffActedV1::KIND].get(..usize::from(!again)).unwrap_or_default())?;
                    self.ledger.closings.remove(&id);
                }
                Err(ProblemKind::Forbidden) => return Ok(()),
                Err(kind) => return Err(Violation(format!("{id} could not be taken back: {kind:?}"))),
            }
            if !self.lost() {
                break;
            }
        }
        Ok(())
    }
}
