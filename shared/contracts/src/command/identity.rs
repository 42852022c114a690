//! What an Identity obeys: sign-in by a link in an e-mail, sessions, proof anew.

use guichet_kernel::{Country, EmailAddress, Instant, Label, Locale, MemberId, ObjectName, PracticeId, PractitionerId, Role, Token};

use super::agenda::Done;

commands! {
    AskSignIn => Identity "/ask-sign-in" -> Done, for [Public];
    ReadSignIn => Identity "/read-sign-in" -> SignInFacts, for [Link];
    RedeemSignIn => Identity "/redeem-sign-in" -> SignedIn, for [Link];
    CheckSession => Identity "/check-session" -> Session, for [Session];
    ListSessions => Identity "/list-sessions" -> Sessions, for [Session];
    RevokeSession => Identity "/revoke-session" -> Sessions, for [Session];
    RevokeOtherSessions => Identity "/revoke-other-sessions" -> Sessions, for [Session];
    SignOut => Identity "/sign-out" -> Done, for [Session];
    AskCode => Identity "/ask-code" -> Done, for [Session];
    ProveCode => Identity "/prove-code" -> Proved, for [Session];
    ClaimPractitioner => Identity "/claim-practitioner" -> Claimed, for [Session];
}

wire! {
    /// Asks for a link to sign in with. The answer is the same whether the address is known or not, or too much was asked.
    pub struct AskSignIn {
        /// Where the link goes; the Identity is named by it.
        pub email: EmailAddress,
        /// The asking browser's own secret: the link works there only.
        pub browser: Token,
        /// Whose pages asked.
        pub country: Country,
        /// The language of the message.
        pub locale: Locale,
        /// Where to go afterwards: a path of the desk's.
        #[serde(default)]
        pub next: Option<String>,
    }

    /// Reads whose link the principal's is, in the browser that asked. It uses nothing up.
    pub struct ReadSignIn {
        /// The browser's own secret.
        pub browser: Token,
    }

    /// A link that works.
    pub struct SignInFacts {
        /// Whom it signs in: the address that it was sent to.
        pub email: EmailAddress,
    }

    /// Signs in by the principal's link, once, in the browser that asked.
    pub struct RedeemSignIn {
        /// The browser's own secret.
        pub browser: Token,
        /// What the session will be listed as: "Firefox, Windows".
        pub device: String,
        /// The language that they read the page in: theirs from now on, where a browser has chosen none.
        #[serde(default)]
        pub locale: Option<Locale>,
    }

    /// A session has started.
    pub struct SignedIn {
        /// What the cookie is to bear.
        pub secret: Token,
        /// Where to go: a path of the desk's.
        #[serde(default)]
        pub next: Option<String>,
    }

    /// Opens a session.
    pub struct CheckSession {}

    /// Who is signed in.
    pub struct Session {
        /// Their Identity.
        pub identity: ObjectName,
        /// The session's name; it opens nothing.
        pub id: String,
        /// Their address.
        pub email: EmailAddress,
        /// The language they chose.
        #[serde(default)]
        pub locale: Option<Locale>,
        /// Whether they have lately proven that it is they.
        pub proven: bool,
        /// What the cookie is to bear from now on, where it changes.
        #[serde(default)]
        pub replaced_by: Option<Token>,
        /// Where they work.
        pub practices: Vec<Membership>,
        /// The one practitioner that they are, if they ever gave care.
        #[serde(default)]
        pub practitioner: Option<PractitionerId>,
    }

    /// Where somebody works.
    pub struct Membership {
        /// Which practice.
        pub practice: PracticeId,
        /// Its name.
        pub name: Label,
        /// Its country.
        pub country: Country,
        /// As whom.
        pub member: MemberId,
        /// What they are there.
        pub roles: Vec<Role>,
    }

    /// Lists one's sessions.
    pub struct ListSessions {}

    /// One's open sessions, the latest used first.
    pub struct Sessions {
        /// Them.
        pub sessions: Vec<SessionCard>,
    }

    /// A session as its owner sees it.
    pub struct SessionCard {
        /// Which; it opens nothing.
        pub id: String,
        /// What it runs on.
        pub device: String,
        /// When it started.
        pub started_at: Instant,
        /// When it was last used, to the minute.
        pub seen_at: Instant,
        /// Whether it is the one that asks.
        pub this: bool,
    }

    /// Ends a session of one's own.
    pub struct RevokeSession {
        /// Which.
        pub id: String,
    }

    /// Ends every session but the one that asks.
    pub struct RevokeOtherSessions {}

    /// Ends the session that asks.
    pub struct SignOut {}

    /// Asks for a code by e-mail, to prove anew who one is.
    pub struct AskCode {
        /// Whose pages asked.
        pub country: Country,
        /// The language of the message.
        pub locale: Locale,
    }

    /// Proves it.
    pub struct ProveCode {
        /// Six digits, as typed.
        pub code: String,
    }

    /// The attempt was counted.
    pub struct Proved {
        /// What became of it.
        pub proof: Proof,
    }

    /// What became of an attempt.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "kebab-case")]
    pub enum Proof {
        /// It is they, for a quarter of an hour.
        Proven,
        /// Wrong; it may be tried again.
        Wrong,
        /// There is no code to compare with any more.
        Dead,
    }

    /// Gives the one practitioner that this person is; drawn when it is first asked for.
    pub struct ClaimPractitioner {}

    /// It.
    pub struct Claimed {
        /// The practitioner.
        pub practitioner: PractitionerId,
    }
}
