//! What a simulation has seen, in numbers: one in which nothing happened proves nothing.

use crate::{Simulation, net::Mishaps};

/// How often what matters has happened.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Links that somebody signed in with.
    pub signed_in: u64,
    /// Sessions, or all but one, that were revoked.
    pub revoked: u64,
    /// Invitations made.
    pub invited: u64,
    /// Invitations accepted.
    pub accepted: u64,
    /// Members who were ended, or left.
    pub ended: u64,
    /// Records that were merged into another.
    pub merged: u64,
    /// Patients erased.
    pub erased: u64,
    /// Of these, those of whom something was kept for a while.
    pub kept: u64,
    /// Appointments that a patient cancelled after the practice's notice (A7).
    pub late: u64,
    /// Attendances that staff noted.
    pub noted: u64,
    /// Changes of a record that were refused, since it had changed meanwhile or its version was not said.
    pub stale: u64,
    /// Appointments that staff placed.
    pub placed: u64,
    /// Appointments that staff put where there was no room.
    pub forced: u64,
    /// Appointments that were moved.
    pub moved: u64,
    /// Of these, by the patient.
    pub moved_by_link: u64,
    /// Appointments that the practice cancelled.
    pub cancelled_by_staff: u64,
    /// Appointments that were deleted.
    pub deleted: u64,
    /// Times that were closed.
    pub closed: u64,
    /// Appointments that were cancelled with the hours that they were made in (A10).
    pub ended_with_hours: u64,
    /// Times that were opened by a rule, or whose rule changed.
    pub opened_by_rule: u64,
    /// Appointments found beside another at one instant, within capacity or in a group.
    pub shared: u64,
    /// What the Directory says is free, compared with what the Agenda says.
    pub next: u64,
    /// Practices' pages that were compared with what is published of them.
    pub published: u64,
    /// Boxes that were ticked (W2).
    pub ticked: u64,
    /// Slots that were freed.
    pub freed: u64,
    /// Of these, by a move of a move.
    pub deep: u64,
    /// Times that staff could take back, or keep closed.
    pub grace: u64,
    /// Cancellations that were taken back.
    pub restored: u64,
    /// Slots that were offered by hand.
    pub by_hand: u64,
    /// Offers that were made.
    pub offers: u64,
    /// Of these, in a later round: nobody had accepted when the one before was over.
    pub later_rounds: u64,
    /// Offers that were accepted.
    pub accepted_offers: u64,
    /// Of these, again from another device.
    pub accepted_twice: u64,
    /// Of these, for the same day.
    pub accepted_today: u64,
    /// Offers that staff answered in a patient's name.
    pub answered_by_staff: u64,
    /// Offers that were declined.
    pub declined: u64,
    /// Offers that expired.
    pub expired: u64,
    /// Offers whose slot went another way.
    pub taken: u64,
    /// Offers that were withdrawn.
    pub withdrawn: u64,
    /// Offers that ended since their patient wants no more.
    pub stopped: u64,
    /// Offers that were written.
    pub offers_written: u64,
    /// Offers whose patient was to be rung.
    pub to_call: u64,
    /// Who was not asked where there was room, each for a reason.
    pub passed_over: u64,
}

/// What was seen in a simulation that held.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Commands given to objects.
    pub commands: u64,
    /// Appointments made.
    pub made: u64,
    /// Appointments cancelled.
    pub cancelled: u64,
    /// Mails that the provider took.
    pub mails: u64,
    /// Events applied by their consumers.
    pub events: u64,
    /// Calls between objects that went wrong.
    pub calls: u64,
    /// Requests to the provider that went wrong.
    pub http: u64,
    /// Deaths in the middle of a tick.
    pub deaths: u64,
    /// Repetitions that the provider recognised.
    pub repeated: u64,
    /// Look-ups at the provider.
    pub looked_up: u64,
    /// Appointments of which exactly one mail was demanded at the end.
    pub owed: u64,
    /// What people in practices did.
    pub seen: Seen,
    /// A digest of all that was decided: the same for the same seed.
    pub digest: u64,
}

impl Report {
    /// Both together.
    pub fn add(&mut self, other: &Self) {
        self.commands += other.commands;
        self.made += other.made;
        self.cancelled += other.cancelled;
        self.mails += other.mails;
        self.events += other.events;
        self.calls += other.calls;
        self.http += other.http;
        self.deaths += other.deaths;
        self.repeated += other.repeated;
        self.looked_up += other.looked_up;
        self.owed += other.owed;
        for (ours, theirs) in self.seen.each().into_iter().zip(other.seen.clone().each()) {
            *ours.1 += *theirs.1;
        }
        self.digest ^= other.digest;
    }
}

impl Seen {
    /// Each count, by its name.
    pub const fn each(&mut self) -> [(&'static str, &mut u64); 43] {
        [
            ("signed in", &mut self.signed_in),
            ("revoked", &mut self.revoked),
            ("invited", &mut self.invited),
            ("accepted", &mut self.accepted),
            ("ended", &mut self.ended),
            ("merged", &mut self.merged),
            ("erased", &mut self.erased),
            ("kept", &mut self.kept),
            ("late", &mut self.late),
            ("noted", &mut self.noted),
            ("stale", &mut self.stale),
            ("placed", &mut self.placed),
            ("forced", &mut self.forced),
            ("moved", &mut self.moved),
            ("moved by link", &mut self.moved_by_link),
            ("cancelled by staff", &mut self.cancelled_by_staff),
            ("deleted", &mut self.deleted),
            ("closed", &mut self.closed),
            ("ended with hours", &mut self.ended_with_hours),
            ("opened by rule", &mut self.opened_by_rule),
            ("shared", &mut self.shared),
            ("next", &mut self.next),
            ("published", &mut self.published),
            ("ticked", &mut self.ticked),
            ("freed", &mut self.freed),
            ("deep", &mut self.deep),
            ("grace", &mut self.grace),
            ("restored", &mut self.restored),
            ("by hand", &mut self.by_hand),
            ("offers", &mut self.offers),
            ("later rounds", &mut self.later_rounds),
            ("accepted offers", &mut self.accepted_offers),
            ("accepted twice", &mut self.accepted_twice),
            ("accepted today", &mut self.accepted_today),
            ("answered by staff", &mut self.answered_by_staff),
            ("declined", &mut self.declined),
            ("expired", &mut self.expired),
            ("taken", &mut self.taken),
            ("withdrawn", &mut self.withdrawn),
            ("stopped", &mut self.stopped),
            ("offers written", &mut self.offers_written),
            ("to call", &mut self.to_call),
            ("passed over", &mut self.passed_over),
        ]
    }
}

impl Simulation {
    /// What was seen; `owed`: of how many appointments exactly one mail was demanded at the end.
    pub(crate) fn report(&self, owed: u64) -> Report {
        let Mishaps { calls, http, in_tick, .. } = &self.net.mishaps;
        let number = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        let mut digest = 0xcbf2_9ce4_8422_2325_u64;
        let mut mix = |text: &str| text.bytes().for_each(|byte| digest = (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        for (id, made) in &self.ledger.made {
            mix(&format!("{id}{}{:?}{}", made.starts_at, made.attendance, made.link));
        }
        for (id, mail) in &self.provider.taken {
            mix(&format!("{id}{}{}", mail.at, mail.text));
        }
        Report {
            commands: self.commands,
            made: number(self.ledger.made.len()),
            cancelled: number(self.ledger.made.values().filter(|made| made.is_cancelled()).count()),
            mails: number(self.provider.taken.len()),
            events: number(self.ledger.events.values().filter(|event| event.applied > 0).count()),
            calls: calls.get(),
            http: http.get(),
            deaths: in_tick.get(),
            repeated: self.provider.repeated,
            looked_up: self.provider.looked_up,
            owed,
            seen: self.seen.clone(),
            digest,
        }
    }
}
