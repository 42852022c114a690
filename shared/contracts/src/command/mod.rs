//! The commands of each class of objects, and the cards that they show.

macro_rules! commands {
    ($($command:ty => $class:ident $path:literal -> $reply:ty;)*) => {$(
        impl crate::Command for $command {
            const CLASS: guichet_kernel::ObjectClass = guichet_kernel::ObjectClass::$class;
            const PATH: &'static str = $path;
            type Reply = $reply;
        }
    )*};
}

pub mod agenda;
pub mod card;
pub mod mailroom;
pub mod practice;
