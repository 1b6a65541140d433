//! Applying operations, one rule per test.
