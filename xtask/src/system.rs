//! Debian packages: installed only as root; anyone else is told the exact line.

use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Result, bail};

use crate::process::{find, output, run};

/// Installs Debian packages, or stops with the line that would.
///
/// `purpose` completes the sentence “… is needed for {purpose}”.
pub(crate) fn install_packages(packages: &[&str], purpose: &str) -> Result<()> {
    let list = packages.join(" ");
    if find("apt-get", &[]).is_none() {
        bail!(
            "programs needed for {purpose} are missing; on Debian or Ubuntu they come with the packages `{list}`: \
             install what your system calls them and run the command again"
        );
    }
    if !is_root() {
        bail!(
            "programs needed for {purpose} are missing, and only root may install them; run\n\n    \
             sudo apt-get update && sudo apt-get install --no-install-recommends {list}\n\nand then this command again"
        );
    }
    println!("installing the Debian packages for {purpose}");
    update_lists();
    run(apt_get().args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages))
}

/// Refreshes the package lists once in a run. A failure is not the end: the lists at hand may do.
fn update_lists() {
    static DONE: OnceLock<()> = OnceLock::new();
    DONE.get_or_init(|| {
        if let Err(error) = run(apt_get().args(["update", "-qq"])) {
            println!("{error:#}; going on with the package lists at hand");
        }
    });
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        // No progress bars drawn into a log.
        .args(["-o", "Dpkg::Use-Pty=0"]);
    command
}

fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
