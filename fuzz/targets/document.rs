//! A document in cuts of every size, with every option: see [`grantex_compliance_fuzz::document`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| grantex_compliance_fuzz::document::run(data));
