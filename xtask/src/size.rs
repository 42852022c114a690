//! Gzipped size of each release bundle against its budget.

use std::io::Write as _;

use crate::functions::{self, Function};
use crate::shell::{Context as _, Result, Trouble};
use crate::{build, setup, table};

/// What a function may weigh, gzipped: the desk carries every page of the staff and the API.
fn budget_kb(function: &Function) -> f64 {
    if function.name() == "desk" { 1024.0 } else { 600.0 }
}

/// A function's weight.
pub(crate) struct Size {
    pub(crate) function: Function,
    pub(crate) raw_kb: f64,
    pub(crate) gzip_kb: f64,
    pub(crate) budget_kb: f64,
}

/// `cargo xtask size`.
pub(crate) fn size() -> Result<()> {
    let sizes = measure()?;
    let rows: Vec<Vec<String>> = sizes
        .iter()
        .map(|s| {
            let verdict = if s.gzip_kb <= s.budget_kb { "within" } else { "OVER" };
            let share = format!("{:.0} %", 100.0 * s.gzip_kb / s.budget_kb);
            let (raw, gzip, budget) = (format!("{:.0} KB", s.raw_kb), format!("{:.0} KB", s.gzip_kb), format!("{:.0} KB", s.budget_kb));
            vec![s.function.name().to_owned(), raw, gzip, budget, share, verdict.to_owned()]
        })
        .collect();
    table::print(&["function", "wasm", "gzipped", "budget", "share", ""], &rows);
    let over: Vec<&str> = sizes.iter().filter(|s| s.gzip_kb > s.budget_kb).map(|s| s.function.name()).collect();
    if over.is_empty() {
        return Ok(());
    }
    Err(Trouble::new(format!("Too heavy: {}.", over.join(", ")))
        .because("Cold starts and Cloudflare's limits follow the size of the wasm.")
        .do_this("See what grew: `cargo tree -p guichet-<function> --target wasm32-unknown-unknown -e normal`, and compare with the last commit."))
}

/// Builds the release bundles and weighs their wasm.
pub(crate) fn measure() -> Result<Vec<Size>> {
    let functions = functions::all()?;
    build::release(&functions, &setup::for_build()?)?;
    functions
        .into_iter()
        .map(|function| {
            let path = function.release_bundle().join("index_bg.wasm");
            let wasm = std::fs::read(&path).context(format!("{} is missing.", path.display()))?;
            let budget_kb = budget_kb(&function);
            Ok(Size { function, raw_kb: kilobytes(wasm.len()), gzip_kb: kilobytes(gzipped(&wasm)?), budget_kb })
        })
        .collect()
}

fn gzipped(bytes: &[u8]) -> Result<usize> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).context("Compressing failed.")?;
    Ok(encoder.finish().context("Compressing failed.")?.len())
}

/// 1 KB is 1024 bytes, as Cloudflare counts.
#[expect(clippy::cast_precision_loss, reason = "a bundle is far below 2^52 bytes")]
fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1024.0
}
