//! Answers as types: see [`grantex_compliance_fuzz::models`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| grantex_compliance_fuzz::models::run(data));
