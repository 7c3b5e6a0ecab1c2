//! `cargo xtask serve`: the verification page on loopback, as `cargo xtask page` builds it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

use crate::page;
use crate::project::Project;

const DEFAULT_PORT: u16 = 8080;

pub(crate) fn serve(project: &Project, arguments: &[String]) -> Result<()> {
    let port = parse_port(arguments)?;
    page::page(project)?;
    let site = Site::new(&page::site(project))?;
    let server = Server::http(("127.0.0.1", port))
        .map_err(|error| anyhow!("{error}"))
        .with_context(|| format!("cannot listen on port {port}; choose another with `--port N`"))?;
    println!("the page: http://{}/", server.server_addr());
    println!("it is served to this machine only; end with Ctrl-C");
    for request in server.incoming_requests() {
        let line = format!("{} {}", request.method(), request.url());
        // A browser that went away is its own business; the others go on being served.
        if let Err(error) = site.answer(request) {
            eprintln!("{line}: {error:#}");
        }
    }
    Ok(())
}

fn parse_port(arguments: &[String]) -> Result<u16> {
    match arguments {
        [] => Ok(DEFAULT_PORT),
        [flag, number] if flag == "--port" => {
            number.parse().with_context(|| format!("`--port` takes a number up to 65535, not `{number}`"))
        }
        _ => bail!("usage: cargo xtask serve [--port N]"),
    }
}

struct Site {
    root: PathBuf,
}

impl Site {
    fn new(folder: &Path) -> Result<Self> {
        let root = fs::canonicalize(folder).with_context(|| format!("no folder `{}`", folder.display()))?;
        Ok(Self { root })
    }

    fn answer(&self, request: Request) -> Result<()> {
        if !matches!(request.method(), Method::Get | Method::Head) {
            return Ok(request.respond(Response::empty(StatusCode(405)))?);
        }
        let Some(path) = self.find(request.url()) else {
            let text = Response::from_string("not found\n").with_status_code(StatusCode(404));
            return Ok(request.respond(text)?);
        };
        let mut response = Response::from_file(File::open(&path)?);
        for (name, value) in [("Content-Type", media_type(&path)), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")] {
            let header = Header::from_bytes(name, value).map_err(|()| anyhow!("`{value}` cannot stand in a header"))?;
            response.add_header(header);
        }
        Ok(request.respond(response)?)
    }

    /// The file that a URL names, if it lies in the folder.
    fn find(&self, url: &str) -> Option<PathBuf> {
        let mut path = self.root.clone();
        path.extend(segments(url)?);
        if path.is_dir() {
            path.push("index.html");
        }
        // After links were followed, too, it must lie inside.
        let path = fs::canonicalize(path).ok()?;
        (path.starts_with(&self.root) && path.is_file()).then_some(path)
    }
}

/// The names in a URL's path. None where one could step out of the folder or means something to the file system.
fn segments(url: &str) -> Option<Vec<String>> {
    let path = url.split(['?', '#']).next()?;
    path.strip_prefix('/')?
        .split('/')
        .map(percent_decoded)
        .filter(|name| name.as_deref() != Some(""))
        .map(|name| name.filter(|name| name != "." && name != ".." && !name.contains(['/', '\\', ':', '\0'])))
        .collect()
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn media_type(path: &Path) -> &'static str {
    let extension = path.extension().and_then(|extension| extension.to_str());
    match extension.unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "txt" | "md" | "ts" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_cannot_leave_the_folder() {
        for url in [
            "/../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/a/..%2f..%2fCargo.toml",
            "/..\\Cargo.toml",
            "/c:/windows",
            "/%00",
            "/%zz",
            "/%f",
            "no-slash",
        ] {
            assert_eq!(segments(url), None, "{url}");
        }
        assert_eq!(segments("/"), Some(Vec::new()));
        assert_eq!(segments("/pkg//a%20b.js?x=/../#y"), Some(vec!["pkg".to_owned(), "a b.js".to_owned()]));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_folder_is_not_followed() {
        let folder = std::env::temp_dir().join(format!("xtask-serve-{}", std::process::id()));
        let root = folder.join("site");
        fs::create_dir_all(&root).unwrap();
        fs::write(folder.join("secret"), "x").unwrap();
        fs::write(root.join("index.html"), "x").unwrap();
        std::os::unix::fs::symlink(folder.join("secret"), root.join("link")).unwrap();
        let site = Site::new(&root).unwrap();
        assert_eq!(site.find("/link"), None);
        assert_eq!(site.find("/"), Some(site.root.join("index.html")));
        fs::remove_dir_all(folder).unwrap();
    }
}
