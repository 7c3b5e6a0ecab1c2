//! JSON of every spelling as metadata and as an unknown member: see [`grantex_compliance_fuzz::metadata`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| grantex_compliance_fuzz::metadata::run(data));
