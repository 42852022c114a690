//! Refusals on the wire: problem details (RFC 9457) with a stable `type`.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $slug:literal, $status:literal, $title:literal;)*) => {
        /// Why something is refused. The slug and the status never change their meaning; texts for people are elsewhere.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum ProblemKind {
            $($(#[$doc])* #[serde(rename = $slug)] $name,)*
        }

        impl ProblemKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The last segment of the problem's `type`.
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug),* }
            }

            /// The HTTP status it is answered with.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status),* }
            }

            /// A title for developers, in English.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title),* }
            }
        }
    };
}

kinds! {
    /// The request has no sense: a field is missing or malformed.
    BadRequest = "bad-request", 400, "The request cannot be understood";
    /// Nobody is signed in, or the key is none of ours.
    Unauthenticated = "not-signed-in", 401, "Sign in, or show a key";
    /// They may, once they have proven anew that it is they.
    ProveFirst = "prove-first", 403, "A fresh proof of identity is needed";
    /// The principal may not do this here.
    Forbidden = "forbidden", 403, "Not allowed for this caller";
    /// No such page, person or thing; also the answer to whoever may not know that it exists.
    NotFound = "not-found", 404, "No such thing";
    /// The method is not one of this address.
    MethodNotAllowed = "method-not-allowed", 405, "Method not allowed";
    /// Somebody else has the slot.
    SlotTaken = "slot-taken", 409, "The slot has been taken";
    /// The group has no place left (A2).
    Full = "full", 409, "No place is left in the group";
    /// The practice has closed that time (A10).
    Closed = "closed", 409, "The time is closed";
    /// Whoever asks holds as many slots as one may; in some minutes they are free again.
    TooManyHolds = "too-many-holds", 429, "Too many slots are held already";
    /// The same browser, network or address has held or booked as often as one may for now; in some hours it will do, or by
    /// telephone.
    TooOften = "too-often", 429, "Held or booked too often from there lately";
    /// As many appointments ahead are booked with that address as one may have (A9).
    TooManyOpen = "too-many-open", 409, "Too many appointments are booked ahead already";
    /// The same address has a booking that waits to be confirmed.
    ConfirmFirst = "confirm-first", 409, "Another booking with that address waits to be confirmed";
    /// The practitioner takes no new patients (A9).
    NoNewPatients = "no-new-patients", 409, "No new patients are taken";
    /// It is booked by telephone only.
    NotOnline = "not-online", 409, "Not bookable online";
    /// It has changed since the caller read it.
    Changed = "changed", 412, "It has changed since you read it";
    /// A change must say which version it changes.
    VersionNeeded = "version-needed", 428, "Say which version this changes";
    /// Asked too often; later it will do.
    TooMany = "too-many", 429, "Too many requests";
    /// The same key was used for something else.
    KeyReused = "key-reused", 409, "This key was used for another request";
    /// Somebody like that is known already; the caller may look, and say that it is another.
    LooksAlike = "looks-alike", 409, "A record that looks alike exists";
    /// The appointment can no longer change that way.
    NotPossibleNow = "not-possible-now", 409, "The state does not allow this";
    /// The practice's notice for cancelling has passed.
    TooLate = "too-late", 409, "The notice for cancelling has passed";
    /// The slot has begun, or never was one.
    SlotGone = "slot-gone", 410, "The slot can no longer be booked";
    /// The link's time is over, or it was replaced.
    LinkExpired = "link-expired", 410, "The link no longer works";
    /// The link is not one of ours.
    LinkInvalid = "link-invalid", 404, "Not a link of ours";
    /// The link is for something else.
    LinkForOther = "link-for-other", 403, "The link is for something else";
    /// The body is larger than this address takes.
    TooLarge = "too-large", 413, "The body is too large";
    /// The body is of another type than this address takes.
    WrongType = "wrong-type", 415, "The content type is not accepted";
    /// Fields are well formed but not acceptable; `fields` says which and why.
    Invalid = "invalid", 422, "Some fields are not acceptable";
    /// Ours: logged under the request id, opaque outside.
    Internal = "internal", 500, "Something went wrong on our side";
    /// Something that is needed does not answer; asking again is safe.
    Unavailable = "unavailable", 503, "Not available right now";
}

/// The body of a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// The kind, as a relative reference: `/problems/slot-taken`.
    #[serde(rename = "type")]
    pub type_: String,
    /// For developers.
    pub title: String,
    /// As the HTTP status.
    pub status: u16,
    /// The request id to quote; logs are found by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// For [`ProblemKind::Invalid`]: field names with a reason that never repeats the value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
}

/// One field that is not acceptable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FieldProblem {
    /// The field's name.
    pub name: String,
    /// The reason, as a stable slug.
    pub reason: String,
}

impl Problem {
    /// A problem of `kind`, nothing more.
    pub fn new(kind: ProblemKind) -> Self {
        Self {
            type_: format!("/problems/{}", kind.slug()),
            title: kind.title().to_owned(),
            status: kind.status(),
            instance: None,
            fields: Vec::new(),
        }
    }

    /// The kind; one that this version does not know counts as [`ProblemKind::Internal`].
    pub fn kind(&self) -> ProblemKind {
        let slug = self.type_.rsplit('/').next().unwrap_or_default();
        ProblemKind::ALL.iter().copied().find(|kind| kind.slug() == slug).unwrap_or(ProblemKind::Internal)
    }
}

impl From<ProblemKind> for Problem {
    fn from(kind: ProblemKind) -> Self {
        Self::new(kind)
    }
}
