//! One entry, explained: see [`grantex_compliance_fuzz::entry`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| grantex_compliance_fuzz::entry::run(data));
