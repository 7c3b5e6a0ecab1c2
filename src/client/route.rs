//! The four routes, and the request that is sent for each.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::base_url::BaseUrl;
use super::key::ApiKey;
use crate::error::Error;
use crate::models::{ComplianceExportAuditParams, ComplianceExportGrantsParams, ComplianceSummaryParams, EvidencePackParams, Params};
use crate::options::Expected;

/// What ECMA-262 §19.2.6.4, `encodeURIComponent`, leaves as it is, beside letters and digits.
const QUERY: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'!').remove(b'~').remove(b'*').remove(b'\'').remove(b'(').remove(b')');

/// A compliance route of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// `GET /v1/compliance/summary`
    Summary,
    /// `GET /v1/compliance/export/grants`
    ExportGrants,
    /// `GET /v1/compliance/export/audit`
    ExportAudit,
    /// `GET /v1/compliance/evidence-pack`
    EvidencePack,
}

impl Route {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Summary, Self::ExportGrants, Self::ExportAudit, Self::EvidencePack];

    /// The name of the client's method.
    #[must_use]
    pub fn method(self) -> &'static str {
        match self {
            Self::Summary => "getSummary",
            Self::ExportGrants => "exportGrants",
            Self::ExportAudit => "exportAudit",
            Self::EvidencePack => "evidencePack",
        }
    }

    /// The route of the client's method of this name.
    #[must_use]
    pub fn of_method(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|route| route.method() == name)
    }

    /// Its path below the base URL.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Summary => "/v1/compliance/summary",
            Self::ExportGrants => "/v1/compliance/export/grants",
            Self::ExportAudit => "/v1/compliance/export/audit",
            Self::EvidencePack => "/v1/compliance/evidence-pack",
        }
    }

    /// The member of the answer that holds its rows, however many there are.
    #[must_use]
    pub fn list(self) -> Option<&'static str> {
        match self {
            Self::Summary => None,
            Self::ExportGrants => Some("grants"),
            Self::ExportAudit => Some("entries"),
            Self::EvidencePack => Some("auditEntries"),
        }
    }

    /// The URL for parameters that a caller gave as JSON, and what the answer is to be held against.
    pub(super) fn asked(self, base: &BaseUrl, params: &[u8]) -> Result<(String, Expected), Error> {
        match self {
            Self::Summary => self.checked::<ComplianceSummaryParams>(base, params),
            Self::ExportGrants => self.checked::<ComplianceExportGrantsParams>(base, params),
            Self::ExportAudit => self.checked::<ComplianceExportAuditParams>(base, params),
            Self::EvidencePack => self.checked::<EvidencePackParams>(base, params),
        }
    }

    fn checked<P: Params>(self, base: &BaseUrl, params: &[u8]) -> Result<(String, Expected), Error> {
        let params = P::from_json(params)?;
        Ok((self.url(base, &params.query()), params.expected()))
    }

    fn url(self, base: &BaseUrl, query: &[(&str, &str)]) -> String {
        let mut url = base.join(self.path());
        let mut before = '?';
        for (name, value) in query {
            url.push(before);
            url.extend(utf8_percent_encode(name, QUERY));
            url.push('=');
            url.extend(utf8_percent_encode(value, QUERY));
            before = '&';
        }
        url
    }
}

/// What is sent. The method is always `GET`, and nothing is in the body.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// Where to; it lies on the configured origin, and the key is not in it.
    pub url: String,
    /// The only headers that may be added. In browsers any other one would be refused by the server's CORS rules.
    pub headers: [(&'static str, String); 2],
}

impl Request {
    pub(super) fn new(url: &str, key: &ApiKey) -> Self {
        let headers = [("Accept", "application/json".to_owned()), ("Authorization", key.authorization())];
        Self { url: url.to_owned(), headers }
    }
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Headers hold the key.
        f.debug_struct("Request").field("url", &self.url).finish_non_exhaustive()
    }
}
