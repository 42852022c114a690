//! The Practice object without its platform: maps commands and facts to `guichet_practice_core`, and back.
//!
//! **Invariants**
//! - Who asks is looked up here at each command, and the command's own rule ([`guichet_contracts::Command::ACCESS`]) is checked
//!   before its arm runs: no arm can forget it (see `authority`).
//! - What staff change, and each record that they read, stands in the trail, by the same transaction. An arm that leaves no trace
//!   where one is due is refused as a fault of ours.
//! - Somebody who is nobody here cannot tell this practice from one that does not exist.

mod alerts;
mod audit;
mod authority;
mod blocking;
mod cards;
mod facts;
mod keys;
mod once;
mod patient_cards;
mod patients;
mod people;
mod record;
mod reseal;
mod settings;
mod space;

use guichet_contracts::{
    Answer, Call, Command, Object, ProblemKind, Stop,
    command::{
        agenda::Done,
        patient::{
            AddNote, AddPatient, BlockOnline, ChangePatient, DismissDuplicate, ErasePatient, ExportPatient, GiveConsent, ListPatients,
            MergePatients, PutGuardian, PutIdentifier, ReadConsents, ReadContact, ReadDuplicates, ReadErasure, ReadNotes, ReadPatient,
            ReadPatientNames, RemoveGuardian, RemoveIdentifier, SearchPatients, WithdrawConsent,
        },
        people::{AcceptInvitation, ChangeMember, Delegate, EndMember, InviteMember, Leave, ReadInvitation, ReadMembers, RevokeInvitation},
        practice::{
            AddPractitioner, ChangeSettings, CreatePractice, FoundPractice, IssueKey, PutCategory, PutLocation, PutService, ReadAudit,
            ReadAuthority, ReadKeys, ReadSettings, RevokeKey, RotateDataKey, WithdrawCategory, WithdrawLocation, WithdrawService,
        },
        space::{CheckBirthDate, ReadPeople},
    },
    dispatch,
};
use guichet_kernel::{
    At, Instant, ObjectClass, ObjectName, ObjectRef, PracticeId, Sql, SqlError, World, inbox,
    outbox::{self, Delivery},
    sql::Migrations,
};
use guichet_practice_core::{
    self as core,
    audit::record as remember,
    vault::{self, MasterKeys, Vault, VaultError},
};

use self::{authority::Turn, once::Once};
use crate::{outgoing, secrets::Secrets};

/// What staff may read without a trace: what says nothing of a patient's record.
const UNTRACED: [&str; 7] = [
    ReadAuthority::PATH,
    ReadSettings::PATH,
    ReadKeys::PATH,
    // Told of once in each request.
    ReadAudit::PATH,
    ReadMembers::PATH,
    // Names beside the hours of an agenda, for those who may read that agenda.
    ReadPatientNames::PATH,
    ReadErasure::PATH,
];

/// The behaviour of the Practice of that name.
pub struct PracticeObject {
    name: ObjectName,
    secrets: Secrets,
}

impl PracticeObject {
    /// The Practice called `name`.
    pub const fn new(name: ObjectName, secrets: Secrets) -> Self {
        Self { name, secrets }
    }

    fn me(&self) -> ObjectRef {
        ObjectRef::new(ObjectClass::Practice, self.name.clone())
    }

    /// The master keys, and whose data keys they open.
    fn master(&self) -> Result<(&MasterKeys, PracticeId), Stop> {
        self.secrets.data.as_ref().zip(self.name.practice_id()).ok_or(Stop::Refused(ProblemKind::Unavailable))
    }

    /// What is sealed, to be written; the practice's first keys are made when they are first needed.
    fn vault(&self, sql: &impl Sql, at: At<'_>) -> Result<Vault, Stop> {
        let (master, practice) = self.master()?;
        Vault::found(sql, at, master, practice).map_err(stop_vault)
    }

    fn dispatch(&self, sql: &impl Sql, turn: &Turn<'_>) -> Result<Answer, Stop> {
        dispatch!(turn.call, {
            FoundPractice => |command| self.found(sql, turn, command),
            CreatePractice => |command| self.create(sql, turn, command),
            AddPractitioner => |command| self.add_practitioner(sql, turn, &command),
            RotateDataKey => |command| self.rotate(sql, turn, &command),
            ReadAuthority => |_command| authority::read_authority(sql, turn),
            ReadSettings => |_command| Ok(Answer::reply(&cards::read_settings(sql)?)),
            ChangeSettings => |command| self.change_settings(sql, turn, &command),
            PutLocation => |command| self.put_location(sql, turn, command),
            WithdrawLocation => |command| self.withdraw_location(sql, turn, &command),
            PutService => |command| self.put_service(sql, turn, command),
            WithdrawService => |command| self.withdraw_service(sql, turn, &command),
            PutCategory => |command| self.put_category(sql, turn, &command),
            WithdrawCategory => |command| self.withdraw_category(sql, turn, &command),
            IssueKey => |command| keys::issue(sql, turn, command),
            ReadKeys => |_command| keys::read(sql),
            RevokeKey => |command| keys::revoke(sql, turn, &command),
            ReadAudit => |command| audit::read(sql, turn, &command),
            ReadMembers => |command| people::read_members(sql, turn, &command),
            InviteMember => |command| self.invite(sql, turn, &command),
            RevokeInvitation => |command| Self::revoke_invitation(sql, turn, &command),
            ReadInvitation => |_command| Self::read_invitation(sql, turn),
            AcceptInvitation => |command| self.accept(sql, turn, &command),
            ChangeMember => |command| self.change_member(sql, turn, &command),
            EndMember => |command| self.end_member(sql, turn, &command),
            Leave => |_command| self.leave(sql, turn),
            Delegate => |command| Self::delegate(sql, turn, &command),
            ReadContact => |command| self.read_contact(sql, turn, &command),
            AddPatient => |command| self.add_patient(sql, turn, command),
            ReadPatient => |command| self.read_patient(sql, turn, &command),
            ReadPatientNames => |command| patients::read_names(sql, turn, &command),
            ChangePatient => |command| self.change_patient(sql, turn, command),
            SearchPatients => |command| patients::search(sql, turn, &command),
            ListPatients => |command| patients::list(sql, turn, &command),
            PutIdentifier => |command| self.put_identifier(sql, turn, &command),
            RemoveIdentifier => |command| patients::remove_identifier(sql, turn, &command),
            PutGuardian => |command| self.put_guardian(sql, turn, command),
            RemoveGuardian => |command| self.remove_guardian(sql, turn, &command),
            GiveConsent => |command| patients::give_consent(sql, turn, &command),
            WithdrawConsent => |command| patients::withdraw_consent(sql, turn, &command),
            BlockOnline => |command| self.block_online(sql, turn, &command),
            AddNote => |command| self.add_note(sql, turn, &command),
            ReadNotes => |command| self.read_notes(sql, turn, &command),
            ReadConsents => |command| record::read_consents(sql, turn, &command),
            ReadDuplicates => |command| patients::read_duplicates(sql, turn, &command),
            DismissDuplicate => |command| patients::dismiss_duplicate(sql, turn, &command),
            MergePatients => |command| self.merge_patients(sql, turn, &command),
            ErasePatient => |command| self.erase_patient(sql, turn, &command),
            ReadErasure => |command| patients::read_erasure(sql, command.patient),
            ExportPatient => |command| self.export_patient(sql, turn, &command),
            ReadPeople => |command| self.read_people(sql, turn, &command),
            CheckBirthDate => |command| self.check_birth_date(sql, turn, &command),
        })
    }

    /// Decides: 1. who asks, and whether they may; 2. whether it was asked before, under the same key; 3. the command; 4. its trace.
    fn decide(&self, sql: &impl Sql, at: At<'_>, call: &Call) -> Result<Answer, Stop> {
        // 1.
        let turn = self.turn(sql, at, call)?;
        // 2.
        let once = Once::of(&turn)?;
        if let Some(answer) = once.as_ref().map(|once| once.before(sql, at.now)).transpose()?.flatten() {
            return Ok(answer);
        }
        // 3.
        let answer = self.dispatch(sql, &turn)?;
        // 4.
        let deeds = turn.deeds();
        let is_staffs = authority::described(&call.path).is_some_and(|command| command.access.iter().copied().any(authority::is_for_staff));
        if is_staffs && deeds.is_empty() && !UNTRACED.contains(&call.path.as_str()) {
            return Err(Stop::Refused(ProblemKind::Internal));
        }
        for deed in &deeds {
            remember(sql, at.now, deed, &call.request_id)?;
        }
        if let Some(once) = once {
            once.keep(sql, at.now, &call.path, &answer)?;
        }
        Ok(answer)
    }
}

impl Object for PracticeObject {
    const CLASS: ObjectClass = ObjectClass::Practice;

    fn migrations(&self) -> Vec<Migrations> {
        vec![
            outbox::MIGRATIONS,
            inbox::MIGRATIONS,
            core::schema::MIGRATIONS,
            core::people::schema::MIGRATIONS,
            core::patient::schema::MIGRATIONS,
            vault::MIGRATIONS,
            outgoing::MIGRATIONS,
            once::MIGRATIONS,
            reseal::MIGRATIONS,
        ]
    }

    fn opens(&self, path: &str) -> bool {
        path == FoundPractice::PATH || path == CreatePractice::PATH
    }

    fn obey(&self, sql: &impl Sql, at: At<'_>, call: &Call) -> Result<Answer, SqlError> {
        Stop::answer(sql.atomically(|| self.decide(sql, at, call)))
    }

    fn say_again(&self, sql: &impl Sql, at: At<'_>) -> Result<(), Stop> {
        self.tell_blocked_again(sql, at)?;
        facts::register_again(sql, at)
    }

    fn receive(&self, sql: &impl Sql, at: At<'_>, delivery: &Delivery) -> Result<Answer, SqlError> {
        let apply = || self.hear(sql, at, delivery);
        Stop::answer(inbox::receive(sql, at.now, delivery, apply).map(|_| Answer::reply(&Done {})))
    }

    async fn tick(&self, sql: &impl Sql, world: &impl World) -> Result<(), SqlError> {
        once::sweep(sql, world.now())?;
        core::people::sweep_invitations(sql, world.now())?;
        self.reseal(sql, At { now: world.now(), entropy: world.entropy() })?;
        outbox::deliver(sql, world, &self.me()).await
    }

    fn wake_at(&self, sql: &impl Sql) -> Result<Option<Instant>, SqlError> {
        let due = [outbox::wake_at(sql)?, reseal::wake_at(sql)?, once::wake_at(sql)?, core::people::sweep_invitations_at(sql)?];
        Ok(due.into_iter().flatten().min())
    }
}

/// The longest page of any list.
const LONGEST_PAGE: u8 = 100;

/// As many as a page may hold of what is asked for. One more is read, which tells whether there are more.
fn longest(most: u32) -> u8 {
    u8::try_from(most).unwrap_or(LONGEST_PAGE).clamp(1, LONGEST_PAGE)
}

/// Cuts what was read to a page; gives whether there was more.
fn cut<T>(read: &mut Vec<T>, most: u8) -> bool {
    let more = read.len() > most.into();
    read.truncate(most.into());
    more
}

/// Where the domain's refusals become kinds of problem.
fn stop(refusal: core::Refusal) -> Stop {
    match refusal {
        core::Refusal::Unknown => Stop::Refused(ProblemKind::NotFound),
        core::Refusal::Unfit => Stop::Refused(ProblemKind::Invalid),
        core::Refusal::Store(error) => Stop::Store(error),
    }
}

fn stop_settings(refusal: core::settings::Refusal) -> Stop {
    use core::settings::Refusal;
    Stop::Refused(match refusal {
        Refusal::Unknown => ProblemKind::NotFound,
        Refusal::Conflict => ProblemKind::Changed,
        Refusal::TooMany | Refusal::Locked => ProblemKind::NotPossibleNow,
        Refusal::OutOfBounds(_) | Refusal::Unfit => ProblemKind::Invalid,
        Refusal::Store(error) => return Stop::Store(error),
    })
}

fn stop_people(refusal: core::people::Refusal) -> Stop {
    use core::people::Refusal;
    Stop::Refused(match refusal {
        Refusal::Unknown => ProblemKind::NotFound,
        Refusal::Conflict => ProblemKind::Changed,
        Refusal::TooMany | Refusal::LastOwner | Refusal::AlreadyMember => ProblemKind::NotPossibleNow,
        Refusal::NotAllowed => ProblemKind::Forbidden,
        Refusal::NotProven => ProblemKind::ProveFirst,
        Refusal::NeedsPractitioner | Refusal::NoRole | Refusal::OutOfBounds | Refusal::NoLink => ProblemKind::Invalid,
        Refusal::InvitationDead => ProblemKind::LinkExpired,
        Refusal::Store(error) => return Stop::Store(error),
    })
}

fn stop_patient(refusal: core::patient::Refusal) -> Stop {
    use core::patient::Refusal;
    Stop::Refused(match refusal {
        Refusal::Unknown | Refusal::Erased => ProblemKind::NotFound,
        Refusal::Merged { .. } | Refusal::Conflict { .. } => ProblemKind::Changed,
        Refusal::Unseen => ProblemKind::VersionNeeded,
        Refusal::Oneself => ProblemKind::Invalid,
        Refusal::Corrected | Refusal::TooMany => ProblemKind::NotPossibleNow,
        Refusal::Vault(error) => return stop_vault(error),
        Refusal::Store(error) => return Stop::Store(error),
    })
}

/// What is sealed stays so without the right keys: whoever asks may ask again once they are back.
fn stop_vault(error: VaultError) -> Stop {
    match error {
        VaultError::NoKey | VaultError::Master | VaultError::Sealed => Stop::Refused(ProblemKind::Unavailable),
        VaultError::Store(error) => Stop::Store(error),
    }
}
