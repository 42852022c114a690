//! Where somebody stands: a practice, and what they may do in it.

use std::time::Duration;

use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::Response,
};
use chrono::NaiveDateTime;
use guichet_contracts::{
    Command, ProblemKind,
    command::{
        card::PractitionerCard,
        practice::{Authority, ReadAuthority},
    },
};
use guichet_edge::{
    EdgeWorld,
    clock::PlatformEntropy,
    web::{Asking, see_other},
};
use guichet_kernel::{Instant, ObjectName, PracticeId, Region, Right, Token};
use guichet_ui::desk::{Desk, NavLink, Said, Section};
use http::request::Parts;

use crate::{
    app::App,
    elsewhere::{Elsewhere, vouched},
    form::Fields,
    frame, proof,
    refuse::Refuse,
    session::{NEXT_QUERY, Signed, home_path, query},
};

/// In an address: what was just done, to be said once.
pub(crate) const DONE_QUERY: &str = "fait";

/// How long a page waits for what it can do without.
const SOON: Duration = Duration::from_secs(4);

/// Somebody signed in, at the desk of a practice where they work.
#[derive(Clone)]
pub(crate) struct Here {
    /// Who.
    pub(crate) signed: Signed,
    /// What they may do.
    pub(crate) authority: Authority,
    /// The Practice.
    pub(crate) practice: ObjectName,
    app: App,
    asking: Asking,
}

impl Here {
    /// Whether they may.
    pub(crate) fn may(&self, right: Right) -> bool {
        self.authority.rights.contains(&right)
    }

    /// The address of a page of this practice: `path` starts with `/`.
    pub(crate) fn href(&self, path: &str) -> String {
        format!("{}/{}{path}", home_path(self.authority.country), self.authority.practice.digits())
    }

    /// What stands around their pages.
    pub(crate) fn desk(&self, current: Section, said: Option<Said>) -> Desk {
        let mut desk = frame::desk(&self.signed);
        let nav = [
            (Section::Today, "/jour", Right::ReadAgenda),
            (Section::Agenda, "/agenda", Right::ReadAgenda),
            (Section::Waiting, "/attente", Right::ReadAgenda),
            (Section::Patients, "/patients", Right::ReadPatients),
            (Section::Team, "/equipe", Right::ReadMembers),
            (Section::Settings, "/reglages", Right::ReadSettings),
            (Section::Audit, "/journal", Right::ReadAudit),
            (Section::Tokens, "/cles", Right::ManageTokens),
        ];
        // A waitlist is somebody's: who runs no agenda has none to read.
        let runs = !self.authority.runs.is_empty();
        let allowed = nav.into_iter().filter(|(section, _, right)| self.may(*right) && (runs || *section != Section::Waiting));
        desk.nav = allowed.map(|(section, path, _)| NavLink { section, href: self.href(path) }).collect();
        desk.person.clone_from(&self.authority.name);
        desk.practice = Some(self.authority.practice_name.as_str().to_owned());
        for (choice, membership) in desk.practices.iter_mut().zip(&self.signed.practices) {
            choice.current = membership.practice == self.authority.practice;
        }
        desk.current = Some(current);
        desk.said = said;
        desk
    }

    /// When it is.
    pub(crate) fn now(&self) -> Instant {
        self.asking.now()
    }

    /// An instant on the practice's clock.
    pub(crate) fn wall(&self, at: Instant) -> NaiveDateTime {
        self.authority.zone.wall(at)
    }

    /// The instant at which the practice's clock shows `wall`.
    pub(crate) fn instant(&self, wall: NaiveDateTime) -> Instant {
        self.authority.zone.instant(wall)
    }

    /// What was just done, as the address says it.
    pub(crate) fn done(&self) -> String {
        Fields::read(self.signed.uri.query().unwrap_or_default().as_bytes()).text(DONE_QUERY)
    }

    /// Commands the Practice.
    pub(crate) async fn ask<C: Command>(&self, command: &C) -> Result<C::Reply, ProblemKind> {
        self.app.ask(&self.asking, &self.practice, self.signed.person(), command).await
    }

    /// Commands the Practice to create something, once for each key.
    pub(crate) async fn create<C: Command>(&self, key: Option<String>, command: &C) -> Result<C::Reply, ProblemKind> {
        self.app.ask_once(&self.asking, &self.practice, self.signed.person(), key, command).await
    }

    /// Commands the Agenda of a practitioner, as the Practice has just vouched.
    pub(crate) async fn ask_agenda<C: Command>(&self, practitioner: &PractitionerCard, command: &C) -> Result<C::Reply, ProblemKind> {
        let name = ObjectName::practitioner(self.practice.region(), practitioner.id);
        self.app.ask(&self.asking, &name, vouched(&self.authority), command).await
    }

    /// What others keep of a patient, waited for as long as it takes: for what must be whole.
    pub(crate) fn elsewhere(&self) -> Elsewhere<'_, EdgeWorld<'_>> {
        self.reaching(self.app.world())
    }

    /// The same, for a page that is also of use without it: who does not answer at once is left out.
    pub(crate) fn elsewhere_soon(&self) -> Elsewhere<'_, EdgeWorld<'_>> {
        self.reaching(self.app.world().patient_for(SOON))
    }

    fn reaching<'a>(&'a self, world: EdgeWorld<'a>) -> Elsewhere<'a, EdgeWorld<'a>> {
        let call = (self.asking.request_id.as_str(), self.asking.test_now);
        Elsewhere { world, region: self.practice.region(), authority: &self.authority, call }
    }

    /// Asks for a proof that is wanted before a form is obeyed, and keeps the form: it goes on to `path` once the proof is there.
    pub(crate) fn prove_keeping(&self, path: &str, section: Section, fields: &Fields) -> Response {
        if self.asking.page {
            return proof::prove_keeping(&self.signed, path, fields);
        }
        self.refuse(ProblemKind::ProveFirst, section, path)
    }

    /// Answers a refusal in the desk's frame. A proof that is wanted is asked for, and leads back to `back`.
    pub(crate) fn refuse(&self, kind: ProblemKind, section: Section, back: &str) -> Response {
        if kind == ProblemKind::ProveFirst && self.asking.page {
            return see_other(&format!("{}/verification?{}", home_path(self.signed.country), query(&[(NEXT_QUERY, back)])));
        }
        self.asking.refuse_in(kind, self.desk(section, None).into(), Some(back.to_owned()))
    }
}

/// A key for a form that creates something.
pub(crate) fn form_key() -> String {
    Token::draw(&PlatformEntropy).text()
}

impl<S: Sync> FromRequestParts<S> for Here {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Response> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Asking::of(parts).refuse(ProblemKind::Internal))
    }
}

/// Lets in who works in the practice of the address; [`session::needed`](crate::session::needed) has said who they are.
pub(crate) async fn needed(State(app): State<App>, request: Request, next: Next) -> Response {
    worker::send::SendFuture::new(async move {
        let (mut parts, body) = request.into_parts();
        let asking = Asking::of(&parts);
        let practice = parts.uri.path().split('/').nth(3).and_then(|digits| PracticeId::from_digits(digits).ok());
        let (Some(signed), Some(practice)) = (parts.extensions.get::<Signed>().cloned(), practice) else {
            return asking.refuse(ProblemKind::NotFound);
        };
        let name = ObjectName::practice(Region::of(signed.country), practice);
        let outside = |kind| asking.refuse_in(kind, frame::desk(&signed).into(), Some(home_path(signed.country)));
        match app.ask(&asking, &name, signed.person(), &ReadAuthority {}).await {
            // The practice of another country has its own addresses.
            Ok(authority) if authority.country == signed.country => {
                let here = Here { signed: signed.clone(), authority, practice: name, app: app.clone(), asking: asking.clone() };
                parts.extensions.insert(here);
                next.run(Request::from_parts(parts, body)).await
            }
            Ok(_) | Err(ProblemKind::Forbidden | ProblemKind::NotFound) => outside(ProblemKind::NotFound),
            Err(kind) => outside(kind),
        }
    })
    .await
}
