//! What the API says.
