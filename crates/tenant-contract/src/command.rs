//! Subcommands of `primero-core`, and what their exit codes ask the operator to do.

/// Serves the web app and the APIs and works the job queue.
pub const SERVE: &str = "serve";
/// Brings the database schema to the version of this binary.
pub const MIGRATE: &str = "migrate";
/// Applies template, languages, overlays and parameters.
pub const CONFIGURE: &str = "configure";
/// [`MIGRATE`], then [`CONFIGURE`]: one Job instead of two, since a Job costs about three seconds.
pub const PREPARE: &str = "prepare";

/// How a Job's process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Everything asked for is in the database.
    Done = 0,
    /// Nothing is wrong with the input; the same command may succeed later (no connection, lock).
    Retry = 10,
    /// The input can never work (broken bundle, unknown parameter). Retrying is useless.
    InvalidInput = 20,
    /// The input is well formed but doing it would lose something (schema ahead of the release).
    Refused = 30,
}

impl Exit {
    /// The process exit code.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// Reads an exit code. Codes outside the contract (a crash, a kill) are worth a retry.
    pub const fn from_code(code: i32) -> Self {
        match code {
            0 => Self::Done,
            20 => Self::InvalidInput,
            30 => Self::Refused,
            _ => Self::Retry,
        }
    }

    /// Whether running the same command again can help.
    pub const fn retryable(self) -> bool {
        matches!(self, Self::Retry)
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn every_exit_reads_back_from_its_code() {
        for exit in [Exit::Done, Exit::Retry, Exit::InvalidInput, Exit::Refused] {
            assert_eq!(Exit::from_code(i32::from(exit.code())), exit);
        }
    }

    #[test]
    fn a_killed_process_is_worth_a_retry() {
        assert!(Exit::from_code(137).retryable());
        assert!(!Exit::from_code(20).retryable());
    }
}
