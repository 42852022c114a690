//! What stands under `schemas/`: JSON Schema of the types that travel, and the `OpenAPI` document of the API.

use crate::shell::{Result, cargo, run};

/// `cargo xtask codegen`: writes the schemas; with `check`, fails when a committed one differs.
pub(crate) fn codegen(check: bool) -> Result<()> {
    generate(check, "guichet-contracts", "schemas")?;
    generate(check, "guichet-desk", "openapi")
}

/// Runs the example of `package` that writes, or checks, its part.
fn generate(check: bool, package: &str, example: &str) -> Result<()> {
    let mut generate = cargo();
    generate.args(["run", "--quiet", "-p", package, "--features", "schema", "--example", example, "--"]);
    if check {
        generate.arg("--check");
    }
    run(&mut generate, "Generating the schemas").map_err(|trouble| {
        if check { trouble.do_this("If the types are right, run `cargo xtask codegen` and commit what it wrote.") } else { trouble }
    })
}
