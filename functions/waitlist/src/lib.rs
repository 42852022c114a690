//! Waitlist: the pages behind the links of earlier-slot offers (W5). What is decided is decided by the Agenda object, which is another
//! script's.

mod app;
mod entry;
mod offer;
mod stop;
mod views;
