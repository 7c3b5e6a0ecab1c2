//! A document whose entries are verified in two places: see [`grantex_compliance_fuzz::piece`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| grantex_compliance_fuzz::piece::run(data));
