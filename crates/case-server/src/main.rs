//! `primero-core`: the core case service.

use std::process::ExitCode;

fn main() -> ExitCode {
    primero_case_server::main()
}
