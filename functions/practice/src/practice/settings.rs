//! Founding a practice, and changing what it is, where it works and what it offers.

use std::collections::BTreeMap;

use guichet_contracts::{
    Answer, Principal, ProblemKind, Stop, allow,
    command::{
        agenda::Done,
        practice::{
            AddPractitioner, ChangeSettings, Choice, CreatePractice, FoundPractice, Founded, PutCategory, PutLocation, PutService,
            RotateDataKey, WithdrawCategory, WithdrawLocation, WithdrawService,
        },
    },
};
use guichet_kernel::{Country, PracticeId, Region, Role, Sql};
use guichet_practice_core::{
    self as core,
    audit::{AuditAction, Detail},
    people::{self, Actor, NewMember, Who},
    settings::{self, SettingName, SettingValue, Unit},
    vault::{self, Vault},
};

use super::{PracticeObject, authority::Turn, cards, people::invitee, reseal, stop, stop_people, stop_settings, stop_vault};

impl PracticeObject {
    /// The practice that this object is, if a command says the same.
    fn serves(&self, practice: PracticeId, country: Country) -> Result<(), Stop> {
        let own = self.name.practice_id() == Some(practice) && Region::of(country) == self.name.region();
        if own { Ok(()) } else { Err(Stop::Refused(ProblemKind::BadRequest)) }
    }

    pub(super) fn found(&self, sql: &impl Sql, turn: &Turn<'_>, command: FoundPractice) -> Result<Answer, Stop> {
        let FoundPractice { card, owner, setup } = command;
        let practice = card.practice;
        self.serves(practice, card.country)?;
        // What one setting, one place or one service at a time may not be, all at once may not be either.
        let within = |name: SettingName, value: i64| (name.spec().least..=name.spec().most).contains(&value);
        let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
        let sound = within(SettingName::CancellationNotice, card.cancellation_notice.into())
            && within(SettingName::BookingNotice, card.booking_notice.into())
            && within(SettingName::BookingHorizon, card.booking_horizon.into())
            && within(SettingName::OpenBookings, card.open_bookings.into())
            && (1..=settings::MOST_LOCATIONS).contains(&count(card.locations.len()))
            && count(card.services.len()) <= settings::MOST_SERVICES;
        if !sound {
            return Err(Stop::Refused(ProblemKind::Invalid));
        }
        let before = standing(sql)?;
        // Its agendas, its Directory and its words are its country's.
        if before.as_ref().is_some_and(|before| before.country != card.country) {
            return Err(Stop::Refused(ProblemKind::Invalid));
        }
        core::found(sql, &cards::from_card(card)).map_err(stop)?;
        turn.note(AuditAction::PracticeFounded, Some(practice), Detail::none());
        self.tell_practice(sql, turn.at)?;
        let name = core::settings(sql).map_err(stop)?.name;
        if before.as_ref().is_some_and(|before| before.name != name) {
            self.tell_members(sql, turn.at)?;
        }
        if let Some(owner) = owner {
            self.invite_owner(sql, turn, &owner)?;
        }
        let key = if before.is_none() && !setup.is_empty() { Some(super::keys::issue_for_setup(sql, turn, setup)?) } else { None };
        Ok(Answer::reply(&Founded { key }))
    }

    /// Invites an owner where nobody works yet and nobody is asked to.
    fn invite_owner(&self, sql: &impl Sql, turn: &Turn<'_>, owner: &guichet_contracts::command::people::Invitee) -> Result<(), Stop> {
        let nobody = people::members(sql, true).map_err(stop_people)?.is_empty();
        let unasked = people::invitations(sql, turn.at.now).map_err(stop_people)?.is_empty();
        if !(nobody && unasked) {
            return Ok(());
        }
        if !owner.roles.contains(&Role::Owner) {
            return Err(Stop::Refused(ProblemKind::Invalid));
        }
        self.invite_as(sql, turn, &people::Authority::operator(), &invitee(&self.secrets.identity, owner)?, owner.locale).map(drop)
    }

    /// Whoever asks becomes the owner. Somebody who is nobody here learns no more of a practice that stands than of one that
    /// does not.
    pub(super) fn create(&self, sql: &impl Sql, turn: &Turn<'_>, command: CreatePractice) -> Result<Answer, Stop> {
        let Principal::Person { identity, .. } = &turn.call.principal else { return Err(Stop::Refused(ProblemKind::Forbidden)) };
        let CreatePractice { country, name, telephone, location, founder } = command;
        let practice = self.name.practice_id().ok_or(Stop::Refused(ProblemKind::BadRequest))?;
        self.serves(practice, country)?;
        let own = identity.identity_id().filter(|_| identity.region() == self.name.region());
        let own = own.ok_or(Stop::Refused(ProblemKind::BadRequest))?;
        if standing(sql)?.is_some() {
            let known = people::authority(sql, &Who::Identity(own), turn.at.now).map_err(stop_people)?.is_some();
            return if known { Ok(Answer::reply(&Founded { key: None })) } else { Err(Stop::Refused(ProblemKind::NotFound)) };
        }
        allow(self.secrets.identity.identity(&founder.email) == Some(own))?;
        let default = |name: SettingName| cards::number(name.spec().default);
        let settings = core::Settings {
            practice,
            version: 0,
            country,
            name,
            telephone,
            cancellation_notice: u32::try_from(default(SettingName::CancellationNotice)).unwrap_or_default(),
            booking_notice: u32::try_from(default(SettingName::BookingNotice)).unwrap_or_default(),
            booking_horizon: u16::try_from(default(SettingName::BookingHorizon)).unwrap_or_default(),
            open_bookings: u8::try_from(default(SettingName::OpenBookings)).unwrap_or_default(),
            confirm_by_link: default(SettingName::ConfirmByLink) != 0,
            alerts: None,
            locations: vec![cards::location(location)],
            services: Vec::new(),
        };
        core::found(sql, &settings).map_err(stop)?;
        let owner = NewMember {
            identity: own,
            given_name: founder.given_name,
            family_name: founder.family_name,
            email: founder.email,
            roles: [Role::Owner].into(),
            practitioner: None,
        };
        let member = people::found_owner(sql, turn.at, &owner).map_err(stop_people)?.member;
        turn.note_as(Actor::Member(member.id), AuditAction::PracticeFounded, Some(practice), Detail::none());
        self.tell_practice(sql, turn.at)?;
        self.tell_member(sql, turn.at, &member)?;
        Ok(Answer::reply(&Founded { key: None }))
    }

    pub(super) fn add_practitioner(&self, sql: &impl Sql, turn: &Turn<'_>, command: &AddPractitioner) -> Result<Answer, Stop> {
        core::settings(sql).map_err(stop)?;
        core::add_practitioner(sql, command.practitioner, turn.at.now).map_err(stop)?;
        self.tell_card(sql, turn.at, command.practitioner)?;
        Ok(Answer::reply(&Done {}))
    }

    /// Makes a change of the settings that are at `version`, tells it, and answers them as they then are.
    fn changing<S: Sql>(
        &self,
        sql: &S,
        turn: &Turn<'_>,
        version: i64,
        change: impl FnOnce(&core::Settings) -> Result<(), Stop>,
    ) -> Result<Answer, Stop> {
        let before = core::settings(sql).map_err(stop)?;
        if before.version != version {
            return Err(Stop::Refused(ProblemKind::Changed));
        }
        change(&before)?;
        let after = core::settings(sql).map_err(stop)?;
        if after.version != before.version {
            self.tell_practice(sql, turn.at)?;
        }
        if after.name != before.name {
            self.tell_members(sql, turn.at)?;
        }
        Ok(Answer::reply(&cards::read_settings(sql)?))
    }

    pub(super) fn change_settings(&self, sql: &impl Sql, turn: &Turn<'_>, command: &ChangeSettings) -> Result<Answer, Stop> {
        self.changing(sql, turn, command.version, |before| {
            if command.name.is_some() || command.telephone.is_some() {
                settings::present(sql, None, command.name.as_ref(), command.telephone.as_ref()).map_err(stop_settings)?;
                turn.note(AuditAction::PracticePresented, Some(before.practice), Detail::none());
            }
            let chosen = command.settings.iter().map(choice).collect::<Result<BTreeMap<_, _>, _>>()?;
            if !chosen.is_empty() || (command.name.is_none() && command.telephone.is_none()) {
                settings::change(sql, None, &chosen).map_err(stop_settings)?;
                let words = chosen.keys().map(|name| name.as_str());
                turn.note(AuditAction::SettingsChanged, Some(before.practice), Detail::none().words("settings", words));
            }
            Ok(())
        })
    }

    pub(super) fn put_location(&self, sql: &impl Sql, turn: &Turn<'_>, command: PutLocation) -> Result<Answer, Stop> {
        let location = cards::location(command.location);
        self.changing(sql, turn, command.version, |_| {
            settings::put_location(sql, &location, None).map_err(stop_settings)?;
            turn.note(AuditAction::LocationPut, Some(location.id), Detail::none());
            Ok(())
        })
    }

    pub(super) fn withdraw_location(&self, sql: &impl Sql, turn: &Turn<'_>, command: &WithdrawLocation) -> Result<Answer, Stop> {
        self.changing(sql, turn, command.version, |before| {
            if before.locations.len() == 1 && before.locations.iter().any(|location| location.id == command.location) {
                return Err(Stop::Refused(ProblemKind::NotPossibleNow));
            }
            settings::remove_location(sql, command.location, None).map_err(stop_settings)?;
            turn.note(AuditAction::LocationRemoved, Some(command.location), Detail::none());
            Ok(())
        })
    }

    pub(super) fn put_service(&self, sql: &impl Sql, turn: &Turn<'_>, command: PutService) -> Result<Answer, Stop> {
        let service = cards::service(command.service);
        self.changing(sql, turn, command.version, |_| {
            settings::put_service(sql, &service, None).map_err(stop_settings)?;
            turn.note(AuditAction::ServicePut, Some(service.id), Detail::none());
            Ok(())
        })
    }

    pub(super) fn withdraw_service(&self, sql: &impl Sql, turn: &Turn<'_>, command: &WithdrawService) -> Result<Answer, Stop> {
        self.changing(sql, turn, command.version, |_| {
            settings::remove_service(sql, command.service, None).map_err(stop_settings)?;
            turn.note(AuditAction::ServiceRemoved, Some(command.service), Detail::none());
            Ok(())
        })
    }

    pub(super) fn put_category(&self, sql: &impl Sql, turn: &Turn<'_>, command: &PutCategory) -> Result<Answer, Stop> {
        self.changing(sql, turn, command.version, |_| {
            settings::put_category(sql, command.category, &command.name, None).map_err(stop_settings)?;
            turn.note(AuditAction::CategoryPut, Some(command.category), Detail::none());
            Ok(())
        })
    }

    pub(super) fn withdraw_category(&self, sql: &impl Sql, turn: &Turn<'_>, command: &WithdrawCategory) -> Result<Answer, Stop> {
        self.changing(sql, turn, command.version, |_| {
            settings::remove_category(sql, command.category, None).map_err(stop_settings)?;
            turn.note(AuditAction::CategoryRemoved, Some(command.category), Detail::none());
            Ok(())
        })
    }

    /// Puts the data keys under the current master key; a new data key is followed by sealing everything anew, in `tick`.
    pub(super) fn rotate(&self, sql: &impl Sql, turn: &Turn<'_>, command: &RotateDataKey) -> Result<Answer, Stop> {
        let (master, practice) = self.master()?;
        Vault::found(sql, turn.at, master, practice).map_err(stop_vault)?;
        vault::rewrap(sql, turn.at, master, practice).map_err(stop_vault)?;
        if command.renew {
            vault::rotate(sql, turn.at, master, practice).map_err(stop_vault)?;
            reseal::due(sql, turn.at.now)?;
        }
        let what = if command.renew { "data" } else { "master" };
        turn.note(AuditAction::KeysRotated, Some(practice), Detail::none().word("key", what));
        Ok(Answer::reply(&Done {}))
    }
}

/// The settings, once the practice was founded.
fn standing(sql: &impl Sql) -> Result<Option<core::Settings>, Stop> {
    match core::settings(sql) {
        Err(core::Refusal::Unknown) => Ok(None),
        settings => settings.map(Some).map_err(stop),
    }
}

/// One setting chosen, or left to its default.
fn choice(choice: &Choice) -> Result<(SettingName, Option<SettingValue>), Stop> {
    let name = SettingName::from_word(&choice.name).ok_or(Stop::Refused(ProblemKind::Invalid))?;
    let value = match (name.spec().unit, choice.value) {
        (_, None) => None,
        (Unit::YesNo, Some(value @ (0 | 1))) => Some(SettingValue::Flag(value == 1)),
        (Unit::YesNo, Some(_)) => return Err(Stop::Refused(ProblemKind::Invalid)),
        (Unit::Minutes | Unit::Days | Unit::Appointments | Unit::Patients, Some(value)) => Some(SettingValue::Number(value)),
    };
    Ok((name, value))
}
