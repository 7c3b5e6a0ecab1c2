//! Instants, read from ISO 8601 timestamps.
