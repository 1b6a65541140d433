//! Long work in named steps: a progress bar each, a log file each, and on failure what to do next.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::paths;

/// Lines of a log that a failure shows.
const TAIL: usize = 25;
/// How often a long step says that it still runs when there is no terminal.
const HEARTBEAT: Duration = Duration::from_mins(1);

/// The steps of one task, for example `up`.
#[derive(Debug)]
pub(crate) struct Steps {
    bars: Option<MultiProgress>,
    logs: PathBuf,
}

impl Steps {
    /// Starts a task; its logs replace those of its last run.
    pub(crate) fn new(task: &str) -> Result<Self> {
        let logs = paths::logs(task);
        fs::create_dir_all(&logs)
            .with_context(|| format!("failed to make the log directory {}", logs.display()))?;
        let bars = io::stderr().is_terminal().then(MultiProgress::new);
        Ok(Self { bars, logs })
    }

    /// Runs one step. `next` is the command that a person tries when it fails.
    pub(crate) fn step<T>(
        &self,
        name: &str,
        next: &str,
        work: impl FnOnce(&mut Step) -> Result<T>,
    ) -> Result<T> {
        let mut step = self.start(name)?;
        let result = work(&mut step);
        step.finish(result.is_ok());
        result.map_err(|cause| {
            let failure = Failure {
                step: name.to_owned(),
                log: step.path,
                next: next.to_owned(),
            };
            cause.context(failure)
        })
    }

    /// One line for the reader that is not a step.
    pub(crate) fn say(&self, text: &str) {
        say(self.bars.as_ref(), text);
    }

    fn start(&self, name: &str) -> Result<Step> {
        let path = self.logs.join(format!("{}.log", file_name(name)));
        let log = File::create(&path)
            .with_context(|| format!("failed to make the log {}", path.display()))?;
        let bar = self.bars.as_ref().map(|bars| {
            let style = ProgressStyle::with_template("{spinner} {prefix}  {elapsed}  {wide_msg}")
                .unwrap_or_else(|_| ProgressStyle::default_spinner());
            let bar = bars.add(ProgressBar::new_spinner().with_style(style));
            bar.set_prefix(name.to_owned());
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        if bar.is_none() {
            say(None, &format!("[ .. ] {name}"));
        }
        Ok(Step {
            name: name.to_owned(),
            began: Instant::now(),
            bar,
            bars: self.bars.clone(),
            log,
            path,
        })
    }
}

/// One step while it runs.
#[derive(Debug)]
pub(crate) struct Step {
    name: String,
    began: Instant,
    bar: Option<ProgressBar>,
    bars: Option<MultiProgress>,
    log: File,
    path: PathBuf,
}

impl Step {
    /// Says what is being done right now: beside the bar, and in the log.
    pub(crate) fn note(&mut self, text: impl fmt::Display) {
        if let Some(bar) = &self.bar {
            bar.set_message(text.to_string());
        }
        self.write(text);
    }

    /// A line for the log alone.
    pub(crate) fn write(&mut self, text: impl fmt::Display) {
        // A log that cannot be written must not stop the work that it describes.
        let _ = writeln!(self.log, "{text}");
    }

    /// Runs a program to its end, its output in the log; an exit other than 0 is a failure.
    pub(crate) fn run(&mut self, command: &mut Command) -> Result<()> {
        let shown = shown(command);
        self.write(format_args!("$ {shown}"));
        let child = command
            .stdin(Stdio::null())
            .stdout(self.log.try_clone()?)
            .stderr(self.log.try_clone()?)
            .spawn()
            .with_context(|| format!("failed to start {shown}"))?;
        let status = self.wait(child)?;
        if !status.success() {
            bail!("{shown} ended with {status}");
        }
        Ok(())
    }

    /// Where the log of this step lies.
    pub(crate) fn log_path(&self) -> &Path {
        &self.path
    }

    fn wait(&self, mut child: Child) -> Result<ExitStatus> {
        if self.bar.is_some() {
            return Ok(child.wait()?);
        }
        let mut said = Instant::now();
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(status);
            }
            if said.elapsed() >= HEARTBEAT {
                said = Instant::now();
                say(
                    None,
                    &format!("[ .. ] {} ({})", self.name, elapsed(self.began)),
                );
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn finish(&self, succeeded: bool) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        let mark = if succeeded { " ok " } else { "fail" };
        say(
            self.bars.as_ref(),
            &format!("[{mark}] {} ({})", self.name, elapsed(self.began)),
        );
    }
}

/// Which step failed, added to the error as its outermost context.
#[derive(Debug)]
struct Failure {
    step: String,
    log: PathBuf,
    next: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the step {:?} failed", self.step)
    }
}

/// Prints an error for a person: the step, the cause, the end of its log, the next command.
pub(crate) fn report(error: &anyhow::Error) {
    // Nothing is left to do when even standard error is gone.
    let _ = io::stderr().write_all(described(error).as_bytes());
}

fn described(error: &anyhow::Error) -> String {
    let mut lines = vec![String::new()];
    lines.extend(error.chain().enumerate().map(|(depth, cause)| {
        let lead = if depth == 0 { "error:" } else { "  because" };
        format!("{lead} {cause}")
    }));
    if let Some(failure) = error.downcast_ref::<Failure>() {
        let tail = tail(&fs::read_to_string(&failure.log).unwrap_or_default());
        if !tail.is_empty() {
            lines.push(format!("\nthe end of {}:\n{tail}", failure.log.display()));
        }
        lines.push(format!("\nnext: {}", failure.next));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// The command as a person would type it.
pub(crate) fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

fn say(bars: Option<&MultiProgress>, text: &str) {
    // Losing a progress line is better than stopping because of it.
    let _ = match bars {
        Some(bars) => bars.println(text),
        None => writeln!(io::stderr(), "{text}"),
    };
}

fn elapsed(since: Instant) -> String {
    let seconds = since.elapsed().as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        let whole = since.elapsed().as_secs();
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

fn file_name(step: &str) -> String {
    step.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect()
}

fn tail(log: &str) -> String {
    let lines: Vec<_> = log.lines().map(|line| format!("    {line}")).collect();
    lines[lines.len().saturating_sub(TAIL)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_program_is_an_error_that_names_its_step() {
        let steps = Steps::new("test").unwrap();
        let error = steps
            .step("Fail on purpose", "true", |step| {
                step.run(&mut Command::new("false"))
            })
            .unwrap_err();
        let text = described(&error);
        assert!(
            text.starts_with("\nerror: the step \"Fail on purpose\" failed\n"),
            "{text}"
        );
        assert!(
            text.contains("because false ended with exit status: 1"),
            "{text}"
        );
        assert!(text.contains("fail-on-purpose.log:\n    $ false"), "{text}");
        assert!(text.ends_with("next: true\n"), "{text}");
    }

    #[test]
    fn a_tail_is_the_last_lines_only() {
        let log = (1..=100)
            .map(|n| n.to_string())
            .collect::<Vec<_>>()
            .join("\n");
        let tail = tail(&log);
        assert!(
            tail.starts_with("    76\n") && tail.ends_with("    100"),
            "{tail}"
        );
    }

    #[test]
    fn a_log_is_named_after_its_step() {
        assert_eq!(
            file_name("Build Kubernetes 1.37.2"),
            "build-kubernetes-1-37-2"
        );
    }
}
