//! `cargo xtask`: everything that one does with this repository, from a bare machine to a deploy.
//!
//! One module per verb. A verb prints what it is about to do before anything slow, and fails with what went wrong,
//! why, and what to do ([`shell::Trouble`]). Tools are installed outside the clone, by version ([`tools`]).
#![expect(clippy::print_stdout, reason = "a command line tool speaks on standard output")]

mod bench;
mod build;
mod codegen;
mod deploy;
mod dev;
mod functions;
mod setup;
mod shell;
mod size;
mod table;
mod test;
mod tools;
mod verbs;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match verbs::run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("\n{trouble}");
            ExitCode::FAILURE
        }
    }
}
