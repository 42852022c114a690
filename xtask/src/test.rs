//! Every check, in stages, with a time table. The first stage that fails ends the run.

use crate::functions;
use crate::setup::{self, WASM};
use crate::shell::{Result, Trouble, Watch, cargo, program, root, run};
use crate::tools::Tool;
use crate::{build, codegen, deploy, size, table};

/// A stage: its name, and what it does.
type Stage = (&'static str, fn() -> Result<()>);

const STAGES: [Stage; 12] = [
    ("setup", prepare),
    ("fmt", fmt),
    ("clippy", clippy),
    ("clippy-wasm", clippy_wasm),
    ("unit", unit),
    ("doc", doc),
    ("deny", deny),
    ("codegen", || codegen::codegen(true)),
    ("build", || build::build(&[], false)),
    // Before e2e, which also walks through the release bundles that this stage builds.
    ("size", size::size),
    ("e2e", e2e),
    ("deploy", || deploy::deploy(true, false)),
];

/// `cargo xtask test`: all stages, or those that `only` names.
pub(crate) fn test(only: &[String]) -> Result<()> {
    let names: Vec<&str> = STAGES.iter().map(|(name, _)| *name).collect();
    if let Some(unknown) = only.iter().find(|name| !names.contains(&name.as_str())) {
        return Err(Trouble::new(format!("There is no stage `{unknown}`.")).do_this(format!("Name one of: {}.", names.join(", "))));
    }
    let chosen: Vec<&Stage> = STAGES.iter().filter(|(name, _)| only.is_empty() || only.iter().any(|o| o == name)).collect();

    let total = Watch::start();
    let (mut rows, mut failed) = (Vec::new(), None);
    for (name, stage) in &chosen {
        println!("\n━━ {name}");
        let watch = Watch::start();
        let outcome = stage();
        let verdict = if outcome.is_ok() { "passed" } else { "FAILED" };
        rows.push(vec![(*name).to_owned(), format!("{:.1} s", watch.seconds()), verdict.to_owned()]);
        if let Err(trouble) = outcome {
            failed = Some(trouble);
            break;
        }
    }
    let ran = rows.len();
    rows.extend(chosen.iter().skip(ran).map(|(name, _)| vec![(*name).to_owned(), String::new(), "not run".to_owned()]));
    rows.push(vec!["total".to_owned(), format!("{:.1} s", total.seconds()), String::new()]);
    table::print(&["stage", "time", ""], &rows);
    match failed {
        None => {
            println!("{ran} passed, 0 failed");
            Ok(())
        }
        Some(trouble) => {
            eprintln!("{trouble}\n");
            println!("{} passed, 1 failed", ran - 1);
            let name = chosen.get(ran - 1).map_or("", |(name, _)| name);
            Err(Trouble::new(format!("Stage `{name}` failed.")).do_this(format!("To run it alone: cargo xtask test --only {name}")))
        }
    }
}

/// Installs everything at once, so that a missing package is told before the long stages.
fn prepare() -> Result<()> {
    setup::for_build()?;
    setup::for_tests()?;
    Tool::cargo_deny().install().map(drop)
}

fn fmt() -> Result<()> {
    run(cargo().args(["fmt", "--all", "--check"]), "rustfmt").map_err(|trouble| trouble.do_this("Run `cargo fmt --all`."))
}

fn clippy() -> Result<()> {
    run(cargo().args(["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]), "clippy")
}

/// The functions as they are compiled for the edge: with the doors, and without.
fn clippy_wasm() -> Result<()> {
    let functions = functions::all()?;
    let packages: Vec<String> = functions.iter().flat_map(|f| ["-p".to_owned(), f.package()]).collect();
    let doors: Vec<String> = functions.iter().map(|f| format!("{}/test-doors", f.package())).collect();
    for features in [doors.join(","), String::new()] {
        let mut clippy = cargo();
        clippy.args(["clippy", "--lib", "--quiet", "--target", WASM, "--features", &features]).args(&packages);
        clippy.args(["--", "-D", "warnings"]).env(build::JS_SYS.0, build::JS_SYS.1);
        run(&mut clippy, "clippy for wasm")?;
    }
    Ok(())
}

/// Property tests draw the same cases each time here, so that a run says something of the change and not of the dice; `cargo test`
/// alone draws others each time, and so does this with another `PROPTEST_RNG_SEED`.
fn unit() -> Result<()> {
    let seed = std::env::var("PROPTEST_RNG_SEED").unwrap_or_else(|_| "20261122".to_owned());
    run(cargo().args(["test", "--workspace", "--quiet"]).env("PROPTEST_RNG_SEED", seed), "cargo test")
}

fn doc() -> Result<()> {
    run(cargo().args(["doc", "--workspace", "--no-deps", "--quiet"]).env("RUSTDOCFLAGS", "-D warnings"), "rustdoc")
}

/// Licences, duplicates and sources always; advisories when their database can be fetched, which says so otherwise.
fn deny() -> Result<()> {
    let tool = Tool::cargo_deny().install()?;
    run(program(&tool).args(["check", "--hide-inclusion-graph", "licenses", "bans", "sources"]), "cargo deny")?;
    if crate::shell::succeeds(program(&tool).args(["fetch", "db"])) {
        run(program(&tool).args(["check", "--hide-inclusion-graph", "advisories"]), "cargo deny (advisories)")
    } else {
        println!("The advisory database cannot be fetched here: advisories were not checked.");
        Ok(())
    }
}

/// The functions on workerd, over HTTP and in a browser, and the stand-ins' own tests.
fn e2e() -> Result<()> {
    let tools = setup::for_tests()?;
    let mut files = Vec::new();
    for folder in ["tests/sandbox", "tests/harness", "tests/e2e"] {
        files.extend(test_files(folder));
    }
    let mut node = program("node");
    // One file at a time: on two cores, workerd and a browser are enough company.
    node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]).args(&files);
    node.env("CHROMIUM", &tools.chromium).env("GUICHET_PYTHON", &tools.python);
    match &tools.python_path {
        Some(path) => node.env("PYTHONPATH", path),
        None => node.env_remove("PYTHONPATH"),
    };
    run(&mut node, "The end-to-end tests")
}

fn test_files(folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(root().join(folder)).into_iter().flatten().flatten();
    let mut files: Vec<String> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".test.mjs"))
        .map(|name| format!("{folder}/{name}"))
        .collect();
    files.sort();
    files
}
