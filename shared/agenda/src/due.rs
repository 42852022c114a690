//! When an agenda is to be looked at again.

use guichet_kernel::{Instant, Sql};

use crate::{Refusal, waitlist};

/// When the next is due of what time brings about: a patient is forgotten, a booking that nobody confirmed lapses, what was freed is
/// offered, an offer ends. In one statement: it is asked after every command.
pub fn due_at(sql: &impl Sql) -> Result<Option<Instant>, Refusal> {
    let due = sql.first::<(Option<Instant>,)>(
        &format!(
            "SELECT MIN(due) FROM (
                 SELECT MIN(due_at) AS due FROM forgetting UNION ALL SELECT MIN(until) FROM confirming UNION ALL {}
             )",
            waitlist::DUE
        ),
        &[],
    )?;
    Ok(due.and_then(|(due,)| due))
}
