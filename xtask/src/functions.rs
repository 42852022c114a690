//! The functions of the repository: every folder of `functions/`, whose crate is `guichet-<folder>`.

use std::path::PathBuf;

use crate::shell::{Context as _, Result, Trouble, root};

/// One function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Function(String);

impl Function {
    /// Its folder's name, such as `booking`.
    pub(crate) fn name(&self) -> &str {
        &self.0
    }

    /// Its crate and its script, which bear the same name.
    pub(crate) fn package(&self) -> String {
        format!("guichet-{}", self.0)
    }

    pub(crate) fn folder(&self) -> PathBuf {
        root().join("functions").join(&self.0)
    }

    /// Its wrangler configuration. The gateway's is at the root, where wrangler looks first.
    pub(crate) fn config(&self) -> PathBuf {
        if self.0 == "gateway" { root().join("wrangler.toml") } else { self.folder().join("wrangler.toml") }
    }

    /// The bundle for local runs under `profile`.
    pub(crate) fn local_bundle(&self, profile: &str) -> PathBuf {
        root().join("target/edge").join(profile).join(&self.0)
    }

    /// The bundle that wrangler deploys.
    pub(crate) fn release_bundle(&self) -> PathBuf {
        self.folder().join("build")
    }
}

/// Every function, in alphabetical order.
pub(crate) fn all() -> Result<Vec<Function>> {
    let folder = root().join("functions");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&folder).context(format!("{} cannot be read.", folder.display()))? {
        let entry = entry.context("functions/ cannot be listed.")?;
        if entry.path().join("Cargo.toml").is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names.into_iter().map(Function).collect())
}

/// The functions with these names; all of them when none is named.
pub(crate) fn named(names: &[String]) -> Result<Vec<Function>> {
    let all = all()?;
    if names.is_empty() {
        return Ok(all);
    }
    names
        .iter()
        .map(|name| {
            all.iter().find(|function| function.name() == name).cloned().ok_or_else(|| {
                let known: Vec<&str> = all.iter().map(Function::name).collect();
                Trouble::new(format!("There is no function `{name}`.")).do_this(format!("Name one of: {}.", known.join(", ")))
            })
        })
        .collect()
}
