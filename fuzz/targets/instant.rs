//! A timestamp: see [`grantex_compliance_fuzz::instant`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| grantex_compliance_fuzz::instant::run(data));
