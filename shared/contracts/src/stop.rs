//! How an object stops short of obeying.

use guichet_kernel::{SqlError, read};

use crate::{Answer, Call, Command, ProblemKind};

/// Why an object does not obey: a refusal that the caller can act on, or a failure of the store, which is ours. Either
/// undoes everything that the command has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// Refused.
    Refused(ProblemKind),
    /// Ours.
    Store(SqlError),
}

impl From<SqlError> for Stop {
    fn from(error: SqlError) -> Self {
        Self::Store(error)
    }
}

impl Stop {
    /// The answer to a command that was obeyed or stopped; only our own failures remain errors.
    pub fn answer(outcome: Result<Answer, Self>) -> Result<Answer, SqlError> {
        match outcome {
            Ok(answer) => Ok(answer),
            Err(Self::Refused(kind)) => Ok(kind.into()),
            Err(Self::Store(error)) => Err(error),
        }
    }
}

/// Stops with [`ProblemKind::Forbidden`] unless the principal may.
pub const fn allow(may: bool) -> Result<(), Stop> {
    if may { Ok(()) } else { Err(Stop::Refused(ProblemKind::Forbidden)) }
}

/// Stops with [`ProblemKind::Forbidden`] unless the command is for such a principal at all.
pub fn admit<C: Command>(call: &Call) -> Result<(), Stop> {
    allow(C::ACCESS.iter().any(|access| access.admits(&call.principal)))
}

/// Reads the command that a call's path announces.
pub fn read_command<C: Command>(call: &Call) -> Result<C, Stop> {
    read::value(&call.command).map_err(|_| Stop::Refused(ProblemKind::BadRequest))
}

/// Gives a call to the arm of its command, if the principal is of a kind that may give it; a path without an arm is not found.
#[macro_export]
macro_rules! dispatch {
    ($call:expr, { $($command:ty => $obey:expr,)* }) => {
        match $call.path.as_str() {
            $(<$command as $crate::Command>::PATH => {
                let obey: &dyn Fn($command) -> Result<$crate::Answer, $crate::Stop> = &$obey;
                $crate::admit::<$command>($call).and_then(|()| $crate::read_command::<$command>($call)).and_then(obey)
            })*
            _ => Err($crate::Stop::Refused($crate::ProblemKind::NotFound)),
        }
    };
}
