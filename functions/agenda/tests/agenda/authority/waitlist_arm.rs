//! The commands of who waits and what is offered, as [`arm`](super::arm) has the others.

use guichet_contracts::{
    Command, ProblemKind,
    command::waitlist::{
        AnswerForPatient, AnswerOffer, CheckOffer, OfferSlot, PutAlert, PutAlertByStaff, ReadAlertCounters, ReadOffer, ReadOffers,
        ReadSlotTrace, ReadWaitlist, RestoreAppointment, StopAlerts, Wish, WithdrawSlot,
    },
};
use guichet_kernel::{FreedId, OfferId, Sql};
use serde_json::{Value, json};

use super::sound;
use crate::desk::{Desk, Made, NOW, tuesday};

/// The command at `path`, sound, and why `who` is refused though it admits them.
pub(super) fn of(desk: &Desk, made: &Made, path: &str, who: &str) -> (Value, Option<ProblemKind>) {
    use ProblemKind::{Forbidden, LinkExpired, NotFound};
    let reads = (!matches!(who, "own staff" | "own staff, who read" | "the other practice's staff")).then_some(Forbidden);
    let own = match who {
        "own staff" => None,
        // What is another practice's does not exist for them.
        "the other practice's staff" => Some(NotFound),
        _ => Some(Forbidden),
    };
    // Nor for who never was here.
    let of_theirs = if who == "a stranger's staff" { Some(NotFound) } else { own };
    let bearer = (who == "link of nothing").then_some(LinkExpired);
    let appointment = made.booked.appointment;
    let drawn = || (OfferId::draw(NOW, &desk.entropy), FreedId::draw(NOW, &desk.entropy));
    // An agenda that nobody opened has none.
    let found = || desk.sql.first("SELECT offer_id, freed_id FROM waitlist_offer", &[]).ok().flatten();
    let (offer, freed) = found().unwrap_or_else(drawn);
    match path {
        PutAlert::PATH => (sound(&PutAlert { wish: Some(Wish::default()) }), bearer),
        ReadOffer::PATH | StopAlerts::PATH => (json!({}), bearer),
        AnswerOffer::PATH => (sound(&AnswerOffer { accept: true }), bearer),
        CheckOffer::PATH => (sound(&CheckOffer { offer }), (who != "own mailroom").then_some(NotFound)),
        PutAlertByStaff::PATH => (sound(&PutAlertByStaff { appointment, wish: None }), of_theirs),
        RestoreAppointment::PATH => (sound(&RestoreAppointment { appointment, version: 1 }), own),
        OfferSlot::PATH => {
            let (service, location) = (desk.own.service, desk.own.location);
            (sound(&OfferSlot { freed: drawn().1, service, location, starts_at: tuesday("10:00"), minutes: None }), own)
        }
        WithdrawSlot::PATH => (sound(&WithdrawSlot { freed }), own),
        AnswerForPatient::PATH => (sound(&AnswerForPatient { offer, accept: true }), of_theirs),
        ReadWaitlist::PATH => (sound(&ReadWaitlist { after: None, most: 10 }), reads),
        ReadOffers::PATH => (sound(&ReadOffers { to_call: false, most: 10 }), reads),
        ReadSlotTrace::PATH => {
            let refused = if who == "the other practice's staff" { Some(NotFound) } else { reads };
            (sound(&ReadSlotTrace { appointment }), refused)
        }
        ReadAlertCounters::PATH => (sound(&ReadAlertCounters { weeks: 4 }), reads),
        unruled => panic!("{unruled} has no arm in the matrix"),
    }
}
