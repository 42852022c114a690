//! Who may give a command: declared beside it, checked before its object reads it.

use guichet_kernel::{ObjectClass, Right};

use crate::{Command, Principal};

/// One kind of caller that may give a command. What else the object checks (whose row, which practice) is its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// Anybody.
    Public,
    /// The bearer of a link whose token the object knows.
    Link,
    /// The bearer of a session's secret.
    Session,
    /// Anybody signed in, whether or not they are known here.
    Person,
    /// A member of the practice, or a key of it, whatever their rights.
    Member,
    /// A member or a key that has the right.
    Has(Right),
    /// The same, and a person has proven within the quarter of an hour that it is they. A key proved itself when it was made.
    Proven(Right),
    /// Somebody for whom the Practice vouches, to its other objects.
    Staff(Right),
    /// Whoever reads mail at an address, in the patient space.
    Contact,
    /// Whoever the Practice says may see what is a patient's, to its agendas.
    Patient,
    /// Another object of ours, of that class.
    Object(ObjectClass),
    /// Whoever runs this Guichet.
    Operator,
}

impl Access {
    /// Whether a principal is of this kind at all. Rights of members and keys are the Practice's to look up.
    pub fn admits(self, principal: &Principal) -> bool {
        match (self, principal) {
            (Self::Public, _)
            | (Self::Link, Principal::Link { .. })
            | (Self::Session, Principal::Session { .. })
            | (Self::Person, Principal::Person { .. })
            | (Self::Member | Self::Has(_) | Self::Proven(_), Principal::Person { .. } | Principal::Key { .. })
            | (Self::Contact, Principal::Contact { .. })
            | (Self::Patient, Principal::Patient { .. })
            | (Self::Operator, Principal::Operator) => true,
            (Self::Staff(right), Principal::Staff { rights, .. }) => rights.contains(&right),
            (Self::Object(class), Principal::Object { object }) => object.class == class,
            _ => false,
        }
    }
}

/// A command as the authorisation matrix sees it.
#[derive(Debug, Clone, Copy)]
pub struct Described {
    /// The class that obeys it.
    pub class: ObjectClass,
    /// The path it is posted to.
    pub path: &'static str,
    /// Who may give it.
    pub access: &'static [Access],
}

impl Described {
    /// The description of `C`.
    pub const fn of<C: Command>() -> Self {
        Self { class: C::CLASS, path: C::PATH, access: C::ACCESS }
    }
}
