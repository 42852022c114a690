//! `cargo xtask dev`: Guichet on this machine, rebuilt when a file changes.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Stdio};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use crate::shell::{Context as _, Result, Trouble, program, root};
use crate::{build, functions, setup};

/// How often the sources are looked at.
const LOOK: Duration = Duration::from_millis(400);

/// What a change of rebuilds or reloads.
const WATCHED: [&str; 6] = ["functions", "shared", "schemas", "wrangler.toml", "Cargo.toml", "Cargo.lock"];

/// Builds, serves on `port`, and rebuilds until interrupted. `fresh` forgets what earlier runs stored.
pub(crate) fn dev(port: u16, fresh: bool) -> Result<()> {
    port_is_free(port)?;
    let tools = setup::for_build()?;
    println!("[dev] building (the first time takes a few minutes)");
    let all = functions::all()?;
    build::local(&all, &tools)?;

    let state = root().join("target/dev");
    if fresh && state.exists() {
        std::fs::remove_dir_all(&state).context("The state of earlier runs cannot be removed.")?;
    }
    let (mut server, mut orders) = serve(port, &state)?;
    let mut before = snapshot();
    loop {
        sleep(LOOK);
        if let Some(status) = server.try_wait().context("The server cannot be watched.")? {
            return if status.success() {
                Ok(())
            } else {
                Err(Trouble::new("The server stopped.").because(format!("It ended with {status}; its output is above.")))
            };
        }
        let now = snapshot();
        if now == before {
            continue;
        }
        before = settled(now);
        println!("[dev] a file changed: rebuilding");
        match build::local(&all, &tools) {
            // Reloaded even when no bundle changed: the change may be in a wrangler.toml.
            Ok(_) => writeln!(orders, "reload").context("The server does not listen any more.")?,
            Err(trouble) => eprintln!("\n{trouble}\n[dev] the version before goes on serving"),
        }
    }
}

/// Two servers on one port would leave the second's reader on the first's pages.
fn port_is_free(port: u16) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) => Err(Trouble::new(format!("Port {port} is busy.")).because(error).do_this(format!(
            "Stop the program that listens there (another `cargo xtask dev`?), or choose another port: cargo xtask dev --port {}",
            port.checked_add(1).unwrap_or(8788)
        ))),
    }
}

/// Starts workerd and the sandbox. The server ends when its standard input does, so it never outlives us.
fn serve(port: u16, state: &Path) -> Result<(Child, ChildStdin)> {
    let mut node = program("node");
    node.arg("tests/harness/serve.mjs").args(["--port", &port.to_string(), "--state"]).arg(state).stdin(Stdio::piped());
    let mut server = node.spawn().context("Node could not start the server.")?;
    let orders = server.stdin.take().ok_or_else(|| Trouble::new("The server takes no orders."))?;
    Ok((server, orders))
}

/// When each watched file was last written.
type Snapshot = BTreeMap<PathBuf, SystemTime>;

fn snapshot() -> Snapshot {
    let mut files = Snapshot::new();
    for name in WATCHED {
        collect(&root().join(name), &mut files);
    }
    files
}

fn collect(path: &Path, files: &mut Snapshot) {
    // A release bundle is not a source.
    let ignored = path.file_name().is_some_and(|name| name == "build" || name.to_string_lossy().starts_with('.'));
    let Ok(metadata) = std::fs::metadata(path) else {
        return;
    };
    if ignored {
    } else if metadata.is_dir() {
        for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
            collect(&entry.path(), files);
        }
    } else if let Ok(written) = metadata.modified() {
        files.insert(path.to_path_buf(), written);
    }
}

/// Waits until nothing has changed for one look: an editor or a checkout writes many files at once.
fn settled(mut last: Snapshot) -> Snapshot {
    loop {
        sleep(LOOK);
        let now = snapshot();
        if now == last {
            return now;
        }
        last = now;
    }
}
