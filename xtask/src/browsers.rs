//! The three browser engines and how each is driven, headless, on this machine.
//!
//! The settings are written to `target/engines/`, once for everyone: `wasm-pack test` reads the capabilities from
//! `<engine>.json`, the page tests read all of it from `engines.json` (see `tests/js/engines.mjs`).

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::process::find;
use crate::project::Project;
use crate::system::install_packages;
use crate::tools;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Chrome,
    Firefox,
    WebKit,
}

/// An engine that is there, and what it takes to start its driver.
#[derive(Debug, Clone)]
pub(crate) struct Installed {
    pub(crate) engine: Engine,
    pub(crate) driver: PathBuf,
    /// What stands before the driver's name: a virtual screen, where the engine has no headless mode.
    pub(crate) launcher: Vec<String>,
    pub(crate) environment: Vec<(String, String)>,
    capabilities: Value,
}

impl Engine {
    pub(crate) const ALL: [Self; 3] = [Self::Chrome, Self::Firefox, Self::WebKit];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Chrome => "chrome",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// The engines that `ENGINES` names, all three when it is not set.
    pub(crate) fn chosen() -> Result<Vec<Self>> {
        match env::var("ENGINES") {
            Ok(list) if !list.trim().is_empty() => Self::parse_list(&list),
            _ => Ok(Self::ALL.to_vec()),
        }
    }

    fn parse_list(list: &str) -> Result<Vec<Self>> {
        list.split(',')
            .map(str::trim)
            .map(|name| {
                Self::ALL
                    .into_iter()
                    .find(|engine| engine.name() == name)
                    .with_context(|| format!("ENGINES names `{name}`; known are chrome, firefox and webkit"))
            })
            .collect()
    }

    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Chrome => &["chromium", "chromium-driver"],
            Self::Firefox => &["firefox-esr"],
            Self::WebKit => &["webkit2gtk-driver", "xvfb", "xauth", "dbus"],
        }
    }

    /// Finds the engine; installs what is missing (as root) or fails with the line that does.
    pub(crate) fn ensure(self, project: &Project) -> Result<Installed> {
        if let Some(installed) = self.detect(project)? {
            return Ok(installed);
        }
        install_packages(self.packages(), &format!("tests in {}", self.name()))?;
        self.detect(project)?.with_context(|| format!("{} is still not found after installing {}", self.name(), self.packages().join(" ")))
    }

    fn detect(self, project: &Project) -> Result<Option<Installed>> {
        match self {
            Self::Chrome => Ok(chrome()),
            Self::Firefox => firefox(project),
            Self::WebKit => Ok(webkit()),
        }
    }
}

fn first_found(names: &[&str]) -> Option<PathBuf> {
    names.iter().find_map(|name| find(name, &[]))
}

fn chrome() -> Option<Installed> {
    let browser = first_found(&["chromium", "chromium-browser", "google-chrome"])?;
    let driver = find("chromedriver", &[])?;
    let arguments = [
        "--headless",
        // Chromium's sandbox cannot start as root, as in CI; only our own pages are opened.
        "--no-sandbox",
        "--disable-gpu",
        // Containers often give /dev/shm too little room.
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];
    Some(Installed {
        engine: Engine::Chrome,
        driver,
        launcher: Vec::new(),
        environment: Vec::new(),
        capabilities: json!({ "goog:chromeOptions": { "binary": browser, "args": arguments } }),
    })
}

fn firefox(project: &Project) -> Result<Option<Installed>> {
    let Some(browser) = first_found(&["firefox-esr", "firefox"]) else {
        return Ok(None);
    };
    // No Debian package has it, so it is built: only after the browser is known to be there.
    let driver = tools::geckodriver(project)?;
    Ok(Some(Installed {
        engine: Engine::Firefox,
        driver,
        launcher: Vec::new(),
        environment: Vec::new(),
        capabilities: json!({ "moz:firefoxOptions": { "binary": browser, "args": ["-headless"] } }),
    }))
}

fn webkit() -> Option<Installed> {
    let driver = find("WebKitWebDriver", &[])?;
    let browser = mini_browser()?;
    // It has no headless mode: a virtual screen, and a message bus of its own.
    let screen = find("xvfb-run", &[])?;
    let bus = find("dbus-run-session", &[])?;
    find("xauth", &[])?;
    let environment = [
        // Its sandbox needs user namespaces, which containers forbid; only our own pages are opened.
        ("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1"),
        ("WEBKIT_DISABLE_COMPOSITING_MODE", "1"),
    ];
    Some(Installed {
        engine: Engine::WebKit,
        driver,
        launcher: vec![screen.display().to_string(), "-a".to_owned(), bus.display().to_string(), "--".to_owned()],
        environment: environment.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        capabilities: json!({
            "webkitgtk:browserOptions": { "binary": browser, "args": ["--automation"] },
        }),
    })
}

/// WebKitGTK's own small browser: in a folder of the library, whose name changes with architecture and version.
fn mini_browser() -> Option<PathBuf> {
    let parents = fs::read_dir("/usr/lib")
        .into_iter()
        .flatten()
        .flatten()
        .map(|folder| folder.path())
        .chain([PathBuf::from("/usr/libexec"), PathBuf::from("/usr/lib")]);
    parents
        .flat_map(|parent| ["webkit2gtk-4.1", "webkitgtk-6.0", "webkit2gtk-4.0"].map(|name| parent.join(name)))
        .map(|folder| folder.join("MiniBrowser"))
        .find(|browser| browser.is_file())
}

impl Installed {
    /// Where this engine's capabilities stand, for `wasm-bindgen-test-runner`.
    pub(crate) fn capabilities_file(&self, project: &Project) -> PathBuf {
        folder(project).join(format!("{}.json", self.engine.name()))
    }

    fn describe(&self) -> Value {
        let environment: serde_json::Map<String, Value> =
            self.environment.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        json!({
            "driver": self.driver,
            "launcher": self.launcher,
            "environment": environment,
            "capabilities": self.capabilities,
        })
    }
}

fn folder(project: &Project) -> PathBuf {
    project.scratch("engines")
}

/// Writes the settings of engines that were found, for the two kinds of browser tests. Those of other engines stay.
pub(crate) fn write_settings(project: &Project, engines: &[Installed]) -> Result<()> {
    let folder = folder(project);
    fs::create_dir_all(&folder)?;
    let file = folder.join("engines.json");
    let before = fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let mut all: serde_json::Map<String, Value> = before.unwrap_or_default();
    for installed in engines {
        write_json(&installed.capabilities_file(project), &installed.capabilities)?;
        all.insert(installed.engine.name().to_owned(), installed.describe());
    }
    write_json(&file, &Value::Object(all))
}

fn write_json(path: &Path, value: &Value) -> Result<()> {
    let text = serde_json::to_string_pretty(value)?;
    if let Err(error) = fs::write(path, text + "\n") {
        bail!("cannot write `{}`: {error}", path.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Engine;

    #[test]
    fn engines_are_chosen_by_name_and_a_wrong_name_is_refused() {
        let chosen = Engine::parse_list("webkit, chrome").unwrap();
        assert_eq!(chosen, [Engine::WebKit, Engine::Chrome]);
        let refused = Engine::parse_list("chrome,safari").unwrap_err();
        assert!(refused.to_string().contains("`safari`"));
    }
}
