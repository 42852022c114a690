//! What may go wrong, how often; and changes that make the system wrong on purpose.

use guichet_kernel::ObjectClass;

/// How often things go wrong, per thousand.
#[derive(Debug, Clone, Copy)]
pub struct Faults {
    /// Of calls between objects.
    pub call: u64,
    /// Of requests to the provider.
    pub http: u64,
    /// Of commands whose sender never sees the answer, or that never arrive.
    pub client: u64,
    /// Of alarms that ring minutes late.
    pub alarm: u64,
    /// Of steps in which an object dies, wherever it is.
    pub crash: u64,
    /// Of steps in which an object stands still for hours, in the middle of what it does.
    pub freeze: u64,
}

impl Faults {
    /// All is well.
    pub const NONE: Self = Self { call: 0, http: 0, client: 0, alarm: 0, crash: 0, freeze: 0 };
    /// What a simulation runs under: far worse than any day.
    pub const USUAL: Self = Self { call: 120, http: 350, client: 60, alarm: 50, crash: 30, freeze: 2 };
}

/// A defect, put in on purpose: a simulation that does not notice it is worth nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutation {
    /// The system as it is.
    None,
    /// The provider takes the same key again.
    NoIdempotency,
    /// The provider lists nothing of what it took.
    BlindLookUp,
    /// Objects forget which events they have applied.
    NoDedupe,
    /// The Agenda's store does not refuse overlaps.
    NoTriggers,
    /// A delivery that was lost is answered as if it had arrived.
    LyingNetwork,
    /// A Mailroom that dies forgets that it was sending.
    ForgetfulMailroom,
    /// The Agenda writes the patient's name beside the appointment.
    NosyAgenda,
    /// An erasure is told to all but one of those who must hear of it.
    ErasureUntold,
    /// The Agenda hears that two records are one person's, and changes nothing.
    MergeIgnored,
    /// Objects forget which merges they have applied.
    MergedTwice,
    /// An Identity that is told to revoke a session says that it has.
    SessionOutlives,
    /// A Practice that is told to end a member says that it has.
    MemberOutlives,
    /// The Practice's trail loses a line.
    TrailLosesLine,
    /// The Practice keeps the words that an erased patient was found by.
    WordsOutlive,
    /// The Agenda's store does not refuse overlaps of what is moved.
    MoveUnchecked,
    /// Whoever is cancelled with a closing is not written to.
    ClosingUntold,
    /// Who was asked for a slot that somebody else has is still asked.
    SiblingsStay,
    /// Slots of the same day are offered where the practice does not want that.
    SameDayOffered,
    /// Who accepts an earlier slot keeps the time that they had.
    OldTimeStays,
    /// Nobody is asked instead of who declined.
    NobodyReplaces,
    /// The next are asked at once, whether or not the round is over.
    RoundTooSoon,
    /// Nobody remembers that a round is over.
    RoundForgotten,
    /// What staff cancel is free at once.
    GraceIgnored,
    /// Who was moved is offered what they left.
    MoverAsked,
    /// An Identity that is told that a practice writes to it about somebody no more says that it has heard.
    ReachOutlives,
}

impl Mutation {
    /// Every defect.
    pub const DEFECTS: [Self; 25] = [
        Self::NoIdempotency,
        Self::BlindLookUp,
        Self::NoDedupe,
        Self::NoTriggers,
        Self::LyingNetwork,
        Self::ForgetfulMailroom,
        Self::NosyAgenda,
        Self::ErasureUntold,
        Self::MergeIgnored,
        Self::MergedTwice,
        Self::SessionOutlives,
        Self::MemberOutlives,
        Self::TrailLosesLine,
        Self::WordsOutlive,
        Self::MoveUnchecked,
        Self::ClosingUntold,
        Self::ReachOutlives,
        Self::SiblingsStay,
        Self::SameDayOffered,
        Self::OldTimeStays,
        Self::NobodyReplaces,
        Self::RoundTooSoon,
        Self::RoundForgotten,
        Self::GraceIgnored,
        Self::MoverAsked,
    ];

    /// What puts the defect into the store of an object of that class.
    pub(crate) const fn script(self, class: ObjectClass) -> Option<&'static str> {
        match (self, class) {
            (Self::MergeIgnored, ObjectClass::Agenda) => Some(
                "CREATE TRIGGER defect BEFORE UPDATE OF patient_id ON appointment WHEN NEW.patient_id IS NOT NULL
                 BEGIN SELECT RAISE(IGNORE); END",
            ),
            (Self::SiblingsStay, ObjectClass::Agenda) => Some(
                "CREATE TRIGGER defect BEFORE UPDATE OF state ON waitlist_offer WHEN NEW.state = 'taken' BEGIN SELECT RAISE(IGNORE); END",
            ),
            (Self::SameDayOffered, ObjectClass::Agenda) => Some(
                "UPDATE waitlist_terms SET same_day = 1;
                 CREATE TRIGGER defect AFTER INSERT ON waitlist_terms
                 BEGIN UPDATE waitlist_terms SET same_day = 1 WHERE practice_id = NEW.practice_id; END;
                 CREATE TRIGGER other_defect AFTER UPDATE OF first ON waitlist_terms
                 BEGIN UPDATE waitlist_terms SET same_day = 1 WHERE practice_id = NEW.practice_id; END",
            ),
            (Self::OldTimeStays, ObjectClass::Agenda) => Some(
                "CREATE TRIGGER defect BEFORE DELETE ON occupancy
                 WHEN EXISTS (SELECT 1 FROM waitlist_offer WHERE appointment_id = OLD.occupant AND state = 'open')
                 BEGIN SELECT RAISE(IGNORE); END",
            ),
            (Self::NobodyReplaces, ObjectClass::Agenda) => Some(
                "CREATE TRIGGER defect BEFORE UPDATE OF due_at ON waitlist_freed WHEN NEW.due_at < OLD.due_at AND OLD.state = 'open'
                 BEGIN SELECT RAISE(IGNORE); END",
            ),
            (Self::RoundTooSoon, ObjectClass::Agenda) => Some(
                "CREATE TRIGGER defect AFTER UPDATE OF round_until ON waitlist_freed WHEN NEW.round_until IS NOT NULL AND NEW.room = 0
                 BEGIN UPDATE waitlist_freed SET round_until = asked_at, due_at = asked_at WHERE freed_id = NEW.freed_id; END",
            ),
            (Self::RoundForgotten, ObjectClass::Agenda) => Some(
                "CREATE TRIGGER defect AFTER UPDATE OF round_until ON waitlist_freed WHEN NEW.round_until IS NOT NULL
                 BEGIN UPDATE waitlist_freed SET round_until = deadline, due_at = deadline WHERE freed_id = NEW.freed_id; END",
            ),
            (Self::GraceIgnored, ObjectClass::Agenda) => Some(
                "CREATE TRIGGER defect AFTER UPDATE OF until ON occupancy WHEN NEW.until IS NOT NULL
                 BEGIN DELETE FROM occupancy WHERE occupant = NEW.occupant; END",
            ),
            (Self::SessionOutlives, ObjectClass::Identity) => Some(
                "CREATE TRIGGER defect BEFORE UPDATE OF revoked_at ON session BEGIN SELECT RAISE(IGNORE); END",
            ),
            (Self::ReachOutlives, ObjectClass::Identity) => Some(
                "CREATE TRIGGER defect BEFORE DELETE ON space_reference BEGIN SELECT RAISE(IGNORE); END",
            ),
            (Self::MemberOutlives, ObjectClass::Practice) => Some(
                "CREATE TRIGGER defect BEFORE UPDATE ON member WHEN NEW.ended_at IS NOT NULL BEGIN SELECT RAISE(IGNORE); END",
            ),
            (Self::TrailLosesLine, ObjectClass::Practice) => Some(
                "CREATE TRIGGER defect AFTER INSERT ON audit WHEN NEW.seq % 100 = 99
                 BEGIN INSERT INTO audit (seq, at, actor, action, detail, request_id) VALUES (NEW.seq + 2, NEW.at, NEW.actor, NEW.action, '', ''); END",
            ),
            (Self::WordsOutlive, ObjectClass::Practice) => Some(
                "CREATE TABLE note (words TEXT);
                 CREATE TRIGGER defect BEFORE DELETE ON patient_record BEGIN INSERT INTO note VALUES (OLD.family_name); END",
            ),
            _ => None,
        }
    }
}
