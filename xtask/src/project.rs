//! Where things lie: the repository and what the commands write below `target/`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The npm package's and the wasm file's stem, as cargo spells the crate in file names.
pub(crate) const STEM: &str = "grantex_compliance";

/// The repository, seen from the commands.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    root: PathBuf,
    target: PathBuf,
}

impl Project {
    /// Finds the repository from this crate's own place in it, so that the commands work from any folder.
    pub(crate) fn locate() -> Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = manifest.parent().context("the xtask crate must lie in a folder of the repository")?.to_path_buf();
        // CARGO_TARGET_DIR may be relative; cargo reads it from the folder it was called in, which is ours too.
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(folder) if !folder.is_empty() => std::path::absolute(folder)?,
            _ => root.join("target"),
        };
        Ok(Self { root, target })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Cargo's own output folder.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// Everything the commands write themselves. It stays in the repository even where cargo's output goes elsewhere,
    /// so that the tests of the package find it.
    pub(crate) fn scratch(&self, name: &str) -> PathBuf {
        self.root.join("target").join(name)
    }

    /// Tools that were installed for this repository only.
    pub(crate) fn tools(&self) -> PathBuf {
        self.scratch("tools")
    }

    /// The npm package.
    pub(crate) fn package(&self) -> PathBuf {
        self.root.join("pkg")
    }

    /// The version of a dependency, as `Cargo.lock` has it.
    pub(crate) fn locked_version(&self, name: &str) -> Result<String> {
        let path = self.root.join("Cargo.lock");
        let lock = fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        let Some(version) = version_in_lock(&lock, name) else {
            bail!("`{name}` is not in Cargo.lock");
        };
        Ok(version.to_owned())
    }
}

fn version_in_lock<'a>(lock: &'a str, name: &str) -> Option<&'a str> {
    let wanted = format!("name = \"{name}\"");
    let mut lines = lock.lines();
    lines.find(|line| *line == wanted)?;
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::version_in_lock;

    #[test]
    fn a_locked_version_is_found_by_its_whole_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-test\"\nversion = \"0.3.80\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in_lock(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(version_in_lock(lock, "bindgen"), None);
    }
}
