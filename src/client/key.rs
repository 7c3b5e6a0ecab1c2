//! The API key: judged only for being there, and never shown.

use std::fmt;

use crate::error::Error;

/// An API key. It goes into the `Authorization` header and nowhere else; printing it shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// The key without the white space around it, which is what is left of a line in a file or an environment variable.
    ///
    /// # Errors
    /// `options.invalid`, without a word of the key, when it is empty or holds white space or control characters.
    pub fn new(text: &str) -> Result<Self, Error> {
        let key = text.trim();
        if key.is_empty() {
            return Err(Error::invalid_option("apiKey", "is empty; pass the key, or set GRANTEX_API_KEY"));
        }
        if key.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(Error::invalid_option("apiKey", "holds white space or control characters, as no key does; copy it again"));
        }
        Ok(Self(key.to_owned()))
    }

    /// The value of the `Authorization` header.
    pub(super) fn authorization(&self) -> String {
        format!("Bearer {}", self.0)
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}
