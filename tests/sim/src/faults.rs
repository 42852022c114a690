//! What may go wrong, how often; and changes that make the system wrong on purpose.

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
}

impl Mutation {
    /// Every defect.
    pub const DEFECTS: [Self; 7] = [
        Self::NoIdempotency,
        Self::BlindLookUp,
        Self::NoDedupe,
        Self::NoTriggers,
        Self::LyingNetwork,
        Self::ForgetfulMailroom,
        Self::NosyAgenda,
    ];
}
