//! What is new to a patient: what an Agenda says of an appointment, against what they know of it.

use guichet_contracts::command::agenda::{AppointmentFacts, KnownSlot};
use guichet_kernel::Instant;
use guichet_messages::mailroom::{Kind, Known};

/// What a letter says.
#[derive(Debug, Clone)]
pub struct News {
    /// Of which kind it is, for whoever reads it.
    pub kind: Kind,
    /// When it was, as they know it.
    pub was: Option<Instant>,
    /// The facts; of what does not take place, those that they know.
    pub facts: AppointmentFacts,
}

impl News {
    /// What is new of a message's facts to a patient who knows what `known` says; `None`: nothing is.
    ///
    /// Staff may do several things before anything is sent (M2). So a move is told from where the patient last heard that it was;
    /// to who has heard of nothing it is simply where the appointment is; and moved back to where they think that it is, it is no news.
    /// What is cancelled is cancelled where they think that it is.
    pub fn of(kind: Kind, mut facts: AppointmentFacts, known: Option<Known>) -> Option<Self> {
        let slot = facts.known.take();
        let is_there = |slot: &KnownSlot| (slot.starts_at, slot.location.id) == (facts.slot.starts_at, facts.slot.location.id);
        match (kind, known, slot) {
            (Kind::Moved, None, _) => Some(Self { kind: Kind::Confirmation, was: None, facts }),
            (Kind::Moved, Some(known), Some(slot)) if is_there(&slot) => {
                (!known.surely).then_some(Self { kind: Kind::Confirmation, was: None, facts })
            }
            (Kind::Moved, Some(_), Some(slot)) => Some(Self { kind, was: Some(slot.starts_at), facts }),
            // An agenda that does not say.
            (Kind::Moved, Some(_), None) => Some(Self { kind, was: facts.moved_from, facts }),
            (Kind::Cancellation, _, Some(slot)) => {
                (facts.slot.starts_at, facts.slot.ends_at, facts.slot.location) = (slot.starts_at, slot.ends_at, slot.location);
                Some(Self { kind, was: None, facts })
            }
            (kind, ..) => Some(Self { kind, was: None, facts }),
        }
    }
}
