//! Names each asset after its bytes, so that browsers may keep it for ever.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Where the gateway serves assets from.
const BASE: &str = "/assets/";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=assets");
    let source = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("assets");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let (mut code, mut addresses) = (String::new(), String::new());
    let mut stylesheet = fs::read_to_string(source.join("guichet.css"))?;

    for (constant, doc, file, content_type) in [
        ("FONT", "Atkinson Hyperlegible Next, Latin.", "hyperlegible.woff2", "font/woff2"),
        ("FONT_EXTENDED", "The same for other Latin letters; fetched only by a page that has one.", "hyperlegible-ext.woff2", "font/woff2"),
        (
            "HTMX",
            "htmx, which swaps parts of the desk's pages. Patients' pages load no script.",
            "htmx.min.js",
            "text/javascript; charset=utf-8",
        ),
        ("DESK_SCRIPT", "The desk's keys.", "desk.js", "text/javascript; charset=utf-8"),
        ("FAVICON", "The icon of the tab.", "guichet.svg", "image/svg+xml"),
    ] {
        let bytes = fs::read(source.join(file))?;
        let name = hashed(file, &bytes);
        stylesheet = stylesheet.replace(&format!("\"{file}\""), &format!("\"{name}\""));
        code += &declaration(constant, doc, content_type, &source.join(file));
        addresses += &address(constant, doc, &name);
    }

    let desk = fs::read_to_string(source.join("desk.css"))?;
    for (constant, doc, file, css) in [
        ("STYLESHEET", "The stylesheet of every page.", "guichet.css", &stylesheet),
        ("DESK_STYLESHEET", "What the desk's pages have besides; stands after it.", "desk.css", &desk),
    ] {
        let bytes = compact(css);
        let name = hashed(file, bytes.as_bytes());
        fs::write(out.join(file), &bytes)?;
        code += &declaration(constant, doc, "text/css; charset=utf-8", &out.join(file));
        addresses += &address(constant, doc, &name);
    }
    // A page that names an asset's address by the asset itself would carry its bytes along.
    fs::write(out.join("assets.rs"), format!("{code}/// Where each is served.\npub mod path {{\n{addresses}}}\n"))?;
    Ok(())
}

fn declaration(constant: &str, doc: &str, content_type: &str, file: &Path) -> String {
    format!(
        "/// {doc}\npub const {constant}: Asset = Asset {{ path: path::{constant}, content_type: \"{content_type}\", bytes: include_bytes!(r\"{}\") }};\n",
        file.display()
    )
}

fn address(constant: &str, doc: &str, name: &str) -> String {
    format!("    /// {doc}\n    pub const {constant}: &str = \"{BASE}{name}\";\n")
}

/// `guichet.css` with sixteen digits of FNV-1a: it tells versions apart, it protects from nothing.
fn hashed(file: &str, bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    match file.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash:016x}.{extension}"),
        None => format!("{file}-{hash:016x}"),
    }
}

/// The stylesheet without its comments and indentation.
fn compact(css: &str) -> String {
    let mut rest = css;
    let mut kept = String::with_capacity(css.len());
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
