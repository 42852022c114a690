//! Whoever was asked for, and never came.

use guichet_kernel::{Sql, SqlError};

/// Whether nothing is known here of anybody: no link counts, nobody has ever signed in, no practice has named them. Then no row
/// of this module's tables is left, and who asks for a link is as new as the first.
pub fn is_stranger(sql: &impl Sql) -> Result<bool, SqlError> {
    for table in ["sign_in_link", "person", "session", "workplace", "known_browser", "space_reference"] {
        if sql.first::<(i64,)>(&format!("SELECT 1 FROM {table} LIMIT 1"), &[])?.is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}
