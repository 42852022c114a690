//! The desk: sign-in, the staff's pages, and the JSON API. It decides nothing: each handler reads a request into typed
//! commands, gives them to the objects on behalf of whoever is signed in, and shows the answer.
//!
//! **Invariants**
//! - A GET changes nothing; a POST repeated gives the same page. Creations bear a form key.
//! - Who somebody is comes from their Identity, what they may do from the Practice, at every request.
//! - No page says whether an address, a person or a practice is known to anybody who may not know it.

mod account;
pub mod api;
mod app;
mod audit;
mod calendar;
mod elsewhere;
mod form;
mod frame;
mod here;
mod invitation;
mod keys;
mod patients;
mod proof;
mod refuse;
mod service;
mod session;
mod settings;
mod sign_in;
mod team;
mod today;

use tower_service::Service;
use worker::{Context, Env, HttpRequest, Result, event};

use app::App;

/// Answers the gateway, which has guarded the borders; to anybody else there is nothing here.
#[event(fetch)]
async fn fetch(request: HttpRequest, env: Env, context: Context) -> Result<axum::http::Response<axum::body::Body>> {
    if !guichet_edge::web::called_by_gateway(&context) {
        return Ok(guichet_edge::reply::problem(guichet_contracts::ProblemKind::NotFound, ""));
    }
    Ok(app::router(App::new(env, context)).call(request).await?)
}
