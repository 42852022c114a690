//! From crates to bundles that workerd runs.
//!
//! A bundle for local runs is compiled under the profile `edge-test` with the feature `test-doors`, into
//! `target/edge/edge-test/<function>/`. A release bundle goes to `functions/<function>/build/`, where wrangler.toml looks
//! for it, without doors and shrunk by wasm-opt.
//!
//! Cargo is called once for all functions, then `worker-build` per function: it calls cargo again with the same
//! packages, features and environment, finds everything fresh, and writes the bundle. When the wasm is the one already
//! bundled, even that is left out.

use std::path::{Path, PathBuf};

use crate::functions::{self, Function};
use crate::setup::{self, BuildTools, WASM};
use crate::shell::{Context as _, Result, Watch, cargo, fingerprint, program, root, run};

/// The profile of local runs.
pub(crate) const LOCAL: &str = "edge-test";

/// worker-build tells wasm-bindgen's macros to use js-sys' futures by this variable. Cargo does not see that a macro
/// reads it, so every call that compiles for wasm must set it alike.
pub(crate) const JS_SYS: (&str, &str) = ("WASM_BINDGEN_USE_JS_SYS", "1");

/// `cargo xtask build`.
pub(crate) fn build(names: &[String], release: bool) -> Result<()> {
    let chosen = functions::named(names)?;
    let tools = setup::for_build()?;
    if release { self::release(&chosen, &tools) } else { local(&chosen, &tools).map(drop) }
}

/// Builds the bundles for local runs. Returns the functions whose bundle changed.
///
/// All functions are always compiled, whichever are chosen: cargo unifies the features of what it compiles together, and
/// another set of packages would compile the dependencies once more.
pub(crate) fn local(chosen: &[Function], tools: &BuildTools) -> Result<Vec<Function>> {
    let watch = Watch::start();
    let all = functions::all()?;
    let arguments = compile_arguments(&all, Some(LOCAL));
    run(cargo().args(["build", "--lib"]).args(&arguments).args(["--target", WASM]).env(JS_SYS.0, JS_SYS.1), "Compiling the functions")?;

    let mut changed = Vec::new();
    for function in chosen {
        let bundle = function.local_bundle(LOCAL);
        if write_bundle(function, &bundle, LOCAL, &arguments, tools)? {
            changed.push(function.clone());
        }
    }
    report(chosen, changed.len(), &watch);
    Ok(changed)
}

/// Builds the bundles to deploy, each by itself: with its own features only, it is as small as it can be, and
/// `wrangler deploy` asks for one at a time.
pub(crate) fn release(chosen: &[Function], tools: &BuildTools) -> Result<()> {
    let watch = Watch::start();
    let mut changed = 0;
    for function in chosen {
        let arguments = compile_arguments(std::slice::from_ref(function), None);
        println!("[build] {} (release)", function.name());
        let mut compile = cargo();
        compile.args(["build", "--lib", "--release"]).args(&arguments).args(["--target", WASM]).env(JS_SYS.0, JS_SYS.1);
        run(&mut compile, &format!("Compiling {}", function.name()))?;
        if write_bundle(function, &function.release_bundle(), "release", &arguments, tools)? {
            changed += 1;
        }
    }
    report(chosen, changed, &watch);
    Ok(())
}

/// The arguments that both cargo calls share. Doors open under a local profile only.
fn compile_arguments(functions: &[Function], local_profile: Option<&str>) -> Vec<String> {
    let mut arguments: Vec<String> = functions.iter().flat_map(|f| ["-p".to_owned(), f.package()]).collect();
    if let Some(profile) = local_profile {
        let doors: Vec<String> = functions.iter().map(|f| format!("{}/test-doors", f.package())).collect();
        arguments.extend(["--profile".to_owned(), profile.to_owned(), "--features".to_owned(), doors.join(",")]);
    }
    arguments
}

/// Writes one bundle, unless it was written from the same wasm by the same tools. Returns whether it was written.
fn write_bundle(function: &Function, bundle: &Path, profile: &str, compile: &[String], tools: &BuildTools) -> Result<bool> {
    let wasm = compiled(function, profile);
    let bytes = std::fs::read(&wasm).context(format!("{} was not compiled.", wasm.display()))?;
    let versions = format!("{}|{}|{}", tools.worker_build.display(), tools.wasm_bindgen.display(), env!("CARGO_PKG_VERSION"));
    let (wanted, stamp) = (fingerprint(&[&bytes, versions.as_bytes()]), bundle.join(".stamp"));
    if std::fs::read_to_string(&stamp).is_ok_and(|written| written == wanted) {
        return Ok(false);
    }
    if stamp.exists() {
        std::fs::remove_file(&stamp).context(format!("{} cannot be removed.", stamp.display()))?;
    }

    // worker-build joins --out-dir to the crate's folder; the path `.` must come before what it hands on to cargo.
    let out = if profile == "release" { "build".to_owned() } else { format!("../../target/edge/{profile}/{}", function.name()) };
    let mut worker_build = program(&tools.worker_build);
    worker_build.current_dir(function.folder()).args(["--no-opt", "--out-dir", &out]);
    match compile.iter().position(|argument| argument == "--profile") {
        Some(_) => worker_build.args(["--profile", profile, "."]).args(without_profile(compile)),
        None => worker_build.args(["--release", "."]).args(compile),
    };
    worker_build.envs([("WASM_BINDGEN_BIN", &tools.wasm_bindgen), ("WASM_OPT_BIN", &tools.wasm_opt), ("ESBUILD_BIN", &tools.esbuild)]);
    crate::shell::output(&mut worker_build, &format!("Bundling {}", function.name()))?;
    if profile == "release" {
        shrink(&bundle.join("index_bg.wasm"), tools)?;
    }
    std::fs::write(&stamp, wanted).context(format!("{} cannot be written.", stamp.display()))?;
    Ok(true)
}

/// What cargo compiled, also where a developer has it compile elsewhere.
fn compiled(function: &Function, profile: &str) -> PathBuf {
    let file = format!("{}.wasm", function.package().replace('-', "_"));
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    root().join(target).join(WASM).join(profile).join(file)
}

/// worker-build takes the profile as its own option and tells cargo by itself.
fn without_profile(compile: &[String]) -> Vec<&String> {
    let at = compile.iter().position(|argument| argument == "--profile");
    compile.iter().enumerate().filter(|(n, _)| at.is_none_or(|at| *n != at && *n != at + 1)).map(|(_, argument)| argument).collect()
}

/// Optimises for size and drops the function names. worker-build's own call would keep them, an eighth of the gzipped bundle.
fn shrink(wasm: &Path, tools: &BuildTools) -> Result<()> {
    let small = wasm.with_extension("small");
    let mut wasm_opt = program("node");
    wasm_opt.arg(&tools.wasm_opt).arg(wasm).arg("-o").arg(&small).args(["-Os", "--strip-debug"]);
    // The features that rustc turns on for this target, and no more: workerd may not know what a newer binaryen can write.
    let features =
        ["mutable-globals", "sign-ext", "nontrapping-float-to-int", "bulk-memory", "multivalue", "reference-types", "exception-handling"];
    wasm_opt.args(features.map(|feature| format!("--enable-{feature}")));
    crate::shell::output(&mut wasm_opt, "wasm-opt")?;
    std::fs::rename(&small, wasm).context(format!("{} cannot be replaced.", wasm.display()))
}

fn report(chosen: &[Function], changed: usize, watch: &Watch) {
    let names: Vec<&str> = chosen.iter().map(Function::name).collect();
    println!("[build] {}: {changed} of {} bundles written ({:.1} s)", names.join(", "), chosen.len(), watch.seconds());
}
