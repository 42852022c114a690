//! Keys by which machines act for the practice.

use guichet_contracts::{
    Answer, ProblemKind, Stop,
    command::{
        agenda::Done,
        practice::{IssueKey, IssuedKey, KeyCard, Keys, RevokeKey},
    },
};
use guichet_kernel::{Label, Right, Sql, Token};
use guichet_practice_core::{
    audit::{AuditAction, Detail},
    people::{self, ApiKey, Authority},
};

use super::{
    authority::{Turn, names, word},
    cards::label,
    stop_people,
};

/// What the key is called that the operator sets a practice up with.
const SETUP: &str = "Mise en service";
/// For how many days it works.
const SETUP_DAYS: i64 = 1;
/// All that it may be given: whoever runs Guichet enters what a practice brings along, and reads no patient.
const SETUP_RIGHTS: [Right; 7] = [
    Right::ReadSettings,
    Right::ChangeSettings,
    Right::ReadMembers,
    Right::ManageMembers,
    Right::ChangePatients,
    Right::ReadAgenda,
    Right::RunAgenda,
];

pub(super) fn issue(sql: &impl Sql, turn: &Turn<'_>, command: IssueKey) -> Result<Answer, Stop> {
    let (key, secret) = make(sql, turn, turn.by()?, &command.label, command.rights, command.days.map(i64::from))?;
    Ok(Answer::reply(&IssuedKey { id: key.id, secret: Some(secret), expires_at: key.expires_at }))
}

/// The key by which a machine of the operator's sets a new practice up.
pub(super) fn issue_for_setup(sql: &impl Sql, turn: &Turn<'_>, rights: Vec<Right>) -> Result<Token, Stop> {
    if !rights.iter().all(|right| SETUP_RIGHTS.contains(right)) {
        return Err(Stop::Refused(ProblemKind::Invalid));
    }
    Ok(make(sql, turn, &Authority::operator(), &label(SETUP)?, rights, Some(SETUP_DAYS))?.1)
}

fn make(
    sql: &impl Sql,
    turn: &Turn<'_>,
    by: &Authority,
    label: &Label,
    rights: Vec<Right>,
    days: Option<i64>,
) -> Result<(ApiKey, Token), Stop> {
    let rights = rights.into_iter().collect();
    let (key, secret) = people::issue(sql, turn.at, by, label, &rights, days).map_err(stop_people)?;
    let words = key.rights.iter().map(|right| right.as_str());
    turn.note(AuditAction::TokenIssued, Some(key.id), Detail::none().words("rights", words));
    Ok((key, secret))
}

pub(super) fn read(sql: &impl Sql) -> Result<Answer, Stop> {
    let names = names(sql)?;
    let card = |key: ApiKey| {
        Ok(KeyCard {
            id: key.id,
            label: key.label,
            rights: key.rights.into_iter().collect(),
            made_by: word(key.made_by)?,
            made_by_name: names(key.made_by),
            made_at: key.made_at,
            expires_at: key.expires_at,
            last_used_at: key.last_used_at,
            revoked_at: key.revoked_at,
        })
    };
    let keys = people::keys(sql).map_err(stop_people)?.into_iter().map(card).collect::<Result<_, Stop>>()?;
    Ok(Answer::reply(&Keys { keys }))
}

pub(super) fn revoke(sql: &impl Sql, turn: &Turn<'_>, command: &RevokeKey) -> Result<Answer, Stop> {
    people::revoke_key(sql, turn.at.now, turn.by()?, command.key).map_err(stop_people)?;
    turn.note(AuditAction::TokenRevoked, Some(command.key), Detail::none());
    Ok(Answer::reply(&Done {}))
}
