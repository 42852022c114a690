//! The function's entry point.

use axum::Router;
use guichet_contracts::ProblemKind;
use guichet_edge::{
    reply,
    web::{self, Asking},
};
use guichet_public::Refuse as _;
use tower_service::Service as _;
use worker::{Context, Env, HttpRequest, Result, event};

use crate::{app::App, offer, stop};

/// Answers the gateway, which has guarded the borders; to anybody else there is nothing here.
#[event(fetch)]
async fn fetch(request: HttpRequest, env: Env, context: Context) -> Result<axum::http::Response<axum::body::Body>> {
    if !web::called_by_gateway(&context) {
        return Ok(reply::problem(ProblemKind::NotFound, ""));
    }
    Ok(router(App::new(env)).call(request).await?)
}

fn router(app: App) -> Router {
    Router::new()
        .merge(offer::routes())
        .merge(stop::routes())
        .fallback(async |asking: Asking| asking.refuse_plainly(ProblemKind::NotFound))
        .method_not_allowed_fallback(async |asking: Asking| asking.refuse_plainly(ProblemKind::MethodNotAllowed))
        .with_state(app)
}
