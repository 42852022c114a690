//! Writes `schemas/openapi.json` from the API's table and the types that travel: `cargo xtask codegen`. With `--check` it
//! writes nothing and fails where the committed document differs.

use std::{fs, path::Path, process::ExitCode};

fn main() -> ExitCode {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/openapi.json");
    let text = format!("{:#}\n", guichet_desk::api::openapi::document());
    if std::env::args().any(|argument| argument == "--check") {
        if fs::read_to_string(&path).is_ok_and(|written| written == text) {
            return ExitCode::SUCCESS;
        }
        eprintln!("schemas/openapi.json is not what the types say: run `cargo xtask codegen`.");
        return ExitCode::FAILURE;
    }
    match fs::write(&path, text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("schemas/openapi.json cannot be written: {error}");
            ExitCode::FAILURE
        }
    }
}
