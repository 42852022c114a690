//! Which field is to blame for what an agenda does not accept: whoever writes to the API reads its name.
//!
//! It is found after the refusal, from the command: what was refused is asked about again, and the store is as it was.

use guichet_agenda_core as agenda;
use guichet_contracts::{
    Answer, Call, Command, FieldProblem, Principal, Problem, ProblemKind, Stop,
    command::calendar::{CloseTime, EndAvailability, MoveAppointment, PlaceAppointment, PutAvailability, PutTerms},
    read_command,
};
use guichet_kernel::Sql;

use super::{stop, wire};

/// The answer to a command that was refused as not acceptable.
pub(super) fn answer(sql: &impl Sql, call: &Call) -> Answer {
    // That no field is found changes nothing of the refusal.
    let name = field(sql, call).ok().flatten();
    let fields = name.map(|name| FieldProblem { name, reason: "not-acceptable".to_owned() }).into_iter().collect();
    Answer::problem(&Problem { fields, ..Problem::new(ProblemKind::Invalid) })
}

/// The field, as the command calls it.
fn field(sql: &impl Sql, call: &Call) -> Result<Option<String>, Stop> {
    Ok(match (call.path.as_str(), &call.principal) {
        (PutAvailability::PATH, Principal::Staff { practice, .. }) => {
            let PutAvailability { opening, .. } = read_command(call)?;
            let part = agenda::wrong_part(sql, *practice, &wire::pattern(opening)).map_err(stop)?;
            part.map(|part| format!("opening.{part}"))
        }
        (PutTerms::PATH, _) => {
            let PutTerms { terms } = read_command(call)?;
            agenda::wrong_term(&wire::domain_terms(&terms)).map(|term| format!("terms.{term}"))
        }
        (EndAvailability::PATH, _) => Some("ending".to_owned()),
        (CloseTime::PATH, _) => Some("to".to_owned()),
        (PlaceAppointment::PATH | MoveAppointment::PATH, _) => Some("starts_at".to_owned()),
        _ => None,
    })
}
