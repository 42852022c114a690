//! Whoever carries the mail: a request and the meaning of its answer, as plain values.
//!
//! A provider is a folder: `encode`, `decode`, and a README with the source of each field. Adding one changes nothing
//! elsewhere but the place where the message function chooses it.

pub mod brevo;

use chrono::TimeDelta;
use guichet_kernel::{
    MessageId,
    world::{HttpRequest, HttpResponse, NoAnswer},
};

use crate::OutgoingMail;

pub use brevo::Brevo;

/// A provider of transactional mail, without its transport.
pub trait MailProvider {
    /// The request that hands `mail` over. Repeated for the same message it must bear the same idempotency key.
    fn send(&self, mail: &OutgoingMail) -> HttpRequest;

    /// What the answer to [`Self::send`] means. Whatever is not understood is [`SendOutcome::Unknown`].
    fn sent(&self, answer: Result<HttpResponse, NoAnswer>) -> SendOutcome;

    /// The request that asks whether the provider ever took `message`.
    fn look_up(&self, message: MessageId) -> HttpRequest;

    /// What the answer to [`Self::look_up`] for `message` means.
    fn looked_up(&self, message: MessageId, answer: Result<HttpResponse, NoAnswer>) -> LookUpOutcome;
}

/// What became of handing a mail over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendOutcome {
    /// The provider has it; it is not to be sent again.
    Accepted {
        /// The provider's own id; `None` where it only says that it had it before.
        provider_id: Option<String>,
    },
    /// This mail can never go, whoever asks: no such recipient.
    Rejected {
        /// The provider's code, of lower-case letters, digits and underscores: never its words, which repeat addresses.
        code: String,
    },
    /// Certainly not taken, and may be another time.
    TryLater {
        /// How long the provider asks to wait.
        after: Option<TimeDelta>,
        /// Why.
        why: Refusal,
    },
    /// Taken or not: nobody can say. Also for every answer that is not understood.
    Unknown,
}

/// Why a provider did not take a mail that it may take later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Too many requests.
    RateLimited,
    /// Our account has no credit left.
    OutOfCredit,
    /// Our key, account or sender is not accepted: ours to mend, not this mail's fault.
    Account,
    /// The request never left.
    NotReached,
}

/// What the provider knows of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookUpOutcome {
    /// It took it.
    Known {
        /// The provider's own id.
        provider_id: Option<String>,
    },
    /// It has no trace of it.
    NotKnown,
    /// It did not say.
    Failed {
        /// How long it asks to wait.
        after: Option<TimeDelta>,
    },
}
