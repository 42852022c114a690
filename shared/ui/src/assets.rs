//! Stylesheets, type, icon and the desk's scripts, served by ourselves under addresses that change with their bytes.
//!
//! `build.rs` names each file after a hash of its bytes, and writes the fonts' names into the stylesheet.

/// How long each asset may be kept: its address changes with its bytes.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// A file that pages link to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asset {
    /// Absolute path of its address: `/assets/guichet-<hash>.css`.
    pub path: &'static str,
    /// The `Content-Type` header to serve it with.
    pub content_type: &'static str,
    /// The file.
    pub bytes: &'static [u8],
}

// htmx is version 2.0.11 from npm (htmx.org), unchanged; its licence stands beside it in `assets/`.
include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Every asset.
pub static ASSETS: &[Asset] = &[STYLESHEET, DESK_STYLESHEET, FONT, FONT_EXTENDED, FAVICON, HTMX, DESK_SCRIPT];

/// The asset at `path`, `None` for every other address.
pub fn find(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}
