//! The life of a message, without its storage: what may be done with it now, and what an outcome makes of it.
//!
//! The whole question is doubt. A message is [`Life::Sending`] from the moment an attempt starts until somebody knows
//! what became of it, so a crash leaves it there. While in doubt:
//! - within [`KEY_HOLDS`] of the first attempt in doubt it is sent again: the provider recognises its key;
//! - afterwards it is looked up, and sent again only if the provider never had it;
//! - a look-up is believed only [`LISTED_AFTER`] after the last attempt, since providers list with a delay. Even one
//!   that is believed wrongly does not yet send twice: what goes out after it bears the same key.
//!
//! There is no number of attempts after which it is given up: hourly attempts cost nothing, and a confirmation is
//! worth having until the appointment starts. Past [`Kind::useful_until`], or the end of a letter's link or code, it fails, and
//! staff read why.

use chrono::TimeDelta;
use guichet_kernel::{Entropy, Instant};

use super::{DropReason, Kind, Why};
use crate::provider::{LookUpOutcome, Refusal, SendOutcome};

/// How long after the first attempt in doubt the provider surely still recognises the message's key. The shortest
/// life that one documents is 15 minutes (Brevo); the rest is for slow requests and differing clocks.
pub const KEY_HOLDS: TimeDelta = TimeDelta::minutes(10);

/// How long after an attempt the provider surely lists what it took.
pub const LISTED_AFTER: TimeDelta = TimeDelta::minutes(5);

/// How long an attempt may take before another may start: beyond every provider's timeout.
pub const LEASE: TimeDelta = TimeDelta::seconds(60);

/// The wait after the first, second, … attempt; the last one repeats.
const BACKOFF: [TimeDelta; 7] = [
    TimeDelta::seconds(30),
    TimeDelta::minutes(1),
    TimeDelta::minutes(2),
    TimeDelta::minutes(5),
    TimeDelta::minutes(10),
    TimeDelta::minutes(30),
    TimeDelta::hours(1),
];

impl Kind {
    /// Until when the message is worth sending: a confirmation, or the word of a move, never leaves after the appointment's start; a
    /// cancellation also tells somebody who was on the way, and empties the calendar, so it has a day more. What waits for an answer, a
    /// booking to be confirmed or an offer, is of use until it ends, which is then told in the start's place.
    pub const fn useful_until(self, starts_at: Instant) -> Instant {
        match self {
            Self::ToConfirm | Self::Confirmation | Self::Moved | Self::Offer => starts_at,
            Self::Cancellation => starts_at.plus(TimeDelta::days(1)),
        }
    }
}

/// Where a message is in its life. The last three are final.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Life {
    /// Certainly not at the provider.
    Queued,
    /// An attempt is under way, or its fate is unknown.
    Sending {
        /// When the first attempt in doubt started.
        since: Instant,
    },
    /// The provider took it.
    Sent,
    /// It will not go.
    Failed(Failure),
    /// It is not wanted any more.
    Dropped(DropReason),
}

impl Life {
    /// The stored word: `queued`, `sending`, `sent`, `failed` or `dropped`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending { .. } => "sending",
            Self::Sent => "sent",
            Self::Failed(_) => "failed",
            Self::Dropped(_) => "dropped",
        }
    }
}

/// Why a message failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Its time passed before it could go; the trace says what held it up.
    TooLate,
    /// Its time passed, and whether it went could not be learnt.
    Unresolved,
    /// The provider refuses this very mail, with this code.
    Rejected(String),
}

impl Failure {
    /// The stored word: `too-late`, `unresolved`, `rejected:invalid_parameter`.
    pub fn word(&self) -> String {
        match self {
            Self::TooLate => "too-late".into(),
            Self::Unresolved => "unresolved".into(),
            Self::Rejected(code) => format!("rejected:{code}"),
        }
    }

    /// The meaning of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "too-late" => Some(Self::TooLate),
            "unresolved" => Some(Self::Unresolved),
            _ => word.strip_prefix("rejected:").map(|code| Self::Rejected(code.into())),
        }
    }
}

/// What the transitions look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Progress {
    pub life: Life,
    pub why: Option<Why>,
    pub attempts: i64,
    pub tried_at: Option<Instant>,
    pub useful_until: Instant,
    pub created_at: Instant,
}

/// What to do with a message that is due.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    Send,
    LookUp,
    Wait(Instant),
    Fail(Failure),
}

/// What an outcome makes of a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Wait { life: Life, why: Why, due_at: Instant },
    End(Ending),
}

/// How a message ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Sent { provider_id: Option<String>, detail: Option<&'static str> },
    Failed(Failure),
    Dropped(DropReason),
}

impl Progress {
    /// What to do now, given that it is due.
    pub(super) fn step(&self, now: Instant) -> Step {
        let in_time = now < self.useful_until;
        match &self.life {
            Life::Queued if in_time => Step::Send,
            Life::Queued => Step::Fail(Failure::TooLate),
            Life::Sending { since } if in_time && now.since(*since) < KEY_HOLDS => Step::Send,
            Life::Sending { since } => {
                let listed_at = self.tried_at.unwrap_or(*since).plus(LISTED_AFTER);
                if now < listed_at { Step::Wait(listed_at) } else { Step::LookUp }
            }
            // A final message is never due.
            Life::Sent | Life::Failed(_) | Life::Dropped(_) => Step::Wait(now.plus(LEASE)),
        }
    }

    /// What the outcome of an attempt makes of it.
    pub(super) fn sent(&self, outcome: SendOutcome, now: Instant, jitter: Jitter) -> Turn {
        match outcome {
            SendOutcome::Accepted { provider_id } => {
                let detail = provider_id.is_none().then_some("repeated");
                Turn::End(Ending::Sent { provider_id, detail })
            }
            // The same mail is read the same way: an earlier attempt in doubt was refused too.
            SendOutcome::Rejected { code } => Turn::End(Ending::Failed(Failure::Rejected(code))),
            SendOutcome::TryLater { after, why } => self.wait(self.before_attempt(), why.into(), after, now, jitter),
            SendOutcome::Unknown => self.wait(self.life.clone(), Why::NoAnswer, None, now, jitter),
        }
    }

    /// What a look-up makes of it.
    pub(super) fn looked_up(&self, outcome: LookUpOutcome, now: Instant, jitter: Jitter) -> Turn {
        let in_time = now < self.useful_until;
        match outcome {
            LookUpOutcome::Known { provider_id } => Turn::End(Ending::Sent { provider_id, detail: Some("looked-up") }),
            LookUpOutcome::NotKnown if in_time => Turn::Wait { life: Life::Queued, why: Why::NotKnown, due_at: now },
            LookUpOutcome::NotKnown => Turn::End(Ending::Failed(Failure::TooLate)),
            LookUpOutcome::Failed { after } if in_time => self.wait(self.life.clone(), Why::LookUpFailed, after, now, jitter),
            LookUpOutcome::Failed { .. } => Turn::End(Ending::Failed(Failure::Unresolved)),
        }
    }

    /// What it becomes when those whom we must ask before sending are away: asked again after a quarter of its age.
    pub(super) fn postponed(&self, why: Why, now: Instant, jitter: Jitter) -> Turn {
        if now >= self.useful_until {
            return Turn::End(match (&self.life, self.why) {
                (Life::Queued, Some(Why::NoAddress)) => Ending::Dropped(DropReason::NoAddress),
                (Life::Queued, _) => Ending::Failed(Failure::TooLate),
                _ => Ending::Failed(Failure::Unresolved),
            });
        }
        let quarter = now.since(self.created_at) / 4;
        let wait = quarter.clamp(TimeDelta::seconds(30), TimeDelta::minutes(10));
        Turn::Wait { life: self.life.clone(), why, due_at: self.in_time(now.plus(jitter.spread(wait))) }
    }

    /// What it becomes where the patient has no address: it waits for one as long as it is worth sending, and is not tried
    /// meanwhile. One in doubt does not: nothing more can be done for it.
    pub(super) fn without_address(&self, now: Instant) -> Turn {
        if self.life == Life::Queued && now < self.useful_until {
            Turn::Wait { life: Life::Queued, why: Why::NoAddress, due_at: self.useful_until }
        } else {
            Turn::End(Ending::Dropped(DropReason::NoAddress))
        }
    }

    /// The state before the attempt that was certainly not taken: doubt about an earlier one remains.
    fn before_attempt(&self) -> Life {
        match &self.life {
            Life::Sending { since } if Some(*since) == self.tried_at => Life::Queued,
            other => other.clone(),
        }
    }

    fn wait(&self, life: Life, why: Why, after: Option<TimeDelta>, now: Instant, jitter: Jitter) -> Turn {
        let step = usize::try_from(self.attempts.saturating_sub(1)).unwrap_or(0).min(BACKOFF.len() - 1);
        let ours = BACKOFF.get(step).copied().unwrap_or(LEASE);
        let wait = jitter.spread(after.map_or(ours, |after| after.max(ours)));
        Turn::Wait { life, why, due_at: self.in_time(now.plus(wait)) }
    }

    /// Not beyond the end of its use, so that staff learn of a failure when it is one.
    fn in_time(&self, due_at: Instant) -> Instant {
        due_at.min(self.useful_until)
    }
}

impl From<Refusal> for Why {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::RateLimited => Self::RateLimited,
            Refusal::OutOfCredit => Self::OutOfCredit,
            Refusal::Account => Self::Account,
            Refusal::NotReached => Self::NotReached,
        }
    }
}

/// A random share, so that many messages that wait together do not come back together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Jitter(u8);

impl Jitter {
    pub(super) fn draw(entropy: &dyn Entropy) -> Self {
        let mut byte = [0];
        entropy.fill(&mut byte);
        let [byte] = byte;
        Self(byte)
    }

    /// `wait` and up to a quarter more.
    fn spread(self, wait: TimeDelta) -> TimeDelta {
        wait + wait / 4 * i32::from(self.0) / 255
    }
}
