//! Two strings' literals: see [`grantex_compliance_fuzz::string`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| grantex_compliance_fuzz::string::run(data));
