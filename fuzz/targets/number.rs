//! A number's literal: see [`grantex_compliance_fuzz::number`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| grantex_compliance_fuzz::number::run(data));
