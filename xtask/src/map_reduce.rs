//! What the example of `examples/map-reduce` needs: Dask in a Python environment of its own, and GNU parallel.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{find, output, run};
use crate::project::Project;
use crate::system::install_packages;

/// Installs what is missing: from PyPI as the example's own list pins it, and from Debian.
pub(crate) fn prepare(project: &Project) -> Result<()> {
    let pinned = project.root().join("examples/map-reduce/requirements.txt");
    let list = fs::read(&pinned).with_context(|| format!("cannot read `{}`", pinned.display()))?;
    let folder = project.tools().join("map-reduce");
    let mark = folder.join("installed-from");
    if fs::read(&mark).ok().as_ref() != Some(&list) {
        // Debian's Python has no module for environments unless asked for.
        if output(Command::new("python3").args(["-c", "import ensurepip, venv"])).is_err() {
            install_packages(&["python3", "python3-venv"], "the map-reduce example")?;
        }
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
        let python = folder.join("bin/python");
        run(Command::new(python).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]).arg(&pinned))?;
        fs::write(&mark, &list)?;
    }
    if find("parallel", &[]).is_none() {
        install_packages(&["parallel"], "the map-reduce example")?;
    }
    Ok(())
}
