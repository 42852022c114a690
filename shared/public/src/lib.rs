//! What the functions of the public pages share: who bears a signed link, how a refusal is answered, which language a reader reads.
//!
//! **Invariant: no rules, no platform.** Objects decide; whoever asks them is behind [`Asks`].

pub mod language;
pub mod link;
mod refuse;

pub use refuse::{Refuse, Segments};

/// The value of `name` in a query.
pub fn query_value(query: Option<&str>, name: &str) -> Option<String> {
    form_urlencoded::parse(query?.as_bytes()).find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

/// What a function has with which to open links: the keys, and the way to the objects.
pub trait Asks {
    /// The keys that links are signed with.
    fn keys(&self) -> Result<guichet_kernel::link::KeyRing, guichet_contracts::ProblemKind>;

    /// Commands an object on behalf of `principal`.
    fn ask<C: guichet_contracts::Command>(
        &self,
        asking: &guichet_edge::web::Asking,
        name: &guichet_kernel::ObjectName,
        principal: guichet_contracts::Principal,
        command: &C,
    ) -> impl Future<Output = Result<C::Reply, guichet_contracts::ProblemKind>>;
}
