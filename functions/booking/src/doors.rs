//! Doors for tests, benchmarks and the demo: commands to objects, as any principal. Compiled under `test-doors` only.

use axum::{
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use guichet_edge::EdgeWorld;
use guichet_kernel::{ObjectRef, World};
use http::{StatusCode, header};

use crate::request::App;

/// Posts the body to a command of the object `{class}/{name}`, as it is.
#[worker::send]
pub(crate) async fn command(
    State(app): State<App>,
    Path((class, name, command)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    let Ok(object) = format!("{class}/{name}").parse::<ObjectRef>() else { return StatusCode::NOT_FOUND.into_response() };
    let Ok(body) = axum::body::to_bytes(request.into_body(), 1024 * 1024).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let body = String::from_utf8_lossy(&body).into_owned();
    match EdgeWorld::new(app.env()).call(&object, &format!("/{command}"), body).await {
        Ok((status, body)) => {
            (StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY), [(header::CONTENT_TYPE, "application/json")], body)
                .into_response()
        }
        Err(_) => StatusCode::BAD_GATEWAY.into_response(),
    }
}
