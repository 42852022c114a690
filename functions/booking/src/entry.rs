//! The function's entry point.

use guichet_contracts::ProblemKind;
use guichet_edge::{reply, web};
use tower_service::Service;
use worker::{Context, Env, HttpRequest, Result, event};

use crate::{http::router, request::App};

/// Answers the gateway, which has guarded the borders; to anybody else there is nothing here.
#[event(fetch)]
async fn fetch(request: HttpRequest, env: Env, context: Context) -> Result<axum::http::Response<axum::body::Body>> {
    if !web::called_by_gateway(&context) {
        return Ok(reply::problem(ProblemKind::NotFound, ""));
    }
    Ok(router(App::new(env, context)).call(request).await?)
}
