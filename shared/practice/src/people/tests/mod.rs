//! Who works here: the rules, on a practice with an owner.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use guichet_kernel::{
    At, Country, Delegation, EmailAddress, IdentityId, Instant, Label, MemberId, PersonName, PracticeId, PractitionerId, Right, Role, Sql,
    Telephone, Token, sql,
};
use guichet_testkit::{Memory, SeededEntropy};

use super::*;
use crate::settings::{self, SettingName, SettingValue, Settings};

mod authorities;
mod delegations;
mod invitations;
mod keys;
mod members;
mod owners;

/// A practice, its owner, and whoever is invited.
struct Desk {
    sql: Memory,
    entropy: SeededEntropy,
    now: Instant,
    owner: Member,
}

impl Desk {
    fn new() -> Self {
        let (sql, entropy, now) = (Memory::new(), SeededEntropy::new(11), Instant::from_millis(1_795_000_000_000));
        sql::migrate(&sql, &[crate::schema::MIGRATIONS, schema::MIGRATIONS], now).unwrap();
        let practice = Settings {
            practice: PracticeId::draw(now, &entropy),
            version: 0,
            country: Country::France,
            name: label("Cabinet des Lilas"),
            telephone: Telephone { dial: "+33478000000".to_owned().try_into().unwrap(), shown: label("04 78 00 00 00") },
            cancellation_notice: 1_440,
            booking_notice: 120,
            booking_horizon: 90,
            open_bookings: 4,
            confirm_by_link: false,
            alerts: None,
            locations: vec![],
            services: vec![],
        };
        settings::found(&sql, &practice).unwrap();
        let owner = found_owner(&sql, At { now, entropy: &entropy }, &new_member("olga", &[Role::Owner])).unwrap().member;
        Self { sql, entropy, now, owner }
    }

    fn at(&self) -> At<'_> {
        At { now: self.now, entropy: &self.entropy }
    }

    fn later(&mut self, by: TimeDelta) {
        self.now = self.now.plus(by);
    }

    fn set(&self, name: SettingName, value: SettingValue) {
        settings::change(&self.sql, None, &[(name, Some(value))].into()).unwrap();
    }

    fn authority_of(&self, member: &Member) -> Authority {
        authority(&self.sql, &Who::Identity(member.identity), self.now).unwrap().unwrap()
    }

    fn olga(&self) -> Authority {
        self.authority_of(&self.owner)
    }

    fn invite_as(&self, by: &Authority, name: &str, roles: &[Role]) -> Result<(Invitation, Token), Refusal> {
        self.sql.atomically(|| invite(&self.sql, self.at(), by, &invitee(name, roles)))
    }

    fn invite(&self, name: &str, roles: &[Role]) -> Token {
        self.invite_as(&self.olga(), name, roles).unwrap().1
    }

    fn accept(&self, secret: &Token, name: &str) -> Result<Staffed, Refusal> {
        self.sql.atomically(|| accept(&self.sql, self.at(), secret, identity(name), Some(practitioner(name))))
    }

    fn join(&self, name: &str, roles: &[Role]) -> Member {
        self.accept(&self.invite(name, roles), name).unwrap().member
    }

    fn change(&self, member: &Member, by: &Authority, change: &MemberChange) -> Result<Staffed, Refusal> {
        self.sql.atomically(|| change_member(&self.sql, self.now, member.id, None, by, change))
    }

    fn roles(&self, member: &Member, by: &Authority, roles: &[Role]) -> Result<Staffed, Refusal> {
        self.change(member, by, &MemberChange { roles: Some(roles.iter().copied().collect()), ..MemberChange::default() })
    }

    fn end(&self, member: &Member, by: &Authority) -> Result<Member, Refusal> {
        self.sql.atomically(|| end_member(&self.sql, self.now, member.id, None, by)).map(|staffed| staffed.member)
    }

    fn give(&self, acting: &Member, to: &Member, what: Delegation, proven: bool) -> Result<(), Refusal> {
        let grant = Grant { practitioner: acting.practitioner.as_ref().unwrap().id, member: to.id, what };
        self.sql.atomically(|| give(&self.sql, self.now, acting.id, grant, proven))
    }

    fn withdraw(&self, acting: &Member, to: &Member, what: Delegation) {
        let grant = Grant { practitioner: acting.practitioner.as_ref().unwrap().id, member: to.id, what };
        withdraw(&self.sql, self.now, acting.id, grant).unwrap();
    }

    /// Whose agendas the member runs, by name.
    fn runs(&self, member: &Member) -> BTreeSet<PractitionerId> {
        self.authority_of(member).runs.into_iter().collect()
    }
}

fn label(text: &str) -> Label {
    Label::parse(text).unwrap()
}

fn email(name: &str) -> EmailAddress {
    EmailAddress::parse(&format!("{name}@exemple.fr")).unwrap()
}

fn identity(name: &str) -> IdentityId {
    IdentityId::of(b"a key", &email(name)).unwrap()
}

/// The practitioner that a person of that name is, everywhere.
fn practitioner(name: &str) -> PractitionerId {
    PractitionerId::from_digits(&identity(name).digits()).unwrap()
}

fn professional(name: &str) -> Professional {
    Professional { id: practitioner(name), profession: label("Kinésithérapeute"), slug: name.to_owned().try_into().unwrap() }
}

fn new_member(name: &str, roles: &[Role]) -> NewMember {
    let practitioner = roles.contains(&Role::Practitioner).then(|| professional(name));
    let Invitee { identity, email, given_name, family_name, roles, .. } = invitee(name, roles);
    NewMember { identity, given_name, family_name, email, roles, practitioner }
}

fn invitee(name: &str, roles: &[Role]) -> Invitee {
    Invitee {
        identity: identity(name),
        email: email(name),
        given_name: PersonName::parse(name).unwrap(),
        family_name: PersonName::parse("Martin").unwrap(),
        roles: roles.iter().copied().collect(),
        profession: roles.contains(&Role::Practitioner).then(|| label("Kinésithérapeute")),
        slug: None,
    }
}

/// A key of such rights, as it acts.
fn key_with(desk: &Desk, rights: &[Right]) -> Authority {
    let rights = rights.iter().copied().collect();
    let (_, secret) = issue(&desk.sql, desk.at(), &desk.olga(), &label("Comptabilité"), &rights, None).unwrap();
    authority(&desk.sql, &Who::Key(secret.hash()), desk.now).unwrap().unwrap()
}

fn is_active(desk: &Desk, id: MemberId) -> bool {
    member(&desk.sql, id).unwrap().is_active()
}
