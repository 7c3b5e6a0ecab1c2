//! Running other programs: said before, never reading the terminal, and with an error that names the whole line.

use std::ffi::{OsStr, OsString};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// The command as a person would type it. Its environment is left out.
pub(crate) fn line(command: &Command) -> String {
    let mut words = vec![quoted(command.get_program())];
    words.extend(command.get_args().map(quoted));
    words.join(" ")
}

fn quoted(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=+./:,@".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.into_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

/// Prints the line, runs it with its output shown, and fails unless it succeeds.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    println!("$ {}", line(command));
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("cannot run `{}`", line(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// Runs silently and gives back what was printed.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot run `{}`", line(command)))?;
    if !output.status.success() {
        bail!("`{}` failed ({}): {}", line(command), output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What a program printed on its standard output, and whether it succeeded.
#[derive(Debug)]
pub(crate) struct Printed {
    pub(crate) success: bool,
    pub(crate) text: String,
}

/// Runs with the output shown as it comes, and kept.
pub(crate) fn tee(command: &mut Command) -> Result<Printed> {
    println!("$ {}", line(command));
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().with_context(|| format!("cannot run `{}`", line(command)))?;
    let pipe = child.stdout.take().context("no standard output to read")?;
    let mut reader = BufReader::new(pipe);
    let (mut bytes, mut kept) = (Vec::new(), String::new());
    // Lines are bytes here: what a test prints need not be UTF-8.
    while reader.read_until(b'\n', &mut bytes)? > 0 {
        io::stdout().write_all(&bytes)?;
        kept.push_str(&String::from_utf8_lossy(&bytes));
        bytes.clear();
    }
    let success = child.wait()?.success();
    Ok(Printed { success, text: kept })
}

/// Runs with the output shown, for at most `limit`. A program that takes longer is ended and counts as failed.
pub(crate) fn succeeds_within(command: &mut Command, limit: Duration) -> Result<bool> {
    println!("$ {}", line(command));
    let mut child = command.stdin(Stdio::null()).spawn().with_context(|| format!("cannot run `{}`", line(command)))?;
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        if started.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            println!("no answer within {} s", limit.as_secs());
            return Ok(false);
        }
        thread::sleep(Duration::from_millis(100));
    }
}

/// A program, looked up in the given folders and then on the `PATH`.
pub(crate) fn find(name: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.iter().cloned().chain(std::env::split_paths(&path)).map(|folder| folder.join(name)).find(|candidate| is_program(candidate))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

/// The `PATH` with a folder in front.
pub(crate) fn path_with(folder: Option<&Path>) -> Result<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = folder.map(Path::to_path_buf).into_iter();
    std::env::join_paths(folders.chain(std::env::split_paths(&path))).context("a folder's name cannot stand in the PATH")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_can_be_pasted_into_a_shell() {
        let mut command = Command::new("echo");
        command.args(["a b", "", "it's", "plain-1.2/x"]);
        assert_eq!(line(&command), r"echo 'a b' '' 'it'\''s' plain-1.2/x");
    }

    #[test]
    fn a_program_that_hangs_is_ended() {
        let started = Instant::now();
        let mut sleep = Command::new("sleep");
        let ended = succeeds_within(sleep.arg("60"), Duration::from_millis(50)).unwrap();
        assert!(!ended);
        assert!(started.elapsed() < Duration::from_secs(30));
    }
}
