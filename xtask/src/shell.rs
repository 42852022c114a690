//! Running programs, finding the repository, and saying what went wrong.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

pub(crate) type Result<T> = std::result::Result<T, Trouble>;

/// A failure as its reader needs it: what happened, why, what to do.
#[derive(Debug)]
pub(crate) struct Trouble {
    what: String,
    why: Option<String>,
    remedy: Option<String>,
}

impl Trouble {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), why: None, remedy: None }
    }

    pub(crate) fn because(mut self, why: impl fmt::Display) -> Self {
        self.why = Some(why.to_string());
        self
    }

    pub(crate) fn do_this(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "✗ {}", self.what)?;
        if let Some(why) = &self.why {
            write!(f, "\n  Why: {}", why.trim_end().replace('\n', "\n  "))?;
        }
        if let Some(remedy) = &self.remedy {
            write!(f, "\n  What to do: {}", remedy.trim_end().replace('\n', "\n  "))?;
        }
        Ok(())
    }
}

/// Says that `what` failed and why: for errors of the file system and of parsers.
pub(crate) trait Context<T> {
    fn context(self, what: impl Into<String>) -> Result<T>;
}

impl<T, E: fmt::Display> Context<T> for std::result::Result<T, E> {
    fn context(self, what: impl Into<String>) -> Result<T> {
        self.map_err(|error| Trouble::new(what).because(error))
    }
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest.parent().map_or(manifest.clone(), Path::to_path_buf)
}

/// A program to run at the repository's root.
pub(crate) fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// The cargo that runs us.
pub(crate) fn cargo() -> Command {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs to the end with its output shown; `what` names it in the failure.
pub(crate) fn run(command: &mut Command, what: &str) -> Result<()> {
    let status = command.status().map_err(|error| not_started(command, what, &error))?;
    if status.success() {
        return Ok(());
    }
    Err(Trouble::new(format!("{what} failed.")).because(format!("`{}` ended with {status}; its output is above.", shown(command))))
}

/// Runs to the end and returns what it printed; its output is shown only if it fails.
pub(crate) fn output(command: &mut Command, what: &str) -> Result<String> {
    let out = command.stdin(Stdio::null()).output().map_err(|error| not_started(command, what, &error))?;
    if out.status.success() {
        return Ok(String::from_utf8_lossy(&out.stdout).into_owned());
    }
    let (stdout, stderr) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    Err(Trouble::new(format!("{what} failed.")).because(format!("`{}` ended with {}.\n{stdout}{stderr}", shown(command), out.status)))
}

/// Whether the program ran and succeeded; nothing is shown.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn not_started(command: &Command, what: &str, error: &std::io::Error) -> Trouble {
    Trouble::new(format!("{what} could not start.")).because(format!("`{}`: {error}", shown(command)))
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let line = words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
    if line.chars().count() > 200 { line.chars().take(200).chain("…".chars()).collect() } else { line }
}

/// The first of `names` that PATH has.
pub(crate) fn find_on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|candidate| candidate.is_file()))
}

/// A stopwatch; xtask may read the clock, the code that runs at the edge may not.
pub(crate) struct Watch(Instant);

impl Watch {
    #[expect(clippy::disallowed_methods, reason = "xtask runs natively, where reading the clock is allowed")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

/// A fingerprint of some bytes, to know whether they changed; not for secrets.
pub(crate) fn fingerprint(parts: &[&[u8]]) -> String {
    use std::hash::{DefaultHasher, Hasher as _};
    let mut hasher = DefaultHasher::new();
    for part in parts {
        hasher.write_usize(part.len());
        hasher.write(part);
    }
    format!("{:016x}", hasher.finish())
}
