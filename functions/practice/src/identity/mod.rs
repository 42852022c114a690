//! The Identity object without its platform: maps commands and facts to `guichet_practice_core::identity`, and back.
//!
//! **Invariants**
//! - It answers the same to whoever asks for a link, whether the address is known or not, and when too much was asked.
//! - What revokes a session is an answer, never an error, since an error would undo it.
//! - A session opens the commands of its own kind only: those of the desk, or those of the patient space.
//! - Only [`CheckSession`] and [`CheckSpace`] give a new secret: no other reply has room for one, and a secret that nobody was told locks out.

mod asked;
mod sign_in;
mod space;

use guichet_contracts::{
    Access, Answer, Call, Command, Described, Object, Principal, ProblemKind, Stop, allow,
    command::{
        agenda::Done,
        identity::{
            AskCode, AskSignIn, COMMANDS, CheckSession, ClaimPractitioner, Claimed, ListSessions, Membership, Proof, ProveCode, Proved,
            ReadSignIn, RedeemSignIn, RevokeOtherSessions, RevokeSession, Session, SessionCard, Sessions, SignOut,
        },
        space::{AskSpace, COMMANDS as OF_SPACE, CheckSpace, LeaveSpace, OpenSpace, Unlock},
    },
    dispatch,
    event::{Fact, IdentityRegisteredV1, MembershipChangedV1, MovedTodayV1, PatientReachedV1, read_fact},
};
use guichet_kernel::{
    At, Country, Instant, ObjectClass, ObjectName, ObjectRef, Sql, SqlError, Token, World, inbox,
    outbox::{self, Delivery, INBOX_PATH},
    sql::Migrations,
};
use guichet_practice_core::identity as core;

use crate::{outgoing::tell, secrets::Secrets};

/// The behaviour of the Identity of that name.
pub struct IdentityObject {
    name: ObjectName,
    secrets: Secrets,
}

/// The session that asks.
struct Open {
    id: core::SessionId,
    replaced_by: Option<Token>,
}

impl IdentityObject {
    /// The Identity called `name`.
    pub const fn new(name: ObjectName, secrets: Secrets) -> Self {
        Self { name, secrets }
    }

    fn me(&self) -> ObjectRef {
        ObjectRef::new(ObjectClass::Identity, self.name.clone())
    }

    /// The Mailroom that writes to this person.
    fn mailroom(&self) -> ObjectRef {
        ObjectRef::new(ObjectClass::Mailroom, self.name.clone())
    }

    /// Tells a country's Directory, once, that this person's objects exist: as soon as they do, since whatever is due in them is
    /// due whether or not somebody ever signs in.
    fn register(&self, sql: &impl Sql, at: At<'_>, country: Country) -> Result<(), Stop> {
        let directory = ObjectRef::new(ObjectClass::Directory, ObjectName::directory(country));
        if outbox::has_told(sql, &directory)? {
            return Ok(());
        }
        let subject = self.name.identity_id().map(|id| id.to_string()).unwrap_or_default();
        tell(sql, at, &directory, (&subject, 1), &IdentityRegisteredV1 { identity: self.name.clone() })
    }

    /// The session that asks, for the commands that need one.
    fn session(sql: &impl Sql, at: At<'_>, call: &Call) -> Result<Asking, Stop> {
        let needs = |command: &&Described| command.path == call.path && command.access.contains(&Access::Session);
        let Principal::Session { secret } = &call.principal else { return Ok(Asking::None) };
        let kind = if COMMANDS.iter().any(|command| needs(&command)) {
            core::Kind::Staff
        } else if OF_SPACE.iter().any(|command| needs(&command)) {
            core::Kind::Space
        } else {
            return Ok(Asking::None);
        };
        let open = if [CheckSession::PATH, CheckSpace::PATH].contains(&call.path.as_str()) {
            core::check(sql, at, kind, secret).map_err(stop)?.map(|active| Open { id: active.id, replaced_by: active.replaced_by })
        } else {
            check_without_replacing(sql, at, kind, secret)?
        };
        Ok(open.map_or(Asking::Shut, Asking::Open))
    }

    fn check_session(&self, sql: &impl Sql, at: At<'_>, open: &Open) -> Result<Answer, Stop> {
        let person = core::person(sql).map_err(stop)?;
        let membership = |workplace: core::Workplace| Membership {
            practice: workplace.practice,
            name: workplace.name,
            country: workplace.country,
            member: workplace.member,
            roles: workplace.roles.into_iter().collect(),
        };
        Ok(Answer::reply(&Session {
            identity: self.name.clone(),
            id: open.id.to_string(),
            email: person.email.ok_or(Stop::Refused(ProblemKind::Unauthenticated))?,
            locale: person.locale,
            proven: core::is_proven(sql, &open.id, at.now).map_err(stop)?,
            replaced_by: open.replaced_by.clone(),
            practices: core::workplaces(sql).map_err(stop)?.into_iter().map(membership).collect(),
            practitioner: person.practitioner,
        }))
    }

    fn receive_membership(&self, sql: &impl Sql, at: At<'_>, delivery: &Delivery) -> Result<(), Stop> {
        let MembershipChangedV1 { membership, active, given_name, family_name } = read_fact(delivery)?;
        // A practice speaks for itself only, and in its own region.
        let practice = ObjectName::practice(self.name.region(), membership.practice);
        allow(delivery.source == ObjectRef::new(ObjectClass::Practice, practice))?;
        core::name(sql, &given_name, &family_name).map_err(stop)?;
        let workplace = core::Workplace {
            practice: membership.practice,
            name: membership.name,
            country: membership.country,
            member: membership.member,
            roles: membership.roles.into_iter().collect(),
            active,
            version: delivery.version,
        };
        core::put_workplace(sql, &workplace).map_err(stop)?;
        self.register(sql, at, workplace.country)
    }

    /// Has the person told, in the language that they chose, what a practice where they work tells them.
    fn receive_moved(&self, sql: &impl Sql, at: At<'_>, delivery: &Delivery) -> Result<(), Stop> {
        let mut fact: MovedTodayV1 = read_fact(delivery)?;
        let practice = |workplace: &core::Workplace| ObjectName::practice(self.name.region(), workplace.practice);
        let workplaces = core::workplaces(sql).map_err(stop)?;
        allow(workplaces.iter().any(|workplace| delivery.source == ObjectRef::new(ObjectClass::Practice, practice(workplace))))?;
        fact.locale = core::person(sql).map_err(stop)?.locale.unwrap_or(fact.locale);
        tell(sql, at, &self.mailroom(), (&delivery.subject, delivery.version), &fact)
    }
}

/// What a call's session turned out to be.
enum Asking {
    /// The command needs none.
    None,
    /// None that is open.
    Shut,
    /// This one.
    Open(Open),
}

impl Asking {
    fn open(&self) -> Result<&Open, Stop> {
        if let Self::Open(open) = self { Ok(open) } else { Err(Stop::Refused(ProblemKind::Unauthenticated)) }
    }
}

/// Opens a session, and leaves a replacement of its secret to the next [`CheckSession`] or [`CheckSpace`].
fn check_without_replacing(sql: &impl Sql, at: At<'_>, kind: core::Kind, secret: &Token) -> Result<Option<Open>, Stop> {
    enum Undone {
        Due(core::SessionId),
        Stop(Stop),
    }
    impl From<SqlError> for Undone {
        fn from(error: SqlError) -> Self {
            Self::Stop(error.into())
        }
    }
    let checked = sql.atomically(|| match core::check(sql, at, kind, secret).map_err(|refusal| Undone::Stop(stop(refusal)))? {
        Some(active) if active.replaced_by.is_some() => Err(Undone::Due(active.id)),
        active => Ok(active.map(|active| active.id)),
    });
    match checked {
        Ok(id) => Ok(id.map(|id| Open { id, replaced_by: None })),
        Err(Undone::Due(id)) => Ok(Some(Open { id, replaced_by: None })),
        Err(Undone::Stop(stop)) => Err(stop),
    }
}

impl Object for IdentityObject {
    const CLASS: ObjectClass = ObjectClass::Identity;

    fn migrations(&self) -> Vec<Migrations> {
        vec![outbox::MIGRATIONS, inbox::MIGRATIONS, core::schema::MIGRATIONS, asked::MIGRATIONS]
    }

    fn opens(&self, path: &str) -> bool {
        // By a practice's fact too: somebody may work there before they first sign in.
        path == AskSignIn::PATH || path == INBOX_PATH
    }

    fn obey(&self, sql: &impl Sql, at: At<'_>, call: &Call) -> Result<Answer, SqlError> {
        Stop::answer(sql.atomically(|| {
            let session = Self::session(sql, at, call)?;
            if matches!(session, Asking::Shut) {
                return Ok(ProblemKind::Unauthenticated.into());
            }
            dispatch!(call, {
                AskSignIn => |command| self.ask_sign_in(sql, at, &command),
                ReadSignIn => |command| sign_in::read(sql, at, call, &command),
                RedeemSignIn => |command| Self::redeem_sign_in(sql, at, call, &command),
                CheckSession => |_command| self.check_session(sql, at, session.open()?),
                ListSessions => |_command| sessions(sql, at, session.open()?),
                RevokeSession => |command| revoke(sql, at, session.open()?, &command),
                RevokeOtherSessions => |_command| {
                    let open = session.open()?;
                    core::revoke_others(sql, &open.id, at.now).map_err(stop)?;
                    sessions(sql, at, open)
                },
                SignOut => |_command| leave(sql, at, session.open()?),
                AskCode => |command| self.ask_code(sql, at, session.open()?, &command),
                ProveCode => |command| prove(sql, at, session.open()?, &command),
                ClaimPractitioner => |_command| {
                    session.open()?;
                    let practitioner = core::claim_practitioner(sql, at).map_err(stop)?;
                    Ok(Answer::reply(&Claimed { practitioner }))
                },
                AskSpace => |command| self.ask_space(sql, at, &command),
                OpenSpace => |command| space::open(sql, at, call, &command),
                CheckSpace => |_command| space::check(sql, session.open()?),
                Unlock => |command| space::unlock(sql, session.open()?, &command),
                LeaveSpace => |_command| leave(sql, at, session.open()?),
            })
        }))
    }

    fn receive(&self, sql: &impl Sql, at: At<'_>, delivery: &Delivery) -> Result<Answer, SqlError> {
        let apply = || match delivery.kind.as_str() {
            MembershipChangedV1::KIND => self.receive_membership(sql, at, delivery),
            PatientReachedV1::KIND => self.receive_reached(sql, at, delivery),
            MovedTodayV1::KIND => self.receive_moved(sql, at, delivery),
            _ => Err(Stop::Refused(ProblemKind::BadRequest)),
        };
        Stop::answer(inbox::receive(sql, at.now, delivery, apply).map(|_| Answer::reply(&Done {})))
    }

    async fn tick(&self, sql: &impl Sql, world: &impl World) -> Result<(), SqlError> {
        // Addresses that nobody proved go first, whatever becomes of the deliveries.
        core::sweep(sql, world.now())?;
        outbox::deliver(sql, world, &self.me()).await?;
        sql.atomically(|| asked::sweep(sql, world.now()))
    }

    fn wake_at(&self, sql: &impl Sql) -> Result<Option<Instant>, SqlError> {
        Ok([outbox::wake_at(sql)?, core::sweep_at(sql)?, asked::sweep_at(sql)?].into_iter().flatten().min())
    }
}

fn sessions(sql: &impl Sql, at: At<'_>, open: &Open) -> Result<Answer, Stop> {
    let card = |session: core::Session| SessionCard {
        this: session.id == open.id,
        id: session.id.to_string(),
        device: session.device,
        started_at: session.started_at,
        seen_at: session.seen_at,
    };
    let sessions = core::list(sql, at.now).map_err(stop)?.into_iter().map(card).collect();
    Ok(Answer::reply(&Sessions { sessions }))
}

fn revoke(sql: &impl Sql, at: At<'_>, open: &Open, command: &RevokeSession) -> Result<Answer, Stop> {
    let id = command.id.parse().map_err(|_| Stop::Refused(ProblemKind::NotFound))?;
    core::revoke(sql, &id, at.now).map_err(stop)?;
    sessions(sql, at, open)
}

/// Ends the session that asks.
fn leave(sql: &impl Sql, at: At<'_>, open: &Open) -> Result<Answer, Stop> {
    core::revoke(sql, &open.id, at.now).map_err(stop)?;
    Ok(Answer::reply(&Done {}))
}

fn prove(sql: &impl Sql, at: At<'_>, open: &Open, command: &ProveCode) -> Result<Answer, Stop> {
    // What cannot be a code is no guess at one.
    let Some(code) = core::Code::parse(&command.code) else { return Ok(proved(Proof::Wrong)) };
    Ok(proved(match core::prove(sql, &open.id, &code, at.now).map_err(stop)? {
        core::Proof::Proven => Proof::Proven,
        core::Proof::Wrong => Proof::Wrong,
        core::Proof::Dead => Proof::Dead,
    }))
}

fn proved(proof: Proof) -> Answer {
    Answer::reply(&Proved { proof })
}

/// Where the domain's refusals become kinds of problem.
fn stop(refusal: core::Refusal) -> Stop {
    match refusal {
        core::Refusal::TooMany => Stop::Refused(ProblemKind::TooMany),
        core::Refusal::LinkDead => Stop::Refused(ProblemKind::LinkExpired),
        core::Refusal::Store(error) => Stop::Store(error),
    }
}
