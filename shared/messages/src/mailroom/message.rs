//! What a message is, as it is queued, as it is due, and as staff read it.

use std::fmt;

use guichet_kernel::{AppointmentId, Instant, MessageId, ObjectRef, OfferId, PatientId, PracticeId};

use super::{Kind, Letter, Life, What, Why};

/// The address of the page where the patient sees and cancels the appointment, or answers the offer. A secret: prints nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct ManageLink(String);

impl ManageLink {
    /// The link of that address.
    pub const fn new(address: String) -> Self {
        Self(address)
    }

    /// The address, for the mail only.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ManageLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ManageLink(…)")
    }
}

/// A message about an appointment, to be queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// What it says.
    pub kind: Kind,
    /// What it is about.
    pub appointment_id: AppointmentId,
    /// The appointment that it was before it was moved: what waits to be written about that is not true any more.
    pub moved_from: Option<AppointmentId>,
    /// The offer, of one: two offers to the patient of an appointment are two messages, and have nothing to do with its other ones.
    pub offer: Option<OfferId>,
    /// The appointment's version that it tells; the Agenda is asked whether it still stands. Versions go on over a move.
    pub version: i64,
    /// The Agenda to ask.
    pub agenda: ObjectRef,
    /// To whom; the address is read from the Practice when it is sent.
    pub patient_id: PatientId,
    /// For which practice.
    pub practice_id: PracticeId,
    /// The link that goes into it, kept until the message is final.
    pub manage_link: Option<ManageLink>,
    /// When the appointment starts, until when it waits to be confirmed, or when the offer ends: see [`Kind::useful_until`].
    pub starts_at: Instant,
    /// When it was decided.
    pub decided_at: Instant,
    /// Until when whoever decided may take it back: it does not leave before (M2). None: at once.
    pub held_until: Option<Instant>,
}

/// An offer that its patient cannot be written to about: they have no address, or the provider refuses it for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreached {
    /// Which.
    pub offer: OfferId,
    /// The Agenda that made it.
    pub agenda: ObjectRef,
}

/// What a message's patient knows of its appointment already: by a letter, or because they did it themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Which of the appointments that it was: when and where that is, its Agenda knows.
    pub appointment: AppointmentId,
    /// Whether it is certain that they know.
    pub surely: bool,
}

/// A message that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Its id.
    pub message: MessageId,
    /// When it was queued: the stamp of its invite, the same for every attempt.
    pub created_at: Instant,
    /// From then on it is not sent: the end of a letter's link or code.
    pub useful_until: Instant,
    /// What it is.
    pub content: Content,
}

/// What a message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// About an appointment: others know its facts and the address.
    Appointment(About),
    /// A letter: it knows all by itself.
    Letter(Letter),
}

/// What a message about an appointment knows by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// What it says.
    pub kind: Kind,
    /// What it is about.
    pub appointment_id: AppointmentId,
    /// The offer, of one.
    pub offer: Option<OfferId>,
    /// The appointment's version that it tells.
    pub version: i64,
    /// The Agenda to ask whether it still stands.
    pub agenda: ObjectRef,
    /// To whom.
    pub patient_id: PatientId,
    /// The link that goes into it.
    pub manage_link: Option<ManageLink>,
}

/// One attempt to send or to look up. Only [`begin`](super::begin) makes one, so nothing is settled that was not begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    pub(super) message: MessageId,
    pub(super) number: i64,
}

impl Attempt {
    /// The message that is attempted.
    pub const fn message(self) -> MessageId {
        self.message
    }
}

/// What to do with a message now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    /// Send it, then [`settle`](super::settle).
    Send(Attempt),
    /// Ask the provider whether it has it, then [`settle_look_up`](super::settle_look_up).
    LookUpFirst(Attempt),
    /// Nothing: it is final, not due, behind an older message, or its time has just run out.
    NotDue,
}

/// What staff read about one message (M6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageTrace {
    /// Its id.
    pub message: MessageId,
    /// What it is about.
    pub appointment: AppointmentId,
    /// When it was queued.
    pub created_at: Instant,
    /// What it says.
    pub kind: Kind,
    /// The appointment's version that it tells.
    pub version: i64,
    /// To whom.
    pub patient: PatientId,
    /// Where it is in its life.
    pub life: Life,
    /// Whether it was dropped without anybody knowing if it had gone: the patient may have it.
    pub in_doubt: bool,
    /// While it waits: why, if it was tried.
    pub why: Option<Why>,
    /// How many sends and look-ups were begun.
    pub attempts: i64,
    /// While it waits: when it is tried next.
    pub next_at: Option<Instant>,
    /// The provider's own id.
    pub provider_id: Option<String>,
    /// What happened, oldest first.
    pub steps: Vec<TraceStep>,
}

impl MessageTrace {
    /// The word for staff: its life's, or `in-doubt` where it was dropped and the patient may have it all the same.
    pub const fn state(&self) -> &'static str {
        if self.in_doubt { "in-doubt" } else { self.life.as_str() }
    }
}

/// One line of a trace. Equal lines that would follow each other are one, with the first's instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceStep {
    /// When.
    pub at: Instant,
    /// What happened.
    pub what: What,
    /// A code: see [`What`].
    pub detail: Option<String>,
}
