//! The step that bounds the public: how often it acts, and whom a practice asks to ring.

/// What the public did in the last day, by a hash of who did it; and the marks of those whom a practice wants to hear from by
/// telephone (A9), as it told them last.
pub(super) const STEP: &str = "
        CREATE TABLE public_act (
            number INTEGER PRIMARY KEY,
            what TEXT NOT NULL,
            who BLOB NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX public_act_by_who ON public_act (what, who, at);
        CREATE INDEX public_act_by_age ON public_act (at);

        CREATE TABLE blocked (
            practice_id TEXT NOT NULL REFERENCES membership (practice_id),
            mark BLOB NOT NULL,
            PRIMARY KEY (practice_id, mark)
        ) STRICT, WITHOUT ROWID;
";
