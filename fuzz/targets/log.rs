//! A log written honestly, then edited: see [`grantex_compliance_fuzz::log`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| grantex_compliance_fuzz::log::run(data));
