//! A log in pieces, and the lines made of them: see [`grantex_compliance_fuzz::line`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| grantex_compliance_fuzz::line::run(data));
