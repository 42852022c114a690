//! Earlier-slot alerts (W; ADR 0014): who waits, what was freed, and to whom it is offered.
//!
//! An *entry* is an appointment whose patient wants an earlier one. A *freed slot* is the time of an appointment that was
//! cancelled or moved, or an opening that staff offer by hand. An *offer* is that slot proposed to one entry. All three are
//! written in the transaction of what caused them; what time makes due, [`fill_due`] does.

mod accept;
mod counters;
mod eligible;
mod entry;
mod freed;
mod hand;
mod left;
mod offer;
mod opened;
mod restore;
mod rounds;
mod schema;
mod sweep;
mod terms;
mod trace;
mod wish;

pub use accept::{Accepted, Answer, By, accept, decline};
pub use counters::{Week, counters};
pub use entry::{AlertBox, Entry, alert_box, alert_of, entries, put_alert, stop, waits};
pub(crate) use entry::{follow, forget, merge};
pub use freed::{Freed, FreedBy, FreedState, find_freed, freed_by};
pub use hand::{ByHand, offer_slot, withdraw_slot};
pub use left::{GRACE, is_kept};
pub(crate) use left::{How, leave, take_back, vacated};
pub use offer::{
    Offer, OfferState, find_offer, note_page, offer_by_token, offers_of, open_offer_of, open_offers, own_link, still_open, unreached,
};
pub(crate) use restore::RESTORED;
pub use restore::restore;
pub(crate) use rounds::DUE;
pub use rounds::{Filled, Made, due_at, fill_due};
pub use schema::MIGRATIONS;
pub(crate) use sweep::{booked, deleted, left_practice, look_again, taken};
pub use terms::{AlertTerms, alert_terms, alerts_after, put_alert_terms};
pub use trace::{SlotTrace, Traced, slot_trace};
pub use wish::Wish;
