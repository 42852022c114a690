//! The words that the Mailroom stores and staff read through a catalogue: codes, never personal data.

use guichet_kernel::{Value, sql::FromValue};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// The stored word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The meaning of a stored word.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }

        impl From<$name> for Value {
            fn from(word: $name) -> Self {
                Self::Text(word.as_str().to_owned())
            }
        }

        impl FromValue for $name {
            fn from_value(value: Value) -> Option<Self> {
                Self::parse(&String::from_value(value)?)
            }
        }
    )*};
}

words! {
    /// What a message about an appointment says.
    Kind {
        /// It was booked, and stands once whoever reads this confirms it.
        ToConfirm = "to-confirm",
        /// The appointment is made.
        Confirmation = "confirmation",
        /// It is at another time or place than it was.
        Moved = "moved",
        /// It is cancelled.
        Cancellation = "cancellation",
        /// An earlier slot is offered to its patient (W3): it says nothing of the appointment that is new.
        Offer = "offer",
    }

    /// What a letter to somebody who signs in, works in a practice, or is asked to, says.
    LetterKind {
        /// A link to sign in with.
        SignIn = "sign-in",
        /// A code, to prove anew who one is.
        Code = "code",
        /// A practice asks them to work there.
        Invitation = "invitation",
        /// A patient of theirs accepted a slot of this very day.
        MovedToday = "moved-today",
    }

    /// Why a message has not gone yet.
    Why {
        /// The provider asks us to slow down.
        RateLimited = "rate-limited",
        /// The account at the provider has no credit left.
        OutOfCredit = "out-of-credit",
        /// The provider does not accept our key, account or sender.
        Account = "account",
        /// The provider could not be reached.
        NotReached = "not-reached",
        /// No clear answer: it may have gone. Until that is known it is not sent anew.
        NoAnswer = "no-answer",
        /// The provider did not say whether it had it.
        LookUpFailed = "look-up-failed",
        /// The provider never had it: the next attempt is free.
        NotKnown = "not-known",
        /// The Agenda could not be asked whether the appointment still stands.
        AgendaAway = "agenda-away",
        /// The Practice could not be asked for the address.
        PracticeAway = "practice-away",
        /// The patient has no e-mail address: it goes when they have one (A4, A6).
        NoAddress = "no-address",
        /// Its words could not be put together: ours to mend.
        NotWritten = "not-written",
    }

    /// Why a message is not sent at all.
    DropReason {
        /// The appointment was cancelled or moved meanwhile, or the offer has ended.
        NoLongerStands = "no-longer-stands",
        /// It says what the patient knows already: what was to be said was taken back in time (M2).
        TakenBack = "taken-back",
        /// The patient had no e-mail address as long as it was worth sending (A4, A6); an offer waits for none.
        NoAddress = "no-address",
        /// A newer code was asked for.
        Replaced = "replaced",
    }

    /// What happened to a message, in its trace (M6).
    What {
        /// It was decided to send it.
        Queued = "queued",
        /// It did not go, or perhaps not; the detail is a [`Why`].
        Waiting = "waiting",
        /// The provider took it; the detail says how we know, where that is not its plain answer.
        Sent = "sent",
        /// It will not go; the detail is a [`Failure`](super::Failure).
        Failed = "failed",
        /// It is not wanted any more; the detail is a [`DropReason`].
        Dropped = "dropped",
    }
}
