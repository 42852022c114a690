//! The commands of each class of objects, who may give them, and the cards that they show.

/// Says of each command its class, its path, its reply, and who may give it; and lists them in `COMMANDS`.
macro_rules! commands {
    ($($command:ty => $class:ident $path:literal -> $reply:ty, for [$($access:expr),* $(,)?];)*) => {
        $(impl crate::Command for $command {
            const CLASS: guichet_kernel::ObjectClass = guichet_kernel::ObjectClass::$class;
            const PATH: &'static str = $path;
            const ACCESS: &'static [crate::Access] = {
                #[allow(unused_imports, reason = "not every command names rights")]
                use crate::Access::*;
                use guichet_kernel::ObjectClass as Of;
                #[allow(unused_imports, reason = "not every command names rights")]
                use guichet_kernel::Right as May;
                #[allow(dead_code, reason = "not every command is an object's")]
                type _Of = Of;
                &[$($access),*]
            };
            type Reply = $reply;
        })*

        /// Every command of this room: what the authorisation matrix is made from.
        pub const COMMANDS: &[crate::Described] = &[$(crate::Described::of::<$command>()),*];

        /// Shows each of them to `visitor`.
        pub fn each(visitor: &mut impl crate::Visitor) {
            $(visitor.command::<$command>();)*
        }
    };
}

pub mod agenda;
pub mod calendar;
pub mod card;
pub mod directory;
pub mod identity;
pub mod mailroom;
pub mod patient;
pub mod people;
pub mod practice;
pub mod space;
pub mod waitlist;

/// Every command of every object, room by room.
pub const EVERY: [&[crate::Described]; 10] = [
    agenda::COMMANDS,
    calendar::COMMANDS,
    directory::COMMANDS,
    identity::COMMANDS,
    mailroom::COMMANDS,
    patient::COMMANDS,
    people::COMMANDS,
    practice::COMMANDS,
    space::COMMANDS,
    waitlist::COMMANDS,
];
