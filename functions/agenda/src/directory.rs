//! The Directory object without its platform: keeps a country's registry and its public list from what practices, agendas and
//! identities say of themselves, publishes the public pages, and asks every object in turn whether it is well.

mod public;
mod publishing;

use chrono::TimeDelta;
use futures_util::future::join_all;
use guichet_agenda_core::directory as core;
use guichet_contracts::{
    Answer, AskPulse, Call, Command, Object, PULSE_PATH, Principal, ProblemKind, Pulse, Stop, allow,
    command::{
        agenda::Done,
        card::{PracticeCard, PractitionerCard},
        directory::{
            Beat, KnownObject, ListPages, ListParts, Objects, ReadObjects, ReadPracticePage, ReadRegistry, Rebuild, Registered, Registry,
            SearchDirectory,
        },
    },
    dispatch,
    event::{AgendaRegisteredV1, Fact, FreeChangedV1, IdentityRegisteredV1, PracticeRegisteredV1, PractitionerRegisteredV1, read_fact},
};
use guichet_kernel::{
    At, Country, Instant, Label, ObjectClass, ObjectName, ObjectRef, PracticeId, Sql, SqlError, World, inbox,
    outbox::{Delivery, INBOX_PATH},
    read,
    sql::Migrations,
};

use crate::object::to_json;

/// How many objects a beat asks.
const ASKED_A_BEAT: u32 = 50;
/// How many objects a rebuilding names at once.
const MOST_NAMED: usize = 500;
/// How many at once: the platform lets six calls be under way.
const AT_ONCE: usize = 6;
/// After that nobody more is asked, so that a beat is over before the next: whoever is left is the first then.
const LONGEST_BEAT: TimeDelta = TimeDelta::seconds(20);

/// The behaviour of the Directory of that name.
pub struct DirectoryObject {
    name: ObjectName,
    country: Country,
}

impl DirectoryObject {
    /// The Directory called `name`; `None` for a name that is no country's.
    pub fn new(name: ObjectName) -> Option<Self> {
        let country = name.country()?;
        Some(Self { name, country })
    }

    fn read_registry(sql: &impl Sql, command: &ReadRegistry) -> Result<Answer, Stop> {
        let most = command.most.clamp(1, 100);
        let mut found = core::practices(sql, command.after, most + 1)?;
        let more = found.len() > usize::try_from(most).unwrap_or(usize::MAX);
        found.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let practices = found.into_iter().map(|practice| registered(sql, &practice)).collect::<Result<_, _>>()?;
        Ok(Answer::reply(&Registry { practices, more }))
    }

    fn read_objects(sql: &impl Sql, command: &ReadObjects) -> Result<Answer, Stop> {
        let most = command.most.clamp(1, 500);
        let mut found = core::objects(sql, command.after.as_ref(), most + 1)?;
        let more = found.len() > usize::try_from(most).unwrap_or(usize::MAX);
        found.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let known = |known: core::Known| KnownObject {
            object: known.object,
            known_since: known.since,
            seen_at: known.seen_at,
            due_at: known.due_at,
        };
        Ok(Answer::reply(&Objects { objects: found.into_iter().map(known).collect(), more }))
    }

    /// A beat is work that is due: it is made by the alarm, and whoever wants it need not wait.
    fn beat(sql: &impl Sql, at: At<'_>) -> Result<Answer, Stop> {
        core::ask_for_beat(sql, at.now)?;
        Ok(Answer::reply(&Done {}))
    }

    /// What is lost comes back from whom it is about: each practice and each agenda is asked, at once and beat after beat. Whoever is named
    /// and holds nothing when they are asked is nobody, and is known no more.
    fn rebuild(&self, sql: &impl Sql, at: At<'_>, command: &Rebuild) -> Result<Answer, Stop> {
        let ours = |object: &ObjectRef| may_be(object) && object.name.region() == self.name.region();
        if command.objects.len() > MOST_NAMED || !command.objects.iter().all(ours) {
            return Err(Stop::Refused(ProblemKind::Invalid));
        }
        for object in &command.objects {
            core::know_by_name(sql, object, at.now)?;
        }
        if command.forget {
            core::forget_all(sql, at.now)?;
        } else {
            core::publish_again(sql, at.now)?;
        }
        core::ask_to_say_again(sql)?;
        Self::beat(sql, at)
    }

    fn practice(&self, sql: &impl Sql, at: At<'_>, delivery: &Delivery) -> Result<(), Stop> {
        let fact: PracticeRegisteredV1 = read_fact(delivery)?;
        let practice = self.spoken_by(delivery, fact.practice)?;
        allow(fact.card.as_ref().is_none_or(|card| card.practice == fact.practice && card.country == self.country))?;
        let registered = core::Practice {
            id: fact.practice,
            name: fact.name.as_str().to_owned(),
            cities: to_json(&fact.cities)?,
            card: fact.card.as_ref().map(to_json).transpose()?,
            public: fact.card.as_ref().is_some_and(PracticeCard::is_public),
        };
        let news = core::practice(sql, fact.practice)?.as_ref() != Some(&registered);
        core::register_practice(sql, &registered)?;
        if news {
            publishing::practice_says(sql, at.now, fact.practice, fact.card.as_ref())?;
        }
        for known in core::practitioners(sql, fact.practice)? {
            public::list(sql, fact.practice, &stored(&known.card)?, fact.card.as_ref())?;
            if news {
                publishing::practitioner_changes(sql, at.now, self.country, known.id)?;
            }
        }
        Self::know(sql, at, ObjectClass::Practice, &practice)?;
        Self::know(sql, at, ObjectClass::Mailroom, &practice)
    }

    fn practitioner(&self, sql: &impl Sql, at: At<'_>, delivery: &Delivery) -> Result<(), Stop> {
        let fact: PractitionerRegisteredV1 = read_fact(delivery)?;
        self.spoken_by(delivery, fact.practice)?;
        let card = to_json(&fact.card)?;
        let practitioner = core::Practitioner { practice: fact.practice, id: fact.card.id, card };
        let news = core::practitioner(sql, fact.practice, fact.card.id)?.as_ref() != Some(&practitioner).filter(|_| fact.active);
        core::register_practitioner(sql, &practitioner, fact.active)?;
        let card = core::practice(sql, fact.practice)?.and_then(|practice| practice.card);
        let card: Option<PracticeCard> = card.map(|card| stored(&card)).transpose()?;
        public::list(sql, fact.practice, &fact.card, card.as_ref().filter(|_| fact.active))?;
        if news {
            publishing::practitioner_changes(sql, at.now, self.country, fact.card.id)?;
            publishing::practice_says(sql, at.now, fact.practice, card.as_ref())?;
        }
        Self::know(sql, at, ObjectClass::Agenda, &ObjectName::practitioner(self.name.region(), fact.card.id))
    }

    /// An agenda says when it is next free; where nobody gives care any more, that is of no use to anybody.
    fn free(&self, sql: &impl Sql, at: At<'_>, delivery: &Delivery) -> Result<(), Stop> {
        let fact: FreeChangedV1 = read_fact(delivery)?;
        let agenda = ObjectName::practitioner(self.name.region(), fact.practitioner);
        allow(delivery.source == ObjectRef::new(ObjectClass::Agenda, agenda))?;
        public::note_free(sql, at.now, &fact)
    }

    fn identity(&self, sql: &impl Sql, at: At<'_>, delivery: &Delivery) -> Result<(), Stop> {
        let fact: IdentityRegisteredV1 = read_fact(delivery)?;
        allow(fact.identity.identity_id().is_some() && fact.identity.region() == self.name.region())?;
        allow(delivery.source == ObjectRef::new(ObjectClass::Identity, fact.identity.clone()))?;
        Self::know(sql, at, ObjectClass::Identity, &fact.identity)?;
        Self::know(sql, at, ObjectClass::Mailroom, &fact.identity)
    }

    fn agenda(&self, sql: &impl Sql, at: At<'_>, delivery: &Delivery) -> Result<(), Stop> {
        let AgendaRegisteredV1 { agenda } = read_fact(delivery)?;
        allow(agenda.practitioner_id().is_some() && agenda.region() == self.name.region())?;
        allow(delivery.source == ObjectRef::new(ObjectClass::Agenda, agenda.clone()))?;
        Self::know(sql, at, ObjectClass::Agenda, &agenda)
    }

    /// The practice's name, if it is the practice itself that speaks, from this region.
    fn spoken_by(&self, delivery: &Delivery, practice: PracticeId) -> Result<ObjectName, Stop> {
        let name = ObjectName::practice(self.name.region(), practice);
        allow(delivery.source == ObjectRef::new(ObjectClass::Practice, name.clone()))?;
        Ok(name)
    }

    fn know(sql: &impl Sql, at: At<'_>, class: ObjectClass, name: &ObjectName) -> Result<(), Stop> {
        Ok(core::know(sql, &ObjectRef::new(class, name.clone()), at.now)?)
    }

    /// Asks an object whether it is well. One that holds nothing answers so: `Some(None)`.
    async fn pulse(&self, world: &impl World, object: &ObjectRef, say_again: bool) -> Option<Option<Pulse>> {
        let me = ObjectRef::new(ObjectClass::Directory, self.name.clone());
        let call = Call {
            path: String::new(),
            principal: Principal::Object { object: me },
            request_id: "beat".to_owned(),
            key: None,
            test_now: None,
            command: serde_json::to_value(AskPulse { say_again }).ok()?,
        };
        let body = serde_json::to_string(&call).ok()?;
        match world.call(object, PULSE_PATH, body).await.ok()? {
            (200, body) => read::text(&body).ok().map(Some),
            (404, _) => Some(None),
            _ => None,
        }
    }
}

impl Object for DirectoryObject {
    const CLASS: ObjectClass = ObjectClass::Directory;

    fn migrations(&self) -> Vec<Migrations> {
        vec![inbox::MIGRATIONS, core::MIGRATIONS]
    }

    fn opens(&self, path: &str) -> bool {
        [INBOX_PATH, Rebuild::PATH].contains(&path)
    }

    fn obey(&self, sql: &impl Sql, at: At<'_>, call: &Call) -> Result<Answer, SqlError> {
        Stop::answer(sql.atomically(|| {
            dispatch!(call, {
                ReadRegistry => |command| Self::read_registry(sql, &command),
                ReadObjects => |command| Self::read_objects(sql, &command),
                Beat => |_command| Self::beat(sql, at),
                Rebuild => |command| self.rebuild(sql, at, &command),
                SearchDirectory => |command| public::search(sql, at.now, &command),
                ReadPracticePage => |command| public::practice_page(sql, at.now, &command),
                ListPages => |command| public::pages(sql, &command),
                ListParts => |command| public::parts(sql, &command),
            })
        }))
    }

    fn receive(&self, sql: &impl Sql, at: At<'_>, delivery: &Delivery) -> Result<Answer, SqlError> {
        let apply = || match delivery.kind.as_str() {
            PracticeRegisteredV1::KIND => self.practice(sql, at, delivery),
            PractitionerRegisteredV1::KIND => self.practitioner(sql, at, delivery),
            FreeChangedV1::KIND => self.free(sql, at, delivery),
            IdentityRegisteredV1::KIND => self.identity(sql, at, delivery),
            AgendaRegisteredV1::KIND => self.agenda(sql, at, delivery),
            _ => Err(Stop::Refused(ProblemKind::BadRequest)),
        };
        Stop::answer(inbox::receive(sql, at.now, delivery, apply).map(|_| Answer::reply(&Done {})))
    }

    async fn tick(&self, sql: &impl Sql, world: &impl World) -> Result<(), SqlError> {
        publishing::publish(sql, world, self.country).await?;
        let Some(asked_at) = core::beat_asked_at(sql)? else { return Ok(()) };
        publishing::keep_up(sql, world.now())?;
        let began = world.now();
        let mut more_words = false;
        for some in core::longest_unasked(sql, ASKED_A_BEAT)?.chunks(AT_ONCE) {
            if world.now().since(began) > LONGEST_BEAT {
                break;
            }
            let answers = join_all(some.iter().map(|(object, again)| self.pulse(world, object, *again))).await;
            for ((object, again), answer) in some.iter().zip(answers) {
                core::note_asked(sql, object, world.now())?;
                match answer {
                    Some(Some(pulse)) => core::note_answer(sql, object, world.now(), pulse.due_at)?,
                    Some(None) => core::holds_nothing(sql, object, world.now())?,
                    None => continue,
                }
                more_words |= *again;
            }
        }
        core::beat_done(sql, asked_at)?;
        // A rebuilding does not wait for the next minute, as long as somebody answers.
        if more_words && core::awaits_words(sql)? { core::ask_for_beat(sql, world.now()) } else { Ok(()) }
    }

    fn wake_at(&self, sql: &impl Sql) -> Result<Option<Instant>, SqlError> {
        Ok(core::beat_asked_at(sql)?.into_iter().chain(core::publishing_due_at(sql)?).min())
    }
}

/// Whether a class has objects that are called so; no Directory knows another.
fn may_be(object: &ObjectRef) -> bool {
    let name = &object.name;
    match object.class {
        ObjectClass::Agenda => name.practitioner_id().is_some(),
        ObjectClass::Practice => name.practice_id().is_some(),
        ObjectClass::Identity => name.identity_id().is_some(),
        ObjectClass::Mailroom => name.practice_id().is_some() || name.identity_id().is_some(),
        ObjectClass::Directory => false,
    }
}

fn registered(sql: &impl Sql, practice: &core::Practice) -> Result<Registered, Stop> {
    let cards = core::practitioners(sql, practice.id)?;
    let practitioners = cards.iter().map(|known| stored::<PractitionerCard>(&known.card)).collect::<Result<_, _>>()?;
    let name = Label::parse(&practice.name).map_err(|_| Stop::Store(SqlError::Shape(1)))?;
    Ok(Registered { practice: practice.id, name, cities: stored(&practice.cities)?, practitioners })
}

fn stored<T: serde::de::DeserializeOwned>(json: &str) -> Result<T, Stop> {
    read::text(json).map_err(|_| Stop::Store(SqlError::Shape(2)))
}
