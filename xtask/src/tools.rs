//! Programs that cargo installs for us, once per version, in a folder outside the clone.

use std::path::PathBuf;

use crate::shell::{Context as _, Result, Trouble, Watch, cargo, root, run};

/// `cargo-deny` checks licences and where crates come from.
const CARGO_DENY: &str = "0.20.2";

/// A program, the crate it comes from and its version.
pub(crate) struct Tool {
    name: &'static str,
    krate: &'static str,
    version: String,
    minutes: &'static str,
}

impl Tool {
    /// Turns a compiled function into a bundle. Its version is that of the SDK.
    pub(crate) fn worker_build() -> Result<Self> {
        Ok(Self { name: "worker-build", krate: "worker-build", version: locked("worker")?, minutes: "about 2 minutes on 2 cores" })
    }

    /// Writes the glue between wasm and JavaScript. It refuses a crate of any other version than its own.
    pub(crate) fn wasm_bindgen() -> Result<Self> {
        Ok(Self { name: "wasm-bindgen", krate: "wasm-bindgen-cli", version: locked("wasm-bindgen")?, minutes: "about 1 minute on 2 cores" })
    }

    /// Checks licences.
    pub(crate) fn cargo_deny() -> Self {
        Self { name: "cargo-deny", krate: "cargo-deny", version: CARGO_DENY.to_owned(), minutes: "about 1 minute on 2 cores" }
    }

    /// Where the program is, or will be.
    pub(crate) fn path(&self) -> PathBuf {
        let folder = cache().join("tools").join(format!("{}-{}", self.name, self.version));
        folder.join("bin").join(self.name).with_extension(std::env::consts::EXE_EXTENSION)
    }

    /// Installs the program unless this version is there. Returns its path.
    pub(crate) fn install(&self) -> Result<PathBuf> {
        let path = self.path();
        if path.is_file() {
            return Ok(path);
        }
        let Self { name, krate, version, minutes } = self;
        println!("[setup] installing {name} {version}, once: {minutes}");
        let watch = Watch::start();
        let tools = cache().join("tools");
        let mut install = cargo();
        install.args(["install", krate, "--version", &format!("={version}"), "--root"]).arg(tools.join(format!("{name}-{version}")));
        install.arg("--target-dir").arg(tools.join("target"));
        // An optimised build of these tools takes three times as long and saves nothing: they run for a second.
        // No --locked: their lock files name versions that are not always to be had.
        install.envs([
            ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
            ("CARGO_PROFILE_RELEASE_LTO", "off"),
            ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256"),
        ]);
        run(&mut install, &format!("Installing {name}")).map_err(|trouble| {
            trouble.do_this(format!("Look at cargo's message above. If the network was down, run the same command again.\nIt installs the package `{krate}`, version {version}."))
        })?;
        println!("[setup] {name} {version} is installed ({:.0} s)", watch.seconds());
        Ok(path)
    }
}

/// The folder for what outlives a clone.
pub(crate) fn cache() -> PathBuf {
    let base = std::env::var_os("XDG_CACHE_HOME").filter(|v| !v.is_empty()).map(PathBuf::from);
    base.or_else(|| std::env::home_dir().map(|home| home.join(".cache"))).unwrap_or_else(std::env::temp_dir).join("guichet")
}

/// The version of a package in Cargo.lock.
fn locked(package: &str) -> Result<String> {
    #[derive(serde::Deserialize)]
    struct Lock {
        package: Vec<Package>,
    }
    #[derive(serde::Deserialize)]
    struct Package {
        name: String,
        version: String,
    }
    let text = std::fs::read_to_string(root().join("Cargo.lock")).context("Cargo.lock cannot be read.")?;
    let lock: Lock = toml::from_str(&text).context("Cargo.lock is not what cargo writes.")?;
    let found = lock.package.into_iter().find(|p| p.name == package).map(|p| p.version);
    found.ok_or_else(|| Trouble::new(format!("Cargo.lock has no package `{package}`.")).do_this("Run `cargo generate-lockfile`."))
}
