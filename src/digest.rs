//! SHA-256 (FIPS 180-4) and its strict hexadecimal form.
