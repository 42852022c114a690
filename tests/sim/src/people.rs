//! Those who work in practices: they sign in by a link from their mailbox, keep sessions, prove who they are, and give every
//! command as their Identity has just said that they are.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use guichet_contracts::{
    Access, Command, Principal, ProblemKind,
    command::identity::{
        AskCode, AskSignIn, CheckSession, ClaimPractitioner, ListSessions, Proof, ProveCode, RedeemSignIn, RevokeOtherSessions,
        RevokeSession, SignOut,
    },
};
use guichet_kernel::{Country, EmailAddress, Instant, ObjectName, PractitionerId, Region, Role, Token, link::Purpose};

use crate::{Simulation, Violation, act::Told, must, town::ORIGIN};

/// How long a session lasts unused, and at most.
const IDLE: TimeDelta = TimeDelta::hours(12);
const LONGEST: TimeDelta = TimeDelta::days(14);
/// How finely its use is recorded.
const FINE: TimeDelta = TimeDelta::minutes(1);
/// How long a former secret still opens.
const FORMER: TimeDelta = TimeDelta::seconds(60);
/// How often codes may be mistyped in a session before it ends.
const MOST_WRONG: u8 = 20;

/// Somebody who works in practices.
pub(crate) struct Person {
    /// Their address.
    pub(crate) email: EmailAddress,
    /// Their family name.
    pub(crate) family_name: String,
    /// Where they sign in.
    pub(crate) country: Country,
    /// Their Identity's name.
    pub(crate) name: ObjectName,
    /// Their Identity.
    pub(crate) node: usize,
    /// Their browser's secret.
    pub(crate) browser: Token,
    /// The sessions that they believe to be open.
    pub(crate) sessions: Vec<Session>,
    /// The secrets of sessions that were revoked.
    pub(crate) revoked: Vec<Token>,
    /// The practitioner that they are.
    pub(crate) practitioner: Option<PractitionerId>,
    /// The links with which they signed in, and have thereby used up.
    used: Vec<Token>,
    asked: Option<Instant>,
}

/// A session.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    secret: Token,
    id: String,
    started: Instant,
    seen: Instant,
    proven_until: Option<Instant>,
    /// How often a code was mistyped in it.
    wrong: u8,
    /// When a new secret was given that did not arrive.
    missed: Option<Instant>,
}

impl Session {
    /// When it has certainly ended, unused.
    fn ends(&self) -> Instant {
        self.seen.plus(IDLE).min(self.started.plus(LONGEST))
    }
}

impl Person {
    /// Nobody has heard of them yet.
    pub(crate) fn new(number: usize, country: Country, name: ObjectName, email: EmailAddress, node: usize, browser: Token) -> Self {
        Self {
            email,
            family_name: format!("Équipe {}", char::from(b'A' + u8::try_from(number).unwrap_or(0))),
            country,
            name,
            node,
            browser,
            sessions: Vec::new(),
            revoked: Vec::new(),
            practitioner: None,
            used: Vec::new(),
            asked: None,
        }
    }

    /// Where their objects are.
    pub(crate) const fn region(&self) -> Region {
        Region::of(self.country)
    }
}

/// Somebody at a desk: signed in just now.
#[derive(Clone)]
pub(crate) struct Desk {
    /// Who.
    pub(crate) person: usize,
    /// As whom their commands go.
    pub(crate) principal: Principal,
    /// Whether they have lately proven it.
    pub(crate) proven: bool,
}

impl Simulation {
    /// Somebody sees to their sign-in: reads their mailbox for a link, or asks for one.
    pub(crate) fn sign_in(&mut self, person: usize) -> Result<(), Violation> {
        let now = self.net.now.get();
        let Some(who) = self.town.people.get(person) else { return Ok(()) };
        let (node, browser, country) = (who.node, who.browser.clone(), who.country);
        let links = self.links(person, "connexion", Purpose::SignIn);
        let fresh = links.last().filter(|token| !who.used.contains(token)).cloned();
        // A link that was used, or in another browser, as a scanner has it.
        if let Some(used) = self.net.dice.pick(&who.used).cloned().filter(|_| self.net.dice.chance(100)) {
            let again = RedeemSignIn { browser, device: String::new(), locale: None };
            let reply = self.ask_quietly(node, Principal::Link { token: used }, &again)?;
            return must(reply.err() == Some(ProblemKind::LinkExpired), || "a link signed in twice".into());
        }
        if let Some(token) = fresh {
            if self.net.dice.chance(100) {
                let scanner = RedeemSignIn { browser: Token::draw(&self.net.dice), device: "Scanner".into(), locale: None };
                let reply = self.ask_quietly(node, Principal::Link { token }, &scanner)?;
                return must(reply.err() == Some(ProblemKind::LinkExpired), || "a scanner signed in".into());
            }
            if self.lost() {
                return Ok(());
            }
            let Told { reply, .. } = self.ask(
                node,
                Principal::Link { token: token.clone() },
                &RedeemSignIn { browser, device: "Firefox".into(), locale: None },
            )?;
            let seen = !self.lost();
            let Some(who) = self.town.people.get_mut(person) else { return Ok(()) };
            who.used.push(token);
            match reply {
                Ok(signed) => {
                    self.seen.signed_in += 1;
                    if seen {
                        let session = Session {
                            secret: signed.secret,
                            id: String::new(),
                            started: now,
                            seen: now,
                            proven_until: None,
                            wrong: 0,
                            missed: None,
                        };
                        who.sessions.push(session);
                    }
                    return Ok(());
                }
                // Another was asked for meanwhile.
                Err(ProblemKind::LinkExpired) => {}
                Err(kind) => return Err(Violation(format!("a link could not be used: {kind:?}"))),
            }
        }
        let Some(who) = self.town.people.get_mut(person) else { return Ok(()) };
        if who.asked.is_some_and(|asked| now < asked.plus(TimeDelta::minutes(4))) {
            return Ok(());
        }
        who.asked = Some(now);
        let command =
            AskSignIn { email: who.email.clone(), browser: who.browser.clone(), country, locale: country.first_locale(), next: None };
        let told = self.ask(node, Principal::Public, &command)?;
        must(told.reply.is_ok(), || "a link was refused".into())
    }

    /// The links of that kind that somebody's mailbox has and that are still valid, the oldest first.
    pub(crate) fn links(&self, person: usize, word: &str, purpose: Purpose) -> Vec<Token> {
        let Some(mails) = self.town.people.get(person).and_then(|who| self.provider.boxes.get(who.email.as_str())) else {
            return Vec::new();
        };
        let before = format!("/pro/{word}/");
        let recent = mails.get(mails.len().saturating_sub(12)..).unwrap_or_default();
        let link = |text: &String| {
            let link = text.split_whitespace().find(|word| word.starts_with(ORIGIN) && word.contains(&before))?;
            let signed = link.rsplit('/').next()?;
            self.town.secrets.links.verify(signed, purpose, self.net.now.get()).ok().map(|link| link.token)
        };
        recent.iter().filter_map(link).collect()
    }

    /// Somebody opens a page of the desk: their session is checked. `None`: they have none, and see to that.
    pub(crate) fn desk(&mut self, person: usize) -> Result<Option<Desk>, Violation> {
        let now = self.net.now.get();
        let Some(who) = self.town.people.get(person) else { return Ok(None) };
        let (node, name) = (who.node, who.name.clone());
        let place = self.net.dice.place(who.sessions.len());
        let Some(session) = who.sessions.get(place).cloned() else {
            self.sign_in(person)?;
            return Ok(None);
        };
        let told = self.ask_quietly(node, Principal::Session { secret: session.secret.clone() }, &CheckSession {})?;
        let stolen = session.missed.is_some_and(|missed| now >= missed.plus(FORMER));
        let over = now >= session.ends() || stolen || session.wrong >= MOST_WRONG;
        let lost = self.net.dice.chance(20);
        let Some(who) = self.town.people.get_mut(person) else { return Ok(None) };
        let Some(kept) = who.sessions.get_mut(place) else { return Ok(None) };
        match told {
            Ok(open) => {
                must(!over, || format!("a session that ended opened at {now}"))?;
                must(open.identity == name && open.email == who.email, || "a session of somebody else".into())?;
                let proven = session.proven_until.is_some_and(|until| until > now);
                must(open.proven == proven, || format!("a session is proven: {}, and should be: {proven}", open.proven))?;
                kept.id = open.id;
                kept.seen = now;
                if let Some(next) = open.replaced_by {
                    if lost {
                        kept.missed = Some(now);
                    } else {
                        kept.secret = next;
                    }
                }
                Ok(Some(Desk { person, principal: Principal::Person { identity: name, proven }, proven }))
            }
            Err(ProblemKind::Unauthenticated) => {
                must(over || now.plus(FINE) >= session.ends(), || format!("an open session opened nothing at {now}: {session:?}"))?;
                who.sessions.remove(place);
                Ok(None)
            }
            Err(kind) => Err(Violation(format!("a session was refused: {kind:?}"))),
        }
    }

    /// A revoked or ended session opens nothing.
    pub(crate) fn try_revoked(&mut self) -> Result<(), Violation> {
        let person = self.net.dice.place(self.town.people.len());
        let Some(who) = self.town.people.get(person) else { return Ok(()) };
        let node = who.node;
        let Some(secret) = self.net.dice.pick(&who.revoked).cloned() else { return self.revoke(person) };
        let reply = self.ask_quietly(node, Principal::Session { secret }, &CheckSession {})?;
        must(reply.err() == Some(ProblemKind::Unauthenticated), || "a revoked session opened".into())
    }

    /// Somebody ends a session of theirs, or all but one, or signs out.
    pub(crate) fn revoke(&mut self, person: usize) -> Result<(), Violation> {
        let Some(_) = self.desk(person)? else { return Ok(()) };
        let Some(who) = self.town.people.get(person) else { return Ok(()) };
        let node = who.node;
        let sound: Vec<usize> = (0..who.sessions.len())
            .filter(|place| who.sessions.get(*place).is_some_and(|session| session.missed.is_none() && session.seen == self.net.now.get()))
            .collect();
        let Some(asking) = self.net.dice.pick(&sound).copied().and_then(|place| who.sessions.get(place)).cloned() else { return Ok(()) };
        let other = self.net.dice.pick(&who.sessions).cloned().filter(|session| !session.id.is_empty());
        let principal = Principal::Session { secret: asking.secret.clone() };
        let gone: BTreeSet<String> = match (self.net.dice.below(3), other) {
            (0, Some(other)) => {
                let reply = self.ask_quietly(node, principal, &RevokeSession { id: other.id.clone() })?;
                let left = reply.map_err(|kind| Violation(format!("a session could not be revoked: {kind:?}")))?;
                must(left.sessions.iter().all(|session| session.id != other.id), || "a revoked session is listed".into())?;
                [other.secret.text()].into()
            }
            (1, _) => {
                let reply = self.ask_quietly(node, principal.clone(), &RevokeOtherSessions {})?;
                must(reply.is_ok(), || "other sessions could not be revoked".into())?;
                let listed = self.ask_quietly(node, principal, &ListSessions {})?.map(|listed| listed.sessions.len());
                must(listed == Ok(1), || format!("{listed:?} sessions after all others were revoked"))?;
                let others = self.town.people.get(person).into_iter().flat_map(|who| &who.sessions);
                others.map(|session| session.secret.text()).filter(|secret| *secret != asking.secret.text()).collect()
            }
            _ => {
                let reply = self.ask_quietly(node, principal, &SignOut {})?;
                must(reply.is_ok(), || "nobody could sign out".into())?;
                [asking.secret.text()].into()
            }
        };
        let Some(who) = self.town.people.get_mut(person) else { return Ok(()) };
        who.sessions.retain(|session| {
            let stays = !gone.contains(&session.secret.text());
            if !stays {
                who.revoked.push(session.secret.clone());
            }
            stays
        });
        self.seen.revoked += 1;
        Ok(())
    }

    /// Somebody proves anew who they are: types the code that their mailbox has, or asks for one.
    pub(crate) fn prove(&mut self, person: usize) -> Result<(), Violation> {
        let Some(desk) = self.desk(person)? else { return Ok(()) };
        if desk.proven {
            return Ok(());
        }
        let now = self.net.now.get();
        let Some(who) = self.town.people.get(person) else { return Ok(()) };
        let (node, country) = (who.node, who.country);
        let Some(place) =
            (0..who.sessions.len()).find(|place| who.sessions.get(*place).is_some_and(|kept| kept.seen == now && kept.missed.is_none()))
        else {
            return Ok(());
        };
        let Some(secret) = who.sessions.get(place).map(|session| session.secret.clone()) else { return Ok(()) };
        let principal = Principal::Session { secret };
        if let Some(code) = self.newest_code(person).filter(|_| !self.net.dice.chance(100)) {
            match self.ask_quietly(node, principal.clone(), &ProveCode { code })? {
                Ok(proved) if proved.proof == Proof::Proven => {
                    if let Some(session) = self.town.people.get_mut(person).and_then(|who| who.sessions.get_mut(place)) {
                        session.proven_until = Some(now.plus(TimeDelta::minutes(15)));
                    }
                    return Ok(());
                }
                Ok(proved) if proved.proof == Proof::Wrong => {
                    if let Some(session) = self.town.people.get_mut(person).and_then(|who| who.sessions.get_mut(place)) {
                        session.wrong += 1;
                        if session.wrong >= MOST_WRONG {
                            return Ok(());
                        }
                    }
                }
                Ok(_) => {}
                Err(kind) => return Err(Violation(format!("a code was refused: {kind:?}"))),
            }
        }
        let told = self.ask(node, principal, &AskCode { country, locale: country.first_locale() })?;
        must(told.reply.is_ok() || told.reply == Err(ProblemKind::TooMany), || "a code was refused".into())
    }

    /// Six digits in the newest mails.
    fn newest_code(&self, person: usize) -> Option<String> {
        let mails = self.provider.boxes.get(self.town.people.get(person)?.email.as_str())?;
        let code = |text: &String| {
            let digits = text.lines().map(|line| line.chars().filter(|c| !c.is_whitespace()).collect::<String>());
            digits.into_iter().find(|line| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit()))
        };
        mails.iter().rev().take(4).find_map(code)
    }

    /// The practitioner that somebody is, and their agenda, from the day they are first asked to give care.
    pub(crate) fn claim(&mut self, person: usize) -> Result<Option<PractitionerId>, Violation> {
        let Some(who) = self.town.people.get(person) else { return Ok(None) };
        if who.practitioner.is_some() {
            return Ok(who.practitioner);
        }
        let node = who.node;
        let now = self.net.now.get();
        let Some(session) = who.sessions.iter().find(|session| session.missed.is_none() && session.seen == now) else { return Ok(None) };
        let secret = session.secret.clone();
        let Ok(claimed) = self.ask_quietly(node, Principal::Session { secret }, &ClaimPractitioner {})? else { return Ok(None) };
        if let Some(who) = self.town.people.get_mut(person) {
            who.practitioner = Some(claimed.practitioner);
        }
        self.open_practitioner(person, claimed.practitioner);
        Ok(Some(claimed.practitioner))
    }

    /// What a practice must answer to a person's command, whatever the command says: nothing to who does not work there, and no
    /// more than their roles give to who does.
    pub(crate) fn verdict(&self, practice: usize, desk: &Desk, access: &[Access]) -> Option<ProblemKind> {
        let Some(roles) = self.staffing.get(practice).and_then(|staffing| staffing.seat(desk.person)).map(|seat| &seat.roles) else {
            return Some(ProblemKind::NotFound);
        };
        let has = |right| roles.iter().any(|role| role.rights().contains(&right));
        let passes = |access: &Access| match access {
            Access::Member => true,
            Access::Has(right) => has(*right),
            Access::Proven(right) => desk.proven && has(*right),
            _ => false,
        };
        if access.iter().any(passes) {
            return None;
        }
        let once_proven = access.iter().any(|access| matches!(access, Access::Proven(right) if has(*right)));
        Some(if once_proven { ProblemKind::ProveFirst } else { ProblemKind::Forbidden })
    }

    /// A person's command to a practice. `None`: it was refused, as it had to be, or never arrived.
    pub(crate) fn give<C: Command>(&mut self, practice: usize, desk: &Desk, command: &C) -> Result<Option<Told<C::Reply>>, Violation> {
        let Some(node) = self.town.practices.get(practice).map(|practice| practice.node) else { return Ok(None) };
        if self.lost() {
            return Ok(None);
        }
        let expected = self.verdict(practice, desk, C::ACCESS);
        let told = self.ask(node, desk.principal.clone(), command)?;
        match expected {
            None => Ok(Some(told)),
            Some(expected) => {
                let got = told.reply.err();
                must(got == Some(expected), || format!("{} of person {} was answered {got:?}, not {expected:?}", C::PATH, desk.person))?;
                Ok(None)
            }
        }
    }

    /// Somebody at the desk of a practice: mostly one who works there, with one of these roles.
    pub(crate) fn colleague(&mut self, roles: &[Role]) -> Result<Option<(usize, Desk)>, Violation> {
        let practice = self.net.dice.place(self.town.practices.len());
        let some: Vec<usize> = self.staffing.get(practice).map(|staffing| staffing.working(roles)).unwrap_or_default();
        let person = match self.net.dice.pick(&some).copied() {
            Some(person) if !self.net.dice.chance(30) => person,
            _ => self.net.dice.place(self.town.people.len()),
        };
        Ok(self.desk(person)?.map(|desk| (practice, desk)))
    }
}
