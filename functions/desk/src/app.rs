//! What handlers share, and the routes.

use std::sync::Arc;

use axum::{
    Router, middleware,
    routing::{get, post},
};
use guichet_contracts::{CallError, Command, Principal, ProblemKind};
use guichet_edge::{
    EdgeWorld, log,
    web::{self, Asking},
};
use guichet_kernel::{EmailAddress, IdentityId, ObjectName, Region, World, link::KeyRing};
use worker::{Context, Env};

use crate::{
    account, api, audit, calendar, here, invitation, keys, patients, proof, refuse::Refuse, service, session, settings, sign_in, team,
    today,
};

/// What handlers share.
#[derive(Clone)]
pub(crate) struct App {
    env: Env,
    context: Arc<Context>,
}

impl App {
    pub(crate) fn new(env: Env, context: Context) -> Self {
        Self { env, context: Arc::new(context) }
    }

    /// The way to the objects.
    pub(crate) const fn world(&self) -> EdgeWorld<'_> {
        EdgeWorld::new(&self.env)
    }

    /// The keys that links are signed with.
    pub(crate) fn keys(&self) -> Result<KeyRing, ProblemKind> {
        web::key_ring(&self.env).ok_or(ProblemKind::Unavailable)
    }

    /// A secret of bytes: 32 or more, or it is not used.
    pub(crate) fn secret(&self, name: &str) -> Result<Vec<u8>, ProblemKind> {
        web::secret(&self.env, name).ok_or(ProblemKind::Unavailable)
    }

    /// The Identity of whoever reads mail at `address`, in a region.
    pub(crate) fn identity(&self, region: Region, address: &EmailAddress) -> Result<ObjectName, ProblemKind> {
        let key = self.secret("IDENTITY_KEY")?;
        let id = IdentityId::of(&key, address).ok_or(ProblemKind::Unavailable)?;
        Ok(ObjectName::identity(region, id))
    }

    /// Commands an object on behalf of `principal`.
    #[worker::send]
    pub(crate) async fn ask<C: Command>(
        &self,
        asking: &Asking,
        name: &ObjectName,
        principal: Principal,
        command: &C,
    ) -> Result<C::Reply, ProblemKind> {
        asking.ask(&self.env, name, principal, command).await.map_err(|error: CallError| error.kind())
    }

    /// The same, once the answer has had the time to leave: how long the object takes says nothing to the one who asks, not even where
    /// both run on one thread. What goes wrong is in the log only.
    pub(crate) fn ask_afterwards<C: Command + 'static>(&self, asking: &Asking, name: ObjectName, principal: Principal, command: C) {
        asking.ask_afterwards(&self.env, &self.context, name, principal, command);
    }

    /// The same as [`Self::ask`], with the caller's own key for a creation.
    #[worker::send]
    pub(crate) async fn ask_once<C: Command>(
        &self,
        asking: &Asking,
        name: &ObjectName,
        principal: Principal,
        key: Option<String>,
        command: &C,
    ) -> Result<C::Reply, ProblemKind> {
        asking.ask_once(&self.env, name, principal, key, command).await.map_err(|error: CallError| error.kind())
    }
}

impl api::Behind for App {
    fn world(&self) -> impl World {
        self.world()
    }

    fn operator_key(&self) -> Option<Vec<u8>> {
        self.secret("OPERATOR_KEY").ok()
    }

    fn report(&self, kind: ProblemKind, request_id: &str) {
        log::line(log::Level::Error, "refused", request_id, &[("kind", kind.slug().into())]);
    }
}

/// The function's routes: who needs no session, who needs one, and who needs to stand in a practice.
pub(crate) fn router(app: App) -> Router {
    let outside = Router::new()
        .route("/{country}/pro/connexion", get(sign_in::form).post(sign_in::ask))
        .route("/{country}/pro/connexion/{link}", get(sign_in::confirm).post(sign_in::redeem))
        .route("/{country}/pro/deconnexion", post(sign_in::sign_out))
        .route("/{country}/pro/invitation/{link}", get(invitation::show));
    let signed_in = Router::new()
        .route("/{country}/pro", get(account::home))
        .route("/{country}/pro/cabinets", post(account::create))
        .route("/{country}/pro/sessions", get(account::sessions))
        .route("/{country}/pro/sessions/{session}/fermer", post(account::end_session))
        .route("/{country}/pro/sessions/fermer-autres", post(account::end_other_sessions))
        .route("/{country}/pro/verification", get(proof::proof_form).post(proof::prove))
        .route("/{country}/pro/verification/code", post(proof::send_code))
        .route("/{country}/pro/invitation/{link}", post(invitation::accept))
        .route_layer(middleware::from_fn_with_state(app.clone(), session::needed));
    let in_practice = Router::new()
        .route("/{country}/pro/{practice}/equipe", get(team::show))
        .route("/{country}/pro/{practice}/equipe/quitter", post(team::leave))
        .route("/{country}/pro/{practice}/equipe/delegations", post(team::delegate))
        .route("/{country}/pro/{practice}/equipe/invitations", post(team::invite))
        .route("/{country}/pro/{practice}/equipe/invitations/{invitation}/retirer", post(team::revoke))
        .route("/{country}/pro/{practice}/equipe/{member}", post(team::change))
        .route("/{country}/pro/{practice}/equipe/{member}/retirer", post(team::end))
        .route("/{country}/pro/{practice}/reglages", get(settings::show))
        .route("/{country}/pro/{practice}/reglages/{setting}", post(settings::change))
        .route("/{country}/pro/{practice}/reglages/lieux/{location}", get(settings::location_form).post(settings::put_location))
        .route("/{country}/pro/{practice}/reglages/lieux/{location}/retirer", post(settings::withdraw_location))
        .route("/{country}/pro/{practice}/reglages/motifs/{service}", get(service::service_form).post(service::put_service))
        .route("/{country}/pro/{practice}/reglages/motifs/{service}/retirer", post(service::withdraw_service))
        .route("/{country}/pro/{practice}/reglages/categories/{category}", post(settings::put_category))
        .route("/{country}/pro/{practice}/reglages/categories/{category}/retirer", post(settings::withdraw_category))
        .route("/{country}/pro/{practice}/cles", get(keys::show).post(keys::issue))
        .route("/{country}/pro/{practice}/cles/{key}/retirer", post(keys::revoke))
        .route("/{country}/pro/{practice}/journal", get(audit::show))
        .route("/{country}/pro/{practice}/journal/export.csv", get(audit::export))
        .merge(today::routes())
        .merge(calendar::routes())
        .merge(patients::routes())
        .route_layer(middleware::from_fn_with_state(app.clone(), here::needed))
        .route_layer(middleware::from_fn_with_state(app.clone(), session::needed));
    outside
        .merge(signed_in)
        .merge(in_practice)
        .nest_service("/api", api::router(&app))
        .fallback(async |asking: Asking| asking.refuse(ProblemKind::NotFound))
        .method_not_allowed_fallback(async |asking: Asking| asking.refuse(ProblemKind::MethodNotAllowed))
        .with_state(app)
}
