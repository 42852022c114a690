//! What stands under `schemas/`: JSON Schema of the types that travel, and the `OpenAPI` documents of the API and of what anybody
//! may read.

use crate::setup;
use crate::shell::{Context as _, Result, cargo, output, program, root, run};

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

/// Where the script is that writes the public holidays, and what it writes; tests/e2e/holidays.test.mjs compares the two.
const HOLIDAYS: [&str; 2] = ["shared/agenda/data/public_holidays.py", "shared/agenda/data/public_holidays.txt"];

/// `cargo xtask holidays`: writes the public holidays anew, as the pinned package knows them.
pub(crate) fn holidays() -> Result<()> {
    let [script, data] = HOLIDAYS.map(|path| root().join(path));
    let (python, path) = setup::python_oracles()?;
    let mut write = program(&python);
    write.arg(script);
    if let Some(path) = path {
        write.env("PYTHONPATH", path);
    }
    let text = output(&mut write, "Writing the public holidays")?;
    std::fs::write(data, text).context("The public holidays cannot be written.")
}
