//! What a Practice obeys about who works there.

use std::collections::BTreeSet;

use guichet_kernel::{
    Country, Delegation, EmailAddress, IdentityId, Instant, InvitationId, Label, Locale, MemberId, PersonName, PractitionerId, Role, Slug,
    Token,
};

use super::{agenda::Done, card::PractitionerCard};

commands! {
    ReadMembers => Practice "/read-members" -> Members, for [Has(May::ReadMembers)];
    InviteMember => Practice "/invite-member" -> Invited, for [Has(May::ManageMembers)];
    RevokeInvitation => Practice "/revoke-invitation" -> Done, for [Has(May::ManageMembers)];
    ReadInvitation => Practice "/read-invitation" -> InvitationFacts, for [Link];
    AcceptInvitation => Practice "/accept-invitation" -> Accepted, for [Person];
    ChangeMember => Practice "/change-member" -> Member, for [Proven(May::ManageMembers)];
    EndMember => Practice "/end-member" -> Done, for [Proven(May::ManageMembers)];
    Leave => Practice "/leave" -> Done, for [Member];
    Delegate => Practice "/delegate" -> Members, for [Member];
}

wire! {
    /// Who founds a practice.
    pub struct Founder {
        /// Given name.
        pub given_name: PersonName,
        /// Family name.
        pub family_name: PersonName,
        /// Their address, which their Identity is named by.
        pub email: EmailAddress,
    }

    /// Somebody whom a practice asks to work there.
    pub struct Invitee {
        /// Where the invitation goes; only whoever reads mail there can accept it.
        pub email: EmailAddress,
        /// Given name.
        pub given_name: PersonName,
        /// Family name.
        pub family_name: PersonName,
        /// What they would be.
        pub roles: BTreeSet<Role>,
        /// What patients would see, for who gives care.
        #[serde(default)]
        pub care: Option<Care>,
        /// The language of the invitation; the practice's first where none is said.
        #[serde(default)]
        pub locale: Option<Locale>,
    }

    /// What patients see of who gives care, beside the name.
    pub struct Care {
        /// Their profession, as they write it.
        pub profession: Label,
        /// Their name in the address of their page; made from their name where none is said.
        #[serde(default)]
        pub slug: Option<Slug>,
    }

    /// Lists who works here, who is asked to, and what practitioners let others do for them.
    #[derive(Default)]
    pub struct ReadMembers {
        /// Those who joined after this member.
        #[serde(default)]
        pub after: Option<MemberId>,
        /// At most so many, 1 to 100; 0: as many as a page holds.
        #[serde(default)]
        pub most: u32,
    }

    /// Who works here.
    pub struct Members {
        /// Those who work here now, in the order they joined.
        pub members: Vec<Member>,
        /// The invitations that can still be accepted, newest first, at most 50; all of them on the first page.
        pub invitations: Vec<Invitation>,
        /// What practitioners let these members do.
        pub delegations: Vec<Delegated>,
        /// Whether there are more members.
        #[serde(default)]
        pub more: bool,
    }

    /// Somebody who works here.
    pub struct Member {
        /// Which.
        pub id: MemberId,
        /// Counts the changes from 1.
        pub version: i64,
        /// Given name.
        pub given_name: PersonName,
        /// Family name.
        pub family_name: PersonName,
        /// The address they were invited at.
        pub email: EmailAddress,
        /// What they are.
        pub roles: BTreeSet<Role>,
        /// What patients see, for who gives care.
        #[serde(default)]
        pub practitioner: Option<PractitionerCard>,
        /// Where patients join them for a visit at a distance, whatever the service says (A1).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub join_link: Option<Label>,
        /// Since when.
        pub joined_at: Instant,
    }

    /// An invitation that can still be accepted.
    pub struct Invitation {
        /// Which.
        pub id: InvitationId,
        /// Whom.
        pub invitee: Invitee,
        /// Since when.
        pub made_at: Instant,
        /// Until when.
        pub expires_at: Instant,
    }

    /// One thing that a practitioner lets a member do.
    pub struct Delegated {
        /// Whose.
        pub practitioner: PractitionerId,
        /// Who may.
        pub member: MemberId,
        /// What.
        pub what: Delegation,
    }

    /// Asks somebody to work here. The same address asked again gets a new invitation, and the former one dies.
    pub struct InviteMember {
        /// Whom.
        pub invitee: Invitee,
    }

    /// The invitation is on its way.
    pub struct Invited {
        /// Which.
        pub invitation: InvitationId,
    }

    /// Takes an invitation back. It bears no version: an invitation never changes, and ending it twice is ending it once.
    pub struct RevokeInvitation {
        /// Which.
        pub invitation: InvitationId,
    }

    /// Reads the invitation of the principal's link.
    pub struct ReadInvitation {}

    /// What an invitation says to whoever holds its link: they read the mailbox it went to, or were given it by whoever does.
    pub struct InvitationFacts {
        /// The practice's name.
        pub practice_name: Label,
        /// Its country.
        pub country: Country,
        /// Whom it is for.
        pub given_name: PersonName,
        /// The address it went to.
        pub email: EmailAddress,
        /// What they would be.
        pub roles: BTreeSet<Role>,
        /// Whether they would give care.
        pub gives_care: bool,
        /// Until when.
        pub expires_at: Instant,
        /// Whose Identity can accept it.
        pub identity: IdentityId,
        /// Whether it was accepted.
        pub accepted: bool,
    }

    /// Accepts an invitation, as the person it was sent to. Repeating it changes nothing.
    pub struct AcceptInvitation {
        /// What the link carried.
        pub token: Token,
        /// The one practitioner that this person is, wherever they work; needed to give care.
        #[serde(default)]
        pub practitioner: Option<PractitionerId>,
    }

    /// They work here.
    pub struct Accepted {
        /// As whom.
        pub member: MemberId,
    }

    /// Changes what a member is.
    pub struct ChangeMember {
        /// Who.
        pub member: MemberId,
        /// The version that the caller saw.
        pub version: i64,
        /// What they are to be.
        pub roles: BTreeSet<Role>,
        /// Where patients join them for a visit at a distance, an `https` address, only for who gives care; none: where the service
        /// says.
        #[serde(default)]
        pub join_link: Option<Label>,
    }

    /// Ends a membership. What they did stays; the last owner cannot go.
    pub struct EndMember {
        /// Whose.
        pub member: MemberId,
        /// The version that the caller saw.
        #[serde(default)]
        pub version: i64,
    }

    /// Ends one's own membership.
    pub struct Leave {}

    /// Lets a member do something for the practitioner who asks, or no longer. To let them attest needs a fresh proof (C7). It bears
    /// no version: one person alone says it, of one thing, and says all of it.
    pub struct Delegate {
        /// Whom.
        pub member: MemberId,
        /// What.
        pub what: Delegation,
        /// Whether they may.
        pub allowed: bool,
    }
}
