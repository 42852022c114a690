//! `wrangler deploy` for each function.
//!
//! The functions' objects call each other, so their scripts bind each other in a circle, and Cloudflare refuses a
//! binding to a script that is not there. The first deploy therefore takes two passes. The first pass deploys every
//! script with its own classes only, from configs generated in `target/deploy/`; nothing can call them yet, for the
//! gateway goes last. The second pass deploys the configs as committed. Later deploys are that second pass alone.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::functions::{self, Function};
use crate::shell::{Context as _, Result, Trouble, output, program, root, run};
use crate::{build, setup};

/// The id that the configs are committed with.
const NO_NAMESPACE: &str = "id = \"00000000000000000000000000000000\"";

/// `cargo xtask deploy`. A dry run checks the configs of both passes and needs no account.
pub(crate) fn deploy(dry_run: bool, first: bool) -> Result<()> {
    let functions = callees_first(functions::all()?);
    if !dry_run {
        functions.iter().try_for_each(has_its_namespaces)?;
    }
    let tools = setup::for_build()?;
    build::release(&functions, &tools)?;
    if first || dry_run {
        for function in &functions {
            wrangler(function, &without_other_scripts(function)?, "alone", dry_run)?;
        }
    }
    for function in &functions {
        wrangler(function, &function.config(), "as committed", dry_run)?;
    }
    if dry_run {
        println!("[deploy] dry run: {} functions would be deployed", functions.len());
    }
    Ok(())
}

/// The gateway last: it opens the door.
fn callees_first(mut functions: Vec<Function>) -> Vec<Function> {
    functions.sort_by_key(|function| function.name() == "gateway");
    functions
}

/// A KV namespace has an id only once somebody has made it, in their own account: the committed one is none.
fn has_its_namespaces(function: &Function) -> Result<()> {
    let path = function.config();
    let text = std::fs::read_to_string(&path).context(format!("{} cannot be read.", path.display()))?;
    if text.contains(NO_NAMESPACE) {
        let what = format!("{} names a KV namespace that nobody has made.", path.display());
        let remedy = "Make it once with `npx wrangler kv namespace create PUBLIC_PAGES`, and write the id that it answers into \
                      functions/agenda/wrangler.toml and functions/booking/wrangler.toml: it is one place for both.";
        return Err(Trouble::new(what).do_this(remedy));
    }
    Ok(())
}

fn wrangler(function: &Function, config: &Path, pass: &str, dry_run: bool) -> Result<()> {
    println!("[deploy] {} ({pass}{})", function.name(), if dry_run { ", dry run" } else { "" });
    let mut deploy = command();
    deploy.arg("deploy").arg("--config").arg(config);
    if dry_run {
        deploy.arg("--dry-run").arg("--outdir").arg(root().join("target/deploy/out").join(function.name()));
        output(&mut deploy, &format!("wrangler deploy --dry-run of {}", function.name())).map(drop)
    } else {
        let remedy = "Sign in with `npx wrangler login`, put the secrets that the function's wrangler.toml names with \
                      `npx wrangler secret put <NAME> --config <that file>`, and on the very first deploy add --first.";
        run(&mut deploy, &format!("Deploying {}", function.name())).map_err(|trouble| trouble.do_this(remedy))
    }
}

fn command() -> Command {
    let mut wrangler = program("node");
    wrangler.arg(root().join("node_modules/wrangler/bin/wrangler.js")).env("WRANGLER_SEND_METRICS", "false");
    wrangler
}

/// The function's config for the first pass: no binding to another script, no build of its own.
fn without_other_scripts(function: &Function) -> Result<PathBuf> {
    let source = function.config();
    let text = std::fs::read_to_string(&source).context(format!("{} cannot be read.", source.display()))?;
    let mut config: toml::Table = toml::from_str(&text).context(format!("{} is not TOML.", source.display()))?;
    config.remove("services");
    config.remove("build");
    let bindings = config.get_mut("durable_objects").and_then(|objects| objects.get_mut("bindings")).and_then(toml::Value::as_array_mut);
    if let Some(bindings) = bindings {
        bindings.retain(|binding| binding.get("script_name").is_none());
    }
    let main = function.release_bundle().join("index.js");
    config.insert("main".to_owned(), toml::Value::String(main.to_string_lossy().into_owned()));

    let folder = root().join("target/deploy").join(function.name());
    std::fs::create_dir_all(&folder).context(format!("{} cannot be made.", folder.display()))?;
    let path = folder.join("wrangler.toml");
    std::fs::write(&path, toml::to_string(&config).context("The config cannot be written.")?).context("The config cannot be written.")?;
    Ok(path)
}
