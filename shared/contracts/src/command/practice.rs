//! What a Practice obeys about itself: its settings, places, services, keys and audit trail.

use guichet_kernel::{
    ApiTokenId, CategoryId, Country, Instant, Label, LocationId, MemberId, PracticeId, PractitionerId, Right, ServiceId, Telephone, Token,
    Zone,
};

use super::{
    agenda::Done,
    card::{LocationCard, PracticeCard, PractitionerCard, ServiceCard},
    people::{Founder, Invitee},
};

commands! {
    FoundPractice => Practice "/found-practice" -> Founded, for [Operator];
    CreatePractice => Practice "/create-practice" -> Founded, for [Person];
    AddPractitioner => Practice "/add-practitioner" -> Done, for [Operator];
    ReadAuthority => Practice "/read-authority" -> Authority, for [Member];
    ReadSettings => Practice "/read-settings" -> Settings, for [Has(May::ReadSettings)];
    ChangeSettings => Practice "/change-settings" -> Settings, for [Has(May::ChangeSettings)];
    PutLocation => Practice "/put-location" -> Settings, for [Has(May::ChangeSettings)];
    WithdrawLocation => Practice "/withdraw-location" -> Settings, for [Has(May::ChangeSettings)];
    PutService => Practice "/put-service" -> Settings, for [Has(May::ChangeSettings)];
    WithdrawService => Practice "/withdraw-service" -> Settings, for [Has(May::ChangeSettings)];
    PutCategory => Practice "/put-category" -> Settings, for [Has(May::ChangeSettings)];
    WithdrawCategory => Practice "/withdraw-category" -> Settings, for [Has(May::ChangeSettings)];
    IssueKey => Practice "/issue-key" -> IssuedKey, for [Proven(May::ManageTokens)];
    ReadKeys => Practice "/read-keys" -> Keys, for [Has(May::ManageTokens)];
    RevokeKey => Practice "/revoke-key" -> Done, for [Has(May::ManageTokens)];
    ReadAudit => Practice "/read-audit" -> Audit, for [Has(May::ReadAudit)];
    RotateDataKey => Practice "/rotate-data-key" -> Done, for [Operator];
}

wire! {
    /// Opens a practice with its settings, locations and services. For the operator; repeating it replaces them.
    pub struct FoundPractice {
        /// All of it.
        pub card: PracticeCard,
        /// Who is invited to own it, where nobody does yet.
        #[serde(default)]
        pub owner: Option<Invitee>,
        /// How a machine sets it up: a key with these rights for a day. Made at the founding only, never afterwards.
        #[serde(default)]
        pub setup: Vec<Right>,
    }

    /// The practice stands.
    pub struct Founded {
        /// The setup key, shown this once.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub key: Option<Token>,
    }

    /// Founds a practice whose owner is the person who asks. The object's name says which practice it is; repeating it by the
    /// same person changes nothing.
    pub struct CreatePractice {
        /// Its country.
        pub country: Country,
        /// Its name.
        pub name: Label,
        /// Its telephone.
        pub telephone: Telephone,
        /// Its first place of consultation.
        pub location: LocationCard,
        /// Who they are.
        pub founder: Founder,
    }

    /// Tells a practitioner's agenda about the practice, now and at each change. For the operator.
    pub struct AddPractitioner {
        /// Who.
        pub practitioner: PractitionerId,
    }

    /// Reads what the one who asks may do here.
    pub struct ReadAuthority {}

    /// What somebody may do in a practice.
    pub struct Authority {
        /// Their word in the audit trail.
        pub actor: Label,
        /// Their membership; none for a key.
        #[serde(default)]
        pub member: Option<MemberId>,
        /// Their name, or the key's label.
        pub name: String,
        /// Which practice.
        pub practice: PracticeId,
        /// Its country.
        pub country: Country,
        /// Its name.
        pub practice_name: Label,
        /// The zone of its first location, which its clock shows.
        pub zone: Zone,
        /// What they may do.
        pub rights: Vec<Right>,
        /// Whose agendas they may run, themselves first.
        pub runs: Vec<PractitionerCard>,
    }

    /// Reads the settings.
    pub struct ReadSettings {}

    /// A practice's settings, with what each would be if nobody had chosen.
    pub struct Settings {
        /// Counts their changes from 1.
        pub version: i64,
        /// Name, telephone, places and services, as patients see them.
        pub card: PracticeCard,
        /// Every setting.
        pub settings: Vec<Setting>,
        /// Every category, the locked ones first.
        pub categories: Vec<Category>,
    }

    /// One setting.
    pub struct Setting {
        /// Its name: `cancellation_notice`.
        pub name: String,
        /// What it is now.
        pub value: i64,
        /// What it is when nobody has chosen.
        pub default: i64,
        /// Whether somebody has.
        pub chosen: bool,
        /// The least it can be.
        pub least: i64,
        /// The most it can be; 1 with a least of 0 is a yes or no.
        pub most: i64,
        /// What it counts: `minutes`, `days`, `yes-no`.
        pub unit: String,
    }

    /// A kind of services (A1).
    pub struct Category {
        /// Which.
        pub id: CategoryId,
        /// `home`, `remote` and `group` are predefined and locked; `own` is the practice's.
        pub kind: String,
        /// Its name; none for a locked one, which each language names.
        #[serde(default)]
        pub name: Option<Label>,
    }

    /// Changes the name, the telephone or settings. What is not said stays.
    pub struct ChangeSettings {
        /// The version that the caller saw.
        pub version: i64,
        /// Another name.
        #[serde(default)]
        pub name: Option<Label>,
        /// Another telephone.
        #[serde(default)]
        pub telephone: Option<Telephone>,
        /// Settings by name; none goes back to the default.
        #[serde(default)]
        pub settings: Vec<Choice>,
    }

    /// One setting chosen.
    pub struct Choice {
        /// Which.
        pub name: String,
        /// What it is to be; none: as if nobody had chosen.
        #[serde(default)]
        pub value: Option<i64>,
    }

    /// Enters or changes a place of consultation.
    pub struct PutLocation {
        /// The version of the settings that the caller saw.
        pub version: i64,
        /// All of it.
        pub location: LocationCard,
    }

    /// Withdraws a place: nothing new is given there. The last one stays.
    pub struct WithdrawLocation {
        /// The version of the settings that the caller saw.
        pub version: i64,
        /// Which.
        pub location: LocationId,
    }

    /// Enters or changes a service.
    pub struct PutService {
        /// The version of the settings that the caller saw.
        pub version: i64,
        /// All of it.
        pub service: ServiceCard,
    }

    /// Withdraws a service: it can no longer be booked.
    pub struct WithdrawService {
        /// The version of the settings that the caller saw.
        pub version: i64,
        /// Which.
        pub service: ServiceId,
    }

    /// Makes or renames a category of the practice's own (A1).
    pub struct PutCategory {
        /// The version of the settings that the caller saw.
        pub version: i64,
        /// Which.
        pub category: CategoryId,
        /// Its name.
        pub name: Label,
    }

    /// Withdraws a category of the practice's own; its services have none then.
    pub struct WithdrawCategory {
        /// The version of the settings that the caller saw.
        pub version: i64,
        /// Which.
        pub category: CategoryId,
    }

    /// Makes a key by which a machine acts for the practice.
    pub struct IssueKey {
        /// What it is for.
        pub label: Label,
        /// What it may do: no more than the one who makes it.
        pub rights: Vec<Right>,
        /// For how many days; the practice's setting where none is said.
        #[serde(default)]
        pub days: Option<u32>,
    }

    /// A key was made.
    pub struct IssuedKey {
        /// Its name; it opens nothing.
        pub id: ApiTokenId,
        /// Its secret, shown this once; none when the same creation is asked for again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub secret: Option<Token>,
        /// Until when it works.
        pub expires_at: Instant,
    }

    /// Lists the keys.
    pub struct ReadKeys {}

    /// The keys that work, at most 50, and those that worked lately, newest first: a hundred at most.
    pub struct Keys {
        /// Them.
        pub keys: Vec<KeyCard>,
    }

    /// A key as its practice sees it.
    pub struct KeyCard {
        /// Which.
        pub id: ApiTokenId,
        /// What it is for.
        pub label: Label,
        /// What it may do.
        pub rights: Vec<Right>,
        /// Who made it, by their word in the audit trail.
        pub made_by: Label,
        /// Their name, where it is still known.
        #[serde(default)]
        pub made_by_name: Option<String>,
        /// When.
        pub made_at: Instant,
        /// Until when it works.
        pub expires_at: Instant,
        /// When it was last used, to the minute.
        #[serde(default)]
        pub last_used_at: Option<Instant>,
        /// When it was revoked.
        #[serde(default)]
        pub revoked_at: Option<Instant>,
    }

    /// Ends a key at once. It bears no version: a key never changes, and ending it twice is ending it once.
    pub struct RevokeKey {
        /// Which.
        pub key: ApiTokenId,
    }

    /// Reads the audit trail, newest first; the reading is written in it too, once for each request.
    pub struct ReadAudit {
        /// Only what this actor did.
        #[serde(default)]
        pub actor: Option<Label>,
        /// Only what was done to this: the id of a patient, a member, an appointment.
        #[serde(default)]
        pub subject: Option<Label>,
        /// Only this action, or those that start with it: `patient`.
        #[serde(default)]
        pub action: Option<Label>,
        /// Only what has this somewhere in its words: a piece of an id, of an action or of a detail, whatever the case of its letters.
        #[serde(default)]
        pub text: Option<Label>,
        /// From this instant.
        #[serde(default)]
        pub from: Option<Instant>,
        /// Before this instant.
        #[serde(default)]
        pub to: Option<Instant>,
        /// Only what is older than this entry.
        #[serde(default)]
        pub before: Option<i64>,
        /// At most so many, 1 to 100.
        pub most: u32,
    }

    /// A part of the audit trail.
    pub struct Audit {
        /// Newest first. There may be fewer than asked for, even none, before the end: a search for text looks so far back at a time.
        pub entries: Vec<AuditEntry>,
        /// Whether there are older ones, or may be.
        pub more: bool,
        /// Where they go on, to be asked for as `before`; none at the end.
        #[serde(default)]
        pub older: Option<i64>,
    }

    /// One thing that somebody did.
    pub struct AuditEntry {
        /// Its number in this practice, from 1, without gaps.
        pub seq: i64,
        /// When.
        pub at: Instant,
        /// Who.
        pub actor: Label,
        /// The name of that member or key, where it is still known.
        #[serde(default)]
        pub actor_name: Option<String>,
        /// What: `patient.read`.
        pub action: String,
        /// To whom or what: an id.
        #[serde(default)]
        pub subject: Option<Label>,
        /// More about it: ids, words and numbers of ours.
        #[serde(default)]
        pub detail: Option<String>,
        /// The request.
        #[serde(default)]
        pub request_id: Option<String>,
    }

    /// Wraps the practice's data keys under the current master key; with `renew`, makes a new data key and seals everything anew
    /// with it, bit by bit.
    pub struct RotateDataKey {
        /// Whether the data key changes too.
        #[serde(default)]
        pub renew: bool,
    }
}
