//! Collects parameters and checks them together.

use super::{AuditStatus, ComplianceExportAuditParams, ComplianceExportGrantsParams, EvidencePackParams, Framework, GrantStatus, Params};
use crate::error::Error;

/// Collects parameters; [`Builder::build`] checks them.
#[derive(Debug, Clone)]
pub struct Builder<P>(pub(super) P);

impl<P: Params> Builder<P> {
    /// Start of the window, ISO 8601, inclusive.
    #[must_use]
    pub fn since(mut self, since: impl Into<String>) -> Self {
        *self.0.window_mut().0 = Some(since.into());
        self
    }

    /// End of the window, ISO 8601, inclusive.
    #[must_use]
    pub fn until(mut self, until: impl Into<String>) -> Self {
        *self.0.window_mut().1 = Some(until.into());
        self
    }

    /// The parameters, checked.
    ///
    /// # Errors
    /// `options.invalid`, naming the parameter: a timestamp that is none, `since` later than `until`, a framework or status
    /// that the API does not know, an empty agent id.
    pub fn build(self) -> Result<P, Error> {
        self.0.checked()
    }
}

impl Builder<ComplianceExportGrantsParams> {
    /// Only grants of this status: `active`, `revoked` or `expired`.
    #[must_use]
    pub fn status(mut self, status: impl Into<GrantStatus>) -> Self {
        self.0.status = Some(status.into());
        self
    }
}

impl Builder<ComplianceExportAuditParams> {
    /// Only entries of this agent.
    #[must_use]
    pub fn agent_id(mut self, agent_id: impl Into<String>) -> Self {
        self.0.agent_id = Some(agent_id.into());
        self
    }

    /// Only entries of this status: `success`, `failure` or `blocked`.
    #[must_use]
    pub fn status(mut self, status: impl Into<AuditStatus>) -> Self {
        self.0.status = Some(status.into());
        self
    }
}

impl Builder<EvidencePackParams> {
    /// The framework: `soc2`, `gdpr` or `all`. Without it the server takes `all`.
    #[must_use]
    pub fn framework(mut self, framework: impl Into<Framework>) -> Self {
        self.0.framework = Some(framework.into());
        self
    }
}
