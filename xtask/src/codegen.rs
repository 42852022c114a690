//! The schemas under `schemas/`, written from the Rust types of `shared/contracts`.

use crate::shell::{Result, cargo, run};

/// `cargo xtask codegen`: writes the schemas; with `check`, fails when a committed one differs.
pub(crate) fn codegen(check: bool) -> Result<()> {
    let mut generate = cargo();
    generate.args(["run", "--quiet", "-p", "guichet-contracts", "--features", "schema", "--example", "schemas", "--"]);
    if check {
        generate.arg("--check");
    }
    run(&mut generate, "Generating the schemas").map_err(|trouble| {
        if check { trouble.do_this("If the types are right, run `cargo xtask codegen` and commit what it wrote.") } else { trouble }
    })
}
