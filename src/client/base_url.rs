//! Where the API is, read strictly: every URL that is accepted here means the same to every other reader of URLs.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::error::Error;

/// The API's base URL: scheme, host, port, and a path that comes before the routes.
///
/// What two readers of URLs may see differently (user names, backslashes, white space, dot segments, unescaped characters) is
/// refused. Hosts with their own reader, such as browsers, pass what that made of the caller's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    /// `https://api.grantex.dev`, without a default port.
    origin: String,
    /// Empty, or `/…` without a slash at its end.
    path: String,
}

impl BaseUrl {
    /// Reads a base URL. Plain `http:` is accepted for `localhost`, `127.0.0.0/8` and `[::1]`, and for other hosts only with
    /// `allow_insecure`: whoever listens on the way would read the key.
    ///
    /// # Errors
    /// `options.invalid` for anything else. The message does not repeat the text, which may hold a secret by mistake.
    pub fn parse(text: &str, allow_insecure: bool) -> Result<Self, Error> {
        let (scheme, rest) = text.split_once(':').ok_or_else(|| invalid("must start with `https://`"))?;
        let rest = rest.strip_prefix("//").ok_or_else(|| invalid("must start with `https://`"))?;
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(invalid("must start with `https://`")),
        };
        let (authority, path) = rest.split_at_checked(rest.find('/').unwrap_or(rest.len())).unwrap_or_default();
        if rest.contains(['?', '#']) {
            return Err(invalid("must not have a query or a fragment: routes and parameters are added to it"));
        }
        if authority.contains('@') {
            return Err(invalid("must not hold a user name or password; the key is passed as `apiKey`"));
        }
        let (host, port) = split_port(authority)?;
        let host = host.to_ascii_lowercase();
        let loopback = loopback(&host)?;
        if !secure && !loopback && !allow_insecure {
            return Err(invalid(
                "is plain http, over which everyone on the way could read the API key; use https (plain http is for this machine \
                 only: localhost, 127.0.0.1, [::1]), or say `allowInsecure: true`",
            ));
        }
        let scheme = if secure { "https" } else { "http" };
        let default_port = if secure { 443 } else { 80 };
        let port = port.filter(|&port| port != default_port).map(|port| format!(":{port}")).unwrap_or_default();
        Ok(Self { origin: format!("{scheme}://{host}{port}"), path: checked_path(path)? })
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The URL of a route.
    pub(super) fn join(&self, route: &str) -> String {
        format!("{}{}{route}", self.origin, self.path)
    }

    /// Whether a URL, absolute and as a reader of URLs writes it, lies on this origin.
    #[must_use]
    pub fn is_same_origin(&self, url: &str) -> bool {
        url.strip_prefix(self.origin.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    }
}

fn invalid(problem: &str) -> Error {
    Error::invalid_option("baseUrl", problem)
}

/// `host` or `host:port`; an IPv6 address keeps its brackets.
fn split_port(authority: &str) -> Result<(&str, Option<u16>), Error> {
    let after_host = match authority.find(']') {
        None if authority.starts_with('[') => return Err(invalid("has an IPv6 address that is none")),
        end => end.map_or(0, |end| end + 1),
    };
    let Some(colon) = authority.get(after_host..).and_then(|rest| rest.find(':')) else { return Ok((authority, None)) };
    let (host, port) = authority.split_at_checked(after_host + colon).unwrap_or_default();
    match port.get(1..).unwrap_or_default() {
        "" => Ok((host, None)),
        digits if digits.bytes().all(|digit| digit.is_ascii_digit()) => {
            let port = digits.parse().map_err(|_| invalid("has a port above 65535"))?;
            Ok((host, Some(port)))
        }
        _ => Err(invalid("has a port that is no number")),
    }
}

/// Whether the host is this machine, whatever a name server says. (Names below `localhost` are resolved by a name server on some
/// systems, so they are not.)
fn loopback(host: &str) -> Result<bool, Error> {
    if let Some(address) = host.strip_prefix('[') {
        let address = address.strip_suffix(']').and_then(|address| address.parse::<Ipv6Addr>().ok());
        return address.map(|address| address.is_loopback()).ok_or_else(|| invalid("has an IPv6 address that is none"));
    }
    if host.is_empty() || !host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_')) {
        return Err(invalid("has a host that is no name of letters, digits, hyphens and dots (others are written in Punycode, `xn--…`)"));
    }
    Ok(host == "localhost" || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback()))
}

/// The path without slashes at its end.
fn checked_path(path: &str) -> Result<String, Error> {
    let path = path.trim_end_matches('/');
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let fine = match byte {
            // RFC 3986 §3.3
            b'%' => {
                rest.next().is_some_and(|digit| digit.is_ascii_hexdigit()) && rest.next().is_some_and(|digit| digit.is_ascii_hexdigit())
            }
            b'/' | b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b':'
            | b'@' => true,
            _ => byte.is_ascii_alphanumeric(),
        };
        if !fine {
            return Err(invalid("has a path with characters that must be percent-encoded"));
        }
    }
    if path.split('/').any(is_dots) {
        return Err(invalid("has a path with `.` or `..` in it; write what it comes to"));
    }
    Ok(path.to_owned())
}

/// Whether a segment of a path is `.` or `..`, also where a dot is written `%2e`.
fn is_dots(segment: &str) -> bool {
    let mut rest = segment;
    for _ in 0..2 {
        let without_dot = [".", "%2e", "%2E"].iter().find_map(|dot| rest.strip_prefix(dot));
        rest = without_dot.unwrap_or(rest);
    }
    !segment.is_empty() && rest.is_empty()
}
