//! Who asks, and what they may do here: looked up for each command, and checked against its rule before its arm runs.

use std::cell::RefCell;

use guichet_contracts::{
    Access, Answer, Call, Described, Principal, ProblemKind, Stop,
    command::{
        card::PractitionerCard,
        patient, people as people_commands,
        practice::{self as practice_commands, Authority},
        space,
    },
};
use guichet_kernel::{At, Label, MemberId, Sql};
use guichet_practice_core::{
    self as core,
    audit::{AuditAction, Deed, Detail, Named, Subject},
    people::{self, Actor, Member, Who},
};

use super::{PracticeObject, cards, stop_people};

/// One command being obeyed: when, from whom, and what the trail will say of it.
pub(super) struct Turn<'a> {
    pub(super) at: At<'a>,
    pub(super) call: &'a Call,
    seat: Option<Seat>,
    deeds: RefCell<Vec<Deed>>,
}

/// Somebody who works here, or a key of the practice.
struct Seat {
    authority: people::Authority,
    proven: bool,
}

/// Every command of a Practice, from the one list that the authorisation matrix is made from too.
pub(super) fn described(path: &str) -> Option<&'static Described> {
    [practice_commands::COMMANDS, people_commands::COMMANDS, patient::COMMANDS, space::COMMANDS]
        .into_iter()
        .flatten()
        .find(|command| command.path == path)
}

/// Whether a rule is for those who work here.
pub(super) const fn is_for_staff(access: Access) -> bool {
    matches!(access, Access::Member | Access::Has(_) | Access::Proven(_))
}

impl PracticeObject {
    /// Finds out who asks, and refuses who may not. Whoever is nobody here learns no more than at a practice that nobody has
    /// opened: [`ProblemKind::NotFound`].
    pub(super) fn turn<'a>(&self, sql: &impl Sql, at: At<'a>, call: &'a Call) -> Result<Turn<'a>, Stop> {
        let access = described(&call.path).map_or(&[][..], |command| command.access);
        let asks = matches!(call.principal, Principal::Person { .. } | Principal::Key { .. });
        let seat = if asks && access.iter().copied().any(is_for_staff) {
            let seat = self.seat(sql, at, &call.principal)?.ok_or(Stop::Refused(ProblemKind::NotFound))?;
            seat.check(access, &call.principal)?;
            Some(seat)
        } else {
            None
        };
        Ok(Turn { at, call, seat, deeds: RefCell::new(Vec::new()) })
    }

    fn seat(&self, sql: &impl Sql, at: At<'_>, principal: &Principal) -> Result<Option<Seat>, Stop> {
        let (who, proven) = match principal {
            Principal::Person { identity, proven } if identity.region() == self.name.region() => match identity.identity_id() {
                Some(identity) => (Who::Identity(identity), *proven),
                None => return Ok(None),
            },
            Principal::Key { token } => (Who::Key(token.hash()), true),
            _ => return Ok(None),
        };
        let authority = people::authority(sql, &who, at.now).map_err(stop_people)?;
        Ok(authority.map(|authority| Seat { authority, proven }))
    }
}

/// Says to the one who asks what they may do here.
pub(super) fn read_authority(sql: &impl Sql, turn: &Turn<'_>) -> Result<Answer, Stop> {
    let by = turn.by()?;
    let settings = core::settings(sql).map_err(super::stop)?;
    let colleagues = people::members(sql, false).map_err(stop_people)?;
    let card = |id| colleagues.iter().filter(|member| member.gives_care_as() == Some(id)).find_map(cards::practitioner);
    let runs: Vec<PractitionerCard> = by.runs.iter().copied().filter_map(card).collect();
    Ok(Answer::reply(&Authority {
        actor: word(by.actor)?,
        member: turn.member(),
        name: by.name.as_str().to_owned(),
        practice: settings.practice,
        country: settings.country,
        zone: cards::zone(&settings)?,
        practice_name: settings.name,
        rights: by.rights.iter().copied().collect(),
        runs,
    }))
}

impl Seat {
    fn check(&self, access: &[Access], principal: &Principal) -> Result<(), Stop> {
        let passes = |access: &Access| match access {
            Access::Member => true,
            Access::Has(right) => self.authority.has(*right),
            Access::Proven(right) => self.proven && self.authority.has(*right),
            other => other.admits(principal),
        };
        if access.iter().any(passes) {
            return Ok(());
        }
        let once_proven = access.iter().any(|access| matches!(access, Access::Proven(right) if self.authority.has(*right)));
        Err(Stop::Refused(if once_proven { ProblemKind::ProveFirst } else { ProblemKind::Forbidden }))
    }
}

impl Turn<'_> {
    /// What the one who asks may do here; for commands of the staff.
    pub(super) fn by(&self) -> Result<&people::Authority, Stop> {
        self.seat.as_ref().map(|seat| &seat.authority).ok_or(Stop::Refused(ProblemKind::Forbidden))
    }

    /// Whether they have lately proven who they are.
    pub(super) fn is_proven(&self) -> bool {
        self.seat.as_ref().is_some_and(|seat| seat.proven)
    }

    /// The membership of the one who asks; none for a key.
    pub(super) fn member(&self) -> Option<MemberId> {
        match self.seat.as_ref()?.authority.actor {
            Actor::Member(id) => Some(id),
            _ => None,
        }
    }

    /// Who asks, for the trail.
    pub(super) fn actor(&self) -> Actor {
        match (&self.seat, &self.call.principal) {
            (Some(seat), _) => seat.authority.actor,
            (None, Principal::Operator) => Actor::Operator,
            (None, _) => Actor::System,
        }
    }

    /// Has the trail say what was done, in the transaction that does it.
    pub(super) fn note(&self, action: AuditAction, subject: Option<impl Named>, detail: Detail) {
        self.note_as(self.actor(), action, subject, detail);
    }

    /// The same, done by another than the one who asks: somebody who has just become a member, or a rule.
    pub(super) fn note_as(&self, actor: Actor, action: AuditAction, subject: Option<impl Named>, detail: Detail) {
        self.deeds.borrow_mut().push(Deed { actor, action, subject: subject.map(Subject::of), detail });
    }

    /// What the trail will say.
    pub(super) fn deeds(&self) -> Vec<Deed> {
        self.deeds.take()
    }
}

/// An actor's word in the trail.
pub(super) fn word(actor: Actor) -> Result<Label, Stop> {
    Label::parse(&actor.to_string()).map_err(|_| Stop::Refused(ProblemKind::Internal))
}

/// The name of an actor, where they are still known.
pub(super) fn names(sql: &impl Sql) -> Result<impl Fn(Actor) -> Option<String>, Stop> {
    let members = people::members(sql, true).map_err(stop_people)?;
    let keys = people::keys(sql).map_err(stop_people)?;
    let full = |member: &Member| format!("{} {}", member.given_name.as_str(), member.family_name.as_str());
    Ok(move |actor| match actor {
        Actor::Member(id) => members.iter().find(|member| member.id == id).map(full),
        Actor::Key(id) => keys.iter().find(|key| key.id == id).map(|key| key.label.as_str().to_owned()),
        Actor::Operator | Actor::System => None,
    })
}
