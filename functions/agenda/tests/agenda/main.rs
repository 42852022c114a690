//! The objects of booking without their platform: who may command them, who is told what, and what each practice sees of
//! an agenda that it shares.

#![expect(clippy::unwrap_used, clippy::panic, reason = "the whole file is a test")]

mod authority;
mod calendar;
mod calling;
mod confirming;
mod cost;
mod desk;
mod directory;
mod forgetting;
mod free;
mod history;
mod limits;
mod memberships;
mod moves;
mod offer_facts;
mod placing;
mod refused;
mod staff;
mod visiting;
mod waiting;
mod waitlist;
mod waitlist_due;
mod waitlist_staff;
