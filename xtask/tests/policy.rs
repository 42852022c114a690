//! The repository's rules that no compiler checks: who may be reached from outside, which crate may know which, and
//! that nothing depends on where packages are fetched from.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test's helpers fail as the test does")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const DOMAINS: [&str; 3] = ["guichet-agenda-core", "guichet-practice-core", "guichet-messages"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

// ── wrangler.toml ────────────────────────────────────────────────────────────────────────────────────────────────────

/// Every config by the name of its script.
fn configs() -> BTreeMap<String, toml::Table> {
    let mut paths = vec![root().join("wrangler.toml")];
    for entry in std::fs::read_dir(root().join("functions")).unwrap() {
        let path = entry.unwrap().path().join("wrangler.toml");
        if path.is_file() {
            paths.push(path);
        }
    }
    let parse = |path: &PathBuf| -> toml::Table { toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap() };
    paths.iter().map(parse).map(|config| (config["name"].as_str().unwrap().to_owned(), config)).collect()
}

fn list<'a>(config: &'a toml::Table, path: &[&str]) -> Vec<&'a toml::Value> {
    let (first, rest) = path.split_first().unwrap();
    let found = rest.iter().try_fold(config.get(*first), |value, key| Some(value?.get(key)));
    found.flatten().and_then(toml::Value::as_array).map(|array| array.iter().collect()).unwrap_or_default()
}

#[test]
fn every_function_has_a_config_named_like_its_crate() {
    let crates = workspace().into_iter().filter(|c| c.folder.starts_with("functions/"));
    let names: BTreeSet<String> = crates.map(|c| c.name).collect();
    assert_eq!(names, configs().into_keys().collect());
}

#[test]
fn only_the_gateway_is_reached_from_outside() {
    for (name, config) in configs() {
        assert!(!config.contains_key("env"), "{name}: an environment could open what the top closes");
        if name == "guichet-gateway" {
            continue;
        }
        // A cron is no address: nobody outside can pull it.
        let triggers = config.get("triggers").and_then(toml::Value::as_table).cloned().unwrap_or_default();
        assert!(triggers.keys().all(|key| key == "crons"), "{name} has a trigger that is no cron");
        for door in ["route", "routes", "assets"] {
            assert!(!config.contains_key(door), "{name} has `{door}`");
        }
        for door in ["workers_dev", "preview_urls"] {
            assert_eq!(config.get(door), Some(&toml::Value::Boolean(false)), "{name}: {door} must be false, and said");
        }
    }
}

#[test]
fn every_binding_has_its_other_end() {
    let configs = configs();
    let owns = |script: &str, class: &str| {
        let owner = configs.get(script).unwrap_or_else(|| panic!("no script {script}"));
        let classes = list(owner, &["migrations"]).into_iter().flat_map(|m| m["new_sqlite_classes"].as_array().unwrap());
        classes.filter_map(toml::Value::as_str).any(|owned| owned == class)
    };
    for (name, config) in &configs {
        for binding in list(config, &["durable_objects", "bindings"]) {
            let class = binding["class_name"].as_str().unwrap();
            let script = binding.get("script_name").and_then(toml::Value::as_str).unwrap_or(name);
            assert!(owns(script, class), "{name} binds {class} of {script}, which does not own it");
        }
        for service in list(config, &["services"]) {
            let target = service["service"].as_str().unwrap();
            assert!(configs.contains_key(target), "{name} binds the service {target}, which does not exist");
            let caller = service.get("props").and_then(|props| props.get("caller")).and_then(toml::Value::as_str);
            assert_eq!(Some(format!("guichet-{}", caller.unwrap_or_default())).as_ref(), Some(name), "the caller says who it is");
        }
    }
}

// KV holds what the Directory publishes, and nothing else: one script writes, one reads, the same place.
#[test]
fn what_is_published_has_one_place_a_writer_and_a_reader() {
    let configs = configs();
    let bound = configs.iter().flat_map(|(name, config)| list(config, &["kv_namespaces"]).into_iter().map(move |kv| (name.as_str(), kv)));
    let bound: Vec<_> = bound.collect();
    assert_eq!(bound.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["guichet-agenda", "guichet-booking"]);
    assert!(bound.iter().all(|(_, kv)| kv["binding"].as_str() == Some("PUBLIC_PAGES") && kv["id"] == bound[0].1["id"]), "{bound:?}");
}

#[test]
fn the_gateway_holds_no_object_and_no_decision() {
    assert!(list(&configs()["guichet-gateway"], &["durable_objects", "bindings"]).is_empty());
}

#[test]
fn what_is_deployed_pins_regions_and_holds_no_secret() {
    for (name, config) in configs() {
        let vars = config.get("vars").and_then(toml::Value::as_table).cloned().unwrap_or_default();
        if !list(&config, &["durable_objects", "bindings"]).is_empty() {
            assert_eq!(vars.get("REGION_MODE").and_then(toml::Value::as_str), Some("jurisdiction"), "{name}");
        }
        for var in vars.keys() {
            assert!(!["KEY", "SECRET", "TOKEN", "SANDBOX"].iter().any(|word| var.contains(word)), "{name} commits {var}");
        }
    }
}

#[test]
fn all_functions_run_on_the_same_platform_version() {
    let dates: BTreeSet<String> = configs().values().map(|c| c["compatibility_date"].as_str().unwrap().to_owned()).collect();
    assert_eq!(dates.len(), 1, "{dates:?}");
}

// ── crates ───────────────────────────────────────────────────────────────────────────────────────────────────────────

struct Crate {
    name: String,
    /// Relative to the root, with `/`.
    folder: String,
    dependencies: Vec<Dependency>,
}

struct Dependency {
    name: String,
    dev: bool,
}

fn workspace() -> Vec<Crate> {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let metadata: Value = serde_json::from_slice(&out.stdout).unwrap();
    let one = |package: &Value| Crate {
        name: package["name"].as_str().unwrap().to_owned(),
        folder: folder(package["manifest_path"].as_str().unwrap()),
        dependencies: package["dependencies"]
            .as_array()
            .unwrap()
            .iter()
            .map(|d| Dependency { name: d["name"].as_str().unwrap().to_owned(), dev: d["kind"] == "dev" })
            .collect(),
    };
    metadata["packages"].as_array().unwrap().iter().map(one).collect()
}

fn folder(manifest: &str) -> String {
    let folder = Path::new(manifest).parent().unwrap();
    folder.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")
}

/// Whether a crate of ours may depend on another of ours, and why not.
fn arrow(from: &Crate, to: &Crate, dev: bool) -> Result<(), &'static str> {
    let (f, t) = (from.name.as_str(), to.name.as_str());
    if f == "guichet-kernel" && !(dev && t == "guichet-testkit") {
        return Err("the kernel knows none of our crates");
    }
    if t == "xtask" || f == "xtask" {
        return Err("xtask stands beside the product");
    }
    if from.folder.starts_with("tests/") {
        return Ok(());
    }
    if to.folder.starts_with("tests/") {
        return Err("tests are nobody's dependency");
    }
    if to.folder.starts_with("functions/") {
        return Err("functions are reached by bindings, never linked");
    }
    if t == "guichet-testkit" {
        let may = dev && (from.folder.starts_with("functions/") || DOMAINS.contains(&f) || f == "guichet-kernel");
        return if may { Ok(()) } else { Err("testkit is a dev-dependency of the kernel, of functions and domains") };
    }
    let allowed = match f {
        _ if from.folder.starts_with("functions/") => true,
        "guichet-testkit" => t == "guichet-kernel" || t == "guichet-contracts" || DOMAINS.contains(&t),
        // Pages and mails show what objects answer; `ui::wire` is the one place that turns it into view models.
        "guichet-ui" | "guichet-edge" => t == "guichet-kernel" || t == "guichet-contracts",
        // What answers the public: links, refusals and languages of several functions.
        "guichet-public" => ["guichet-kernel", "guichet-contracts", "guichet-edge", "guichet-ui"].contains(&t),
        _ => t == "guichet-kernel",
    };
    if allowed {
        Ok(())
    } else {
        Err("domains and contracts know the kernel only; edge and ui know contracts and kernel; public knows these four")
    }
}

#[test]
fn arrows_between_crates_point_inwards() {
    let crates = workspace();
    let mut wrong = Vec::new();
    for from in &crates {
        for dependency in &from.dependencies {
            let Some(to) = crates.iter().find(|c| c.name == dependency.name) else {
                continue;
            };
            if let Err(why) = arrow(from, to, dependency.dev) {
                wrong.push(format!("{} → {}: {why}", from.name, to.name));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn only_edge_and_the_functions_know_the_platform() {
    for c in workspace().iter().filter(|c| c.name != "guichet-edge" && !c.folder.starts_with("functions/")) {
        for d in &c.dependencies {
            let platform = ["worker", "worker-sys", "wasm-bindgen", "wasm-bindgen-futures", "js-sys", "web-sys"];
            assert!(!platform.contains(&d.name.as_str()), "{} depends on {}", c.name, d.name);
        }
    }
}

// ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/// Where packages come from is the machine's business: a mirror must do.
#[test]
fn no_file_names_a_package_registry() {
    let hosts = [["crates", "io"], ["npmjs", "org"], ["npmjs", "com"], ["pypi", "org"], ["pythonhosted", "org"]].map(|host| host.join("."));
    let out =
        Command::new("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(root()).output().unwrap();
    assert!(out.status.success(), "the files are listed by git: {}", String::from_utf8_lossy(&out.stderr));
    let names = String::from_utf8(out.stdout).unwrap();
    let mut wrong = Vec::new();
    for name in names.split('\0').filter(|name| !name.is_empty() && !is_lock(name)) {
        // A file may be deleted and not yet staged, or not be text.
        let Ok(text) = std::fs::read_to_string(root().join(name)) else {
            continue;
        };
        let lines = text.lines().enumerate().filter(|(_, line)| hosts.iter().any(|host| line.contains(host.as_str())));
        wrong.extend(lines.map(|(n, _)| format!("{name}:{}", n + 1)));
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

fn is_lock(name: &str) -> bool {
    name.ends_with("Cargo.lock") || name.ends_with("package-lock.json")
}
