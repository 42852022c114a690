//! What must be there before a build or a test, and how it gets there.

use std::path::{Path, PathBuf};

use crate::shell::{Context as _, Result, Trouble, find_on_path, fingerprint, output, program, root, run, succeeds};
use crate::tools::{Tool, cache};

pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// What `PyPI` has that gives a second opinion: on invites, and on whether the API does what its document says; and what it knows of
/// public holidays.
const LIBRARIES: [(&str, &str); 3] = [("icalendar", "7.3.0"), ("schemathesis", "4.32.5"), ("holidays", "0.109")];

/// Programs that a build needs.
pub(crate) struct BuildTools {
    pub(crate) worker_build: PathBuf,
    pub(crate) wasm_bindgen: PathBuf,
    pub(crate) wasm_opt: PathBuf,
    pub(crate) esbuild: PathBuf,
}

/// Programs that the tests need.
pub(crate) struct TestTools {
    pub(crate) chromium: PathBuf,
    pub(crate) python: PathBuf,
    /// Where `python` finds the libraries, when they are not in an environment of its own.
    pub(crate) python_path: Option<PathBuf>,
}

/// Checks Rust's target and Node, installs npm's packages and the two build tools. Quick when all is there.
pub(crate) fn for_build() -> Result<BuildTools> {
    wasm_target()?;
    node()?;
    npm_packages()?;
    let modules = root().join("node_modules");
    Ok(BuildTools {
        worker_build: Tool::worker_build()?.install()?,
        wasm_bindgen: Tool::wasm_bindgen()?.install()?,
        wasm_opt: modules.join("binaryen/bin/wasm-opt"),
        esbuild: modules.join("esbuild/bin/esbuild"),
    })
}

/// Finds or installs the browser and the Python oracles. Fails naming the package when it cannot: no test is skipped.
pub(crate) fn for_tests() -> Result<TestTools> {
    let chromium = chromium()?;
    let (python, python_path) = python_oracles()?;
    Ok(TestTools { chromium, python, python_path })
}

fn wasm_target() -> Result<()> {
    let libraries = output(program("rustc").args(["--print", "target-libdir", "--target", WASM]), "Asking rustc for its targets")?;
    if Path::new(libraries.trim()).is_dir() {
        return Ok(());
    }
    println!("[setup] adding Rust's target {WASM}");
    run(program("rustup").args(["target", "add", WASM]), "Adding Rust's target").map_err(|trouble| {
        trouble.do_this(format!(
            "Run `rustup target add {WASM}`. Without rustup, install the target with the package manager that Rust came from."
        ))
    })
}

fn node() -> Result<()> {
    let remedy = "Install Node 20 or newer from your package manager or nodejs.org, and open a new terminal.";
    let version = output(program("node").arg("--version"), "Node").map_err(|_| {
        Trouble::new("Node is missing.").because("The local runtime (workerd) and the tests are started from Node.").do_this(remedy)
    })?;
    let major: u32 = version.trim().trim_start_matches('v').split('.').next().and_then(|n| n.parse().ok()).unwrap_or(0);
    if major >= 20 {
        return Ok(());
    }
    Err(Trouble::new(format!("Node {} is too old.", version.trim())).because("The pinned wrangler needs Node 20.").do_this(remedy))
}

/// `npm ci`, and `patches/` laid over it, when package-lock.json and the patches are not those that were last installed.
fn npm_packages() -> Result<()> {
    let mut inputs = vec![std::fs::read(root().join("package-lock.json")).context("package-lock.json cannot be read.")?];
    for patch in patches()? {
        inputs.push(std::fs::read(&patch).context(format!("{} cannot be read.", patch.display()))?);
    }
    let inputs: Vec<&[u8]> = inputs.iter().map(Vec::as_slice).collect();
    let (wanted, stamp) = (fingerprint(&inputs), root().join("node_modules/.guichet-lock"));
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("[setup] installing npm's packages (npm ci)");
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    output(program(npm).args(["ci", "--no-audit", "--no-fund"]), "npm ci")
        .map_err(|trouble| trouble.do_this("If the network was down, run the same command again. npm comes with Node."))?;
    output(program("node").args(["node_modules/patch-package/index.js", "--error-on-fail"]), "patch-package").map_err(|trouble| {
        trouble
            .do_this("A patch in patches/ is for another version than package.json's: see whether the newer one needs it (docs/adr/0015).")
    })?;
    std::fs::write(&stamp, wanted).context("node_modules cannot be written.")
}

/// The files of `patches/`, in order.
fn patches() -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(root().join("patches")).context("patches/ cannot be read.")?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    Ok(files)
}

fn chromium() -> Result<PathBuf> {
    let find =
        || std::env::var_os("CHROMIUM").map(PathBuf::from).or_else(|| find_on_path(&["chromium", "chromium-browser", "google-chrome"]));
    if let Some(found) = find() {
        return Ok(found);
    }
    apt_install("chromium");
    find().ok_or_else(|| {
        Trouble::new("Chromium is missing.")
            .because("The pages are tested in a real browser, and no test is skipped.")
            .do_this("Install the package `chromium` (on Debian: apt-get install chromium), or name a Chrome in the variable CHROMIUM.")
    })
}

/// A Python that can import [`LIBRARIES`]: in an environment of its own, or with them in a folder beside.
pub(crate) fn python_oracles() -> Result<(PathBuf, Option<PathBuf>)> {
    let packages = LIBRARIES.map(|(name, version)| format!("{name}=={version}"));
    let named = packages.join(" ");
    let remedy = format!("Install the packages `python3` and `python3-venv` (on Debian by apt-get), and let pip reach `{named}`.");
    let base = cache().join("python").join(LIBRARIES.map(|(name, version)| format!("{name}-{version}")).join("-"));
    let (own, folder) = (base.join("venv/bin/python"), base.join("libraries"));
    let check = LIBRARIES
        .map(|(name, version)| format!("import {name}; from importlib import metadata; assert metadata.version('{name}') == '{version}'"));
    let check = check.join("; ");
    let works = |python: &Path, path: Option<&Path>| {
        let mut command = program(python);
        command.args(["-c", &check]).env_remove("PYTHONPATH");
        if let Some(path) = path {
            command.env("PYTHONPATH", path);
        }
        succeeds(&mut command)
    };

    if works(&own, None) {
        return Ok((own, None));
    }
    if find_on_path(&["python3"]).is_none() {
        apt_install("python3");
    }
    let python3 = find_on_path(&["python3"]).ok_or_else(|| {
        Trouble::new("Python 3 is missing.").because("Invites and the API are judged by independent libraries.").do_this(&*remedy)
    })?;
    if works(&python3, Some(&folder)) {
        return Ok((python3, Some(folder)));
    }

    println!("[setup] installing {named} for Python");
    let venv = || succeeds(program(&python3).args(["-m", "venv", "--clear"]).arg(base.join("venv")));
    if venv() || (apt_install("python3-venv") && venv()) {
        output(program(&own).args(["-m", "pip", "install", "--quiet"]).args(&packages), "pip install").map_err(|t| t.do_this(&*remedy))?;
        if works(&own, None) {
            return Ok((own, None));
        }
    } else {
        let mut pip = program(&python3);
        pip.args(["-m", "pip", "install", "--quiet", "--target"]).arg(&folder).args(&packages);
        output(&mut pip, "pip install --target").map_err(|t| t.do_this(&*remedy))?;
        if works(&python3, Some(&folder)) {
            return Ok((python3, Some(folder)));
        }
    }
    Err(Trouble::new(format!("Python cannot import {named} after their installation.")).do_this(remedy))
}

/// Installs a Debian package when we may; whether it worked.
fn apt_install(package: &str) -> bool {
    let root_user = std::fs::metadata("/proc/self").is_ok_and(|own| {
        #[cfg(unix)]
        return std::os::unix::fs::MetadataExt::uid(&own) == 0;
        #[cfg(not(unix))]
        return false;
    });
    if !root_user || find_on_path(&["apt-get"]).is_none() {
        return false;
    }
    println!("[setup] installing the package {package} (apt-get)");
    let apt = |arguments: &[&str]| succeeds(program("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"));
    let install = ["install", "--yes", "--no-install-recommends", package];
    apt(&install) || (apt(&["update"]) && apt(&install))
}
